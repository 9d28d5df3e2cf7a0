"""Wrong gradients planted in the place of the claimed one: a check that misses one of them certifies nothing.

Each changes what the claimed gradient gave and is judged like it, with the same tolerances. A change that changes
nothing at any of the points (two equal entries exchanged) is no wrong gradient and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from derive.gradient.evidence import Evidence, Wrong

Doubles = np.ndarray[Any, np.dtype[np.float64]]
Change = Callable[[Doubles, Evidence], Doubles]
"""What becomes of values of shape (outputs, entries)."""


@dataclass(frozen=True, slots=True)
class Planted:
    """How many wrong gradients of one kind were planted, and which of them no point showed."""

    kind: str
    planted: int
    missed: tuple[str, ...]


def _something(values: Doubles, evidence: Evidence) -> Doubles:
    """A millionth of the largest entry, where the derivative is 0."""
    return values + np.where(evidence.zero, 1e-6 * (evidence.largest or 1.0), 0.0)


def _transposed(values: Doubles, evidence: Evidence) -> Doubles:
    """The gradient in a square matrix, or a square Jacobian, transposed."""
    shape = evidence.claim.x.shape
    if len(values) == 1 and len(shape) == 2 and shape[0] == shape[1] and values.size == evidence.claim.x.size:
        return values.reshape(shape).T.reshape(1, -1)
    return values.T if len(values) == values.shape[1] else values


EACH: dict[str, Change] = {
    "an entry doubled": lambda values, _: 2 * values,
    "an entry zeroed": lambda values, _: 0 * values,
    "an entry 0.04 % off": lambda values, _: values * 1.0004,
    "something where it is 0": _something,
}
"""Planted in one entry at a time: the last in those that are 0 at all points, the others elsewhere."""

WHOLE: dict[str, Change] = {
    "1e-7 off everywhere": lambda values, _: values * (1 + 1e-7),
    "the sign": lambda values, _: -values,
    "halved": lambda values, _: values / 2,
    "the entries in reverse order": lambda values, _: values[:, ::-1],
    "transposed": _transposed,
    "not a number": lambda values, _: values * np.nan,
}
"""Planted in all entries at once."""


def plant(evidence: Sequence[Evidence]) -> list[Planted]:
    """All kinds, each planted at the points of one shape and judged by those."""
    groups = [group for group in _groups(evidence) if any(each.point.moderate for each in group)]
    found = [_each(kind, change, groups) for kind, change in EACH.items()]
    found += [_whole(kind, change, groups) for kind, change in WHOLE.items()]
    found += [_whole(kind, change, [list(evidence)]) for kind, change in _by_parameters(evidence)]
    return [each for each in found if each.planted]


def _groups(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """The points that look at the same entries."""
    groups: dict[Any, list[Evidence]] = {}
    for each in evidence:
        groups.setdefault((each.claim.x.shape, each.claim.outputs, *each.entries), []).append(each)
    return [*groups.values()]


def _each(kind: str, change: Change, groups: Sequence[Sequence[Evidence]]) -> Planted:
    planted, missed = 0, []
    for group in groups:
        made = np.any([_changed(change, each) for each in group], axis=0)
        zero = np.all([each.zero for each in group], axis=0)
        made &= zero if change is _something else ~zero
        seen = np.any([_caught(change, each) for each in group], axis=0)
        planted += int(made.sum())
        missed += [f"{kind}: {entry_name(group[0], *place)}" for place in np.argwhere(made & ~seen)]
    return Planted(kind, planted, tuple(missed))


def _whole(kind: str, change: Change, groups: Sequence[Sequence[Evidence]]) -> Planted:
    planted, missed = 0, []
    for group in groups:
        if any(_changed(change, each).any() for each in group):
            planted += 1
            if not any(_caught(change, each).any() for each in group):
                missed.append(f"{kind}, at the {group[0].point}")
    return Planted(kind, planted, tuple(missed))


def _changed(change: Change, evidence: Evidence) -> Wrong:
    """Where the planted gradient is another one."""
    with np.errstate(all="ignore"):
        return np.asarray(change(evidence.code.values, evidence) != evidence.code.values)


def _caught(change: Change, evidence: Evidence) -> Wrong:
    """Where the planted gradient is found to be wrong."""
    with np.errstate(all="ignore"):
        found = [evidence.wrong(each, change(each.values, evidence)) for each in evidence.readings]
    return np.asarray(np.any(found, axis=0))


def _by_parameters(evidence: Sequence[Evidence]) -> Iterator[tuple[str, Change]]:
    """A factor too much or too few, for each parameter that is a single number."""
    for name in dict.fromkeys(name for each in evidence for name in each.point.scalars):
        yield f"a factor {name} too much", _by_factor(name, 1)
        yield f"a factor {name} missing", _by_factor(name, -1)


def _by_factor(name: str, power: int) -> Change:
    return lambda values, each: values * np.float64(each.point.scalars.get(name, 1.0)) ** power


def entry_name(evidence: Evidence, output: int, entry: int) -> str:
    """`entry [2]`, `entry [0, 1]`, of a Jacobian `entry [1] of output [0]`; counted from 0 as NumPy does."""
    shape, outputs = evidence.claim.x.shape, evidence.claim.outputs
    place = [int(each) for each in np.unravel_index(evidence.entries[entry], shape)]
    name = f"entry {place}" if place else "the gradient"
    return (
        f"{name} of output {[int(each) for each in np.unravel_index(output, outputs)]}" if outputs else name
    )
