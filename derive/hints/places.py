"""Repairs of what stands where: indices, transposes, letters, dimensions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain, combinations
from typing import Any

from sympy import Basic, Expr

from derive.hints import phrases
from derive.hints.distributed import distributed
from derive.hints.spots import Spot, leaves
from derive.hints.wrong import Trial, Wrong
from derive.language.binders import Delta, Sum, free_indices, renamed_bound, substitute, walk
from derive.language.derivatives import Derivative, Jacobian
from derive.language.families import Definition, Entry, Family, families
from derive.language.indices import Dim, Index, ranges_over
from derive.language.matrices import Transpose, Whole
from derive.language.parts import replaced


def indices(wrong: Wrong) -> Iterator[Trial]:
    """h_j for h_k: one index, of a letter, a derivative or a δ; Σ_j g_j f_j for g_k Σ_j f_j."""
    for spot in leaves(wrong.right, (Entry, Delta)):
        for position, other in _exchanges(wrong, spot):
            yield _indexed(wrong, spot, position, other)
    for spot in leaves(distributed(wrong.right) or wrong.right, (Entry,)):
        for position, other in _exchanges(wrong, spot):
            if other in spot.bound and spot.node.args[position] not in spot.bound:
                yield _indexed(wrong, spot, position, other)


def _indexed(wrong: Wrong, spot: Spot, position: int, other: Expr) -> Trial:
    changed = _with(spot.node, position, other)
    shown = _seen(spot, changed), _seen(spot, spot.node)
    return wrong.meant(spot.put(changed), phrases.MEANT, *shown)


def _exchanges(wrong: Wrong, spot: Spot) -> Iterator[tuple[int, Expr]]:
    """Each index of an entry or a δ with each other one that can stand there."""
    node = spot.node
    if any(isinstance(each, Entry | Delta) for each in spot.above):
        return
    dims = node.family.dims if isinstance(node, Entry) else (_range(node),) * 2
    first = len(node.args) - len(dims)
    for position, dim in enumerate(dims, first):
        for other in wrong.over(dim, spot.bound) if dim else ():
            if other != node.args[position]:
                yield position, other


def _range(node: Delta) -> Dim | None:
    one, other = map(ranges_over, node.args)
    return one or other


def _with(node: Any, position: int, other: Basic) -> Any:
    return node.func(*node.args[:position], other, *node.args[position + 1 :])


def _seen(spot: Spot, node: Any) -> Any:
    """What is shown of it: the whole derivative, if it stands in one."""
    if spot.above and isinstance(spot.above[-1], Derivative):
        return _with(spot.above[-1], spot.path[-1], node)
    return node


def captured(wrong: Wrong) -> Iterator[Trial]:
    """Σ_j a_j b_k for Σ_k a_k b_k, where k stands outside the sum too."""
    for spot in leaves(wrong.right, (Sum,)):
        bound, outside = spot.node.bound, frozenset(wrong.free) | frozenset(spot.bound)
        if bound not in outside:
            continue
        apart = renamed_bound(spot.node, outside)
        inside = [each for each in leaves(apart.body, (Entry, Delta)) if apart.bound in each.node.args]
        for chosen in chain(combinations(inside, 1), combinations(inside, 2)):
            body, freed = apart.body, [_freed(each.node, apart.bound, bound) for each in chosen]
            for each, new in zip(chosen, freed, strict=True):
                body = replaced(body, each.path, new)
            made = Sum(body, apart.bound, without=apart.without)
            yield wrong.meant(spot.put(made), phrases.CAPTURED, made, bound, freed[0])


def _freed(node: Any, bound: Index, free: Index) -> Any:
    """h_k for h_j, δ_jk for δ_jj."""
    return Delta(bound, free) if node == Delta(bound, bound) else substitute(node, {bound: free})


def exchanged(wrong: Wrong) -> Iterator[Trial]:
    """f_ji for f_ij: two free indices everywhere, or a bound one and another under the sum."""
    for one, other in combinations(wrong.free, 2):
        if one.dim == other.dim:
            made = substitute(wrong.right, {one: other, other: one})
            whole = isinstance(wrong.written, Whole)
            says = (
                (phrases.TRANSPOSE_OF_THE_RIGHT_SIDE,) if whole else (phrases.INDICES_EXCHANGED, one, other)
            )
            yield wrong.meant(made, *says)
    for spot in leaves(wrong.right, (Sum,)):
        for other in wrong.over(spot.node.bound.dim, spot.bound):
            if isinstance(other, Index) and other.name != spot.node.bound.name:
                yield _exchanged_under(wrong, spot, other)


def _exchanged_under(wrong: Wrong, spot: Spot, other: Index) -> Trial:
    total = spot.node
    body = substitute(total.body, {total.bound: other, other: total.bound})
    made = Sum(body, total.bound, without=total.without)
    return wrong.meant(spot.put(made), phrases.INDICES_EXCHANGED_IN, total.bound, other, total)


def transposed(wrong: Wrong) -> Iterator[Trial]:
    """W_ji for W_ij, everywhere or at one place; ∂h_j/∂z_k for ∂h_k/∂z_j."""
    found = [spot for spot in leaves(wrong.right, (Entry, Derivative)) if _transpose(spot.node) != spot.node]
    entries = [spot.node for spot in found if isinstance(spot.node, Entry)]
    for entry in {each.family: each for each in reversed(entries)}.values():
        yield _transposed(wrong, everywhere(wrong.right, partial(_transpose_of, entry.family)), entry)
    for spot in found:
        yield _transposed(wrong, spot.put(_transpose(spot.node)), spot.node)


def _transposed(wrong: Wrong, made: Expr, node: Any) -> Trial:
    letter = _matrix(wrong.written, node)
    if letter is not None:
        turned = any(each == Transpose(letter) for each in walk(wrong.written))
        pair = (Transpose(letter), letter)
        return wrong.meant(made, phrases.MEANT, *(pair[::-1] if turned else pair))
    return wrong.meant(made, phrases.TRANSPOSE, _transpose(node), node)


def _matrix(written: Any, node: Any) -> Any:
    """The whole matrix whose entry this is, if the page has matrix notation."""
    if not isinstance(written, Whole):
        return None
    if isinstance(node, Entry):
        return node.family
    sides = node.body.family, node.variable.family
    return next((each for each in walk(written) if isinstance(each, Jacobian) and each.args == sides), None)


def _transpose(node: Any) -> Any:
    """W_ji for W_ij, ∂h_j/∂z_k for ∂h_k/∂z_j; the node itself where that has no meaning."""
    match node:
        case Entry(family=Family(dims=(rows, columns)), places=(row, column)) if rows == columns:
            return Entry(node.family, column, row)
        case Derivative(body=Entry(places=(row,)) as body, variable=Entry(places=(column,)) as variable):
            if body.family.dims == variable.family.dims and row != column:
                return Derivative(Entry(body.family, column), Entry(variable.family, row))
    return node


def _transpose_of(letter: Family, node: Basic) -> Basic:
    return _transpose(node) if isinstance(node, Entry) and node.family == letter else node


def everywhere(node: Any, rule: Callable[[Any], Any]) -> Any:
    """The expression with the rule applied to all its parts, innermost first."""
    made = node.func(*(everywhere(part, rule) for part in node.args)) if node.args else node
    return rule(made)


def letters_exchanged(wrong: Wrong) -> Iterator[Trial]:
    """a and b exchanged, on the right side, or in a claim on the left."""
    for side, left in ((wrong.right, False), (wrong.left, True))[: 1 + wrong.whole]:
        for one, other in combinations(_letters(side), 2):
            if one.dims != other.dims or _is_of_another_kind(wrong, one, other):
                continue
            made = _relettered(side, {one: other, other: one})
            if left:
                yield wrong.meant_on_the_left(made, phrases.LETTERS_EXCHANGED_ON_THE_LEFT, one, other)
            else:
                yield wrong.meant(made, phrases.LETTERS_EXCHANGED, one, other)


def _is_of_another_kind(wrong: Wrong, one: Family, other: Family) -> bool:
    """Whether one is a variable and the other is defined from it: p and z of p_k = exp z_k / Σ_j exp z_j."""
    for variable, letter in ((one, other), (other, one)):
        if variable in wrong.variables and isinstance(letter, Definition):
            return variable in families(letter.body)
    return False


def wrong_letters(wrong: Wrong) -> Iterator[Trial]:
    """b_k for a_k."""
    known = dict.fromkeys((*_letters(wrong.left), *_letters(wrong.right)))
    for spot in leaves(wrong.right, (Entry,)):
        for other in known:
            if other != spot.node.family and other.dims == spot.node.family.dims and _is_a_number(spot):
                made = Entry(other, *spot.node.places)
                yield wrong.meant(spot.put(made), phrases.MEANT, made, spot.node)


def _is_a_number(spot: Spot) -> bool:
    """Whether the entry is neither a label nor part of a derivative."""
    return spot.node.ranges_over is None and not any(isinstance(each, Derivative) for each in spot.above[-1:])


def _letters(side: Expr) -> tuple[Family, ...]:
    """The families and definitions that stand in it, not those inside definitions."""
    found = {node for node in walk(side) if isinstance(node, Family) and node.values is None}
    return tuple(sorted(found, key=lambda letter: letter.name))


def _relettered(node: Any, letters: Mapping[Family, Family]) -> Any:
    """The expression with other letters, but the variables of its derivatives as they are."""
    if isinstance(node, Derivative):
        return Derivative(_relettered(node.body, letters), node.variable)
    if isinstance(node, Entry):
        return Entry(letters.get(node.family, node.family), *node.places)
    return node.func(*(_relettered(part, letters) for part in node.args)) if node.args else node


def dimensions(wrong: Wrong) -> Iterator[Trial]:
    """m for n."""
    for spot in leaves(wrong.right, (Dim,)):
        for other in wrong.dims:
            if other != spot.node:
                yield wrong.meant(spot.put(other), phrases.MEANT, other, spot.node)


def summed_over_another(wrong: Wrong) -> Iterator[Trial]:
    """Σ_j f_ij for Σ_i f_ij: the index that a sum runs over, on the right side or in a claim on the left."""
    for side, left in ((wrong.right, False), (wrong.left, True))[: 1 + wrong.whole]:
        for spot in leaves(side, (Sum,)):
            for other in sorted(free_indices(spot.node.body), key=lambda index: index.name):
                if other == spot.node.bound or other.dim != spot.node.bound.dim or spot.node.without:
                    continue
                made = spot.put(Sum(spot.node.body, other))
                put = wrong.meant_on_the_left if left else wrong.meant
                if left or free_indices(made) <= free_indices(wrong.left):
                    yield put(made, phrases.SUMMED_OVER, other, spot.node.bound)
