"""Times: the letters t, s, T of which sequences h_t and x_{t−1} and the ends of sums speak.

In: the trees of a chain, and the definitions that it rests on. Out: the `Clock`, where a recurrence stands among
them, places counted from others, x_{t−1}, or sums that end at a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from derive.documents.readings.definitions import Definition
from derive.documents.readings.trees import (
    Big,
    Letter,
    Minus,
    Node,
    Number,
    Partial,
    Plus,
    Power,
    is_bare,
    letters,
    mapped,
    put,
    walk,
)

Linear = tuple[dict[str, int], int]
"""The letters of a place with their factors, and the number that is added: ({t: 1, s: −1}, 2) of t − s + 2."""


@dataclass(frozen=True)
class Recurrence:
    """h_t = `step`, in which h_{t−1} stands, and h at `start`, 0 or 1, is `first`; None where nothing says what.

    With `down` h_{t+1} stands in the step, and the start is T or T + 1.
    """

    name: str
    time: str
    step: Node
    down: bool
    start: Linear
    first: Node | None = None


@dataclass(frozen=True)
class Clock:
    """The letters that are `times`, the `sequences` that have places at them, and the recurrences among these.

    Times count from 0 if `from_zero`, else from 1; they end at the `horizon`, if that is a letter. Of a letter that is
    `endless` it is said how it goes back from the next one, and not where it begins.
    """

    times: frozenset[str]
    sequences: frozenset[str]
    recurrences: dict[str, Recurrence]
    from_zero: bool
    horizon: str = ""
    endless: frozenset[str] = frozenset()


def clock_of(trees: list[Node], definitions: list[Definition]) -> Clock | None:
    """The clock of a chain; None where it has none, or not one alone."""
    recurrences = {each.name: each for each in _recurrences(trees, definitions)}
    endless = {each.letter.name for each in definitions if is_step(each)} - set(recurrences)
    definitions = [each for each in definitions if each.letter.name not in endless]
    every = [*trees, *(d.head for d in definitions), *(d.body for d in definitions if d.body is not None)]
    times = {each.time for each in recurrences.values()} or _ends(every)
    sequences = set(recurrences)
    size = -1
    while size != len(times) + len(sequences):
        size = len(times) + len(sequences)
        sequences |= {each.name for each in _indexed(every) if _names(each.subs[0]) & times}
        times |= {n for each in _indexed(every) if each.name in sequences for n in _names(each.subs[0])}
        for each in _spans(every):
            ends = _names(each.lower) | _names(each.upper)
            if ends & times or each.index.name in times:
                times |= ends | {each.index.name}
    if not times or not sequences or not _is_plain(every, times, sequences, definitions):
        return None
    horizons = {name for each in recurrences.values() for name in each.start[0]}
    last = _ending(every, times, recurrences)
    horizons = horizons or (last if len(last) == 1 else {each for each in last if each.isupper()})
    if len(horizons) > 1:
        return None
    begins_at_zero = any(_begins_at_zero(every, sequences, recurrences))
    last_one = horizons.pop() if horizons else ""
    found = frozenset(times), frozenset(sequences), recurrences, begins_at_zero, last_one
    return Clock(*found, frozenset(endless))


def linear(node: Node | None) -> Linear | None:
    """t − s + 2 by its letters; None for what is no sum of bare letters and whole numbers."""
    match node:
        case Number() if node.value.denominator == 1:
            return {}, int(node.value)
        case Letter() if is_bare(node):
            return {node.name: 1}, 0
        case Minus():
            return None if (inner := linear(node.operand)) is None else times(inner, -1)
        case Plus():
            made: Linear = {}, 0
            for sign, term in node.terms:
                if (inner := linear(term)) is None:
                    return None
                made = added(made, times(inner, sign))
            return made
    return None


def times(place: Linear, factor: int) -> Linear:
    """The place, every factor and the number multiplied."""
    return {name: factor * each for name, each in place[0].items()}, factor * place[1]


def added(one: Linear, other: Linear) -> Linear:
    """The sum of two places."""
    names = {**one[0], **other[0]}
    both = {name: one[0].get(name, 0) + other[0].get(name, 0) for name in names}
    return {name: each for name, each in both.items() if each}, one[1] + other[1]


def tree_of(place: Linear) -> Node:
    """The place as a tree."""
    terms: list[tuple[int, Node]] = [
        (1 if factor > 0 else -1, Letter(name))
        for name, factor in sorted(place[0].items(), key=lambda each: -each[1])
        for _ in range(abs(factor))
    ]
    if place[1] or not terms:
        terms.append((1 if place[1] >= 0 else -1, Number(Fraction(abs(place[1])), 0, str(abs(place[1])))))
    return terms[0][1] if len(terms) == 1 and terms[0][0] > 0 else Plus(tuple(terms))


def moved(node: Node, name: str, by: int) -> Node:
    """The tree with t + by for t."""
    made: Node = put(node, Letter(name), tree_of(({name: 1}, by))) if by else node
    return made


def raised(node: Node, clock: Clock) -> Node:
    """The tree with a power a^t for what may be a label at any letter but a sequence."""

    def change(each: Node) -> Node | None:
        if not isinstance(each, Letter) or len(each.labels) != 1 or each.name in clock.sequences:
            return None
        place = linear(each.labels[0])
        at_time = place is not None and place[0] and set(place[0]) <= clock.times
        return Power(replace(each, labels=()), each.labels[0]) if at_time else None

    made: Node = mapped(node, change)
    return made


def steps_of(name: str, body: Node) -> set[tuple[str, int]]:
    """What h stands at in what it is defined by: {(t, −1)} for a h_{t−1} + x_t."""
    found: set[tuple[str, int]] = set()
    for each in letters(body):
        if each.name == name and len(each.subs) == 1 and not each.labels and not each.primes:
            place = linear(each.subs[0])
            if place is not None and list(place[0].values()) == [1]:
                found.add((next(iter(place[0])), place[1]))
    return found


def is_step(definition: Definition) -> bool:
    """Whether it defines h_t by h_{t−1} or h_{t+1}."""
    return _step(definition) is not None


def is_at(head: Letter, step: Definition) -> bool:
    """Whether the letter stands at the time of a recurrence, h_t or h_{t+1}, and not at a first or last one."""
    found, place = _step(step), linear(head.subs[0])
    return found is not None and place is not None and found[0] in place[0]


def step_of(head: Letter, definitions: Mapping[str, list[Definition]]) -> Definition | None:
    """The definition h_t = a h_{t−1} + x_t, which says what h_1, h_T and h_t are."""
    if len(head.subs) != 1 or head.labels or head.primes:
        return None
    return next((each for each in reversed(definitions.get(head.name, [])) if is_step(each)), None)


def begins(step: Definition, head: Letter, known: Iterable[Definition]) -> bool:
    """Whether this is the first value of a recurrence, h_0 or h_T, of which none was said before."""
    return all(each is step for each in known) and not is_at(head, step)


def is_step_behind_end(head: Letter, right: Node | None, known: Iterable[Definition]) -> bool:
    """Whether it is G_t = r_t + c G_{t+1}, where the G_T with which it ends was said before."""
    subs = [each for d in known for each in d.letter.subs[:1] or (head,)]
    ends = [each for each in subs if isinstance(each, Letter) and each.name.isupper()]
    return bool(ends) and len(ends) == len(subs) and is_step(Definition(head, right, 0, 0))


def _step(definition: Definition) -> tuple[str, int, int] | None:
    """The time of h_{t+c} = … h_{t+d} …, with c and d, which stand next to each other."""
    head, body = definition.head, definition.body
    if not isinstance(head, Letter) or body is None or len(head.subs) != 1 or head.labels or head.primes:
        return None
    place, inner = linear(head.subs[0]), steps_of(head.name, body)
    if place is None or list(place[0].values()) != [1] or len(inner) != 1:
        return None
    time, at = next(iter(inner))
    return (time, place[1], at) if time in place[0] and abs(place[1] - at) == 1 else None


def _recurrences(trees: list[Node], definitions: list[Definition]) -> Iterator[Recurrence]:
    for each in definitions:
        if (found := _step(each)) is None:
            continue
        time, head, inner = found
        assert each.body is not None
        name, step, down = each.letter.name, moved(each.body, time, -head), inner > head
        said = next(_starts(each, time, definitions, down=down), None)
        if said is not None:
            yield Recurrence(name, time, step, down, *said)
        elif not down:
            yield Recurrence(name, time, step, down, ({}, _usual_start(trees, name, time, step)))


def _starts(
    step: Definition, time: str, definitions: list[Definition], *, down: bool
) -> Iterator[tuple[Linear, Node | None]]:
    """h_0 = 0, h_1 = x_1, or h_T = x_T where it goes down."""
    for each in definitions:
        head = each.head
        if (
            each is step
            or not isinstance(head, Letter)
            or head.name != step.letter.name
            or len(head.subs) != 1
        ):
            continue
        place = linear(head.subs[0])
        if place is None or time in place[0] or bool(place[0]) != down or place[1] not in (0, 1):
            continue
        if list(place[0].values()) in ([], [1]):
            yield place, each.body


def _usual_start(trees: list[Node], name: str, time: str, step: Node) -> int:
    """0, unless h_0 is not spoken of, and the step from it would speak of x_0."""
    spoken = any(each.name == name and linear(each.subs[0]) == ({}, 0) for each in _indexed(trees))
    return 0 if spoken or not _speaks_of_before(step, name, time) else 1


def _speaks_of_before(step: Node, name: str, time: str) -> bool:
    """Whether x_{t−1} stands in the step to h_t."""
    before = {time: 1}, -1
    return any(each.name != name and linear(each.subs[0]) == before for each in _indexed([step]))


def _indexed(every: Iterable[Node]) -> Iterator[Letter]:
    """The letters with one place."""
    return (each for tree in every for each in letters(tree) if len(each.subs) == 1 and not each.labels)


def _spans(every: Iterable[Node]) -> Iterator[Big]:
    """The sums with both ends."""
    nodes = (node for tree in every for node in walk(tree) if isinstance(node, Big))
    return (each for each in nodes if linear(each.lower) is not None and linear(each.upper) is not None)


def _names(node: Node | None) -> set[str]:
    place = linear(node)
    return set(place[0]) if place is not None else set()


def _ends(every: list[Node]) -> set[str]:
    """The letters of sums whose ends, or whose bodies, speak of places near by."""
    found: set[str] = set()
    for each in _spans(every):
        near = any(_is_near(place, each.index.name) for place in _places(each.body)) or _counts(each)
        ends = _names(each.lower) | _names(each.upper)
        if near or ends & {name for place in _places(*every) for name in _names(place)}:
            found |= {each.index.name} | ends
    return found


def _counts(span: Big) -> bool:
    """Whether its index stands as a number beside places: Σ_k k x_k."""
    placed = any(place == span.index for place in _places(span.body))
    scripts = [part for each in letters(span.body) for part in (*each.subs, *each.labels)]
    in_scripts = sum(each == span.index for part in scripts for each in walk(part))
    return placed and sum(each == span.index for each in walk(span.body)) > in_scripts


def _is_near(place: Node, name: str) -> bool:
    return isinstance(place, Plus) and name in _names(place)


def _places(*trees: Node) -> Iterator[Node]:
    return (each.subs[0] for each in _indexed(trees))


def _is_plain(every: list[Node], found: set[str], sequences: set[str], definitions: list[Definition]) -> bool:
    """Whether times are nothing else beside, and sequences have one place wherever they stand."""
    defined = {each.letter.name for each in definitions}
    nodes = [node for tree in every for node in walk(tree)]
    varied = {
        each.name
        for node in nodes
        if isinstance(node, Partial)
        for each in node.variables
        if is_bare(each)
        if isinstance(each, Letter)
    }
    stand = {
        each.name
        for node in nodes
        if isinstance(node, Letter)
        for each in (node,)
        if node.name in sequences and (len(node.subs) != 1 or node.labels or node.primes)
    }
    placed = {node.name for node in nodes if isinstance(node, Letter) and (node.subs or node.labels)}
    return not stand and not found & (defined | varied | sequences | placed)


def _ending(every: list[Node], times: set[str], recurrences: dict[str, Recurrence]) -> set[str]:
    """The times at which sums end, and that are nothing besides."""
    ends = {name for span in _spans(every) for name in _names(span.upper)}
    return ends & times - _bound(every) - {each.time for each in recurrences.values()}


def _bound(every: list[Node]) -> set[str]:
    return {node.index.name for tree in every for node in walk(tree) if isinstance(node, Big)}


def _begins_at_zero(
    every: list[Node], sequences: set[str], recurrences: dict[str, Recurrence]
) -> Iterator[bool]:
    """Whether x_0 is spoken of, for any but the first value of a recurrence."""
    for each in _indexed(every):
        if each.name in sequences - set(recurrences):
            yield linear(each.subs[0]) == ({}, 0)
    for said in recurrences.values():
        yield said.start == ({}, 0) and _speaks_of_before(said.step, said.name, said.time)
    for span in _spans(every):
        bare = any(place == span.index for place in _places(span.body))
        yield bare and linear(span.lower) == ({}, 0)
