"""What it costs to take each of the readings that a formula leaves open."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from derive.documents.readings.dependence import Dependence
from derive.documents.readings.trees import (
    BRACKET_APART,
    OF_FIRST_FACTOR,
    OF_WHOLE_PRODUCT,
    OVER_IT,
    POWER_OF_LOG,
    REST_APART,
    SLOPE_BEHIND_BRACKETS,
    SLOPE_OF_WHOLE_PRODUCT,
    SUM_ENDS,
    Apply,
    Big,
    Called,
    Either,
    Letter,
    Node,
    Number,
    Partial,
    Quotient,
    Times,
    Transposed,
    letters,
    walk,
)

if TYPE_CHECKING:
    pass


class Parting(Dependence):
    """Ranks the options of an `Either`: where Σ ends, what ∂/∂x is applied to, what stands below a stroke."""

    def option_costs(self, node: Either) -> list[float]:
        """What it costs to take each option; a Σ goes on where its letter would otherwise stand free there alone."""
        if node.whats[0] == SUM_ENDS:
            first = set(self._free(node.options[0], frozenset()))
            second = set(self._free(node.options[1], frozenset()))
            return [2.0, 0.0] if first - second - self._beside_sum(node) else [0.0, 1.5]
        if node.whats[0] == BRACKET_APART:
            whole = node.options[1]
            call = (
                isinstance(whole, Quotient) and isinstance(whole.below, Called) and self.is_call(whole.below)
            )
            return [0.5, 0.0] if call else [0.0, 0.5]
        if node.whats[0] == REST_APART:
            product = node.options[0]
            last = product.factors[1] if isinstance(product, Times) else product
            return [0.0, 0.3] if isinstance(last, Letter | Number) else [0.0, 0.5]
        if node.whats[1].english == OF_WHOLE_PRODUCT.english and _is_log_of_density(node.options[0]):
            return [0.6, 0.0]
        if node.whats[1].english == OF_WHOLE_PRODUCT.english and _is_before_sum(node.options[0]):
            return [0.0, 0.6]
        if node.whats[1] == SLOPE_OF_WHOLE_PRODUCT:
            return [_cost_of_first(node.options[0]), 0.0]
        return [0.0, _LESS_USUAL.get(node.whats[1].english, 0.3)]

    def _beside_sum(self, node: Either) -> set[str]:
        """The letters that stand free beside a sum: in a definition those of its head, elsewhere those of the chain."""
        for each in self.definitions:
            if each.body is not None and node in set(walk(each.body)):
                return {inner.name for inner in letters(each.head)}
        return {
            n for tree in self.trees if node not in set(walk(tree)) for n in self._free(tree, frozenset())
        }


_LESS_USUAL = {
    OVER_IT.english: 1.5,
    SLOPE_BEHIND_BRACKETS.english: 0.5,
    OF_FIRST_FACTOR.english: 3.0,
    POWER_OF_LOG.english: 0.6,
}
"""What it costs to take the second option, by what that says."""


def _is_log_of_density(product: Node) -> bool:
    """Whether an exponential stands behind the logarithm of a fraction, log 1/σ exp(…)."""
    factors = product.factors if isinstance(product, Times) else ()
    return any(
        isinstance(one, Apply)
        and one.function == "log"
        and isinstance(one.arguments[0], Quotient)
        and isinstance(other, Apply)
        and other.function == "exp"
        for one, other in pairwise(factors)
    )


def _is_before_sum(product: Node) -> bool:
    """Whether log λ stands before a sum, log λ Σ_i x_i."""
    factors = product.factors if isinstance(product, Times) else ()
    return len(factors) > 1 and isinstance(factors[0], Apply) and isinstance(factors[1], Big)


def _cost_of_first(product: Node) -> float:
    """What it costs to derive the first factor alone: ½ of ∂/∂w ½ Σ_i … nobody does, and few the xᵀ of ∂/∂x xᵀ A x."""
    factors = product.factors if isinstance(product, Times) else (product,)
    last = next((each for each in factors if isinstance(each, Partial)), None)
    if last is not None and not any(True for _ in letters(last.body)):
        return 9.0
    return 0.6 if last is not None and isinstance(last.body, Transposed) else 0.2
