"""Recurrences written out and inductions, broken."""

from __future__ import annotations

from typing import Any

from derive.audit.letters import i, j, n, x
from derive.audit.sabotage.frame import Claim, sabotage
from derive.kernel import proof
from derive.language.binders import Span, substitute
from derive.language.families import Entry, Family
from derive.language.indices import Moved
from derive.language.recurrences import Recurrence

OLD = Entry(Family("R", (n,)), Moved(i, -1))
TOTAL = Recurrence("R", (i,), x[1], OLD + x[i])


def _induction(left: Any, right: Any) -> Claim:
    """That an induction proves the claim."""
    return Claim(left, right, ask=lambda: proof.prove_induction(left, right, i))


@sabotage(
    "unfolding:_written_out",
    "R_i is its first value everywhere",
    Claim(TOTAL[i], x[1]),
)
def _written_out(right: Any) -> Any:
    def wrong(node: Any, windows: Any, *more: Any) -> Any:
        if isinstance(node, Entry) and isinstance(node.family, Recurrence):
            return node.family.ended(node.places)
        return right(node, windows, *more)

    return wrong


@sabotage("proof:_both_at", "an induction has no step", _induction(TOTAL[i], x[1]))
def _both_at(right: Any) -> Any:
    return lambda sides, index, place: right(sides, index, 1)


SHIFTED = Recurrence("Q", (i,), x[1], Entry(Family("Q", (n,)), Moved(i, -1)) + x[Moved(i, -1)])


@sabotage(
    "unfolding:split_off",
    "Σ_{s=1}^{t+1} f_s = Σ_{s=1}^t f_s + f_t",
    _induction(SHIFTED[i], Span(x[j], j, (1, i))),
)
def _split_off(right: Any) -> Any:
    def wrong(node: Any, here: Any, there: Any) -> Any:
        if isinstance(node, Span) and node.last == there != here:
            return Span(node.body, node.bound, (node.first, here)) + substitute(node.body, {node.bound: here})
        return right(node, here, there)

    return wrong
