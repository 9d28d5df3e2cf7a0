"""δ and cases: the condition that an expression turns on, and what it is where that holds or does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Basic

from derive.codegen.trees import cases, mapped
from derive.language.binders import Cases, Delta, Sum, walk
from derive.language.derivatives import Derivative
from derive.language.expressions import ONE, ZERO
from derive.language.families import Entry
from derive.language.indices import Moved
from derive.language.places import Distinct, Equal


def first_choice(expression: Basic) -> Equal | None:
    """The first condition that the expression, outside of its sums, depends on."""
    if isinstance(expression, Delta):
        return Equal(*expression.args)
    if isinstance(expression, Cases):
        condition = expression.branches[0][1]
        return Equal(*condition.args)
    if isinstance(expression, Sum | Entry | Derivative) or not expression.args:
        return None
    return next((found for part in expression.args if (found := first_choice(part))), None)


def has_borders(expression: Basic) -> bool:
    """Whether cases in it look beside a place, at the border of which they say what stands: each is decided alone."""
    alone = isinstance(expression, Cases | Delta)
    return not alone and any(isinstance(node, Moved) for node in walk(expression))


def decided(expression: Basic, condition: Equal, *, holds: bool) -> Any:
    """The expression where the condition holds, or does not."""
    if isinstance(expression, Delta) and set(expression.args) == set(condition.args):
        return ONE if holds else ZERO
    if isinstance(expression, Cases):
        return _decided_cases(expression, condition, holds=holds)
    if isinstance(expression, Sum | Entry | Derivative) or not expression.args:
        return expression
    change: Callable[[Any], Any] = lambda part: decided(part, condition, holds=holds)  # noqa: E731
    return mapped(expression, change)


def _decided_cases(node: Cases, condition: Equal, *, holds: bool) -> Any:
    parts: list[Any] = []
    for value, branch in node.branches:
        inner = decided(value, condition, holds=holds)
        if set(branch.args) != set(condition.args):
            parts += [inner, branch]
        elif isinstance(branch, Distinct) != holds:
            return cases(*parts, inner)
    return cases(*parts, decided(node.otherwise, condition, holds=holds))
