"""Where the lines of a chain have a value, broken: a chain is believed where a line between has none."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sympy import Expr, Integer

from derive.audit.letters import c, i, j, k, x
from derive.audit.sabotage.frame import Claim, always, sabotage
from derive.kernel import Openings, proof
from derive.language.binders import Sum
from derive.language.comparisons import cases
from derive.language.expressions import sqrt
from derive.language.functions import exp, log
from derive.language.places import equal


def _linked(left: Expr, right: Expr) -> Any:
    """A proof by the laws of functions, or by algebra alone."""
    made = proof.prove(left, right)
    return made if isinstance(made, proof.Proof) else proof.prove(left, right, Openings(functions=False))


def _chain(*lines: Expr) -> Claim:
    """That the first line is the last one, through those between."""
    return Claim(
        lines[0], lines[-1], ask=lambda: proof.prove_chain([_linked(*link) for link in pairwise(lines)])
    )


def _root(letter: Expr) -> tuple[Expr, Expr, Expr, Expr]:
    """√c² = √(exp log c)² = exp log c = c, where c > 0."""
    return sqrt(letter**2), sqrt(exp(log(letter)) ** 2), exp(log(letter)), letter


ROOT = _chain(*_root(c))
ONLY_HERE = cases((log(c), equal(i, j)), Integer(0))


@sabotage("domains:_call", "log a has a value for every a", ROOT)
def _call(_: Any) -> Any:
    from derive.kernel.domains import needs

    return lambda reader, expression, places, surely: needs(
        reader, expression.argument, places, surely=surely
    )


always(
    "domains:_sum", "Σ_k f_k has a value where no f_k has one", (), _chain(*(Sum(a, k) for a in _root(x[k])))
)
always("domains:pieces", "nothing need hold for a line to have a value", [], ROOT)
always("domains:_is_known", "what a line needs is said by the ends", True, ROOT)


@sabotage(
    "domains:_cases",
    "{log c if i = j; 0 otherwise} has a value only where c > 0",
    _chain(*(line + ONLY_HERE for line in _root(c))),
)
def _cases(right: Any) -> Any:
    return lambda reader, expression, places, surely: right(reader, expression, places, False)
