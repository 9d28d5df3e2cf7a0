"""Sums with what does not depend on their index before them, Σ_i Σ_k a_i b_ik c_k d_j = d_j Σ_i a_i Σ_k b_ik c_k.

The value is the same; eight sums in one another over n places each are eight times n² terms, and not n⁸.
"""

from __future__ import annotations

from functools import lru_cache

from sympy import Expr

from derive.language.binders import Sum, free_indices
from derive.language.expressions import Times


@lru_cache(maxsize=1 << 12)
def apart(node: Sum) -> Times | None:
    """The factors in which its index does not stand before the sum, likewise of the sums inside; None without any."""
    factors = _factors(node.body)
    outside = [each for each in factors if node.bound not in free_indices(each)]
    if not outside or len(outside) == len(factors):
        return None
    inside = [each for each in factors if node.bound in free_indices(each)]
    return Times(*outside, Sum(_product(inside), node.bound, without=node.without))


def _factors(body: Expr) -> list[Expr]:
    """The factors, with those of the sums among them that stand before these."""
    if isinstance(body, Times):
        return [factor for arg in body.args for factor in _factors(arg)]
    if type(body) is Sum and (made := apart(body)) is not None:
        return [*made.args]
    return [body]


def _product(factors: list[Expr]) -> Expr:
    return Times(*factors) if len(factors) > 1 else factors[0]
