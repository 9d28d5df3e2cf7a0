"""Indices, monomials and their orders, broken."""

from __future__ import annotations

from typing import Any

from derive.audit.sabotage.frame import always, sabotage


@sabotage("terms:tidy", "2/1 = 2/2")
def _tidy(_: Any) -> Any:
    return lambda number: number if isinstance(number, int) or number.denominator != 1 else number / 2


always("terms:constant", "2 = 1", {(): 1})


@sabotage("terms:atomic", "a⁻¹ = a")
def _atomic(right: Any) -> Any:
    return lambda atom, exponent=1: right(atom, abs(exponent))


@sabotage("terms:freeze", "f(a + b) = f(a)")
def _freeze(right: Any) -> Any:
    return lambda form: right(form)[:1]


@sabotage("terms:monomial", "a³ = a²")
def _monomial(right: Any) -> Any:
    return lambda powers: right((atom, 2 if power == 3 else power) for atom, power in powers)


always("terms:subforms", "no index stands inside a function", ())


@sabotage("terms:own_indices", "X_ij depends on its first index only")
def _own_indices(right: Any) -> Any:
    return lambda atom: right(atom)[:1]


@sabotage("terms:indices_of", "δ_ij depends on no index")
def _indices_of(right: Any) -> Any:
    return lambda atom: frozenset() if atom[0] == "delta" else right(atom)


@sabotage("terms:unlabelled", "x_{y_i} does not depend on i")
def _unlabelled(_: Any) -> Any:
    return lambda index: (index,)


always("terms:height", "the names of a sum are those of the sums inside it", 0)
