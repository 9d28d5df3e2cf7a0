"""The verdict on one = of a document: the three voices, and the caution that a reader needs.

A claim is refuted only if its letters are known well enough: a letter of which the document never says what
it
is could be anything that makes the claim true.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy
from sympy import Basic, Expr, Integer, Rational

from derive.check import check
from derive.documents.letters import index_name, is_bare
from derive.documents.meaning import Elaborator, Environment
from derive.documents.notation import Minus, Node, Number, Partial, Symbol, Unreadable, symbols
from derive.documents.prose import Assumed
from derive.documents.reading import Equality, Formula, Reading, is_grid
from derive.instance import find_counterexample
from derive.kernel import Limits, Openings, Proof, prove
from derive.language import hypotheses as given
from derive.language.binders import Delta, Distinct, Equal, Sum, free_indices, fresh, substitute, walk
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.errors import IllFormed
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family, check_numbers, definitions, families
from derive.language.hypotheses import Equation, Hypothesis, equation
from derive.language.indices import Dim, Index
from derive.language.matrices import Whole, Zeros
from derive.language.typeset import latex, text
from derive.results import Result


@dataclass(frozen=True)
class Claim:
    """Both sides in index notation, the hypotheses in force, what was assumed."""

    left: Expr
    right: Expr
    given: tuple[Hypothesis, ...]
    stated: tuple[Any, Any]
    assumed: tuple[str, ...]


class Judge:
    """Judges the equalities of one document."""

    def __init__(self, reading: Reading, *, seed: int = 1, time_limit: float = 30.0) -> None:
        self.reading, self.seed, self.time_limit = reading, seed, time_limit
        self.unknown: set[str] = set()

    def judge(self, equality: Equality) -> Result:
        """The verdict on one =, with its place."""
        started = time.perf_counter()
        made = self._judged(equality)
        return replace(self.placed(made, equality), seconds=time.perf_counter() - started)

    def placed(self, result: Result, equality: Equality) -> Result:
        """The result, with where the = stands and what stands on both sides."""
        document = self.reading.document
        line, column = document.position(equality.mark[0])
        end_line, end_column = document.position(max(equality.right.span[1] - 1, equality.mark[1] - 1))
        left, right = (
            _squeezed(document.text[slice(*side.span)]) for side in (equality.left, equality.right)
        )
        stray = [
            f"a stray {sign} is left out" for side in (equality.left, equality.right) for sign in side.stray
        ]
        return replace(
            result,
            id=f"{document.path}:{line}:{column}",
            file=document.path,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column + 1,
            lhs=left,
            rhs=right,
            kind="definition" if result.verdict == "definition" else "equality",
            claim=result.claim or f"{left} = {right}",
            claim_text=result.claim_text or f"{left} = {right}",
            assumed=tuple(dict.fromkeys([*result.assumed, *stray, *equality.formula.notes])),
            expected="refuted" if equality.formula.expected == "refuted" else "proved",
        )

    def _judged(self, equality: Equality) -> Result:
        for side in (equality.left, equality.right):
            if side.error is not None or side.node is None:
                return _unreadable(side.error.reason if side.error else "this side is not read")
        if equality.is_definition and equality.right.node is not None and is_grid(equality.right.node):
            return _definition("a vector or matrix that is written out")
        assert equality.left.node is not None and equality.right.node is not None  # noqa: PT018
        try:
            claim = self.claim(equality, equality.left.node, equality.right.node)
        except (Unreadable, IllFormed) as fault:
            if equality.is_definition:
                return _definition(f"not used: {fault}")
            return _unreadable(str(fault))
        except (RecursionError, NotImplementedError):
            return _unreadable("nested too deeply to be read")
        if equality.is_definition:
            return _definition("", claim)
        return self._settled(equality, claim)

    def _settled(self, equality: Equality, claim: Claim) -> Result:
        result = self._checked(equality, claim)
        if result.verdict == "proved":
            return self._if_unambiguous(equality, claim, result)
        for what, left, right in self._other_readings(equality):
            try:
                other = self.claim(equality, left, right)
            except (Unreadable, IllFormed, NotImplementedError):
                continue
            found = self._checked(equality, other)
            if found.verdict == "proved":
                return replace(
                    result,
                    verdict="undecided",
                    counterexample=None,
                    message=f"there are two readings: proved if {what}; otherwise {result.verdict}",
                )
        if result.verdict == "refuted" and _rounds(equality, claim):
            return replace(
                result,
                verdict="proved",
                counterexample=None,
                hint="",
                hints=(),
                assumed=("to the digits printed",),
            )
        if result.verdict == "refuted":
            return self._refuted(equality, claim, result)
        return result

    def _if_unambiguous(self, equality: Equality, claim: Claim, result: Result) -> Result:
        """A proof stands unless a slash leaves another reading that is well formed and false."""
        for what, left, right in self._other_readings(equality):
            if "slash" not in what:
                continue
            try:
                other = self.claim(equality, left, right)
            except (Unreadable, IllFormed, NotImplementedError):
                continue
            found = self._checked(equality, other)
            if found.verdict != "proved":
                message = f"there are two readings: {found.verdict} if {what}; otherwise proved"
                return replace(result, verdict="undecided", message=message)
        return result

    def _other_readings(self, equality: Equality) -> Iterator[tuple[str, Node, Node]]:
        left, right = equality.left.node, equality.right.node
        assert left is not None and right is not None  # noqa: PT018
        for what, node in equality.left.others:
            yield what, node, right
        for what, node in equality.right.others:
            yield what, left, node
        for (what, one), (_, other) in zip(equality.left.others, equality.right.others, strict=False):
            yield what, one, other

    def _checked(self, equality: Equality, claim: Claim) -> Result:
        identity = Identity(
            name=f"{equality.mark[0]}",
            page=self.reading.document.path,
            left=claim.left,
            right=claim.right,
            stated=claim.stated,
            given=claim.given,
        )
        found = check(identity, seed=self.seed, time_limit=self.time_limit)
        return replace(found, assumed=claim.assumed)

    # what a claim says

    def elaborator(self, formula: Formula) -> Elaborator:
        """Makes the trees of this formula."""
        reading = self.reading
        return Elaborator(reading.letters, reading.shapes, reading.environment(formula), reading.positive)

    def claim(self, equality: Equality, left: Node, right: Node) -> Claim:
        """Both sides as trees of the language. Raises `Unreadable` and `IllFormed`."""
        formula = equality.formula
        maker = self.elaborator(formula)
        context = formula.context
        if equality.is_definition:
            return self._defining(maker, formula, right)
        one, other = maker.read(left, context), maker.read(right, context)
        first, second = _entrywise(one, other)
        for part in (first, second):
            check_numbers(part)
        _check_scopes(first, second)
        _check_two_notations(first, second)
        self.unknown = maker.environment.unknown
        hypotheses, said = self._given(maker, formula, first, second)
        assumed = (*said, *self._constants(first, second))
        return Claim(first, second, hypotheses, (first, second), assumed)

    def _defining(self, maker: Elaborator, formula: Formula, right: Node) -> Claim:
        made = maker.read(right, formula.context) if not formula.defines else None
        if formula.defines:
            family = maker.definition(formula.defines[0].name)
            if family is None:
                maker.read(right, formula.context)
                raise Unreadable("this definition is not read")
            entry = Entry(family, *family.parameters)
            return Claim(entry, family.body, (), (entry, family.body), ())
        if isinstance(made, Whole):
            return Claim(Integer(0), Integer(0), (), (made, made), ())
        return Claim(made, made, (), (made, made), ())

    def _given(
        self, maker: Elaborator, formula: Formula, left: Expr, right: Expr
    ) -> tuple[tuple[Hypothesis, ...], tuple[str, ...]]:
        """The conditions and hypotheses that speak of what occurs in the claim."""
        found: list[Hypothesis] = []
        said: list[str] = []
        free = {index.name for index in free_indices(left) | free_indices(right)}
        names = _names_in(left, right)
        for stated in formula.conditions:
            places = [
                maker.place(each, formula.context) for each in (stated.condition.left, stated.condition.right)
            ]
            if all(_occurs(place, free, names) for place in places) and any(
                isinstance(p, Index) for p in places
            ):
                made = (Equal if stated.condition.equal else Distinct)(*places)
                found.append(made)
                said.append(f"under {text(made)}")
        for assumed in formula.hypotheses:
            made_too = self._assumption(maker, assumed, names)
            if made_too is not None:
                found.append(made_too)
                said.append(assumed.text)
        return tuple(dict.fromkeys(found)), tuple(said)

    def _assumption(self, maker: Elaborator, assumed: Assumed, names: set[str]) -> Hypothesis | None:
        from derive.documents.meaning import Context

        letters = {self.reading._name(each) for each in symbols(assumed.left)}
        spoken = {name for name in letters if name not in self.reading.letters.bound}
        if not spoken & names:
            return None
        if assumed.kind == "whole one-hot":
            assert isinstance(assumed.left, Symbol)
            family = maker.family(assumed.left.name)
            return given.onehot(family) if family.dims else None
        if assumed.kind == "onehot":
            return self._one_hot(maker, assumed)
        number = next((-1 - rule.at for rule in self.reading.said.rules if rule.left is assumed.left), 0)
        formula = next((f for f in self.reading.formulas if f.sides[0].node is assumed.left), None)
        context = Context(formula.number if formula else number)
        try:
            return equation(maker.number(assumed.left, context), maker.number(assumed.right, context))
        except (Unreadable, IllFormed):
            return None

    def _one_hot(self, maker: Elaborator, assumed: Assumed) -> Hypothesis | None:
        assert isinstance(assumed.left, Symbol)
        family = maker.family(self.reading.letters.resolve(assumed.left).name)
        if isinstance(family, Definition) or len(family.dims) != 1:
            return None
        place = Entry(Family(assumed.label, (), (), False, family.dims[0]))
        k = Index("k", family.dims[0])
        return equation(family[k], Delta(k, place))

    def _constants(self, left: Expr, right: Expr) -> tuple[str, ...]:
        """Letters that are taken not to depend on what is differentiated in."""
        moved = {
            node.variable.family
            for part in (left, right)
            for node in _deep(part)
            if isinstance(node, Derivative)
        }
        if not moved:
            return ()
        variables = {each for family in moved for each in (family.of or (family,))}
        still = sorted(
            family.name
            for family in families(left) | families(right)
            if family not in variables and not set(family.of) & variables and family.values is None
        )
        names = ", ".join(sorted(each.name for each in moved))
        return (f"{', '.join(still)} constant in {names}",) if still else ()

    # refutations

    def _refuted(self, equality: Equality, claim: Claim, result: Result) -> Result:
        """A refutation stands if nothing that was not read could make the claim true."""
        formula = equality.formula
        doubt = self._doubt(claim) or _may_be_condition(equality, claim)
        if formula.unread_condition and not doubt:
            doubt = f"the words “{formula.unread_condition}” may state a condition that is not read"
        if doubt:
            found = result.counterexample
            shown = f"; without that, {found.text}" if found else ""
            return replace(result, verdict="undecided", counterexample=None, message=f"{doubt}{shown}")
        one_sided = _one_sided(claim)
        hint = result.hint or self._hint(claim)
        if one_sided and not hint and not formula.conditions:
            hint = f"{one_sided} stands free on one side only"
        return replace(result, hint=hint)

    def _doubt(self, claim: Claim) -> str:
        """A letter of which the document does not say enough."""
        left, right = _letters_by_side(claim.left), _letters_by_side(claim.right)
        unread = [each.name for each in left | right if each.name in self.unknown]
        if unread:
            return f"the definition of {min(unread)} is not read"
        data = _names_in(claim.left, claim.right) & self.reading.data
        if data:
            return f"numbers are given for {min(data)}, and they are not read"
        slopes = [_slopes(claim.left), _slopes(claim.right)]
        for name in sorted(slopes[0] ^ slopes[1]):
            return f"nothing says what {name} is, so its derivative could be anything"
        for family in sorted(left ^ right, key=lambda each: each.name):
            if family.values is None and not self._is_introduced(family):
                return f"nothing says what {family.name} is"
        one, other = ([f.name for f in each if f.values is None] for each in (left - right, right - left))
        if one and other:
            return f"nothing relates {', '.join(sorted(one))} to {', '.join(sorted(other))}"
        return ""

    def _is_introduced(self, family: Family) -> bool:
        name = family.name.removesuffix("⁽⁾")
        reading = self.reading
        if name in reading.introduced or any(name == self._root(each) for each in reading.introduced):
            return True
        if any(name in {s.name for s in symbols(rule)} for rule in reading.said.nodes()):
            return True
        return name in reading.varied

    def _root(self, name: str) -> str:
        return name

    def _hint(self, claim: Claim) -> str:
        """A repair, or a hypothesis, under which the kernel proves the claim."""
        limits = Limits(seconds=1.0)
        deadline = time.monotonic() + 2.0
        for what, right in _repairs(claim):
            if time.monotonic() > deadline:
                return ""
            if _proves(claim.left, right, claim.given, limits):
                return what
        for hypothesis in _offers(claim):
            if time.monotonic() > deadline:
                return ""
            if _proves(claim.left, claim.right, (*claim.given, hypothesis), limits):
                return f"holds if {text(hypothesis)}"
        return ""


def _may_be_condition(equality: Equality, claim: Claim) -> str:
    """An equation to be solved: ∂E/∂w = … = 0, or an equation between given letters and a number."""
    sides = equality.left.node, equality.right.node
    numbers = [isinstance(side, Number) for side in sides]
    if not any(numbers) or all(numbers):
        return ""
    first = equality.formula.sides[0].node
    if Number(Fraction(0)) in sides and isinstance(first, Partial):
        return "this may be a condition that is set, not a claim"
    letters = families(claim.left) | families(claim.right)
    parts = [node for side in (claim.left, claim.right) for node in walk(side)]
    if letters and not any(isinstance(node, Definition | Derivative) for node in parts):
        return "this may be a condition on given letters, not a claim"
    return ""


def _rounds(equality: Equality, claim: Claim) -> bool:
    """Whether a decimal is the value of the other side, which holds no letters, to the digits printed."""
    if families(claim.left) | families(claim.right) or definitions(claim.left) | definitions(claim.right):
        return False
    sides = (equality.left.node, equality.right.node)
    digits = [node.digits for side in sides if side is not None for node in _decimals(side)]
    values = [sympy.N(side.doit(), 60) for side in (claim.left, claim.right)]
    if not digits or not all(value.is_number and value.is_finite for value in values):
        return False
    return bool(abs(values[0] - values[1]) <= Rational(1, 2 * 10 ** max(digits)))


def _decimals(side: Node) -> Iterator[Number]:
    """The number, if a side is but a decimal."""
    inner = side.operand if isinstance(side, Minus) else side
    if isinstance(inner, Number) and inner.digits:
        yield inner


def _proves(left: Expr, right: Expr, hypotheses: tuple[Hypothesis, ...], limits: Limits) -> bool:
    try:
        return isinstance(prove(left, right, Openings(hypotheses=hypotheses), limits), Proof)
    except (IllFormed, ValueError, ZeroDivisionError):
        return False


def _repairs(claim: Claim) -> Iterator[tuple[str, Expr]]:
    """What the right side may have been meant to be."""
    right = claim.right
    yield "the sign is wrong", Neg(right)
    yield "a factor 2 is missing", Times(Integer(2), right)
    yield "a factor 2 is too much", Quotient(right, Integer(2))
    for node, made, what in _slips(right):
        replaced = _replaced(right, node, made)
        if replaced != right:
            yield what, replaced
    free = sorted(free_indices(right) | free_indices(claim.left), key=lambda index: index.name)
    for wrong in sorted(free_indices(right), key=lambda index: index.name):
        for meant in free:
            if meant != wrong and meant.dim == wrong.dim:
                yield (
                    f"{meant.name} is meant where {wrong.name} is written",
                    substitute(right, {wrong: meant}),
                )


def _slips(tree: Basic) -> Iterator[tuple[Basic, Expr, str]]:
    for node in walk(tree):
        if isinstance(node, Times) and node.args[0] == 2 and len(node.args) == 2:
            yield node, Power(node.args[1], Integer(2)), f"{text(node)} is written for a square"
        if isinstance(node, Quotient):
            yield (
                node,
                Quotient(node.args[0], Power(node.args[1], Integer(2))),
                f"{text(node.args[1])} is to be squared",
            )
        if isinstance(node, Plus):
            for at, term in enumerate(node.args):
                flipped = term.args[0] if isinstance(term, Neg) else Neg(term)
                yield (
                    node,
                    Plus(*node.args[:at], flipped, *node.args[at + 1 :]),
                    f"the sign of {text(term)} is wrong",
                )


def _replaced(tree: Any, node: Basic, made: Expr) -> Any:
    if tree == node:
        return made
    if not tree.args:
        return tree
    args = [_replaced(arg, node, made) for arg in tree.args]
    return tree if all(a is b for a, b in zip(args, tree.args, strict=True)) else tree.func(*args)


def _offers(claim: Claim) -> Iterator[Hypothesis]:
    """Hypotheses that people leave unsaid."""
    letters = sorted(families(claim.left) | families(claim.right), key=lambda family: family.name)
    for family in letters:
        if len(family.dims) == 1 and not family.of and family.values is None:
            yield given.normalised(family)
    for family in letters:
        if len(family.dims) == 1 and not family.of and family.values is None:
            yield given.onehot(family)
    free = sorted(free_indices(claim.left) | free_indices(claim.right), key=lambda index: index.name)
    labels = [Entry(f) for f in letters if f.values is not None and not f.dims]
    places = [*free, *labels]
    for at, one in enumerate(places):
        for other in places[at + 1 :]:
            if getattr(one, "ranges_over", None) == getattr(other, "ranges_over", None) and isinstance(
                one, Index
            ):
                yield Distinct(one, other)
                yield Equal(one, other)


# forms of results


def _unreadable(reason: str) -> Result:
    return Result(id="", verdict="unreadable", claim="", claim_text="", message=reason or "not read")


def _definition(note: str, claim: Claim | None = None) -> Result:
    shown = f"{text(claim.left)} = {text(claim.right)}" if claim is not None and claim.stated[0] != 0 else ""
    latex_shown = f"{latex(claim.left)} = {latex(claim.right)}" if shown and claim is not None else ""
    return Result(id="", verdict="definition", claim=latex_shown, claim_text=shown, message=note)


def _squeezed(source: str) -> str:
    return " ".join(source.replace("&", " ").split())


def _entrywise(one: Any, other: Any) -> tuple[Expr, Expr]:
    """Both sides in index notation; a number 0 beside a vector is the vector of zeros."""
    if not isinstance(one, Whole) and not isinstance(other, Whole):
        return one, other
    if other == 0 and isinstance(one, Whole):
        other = Zeros(*(dim for dim in one.shape if dim is not None))
    if one == 0 and isinstance(other, Whole):
        one = Zeros(*(dim for dim in other.shape if dim is not None))
    if not isinstance(one, Whole) or not isinstance(other, Whole):
        raise Unreadable("one side is a number, the other a vector or matrix")
    if one.shape != other.shape:
        raise Unreadable("the sides have different shapes")
    taken = frozenset(index for side in (one, other) for index in free_indices(side))
    places: list[Index | None] = []
    for dim in one.shape:
        index = None
        if dim is not None:
            index = next(
                Index(letter, dim) for letter in "ikjlabcdefg" if letter not in {t.name for t in taken}
            )
            taken |= {index}
        places.append(index)
    return one.entry(*places), other.entry(*places)


def _check_scopes(*sides: Expr) -> None:
    """One letter over one dimension in one scope."""
    for side in sides:
        for scope in _scopes(side):
            letters: dict[str, Index] = {}
            for index in scope:
                if letters.setdefault(index.name, index) != index:
                    raise Unreadable(f"the letter {index.name} is used as an index over two ranges")
    everywhere = free_indices(sides[0]) | free_indices(sides[1])
    names = [index.name for index in everywhere]
    if len(set(names)) < len(names):
        raise Unreadable("a letter is used as an index over two ranges")


def _scopes(side: Expr) -> Iterator[frozenset[Index]]:
    yield free_indices(side)
    for node in walk(side):
        if isinstance(node, Sum):
            yield free_indices(node.body) | {node.bound}


def _check_two_notations(left: Expr, right: Expr) -> None:
    """p(c_k) and p_k in one claim: whether they are the same is not said."""
    letters = {node for side in (left, right) for node in _deep(side) if isinstance(node, Family)}
    names = {letter.name for letter in letters}
    for letter in letters:
        base, called, arguments = letter.name.partition("(")
        if called and not base.endswith("_") and "," not in arguments and base in names:  # noqa: SIM102
            if not isinstance(letter, Definition):
                said = "whether they are the same is not said"
                raise Unreadable(f"{letter.name} and {base} with indices: {said}")


def _deep(node: Basic) -> Iterator[Basic]:
    yield from walk(node)
    for definition in definitions(node):
        yield definition
        yield from walk(definition.body)


def _names_in(left: Expr, right: Expr) -> set[str]:
    found: set[str] = set()
    for side in (left, right):
        for node in _deep(side):
            if isinstance(node, Family):
                found |= {node.name, *(each.name for each in node.of)}
    return found


def _occurs(place: Any, free: set[str], names: set[str]) -> bool:
    if isinstance(place, Index):
        return place.name in free
    return isinstance(place, Entry) or isinstance(place, Integer)  # noqa: SIM101


def _letters_by_side(side: Expr) -> frozenset[Family]:
    return families(side)


def _slopes(side: Expr) -> frozenset[str]:
    """Letters without a definition whose derivative the side speaks of, once all definitions are open."""
    found: set[str] = set()
    nodes = list(_deep(side))
    moved = {node.variable.family for node in nodes if isinstance(node, Derivative)}
    variables = {each for family in moved for each in (family.of or (family,))}
    if not moved:
        return frozenset()
    for node in nodes:
        if isinstance(node, Derivative):
            for family in families(node.body):
                if set(family.of) & variables and family not in moved:
                    found.add(family.name)
    return frozenset(found)


def _one_sided(claim: Claim) -> str:
    left, right = free_indices(claim.left), free_indices(claim.right)
    if left and right and left != right:
        return ", ".join(sorted(index.name for index in left ^ right))
    return ""


__all__ = ["Dim", "Environment", "Equation", "Judge", "find_counterexample", "fresh", "index_name", "is_bare"]
