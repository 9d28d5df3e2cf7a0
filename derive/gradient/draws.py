"""Random numbers for a check: sizes by name, shapes, settings; nothing special is ever drawn.

A dimension that is named gets a random size at each point, the same wherever the name stands. Plain numbers are
never 0, ±1 or equal to one another, and have no more than 24 significant bits, so that single precision takes the
same point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np
from numpy.random import Generator

Size = int | str
Shape = tuple[Size, ...]
Sizes = Mapping[str, int]
Array = np.ndarray[Any, np.dtype[Any]]
Rescale = Callable[[Array], Array]

_TRIES, _NEAR = 100, 1e-3
_LARGEST_NAMED = 6
_GRAINS = 2**16
"""Probabilities are multiples of 1 / 65536: they sum to 1 exactly, in single precision too."""


@dataclass(frozen=True)
class Draw:
    """Random arrays of one kind and shape. `settings` are the ways to rescale one as the variable of a function.

    `tiny` rescales one as a parameter, where that says something new: a temperature.
    """

    shape: Shape
    make: Callable[[Generator, tuple[int, ...], Sizes], Array]
    settings: Mapping[str, Rescale] = field(default_factory=dict)
    tiny: Rescale | None = None
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for size in self.shape:
            if not isinstance(size, str) and size < 1:
                raise ValueError(f"a shape is made of names and of sizes above 0, not {size!r}: {self.shape}")

    def __call__(self, generator: Generator, sizes: Sizes) -> Array:
        """An array at these sizes; without a shape, of 0 dimensions."""
        return self.make(generator, self.at(sizes), sizes)

    def at(self, sizes: Sizes) -> tuple[int, ...]:
        """The shape in numbers."""
        return tuple(sizes[size] if isinstance(size, str) else size for size in self.shape)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names whose sizes matter."""
        return (*(size for size in self.shape if isinstance(size, str)), *self.names)


def normal(*shape: Size) -> Draw:
    """Numbers of either sign, standard normal but for what is special.

    As a variable it is also drawn small (by 1/1024), confident (by 32) and with 1e6 added.
    """
    settings = {
        "small": lambda x: x / 1024,
        "confident": lambda x: x * 32,
        "offset 1e6": lambda x: _single(x + 1e6),
    }
    return Draw(shape, lambda generator, at, _: _ordinary(generator.standard_normal, at), settings)


def positive(*shape: Size) -> Draw:
    """Positive numbers around 1, log-normal, never 1. As a variable also small and large, by 1024; tiny elsewhere."""
    settings = {"small": lambda x: x / 1024, "large": lambda x: x * 1024}

    def make(generator: Generator, at: tuple[int, ...], _: Sizes) -> Array:
        return _ordinary(lambda shape: generator.lognormal(0, 0.7, shape), at)

    return Draw(shape, make, settings, tiny=settings["small"])


def between(low: float, high: float, *shape: Size) -> Draw:
    """Numbers uniform in low … high, the ends and what is special left out."""

    def make(generator: Generator, at: tuple[int, ...], _: Sizes) -> Array:
        return _ordinary(lambda shape: generator.uniform(low, high, shape), at)

    return Draw(shape, make)


def simplex(*shape: Size) -> Draw:
    """Positive numbers that sum to 1 along the last axis, exactly."""

    def make(generator: Generator, at: tuple[int, ...], _: Sizes) -> Array:
        shares = generator.dirichlet(np.full(at[-1], 2.0), at[:-1])
        grains = 1 + np.floor(shares * (_GRAINS - at[-1]))
        grains[..., 0] += _GRAINS - grains.sum(axis=-1)
        return grains / _GRAINS

    return Draw(_at_least_1d(shape), make)


def one_hot(*shape: Size) -> Draw:
    """0 but for one 1 along the last axis, as float64."""

    def make(generator: Generator, at: tuple[int, ...], _: Sizes) -> Array:
        return np.eye(at[-1])[generator.integers(at[-1], size=at[:-1])]

    return Draw(_at_least_1d(shape), make)


def labels(*shape: Size, of: Size) -> Draw:
    """Whole numbers 0 … of − 1, as int64."""

    def make(generator: Generator, at: tuple[int, ...], sizes: Sizes) -> Array:
        return np.asarray(generator.integers(sizes[of] if isinstance(of, str) else of, size=at))

    return Draw(shape, make, names=(of,) if isinstance(of, str) else ())


def sizes_of(draws: Iterable[Draw], generator: Generator) -> Iterator[dict[str, int]]:
    """Sizes for one point after another: unequal ones in 2 … 6, others than at the point before.

    At each third point one dimension has the size 1.
    """
    names = [*dict.fromkeys(name for draw in draws for name in draw.dimensions)]
    order = generator.permutation(np.arange(2, max(_LARGEST_NAMED, len(names) + 1) + 1))
    for turn in count():
        sizes = {name: int(size) for name, size in zip(names, np.roll(order, turn), strict=False)}
        if turn % 3 == 2 and names:
            sizes[names[int(generator.integers(len(names)))]] = 1
        yield sizes


def _at_least_1d(shape: Shape) -> Shape:
    if not shape:
        raise ValueError("numbers along an axis need a shape of at least one dimension, such as simplex('n')")
    return shape


def _ordinary(draw: Callable[[tuple[int, ...]], Array], shape: tuple[int, ...]) -> Array:
    """Numbers of 24 bits none of which is near 0, ±1 or another, as far as a hundred tries go."""
    drawn = _single(np.asarray(draw(shape)))
    for _ in range(_TRIES):
        special = _special(drawn)
        if not special.any():
            break
        drawn = np.where(special, _single(np.asarray(draw(shape))), drawn)
    return drawn


def _special(drawn: Array) -> Array:
    """Which entries are near 0 or ±1, or repeat an earlier entry."""
    flat = np.abs(drawn.ravel())
    found = (flat < _NEAR) | (np.abs(flat - 1) < _NEAR)
    order = np.argsort(flat, kind="stable")
    found[order[1:]] |= np.diff(flat[order]) < _NEAR / max(1, flat.size)
    return found.reshape(drawn.shape)


def _single(values: Array) -> Array:
    """Rounded to single precision, in double."""
    return np.asarray(values.astype(np.float32).astype(np.float64))
