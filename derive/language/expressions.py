"""Arithmetic that stays as it was written.

SymPy on its own merges (Σ…)(Σ…) into a square, sorts factors and cannot tell y·(1/p) from y/p. The heads
below are SymPy expressions whose operators build them as written and never evaluate:

    a + b - c   Plus(a, b, Neg(c))        a * b / c   Quotient(Times(a, b), c)
    -a          Neg(a)                    a ** 2      Power(a, 2)

`.doit()` gives the plain SymPy expression.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Self

import sympy
from sympy import Add, AtomicExpr, Expr, Integer, Mul, Pow, Rational

from derive.language import lent
from derive.language.errors import IllFormed


class Written(Expr):
    """An expression that stays as its author wrote it."""

    __slots__ = ()
    _op_priority = 100.0
    is_commutative = True

    def __add__(self, other: object) -> Plus:
        return NotImplemented if is_whole(other) else Plus(*_flat(Plus, self), written(other))

    def __radd__(self, other: object) -> Plus:
        return Plus(*_flat(Plus, written(other)), self)

    def __sub__(self, other: object) -> Plus:
        return NotImplemented if is_whole(other) else Plus(*_flat(Plus, self), Neg(written(other)))

    def __rsub__(self, other: object) -> Plus:
        return Plus(*_flat(Plus, written(other)), Neg(self))

    def __mul__(self, other: object) -> Times:
        return NotImplemented if is_whole(other) else Times(*_flat(Times, self), written(other))

    def __rmul__(self, other: object) -> Times:
        return Times(*_flat(Times, written(other)), self)

    def __truediv__(self, other: object) -> Quotient:
        return Quotient(self, written(other))

    def __rtruediv__(self, other: object) -> Quotient:
        return Quotient(written(other), self)

    def __pow__(self, other: object, mod: object = None) -> Power:
        if mod is not None:
            raise IllFormed("a power with a modulus has no meaning here")
        return Power(self, written(other))

    def __rpow__(self, other: object) -> Power:
        return Power(written(other), self)

    def __neg__(self) -> Neg:
        return Neg(self)

    def __call__(self, *_: object) -> Any:
        """Refuse what a formula shows beside brackets: a product is written with `*`."""
        raise IllFormed(
            "{} (…) is no product: write {} * (…)", lent.words().text(self), lent.words().text(self)
        )

    def __abs__(self) -> Any:
        return lent.words().absolute(self)

    def __gt__(self, other: object) -> Any:
        return lent.words().compared(self, ">", written(other))

    def __ge__(self, other: object) -> Any:
        return lent.words().compared(self, "≥", written(other))

    def __lt__(self, other: object) -> Any:
        return lent.words().compared(self, "<", written(other))

    def __le__(self, other: object) -> Any:
        return lent.words().compared(self, "≤", written(other))

    def __pos__(self) -> Self:
        return self

    def diff(self, *variables: Any, **_: Any) -> Expr:
        """The derivative, written down and not evaluated: ∂self/∂variables."""
        return lent.words().derivative(self, *variables)

    def extract_multiplicatively(self, c: object) -> None:
        """Nothing: SymPy asks for factors i and π when its own log or sin is applied."""

    def doit(self, **hints: Any) -> Expr:
        """The plain SymPy expression, evaluated by SymPy's own rules."""
        return self._plain(*(arg.doit(**hints) for arg in self.args))

    def _plain(self, *args: Expr) -> Expr:
        raise NotImplementedError(type(self).__name__)

    def _sympystr(self, _printer: object) -> str:
        return lent.words().text(self)

    _sympyrepr = _sympystr

    def _latex(self, _printer: object, **_: Any) -> str:
        return lent.words().latex(self)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self._latex(None)}$"

    def _pretty(self, printer: Any) -> Any:
        from sympy.printing.pretty.stringpict import prettyForm

        return prettyForm(self._sympystr(printer))


class WrittenAtom(Written, AtomicExpr):
    """A written expression without parts; its fields are named in `__slots__`."""

    __slots__: tuple[str, ...] = ()

    def _hashable_content(self) -> tuple[object, ...]:
        return tuple(getattr(self, field) for field in self.__slots__)

    def __getnewargs__(self) -> tuple[object, ...]:
        return self._hashable_content()

    def __reduce_ex__(self, _protocol: object) -> tuple[type, tuple[object, ...]]:
        return type(self), self.__getnewargs__()

    def sort_key(self, order: object = None) -> Any:
        """SymPy's ordering key: by head, then by fields."""
        return self.class_key(), (1, (repr(self._hashable_content()),)), sympy.S.One.sort_key(), sympy.S.One

    def doit(self, **_: Any) -> Expr:
        """The plain SymPy expression."""
        return self._plain()


def written(value: object) -> Expr:
    """The value as an expression of the language: integers and rationals, what is written, plain SymPy.

    Raises `IllFormed` for floating-point numbers (write Rational(1, 2)) and for what is no expression.
    """
    if isinstance(value, Written | Rational):
        return value
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Rational(value)
    if isinstance(value, float | sympy.Float):
        raise IllFormed("{} is a rounded number; write an exact one, such as Rational(1, 2)", value)
    if isinstance(value, Expr):
        return lent.words().from_sympy(value)
    if hasattr(value, "entry"):
        raise IllFormed("{} is not an expression; it is whole, write an entry of it", f"{value!r}")
    raise IllFormed("{} is not an expression", f"{value!r}")


def is_whole(value: object) -> bool:
    """Whether it is matrix notation, which then does the arithmetic."""
    return bool(getattr(value, "_op_priority", 0) > Written._op_priority)


def _flat(head: type[Expr], value: Expr) -> tuple[Expr, ...]:
    return value.args if isinstance(value, head) else (value,)


class Plus(Written):
    """a + b + …, in this order."""

    __slots__ = ()

    def _plain(self, *args: Expr) -> Expr:
        return Add(*args)


class Times(Written):
    """a b …, in this order."""

    __slots__ = ()

    def _plain(self, *args: Expr) -> Expr:
        return Mul(*args)


class Neg(Written):
    """−a."""

    __slots__ = ()

    def _plain(self, *args: Expr) -> Expr:
        return -args[0]


class Quotient(Written):
    """a / b."""

    __slots__ = ()

    def _plain(self, *args: Expr) -> Expr:
        return args[0] / args[1]


class Power(Written):
    """a to the power b."""

    __slots__ = ()

    def _plain(self, *args: Expr) -> Expr:
        return Pow(args[0], args[1])


def sqrt(argument: object) -> Power:
    """The square root, a power 1/2."""
    return Power(written(argument), Rational(1, 2))


ZERO, ONE = Integer(0), Integer(1)
