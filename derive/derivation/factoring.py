"""From a normal form to an expression as one would write it.

    p_k ∂h_k − p_k Σ_j p_j ∂h_j                     =  p_k (∂h_k − Σ_j p_j ∂h_j)
    Σ_k t_k p_k ∂h_k − (Σ_j t_j p_j) Σ_k p_k ∂h_k   =  Σ_k p_k (t_k − Σ_j t_j p_j) ∂h_k

Common factors are taken out, and sums over one index whose summands have a factor in common are joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from sympy import Expr, Integer, Rational

from derive.kernel.derivative import minus, plus, times
from derive.kernel.express import Letters, Places, express, free_indices_of
from derive.kernel.reading import Reader
from derive.kernel.terms import Atom, Form, IndexKey, Monomial, Number, indices_of, monomial
from derive.language.binders import Delta, Sum
from derive.language.expressions import Neg, Times


def factored(form: Form, reader: Reader, letters: Letters, places: Places | None = None) -> Expr:
    """The form with common factors in front and sums joined; a derivative that is common comes last."""
    if len(form) < 2:
        return express(form, letters, places)
    number, common = _number(form), common_factor(form)
    rest = divided({powers: Fraction(each) / number for powers, each in form.items()}, common)
    front = {atom: power for atom, power in common.items() if atom[0] != "partial"}
    back = {atom: power for atom, power in common.items() if atom[0] == "partial"}
    outer, last = (express({monomial(part.items()): 1}, letters, places) for part in (front, back))
    made = times(Rational(abs(number)), outer, _joined(rest, reader, letters, places or {}), last)
    return made if number > 0 else minus(made)


def _number(form: Form) -> Fraction:
    """The common factor of the coefficients; negative if they all are."""
    values = [Fraction(each) for each in form.values()]
    size = Fraction(gcd(*(each.numerator for each in values)), lcm(*(each.denominator for each in values)))
    return -size if all(each < 0 for each in values) else size


def common_factor(form: Form) -> dict[Atom, Number]:
    """The atoms in every term, each with the exponent nearest to 0."""
    first, *others = (dict(powers) for powers in form)
    for powers in others:
        first = {
            atom: min(exponent, powers[atom], key=_distance)
            for atom, exponent in first.items()
            if powers.get(atom, 0) * exponent > 0
        }
    return first


def _distance(exponent: Number) -> Number:
    return abs(Fraction(exponent))


def divided(form: Form, common: dict[Atom, Number]) -> Form:
    """The form without the common factor."""
    return {
        monomial((atom, exponent - common.get(atom, 0)) for atom, exponent in powers): coefficient
        for powers, coefficient in form.items()
    }


@dataclass(frozen=True)
class Group:
    """Terms that are sums over one index: `index` stands for it in `summand`, their joint summand."""

    terms: tuple[Monomial, ...]
    index: IndexKey
    summand: Form

    @property
    def alike(self) -> bool:
        """Whether nothing stands before the sums and they run over the same dimensions."""
        alone = all(len(powers) == 1 for powers in self.terms)
        return alone and len({powers[0][0][2] for powers in self.terms}) == 1

    def shares_its_index(self) -> bool:
        """Whether the summands have a factor in common that depends on the index."""
        return any(self.index in indices_of(atom) for atom in common_factor(self.summand))


def _joined(form: Form, reader: Reader, letters: Letters, places: Places) -> Expr:
    made, left = [], dict(form)
    for group in groups(form, reader):
        if len(group.terms) > 1 and group.summand and (group.alike or group.shares_its_index()):
            index = letters.pick(group.index[-1], {each.name for each in free_indices_of(places)})
            body = factored(group.summand, reader, letters, {**places, group.index: index})
            made.append(minus(Sum(body.args[0], index)) if isinstance(body, Neg) else Sum(body, index))
            left = {powers: each for powers, each in left.items() if powers not in group.terms}
    return plus(*made, express(left, letters, places)) if left else plus(*made)


def groups(form: Form, reader: Reader) -> Iterator[Group]:
    """The terms that are sums over one dimension, those over derivatives of different families apart."""
    opened: dict[object, list[tuple[Monomial, IndexKey, Form]]] = {}
    for powers, coefficient in form.items():
        spine = _spine(powers)
        if spine is not None:
            kind, index, summand = _summand(spine, powers, reader)
            opened.setdefault(kind, []).append((powers, index, reader.scale(summand, coefficient)))
    for members in opened.values():
        index = members[0][1]
        parts = (reader.substitute_form(summand, {own: index}) for _, own, summand in members)
        yield Group(tuple(powers for powers, _, _ in members), index, reader.add(*parts))


def _spine(powers: Monomial) -> Atom | None:
    """The sum in a term: the one that holds a derivative, or the only one."""
    sums = [atom for atom, exponent in powers if atom[0] == "sum" and exponent == 1]
    moving = [atom for atom in sums if any(inner[0] == "partial" for inner, _ in atom[3])]
    found = moving or sums
    return found[0] if len(found) == 1 else None


def _summand(spine: Atom, powers: Monomial, reader: Reader) -> tuple[object, IndexKey, Form]:
    """What tells like sums from unlike, the index summed over, and the term without that sum's sign."""
    bound, inside = reader.opened(spine)
    atoms = [atom for summand in inside for atom, _ in summand]
    index, kind = _index_of(atoms, bound)
    rest = monomial((atom, exponent) for atom, exponent in powers if atom != spine)
    summand = reader.bind(inside, [each for each in bound if each != index])
    return (index[-1], kind), index, reader.multiply({rest: 1}, summand)


def _index_of(atoms: list[Atom], bound: tuple[IndexKey, ...]) -> tuple[IndexKey, object]:
    """The bound index of a derivative, with what is differentiated in what; otherwise the first."""
    for atom in atoms:
        for index in atom[2] if atom[0] == "partial" else ():
            if index in bound:
                return index, (atom[1], atom[3])
    return bound[0], None


def tidied(expression: Expr) -> Expr:
    """Products without brackets inside them, their signs and numbers in front; δ_kk is 1."""
    if isinstance(expression, Delta) and expression.args[0] == expression.args[1]:
        return Integer(1)
    if not expression.args or not isinstance(expression, Times | Neg):
        return expression.func(*map(tidied, expression.args)) if expression.args else expression
    number, factors = Rational(1), []
    for factor in _factors(expression):
        if isinstance(factor, Rational):
            number *= factor
        else:
            factors.append(factor)
    made = times(Integer(abs(number.p)) / Integer(number.q), *factors)
    return made if number > 0 else minus(made)


def _factors(expression: Expr) -> Iterator[Expr]:
    if isinstance(expression, Neg):
        yield Integer(-1)
        yield from _factors(tidied(expression.args[0]))
    elif isinstance(expression, Times):
        for factor in expression.args:
            yield from _factors(tidied(factor))
    else:
        yield expression
