"""The readings of a chain, from the likeliest on: what each letter may be, and what that costs."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from itertools import count

from derive.documents.readings.naming import layer_of
from derive.documents.readings.scene import Scene
from derive.documents.readings.scope import Choice
from derive.documents.readings.trees import Differential, Letter, Partial, Primed, options, walk

MOST = 120
"""Readings that are tried."""

STRAIN = 2.0
"""What a reading of a letter costs that goes against what is said of it."""

MEANINGLESS = 1.5
"""What a reading costs in which a sign for vectors and matrices stands at a number, in a formula near by."""
NEVER = 2 * STRAIN
"""What it costs where such a sign stands in the formula itself, as in Aᵀ for a number A: it is not what is meant."""

MATRICES = 0.3
"""What it costs that capitals side by side, of which nobody says anything, are square matrices."""

_OWN = frozenset({"ones", "zeros", "delta", "infty"})
"""Letters whose kind is settled."""

Alternatives = list[tuple[float, tuple[str, str, object]]]


def choices(scene: Scene) -> Iterator[Choice]:
    """All readings of a scene, in the order of what they cost."""
    axes = [axis for axis in _axes(scene) if axis]
    start = tuple(0 for _ in axes)
    order = count()
    heap: list[tuple[float, int, tuple[int, ...]]] = [(_cost(axes, start), next(order), start)]
    seen = {start}
    given = 0
    while heap and given < MOST:
        cost, _, at = heapq.heappop(heap)
        yield _choice(axes, at, cost)
        given += 1
        for number, axis in enumerate(axes):
            if at[number] + 1 < len(axis):
                after = (*at[:number], at[number] + 1, *at[number + 1 :])
                if after not in seen:
                    seen.add(after)
                    heapq.heappush(heap, (_cost(axes, after), next(order), after))


GRADIENTS_LIE = 1.8
"""What it costs that ∂L/∂x is a row: it is so only where shapes go together in no other way."""


def _axes(scene: Scene) -> Iterator[Alternatives]:
    layers: dict[tuple[str, str], list[Alternatives]] = defaultdict(list)
    for name, axis in _axes_of_letters(scene):
        if (layer := layer_of(name)) is not None and all(kind == "rank" for _, (kind, *_) in axis):
            layers[layer].append(axis)
        else:
            yield axis
    yield from map(_together, layers.values())
    yield from _axes_of_signs(scene)


def _together(axes: list[Alternatives]) -> Alternatives:
    """One choice for a letter at several layers: a^{l−1} is a vector if a^l is."""
    costs: dict[object, list[float]] = defaultdict(list)
    for axis in axes:
        for cost, (_, _, rank) in axis:
            costs[rank].append(cost)
    names = tuple(name for axis in axes for _, (_, name, _) in axis[:1])
    made: Alternatives = [
        (max(each) + STRAIN * (len(each) < len(axes)), ("ranks", "", dict.fromkeys(names, rank)))
        for rank, each in costs.items()
    ]
    return sorted(made, key=lambda each: each[0])


def _axes_of_letters(scene: Scene) -> Iterator[tuple[str, Alternatives]]:
    for name, use in sorted(scene.used.items()):
        if _is_defined(scene, name) or not use.counts or name in _OWN:
            continue
        most = max(use.counts)
        bold = use.bold and use.shortest_bold >= most
        found = scene.facts.costs(name, most, scene.at, bold=bold, world=scene.world)
        found = _as_marked(found, name, scene)
        axis: Alternatives = [(cost, ("rank", name, rank)) for rank, cost in found.items()]
        axis += _apart(scene, name, use.counts, min(found.values()))
        axis.sort(key=lambda each: each[0])
        yield name, axis


def _axes_of_signs(scene: Scene) -> Iterator[Alternatives]:
    for tree in scene.every:
        for each in options(tree):
            costs = scene.option_costs(each)
            yield sorted(
                [(c, ("pick", str(each.at), n)) for n, c in enumerate(costs)], key=lambda pair: pair[0]
            )
    for name, sums in sorted(scene.beside().items()):
        if sums:
            yield [(0.0, ("count", name, 1)), (0.5, ("count", name, 0))]
    if scene.world and scene.facts.says_rows:
        yield [(0.0, ("rows", "", 1)), (0.8, ("rows", "", 0))]
    if scene.varied and not _by_entries(scene):
        yield [
            (0.0, ("layout", "", "usual")),
            (0.4, ("layout", "", "columns")),
            (GRADIENTS_LIE, ("layout", "", "rows")),
        ]
    if wholes := scene.beside_each_other():
        yield [(0.0, ("wholes", "", ())), (MATRICES, ("wholes", "", wholes))]


def _is_defined(scene: Scene, name: str) -> bool:
    """Whether a definition that is read says what the letter is."""
    found = scene.by_name.get(name, ())
    return bool(found) and not all(each.body is None and isinstance(each.head, Letter) for each in found)


def _apart(scene: Scene, name: str, counts: set[int], least: float) -> Alternatives:
    """x and x_i as two letters, or q_j as a column of q, for a letter that stands with several numbers of places."""
    most = max(counts)
    if min(counts) == most:
        return []
    made: Alternatives = [(0.6 + least, ("columns", name, most))]
    if scene.marked.get(name, most) == most:  # no sign says that the shorter one is no number
        made.append((1.5 + least, ("split", name, most)))
    return made


def _as_marked(found: dict[int, float], name: str, scene: Scene) -> dict[int, float]:
    """The costs for a letter; for one that signs mark as a vector or matrix, more where it is none."""
    if name not in scene.marked or scene.facts.rank(name, scene.at) is not None:
        return found
    places, upper = scene.marked[name], name[:1].isupper()
    least = min(found.values())
    never = scene.marked_here.get(name) == places or (bool(scene.layers.general) and "^(" in name)
    more_where_none = NEVER if never else MEANINGLESS
    made = {rank: cost + (more_where_none if rank <= places else 0.0) for rank, cost in found.items()}
    if any(rank > places and cost == least for rank, cost in found.items()):
        return made
    for rank, more in ((places + 1, 0.3 if upper else 0.1), (places + 2, 0.1 if upper else 0.5)):
        made[rank] = min(made.get(rank, STRAIN), least + more)
    return made


def _by_entries(scene: Scene) -> bool:
    """Whether everything is differentiated in entries, ∂L/∂z_i: no layout makes a difference."""
    for node in (node for tree in scene.every for node in walk(tree)):
        if isinstance(node, Differential | Primed):
            return False
        if isinstance(node, Partial) and not (
            node.variables and all(isinstance(each, Letter) and each.subs for each in node.variables)
        ):
            return False
    return True


def _cost(axes: list[Alternatives], at: tuple[int, ...]) -> float:
    return sum(axis[number][0] for axis, number in zip(axes, at, strict=True))


def _choice(axes: list[Alternatives], at: tuple[int, ...], cost: float) -> Choice:
    ranks: dict[str, int] = {}
    picks: dict[int, int] = {}
    layout = "usual"
    for axis, number in zip(axes, at, strict=True):
        kind, name, value = axis[number][1]
        if kind == "rank":
            ranks[name] = int(value)  # type: ignore[call-overload]
        elif kind == "columns":
            ranks[name] = int(value)  # type: ignore[call-overload]
            ranks[f"{name}|columns"] = 1
        elif kind == "count":
            ranks[f"{name}|count"] = int(value)  # type: ignore[call-overload]
        elif kind == "rows":
            ranks["|rows"] = int(value)  # type: ignore[call-overload]
        elif kind == "split":
            ranks[f"{name}|split"] = 1
        elif kind == "ranks":
            ranks |= value  # type: ignore[call-overload]
        elif kind == "wholes":
            ranks |= dict.fromkeys(value, 2)  # type: ignore[call-overload]
        elif kind == "pick":
            picks[int(name)] = int(value)  # type: ignore[call-overload]
        else:
            layout = str(value)
    strained = any(axis[number][0] - axis[0][0] >= STRAIN for axis, number in zip(axes, at, strict=True))
    return Choice(ranks, {}, picks, layout, cost, strained)
