"""Words of later rooms that earlier ones speak: no file imports one that comes after it.

An expression prints itself, `x.diff(z)` is a ∂, `x > 0` a condition; yet the typesetter, ∂ and conditions are made of
expressions and come later. Each such word stands here by its name. `derive/language/__init__.py`, which runs before any
file of the package, says where it comes from, and it is loaded when it is first spoken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # boxes of the typesetter need no SymPy
    from sympy import Expr


@dataclass(frozen=True)
class Words:
    """`compared(left, ">", right)` is a condition, `applied(f, (x, w))` is f(x, w), `component(f, (k,))` is f_k."""

    text: Callable[[object], str]
    latex: Callable[[object], str]
    derivative: Callable[..., Expr]
    from_sympy: Callable[[Expr], Expr]
    absolute: Callable[[Expr], Expr]
    compared: Callable[[Expr, str, Expr], Any]
    applied: Callable[[Any, tuple[object, ...]], Any]
    component: Callable[[Any, tuple[object, ...]], Any]
    in_cases: Callable[[str, Expr], Expr]
    summed: Callable[..., Any]
    inverse: Callable[[Any], Any]


_lenders: list[Callable[[], Words]] = []


def lend(lender: Callable[[], Words]) -> None:
    """Say who loads the words."""
    _lenders.append(lender)


@cache
def words() -> Words:
    """The words, loaded when the first of them is spoken."""
    return _lenders[-1]()
