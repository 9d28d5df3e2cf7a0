"""What a piece of notation means on its own: a call of a function unknown, a root, a lone letter, its factors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TypeGuard

from derive.documents.readings.trees import (
    Apply,
    Big,
    Called,
    Condition,
    Differential,
    Dots,
    Either,
    Letter,
    Minus,
    Node,
    Number,
    Partial,
    Power,
    Primed,
    Quotient,
    Times,
    is_bare,
    walk,
)

INVERSES = (Number(Fraction(-1)), Minus(Number(Fraction(1))))
"""The exponents of an inverse."""

CALLED = frozenset([*"fghFGHpqPQVT", "sigma", "phi", "psi", "varphi", "Phi", "Psi", "bbP"])
"""Letters that are commonly functions."""


EXPECTATIONS = frozenset({"bbE", "Var", "bbV", "Cov"})
"""Means, variances and covariances."""


PROBABILITIES = frozenset({"p", "P", "q", "Q", "bbP", "pi", "Pr"})


def is_opaque_call(node: Called) -> bool:
    """Whether a call is known by its arguments: P(A | B), D(p ‖ q), Q(θ; x), p(a, b)."""
    items, signs = node.paren.items, node.paren.signs
    if any(isinstance(each, Dots) for each in items):
        return False
    if any(isinstance(each, Condition) for each in items) or any(sign != "," for sign in signs):
        return True
    return node.head.name in PROBABILITIES and len(items) > 1


def argument_places(items: tuple[Node, ...]) -> tuple[Letter, ...]:
    """The index letters of arguments: the i of f(x^{(i)}), at which the letter f stands then too."""
    found: dict[str, Letter] = {}
    if any(isinstance(each, Dots) for each in items):  # L(x_1, …, x_T) is of all of them
        return ()
    for each in items:
        if isinstance(each, Letter):
            for place in (*each.labels, *each.subs):
                if isinstance(place, Letter) and is_bare(place):
                    found.setdefault(place.name, place)
    return tuple(found.values())


def means(node: Node) -> Iterator[tuple[str, list[Big]]]:
    """N with the sums beside which it stands below a line."""
    if isinstance(node, Quotient):
        sums = [each for each in walk(node.above) if isinstance(each, Big)]
        yield from ((name, _open_ended(sums)) for name in _bare_names(node.below))
    elif isinstance(node, Times):
        sums = [each for factor in node.factors for each in walk(factor) if isinstance(each, Big)]
        for each in node.factors:
            if isinstance(each, Quotient):
                yield from ((name, _open_ended(sums)) for name in _bare_names(each.below))


def _open_ended(sums: list[Big]) -> list[Big]:
    return [each for each in sums if each.upper is None and each.within is None and each.kind == "sum"]


def _bare_names(node: Node) -> list[str]:
    parts = node.factors if isinstance(node, Times) else (node,)
    return [
        e.name
        for e in parts
        if isinstance(e, Letter) and is_bare(e) and (e.name.isupper() or e.name in "nmdk")
    ]


def is_root(node: Node) -> TypeGuard[Power]:
    """√a, which is defined where a is not negative."""
    exponent = node.exponent if isinstance(node, Power) else None
    return isinstance(exponent, Number) and exponent.value.denominator % 2 == 0


def factors_of(node: Node) -> list[Node]:
    """The factors of a product, a quotient or a power: what must be positive if all of it is."""
    match node:
        case Times(factors):
            return [inner for each in factors for inner in factors_of(each)]
        case Quotient(above, below):
            return [*factors_of(above), *factors_of(below)]
        case Power(base, exponent):
            return factors_of(base) if not (isinstance(exponent, Number) and exponent.value % 2 == 0) else []
        case Big(kind, _, body) if kind == "prod":
            return factors_of(body)
        case Either(options):
            return factors_of(options[0])
        case Called(head, paren, power) if power is not None and _is_power_beside(head, paren.items, power):
            return [*factors_of(head), *factors_of(paren.items[0])]
    return [node]


def raised_in(node: Node) -> list[Node]:
    """The θ and 1 − θ of θ^x (1 − θ)^{1 − x}: what letters are the exponents of, which is positive in a product."""
    match node:
        case Times(factors):
            return [inner for each in factors for inner in raised_in(each)]
        case Quotient(above, below):
            return [*raised_in(above), *raised_in(below)]
        case Power(base, exponent) if any(isinstance(each, Letter) for each in walk(exponent)):
            return factors_of(base)
        case Called(_, _, power) if power is not None and factors_of(node) != [node]:
            return factors_of(node)
    return []


def _is_power_beside(head: Letter, items: tuple[Node, ...], power: Node) -> bool:
    """Whether it is the θ^x (1 − θ) of θ^x (1 − θ)^{1 − x}, and no power of a function."""
    own = any(isinstance(each, Letter) and each.name == head.name for item in items for each in walk(item))
    raised = any(isinstance(each, Letter) for each in walk(power))
    return len(items) == 1 and raised and (own or head.name not in CALLED)


def standing_letters(node: Node) -> Iterator[Letter]:
    """Letters that stand by themselves, undifferentiated."""
    if isinstance(node, Partial):
        head = node.body.head if isinstance(node.body, Called) else node.body
        if isinstance(head, Letter):
            for variable in node.variables:
                yield from (each for sub in variable.parts() for each in standing_letters(sub))
            return
    if isinstance(node, Letter):
        yield node
        return
    for part in node.parts():
        yield from standing_letters(part)


def lone_letters(node: Node) -> Iterator[Letter]:
    """Letters that stand with no brackets behind them, in sums and products, and not under a ∂."""
    match node:
        case Letter():
            yield node
        case Called():
            for each in node.paren.items:
                yield from lone_letters(each)
        case Partial():
            if not isinstance(node.body, Letter):
                yield from lone_letters(node.body)
        case Condition() | Primed() | Differential():
            return
        case _:
            for part in node.parts():
                yield from lone_letters(part)


_OF_NUMBERS = frozenset({"sin", "cos", "tan", "log", "exp"})


def number_places(node: Node) -> Iterator[Node]:
    """The parts of a tree that are numbers: exponents, what is divided by, what sines and logarithms are taken of."""
    match node:
        case Power(_, exponent):
            yield exponent
        case Quotient(_, below):
            yield below
        case Apply(function, arguments) if function in _OF_NUMBERS:
            yield from arguments


def variables(trees: Iterable[Node | None]) -> Iterator[Letter]:
    """The letters in which something is differentiated."""
    for node in (node for tree in trees if tree is not None for node in walk(tree)):
        for each in node.variables if isinstance(node, Partial) else ():
            inner = each.base if isinstance(each, Power) else each
            if isinstance(inner, Letter):
                yield inner


_LAYER = re.compile(r"(.+?)\^\(([^\W\d]\w*?)(?: ?[-+−] ?\d+)?\)(.*)|(.+)_([^\W\d]\w*?)(?: ?[-+−] ?\d+)?")


def layer_of(name: str) -> tuple[str, str] | None:
    """("a", "l") for a^(l) and a^(l−1), or a_l and a_l−1: one letter at several layers."""
    found = _LAYER.fullmatch(name)
    if found is None:
        return None
    return (found[1] + found[3], found[2]) if found[1] else (found[4], found[5])
