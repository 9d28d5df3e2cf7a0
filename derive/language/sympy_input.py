"""Plain SymPy handed in: Sum, Indexed, KroneckerDelta, Piecewise, exp and log become written heads.

    h, k, n = IndexedBase("h"), symbols("k", integer=True), symbols("n", integer=True)
    from_sympy(sympy.exp(h[k]) / sympy.Sum(sympy.exp(h[k]), (k, 1, n)))

A symbol that stands as an index ranges over the dimension found for it: the upper limit of its Sum, the range
of its Idx, or the shape of the base it indexes. SymPy has already merged and sorted what it was given.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy
from sympy import Basic, Expr

from derive.language.binders import Cases, Delta, Sum
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.expressions import Neg, Plus, Power, Quotient, Times, Written
from derive.language.families import Entry, Family
from derive.language.functions import Call, Function, heads, pi
from derive.language.indices import Dim, Index
from derive.language.places import Distinct, Equal


def from_sympy(expression: Expr, *, letters: Iterable[Family] = (), indices: Iterable[Index] = ()) -> Expr:
    """The plain SymPy expression in the language of a page.

    `letters` are families already declared, found by name (so that `h` may depend on `z`); `indices` give the
    ranges of indices that the expression itself leaves open. Raises `IllFormed` for what has no reading.
    """
    reader = _Reader({letter.name: letter for letter in letters}, {index.name: index for index in indices})
    reader.find_ranges(expression)
    return reader.read(expression)


class _Reader:
    def __init__(self, letters: dict[str, Family], indices: dict[str, Index]) -> None:
        self.letters, self.indices = letters, indices

    def find_ranges(self, expression: Basic) -> None:
        """Say of each symbol used as an index what it runs over."""
        for node in sympy.preorder_traversal(expression):
            if isinstance(node, sympy.Sum):
                for name, low, high in node.limits:
                    self._range(name, low, high)
            elif isinstance(node, sympy.Indexed):
                self._ranges_of(node)

    def _ranges_of(self, node: sympy.Indexed) -> None:
        known = self.letters.get(str(node.base.label))
        sides = known.dims if known else node.base.shape or [None] * len(node.indices)
        for place, side in zip(node.indices, sides, strict=False):
            if isinstance(place, sympy.Idx) and place.upper is not None:
                self._range(place, place.lower + 1, place.upper + 1)
            elif place.is_Symbol and side is not None:
                self._range(place, sympy.S.One, side)

    def _range(self, name: Any, low: Any, high: Any) -> None:
        if low != 1 or not isinstance(high, sympy.Symbol | Dim):
            raise IllFormed(
                "the index {} runs from {} to {}; only 1..n is read, n a dimension", name, low, high
            )
        made = Index(str(name), Dim(str(high)))
        if self.indices.setdefault(made.name, made) != made:
            raise IllFormed("the index {} runs over two dimensions", name)

    def read(self, node: Any) -> Expr:
        """The node, read."""
        if isinstance(node, Written | sympy.Rational):
            return node
        method = getattr(self, f"_read_{type(node).__name__}", None)
        if method is not None:
            made: Expr = method(node)
            return made
        if isinstance(node, sympy.Function):
            return Call(Function(_function_name(node)), self.read(node.args[-1]))
        if node is sympy.pi:
            return pi
        raise IllFormed("SymPy's {} has no reading here: {}", type(node).__name__, node)

    def _read_Add(self, node: sympy.Add) -> Expr:
        positive: list[Expr] = []
        negative: list[Expr] = []
        for term in node.as_ordered_terms():
            (negative if term.could_extract_minus_sign() else positive).append(term)
        total: Any = Plus(*map(self.read, positive)) if len(positive) > 1 else None
        if total is None:
            total = self.read(positive[0]) if positive else sympy.S.Zero
        for term in negative:
            total = Plus(*(total.args if isinstance(total, Plus) else (total,)), Neg(self.read(-term)))
        return total

    def _read_Mul(self, node: sympy.Mul) -> Expr:
        above, below = node.as_numer_denom()
        if below != 1:
            return Quotient(self.read(above), self.read(below))
        return Times(*map(self.read, node.as_ordered_factors()))

    def _read_Pow(self, node: sympy.Pow) -> Expr:
        if node.exp.is_Rational and node.exp < 0:
            inverse = sympy.Pow(node.base, -node.exp)
            return Quotient(sympy.S.One, self.read(inverse))
        return Power(self.read(node.base), self.read(node.exp))

    def _read_exp(self, node: sympy.exp) -> Expr:
        return Call(Function("exp"), self.read(node.exp))

    def _read_Symbol(self, node: sympy.Symbol) -> Expr:
        if node.name in self.indices:
            raise IllFormed("the index {} stands where a number should", node.name)
        dims = {index.dim.name for index in self.indices.values()}
        if node.name in dims:
            return Dim(node.name)
        return Entry(self._letter(node.name, (), bool(node.is_positive)))

    def _read_Indexed(self, node: sympy.Indexed) -> Expr:
        places = tuple(self._place(place) for place in node.indices)
        sides = node.base.shape or (None,) * len(places)
        dims = tuple(
            getattr(place, "ranges_over", _dim(side)) for place, side in zip(places, sides, strict=True)
        )
        name = str(node.base.label)
        if name not in self.letters and None in dims:
            raise IllFormed("what {} runs over is not said: give its base a shape", node)
        return Entry(self._letter(name, dims, bool(node.is_positive)), *places)

    def _read_Sum(self, node: sympy.Sum) -> Expr:
        body = self.read(node.function)
        for name, _, _ in node.limits:
            body = Sum(body, self.indices[str(name)])
        return body

    def _read_KroneckerDelta(self, node: Any) -> Expr:
        return Delta(*map(self._place, node.args[:2]))

    def _read_Piecewise(self, node: sympy.Piecewise) -> Expr:
        parts: list[Basic] = []
        for value, condition in node.args[:-1]:
            parts += [self.read(value), self._condition(condition)]
        if node.args[-1][1] != True:  # noqa: E712 (SymPy's own truth value)
            raise IllFormed("a Piecewise must cover everything")
        return Cases(*parts, self.read(node.args[-1][0]))

    def _read_Derivative(self, node: sympy.Derivative) -> Expr:
        repeated = (variable for variable, times in node.variable_count for _ in range(int(times)))
        return D(self.read(node.expr), *map(self.read, repeated))

    def _condition(self, condition: Any) -> Equal:
        if not isinstance(condition, sympy.Eq | sympy.Ne):
            raise IllFormed("the condition {} has no reading: only equal and different indices", condition)
        kind = Equal if isinstance(condition, sympy.Eq) else Distinct
        return kind(*map(self._place, condition.args))

    def _place(self, place: Any) -> Expr:
        if isinstance(place, Index | sympy.Integer) or hasattr(place, "ranges_over"):
            return place
        if str(place) in self.indices:
            return self.indices[str(place)]
        raise IllFormed("what the index {} runs over is not said", place)

    def _letter(self, name: str, dims: tuple[Any, ...], positive: bool) -> Family:
        return self.letters.setdefault(name, Family(name, dims, (), positive))


def _dim(side: Any) -> Dim | None:
    return Dim(str(side)) if isinstance(side, sympy.Symbol) else None


def _function_name(node: Any) -> str:
    if isinstance(node, sympy.core.function.AppliedUndef) and len(node.args) == 1:
        unknown: str = type(node).__name__
        return unknown
    return heads().get((type(node), *node.args[:-1])) or _refuse(type(node).__name__)


def _refuse(name: str) -> str:
    raise IllFormed("SymPy's {} has no reading here", name)
