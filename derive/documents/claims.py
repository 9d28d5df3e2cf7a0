"""What an = claims: both sides in index notation, the hypotheses in force, and what was assumed for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Basic, Expr

from derive.documents.meaning import Context, Elaborator
from derive.documents.notation import Node, Symbol, Unreadable, symbols
from derive.documents.prose import Assumed
from derive.documents.reading import Formula, Reading
from derive.language import hypotheses as given
from derive.language.binders import Delta, Distinct, Equal, Sum, free_indices, walk
from derive.language.derivatives import Derivative
from derive.language.errors import IllFormed
from derive.language.families import Definition, Entry, Family, check_numbers, definitions, families
from derive.language.hypotheses import Hypothesis, equation
from derive.language.indices import Dim, Index
from derive.language.matrices import Whole, Zeros
from derive.language.typeset import text

_LETTERS = "ikjlabcdefg"
"""For the entries of vectors and matrices that are written whole."""


@dataclass(frozen=True)
class Claim:
    """left = right under hypotheses; `stated` as written, `unknown` are letters whose definition is not read."""

    left: Expr
    right: Expr
    given: tuple[Hypothesis, ...] = ()
    stated: tuple[Any, Any] = (None, None)
    assumed: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()


class Claims:
    """Makes the claims of one document."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def elaborator(self, formula: Formula, counts: dict[str, Dim] | None = None) -> Elaborator:
        """Makes the trees of this formula; `counts` are letters that are taken to be a dimension."""
        reading = self.reading
        environment, scope = reading.environment(formula), reading.shapes.scopes.get(formula.number)
        return Elaborator(
            reading.letters, reading.shapes, environment, reading.positive, scope=scope, counts=counts
        )

    def claim(
        self,
        formula: Formula,
        left: Node,
        right: Node,
        begun: Formula | None = None,
        counts: dict[str, Dim] | None = None,
    ) -> Claim:
        """Both sides as trees; the left one stands in the formula `begun`, if that is another.

        Raises `Unreadable` and `IllFormed`.
        """
        scopes = self.reading.shapes.scopes
        if begun and scopes.get(begun.number, {}) != scopes.get(formula.number, {}):
            raise Unreadable("a letter has another range where this chain begins")
        maker = self.elaborator(formula, counts)
        sides = maker.read(left, (begun or formula).context), maker.read(right, formula.context)
        one, other = _entrywise(*sides)
        check_numbers(one)
        check_numbers(other)
        _check_scopes(one, other)
        _check_two_notations(one, other)
        hypotheses, said = self._given(maker, formula, one, other)
        assumed = (*said, *self._ranges(one, other), *_constants(one, other))
        unknown = frozenset(maker.environment.unknown)
        return Claim(one, other, hypotheses, (one, other), assumed, unknown)

    def definition(self, formula: Formula, right: Node) -> Claim | None:
        """What a definition says; None where it says nothing of its own. Raises `Unreadable`, `IllFormed`."""
        maker = self.elaborator(formula)
        if not formula.defines:
            maker.read(right, formula.context)
            return None
        family = maker.definition(formula.defines[0].name)
        if family is None:
            maker.read(right, formula.context)
            raise Unreadable("this definition is not read")
        entry = Entry(family, *family.parameters)
        return Claim(entry, family.body, stated=(entry, family.body))

    def _given(
        self, maker: Elaborator, formula: Formula, left: Expr, right: Expr
    ) -> tuple[tuple[Hypothesis, ...], tuple[str, ...]]:
        """The conditions and hypotheses that speak of what occurs in the claim, and how they read."""
        found: dict[Hypothesis, str] = {}
        free = {index.name for index in free_indices(left) | free_indices(right)}
        for stated in formula.conditions:
            condition = stated.condition
            places = [maker.place(each, formula.context) for each in (condition.left, condition.right)]
            indices = [place for place in places if isinstance(place, Index)]
            if indices and all(index.name in free for index in indices):
                made = (Equal if condition.equal else Distinct)(*places)
                found[made] = f"under {text(made)}"
        names = names_in(left, right)
        for assumed in formula.hypotheses:
            hypothesis = self._assumption(maker, assumed, names)
            if hypothesis is not None:
                found[hypothesis] = assumed.text if assumed.kind == "onehot" else text(hypothesis)
        return tuple(found), tuple(dict.fromkeys(found.values()))

    def _assumption(self, maker: Elaborator, assumed: Assumed, names: set[str]) -> Hypothesis | None:
        letters = {self.reading._name(each) for each in symbols(assumed.left)}
        if not names & {name for name in letters if name not in self.reading.letters.bound}:
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

    def _ranges(self, left: Expr, right: Expr) -> Iterator[str]:
        """What the indices of the claim are taken to range over, where no comment says it."""
        said = {name for name, _ in self.reading.said.ranges}
        found: dict[str, set[str]] = {}
        for node in (*walk(left), *walk(right)):
            if isinstance(node, Index) and node.name.isalpha() and node.name not in said:
                found.setdefault(node.dim.name, set()).add(node.name)
        for dim, names in sorted(found.items()):
            yield f"{', '.join(sorted(names))} {'range' if len(names) > 1 else 'ranges'} over 1..{dim}"


def _constants(left: Expr, right: Expr) -> Iterator[str]:
    """Letters that are taken not to depend on what is differentiated in."""
    moved = {n.variable.family for side in (left, right) for n in deep(side) if isinstance(n, Derivative)}
    variables = {each for family in moved for each in (family.of or (family,))}
    still = [
        family
        for family in families(left) | families(right)
        if family not in variables and not set(family.of) & variables and family.values is None
    ]
    if moved and still:
        yield f"{_listed(still)} constant in {_listed(moved)}"


def _listed(letters: Any) -> str:
    return ", ".join(sorted(map(text, letters)))


def deep(node: Basic) -> Iterator[Basic]:
    """All parts of an expression, and of the definitions that it uses."""
    yield from walk(node)
    for definition in definitions(node):
        yield definition
        yield from walk(definition.body)


def names_in(left: Expr, right: Expr) -> set[str]:
    """The names of all letters of a claim, and of those that they depend on."""
    letters = [node for side in (left, right) for node in deep(side) if isinstance(node, Family)]
    return {name for letter in letters for name in (letter.name, *(each.name for each in letter.of))}


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
    taken = {index.name for side in (one, other) for index in free_indices(side)}
    letters = (letter for letter in _LETTERS if letter not in taken)
    places = [None if dim is None else Index(next(letters), dim) for dim in one.shape]
    return one.entry(*places), other.entry(*places)


def _check_scopes(*sides: Expr) -> None:
    """One letter over one dimension in one scope."""
    for side in sides:
        for scope in _scopes(side):
            letters: dict[str, Index] = {}
            for index in scope:
                if letters.setdefault(index.name, index) != index:
                    raise Unreadable(f"the letter {index.name} is used as an index over two ranges")
    names = [index.name for index in free_indices(sides[0]) | free_indices(sides[1])]
    if len(set(names)) < len(names):
        raise Unreadable("a letter is used as an index over two ranges")


def _scopes(side: Expr) -> Iterator[frozenset[Index]]:
    yield free_indices(side)
    for node in walk(side):
        if isinstance(node, Sum):
            yield free_indices(node.body) | {node.bound}


def _check_two_notations(left: Expr, right: Expr) -> None:
    """p(c_k) and p_k in one claim: whether they are the same is not said."""
    letters = {node for side in (left, right) for node in deep(side) if isinstance(node, Family)}
    names = {letter.name for letter in letters}
    for letter in letters:
        base, called, arguments = letter.name.partition("(")
        plain = called and not base.endswith("_") and "," not in arguments
        if plain and base in names and not isinstance(letter, Definition):
            said = "whether they are the same is not said"
            raise Unreadable(f"{letter.name} and {base} with indices: {said}")
