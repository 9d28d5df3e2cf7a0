"""Wrong gradients planted in the place of the claimed one: a check that misses one of them certifies nothing.

Each changes what the claimed gradient gave and is judged like it, with the same tolerances. A change that changes
nothing at any of the points (two equal entries exchanged) is no wrong gradient and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from derive.gradient.evidence import Evidence

Doubles = np.ndarray[Any, np.dtype[np.float64]]
Change = Callable[[Doubles, Evidence], Doubles]
"""What becomes of values of shape (outputs, entries)."""


@dataclass(frozen=True)
class Planted:
    """How many wrong gradients of one kind were planted, and which of them no point showed."""

    kind: str
    planted: int
    missed: tuple[str, ...]


AT_ZERO = "something where it is 0"

EACH: dict[str, Change] = {
    "an entry doubled": lambda values, _: 2 * values,
    "an entry zeroed": lambda values, _: 0 * values,
    "an entry 0.04 % off": lambda values, _: values * 1.0004,
    AT_ZERO: lambda values, evidence: values + np.where(evidence.zero, _something(evidence), 0.0),
}
"""Changes that are planted in one entry at a time; the last in those that are 0 at all points, the others elsewhere."""

WHOLE: dict[str, Change] = {
    "1e-7 off everywhere": lambda values, _: values * (1 + 1e-7),
    "the sign": lambda values, _: -values,
    "halved": lambda values, _: values / 2,
    "the entries in reverse order": lambda values, _: values[:, ::-1],
    "transposed": lambda values, evidence: _transposed(values, evidence),
    "not a number": lambda values, _: values * np.nan,
}
"""Changes of all entries at once."""


def _something(evidence: Evidence) -> float:
    """A millionth of the largest entry."""
    return 1e-6 * float(np.max(np.abs(evidence.truth.values[evidence.known]), initial=0.0) or 1.0)


def plant(evidence: Sequence[Evidence]) -> list[Planted]:
    """All kinds, each planted at the points of one shape and judged by those."""
    groups = [group for group in _groups(evidence) if any(each.point.moderate for each in group)]
    found = [_each(kind, change, groups) for kind, change in EACH.items()]
    found += [_whole(kind, change, groups) for kind, change in WHOLE.items()]
    found += [_whole(kind, change, [list(evidence)]) for kind, change in _by_parameters(evidence)]
    return [each for each in found if each.planted]


def _groups(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    groups: dict[Any, list[Evidence]] = {}
    for each in evidence:
        groups.setdefault((each.point.x.shape, each.outputs, each.entries), []).append(each)
    return [*groups.values()]


def _each(kind: str, change: Change, groups: Sequence[Sequence[Evidence]]) -> Planted:
    planted, missed = 0, []
    for group in groups:
        made = np.logical_or.reduce([_changed(change, each) for each in group])
        zero = np.logical_and.reduce([each.zero for each in group])
        made &= zero if change is EACH[AT_ZERO] else ~zero
        seen = np.logical_or.reduce([_caught(change, each) for each in group])
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


def _changed(change: Change, evidence: Evidence) -> Any:
    """Where the planted gradient is another one."""
    with np.errstate(all="ignore"):
        return change(evidence.code.values, evidence) != evidence.code.values


def _caught(change: Change, evidence: Evidence) -> Any:
    with np.errstate(all="ignore"):
        return np.logical_or.reduce(
            [evidence.wrong(reading, change(reading.values, evidence)) for reading in evidence.readings]
        )


def _by_parameters(evidence: Sequence[Evidence]) -> Iterator[tuple[str, Change]]:
    """A factor too much or too few, for each parameter that is a single number."""
    for name in dict.fromkeys(name for each in evidence for name in each.point.scalars):
        yield f"a factor {name} too much", lambda values, each, name=name: values * _scalar(each, name)
        yield f"a factor {name} missing", lambda values, each, name=name: values / _scalar(each, name)


def _scalar(evidence: Evidence, name: str) -> np.float64:
    return np.float64(evidence.point.scalars.get(name, 1.0))


def _transposed(values: Doubles, evidence: Evidence) -> Doubles:
    """The gradient in a square matrix, or a square Jacobian, transposed."""
    shape = evidence.point.x.shape
    if len(values) == 1 and len(shape) == 2 and shape[0] == shape[1] and values.size == evidence.point.x.size:
        return values.reshape(shape).T.reshape(1, -1)
    return values.T if len(values) > 1 and len(values) == values.shape[1] else values


def entry_name(evidence: Evidence, output: int, entry: int) -> str:
    """`entry [2]`, `entry [0, 1]`, of a Jacobian `entry [1] of ∂output [0]`; counted from 0 as NumPy does."""
    place = [int(each) for each in np.unravel_index(evidence.entries[entry], evidence.point.x.shape)]
    name = f"entry {place}" if place else "the gradient"
    if not evidence.outputs:
        return name
    return f"{name} of output {[int(each) for each in np.unravel_index(output, evidence.outputs)]}"
