"""The complex step: ∂f/∂x ≈ Im f(x + ih) / h with h = 1e-100, right to rounding where f is analytic as written.

Nothing is subtracted, so nothing cancels, and h² is far below what a float can show. A function that takes absolute
values, conjugates or drops imaginary parts is not analytic as written; whether it does is for others to see.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from derive.gradient.high_precision import Unavailable

STEP = 1e-100

Doubles = np.ndarray[Any, np.dtype[np.float64]]


def complex_step(function: Callable[[Any], Any], x: Doubles, entries: Sequence[int]) -> Doubles:
    """∂ function / ∂x at some entries of x, of shape (outputs, entries). Raises `Unavailable`."""
    here = np.asarray(function(x.copy()))
    columns = [_column(function, x, entry, here) for entry in entries]
    return np.stack(columns, axis=1)


def _column(function: Callable[[Any], Any], x: Doubles, entry: int, here: Doubles) -> Doubles:
    moved = x.astype(np.complex128)
    moved.flat[entry] += 1j * STEP
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            found = np.asarray(function(moved))
    except Exception as fault:  # code that was written for floats may raise anything
        raise Unavailable(f"on complex numbers it raises {type(fault).__name__}") from fault
    if not np.iscomplexobj(found):
        raise Unavailable("it drops the imaginary part")
    if not np.allclose(found.real, here, rtol=1e-9, atol=1e-9 * float(np.max(np.abs(here), initial=0.0))):
        raise Unavailable("its real part is another function")
    return np.asarray(found.imag / STEP, dtype=float)
