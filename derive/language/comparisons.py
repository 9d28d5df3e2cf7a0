"""Values that depend on comparisons of numbers.

    cases((x, x > 0), (0, True))            {x if x > 0; 0 otherwise}
    relu(x), abs(x), sign(x), step(x)       the usual ones; step(0) = sign(0) = 0
    maximum(a, b), minimum(a, b)            the greater, the lesser of two numbers
    maximum(x[k], k), minimum(x[k], k)      of all x_k
    clip(x, low, high)                      minimum(maximum(x, low), high)

Each but the maximum over an index is opened into cases, `opened`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import sympy
from sympy import Basic, Expr, Integer

from derive.language import lent
from derive.language.binders import Binder, Cases, Condition
from derive.language.errors import IllFormed
from derive.language.expressions import ONE, ZERO, Neg, Plus, Written, written
from derive.language.functions import Call
from derive.language.indices import Index


class Compared(Condition):
    """A condition on two numbers; the classes below are its kinds."""

    __slots__ = ()
    sign: str
    strict: bool
    opposite: str

    @property
    def difference(self) -> Expr:
        """The greater − the less: what is > 0, or ≥ 0."""
        greater, less = self.args if self.sign in ">≥" else self.args[::-1]
        if less == 0:
            return greater
        return Neg(less) if greater == 0 else Plus(greater, Neg(less))

    def negated(self) -> Compared:
        """The opposite condition."""
        return KINDS[self.opposite](*self.args)

    def __bool__(self) -> NoReturn:
        raise IllFormed("{} is a condition for cases, and neither true nor false by itself", self)

    def doit(self, **_: Any) -> Basic:
        """SymPy's relation."""
        heads = {">": sympy.Gt, "≥": sympy.Ge, "<": sympy.Lt, "≤": sympy.Le}
        return heads[self.sign](*(arg.doit() for arg in self.args))

    def _sympystr(self, _printer: object) -> str:
        return lent.words().text(self)

    def _latex(self, _printer: object, **_: Any) -> str:
        return lent.words().latex(self)


class More(Compared):
    """a > b"""

    __slots__ = ()
    sign, strict, opposite = ">", True, "≤"


class NotLess(Compared):
    """a ≥ b"""

    __slots__ = ()
    sign, strict, opposite = "≥", False, "<"


class Less(Compared):
    """a < b"""

    __slots__ = ()
    sign, strict, opposite = "<", True, "≥"


class NotMore(Compared):
    """a ≤ b"""

    __slots__ = ()
    sign, strict, opposite = "≤", False, ">"


KINDS: dict[str, type[Compared]] = {kind.sign: kind for kind in (More, NotLess, Less, NotMore)}
"""The conditions on two numbers, by their sign."""


def compared(left: Expr, sign: str, right: Expr) -> Compared:
    """The condition left > right, or another of > ≥ < ≤."""
    return KINDS[sign](left, right)


class Where(Written):
    """{a if x > y; b otherwise}: args are a, the condition, b."""

    __slots__ = ()

    @property
    def value(self) -> Expr:
        """The value where the condition holds."""
        return self.args[0]

    @property
    def condition(self) -> Compared:
        """The condition."""
        return self.args[1]

    @property
    def otherwise(self) -> Expr:
        """The value where it does not hold."""
        return self.args[2]

    def doit(self, **hints: Any) -> Expr:
        """SymPy's Piecewise."""
        value, otherwise = self.value.doit(**hints), self.otherwise.doit(**hints)
        return sympy.Piecewise((value, self.condition.doit()), (otherwise, True))


class Larger(Written):
    """max(a, b)"""

    __slots__ = ()

    @property
    def cases(self) -> Where:
        """{a if a > b; b otherwise}"""
        first, second = self.args
        return Where(first, More(first, second), second)

    def _plain(self, *args: Expr) -> Expr:
        return sympy.Max(*args)


class Smaller(Written):
    """min(a, b)"""

    __slots__ = ()

    @property
    def cases(self) -> Where:
        """{b if a > b; a otherwise}"""
        first, second = self.args
        return Where(second, More(first, second), first)

    def _plain(self, *args: Expr) -> Expr:
        return sympy.Min(*args)


class Greatest(Binder):
    """max_k f_k over all k."""

    __slots__ = ()

    @classmethod
    def noun(cls) -> str:
        """What it is called in messages."""
        return "maximum"

    def doit(self, **hints: Any) -> Expr:
        """An undefined SymPy function of the body and the index."""
        return sympy.Function("max")(self.body.doit(**hints), self.bound.doit())


def cases(*branches: object) -> Any:
    """Values by cases: pairs (value, condition), the last a bare value, (value, True) or the opposite condition.

    A condition is one on indices, `equal(i, j)`, or on numbers, `x > 0`. Raises `IllFormed` unless the cases cover
    everything.
    """
    *first, last = branches or (None,)
    pairs = [_pair(branch) for branch in first]
    if not pairs:
        raise IllFormed("cases need at least one condition")
    made = written(_otherwise(last, pairs))
    for value, condition in reversed(pairs):
        if isinstance(condition, Compared):
            made = Where(value, condition, made)
        else:
            made = Cases(value, condition, *(made.args if isinstance(made, Cases) else (made,)))
    return made


def _pair(branch: object) -> tuple[Expr, Any]:
    if not isinstance(branch, tuple) or len(branch) != 2 or not isinstance(branch[1], Condition):
        raise IllFormed("each case but the last is a pair (value, condition)")
    return written(branch[0]), branch[1]


def _otherwise(last: object, pairs: list[tuple[Expr, Any]]) -> object:
    if not isinstance(last, tuple):
        return last
    opposite = len(last) == 2 and (last[1] is True or (len(pairs) == 1 and last[1] == pairs[0][1].negated()))
    if not opposite:
        raise IllFormed("the cases do not cover everything: end with a bare value")
    return last[0]


def maximum(first: object, second: object) -> Expr:
    """max(a, b); with an index, max_k a_k."""
    return Greatest(first, second) if isinstance(second, Index) else Larger(written(first), written(second))


def minimum(first: object, second: object) -> Expr:
    """min(a, b); with an index, min_k a_k, which is −max_k −a_k."""
    if isinstance(second, Index):
        return Neg(Greatest(Neg(written(first)), second))
    return Smaller(written(first), written(second))


def clip(value: object, low: object, high: object) -> Expr:
    """min(max(x, low), high)"""
    return minimum(maximum(value, low), high)


def opened(expression: Expr) -> Where | None:
    """The cases that relu, abs, sign, step, max and min of two stand for; None for anything else."""
    if isinstance(expression, Larger | Smaller):
        return expression.cases
    if isinstance(expression, Call) and expression.function.opened is not None:
        made = expression.function.opened(expression.argument)
        return made if isinstance(made, Where) else None
    return None


def relu_cases(x: Expr) -> Where:
    """{x if x > 0; 0 otherwise}"""
    return Where(x, More(x, ZERO), ZERO)


def abs_cases(x: Expr) -> Where:
    """{x if x > 0; −x otherwise}"""
    return Where(x, More(x, ZERO), Neg(x))


def step_cases(x: Expr) -> Where:
    """{1 if x > 0; 0 otherwise}"""
    return Where(ONE, More(x, ZERO), ZERO)


def sign_cases(x: Expr) -> Where:
    """{1 if x > 0; −1 if x < 0; 0 otherwise}"""
    return Where(ONE, More(x, ZERO), Where(Integer(-1), Less(x, ZERO), ZERO))


_IN_CASES: dict[str, Callable[[Expr], Where]] = {
    "relu": relu_cases,
    "abs": abs_cases,
    "sign": sign_cases,
    "step": step_cases,
}


def in_cases(name: str, argument: Expr) -> Where:
    """What the function of this name stands for, by cases."""
    return _IN_CASES[name](argument)
