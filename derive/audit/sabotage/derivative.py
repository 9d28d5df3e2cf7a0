"""Rules of differentiation, broken."""

from __future__ import annotations

from typing import Any

from sympy import Integer

from derive.audit.letters import i, x
from derive.audit.sabotage.frame import Claim, sabotage
from derive.language.binders import Sum
from derive.language.derivatives import D
from derive.language.expressions import Plus, Power, Quotient
from derive.language.families import define
from derive.language.functions import tanh


@sabotage("derivative:differentiate", "∂²f/∂x∂y = ∂f/∂x")
def _differentiate(right: Any) -> Any:
    def wrong(expression: Any, variable: Any, opens: Any) -> Any:
        from derive.language.derivatives import Derivative

        return expression if isinstance(expression, Derivative) else right(expression, variable, opens)

    return wrong


@sabotage("derivative:_moves", "∂f/∂x = 0 for a quotient f")
def _moves(right: Any) -> Any:
    return lambda expression, variable, opens: (
        not isinstance(expression, Quotient) and right(expression, variable, opens)
    )


@sabotage("derivative:_plus", "∂(a + b) = ∂a")
def _plus(_: Any) -> Any:
    return lambda expression, variable, opens: _inner(expression.args[0], variable, opens)


@sabotage("derivative:_times", "∂(a b) = ∂a ∂b")
def _times(_: Any) -> Any:
    def wrong(expression: Any, variable: Any, opens: Any) -> Any:
        from derive.kernel.derivative import times

        return times(*(_inner(factor, variable, opens) for factor in expression.args))

    return wrong


@sabotage("derivative:_neg", "∂(−a) = ∂a")
def _neg(_: Any) -> Any:
    return lambda expression, variable, opens: _inner(expression.args[0], variable, opens)


@sabotage("derivative:_quotient", "∂(a/b) = ∂a/b")
def _quotient(_: Any) -> Any:
    return lambda expression, variable, opens: Quotient(
        _inner(expression.args[0], variable, opens), expression.args[1]
    )


@sabotage("derivative:_power", "∂a² = 2a")
def _power(right: Any) -> Any:
    def wrong(expression: Any, variable: Any, opens: Any) -> Any:
        base, exponent = expression.args
        return (
            exponent * Power(base, exponent - 1)
            if exponent.is_Rational
            else right(expression, variable, opens)
        )

    return wrong


@sabotage("derivative:_call", "∂f(a) = f′(a)")
def _call(right: Any) -> Any:
    def wrong(expression: Any, variable: Any, opens: Any) -> Any:
        made = right(expression, variable, opens)
        return made.args[0] if made.func.__name__ == "Times" else made

    return wrong


@sabotage("derivative:_sum", "∂Σ_d f_d/∂z_d takes the bound d for the free one")
def _sum(_: Any) -> Any:
    return lambda expression, variable, opens: Sum(
        _inner(expression.body, variable, opens), expression.bound, without=expression.without
    )


@sabotage("derivative:_cases", "∂{a if i = j; b otherwise} = ∂b")
def _cases(_: Any) -> Any:
    return lambda expression, variable, opens: _inner(expression.otherwise, variable, opens)


@sabotage("derivative:_entry", "∂z_e/∂z_d = 1")
def _entry(right: Any) -> Any:
    return lambda expression, variable, opens: (
        Integer(1) if expression.family == variable.family else right(expression, variable, opens)
    )


@sabotage("derivative:_same", "δ_ij = 1 in ∂X_id/∂X_jd")
def _same(_: Any) -> Any:
    return lambda one, other: Integer(1)


@sabotage("derivative:plus", "the sum of derivatives is the last of them")
def _sum_of(_: Any) -> Any:
    return lambda *terms: terms[-1]


@sabotage("derivative:times", "a · 1 · b = a")
def _product_of(right: Any) -> Any:
    return lambda *factors: right(factors[0])


@sabotage("derivative:_parts", "of a sum in a sum only the first term counts")
def _parts(right: Any) -> Any:
    return lambda head, value: right(head, value)[:1]


@sabotage("derivative:minus", "−a = a")
def _minus(_: Any) -> Any:
    return lambda term: term


def _inner(expression: Any, variable: Any, opens: Any) -> Any:
    from derive.kernel.derivative import differentiate

    return differentiate(expression, variable, opens)


# through definitions inside one another

INNER = define("f", i, tanh(x[i]))
OUTER = define("g", i, INNER[i] ** 2)


@sabotage("sharing:_put", "∂ f(x)² is f(x)²", Claim(D(OUTER[i], x[i]), OUTER[i]))
def _put(_: Any) -> Any:
    return lambda expression, old, new: new


@sabotage(
    "sharing:_Sharing._factor",
    "a factor of several terms is 1",
    Claim(D(OUTER[i], x[i]), 2 * INNER[i] * (1 + INNER[i] ** 2)),
)
def _factor(right: Any) -> Any:
    return lambda self, factor: Integer(1) if isinstance(factor, Plus) else right(self, factor)
