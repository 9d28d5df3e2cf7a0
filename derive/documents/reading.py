"""A document, read: every = with both its sides, what it means where it stands, and what was assumed.

The passes, each over all formulas in the order of the text: parse; tell letters apart; find what defines a
letter,
what is a condition, what a hypothesis; find what ranges over what. Then every = can be judged by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from derive.documents import comments, prose
from derive.documents.chains import Chain, chains
from derive.documents.finding import Document, Fragment
from derive.documents.grammar import Choices, read_side
from derive.documents.letters import Letters, index_name, is_bare, roles
from derive.documents.meaning import KNOWN, Context, Environment, Shapes, Stored, free_letters, opaque_name
from derive.documents.notation import (
    Apply,
    Big,
    Condition,
    Grid,
    Indicator,
    Minus,
    Node,
    Number,
    Partial,
    Power,
    Quotient,
    Symbol,
    Times,
    Transposed,
    Unreadable,
    relabelled,
    renamed,
    symbols,
    walk,
)
from derive.documents.tokens import Item

MOST_READINGS = 4


@dataclass
class Side:
    """One side: its tree, or why it has none; the other readings that are possible."""

    items: tuple[Item, ...]
    node: Node | None = None
    error: Unreadable | None = None
    others: list[tuple[str, Node]] = field(default_factory=list)
    stray: tuple[str, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.items[0].start, self.items[-1].end


@dataclass
class Formula:
    """A chain with its sides read, and what is in force where it stands."""

    number: int
    fragment: Fragment
    chain: Chain
    sides: list[Side]
    section: tuple[int, ...] = ()
    kind: str = "claim"  # claim, definition, condition, hypothesis, declaration, nothing
    defines: list[Stored] = field(default_factory=list)
    conditions: list[prose.Stated] = field(default_factory=list)
    hypotheses: list[prose.Assumed] = field(default_factory=list)
    environment: Environment | None = None
    notes: list[str] = field(default_factory=list)
    parameters: frozenset[str] = frozenset()
    error: Unreadable | None = None
    unread_condition: str = ""
    expected: str = "proved"
    skipped: bool = False
    definition_at: int | None = None  # which of its = defines

    @property
    def context(self) -> Context:
        """Where its letters are looked up."""
        return Context(self.number, {}, self.parameters)


@dataclass
class Equality:
    """One = of a document."""

    formula: Formula
    at: int
    mark: tuple[int, int]
    left: Side
    right: Side
    relation: str

    @property
    def is_definition(self) -> bool:
        """Whether it introduces a name."""
        return self.formula.definition_at == self.at


class Reading:
    """A document and all that was read of it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.said = comments.Said(document)
        self.formulas: list[Formula] = []
        self.faults: list[tuple[tuple[int, int], Unreadable]] = []
        self._parse()
        self._rename_parameters()
        self._part_labelled()
        nodes: list[Node] = []
        mentioned: list[Node] = []
        for formula in self.formulas:
            trees = [side.node for side in formula.sides if side.node is not None]
            (mentioned if _is_mention(formula) else nodes).extend(trees)
        self.letters = Letters([*nodes, *self.said.nodes()], mentioned)
        self.said.tell(self.letters)
        self._functions()
        self.label_letters: set[str] = set(self.said.labels)
        self.introduced: set[str] = set()
        self.data: set[str] = set()
        self._classify()
        for formula in self.formulas:
            own = self._section(formula.fragment.start)
            formula.hypotheses = [
                each
                for each in formula.hypotheses
                if each.at <= formula.fragment.start or self._section(each.at) == own
            ]
        self.dependence = self._dependence()
        self.positive = self._positive()
        self.varied = frozenset().union(*self.dependence.values()) if self.dependence else frozenset()
        self.shapes = Shapes(self.letters, frozenset(self.label_letters))
        self.said.shape(self.shapes)
        self._shape()
        self.shapes.dimensions.give_names(self._names())
        self._environments: dict[int, Environment] = {}

    # parsing

    def _parse(self) -> None:
        before: Formula | None = None
        for fragment in self.document.fragments:
            if self.said.is_off(fragment.start):
                continue
            try:
                found = chains(self.document.text, fragment.start, fragment.end)
            except Unreadable as fault:
                self._fault(fragment, fault)
                continue
            for chain in found:
                before = self._formula(fragment, chain, before)

    def _fault(self, fragment: Fragment, fault: Unreadable) -> None:
        inner = self.document.text[fragment.start : fragment.end]
        if "=" in inner and fragment.display:
            at = fragment.start + inner.index("=")
            self.faults.append(((at, at + 1), fault))

    def _formula(self, fragment: Fragment, chain: Chain, before: Formula | None) -> Formula:
        sides = [_side(items) for items in chain.sides if items]
        if chain.continues:
            same = before is not None and before.fragment is fragment
            displays = before is not None and before.fragment.display and fragment.display and chain.row == 0
            if before is not None and (same or displays):
                last = before.sides[-1]
                sides = [Side(last.items, last.node, last.error, last.others), *sides]
            else:
                missing = Unreadable("what stands before this relation is not found", chain.marks[0])
                sides = [Side(sides[0].items, None, missing), *sides]
        made = Formula(len(self.formulas), fragment, chain, sides)
        made.expected = self.said.expected(self.document, chain.span[0])
        made.skipped = self.said.is_skipped(self.document, chain.span[0])
        self.formulas.append(made)
        return made

    def _rename_parameters(self) -> None:
        """The x of σ(x) = 1/(1 + e^{−x}) is a letter of its own where x_i stands elsewhere."""
        every = [side.node for formula in self.formulas for side in formula.sides if side.node is not None]
        indexed = {s.name for node in every for s in symbols(node) if s.subscripts or s.labels or s.bold}
        functions: set[tuple[str, str]] = set()
        for formula in self.formulas:
            used = [each for side in formula.sides if side.node is not None for each in roles(side.node)]
            numbers = {each.name for each, role in used if role in ("number", "variable") and is_bare(each)}
            here = {each.name for each, _ in used if each.subscripts or each.labels or each.bold}
            called = {(f.name, a.name) for f, _ in used for a in f.arguments or () if isinstance(a, Symbol)}
            local = {name for name in numbers & indexed - here if any(name == a for _, a in called)}
            functions |= {(function, name) for function, name in called if name in local}
            local |= {name for function, name in called & functions if name not in here}
            names = {name: f"{name}'" for name in local}
            for side in formula.sides if names else ():
                side.node = side.node and renamed(side.node, names)
                side.others = [(what, renamed(node, names)) for what, node in side.others]

    def _part_labelled(self) -> None:
        """y^{(i)} in one section and y, without a label, in others are two letters."""
        labelled: dict[str, set[int]] = {}
        bare: dict[str, set[int]] = {}
        for formula in self.formulas:
            section = self._section(formula.fragment.start)
            for side in formula.sides:
                for symbol, role in roles(side.node) if side.node is not None else ():
                    if symbol.labels:
                        labelled.setdefault(symbol.name, set()).add(section)
                    elif not symbol.subscripts and role != "index" and symbol.name.islower():
                        bare.setdefault(symbol.name, set()).add(section)
        names = {n: f"{n}^" for n, where in labelled.items() if n in bare and not where & bare[n]}
        if not names:
            return
        for formula in self.formulas:
            if self._section(formula.fragment.start) in set().union(*(labelled[name] for name in names)):
                for side in formula.sides:
                    side.node = side.node and relabelled(side.node, names)
                    side.others = [(what, relabelled(node, names)) for what, node in side.others]

    def _section(self, at: int) -> int:
        return max((each.start for each in self.document.headings if each.start <= at), default=-1)

    def _functions(self) -> None:
        """Which Greek letter is the logistic function, where the prose names it."""
        if re.search(r"sigmoid|logistic|逻辑|Sigmoid|S\s*型", self.document.source):
            called = any(
                symbol.name == "sigma" and symbol.arguments is not None
                for formula in self.formulas
                for side in formula.sides
                if side.node is not None
                for symbol in symbols(side.node)
            )
            if called:
                self.letters.functions["sigma"] = "logistic"

    # what defines, what is assumed

    def _classify(self) -> None:
        defined: dict[str, tuple[Stored, tuple[int, ...]]] = {}
        for stored in self.said.definitions():
            defined[stored.name] = (stored, ())
        in_force = prose.InForce(self.document, self.letters)
        assumed: list[prose.Assumed] = list(self.said.assumptions())
        groups: dict[int, list[Formula]] = {}
        for formula in self.formulas:
            groups.setdefault(formula.fragment.start, []).append(formula)
        for group in groups.values():
            in_force.advance(group[0].fragment)
            for formula in group:
                formula.section = in_force.section
                self._classify_one(formula, group, defined, in_force, assumed)
            for formula in group:
                formula.section = in_force.section
                known = {name: stored for name, (stored, _) in defined.items()}
                formula.environment = Environment(known, {})
                formula.hypotheses = assumed

    def _classify_one(
        self,
        formula: Formula,
        group: list[Formula],
        defined: dict[str, tuple[Stored, tuple[int, ...]]],
        in_force: prose.InForce,
        assumed: list[prose.Assumed],
    ) -> None:
        chain = formula.chain
        if set(chain.relations) <= {"∈"}:
            formula.kind = "declaration"
            self.said.declare(formula.sides, self.letters)
            return
        condition = self._condition(formula)
        if condition is not None:
            formula.kind = "condition"
            in_force.condition(condition, formula, group)
            return
        hypothesis = prose.hypothesis(formula, self.document, self.letters, defined)
        if hypothesis is not None:
            formula.kind = "hypothesis"
            assumed.append(hypothesis)
            if hypothesis.label:
                self.label_letters.add(hypothesis.label)
            return
        if self._is_remark(formula, defined):
            formula.kind = "nothing"
            return
        said = self.said.conditions(self.document, formula.chain.span[0])
        formula.conditions += [prose.Stated(each, own=True) for each in said]
        formula.conditions = in_force.conditions(formula)
        formula.unread_condition = in_force.unread(formula)
        self._define(formula, defined)

    def _is_remark(self, formula: Formula, defined: dict[str, tuple[Stored, tuple[int, ...]]]) -> bool:
        """y_k = 1, N = 2: a value that the text speaks of, no claim."""
        if len(formula.sides) != 2 or not isinstance(formula.sides[0].node, Symbol):
            return False
        left = formula.sides[0].node
        number = _is_number(formula.sides[1].node)
        known = self._name(left) in defined
        indexed = bool(left.subscripts or left.labels)
        return number and not known and (indexed or not formula.fragment.display)

    def _condition(self, formula: Formula) -> Condition | None:
        """j = k or j ≠ k about places, alone."""
        chain = formula.chain
        if len(chain.relations) != 1 or chain.relations[0] not in ("=", "≠") or chain.dots:
            return None
        nodes = [side.node for side in formula.sides]
        if not all(isinstance(node, Symbol) and node.arguments is None for node in nodes):
            return None
        left, right = nodes
        assert isinstance(left, Symbol) and isinstance(right, Symbol)  # noqa: PT018
        if chain.relations[0] == "≠":
            return Condition(left, right, False)
        if not is_bare(left) or not self._is_place(left) or not self._is_place(right):
            return None
        return Condition(left, right)

    def _is_place(self, symbol: Symbol) -> bool:
        if is_bare(symbol):
            name = index_name(symbol)
            return self.letters.is_index(name) or name in self.letters.solid
        return self.letters.resolve(symbol).name in self.letters.labels

    def _define(self, formula: Formula, defined: dict[str, tuple[Stored, tuple[int, ...]]]) -> None:  # noqa: C901
        """The first = that names a new symbol defines it."""
        if len(formula.sides) < 2 or formula.chain.relations[0] not in ("=", ":="):
            return
        left, right = formula.sides[0].node, formula.sides[1].node
        if left is None or right is None or formula.skipped:
            return
        if formula.chain.continues:
            return
        if isinstance(left, Symbol) and is_grid(right):
            if self._name(left) not in defined:
                formula.definition_at = 0
            if not any(symbols(right)) and any(isinstance(each, Number) for each in walk(right)):
                self.data.add(self._name(left))
            return
        if isinstance(left, Power) and left.exponent == Number(2) and isinstance(left.base, Symbol):  # type: ignore[arg-type]
            left, right = left.base, Power(right, Number(Fraction(1, 2)))
        made = self._stored(formula, left, right, defined)
        if made is None:
            made = self._stored_under_derivative(formula, left, right, defined)
        if made is None:
            return
        formula.definition_at = 0
        formula.parameters = frozenset(made.parameters)
        extra = set(free_letters(made.body, self.letters)) - set(made.parameters)
        extra -= self.label_letters
        if extra and not formula.fragment.display:
            formula.notes.append(f"{made.name} is not used: {', '.join(sorted(extra))} is not fixed")
            return
        self.label_letters |= extra
        for name in extra:
            formula.notes.append(f"{name} is one fixed place")
        formula.defines.append(made)
        defined[made.name] = (made, formula.section)
        self.introduced |= {each.name for each in symbols(right)}

    def _stored(
        self, formula: Formula, left: Node, right: Node, defined: dict[str, tuple[Stored, tuple[int, ...]]]
    ) -> Stored | None:
        if not isinstance(left, Symbol) or left.name in ("ones", "zeros") or left.primes:
            return None
        if left.name in KNOWN and left.arguments is None:
            return None
        try:
            opaque = opaque_name(left, self.letters)
            resolved = self.letters.resolve(left)
            name, places = opaque or (resolved.name, resolved.places)
        except Unreadable:
            return None
        letters = [index_name(each) for each in places if isinstance(each, Symbol) and is_bare(each)]
        if len(letters) < len(places) or len(set(letters)) < len(letters):
            return None
        if name in self.letters.upper or name in self.letters.labels:
            return None
        arguments = self._argument_names(left)
        made = Stored(name, tuple(letters), arguments, right, formula.number, formula.fragment.start)
        if isinstance(right, Number) and (letters or not formula.fragment.display):
            return None
        if name in defined and not self._redefines(formula, made, *defined[name]):
            return None
        if formula.conditions or self._circular(made, defined):
            return None
        if formula.fragment.display or name not in defined:
            return made
        return None

    def _argument_names(self, left: Symbol) -> tuple[str, ...]:
        arguments = left.arguments or ()
        if all(isinstance(each, Symbol) and is_bare(each) for each in arguments):
            return tuple(each.name for each in arguments if isinstance(each, Symbol))
        return ()

    def _redefines(self, formula: Formula, made: Stored, before: Stored, section: tuple[int, ...]) -> bool:
        """A letter is defined anew in another section, from other letters: neither set holds the other."""
        if formula.chain.relations[0] == ":=":
            return True
        if self.said.is_new(made.name, formula.chain.span[0]):
            return True
        if section == formula.section[: len(section)] and before.line != -1:
            return False
        old, new = (
            {each.name for each, role in roles(body) if role != "index"} for body in (before.body, made.body)
        )
        if old <= new or new <= old:
            return False
        formula.notes.append(f"{made.name} is defined anew")
        return True

    def _circular(self, made: Stored, defined: dict[str, tuple[Stored, tuple[int, ...]]]) -> bool:
        seen: set[str] = set()
        waiting = [made.body]
        while waiting:
            for each in symbols(waiting.pop()):
                name = self._name(each)
                if name == made.name:
                    return True
                if name in defined and name not in seen:
                    seen.add(name)
                    waiting.append(defined[name][0].body)
        return False

    def _name(self, symbol: Symbol) -> str:
        try:
            opaque = opaque_name(symbol, self.letters)
            return opaque[0] if opaque else self.letters.resolve(symbol).name
        except Unreadable:
            return symbol.name

    def _stored_under_derivative(
        self, formula: Formula, left: Node, right: Node, defined: dict[str, tuple[Stored, tuple[int, ...]]]
    ) -> Stored | None:
        """∂p_k/∂z = ∂(…)/∂z, where nothing is said of p before, says what p is."""
        if not (
            isinstance(left, Partial) and isinstance(right, Partial) and left.variables == right.variables
        ):
            return None
        if isinstance(right.body, Symbol) or not isinstance(left.body, Symbol):
            return None
        if self._name(left.body) in defined:
            return None
        made = self._stored(formula, left.body, right.body, defined)
        if made is not None:
            formula.notes.append(f"{made.name} is taken to be what is differentiated on the right")
        return made

    # dependence and sign

    def _dependence(self) -> dict[str, frozenset[str]]:  # noqa: C901
        """Which letter depends on which: those that are differentiated, and those written h(z)."""
        found: dict[str, set[str]] = {}

        def add(name: str, on: str) -> None:
            if name != on and not self.said.is_constant(name, on):
                found.setdefault(name, set()).add(on)

        for formula in self.formulas:
            for side in formula.sides:
                for node in walk(side.node) if side.node is not None else ():
                    if isinstance(node, Partial) and isinstance(node.body, Symbol):
                        for variable in node.variables:
                            if isinstance(variable, Symbol):
                                add(self._name(node.body), self._name(variable))
                    if isinstance(node, Symbol) and node.arguments and node.name not in KNOWN:  # noqa: SIM102
                        if opaque_name(node, self.letters) is None:
                            for each in node.arguments:
                                if isinstance(each, Symbol) and is_bare(each):
                                    add(self._name(node), self._name(each))
        for name, on in self.said.dependence:
            add(name, on)
        return {name: frozenset(on) for name, on in found.items()}

    def _positive(self) -> frozenset[str]:
        """Letters whose logarithm is taken, which must be positive for that."""
        found: set[str] = set(self.said.positive)
        for formula in self.formulas:
            for side in formula.sides:
                for node in walk(side.node) if side.node is not None else ():
                    if isinstance(node, Apply) and node.function == "log":
                        found |= {self._name(each) for each in _factors(node.argument)}
        return frozenset(found)

    # what ranges over what

    def _shape(self) -> None:
        for formula in self.formulas:
            if formula.kind in ("declaration", "nothing"):
                continue
            self._shape_one(formula)

    def _shape_one(self, formula: Formula) -> None:
        dimensions = self.shapes.dimensions
        shapes: list[tuple[object, object] | None] = []
        for side in formula.sides:
            mark = dimensions.mark()
            try:
                shape = None if side.node is None else self.shapes.side(side.node, formula.context)
                for _, node in side.others:
                    self.shapes.side(node, formula.context)
                shapes.append(shape)
            except (Unreadable, RecursionError) as fault:
                dimensions.back(mark)
                side.error = fault if isinstance(fault, Unreadable) else Unreadable("nested too deeply")
                shapes.append(None)
        for one, other, at in zip(shapes, shapes[1:], range(len(shapes)), strict=False):
            self._join(formula, one, other, at)
        for stated in formula.conditions:
            mark = dimensions.mark()
            try:
                self.shapes.condition(stated.condition, formula.context)
            except Unreadable:
                dimensions.back(mark)

    def _join(self, formula: Formula, one: object, other: object, at: int) -> None:
        if one is None or other is None or formula.kind == "condition":
            return
        zero = [_is_number(formula.sides[at + 1].node), _is_number(formula.sides[at].node)]
        mark = self.shapes.dimensions.mark()
        try:
            if not (any(zero) and one != other):
                self.shapes._join(one, other)  # type: ignore[arg-type]
        except Unreadable:
            self.shapes.dimensions.back(mark)

    def _names(self) -> Iterator[str]:
        yield from self.letters.usage
        yield from self.letters.bound
        yield from self.letters.solid
        yield from self.letters.upper

    # what can be judged

    def equalities(self) -> Iterator[Equality]:
        """Every = of the document, in order."""
        for formula in self.formulas:
            if formula.kind != "claim" or formula.skipped:
                continue
            for at, kind in enumerate(formula.chain.relations):
                if kind not in ("=", ":=") or at + 1 >= len(formula.sides):
                    continue
                yield Equality(
                    formula, at, formula.chain.marks[at], formula.sides[at], formula.sides[at + 1], kind
                )

    def environment(self, formula: Formula) -> Environment:
        """What the letters mean where the formula stands."""
        assert formula.environment is not None
        known = formula.environment.definitions
        dependence = {name: on for name, on in self.dependence.items() if name not in known}
        return Environment(known, dependence)


def is_grid(node: Node) -> bool:
    """Whether it is a vector or matrix that is written out."""
    return isinstance(node, Grid) or (isinstance(node, Transposed) and isinstance(node.operand, Grid))


def _is_mention(formula: Formula) -> bool:
    """m = n, j ≠ k: one relation between two letters."""
    nodes = [side.node for side in formula.sides]
    if len(nodes) != 2 or formula.chain.relations[0] not in ("=", "≠"):
        return False
    return (
        all(isinstance(node, Symbol) for node in nodes) and isinstance(nodes[0], Symbol) and is_bare(nodes[0])
    )


def _is_number(node: Node | None) -> bool:
    return isinstance(node, Number) or (isinstance(node, Minus) and _is_number(node.operand))


def _factors(node: Node) -> Iterator[Symbol]:
    match node:
        case Symbol():
            yield node
        case Times(factors):
            for each in factors:
                yield from _factors(each)
        case Quotient(above, below):
            yield from _factors(above)
            yield from _factors(below)
        case Power(base, _):
            yield from _factors(base)
        case _:
            return


def _side(items: tuple[Item, ...]) -> Side:
    """The side, with the readings that differ from the conventional one at one place."""
    choices = Choices()
    made = Side(items)
    try:
        made.node = read_side(items, choices)
    except Unreadable as fault:
        made.error = fault
        return made
    except RecursionError:
        made.error = Unreadable("nested too deeply to be read", made.span)
        return made
    made.stray = tuple(token.text for token in choices.stray)
    for place, what in list(choices.asked.items())[:MOST_READINGS]:
        try:
            other = read_side(items, Choices(frozenset({place})))
        except (Unreadable, RecursionError):
            continue
        if other != made.node and all(other != each for _, each in made.others):
            made.others.append((what, other))
    return made


__all__ = ["Big", "Equality", "Formula", "Indicator", "Reading", "Side", "replace"]
