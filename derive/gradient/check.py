"""`check_gradient`: is this the gradient of that function? It agrees, differs, or it cannot be said, and why."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from derive.gradient.claim import Claim, Form, WrongShape, as_dtype
from derive.gradient.evidence import Evidence, gather
from derive.gradient.high_precision import HighPrecision
from derive.gradient.points import At, Point, points
from derive.gradient.report import GradientReport
from derive.gradient.verdict import Left, verdict

Array = np.ndarray[Any, np.dtype[Any]]


def check_gradient(
    f: Callable[..., Any],
    gradient: Callable[..., Any],
    *,
    at: At,
    parameters: Mapping[str, Any] | None = None,
    form: Form | None = None,
    seed: int = 1,
    atol: float = 0.0,
    dtype: Any = np.float64,
) -> GradientReport:
    """Whether `gradient` is the gradient of `f`, measured at several points, entry by entry.

    Args:
        f: `f(x, **parameters)`, a number or an array; x is an array of `dtype`.
        gradient: `gradient(x, **parameters)`, of x's shape; for the form "jacobian" of the shape of f's value
            followed by x's; for "vjp" `gradient(x, upstream, **parameters)`, of x's shape.
        at: where: a shape of sizes or names of dimensions, such as `("n", 3)`, at which x is drawn; a draw, such
            as `positive("n")`; a function of a NumPy generator; or an array, checked with points near it.
        parameters: what else `f` and `gradient` take, by name: draws, functions of a NumPy generator, or values
            to be held as they are.
        form: "gradient", "jacobian" or "vjp"; if None, a gradient where f's value is one number and what is
            claimed has x's shape, else a Jacobian.
        seed: of all that is drawn.
        atol: errors below it are excused; where nothing else excuses them, they are not certified.
        dtype: float64, or float32 for code in single precision.

    Returns:
        A report: `agrees`, `differs` or `inconclusive`, the reason, the points, what was planted.

    Raises:
        TypeError: `at` is none of the above, or `f` gives no real numbers.
        Exception: whatever `f` and `gradient` raise at the first point.
    """
    check = _Check(f, gradient, form, np.dtype(dtype), seed)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)
        found = check.found(at, dict(parameters or {}), atol)
        if isinstance(found, WrongShape):
            return GradientReport("differs", str(found), seed)
        return verdict(found, parameters or {}, seed)


class _Check:
    """One check: its random numbers, its digits, and the form of the claim once that is known."""

    def __init__(
        self,
        f: Callable[..., Any],
        gradient: Callable[..., Any],
        form: Form | None,
        dtype: np.dtype[Any],
        seed: int,
    ) -> None:
        self.f, self.gradient, self.form = f, gradient, form
        self.dtype, self.read = dtype, as_dtype(dtype)
        self.generator, self.high = np.random.default_rng(seed), HighPrecision()

    def found(self, at: At, parameters: Mapping[str, Any], atol: float) -> list[Evidence | Left] | WrongShape:
        """What each point shows."""
        found: list[Evidence | Left] = []
        for point in points(at, parameters, self.generator):
            try:
                found.append(self._look(point, atol))
            except WrongShape as fault:
                return fault
            except Exception as fault:
                if not found:
                    fault.add_note(f"(at the first point of the gradient check, x of shape {point.x.shape})")
                    raise
                found.append(Left(point, f"raised {type(fault).__name__}: {fault}", blocks=point.moderate))
        return found

    def _look(self, given: Point, atol: float) -> Evidence | Left:
        """All that one point shows, or why it shows nothing."""
        point = given.rounded(self.dtype)
        y, again = self._value(point), self._value(point)
        if not np.array_equal(y, again, equal_nan=True):
            return Left(point, "f gives another value at each call", blocks=True)
        if not np.all(np.isfinite(y)):
            return Left(point, f"f is {y[~np.isfinite(y)].flat[0]} there", blocks=point.label == "given")
        form = self._settled_form(point, y)
        upstream = self._upstream(y) if form == "vjp" else None
        outputs = y.shape if form == "jacobian" else ()
        claim = Claim(self.f, self.gradient, form, point, upstream, outputs, self.dtype, atol)
        claim.check_shape()
        if not np.array_equal(claim.coded(), claim.coded(), equal_nan=True):
            return Left(point, "the claimed gradient gives another value at each call", blocks=True)
        return gather(claim, self.high, self.generator)

    def _value(self, point: Point) -> Array:
        """f at the point. Raises `TypeError` where it is not made of real numbers."""
        y: Array = np.asarray(self.f(self.read(point.x.copy()), **self._parameters(point)))
        if y.dtype.kind not in "fiub":
            raise TypeError(f"f gives {y.dtype} and not real numbers")
        return y

    def _parameters(self, point: Point) -> dict[str, Any]:
        return {name: self.read(value) for name, value in point.parameters.items()}

    def _settled_form(self, point: Point, y: Array) -> Form:
        """The form of the claim, settled at the first point."""
        if self.form is None:
            shape = np.shape(self.gradient(self.read(point.x.copy()), **self._parameters(point)))
            self.form = "gradient" if y.size == 1 and shape == point.x.shape else "jacobian"
        if self.form == "gradient" and y.size != 1:
            advice = "say form='jacobian', or form='vjp' for upstream · ∂f/∂x"
            raise TypeError(f"f's value has the shape {y.shape}: {advice}")
        return self.form

    def _upstream(self, y: Array) -> Array:
        """A random upstream that single precision can hold."""
        drawn = np.asarray(self.generator.standard_normal(y.shape))
        return drawn.astype(np.float32).astype(np.float64)
