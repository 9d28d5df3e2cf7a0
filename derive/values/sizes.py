"""How many entries each dimension gets: small, unequal, and 1 everywhere to begin with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from derive.language.indices import Dim
from derive.values.survey import Survey

Sizes = dict[Dim, int]

_PATTERNS = ((1,), (2, 3, 1), (3, 2, 2, 1), (2, 1), (1, 2), (4, 2, 3), (2,), (5, 1), (3,))
MOST_WORK = 4000
"""How many parts of an expression are evaluated at one size at most."""
_LARGEST_FAILURE = 4


def sizes(survey: Survey) -> tuple[Sizes, ...]:
    """At least three sizes, the smallest possible first, unequal dimensions next.

    Concrete places such as h_4 and hypotheses such as n ≥ 2 are respected. A claim without dimensions gets
    the empty size three times; one that is too large to write out gets fewer than three.
    """
    if not survey.dims:
        return ({}, {}, {})
    return tuple(list(candidates(survey))[:3])


def candidates(survey: Survey) -> Iterator[Sizes]:
    """Every size that is worth trying, the best first."""
    met: list[Sizes] = []
    for size in (
        *_patterned(survey, _PATTERNS[:2]),
        *_beyond_roots(survey),
        *_patterned(survey, _PATTERNS[2:]),
    ):
        if size not in met and survey.work(size) <= MOST_WORK:
            met.append(size)
            yield size


def _patterned(survey: Survey, patterns: Sequence[tuple[int, ...]]) -> Iterator[Sizes]:
    for pattern in patterns:
        chosen = {
            dim: survey.smallest[dim] + pattern[place % len(pattern)] - 1
            for place, dim in enumerate(survey.dims)
        }
        yield {dim: max(size, least_outcomes(survey, dim, chosen)) for dim, size in chosen.items()}


def least_outcomes(survey: Survey, dim: Dim, sizes: Sizes) -> int:
    """How many outcomes a measure needs for its moments to be what is said: more than a letter has components."""
    if not dim.counts_outcomes or len(survey.equations) < 2:
        return 1
    varying = (letter for letter in survey.families if letter.dims[:1] == (dim,))
    return 1 + max(prod(sizes[each] for each in letter.dims[1:]) for letter in varying)


def _beyond_roots(survey: Survey) -> Iterator[Sizes]:
    """The least sizes at which no factor such as n − 5 of the claim is 0, where the small ones do not do."""
    least = {dim: survey.smallest[dim] for dim in survey.dims}
    beyond = {dim: max(survey.roots.get(dim, 0) + 1, size) for dim, size in least.items()}
    if any(beyond[dim] > size + 1 for dim, size in least.items()):
        yield beyond


def sizes_upward(survey: Survey) -> Iterator[Sizes]:
    """All sizes from the smallest upward, where to look for a counterexample."""
    ranges = [range(survey.smallest[dim], survey.smallest[dim] + _LARGEST_FAILURE) for dim in survey.dims]
    if len(ranges) > 3:
        ranges = [each[:2] for each in ranges]
    for chosen in sorted(product(*ranges), key=lambda each: (sum(each), max(each, default=0))):
        size = dict(zip(survey.dims, chosen, strict=True))
        has_room = all(size[dim] >= least_outcomes(survey, dim, size) for dim in survey.dims)
        if has_room and survey.work(size) <= MOST_WORK:
            yield size
    for size in _beyond_roots(survey):
        if survey.work(size) <= MOST_WORK and any(
            size[d] - survey.smallest[d] >= _LARGEST_FAILURE for d in size
        ):
            yield size
