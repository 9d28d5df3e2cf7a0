"""The numbers of an instance, each chosen under a name, so that an instance can be made again and changed.

Two styles: "random", for agreement, never takes 0, ±1 or the same size twice; "simple", for
counterexamples, takes 0, 1, 2, 1/2 and their like. Numbers that were chosen before (`kept`) are taken
again.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

Style = Literal["random", "simple"]
Kind = Literal["any", "positive", "above one", "whole", "unit", "slope", "nonnegative"]
Name = tuple[Any, ...]

_HALF = Fraction(1, 2)


def _fractions(*numbers: int | Fraction) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, numbers))


SIMPLEST: dict[Kind, tuple[Fraction, ...]] = {
    "any": _fractions(0, 1, 2, -1, 3, _HALF, -2, 4, 5),
    "positive": _fractions(1, 2, 3, _HALF, 4, Fraction(1, 3), 5),
    "nonnegative": _fractions(0, 1, 2, 3, _HALF),
    "above one": _fractions(2, 3, 4, 5),
    "whole": _fractions(0, 1, 2, -1, 3, -2),
    "unit": tuple(Fraction(1, each) for each in (1, 2, 3, 4)),
    "slope": _fractions(0, 1, 2, -1, 3),
}
"""The numbers of each kind that a counterexample is best made of, the simplest first."""


class Choices:
    """Numbers drawn from a generator, with the names they were asked for under.

    Random numbers that may be of any size are multiplied by `scale`, where a hypothesis wants them small.
    """

    def __init__(
        self, generator: random.Random, style: Style = "random", kept: Mapping[Name, Fraction] | None = None
    ) -> None:
        self.generator, self.style = generator, style
        self.kept = dict(kept or {})
        self.made: dict[Name, Fraction] = {}
        self.kinds: dict[Name, Kind] = {}
        self.scale = Fraction(1)
        self._used: set[Fraction] = set()

    def number(self, name: Name, kind: Kind) -> Fraction:
        """A number of this kind under this name."""
        chosen = self.kept.get(name)
        if chosen is None:
            chosen = self._simple(kind) if self.style == "simple" else self._random(kind)
        self.made[name], self.kinds[name] = chosen, kind
        return chosen

    def place(self, name: Name, size: int) -> int:
        """A place in 1..size under this name."""
        kept = self.kept.get(name)
        chosen = int(kept) if kept is not None and kept <= size else self.generator.randint(1, size)
        self.made[name] = Fraction(chosen)
        return chosen

    def _simple(self, kind: Kind) -> Fraction:
        few = SIMPLEST[kind][:5]
        return few[min(self.generator.randrange(len(few)), self.generator.randrange(len(few) + 1))]

    def _random(self, kind: Kind) -> Fraction:
        for _ in range(50):
            chosen = self._draw(kind)
            if abs(chosen) not in self._used:
                break
        self._used.add(abs(chosen))
        return chosen

    def _draw(self, kind: Kind) -> Fraction:
        """One of some hundred numbers, neither 0 nor ±1."""
        generator = self.generator
        if kind == "unit":
            return Fraction(1, generator.randint(2, 5))
        if kind == "whole":
            return Fraction(generator.choice((-1, 1)) * generator.randint(2, 5))
        below = generator.choice((2, 3, 5, 7, 11))
        above = generator.randint(1, 3 * below - 1)
        above += above % below == 0
        if kind == "above one":
            above += below
        size = self.scale * Fraction(above, below)
        return size if kind in ("positive", "above one", "nonnegative") else size * generator.choice((-1, 1))
