"""Indices, monomials and their orders, broken."""

from __future__ import annotations

from typing import Any

from derive.audit.letters import INDICES, W, k, r, x
from derive.audit.sabotage.frame import Claim, always, sabotage
from derive.language.binders import delta

s, v = INDICES[r][:2]
LABELS = Claim(delta(s, v) * delta(W[s], k) * x[W[v]], delta(s, v) * delta(W[v], k) * x[k], judged="true")


@sabotage("terms:tidy", "2/1 = 2/2")
def _tidy(_: Any) -> Any:
    return lambda number: number if isinstance(number, int) or number.denominator != 1 else number / 2


always("terms:constant", "2 = 1", {(): 1})


@sabotage("terms:atomic", "a = 2a")
def _atomic(_: Any) -> Any:
    return lambda atom, exponent=1: {((atom, exponent),): 2}


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


@sabotage("terms:moved", "x_{W_u} with s put for u is x_{W_u}")
def _moved_index(_: Any) -> Any:
    return lambda index, places: places.get(index, index)


@sabotage("terms:moved_inside", "δ_ij δ_{k,L_j} is not δ_ij δ_{k,L_i}", LABELS)
def _moved_inside(_: Any) -> Any:
    return lambda index, places: index
