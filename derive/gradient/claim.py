"""A function and its claimed gradient, as functions of the variable alone that return what they return flat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from derive.gradient.points import Point

Array = np.ndarray[Any, np.dtype[Any]]
Form = Literal["gradient", "jacobian", "vjp"]
Read = Callable[[Any], Any]
"""Turns the numbers of a point into those of another arithmetic."""


class WrongShape(Exception):
    """The claimed gradient has not the shape of a gradient; the message says which it has."""


def same(value: Any) -> Any:
    """The numbers as they are."""
    return value


def as_dtype(dtype: Any) -> Read:
    """Floating-point numbers and arrays of them in another precision."""

    def read(value: Any) -> Any:
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            return value.astype(dtype)
        return np.dtype(dtype).type(value) if isinstance(value, float | np.floating) else value

    return read


@dataclass(frozen=True)
class Claim:
    """f, what is claimed to be its gradient, and in which form: a vjp takes the upstream after the variable."""

    f: Callable[..., Any]
    gradient: Callable[..., Any]
    form: Form

    def function(self, point: Point, upstream: Array | None, read: Read = same) -> Callable[[Any], Any]:
        """x ↦ f(x), flat; for a vjp Σ upstream · f(x). It is given arrays that it may write on."""
        parameters, weights = _read(point.parameters, read), read(upstream)

        def value(x: Any) -> Any:
            y = self.f(x.copy(), **parameters)
            return np.reshape(np.sum(weights * y), (1,)) if self.form == "vjp" else np.reshape(y, (-1,))

        return value

    def claimed(self, point: Point, upstream: Array | None, read: Read = same) -> Callable[[Any], Any]:
        """x ↦ what is claimed of the gradient, flat, in the order (outputs, entries)."""
        parameters = _read(point.parameters, read)
        more = (read(upstream),) if self.form == "vjp" else ()
        return lambda x: np.reshape(
            self.gradient(x.copy(), *(np.copy(each) for each in more), **parameters), (-1,)
        )

    def shape(self, point: Point, outputs: tuple[int, ...]) -> tuple[int, ...]:
        """The shape that the claimed gradient must have."""
        return (*outputs, *point.x.shape) if self.form == "jacobian" else point.x.shape

    def check_shape(self, point: Point, upstream: Array | None, outputs: tuple[int, ...], read: Read) -> np.dtype[Any]:
        """The dtype that the claimed gradient has. Raises `WrongShape`."""
        more = (read(upstream),) if self.form == "vjp" else ()
        claimed = np.asarray(self.gradient(read(point.x), *more, **_read(point.parameters, read)))
        wanted = self.shape(point, outputs)
        if claimed.shape != wanted:
            raise WrongShape(f"the claimed {self.form} has the shape {claimed.shape}, not {wanted}")
        return claimed.dtype


def _read(parameters: Mapping[str, Any], read: Read) -> dict[str, Any]:
    return {name: read(value.copy() if isinstance(value, np.ndarray) else value) for name, value in parameters.items()}
