"""Numbers, vectors and matrices put together as they are written."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer, Rational

from derive.documents.notation import Unreadable
from derive.documents.wholes import Mapped, Slice
from derive.language import binders, expressions, functions, matrices
from derive.language.binders import Sum, fresh
from derive.language.families import Entry, Family
from derive.language.functions import Call, Function
from derive.language.indices import Index
from derive.language.matrices import Whole

LARGEST_POWER = 64


def plus(terms: list[tuple[int, Any]]) -> Any:
    """A sum, as written."""
    if any(isinstance(term, Whole) for _, term in terms):
        total: Any = None
        shape = next(term.shape for _, term in terms if isinstance(term, Whole))
        for sign, term in terms:
            signed = term if sign > 0 else minus(term)
            part = _repeated(signed, shape) if isinstance(signed, Rational) else matrices.whole(signed)
            total = part if total is None else matrices.MatrixSum(total, part)
        return total
    return expressions.Plus(*(term if sign > 0 else expressions.Neg(term) for sign, term in terms))


def _repeated(number: Rational, shape: Any) -> Any:
    """A number beside a vector: one in each entry."""
    rows, columns = shape
    if rows is not None and columns is None:
        return matrices.Scaled(number, matrices.Ones(rows))
    if columns is not None and rows is None:
        return matrices.Scaled(number, matrices.Transpose(matrices.Ones(columns)))
    return matrices.whole(number)


def times(factors: list[Any], signs: tuple[str, ...]) -> Any:
    """A product, as written, of numbers, vectors and matrices."""
    made = factors[0]
    flat: list[Expr] = [] if isinstance(made, Whole) else [made]
    for sign, factor in zip(signs[1:] or ("",) * (len(factors) - 1), factors[1:], strict=True):
        if flat and not isinstance(factor, Whole):
            flat.append(factor)
            continue
        before = product(flat) if flat else made
        made = both(before, factor, sign)
        flat = [] if isinstance(made, Whole) else [made]
    return product(flat) if flat else made


def both(first: Any, second: Any, sign: str) -> Any:
    """A product of two, one of them a vector or matrix."""
    if not isinstance(first, Whole) or not isinstance(second, Whole):
        scalar, whole = (first, second) if isinstance(second, Whole) else (second, first)
        return matrices.Scaled(scalar, whole)
    if first.shape[1] is None and second.shape[1] is None and second.shape[0] is not None and sign == "·":
        first = matrices.Transpose(first)
    made = matrices.MatrixProduct(first, second)
    return made.entry(None, None) if made.shape == (None, None) else made


def entrywise(left: Any, right: Any) -> Any:
    """M ⊙ N."""
    if isinstance(left, Whole) and isinstance(right, Whole):
        return matrices.Hadamard(left, right)
    return times([left, right], ("", ""))


def quotient(above: Any, below: Expr) -> Any:
    """a/b."""
    if isinstance(above, Whole):
        return matrices.Scaled(expressions.Quotient(Integer(1), below), above)
    if isinstance(above, Rational) and isinstance(below, Rational) and below != 0:
        return above / below
    return expressions.Quotient(above, below)


def power(base: Any, exponent: Expr) -> Any:
    """A power."""
    if isinstance(exponent, Rational) and abs(exponent) > LARGEST_POWER:
        raise Unreadable(f"powers beyond {LARGEST_POWER} are not read")
    if isinstance(base, Whole):
        raise Unreadable("a power of a vector or matrix has two readings")
    if isinstance(base, expressions.Power) and isinstance(base.args[1], Rational) and exponent == 2:  # noqa: SIM102
        if base.args[1] == Rational(1, 2) and isinstance(base.args[0], Sum):
            return base.args[0]
    if isinstance(exponent, Rational) and exponent < 0 and exponent.q > 1:
        return expressions.Quotient(Integer(1), expressions.Power(base, -exponent))
    return expressions.Power(base, exponent)


def product(factors: list[Expr]) -> Expr:
    """A product of numbers."""
    return factors[0] if len(factors) == 1 else expressions.Times(*factors)


def minus(made: Any) -> Any:
    """−a."""
    if isinstance(made, Rational):
        return -made
    return matrices.Scaled(Integer(-1), made) if isinstance(made, Whole) else expressions.Neg(made)


def call(name: str, primes: int, argument: Any) -> Any:
    """A function or its derivative, entry by entry for a vector or matrix."""
    if isinstance(argument, Whole):
        return Mapped(Function(name, primes), argument)
    return Function(name).slope(argument) if primes == 1 else Call(Function(name, primes), argument)


def member_of(family: Family, places: list[Expr], name: str) -> Any:
    """A family at these places, all or the first of them."""
    if len(places) > len(family.dims):
        raise Unreadable(f"{name} stands with {len(places)} indices, and with {len(family.dims)} elsewhere")
    if len(places) == len(family.dims):
        return Entry(family, *places)
    return Slice(family, tuple(places)) if places else family


def entry_of(made: Any, places: list[Expr]) -> Expr:
    """An entry of a vector or matrix."""
    if not isinstance(made, Whole):
        raise Unreadable("an entry is taken of a number")
    wanted = [each is not None for each in made.shape]
    if sum(wanted) != len(places):
        raise Unreadable("an entry is written with another number of indices than its whole has")
    rest = iter(places)
    row, column = (next(rest) if each else None for each in wanted)
    entry: Expr = made.entry(row, column)
    return entry


def entries(body: Whole, indices: list[Index], rank: int, name: str) -> tuple[Expr, list[Index]]:
    """The entry of a whole right side, with indices for its rows and columns behind those that are written."""
    rows, columns = body.shape
    if rows is None:
        raise Unreadable(f"{name} is defined as a row, and rows are not told from columns here")
    taken = frozenset(indices) | binders.free_indices(body)
    extra: list[Index] = []
    for dim in (rows, columns):
        if dim is not None:
            extra.append(fresh(Index("i", dim), _by_name(taken | frozenset(extra))))
    if len(indices) + len(extra) != rank:
        raise Unreadable(f"{name} is defined as something of another shape than it has elsewhere")
    entry = body.entry(extra[0], extra[1] if columns is not None else None)
    return entry, [*indices, *extra]


def _by_name(indices: frozenset[Index]) -> frozenset[Index]:
    return indices


def square(made: Any) -> Expr:
    """‖v‖²."""
    if not isinstance(made, Whole):
        return expressions.Power(made, Integer(2))
    rows, columns = made.shape
    taken = binders.free_indices(made)
    if rows is None:
        raise Unreadable("the norm of a row is not read")
    i = fresh(Index("i", rows), taken)
    if columns is None:
        return Sum(expressions.Power(made.entry(i, None), Integer(2)), i)
    j = fresh(Index("j", columns), taken | {i})
    return Sum(expressions.Power(made.entry(i, j), Integer(2)), i, j)


def summed_exp(made: Any) -> Expr:
    """Σ_k exp v_k."""
    if not isinstance(made, Whole) or made.shape[1] is not None or made.shape[0] is None:
        raise Unreadable("logsumexp is taken of a vector")
    k = fresh(Index("k", made.shape[0]), binders.free_indices(made))
    return Sum(functions.exp(made.entry(k, None)), k)
