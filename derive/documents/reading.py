"""A document, read: every = with both its sides, what it means where it stands, and what was assumed.

The passes, each over all formulas in the order of the text: parse; tell letters apart; find what defines a
letter, what is a condition, what a hypothesis; find what ranges over what. Then every = can be judged by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from derive.documents import comments, functions, prose
from derive.documents.chains import Chain, chains
from derive.documents.defining import Defining
from derive.documents.dependence import dependence, positive
from derive.documents.dimensions import TwoRanges
from derive.documents.expectations import indexed, written_out
from derive.documents.finding import Document, Fragment
from derive.documents.formulas import Equality, Formula, Side, is_grid, is_mention, is_number, read
from derive.documents.grammar import Choices, read_side
from derive.documents.grammar.vocabulary import vocabulary
from derive.documents.letters import Letters, index_name, is_bare
from derive.documents.losses import losses
from derive.documents.meaning import (
    Context,
    Environment,
    Shapes,
    name_of,
)
from derive.documents.meaning.context import free_letters
from derive.documents.notation import (
    Condition,
    Node,
    Symbol,
    Unreadable,
    symbols,
)
from derive.documents.other_names import join_names
from derive.documents.ranges import Scopes, means
from derive.documents.ranks import find_ranks
from derive.documents.renaming import part_arities, part_labelled, part_totals, rename_parameters
from derive.documents.tokens import tokens

_EXPLAINS = re.compile(
    r"[\s,，;；:：]*(?:where|with|in which|[Hh]ere|其中|这里|式中|此处)(?![A-Za-z])[^.。!！?？]*$"
    r"|[^\w\n.。]*$|[\s,，;；]*(?:and|以及|和)\s*$"
)
"""What stands between a formula and what explains it."""


def _trees(formulas: list[Formula]) -> Iterator[Node]:
    """All that is read, in the order of the text."""
    for formula in formulas:
        for side in formula.sides:
            if side.node is not None:
                yield side.node
                yield from (node for _, node in side.others)


def _is_step(formula: Formula) -> bool:
    """w := w − α ∂L/∂w: an assignment, no claim."""
    left, right = formula.sides[0].node, formula.sides[-1].node
    if formula.chain.relations != [":="] or not isinstance(left, Symbol) or right is None:
        return False
    return any(each == left for each in symbols(right))


class Reading:
    """A document and all that was read of it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.said = comments.Said(document)
        self._starts = sorted(each.start for each in document.headings)
        self.formulas: list[Formula] = []
        self.faults: list[tuple[tuple[int, int], Unreadable]] = []
        self._parse()
        self._write_out()
        told = {stored.name for stored in self.said.definitions()}
        functions.settle(self.formulas, self.document.source, self.document.text, told)
        join_names(self.formulas)
        part_arities(self.formulas)
        part_totals(self.formulas)
        rename_parameters(self.formulas)
        self.said.relabel(part_labelled(self.formulas, self._section))
        nodes: list[Node] = []
        mentioned: list[Node] = []
        for formula in self.formulas:
            trees = [side.node for side in formula.sides if side.node is not None]
            (mentioned if is_mention(formula) else nodes).extend(trees)
        self.letters = Letters([*nodes, *self.said.nodes()], mentioned)
        self.said.tell(self.letters)
        self._functions()
        find_ranks(
            ([side.node for side in f.sides if side.node is not None] for f in self.formulas), self.letters
        )
        self._settle_sums()
        self.defining = Defining(self.letters, self.said)
        self.label_letters, self.introduced = self.defining.label_letters, self.defining.introduced
        self.data = self.defining.data
        self._classify()
        for formula in self.formulas:
            own = self._section(formula.fragment.start)
            formula.hypotheses = [
                each
                for each in formula.hypotheses
                if each.at <= formula.fragment.start or self._section(each.at) == own
            ]
        self.dependence = dependence(self.formulas, self.letters, self.said)
        self.positive = positive(self.formulas, self.letters, self.said)
        self.varied = frozenset().union(*self.dependence.values()) if self.dependence else frozenset()
        self.shapes = Shapes(self.letters, frozenset(self.label_letters))
        self.shapes.means = means(_trees(self.formulas), self.letters)
        self.letters.upper |= set(self.shapes.means.values())
        self.scopes = Scopes(self.shapes, self.letters)
        self.said.shape(self.shapes)
        self._shape()
        self.shapes.dimensions.give_names(self._names())
        self._environments: dict[int, Environment] = {}

    def _write_out(self) -> None:
        """Expectations become sums."""
        families = indexed([side.node for f in self.formulas for side in f.sides if side.node is not None])
        for formula in self.formulas:
            for side in formula.sides:
                try:
                    side.node = side.node and written_out(side.node, families)
                    side.others = [(what, written_out(node, families)) for what, node in side.others]
                except Unreadable as fault:
                    side.node, side.error = None, fault

    def _settle_sums(self) -> None:
        """Σ_i a_i + b_i goes on behind the sign where otherwise i would stand free on this side alone."""
        for formula in self.formulas:
            free = [frozenset(free_letters(s.node, self.letters)) if s.node else None for s in formula.sides]
            for at, side in enumerate(formula.sides):
                others = [each for number, each in enumerate(free) if number != at and each is not None]
                lone = (free[at] or frozenset()) - frozenset().union(*others)
                for what, node in side.others if lone and others else ():
                    if "sum goes on" in what and lone - frozenset(free_letters(node, self.letters)) == lone:
                        formula.notes.append("a sum goes on behind the sign after it")
                        side.node, side.others = node, []
                        break

    # parsing

    def _parse(self) -> None:
        found: list[tuple[Fragment, Chain]] = []
        for fragment in self.document.fragments:
            if self.said.is_off(fragment.start):
                continue
            try:
                parted = chains(self.document.text, fragment.start, fragment.end, self.document.macros)
            except Unreadable as fault:
                self._fault(fragment, fault)
                continue
            found += [(fragment, chain) for chain in parted]
        self.vocabulary = vocabulary(side for _, chain in found for side in chain.sides)
        before: Formula | None = None
        for fragment, chain in found:
            before = self._formula(fragment, chain, before)

    def _fault(self, fragment: Fragment, fault: Unreadable) -> None:
        inner = self.document.text[fragment.start : fragment.end]
        if "=" in inner and fragment.display:
            at = fragment.start + inner.index("=")
            self.faults.append(((at, at + 1), fault))

    def _formula(self, fragment: Fragment, chain: Chain, before: Formula | None) -> Formula:
        sides = [read(items, self.vocabulary) for items in chain.sides if items]
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

    def _section(self, at: int) -> int:
        place = bisect_right(self._starts, at)
        return self._starts[place - 1] if place else -1

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

    def _one_hot(self) -> list[prose.Assumed]:
        """Letters that the prose calls one-hot."""
        found: list[prose.Assumed] = []
        for fragment in self.document.fragments:
            if fragment.display or fragment.end - fragment.start > 40:
                continue
            try:
                items = tokens(self.document.text, fragment.start, fragment.end, self.document.macros)
                node = read_side(items, Choices(vocabulary=self.vocabulary))
            except Unreadable:
                continue
            said = prose.one_hot(self.document, fragment, node) if isinstance(node, Symbol) else None
            if said is not None and isinstance(node, Symbol) and self.letters.rank(node.name) == 1:
                found.append(said)
        return found

    def _classify(self) -> None:
        in_force = prose.InForce(self.document, self.letters)
        assumed: list[prose.Assumed] = [*self.said.assumptions(), *self._one_hot()]
        groups: dict[int, list[Formula]] = {}
        for formula in self.formulas:
            groups.setdefault(formula.fragment.start, []).append(formula)
        for group in groups.values():
            in_force.advance(group[0].fragment)
            for formula in group:
                formula.section = in_force.section
                self._classify_one(formula, group, in_force, assumed)
            for formula in group:
                formula.section = in_force.section
                formula.environment = Environment(self.defining.in_force(), {})
                formula.hypotheses = assumed
        self._explain()
        self._know_losses()

    def _explain(self) -> None:
        """What a formula is said to mean right behind it, "where p = …", holds in it too."""
        for number, formula in enumerate(self.formulas):
            at = formula.fragment
            for later in self.formulas[number + 1 :]:
                if later.fragment is not at:
                    between = self.document.text[at.outer[1] : later.fragment.outer[0]]
                    between = re.sub(r"<!--.*?-->", "", between, flags=re.DOTALL)
                    if len(between) > 80 or not _EXPLAINS.match(between):
                        break
                    at = later.fragment
                known = formula.environment.definitions if formula.environment else {}
                for stored in later.defines:
                    known.setdefault(stored.name, stored)

    def _know_losses(self) -> None:
        """A letter that is only differentiated, in letters that are defined."""
        every = {stored.name: stored for formula in self.formulas for stored in formula.defines}
        made = list(losses(self.formulas, every, self.letters))
        self.virtual = {stored.chain: stored for stored in made}
        for formula in self.formulas:
            known = formula.environment.definitions if formula.environment else {}
            for stored in made:
                through = {name_of(each, self.letters) for each in symbols(stored.body)} & every.keys()
                if through <= known.keys():
                    known.setdefault(stored.name, stored)

    def _classify_one(
        self,
        formula: Formula,
        group: list[Formula],
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
        hypothesis = prose.hypothesis(formula, self.document, self.letters, self.defining.known)
        if hypothesis is not None:
            formula.kind = "hypothesis"
            assumed.append(hypothesis)
            if hypothesis.label:
                self.label_letters.add(hypothesis.label)
            return
        if self._is_remark(formula) or _is_step(formula):
            formula.kind = "nothing"
            return
        said = self.said.conditions(self.document, formula.chain.span[0])
        formula.conditions += [prose.Stated(each, own=True) for each in said]
        formula.conditions = in_force.conditions(formula)
        formula.unread_condition = in_force.unread(formula)
        self.defining.define(formula)
        if formula.defines:
            in_force.defined()

    def _is_remark(self, formula: Formula) -> bool:
        """y_k = 1, N = 2: a value that the text speaks of, no claim."""
        if len(formula.sides) != 2 or not isinstance(formula.sides[0].node, Symbol):
            return False
        left = formula.sides[0].node
        number = is_number(formula.sides[1].node)
        known = self._name(left) in self.defining.known
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

    def _name(self, symbol: Symbol) -> str:
        return name_of(symbol, self.letters)

    # what ranges over what

    def _shape(self) -> None:
        for stored in self.virtual.values():
            self.shapes.side(stored.body, Context(stored.chain))
        for formula in self.formulas:
            if formula.kind in ("declaration", "nothing"):
                continue
            self._shape_in_scope(formula)

    def _shape_in_scope(self, formula: Formula) -> None:
        """In the scope of the formula before, if the ranges go together there."""
        dimensions = self.shapes.dimensions
        mark, scopes = dimensions.mark(), list(self.scopes.candidates(formula))
        before = [side.error for side in formula.sides]
        for scope in [*scopes, scopes[0]]:
            dimensions.back(mark)
            for side, error in zip(formula.sides, before, strict=True):
                side.error = error
            self.shapes.scopes[formula.number] = scope
            self._shape_one(formula)
            if not any(isinstance(side.error, TwoRanges) for side in formula.sides):
                self.scopes.enter(formula, scope)
                return

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
        zero = [is_number(formula.sides[at + 1].node), is_number(formula.sides[at].node)]
        mark = self.shapes.dimensions.mark()
        try:
            if not (any(zero) and one != other):
                self.shapes.join(one, other)  # type: ignore[arg-type]
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
            if formula.kind != "claim" or formula.skipped or formula.silent:
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
        known = self.scopes.known(formula.environment.definitions, formula.number)
        dependence = {name: on for name, on in self.dependence.items() if name not in known}
        return Environment(known, dependence)


__all__ = ["Equality", "Formula", "Reading", "Side", "is_grid"]
