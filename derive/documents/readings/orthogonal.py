"""Vectors of which words say that they are orthogonal: to each other, uᵀ v = 0, and no matrices each of itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from derive.documents.readings.single_letters import letter_of
from derive.documents.readings.trees import Letter, Node, Number, Times, Transposed
from derive.documents.words import Statement

KIND = "orthogonal to each other"
_WORDS = frozenset({"orthogonal", "orthonormal"})


@dataclass(frozen=True)
class Pair:
    """Two vectors, and what is said of them."""

    one: Letter
    other: Letter
    said: Statement

    @property
    def product(self) -> Node:
        """uᵀ v."""
        return Times((Transposed(self.one), self.other), ("", ""))

    @property
    def zero(self) -> Node:
        """What it is equal to."""
        return Number(Fraction(0))


def to_each_other(said: Iterable[Statement], is_vector: Callable[[Letter], bool]) -> list[list[Statement]]:
    """What is said of several vectors at once: "u and v are orthogonal", where small letters are vectors."""
    groups: dict[tuple[int, int], list[Statement]] = defaultdict(list)
    for each in said:
        if each.kind in _WORDS:
            groups[each.span].append(each)
    return [
        group for group in groups.values() if len(group) > 1 and any(_is_vector(e, is_vector) for e in group)
    ]


def _is_vector(said: Statement, is_vector: Callable[[Letter], bool]) -> bool:
    letter = letter_of(said.letter)
    return letter is not None and (letter.name[:1].islower() or is_vector(letter))


def pairs(groups: Iterable[list[Statement]]) -> Iterator[Pair]:
    """Each two of them, but not u_i and u_j, which may be one."""
    for group in groups:
        letters = [each for each in (letter_of(said.letter) for said in group) if each is not None]
        for one, other in combinations(letters, 2):
            numbered = all(isinstance(each, Number) for each in (*one.subs, *other.subs))
            if not group[0].negated and (one.name != other.name or numbered):
                yield Pair(one, other, group[0])
