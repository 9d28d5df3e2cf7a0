"""Where a gradient is checked: several points of several kinds, each with parameters of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.random import Generator

from derive.gradient.draws import Draw, Sizes, normal, sizes_of

Array = np.ndarray[Any, np.dtype[Any]]
Doubles = np.ndarray[Any, np.dtype[np.float64]]
At = Any
"""A shape such as ("B", 3), a Draw, a function of a generator, or a point: an array."""

PLAIN, NEAR = 3, 3


@dataclass(frozen=True)
class Point:
    """The variable (float64), the parameters by name, and what is special about them.

    A moderate point is one where a wrong gradient must be seen: its numbers are of ordinary size, or the user's.
    """

    label: str
    x: Doubles
    parameters: Mapping[str, Any]
    sizes: Sizes
    moderate: bool = True

    @property
    def scalars(self) -> dict[str, float]:
        """The parameters that are single floating-point numbers."""
        return {
            name: float(value)
            for name, value in self.parameters.items()
            if np.ndim(value) == 0 and isinstance(value, float | np.floating | np.ndarray)
        }

    def rounded(self, dtype: np.dtype[Any]) -> Point:
        """The point that a precision can represent."""
        return replace(self, x=self.x.astype(dtype).astype(np.float64))

    def __str__(self) -> str:
        sizes = ", ".join(f"{name} = {size}" for name, size in self.sizes.items())
        return f"{self.label} point" + (f" with {sizes}" if sizes else "")


def points(at: At, parameters: Mapping[str, Any], generator: Generator) -> Iterator[Point]:
    """All points of a check, the plain or given ones first. Raises `TypeError` where `at` is none of what it may be."""
    variable = _variable(at)
    if isinstance(variable, np.ndarray):
        yield from _around(variable, parameters, generator)
        return
    named = [each for each in (variable, *parameters.values()) if isinstance(each, Draw)]
    sizes = [*islice(sizes_of(named, generator), PLAIN)]
    for chosen in sizes:
        yield _drawn("plain", variable, parameters, generator, chosen)
    if isinstance(variable, Draw):
        for setting, rescale in variable.settings.items():
            point = _drawn(setting, variable, parameters, generator, sizes[0])
            yield Point(setting, rescale(point.x), point.parameters, sizes[0], moderate=False)
    yield from _tiny(variable, parameters, generator, sizes[0])


def special(parameters: Mapping[str, Any]) -> Iterator[str]:
    """What is held at a special value, under which a wrong gradient could hide: `T = 1`."""
    for name, value in parameters.items():
        if not isinstance(value, float | np.ndarray | np.floating) or np.asarray(value).dtype.kind != "f":
            continue
        flat = np.ravel(value)
        if flat.size == 1 and abs(float(flat[0])) in (0.0, 1.0):
            yield f"{name} = {float(flat[0]):g}"
        elif flat.size > 1 and np.all(flat == flat[0]):
            yield f"every entry of {name} = {float(flat[0]):g}"


def _variable(at: At) -> Draw | Doubles | Callable[[Generator], Array]:
    if isinstance(at, Draw):
        return at
    if isinstance(at, tuple) and all(isinstance(size, int | str) for size in at):
        return normal(*at)
    if callable(at):
        return at
    point = np.asarray(at)
    if point.dtype.kind not in "fiu":
        raise TypeError(
            f"at= is a shape, a draw, a function of a generator or an array of numbers, not {at!r}"
        )
    if not point.size:
        raise ValueError(f"at= has no entries: its shape is {point.shape}")
    return point.astype(np.float64)


def _drawn(
    label: str,
    variable: Draw | Callable[[Generator], Array],
    parameters: Mapping[str, Any],
    generator: Generator,
    sizes: Sizes,
) -> Point:
    x = variable(generator, sizes) if isinstance(variable, Draw) else variable(generator)
    return Point(label, np.array(x, dtype=np.float64), _parameters(parameters, generator, sizes), sizes)


def _parameters(parameters: Mapping[str, Any], generator: Generator, sizes: Sizes) -> dict[str, Any]:
    return {name: _parameter(value, generator, sizes) for name, value in parameters.items()}


def _parameter(value: Any, generator: Generator, sizes: Sizes) -> Any:
    if isinstance(value, Draw):
        return value(generator, sizes)
    return value(generator) if callable(value) else value


def _tiny(
    variable: Draw | Callable[[Generator], Array],
    parameters: Mapping[str, Any],
    generator: Generator,
    sizes: Sizes,
) -> Iterator[Point]:
    """One point for each parameter that may be tiny: a temperature."""
    for name, draw in parameters.items():
        if isinstance(draw, Draw) and draw.tiny is not None:
            point = _drawn("", variable, parameters, generator, sizes)
            tiny = {**point.parameters, name: draw.tiny(point.parameters[name])}
            yield Point(f"tiny {name}", point.x, tiny, sizes, moderate=False)


def _around(given: Doubles, parameters: Mapping[str, Any], generator: Generator) -> Iterator[Point]:
    """The point itself, and points near it, where no entry is special any more."""
    named = [each for each in parameters.values() if isinstance(each, Draw)]
    sizes: Sequence[Sizes] = [*islice(sizes_of(named, generator), 1 + NEAR)]
    yield Point("given", given, _parameters(parameters, generator, sizes[0]), sizes[0])
    size = float(np.sqrt(np.mean(given**2))) if given.size and np.any(given) else 1.0
    for chosen in sizes[1:]:
        relative, absolute = generator.standard_normal((2, *given.shape))
        near = given * (1 + 0.1 * relative) + np.where(given == 0, 0.1, 0.0) * size * absolute
        yield Point("near", near, _parameters(parameters, generator, chosen), chosen)
