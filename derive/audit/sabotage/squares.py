"""Sums of squares, broken."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derive.audit.letters import i, t, x
from derive.audit.sabotage.deciding import sign_of
from derive.audit.sabotage.frame import sabotage

INDEFINITE = sign_of(x[i] ** 2 - 3 * x[i] * t[i] + t[i] ** 2, "≥")


@sabotage("squares:_root", "every a is a square", sign_of(x[i] + 1))
def _root(_: Any) -> Any:
    return lambda powers, non_negative: tuple((atom, Fraction(exponent) / 2) for atom, exponent in powers)


@sabotage("squares:_gram", "x² − 3xt + t² is x² − 3/2 xt + t²", INDEFINITE)
def _gram(right: Any) -> Any:
    def wrong(body: Any, basis: Any, root: Any) -> Any:
        made = right(body, basis, root)
        return made and [
            [each if row == column else each / 2 for column, each in enumerate(line)]
            for row, line in enumerate(made)
        ]

    return wrong


@sabotage("squares:_pivots", "every matrix is positive semidefinite", INDEFINITE)
def _pivots(_: Any) -> Any:
    return lambda matrix, order: [Fraction(1)] * len(order)
