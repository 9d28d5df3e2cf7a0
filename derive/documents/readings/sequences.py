"""A reading in which places are times: h_t by its recurrence, x_{t−1}, Σ_{s=1}^t, and t itself as a number.

All times are places of one range 1..n. Where they count from 0, the place of x_0 is the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from sympy import Expr, Integer

from derive.documents.readings import algebra
from derive.documents.readings.algebra import Value, number
from derive.documents.readings.base import Member
from derive.documents.readings.clock import (
    Clock,
    Linear,
    Recurrence,
    added,
    clock_of,
    is_step,
    linear,
    moved,
    raised,
    times,
    tree_of,
)
from derive.documents.readings.definitions import Definition
from derive.documents.readings.facts import Facts
from derive.documents.readings.reader import Reader
from derive.documents.readings.scene import Scene
from derive.documents.readings.scope import Choice, Place, Scope
from derive.documents.readings.sizes import Misfit, Size
from derive.documents.readings.sums import logarithm
from derive.documents.readings.trees import Big, Letter, Node, Number, is_bare, letters, put, walk
from derive.language import recurrences
from derive.language.binders import Sum, free_indices
from derive.language.families import Entry, Family
from derive.language.functions import exp
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Index, Moved
from derive.language.places import Within
from derive.language.ranges import check_places
from derive.language.sayings import Saying, reason


class SequenceScene(Scene):
    """A scene with a clock."""

    def __init__(
        self,
        trees: Iterable[Node],
        definitions: Iterable[Definition],
        facts: Facts,
        at: int,
        section: tuple[int, ...],
        *,
        clock: Clock,
        at_rest: bool,
    ) -> None:
        self.clock, self.at_rest = clock, at_rest
        super().__init__(trees, definitions, facts, at, section)

    def is_index(self, name: str) -> bool:
        """Whether a letter in a subscript is a place: a time always is."""
        return name in self.clock.times or super().is_index(name)

    def named(self, letter: Letter) -> tuple[str, tuple[Node, ...]]:
        """What the letter is called, and its places; x_{t−1} and x_0 stand at places."""
        if letter.name in self.clock.sequences and letter.subs:
            return letter.name, letter.subs
        return super().named(letter)

    @property
    def speaks_of_ends(self) -> bool:
        """Whether a sequence stands where a sum or product of it ends: the α_t of Π_{s=1}^t α_s."""
        spans = [node for tree in self.every for node in walk(tree) if isinstance(node, Big)]
        summed = {each.name for span in spans for each in letters(span.body) if span.index in each.subs}
        ends = {name for span in spans for name in (linear(span.upper) or ({},))[0]}
        placed = (each for tree in self.every for each in letters(tree) if each.name in summed and each.subs)
        return any(set((linear(each.subs[0]) or ({},))[0]) & ends for each in placed)

    def is_start(self, definition: Definition) -> bool:
        """Whether a recurrence begins with it: h_0 = 0."""
        head = definition.letter
        return head.name in self.clock.recurrences and not is_step(definition)


def in_times(
    trees: list[Node],
    known: list[Definition],
    where: tuple[Facts, int, tuple[int, ...]],
    *,
    at_rest: bool,
) -> SequenceScene | None:
    """The scene of these trees and definitions with its clock; None where it has none."""
    counted = {each.index.name for tree in trees for each in walk(tree) if isinstance(each, Big)}
    known = [each for each in known if each.letter.name not in counted]
    clock = clock_of(trees, known)
    if clock is None:
        return None
    used = [
        Definition(raised(each.head, clock), each.body and raised(each.body, clock), *each.places)
        for each in known
        if each.letter.name not in clock.endless
        and (each.number >= 0 or each.letter.name in clock.recurrences)
    ]
    return SequenceScene([raised(each, clock) for each in trees], used, *where, clock=clock, at_rest=at_rest)


class SequenceReader(Reader):
    """Makes the trees of one reading with a clock."""

    scene: SequenceScene

    def __init__(self, scene: SequenceScene, choice: Choice) -> None:
        super().__init__(scene, choice)
        self.clock = scene.clock
        self.range = self.sizes.name(self.last) if self.clock.horizon else Size()
        self.near: dict[
            str, tuple[int, int]
        ] = {}  # how far before and after a free time places are spoken of
        if self.clock.from_zero:
            self.said.append(Saying("times count from 0, and the place at time 0 is the first"))

    @property
    def last(self) -> str:
        """How many times there are, where they have a last one."""
        return f"{self.clock.horizon}p1" if self.clock.from_zero else self.clock.horizon

    @property
    def shift(self) -> int:
        """How far behind its time a place stands."""
        return 1 if self.clock.from_zero else 0

    def is_label(self, exponent: Node) -> bool:
        """Whether a superscript is a label: a time is none, in a^t it is a number."""
        return not {each.name for each in letters(exponent)} & self.clock.times and super().is_label(exponent)

    # times

    def letter(self, node: Letter, scope: Scope) -> Value:
        """A letter where it stands; a time is the number that it is."""
        if is_bare(node) and node.name in self.clock.times:
            at = number(self.letter_place(node.name, scope).make)
            return algebra.plus([(1, at), (-1, algebra.constant(self.shift))]) if self.shift else at
        if self.begins(node) and not self.is_place(self.clock.recurrences[node.name].start):
            return self.first(self.clock.recurrences[node.name])
        return super().letter(node, scope)

    def place(self, node: Node, scope: Scope) -> Place:
        """An index expression: a time, one near it, or a number."""
        form = linear(node)
        if form is None or not set(form[0]) <= self.clock.times:
            return super().place(node, scope)
        if not form[0]:
            at = form[1] + self.shift
            if at < 1:
                raise Misfit("the place {} lies before the first", form[1])
            return Place(None, lambda: Integer(at), at)
        name = next(iter(form[0]))
        if form[0] != {name: 1}:
            raise Misfit("a place that is made of several letters is not read here")
        base = self.letter_place(name, scope)
        if name in scope.free:
            before, after = self.near.get(name, (0, 0))
            self.near[name] = min(before, form[1]), max(after, form[1])
        return Place(base.size, lambda: Moved(base.make(), form[1]))

    def letter_place(self, name: str, scope: Scope) -> Place:
        """A bound letter, a time that stands free, or the last one."""
        if name not in self.clock.times or name in scope.bound:
            return super().letter_place(name, scope)
        if name == self.clock.horizon:
            return Place(self.range, lambda: self.sizes.dim(self.range))
        if scope.closed:
            raise Misfit("{} stands free in the definition of {}", name, scope.closed)
        return scope.free.setdefault(name, self.index_place(name, self.range))

    def windows(self) -> Iterator[Hypothesis]:
        """2 ≤ t, where x_{t−1} stands in the claim."""
        dim = self.sizes.dim(self.range)
        for name, (before, after) in sorted(self.near.items()):
            if before or after:
                yield Within(Index(name, dim), 1 - before, Moved(dim, -after))

    # sums

    def big(self, node: Node, scope: Scope) -> Value | None:
        """Σ_{s=1}^t body, from one time to another."""
        if not isinstance(node, Big) or node.index.name not in self.clock.times:
            return super().big(node, scope)
        if node.conditions or node.within is not None:
            raise Misfit("over times only sums with a first and a last are read")
        node = self.from_places(self.turned(node))
        first, last = (self.end_place(each, scope) for each in (node.lower, node.upper))
        index = self.index_place(node.index.name, self.range)
        body = self.value(node.body, scope.inside(node.index.name, index))
        if not body.is_number:
            raise Misfit("a sum of vectors or matrices over times is not read")
        if node.kind == "prod":
            self.are_positive(node.body)
            return number(lambda: exp(Sum(logarithm(body.make()), (index.make(), first.make(), last.make()))))
        return number(lambda: Sum(body.make(), (index.make(), first.make(), last.make())))

    def end_place(self, end: Node | None, scope: Scope) -> Place:
        """Where a sum begins or ends; it is empty where that lies before the first place."""
        near = dict(self.near)
        assert end is not None
        made = self.place(end, scope)
        self.near = {name: (near.get(name, (0, 0))[0], after) for name, (_, after) in self.near.items()}
        return made

    def turned(self, node: Big) -> Big:
        """The sum over s for t − s, or over t + s, where x stands at that place in it."""
        name = node.index.name
        for each in letters(node.body):
            form = linear(each.subs[0]) if each.name in self.clock.sequences and each.subs else None
            if form is None or name not in form[0] or len(form[0]) == 1:
                continue
            factor = form[0][name]
            rest = {n: f for n, f in form[0].items() if n != name}, 0
            if abs(factor) != 1:
                raise Misfit("a place at several times a letter is not read")
            ends = [self.end(end, factor, rest) for end in (node.lower, node.upper)][::factor]
            inner = tree_of(times(added(({name: 1}, 0), times(rest, -1)), factor))
            body = put(node.body, node.index, inner)
            return Big(node.kind, node.index, body, ends[1], ends[0])
        return node

    def end(self, end: Node | None, factor: int, rest: Any) -> Node:
        """Where a sum ends whose letter is put for factor · s + rest."""
        form = linear(end)
        if form is None:
            raise Misfit("a sum over times ends where it is not read")
        return tree_of(added(times(form, factor), rest))

    def from_places(self, node: Big) -> Big:
        """The sum from a place that there is: Σ_{s=0}^{t−1} f(s) as Σ_{s=1}^t f(s − 1)."""
        form, name = linear(node.lower), node.index.name
        if form is None or form[0] or form[1] + self.shift >= 1:
            return node
        by = 1 - self.shift - form[1]
        if any(name in (linear(each.subs[0]) or ({},))[0] for each in letters(node.body) if each.subs):
            raise Misfit("the place {} lies before the first", form[1])
        return Big(
            node.kind,
            node.index,
            moved(node.body, name, -by),
            self.end(node.upper, 1, ({}, by)),
            self.end(node.lower, 1, ({}, by)),
        )

    # recurrences

    def member(self, node: Letter, name: str, count: int) -> Member:
        """The letter of this name; one that is defined by a recurrence is read so."""
        if name not in self.clock.recurrences:
            self.unread |= {name} & self.clock.endless
            return super().member(node, name, count)
        key = (name, -1)
        if key not in self.members:
            self.members[key] = self.stepped(self.clock.recurrences[name])
        return self.members[key]

    def stepped(self, said: Recurrence) -> Member:
        """The recurrence as a letter."""
        key = (said.name, -1)
        self.members[key] = Member(said.name, [self.range], lambda: self.before(said))
        index = self.index_place(said.time, self.range)
        step = self.value(said.step, Scope({said.time: index}, {}, closed=said.name))
        if self.is_place(said.start):
            first = self.first(said)
        else:  # one step from the first value leads to the first place
            at = Letter(self.clock.horizon) if said.down else Number(Fraction(1 - self.shift))
            first = self.value(put(said.step, Letter(said.time), at), Scope({}, {}, closed=said.name))
        if not step.is_number or not first.is_number:
            raise Misfit("a recurrence of vectors or matrices is not read")

        def build() -> Family:
            made = recurrences.Recurrence(said.name, (index.make(),), first.make(), step.make(), said.down)
            _check(made)
            return made

        return Member(said.name, [self.range], build, defined=True)

    def before(self, said: Recurrence) -> Family:
        """What stands in a step for the letter itself."""
        return Family(said.name, (self.sizes.dim(self.range),))

    def is_place(self, start: Linear) -> bool:
        """Whether a recurrence begins at a place, and not right before the first or behind the last."""
        return start[1] == 0 if start[0] else start[1] + self.shift == 1

    def first(self, said: Recurrence) -> Value:
        """The first value; a letter of its own where it is not said."""
        if said.first is not None:
            return self.value(said.first, Scope({}, {}, closed=said.name))
        if self.scene.at_rest:
            self.said.append(reason("{} begins at 0", said.name))
            return algebra.constant(Fraction(0))
        name = f"{said.name}_{said.start[1]}"
        if not any(
            each.name == said.name and self.begins(each) for t in self.scene.trees for each in letters(t)
        ):
            self.unsaid.add(name)
        member = self.members.setdefault((name, 0), Member(name, [], lambda: Family(name, ())))
        return number(lambda: Entry(member.make()))

    def begins(self, node: Letter) -> bool:
        """Whether a recurrence begins with this letter at this place: h_0."""
        said = self.clock.recurrences.get(node.name)
        return said is not None and bool(node.subs) and linear(node.subs[0]) == said.start


def _check(made: recurrences.Recurrence) -> None:
    """Raises `IllFormed` or `Misfit` where it is none."""
    t = made.parameters[0]
    inside = Within(t, 1, Moved(t.dim, -1)) if made.down else Within(t, 2, t.dim)
    check_places(made.end)
    check_places(made.step, (inside,))
    lost: frozenset[Expr] = free_indices(made.end) | (free_indices(made.step) - {t})
    if lost:
        raise Misfit("the recurrence of {} has a free index on its right side only", made.name)
