"""Steps that keep the value of an expression, as data: a name, the step, and what a proof of it needs.

In: an expression and a place in it. Out: another expression of the same value.

Each step takes a node and the place it stands at, and returns another expression of the same value, or None
where it does not apply. It is a law of the reals wherever both sides are defined; that it is one is tested by
exact evaluation, one law at a time. To add a law, add one function to a file below.

    frame      what a rewriting is, and the table
    algebra    sums, products, quotients, powers
    summation  Σ
    deltas     δ and cases
    functions  exp and log
    knowledge  definitions and hypotheses
    calculus   ∂
"""

from derive.audit.rewritings import algebra, calculus, deltas, functions, knowledge, summation
from derive.audit.rewritings.frame import REWRITINGS, Rewriting, rewrite

__all__ = [
    "REWRITINGS",
    "Rewriting",
    "rewrite",
    "algebra",
    "summation",
    "deltas",
    "functions",
    "knowledge",
    "calculus",
]
