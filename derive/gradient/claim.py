"""What is claimed: a function, what is said to be its gradient, and one point to look at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from derive.gradient.points import Point

Array = np.ndarray[Any, np.dtype[Any]]
Doubles = np.ndarray[Any, np.dtype[np.float64]]
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
    """f and what is claimed to be its gradient, at one point.

    The form says what is claimed: the gradient of a number, the Jacobian of an array, or a vjp, which takes the
    upstream after the variable. `outputs` is the shape of f's value in a Jacobian, () elsewhere; `dtype` is that of
    the numbers that the code is given; an error below `atol` is excused.
    """

    f: Callable[..., Any]
    gradient: Callable[..., Any]
    form: Form
    point: Point
    upstream: Array | None
    outputs: tuple[int, ...]
    dtype: np.dtype[Any]
    atol: float = 0.0

    @property
    def x(self) -> Doubles:
        """The variable."""
        return self.point.x

    def function(self, read: Read = same) -> Callable[[Any], Any]:
        """x ↦ f(x), flat; for a vjp x ↦ Σ upstream · f(x)."""
        parameters, weights = self._parameters(read), read(self.upstream)

        def value(x: Any) -> Any:
            y = self.f(x.copy(), **parameters)
            return np.reshape(np.sum(weights * y), (1,)) if self.form == "vjp" else np.reshape(y, (-1,))

        return value

    def claimed(self, read: Read = same) -> Callable[[Any], Any]:
        """x ↦ what is claimed of the gradient, flat, in the order (outputs, entries)."""
        parameters = self._parameters(read)
        more = () if self.upstream is None else (read(self.upstream),)

        def value(x: Any) -> Any:
            return np.reshape(self.gradient(x.copy(), *(each.copy() for each in more), **parameters), (-1,))

        return value

    def coded(self, read: Read | None = None) -> Array:
        """What the code of the claimed gradient gives at the point, flat, in its own dtype."""
        read = read or as_dtype(self.dtype)
        return np.asarray(self.claimed(read)(read(self.x)))

    def check_shape(self) -> None:
        """Raises `WrongShape` where what is claimed has not the shape of a gradient."""
        read = as_dtype(self.dtype)
        more = () if self.upstream is None else (read(self.upstream),)
        found = np.shape(self.gradient(read(self.x.copy()), *more, **self._parameters(read)))
        wanted = (*self.outputs, *self.x.shape)
        if found != wanted:
            advice = "; say form='vjp' if it takes an upstream" if self.outputs and self.form != "vjp" else ""
            raise WrongShape(f"what is claimed has the shape {found}, a {self.form} has {wanted}{advice}")

    def columns(self, flat: Array, entries: list[int]) -> Array:
        """Flat values of what is claimed as (outputs, entries), some entries of x only."""
        return flat.reshape(-1, self.x.size)[:, entries]

    def _parameters(self, read: Read) -> dict[str, Any]:
        copied = {
            name: value.copy() if isinstance(value, np.ndarray) else value
            for name, value in self.point.parameters.items()
        }
        return {name: read(value) for name, value in copied.items()}
