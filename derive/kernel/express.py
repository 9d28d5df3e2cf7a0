"""From a normal form back to an expression, in the page's letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sympy import Basic, Expr, Integer, Rational, Tuple

from derive.kernel.derivative import minus, plus, times
from derive.kernel.terms import Atom, Form, Frozen, IndexKey, Monomial, Number, counted, indices_of
from derive.language.applications import Apply
from derive.language.binders import Before, Column, Delta, Sum, bound_indices, free_indices, walk
from derive.language.comparisons import Greatest, More, Where
from derive.language.derivatives import Derivative
from derive.language.expressions import Power, Quotient
from derive.language.families import Entry, Family, definitions
from derive.language.functions import Call, Function, NamedNumber, exp, log
from derive.language.indices import Dim, Index, Moved
from derive.language.products import Product

Places = dict[IndexKey, Expr]


@dataclass(frozen=True)
class Letters:
    """The families a form may speak of, by name, and letters for its bound indices, by dimension.

    `made` are letters that the kernel gave: the inverse of a matrix, its determinant, at indices.
    """

    families: Mapping[str, Family]
    bound: Mapping[str, tuple[str, ...]]
    taken: frozenset[str] = field(default=frozenset())
    made: Mapping[str, Callable[..., Expr]] = field(default_factory=dict)

    @staticmethod
    def of(*expressions: Basic) -> Letters:
        """The letters of these expressions, those inside definitions included."""
        opened = frozenset().union(*map(definitions, expressions))
        bodies = [*expressions, *(definition.body for definition in opened)]
        families = {node.name: node for body in bodies for node in walk(body) if isinstance(node, Family)}
        bound: dict[str, tuple[str, ...]] = {}
        for body in bodies:
            for index in sorted(bound_indices(body), key=lambda each: each.name):
                before = bound.get(index.dim.name, ())
                bound[index.dim.name] = before if index.name in before else (*before, index.name)
        taken = frozenset(index.name for expression in expressions for index in free_indices(expression))
        return Letters(families, bound, taken)

    def pick(self, dim: str, used: set[str]) -> Index:
        """A letter for a bound index over this dimension that is not in use."""
        for name in (*self.bound.get(dim, ()), *"jkilabcdefgqrsuvw"):
            if name not in used and name not in self.taken:
                return Index(name, Dim(dim))
        count = 1
        while f"j_{count}" in used:
            count += 1
        return Index(f"j_{count}", Dim(dim))


def express(form: Form | Frozen, letters: Letters, places: Places | None = None) -> Expr:
    """The form as an expression: positive terms first, reciprocals as quotients."""
    items: Iterable[tuple[Monomial, Number]] = form.items() if isinstance(form, dict) else form
    terms = sorted(items, key=lambda item: (item[1] < 0, item[0]))
    return plus(*(_term(powers, coefficient, letters, places or {}) for powers, coefficient in terms))


def express_for_all(form: Frozen, letters: Letters) -> tuple[Expr, frozenset[Index]]:
    """The form as an expression, with letters for indices that are bound outside it, and these letters."""
    places: Places = {}
    for index in sorted({index for powers, _ in form for atom, _ in powers for index in indices_of(atom)}):
        if index[0] in ("u", "b"):
            places[index] = letters.pick(index[-1], {each.name for each in free_indices_of(places)})
    return express(form, letters, places), frozenset(free_indices_of(places))


def _term(powers: Monomial, coefficient: Number, letters: Letters, places: Places) -> Expr:
    size = abs(Fraction(coefficient))
    above = [_power(atom, exponent, letters, places) for atom, exponent in powers if exponent > 0]
    below = [_power(atom, -exponent, letters, places) for atom, exponent in powers if exponent < 0]
    top, bottom = times(Integer(size.numerator), *above), times(Integer(size.denominator), *below)
    made = top if bottom == 1 else Quotient(top, bottom)
    return made if coefficient > 0 else minus(made)


def _power(atom: Atom, exponent: Number, letters: Letters, places: Places) -> Expr:
    if atom[0] == "exp":
        return exp(_term(atom[1], exponent, letters, places))
    base = _atom(atom, letters, places)
    value = Fraction(exponent)
    return base if value == 1 else Power(base, Rational(value.numerator, value.denominator))


def _atom(atom: Atom, letters: Letters, places: Places) -> Expr:
    match atom:
        case ("dim" | "constant" | "prime" | "place" | "raised", *_):
            return _number(atom, letters, places)
        case ("log", inside):
            return log(express(inside, letters, places))
        case ("call", name, primes, inside):
            return Call(Function(name, primes), express(inside, letters, places))
        case ("poly", inside):
            return express(inside, letters, places)
        case ("above" | "null" | "max" | "prod", *_):
            return _comparison(atom, letters, places)
        case ("apply", *_):
            return _application(atom, letters, places)
        case ("sum", own, dims, inside):
            return _component(own, dims, inside, letters, places)
    return _indexed(atom, letters, places)


def _number(atom: Atom, letters: Letters, places: Places) -> Expr:
    match atom:
        case ("dim", name):
            return Dim(name)
        case ("constant", name):
            return NamedNumber(name)
        case ("prime", number):
            return Integer(number)
        case ("place", index):
            return _index(index, letters, places)
    return Power(express(atom[1], letters, places), _index(atom[2], letters, places))


def _indexed(atom: Atom, letters: Letters, places: Places) -> Expr:
    match atom:
        case ("entry", name, at):
            return _entry(name, at, letters, places)
        case ("partial", name, at, variables):
            made: Expr = _entry(name, at, letters, places)
            for variable, its in variables:
                made = Derivative(made, _entry(variable, its, letters, places))
            return made
        case ("D", inside, variable, at):
            return Derivative(express(inside, letters, places), _entry(variable, at, letters, places))
        case ("order", first, second):
            one, other = (_index(each, letters, places) for each in (first, second))
            return plus(Before(one, other), minus(Before(other, one)))
        case ("delta", first, second):
            return Delta(_index(first, letters, places), _index(second, letters, places))
    raise AssertionError(atom)


def _component(own: int, dims: tuple[str, ...], inside: Monomial, letters: Letters, places: Places) -> Expr:
    chosen, inner = _chosen(own, dims, letters, places)
    return Sum(_term(inside, 1, letters, inner), *chosen)


def _comparison(atom: Atom, letters: Letters, places: Places) -> Expr:
    match atom:
        case ("above", inside):
            return Where(Integer(1), More(express(inside, letters, places), Integer(0)), Integer(0))
        case ("null", inside):
            return _null(express(inside, letters, places))
    _, own, dim, form = atom
    (chosen,), inner = _chosen(own, (dim,), letters, places)
    return (Greatest if atom[0] == "max" else Product)(express(form, letters, inner), chosen)


def _null(inside: Expr) -> Expr:
    """[a = 0], written {0 if a > 0; {0 if 0 > a; 1}}"""
    zero = Integer(0)
    return Where(zero, More(inside, zero), Where(zero, More(zero, inside), Integer(1)))


def _application(atom: Atom, letters: Letters, places: Places) -> Expr:
    _, own, function, at, slopes, arguments = atom
    made = []
    for dims, form in arguments:
        chosen, inner = _chosen(own, dims, letters, places)
        body = express(form, letters, inner)
        for index in reversed(chosen):
            body = Column(body, index)
        made.append(body)
    of = [Tuple(Integer(number), *(_index(each, letters, places) for each in its)) for number, its in slopes]
    return Apply(Function(function), [_index(each, letters, places) for each in at], made, of)


def _chosen(own: int, dims: tuple[str, ...], letters: Letters, places: Places) -> tuple[list[Index], Places]:
    """Letters for the indices that an atom binds, and the places with them."""
    chosen: list[Index] = []
    inner = dict(places)
    for place, dim in enumerate(dims):
        used = {index.name for index in free_indices_of(inner)}
        chosen.append(letters.pick(dim, used))
        inner["b", own, place, dim] = chosen[-1]
    return chosen, inner


def free_indices_of(places: Places) -> set[Index]:
    """The letters that stand for bound indices."""
    return {index for value in places.values() for index in free_indices(value)}


def _entry(name: str, at: tuple[IndexKey, ...], letters: Letters, places: Places) -> Any:
    indices = [_index(index, letters, places) for index in at]
    return letters.made[name](*indices) if name in letters.made else Entry(letters.families[name], *indices)


def _label(index: IndexKey, letters: Letters) -> Family:
    """The label; one that stands for the place of a one-hot letter's 1 is none of the page's.

    A fixed place says no dimension: any will do for such a label, which is only shown.
    """
    own = tuple(Dim(inner[-1] or index[3]) for inner in index[2])
    return letters.families.get(index[1]) or Family(index[1], own, values=Dim(index[3]))


def _index(index: IndexKey, letters: Letters, places: Places) -> Any:
    if index in places:
        return places[index]
    if index[0] == "c":
        return Integer(index[1])
    base, offset = counted(index)
    if base[0] == "e" or offset:
        return Moved(Dim(base[2]) if base[0] == "e" else _index(base, letters, places), offset)
    if index[0] == "y":
        return Entry(_label(index, letters), *(_index(inner, letters, places) for inner in index[2]))
    return Index(index[1], Dim(index[2]))
