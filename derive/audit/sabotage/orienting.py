"""Which way an equation is used as a rule, and what follows from it, broken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Integer

from derive.audit.letters import S, c, d, h, i, j, k, t, z
from derive.audit.sabotage.frame import Claim, sabotage
from derive.language.binders import Sum
from derive.language.derivatives import D
from derive.language.hypotheses import Equation, equation, normalised

TURNED = (equation(S[i, j], -S[j, i]),)
TOTAL = Sum(t[k], k)


@sabotage(
    "orienting:oriented", "A_ij = −A_ji is taken for A_ij = A_ji", Claim(S[i, j], S[j, i], given=TURNED)
)
def _oriented(right: Any) -> Any:
    def wrong(left: Any, other: Any, variables: Any) -> Any:
        found = right(left, other, variables)
        if found is None or found.kind != "orbit":
            return found
        return replace(found, replacement=dict.fromkeys(found.replacement, 1))

    return wrong


@sabotage(
    "orienting:_quotient",
    "2 Σ_k t_k = 1 is taken for Σ_k t_k = 2",
    Claim(TOTAL, Integer(2), given=(equation(2 * TOTAL, 1),)),
)
def _quotient(_: Any) -> Any:
    return lambda number, by: number * by


@sabotage(
    "orienting:_solved",
    "Σ_k t_k + c = 1 is taken for Σ_k t_k = c − 1",
    Claim(TOTAL, c - 1, given=(equation(TOTAL + c, 1),)),
)
def _solved(right: Any) -> Any:
    def wrong(left: Any, other: Any, variables: Any) -> Any:
        found = right(left, other, variables)
        if found is None:
            return None
        return replace(found, replacement={powers: -number for powers, number in found.replacement.items()})

    return wrong


@sabotage(
    "consequences:differentiated",
    "Σ_k h_k = 1 gives Σ_k ∂h_k = 1",
    Claim(Sum(D(h[k], z[d]), k), Integer(1), given=(normalised(h),)),
)
def _differentiated(right: Any) -> Any:
    return lambda equation, variables: (
        Equation(each.left, equation.right, each.fixed) for each in right(equation, variables)
    )
