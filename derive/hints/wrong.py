"""A refuted line, and what a repair claims in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, product
from typing import Any

from sympy import Basic, Expr, Integer, Rational

from derive.hints.points import Points
from derive.hints.told import Told
from derive.language.binders import Delta, Sum, free_indices, substitute, walk
from derive.language.derivatives import Derivative
from derive.language.expressions import Power
from derive.language.families import Definition, Entry, Family, definitions, families
from derive.language.functions import Call
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Dim, Index, ranges_over
from derive.language.places import Equal
from derive.language.sayings import Saying

_LARGEST_ATOM = 16
_MOST_CHOICES = 9
_MOST_ATOMS = 60


@dataclass(frozen=True)
class Claim:
    """left = right (or >, ≥) under hypotheses: what the kernel must prove before a hint is offered."""

    left: Expr
    right: Expr
    given: tuple[Hypothesis, ...] = ()
    relation: str = "="


@dataclass(frozen=True)
class Trial:
    """A repair tried at one place: what must be proved, and what is then said.

    `says` speaks of `parts`: expressions, words and what is told of a part. `repaired` is what should stand on
    the right, `repaired_left` on the left, if the repair is of that side; `pair` are the i and j of a repair
    by δ_ij or i = j.
    """

    claims: tuple[Claim, ...]
    says: Saying
    parts: tuple[Any, ...] = ()
    repaired: Expr | None = None
    repaired_left: Expr | None = None
    pair: frozenset[Expr] = frozenset()

    @property
    def said(self) -> Saying:
        """The hint."""
        return Told(self.says, *self.parts).said


@dataclass(frozen=True)
class Wrong:
    """A refuted line left = right (or >, ≥), and where numbers refute it.

    `whole` says that it is the claim itself, so that its left side may be at fault too; `sizes` are those of
    the counterexample, by the name of the dimension; `written` is the right side as the page has it; `moved`
    are letters in which other lines differentiate.
    """

    left: Expr
    right: Expr
    given: tuple[Hypothesis, ...] = ()
    relation: str = "="
    whole: bool = True
    sizes: Mapping[str, int] = field(default_factory=dict)
    written: Any = None
    moved: frozenset[Family] = frozenset()

    def meant(self, right: Expr, says: Saying, *parts: Any) -> Trial:
        """The repair that puts `right` on the right side."""
        return Trial((self.claim(right=right),), says, parts, right)

    def meant_on_the_left(self, left: Expr, says: Saying, *parts: Any) -> Trial:
        """The repair of a claim that puts `left` on the left side."""
        return Trial((self.claim(left=left),), says, parts, repaired_left=left)

    def holds(self, more: Hypothesis, says: Saying, *parts: Any) -> Trial:
        """The repair that takes one hypothesis more for granted."""
        return Trial((self.claim(given=(*self.given, more)),), says, parts)

    @cached_property
    def turned(self) -> Wrong:
        """The line with its sides exchanged."""
        return replace(self, left=self.right, right=self.left, written=None)

    def claim(self, **changed: Any) -> Claim:
        """The line with something changed."""
        return replace(Claim(self.left, self.right, self.given, self.relation), **changed)

    @cached_property
    def points(self) -> Points:
        """The line's numbers."""
        return Points(self.left, self.right, self.given, self.sizes)

    @cached_property
    def free(self) -> tuple[Index, ...]:
        """The free indices of the line, by name."""
        found = free_indices(self.left) | free_indices(self.right)
        return tuple(sorted(found, key=lambda index: (index.name, index.dim.name)))

    @cached_property
    def sources(self) -> tuple[Expr, ...]:
        """Both sides, and the bodies of the definitions they use."""
        opened = definitions(self.left) | definitions(self.right)
        return self.left, self.right, *(each.body for each in sorted(opened, key=lambda each: each.name))

    @cached_property
    def nodes(self) -> tuple[Basic, ...]:
        """All parts of the sources, each once."""
        return tuple(dict.fromkeys(node for source in self.sources for node in walk(source)))

    @cached_property
    def letters(self) -> tuple[Family, ...]:
        """The families of the line that are no definitions, by name."""
        found = families(self.left) | families(self.right)
        return tuple(sorted(found, key=lambda letter: letter.name))

    @cached_property
    def dims(self) -> tuple[Dim, ...]:
        """The dimensions of the line, by name."""
        found = {node for node in self.nodes if isinstance(node, Dim)}
        found |= {node.dim for node in self.nodes if isinstance(node, Index)}
        found |= {dim for letter in self.letters for dim in letter.dims}
        return tuple(sorted(found, key=lambda dim: dim.name))

    @cached_property
    def variables(self) -> frozenset[Family]:
        """The letters in which something is differentiated."""
        return self.moved | frozenset(n.variable.family for n in self.nodes if isinstance(n, Derivative))

    @cached_property
    def places(self) -> tuple[Expr, ...]:
        """What can stand as an index outside any sum: free indices, labels, fixed numbers."""
        fixed = [node for node in self.nodes if isinstance(node, Entry) and node.ranges_over is not None]
        labels = [label for label in fixed if free_indices(label) <= frozenset(self.free)]
        numbers = {
            place
            for node in self.nodes
            if isinstance(node, Entry | Delta | Equal)
            for place in node.args
            if isinstance(place, Integer)
        }
        return (*self.free, *labels, *sorted(numbers))

    def over(self, dim: Dim, more: tuple[Index, ...] = ()) -> tuple[Expr, ...]:
        """What can stand as an index over this dimension, where `more` are bound."""
        return tuple(place for place in self.places_at(more) if ranges_over(place) in (None, dim))

    def places_at(self, more: tuple[Index, ...] = ()) -> tuple[Expr, ...]:
        """What can stand as an index where `more` are bound."""
        return (*more, *(place for place in self.places if not _hidden(place, more)))

    def atoms(self, more: tuple[Index, ...] = ()) -> tuple[Expr, ...]:
        """The line's own vocabulary at its indices, where `more` are bound: the simplest words first."""
        if more not in self._atoms:
            self._atoms[more] = tuple(islice(self._words(more), _MOST_ATOMS))
        return self._atoms[more]

    @cached_property
    def _atoms(self) -> dict[tuple[Index, ...], tuple[Expr, ...]]:
        return {}

    def _words(self, more: tuple[Index, ...]) -> Iterator[Expr]:
        words = [*self.dims, *filter(_is_word, self.nodes)]
        made = dict.fromkeys(each for word in words for each in self._at_places(word, more))
        yield from sorted(made, key=_length)

    def _at_places(self, word: Any, more: tuple[Index, ...]) -> Iterator[Expr]:
        """The word with what can stand here put for its indices."""
        open_indices = sorted(free_indices(word), key=lambda index: index.name)
        choices = product(*(self.over(index.dim, more) for index in open_indices))
        for chosen in islice(choices, _MOST_CHOICES):
            yield substitute(word, dict(zip(open_indices, chosen, strict=True)))

    @cached_property
    def deltas(self) -> tuple[Delta, ...]:
        """Kronecker's δ of any two different places of the line."""
        pairs = [(a, b) for number, a in enumerate(self.places) for b in self.places[number + 1 :]]
        return tuple(Delta(a, b) for a, b in pairs if in_one_range(a, b))


def in_one_range(first: Expr, second: Expr) -> bool:
    """Whether two index expressions run over one dimension, one of them perhaps a fixed place."""
    one, other = ranges_over(first), ranges_over(second)
    return one == other is not None or (one is None) != (other is None)


def _hidden(place: Expr, bound: tuple[Index, ...]) -> bool:
    names = {index.name for index in bound}
    return any(index.name in names for index in free_indices(place))


def _is_word(node: Basic) -> bool:
    """Whether the part can be a factor of its own: a number, and not a composite one."""
    if isinstance(node, Entry):
        return node.ranges_over is None
    if isinstance(node, Derivative):
        return isinstance(node.body, Entry) and not isinstance(node.body.family, Definition)
    plain = isinstance(node, Call | Sum) or (isinstance(node, Power) and isinstance(node.args[1], Rational))
    return plain and _length(node) <= _LARGEST_ATOM and not any(isinstance(x, Derivative) for x in walk(node))


def _length(node: Basic) -> int:
    return sum(1 for _ in walk(node))
