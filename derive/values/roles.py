"""Which letters stand under exp, and what numbers keep exp of them rational.

If exp h_k occurs, h_k is taken as log q_k with a rational q_k, so that exp h_k = q_k and every softmax is a
fraction. In exp(Σ_d W_dk x_d) the W are logarithms and the x whole numbers, in exp(h_k / T) also 1/T is
whole. What fits no such pattern, such as exp(−(z − c)²), is left to decimals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from sympy import Basic, Integer, Rational

from derive.language.binders import Cases, Delta, Sum
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family
from derive.language.functions import Call, Function, exp
from derive.language.indices import Dim
from derive.language.recurrences import Recurrence

Monomial = tuple[tuple[Family, ...], tuple[Family, ...]]
"""The letters above and below the line."""

_MANY = 64


@dataclass(frozen=True)
class Roles:
    """Letters that are logarithms of rationals, letters that are whole, letters whose reciprocal is whole."""

    logarithms: frozenset[Family] = frozenset()
    whole: frozenset[Family] = frozenset()
    units: frozenset[Family] = frozenset()


class _Opaque(Exception):
    """The argument is no sum of products of letters."""


def roles(nodes: Iterable[Basic], excluded: frozenset[Family]) -> Roles:
    """The roles of the letters in a claim with these nodes; no `excluded` letter becomes a logarithm."""
    found: dict[Monomial, None] = {}
    for node in nodes:
        if isinstance(node, Call) and (node.function == exp or node.function.opened is not None):
            try:
                found.update(dict.fromkeys(_monomials(node.argument)))
            except _Opaque:
                continue
    return _assign(
        sorted(found, key=lambda each: (len(each[0]), [letter.name for letter in each[0]])), excluded
    )


def _assign(monomials: list[Monomial], excluded: frozenset[Family]) -> Roles:
    """One letter of each monomial is the logarithm, the shortest monomials first."""
    logarithms: set[Family] = set()
    whole: set[Family] = set()
    units: set[Family] = set()
    squared = {letter for above, _ in monomials for letter in above if above.count(letter) > 1}
    for above, below in monomials:
        once = [letter for letter in above if letter not in squared | excluded]
        chosen = next((letter for letter in once if letter in logarithms), None)
        chosen = chosen or min((each for each in once if each not in whole), key=_preference, default=None)
        if chosen is None:
            continue
        logarithms.add(chosen)
        whole |= {letter for letter in above if letter != chosen}
        units |= set(below)
    return Roles(frozenset(logarithms), frozenset(whole - logarithms), frozenset(units - logarithms - whole))


def _preference(letter: Family) -> tuple[bool, int, str]:
    """Dependent letters first, then those with most indices."""
    return not letter.of, -len(letter.dims), letter.name


def _monomials(node: Basic) -> tuple[Monomial, ...]:
    """The products of letters that the argument is a sum of. Raises `_Opaque`."""
    match node:
        case Rational() | Dim() | Delta():
            return (((), ()),)
        case Entry():
            return _of_letter(node.family)
        case Neg() | Sum():
            return _monomials(node.args[0])
        case Plus():
            return _few(part for arg in node.args for part in _monomials(arg))
        case Cases():
            return _few(part for arg in node.args[::2] for part in _monomials(arg))
        case Times():
            return _product(*node.args)
        case Power() if isinstance(node.args[1], Integer) and 0 < node.args[1] < 4:
            return _product(*[node.args[0]] * int(node.args[1]))
        case Quotient():
            return _quotient(*node.args)
        case Call() if node.function == Function("log"):
            return (((), ()),)
    raise _Opaque


def _of_letter(letter: Family) -> tuple[Monomial, ...]:
    if isinstance(letter, Recurrence):
        raise _Opaque
    if isinstance(letter, Definition):
        return _monomials(letter.body)
    return (((), ()),) if letter.values is not None else (((letter,), ()),)


def _product(*factors: Basic) -> tuple[Monomial, ...]:
    choices = product(*map(_monomials, factors))
    return _few((sum((a for a, _ in each), ()), sum((b for _, b in each), ())) for each in choices)


def _quotient(above: Basic, below: Basic) -> tuple[Monomial, ...]:
    divisors = _monomials(below)
    if len(divisors) != 1:
        raise _Opaque
    over, under = divisors[0]
    return _few((a + under, b + over) for a, b in _monomials(above))


def _few(monomials: Iterable[Monomial]) -> tuple[Monomial, ...]:
    kept: dict[Monomial, None] = {}
    for above, below in monomials:
        kept[tuple(sorted(above, key=_name)), tuple(sorted(below, key=_name))] = None
        if len(kept) > _MANY:
            raise _Opaque
    return tuple(kept)


def _name(letter: Family) -> str:
    return letter.name
