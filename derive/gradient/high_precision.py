"""NumPy code run on numbers of many digits, and derivatives from it that are right to some fifty of them.

NumPy calls `x.exp()` for `np.exp(x)` where an array holds objects. The numbers here are mpmath's with such methods;
the arrays are NumPy's, taught the few functions that NumPy has for floating point only. A number that is turned into
a float would lose its digits without a word; that is refused, and said.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import mpmath
import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Doubles = np.ndarray[Any, np.dtype[np.float64]]

DIGITS, MANY_DIGITS = 100, 450
_STEP, _TINY_STEP = 25, 60
_RIGHT = 1e30
"""How far above the rounding of its difference an entry must be."""

_JUMP = 1e-10
"""Slopes to both sides that differ by more than this, relative to the slopes, are a kink."""


class Unavailable(Exception):
    """A function cannot be evaluated in this way; the message says why."""


class Numbers(np.ndarray[Any, np.dtype[Any]]):
    """An array of numbers of many digits, on which NumPy's floating-point functions work too."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        outputs = options.pop("out", None)
        if outputs is not None:
            options["out"] = tuple(_plain(each) for each in outputs)
        plain = [_plain(each) for each in inputs]
        own = _FUNCTIONS.get(ufunc.__name__)
        operation = ufunc if own is None else np.frompyfunc(own, ufunc.nin, 1)
        result = getattr(operation, method)(*plain, **options)
        if own in _PREDICATES:
            result = np.asarray(result, dtype=bool)[()]
        return outputs[0] if outputs is not None and len(outputs) == 1 else _numbers(result)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        own = _LINEAR_ALGEBRA.get(func.__name__) if "linalg" in (func.__module__ or "") else None
        if own is not None:
            return _numbers(own(*(_plain(each) for each in args), **kwargs))
        return _numbers(super().__array_function__(func, types, args, kwargs))


def _plain(value: Any) -> Any:
    """Without what is taught here: a plain array of objects."""
    if isinstance(value, np.ndarray):
        return value.view(np.ndarray)
    if hasattr(value, "_mpf_"):
        made = np.empty((), dtype=object)
        made[()] = value
        return made
    return value


def _numbers(value: Any) -> Any:
    """Arrays of objects as `Numbers`, whatever else as it is."""
    if isinstance(value, np.ndarray) and value.dtype == object and not isinstance(value, Numbers):
        return value.view(Numbers)
    return value


def _of(*numbers: Any) -> Any:
    """The context of mpmath's that numbers belong to."""
    return next((each.context for each in numbers if hasattr(each, "context")), mpmath.mp)


def _is_finite(x: Any) -> bool:
    return bool(_of(x).isfinite(x))


def _is_nan(x: Any) -> bool:
    return bool(_of(x).isnan(x))


def _is_infinite(x: Any) -> bool:
    return bool(_of(x).isinf(x))


def _is_negative(x: Any) -> bool:
    return bool(x < 0)


def _log_add_exp(x: Any, y: Any) -> Any:
    context = _of(x, y)
    return max(x, y) + context.log1p(context.exp(-abs(x - y)))


def _logistic(x: Any) -> Any:
    return 1 / (1 + _of(x).exp(-x))


def _x_log_y(x: Any, y: Any) -> Any:
    return x * _of(x, y).log(y) if x != 0 else x


_PREDICATES = {_is_finite, _is_nan, _is_infinite, _is_negative}

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "isfinite": _is_finite,
    "isnan": _is_nan,
    "isinf": _is_infinite,
    "signbit": _is_negative,
    "logaddexp": _log_add_exp,
    "hypot": lambda x, y: _of(x, y).sqrt(x * x + y * y),
    "arctan2": lambda y, x: _of(y, x).atan2(y, x),
    "float_power": lambda x, y: x**y,
    "heaviside": lambda x, y: y if x == 0 else int(x > 0),
    "expit": _logistic,
    "log_expit": lambda x: -_log_add_exp(-x, 0 * x),
    "logit": lambda x: _of(x).log(x / (1 - x)),
    "xlogy": _x_log_y,
    "erf": lambda x: _of(x).erf(x),
    "erfc": lambda x: _of(x).erfc(x),
    "ndtr": lambda x: _of(x).ncdf(x),
    "gammaln": lambda x: _of(x).loggamma(x),
    "psi": lambda x: _of(x).digamma(x),
}
"""Functions of NumPy and SciPy that know no objects, by their names."""


def _inverse(matrix: Array) -> Array:
    return _solve(matrix, np.eye(len(matrix), dtype=int).astype(object))


def _solve(matrix: Array, right: Array) -> Array:
    return _eliminated(matrix, right)[0]


def _determinant(matrix: Array) -> Any:
    return _eliminated(matrix, matrix[:, :0])[1]


def _sign_and_log_determinant(matrix: Array) -> tuple[Any, Any]:
    context, found = _of(*matrix.flat), _determinant(matrix)
    return context.sign(found), context.log(abs(found))


def _eliminated(matrix: Array, right: Array) -> tuple[Array, Any]:
    """matrix⁻¹ right and the determinant of the matrix, by Gauss and Jordan with pivots."""
    if matrix.ndim != 2:
        raise Unavailable("linear algebra of a stack of matrices")
    size, determinant = len(matrix), 1
    rows = np.concatenate([matrix, right.reshape(size, -1)], axis=1)
    for place in range(size):
        pivot = place + max(range(size - place), key=lambda below: abs(rows[place + below, place]))
        if pivot != place:
            rows[[place, pivot]], determinant = rows[[pivot, place]], -determinant
        determinant = determinant * rows[place, place]
        rows[place] = rows[place] / rows[place, place]
        for other in range(size):
            if other != place:
                rows[other] = rows[other] - rows[other, place] * rows[place]
    return rows[:, size:].reshape(right.shape), determinant


_LINEAR_ALGEBRA: dict[str, Callable[..., Any]] = {
    "inv": _inverse,
    "solve": _solve,
    "det": _determinant,
    "slogdet": _sign_and_log_determinant,
}

_METHODS = {
    "exp": "exp", "expm1": "expm1", "log1p": "log1p", "sin": "sin", "cos": "cos", "tan": "tan",
    "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
    "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "radians": "radians",
    "deg2rad": "radians", "degrees": "degrees", "rad2deg": "degrees",
}  # fmt: skip
"""The methods that NumPy calls, and what mpmath calls the functions."""


def _context() -> Any:
    """A context of mpmath's whose numbers have the methods that NumPy calls, and refuse to become floats."""
    context = mpmath.mp.clone()
    for name, function in _METHODS.items():
        setattr(context.mpf, name, _method(getattr(context, function)))
    real = {
        "sqrt": lambda x: context.sqrt(x) if x >= 0 else context.nan,
        "log": lambda x: context.log(x) if x >= 0 else context.nan,
        "log2": lambda x: context.log(x, 2) if x >= 0 else context.nan,
        "log10": lambda x: context.log(x, 10) if x >= 0 else context.nan,
        "exp2": lambda x: context.mpf(2) ** x,
        "cbrt": lambda x: context.cbrt(x) if x >= 0 else -context.cbrt(-x),
        "fabs": abs,
        "rint": context.nint,
        "__floor__": context.floor,
        "__ceil__": context.ceil,
    }
    for name, function in real.items():
        setattr(context.mpf, name, _method(function))
    for name in ("__float__", "__int__", "__complex__"):
        setattr(context.mpf, name, _refuse)
    context.mpf.__array_ufunc__ = _on_a_scalar
    context.mpf.__getitem__ = lambda self, key: _numbers(_plain(self))[key]
    context.mpf.__getattr__ = _as_an_array
    return context


def _as_an_array(number: Any, name: str) -> Any:
    """What a number of NumPy's has besides: shape, sum, reshape."""
    if name.startswith("_"):
        raise AttributeError(name)
    return getattr(_numbers(_plain(number)), name)


def _on_a_scalar(_: Any, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
    """NumPy's functions of single numbers."""
    return getattr(ufunc, method)(*(_numbers(_plain(each)) for each in inputs), **options)


def _method(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A bound method of the context's as a method of its numbers."""
    return lambda number: function(number)  # noqa: PLW0108  a bound method would not be bound again


def _refuse(_: Any) -> NoReturn:
    """A number of many digits is not turned into one of few."""
    frame = sys._getframe(1)
    while frame.f_back is not None and _is_library(frame.f_code.co_filename):
        frame = frame.f_back
    place = f"{Path(frame.f_code.co_filename).name}, line {frame.f_lineno}"
    raise Unavailable(f"it turns numbers into floats ({place})")


def _is_library(filename: str) -> bool:
    return "site-packages" in filename or filename == __file__


Function = Callable[[Array], Any]
"""A function of the variable alone, of one array; it returns one of any shape."""


class HighPrecision:
    """Evaluates functions of arrays at many digits. One of these belongs to one check."""

    def __init__(self) -> None:
        self.context = _context()

    def read(self, value: Any) -> Any:
        """Float64 numbers and arrays of them as numbers of many digits, anything else as it is."""
        if isinstance(value, float | np.floating):
            return self.context.mpf(value)
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            made = np.empty(value.shape, dtype=object)
            made.flat[:] = [self.context.mpf(float(each)) for each in value.flat]
            return made.view(Numbers)
        return value

    def evaluate(
        self, function: Function, x: Array, *, digits: int = MANY_DIGITS, bits: int | None = None
    ) -> Array:
        """The values of a function at `x`, flat. Raises `Unavailable`."""
        with self.working(digits, bits):
            try:
                result = function(x.copy())
            except Unavailable:
                raise
            except Exception as fault:  # code that was written for floats may raise anything
                if isinstance(fault.__cause__, Unavailable):
                    raise fault.__cause__ from None
                raise Unavailable(f"on mpmath numbers it raises {_said(fault)}") from fault
            return self._flat(result)

    @contextlib.contextmanager
    def working(self, digits: int, bits: int | None = None) -> Iterator[None]:
        """Numbers are rounded to so many digits, or bits, inside."""
        before = self.context.prec
        self.context.dps = digits
        if bits is not None:
            self.context.prec = bits
        try:
            yield
        finally:
            self.context.prec = before

    def _flat(self, result: Any) -> Array:
        """As a flat array of numbers; what is not real is no number."""
        flat = np.ravel(np.asarray(_plain(result), dtype=object))
        made = np.empty(flat.size, dtype=object)
        for place, each in enumerate(flat):
            number = each.item() if isinstance(each, np.generic) else each
            real = isinstance(number, self.context.mpf | float | int)
            made[place] = self.context.mpf(number) if real else self.context.nan
        return made

    def floats(self, values: Array) -> Doubles:
        """Rounded to float64, the shape kept; what is too large is infinite."""
        flat = [_rounded(each) for each in values.flat]
        return np.array(flat, dtype=float).reshape(values.shape)

    def jacobian(self, function: Function, x: Array, entries: Sequence[int]) -> Slopes:
        """∂ function / ∂x at some entries of x, flat. Raises `Unavailable`."""
        differences = _Differences(self, function, x)
        columns = [differences.column(entry, DIGITS, _STEP) for entry in entries]
        finite = [abs(each) for column in columns for each in column.slopes if self.context.isfinite(each)]
        least = 1e-15 * max(finite, default=self.context.mpf(1))
        columns = [
            differences.refined(entry, column, least) for entry, column in zip(entries, columns, strict=True)
        ]
        slopes, jumps, errors = (
            np.stack([getattr(column, name) for column in columns], axis=1)
            for name in ("slopes", "jumps", "errors")
        )
        return Slopes(slopes, self.floats(np.where(jumps > least, jumps, 0 * least)), self.floats(errors))


@dataclass(frozen=True)
class Slopes:
    """A Jacobian of shape (outputs, entries): to many digits, the jumps at kinks, what is left of error."""

    values: Array
    jumps: Doubles
    errors: Doubles


@dataclass(frozen=True)
class _Column:
    """Slopes in one entry of x, their jumps at a kink, the floor that rounding sets, their errors."""

    slopes: Array
    jumps: Array
    floor: Array
    errors: Array


class _Differences:
    """Central differences of one function at one point."""

    def __init__(self, high: HighPrecision, function: Function, x: Array) -> None:
        self.high, self.function, self.x = high, function, x
        self.context = high.context
        self.inside = max([1, *map(abs, x.flat)])  # what f is computed from may be larger than f
        self.here: dict[int, Array] = {}

    def column(self, entry: int, digits: int, places: int) -> _Column:
        """The slopes at a step of 10^-places of the entry."""
        if digits not in self.here:
            self.here[digits] = self.high.evaluate(self.function, self.x, digits=digits)
        with self.high.working(digits):
            size = abs(self.x.flat[entry])
            step = self.context.mpf(10) ** -places * (size if size > 1e-30 else 1)
            up, down = self.x.copy(), self.x.copy()
            up.flat[entry] += step
            down.flat[entry] -= step
        here = self.here[digits]
        above, below = (self.high.evaluate(self.function, each, digits=digits) for each in (up, down))
        with self.high.working(digits):
            forward, backward = (above - here) / step, (here - below) / step
            jumps = [self._jump(a, b) for a, b in zip(forward, backward, strict=True)]
            floor = [max(abs(each), self.inside) / step * self.context.mpf(10) ** -digits for each in here]
            return _Column((forward + backward) / 2, np.array(jumps), np.array(floor), 0 * np.array(floor))

    def refined(self, entry: int, column: _Column, least: Any) -> _Column:
        """Again with more digits where a slope is near the floor or below `least`, or a jump is above it.

        The jump of a smooth function is in proportion to the step, that of a kink stays. Where f is smooth once
        only, as x |x| at 0, so is the error.
        """
        near_nothing = np.any(np.abs(column.slopes) <= np.maximum(column.floor * _RIGHT, least))
        if not near_nothing and not np.any(column.jumps > least):
            return column
        again = self.column(entry, MANY_DIGITS, _TINY_STEP)
        jumps = np.where(again.jumps > column.jumps / 2, again.jumps, 0 * again.jumps)
        moved, shorter = np.abs(column.slopes - again.slopes), self.context.mpf(10) ** (_STEP - _TINY_STEP)
        errors = np.where(moved > 10 * column.floor, 2 * shorter * moved, 0 * moved)
        return _Column(again.slopes, jumps, again.floor, errors)

    def _jump(self, forward: Any, backward: Any) -> Any:
        jump = abs(forward - backward)
        return jump if jump > _JUMP * max(abs(forward), abs(backward)) else self.context.mpf(0)


def _rounded(number: Any) -> float:
    """To float64, past the methods that refuse."""
    try:
        return float(mpmath.libmp.to_float(number._mpf_))
    except OverflowError:
        return np.inf if number > 0 else -np.inf


def _said(fault: Exception) -> str:
    message = str(fault).split("\n")[0]
    return f"{type(fault).__name__}: {message[:100]}" if message else type(fault).__name__
