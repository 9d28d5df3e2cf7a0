"""A failing pair of expressions cut down to a small one that still fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from sympy import Basic, Expr, Integer

from derive.language.binders import Sum, bound_indices, free_indices, substitute
from derive.language.errors import IllFormed
from derive.language.indices import Index
from derive.language.parts import Part, parts, replaced, size

Pair = tuple[Expr, Expr]
Fails = Callable[[Expr, Expr], bool]


def shrunk(left: Expr, right: Expr, fails: Fails, tries: int = 2000) -> Pair:
    """A small pair that still `fails`: greedily, parts are replaced by parts of theirs, by 1 and by 0.

    A part that stands on both sides is replaced on both at once; bound indices get the same names there, so that
    Σ_k f_k and Σ_l f_l are one part.
    """
    pair = _alike((left, right), fails)
    while tries:
        for smaller in _smaller(*pair):
            tries -= 1
            if fails(*smaller):
                pair = _alike(smaller, fails)
                break
            if not tries:
                break
        else:
            break
    return pair


def _alike(pair: Pair, fails: Fails) -> Pair:
    """The pair with the same names for bound indices on both sides, as far as it still fails."""
    names = tuple(sorted(frozenset().union(*map(bound_indices, pair)), key=lambda index: index.name))
    renamed = _renamed(pair[0], names), _renamed(pair[1], names)
    return renamed if renamed != pair and fails(*renamed) else pair


def _renamed(node: Basic, names: tuple[Index, ...]) -> Expr:
    """The expression with the first of the names for each bound index that is not used inside its sum."""
    made = node.func(*(_renamed(arg, names) for arg in node.args)) if node.args else node
    if not isinstance(made, Sum):
        return made
    used = (free_indices(made.body) - {made.bound}) | bound_indices(made.body)
    name = next((each for each in names if each.dim == made.bound.dim and each not in used), made.bound)
    return Sum(substitute(made.body, {made.bound: name}), name, without=made.without)


def _smaller(left: Expr, right: Expr) -> Iterator[Pair]:
    """Smaller pairs, the smallest first."""
    pairs = {
        pair
        for pair in (*_on_both(left, right), *_on_one(left, right))
        if _weight(pair) < _weight((left, right))
    }
    yield from sorted(pairs, key=lambda pair: (_weight(pair), str(pair)))


def _weight(pair: Pair) -> int:
    return sum(map(size, pair))


def _on_both(left: Expr, right: Expr) -> Iterator[Pair]:
    """A part replaced wherever it stands; and the sides' own parts, if the sides have one head."""
    for node in {part.node for side in (left, right) for part in parts(side)}:
        for simpler in _simpler(node):
            yield _everywhere(left, node, simpler), _everywhere(right, node, simpler)
    if left.func == right.func and len(left.args) == len(right.args):
        for one, other in zip(parts(left), parts(right), strict=False):
            if len(one.path) == len(other.path) == 1:
                yield one.node, other.node


def _on_one(left: Expr, right: Expr) -> Iterator[Pair]:
    for part in parts(left):
        yield from ((made, right) for made in _simplified(left, part))
    for part in parts(right):
        yield from ((left, made) for made in _simplified(right, part))


def _simpler(node: Expr) -> Iterator[Expr]:
    """Parts of the node, the node without one of its arguments, and 1 and 0."""
    yield from (Integer(number) for number in (0, 1) if node != number)
    yield from (part.node for part in parts(node) if len(part.path) in (1, 2))
    if node.func.__name__ in ("Plus", "Times") and len(node.args) > 2:
        for place in range(len(node.args)):
            yield node.func(*node.args[:place], *node.args[place + 1 :])


def _everywhere(expression: Expr, node: Expr, simpler: Expr) -> Expr:
    """The expression with every occurrence of the node replaced."""
    if expression == node:
        return simpler
    for part in parts(expression):
        if len(part.path) == 1:
            expression = replaced(expression, part.path, _everywhere(part.node, node, simpler))
    return expression


def _simplified(expression: Expr, part: Part) -> Iterator[Expr]:
    """The expression with the part replaced by simpler ones, as far as that is well formed."""
    for simpler in _simpler(part.node):
        with suppress(IllFormed):
            yield replaced(expression, part.path, simpler)
