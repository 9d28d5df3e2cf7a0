"""Renaming, signs and the decision, broken. The property test asks for none but the last, so each has its own claim."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer

from derive.audit.letters import B, S, a, c, e, i, j, k, n, t, w, x
from derive.audit.sabotage.frame import Claim, always, sabotage
from derive.kernel import proof
from derive.kernel.assuming import Openings
from derive.kernel.signs import NEGATIVE, NON_NEGATIVE, POSITIVE
from derive.language.binders import Sum, delta
from derive.language.comparisons import cases
from derive.language.functions import arctan, cos, exp, log
from derive.language.hypotheses import Hypothesis, nonnegative
from derive.language.places import equal

ZERO = Integer(0)


def sign_of(expression: Expr, relation: str = ">", *given: Hypothesis) -> Claim:
    """That the expression is > 0 or ≥ 0."""
    openings = Openings(hypotheses=given)
    return Claim(
        expression, ZERO, relation, given, ask=lambda: proof.prove_sign(expression, relation, openings)
    )


def _renaming(left: Expr, right: Expr) -> Claim:
    return Claim(left, right, ask=lambda: proof.prove_renaming(left, right))


@sabotage("signs:Signs.of", "0 > 0", sign_of(n * ZERO))
def _of(right: Any) -> Any:
    return lambda self, expression: POSITIVE if expression == 0 else right(self, expression)


always(
    "signs:Signs._assumed",
    "what a hypothesis says of t holds of c",
    NON_NEGATIVE,
    sign_of(c, "≥", nonnegative(t[i])),
)
always("signs:Signs._same", "c is t", True, sign_of(c, "≥", nonnegative(t[i])))
always("signs:Signs._entry", "every letter is positive", POSITIVE, sign_of(x[i]))
always("signs:Signs._one_less_exp", "1 − exp x > 0", POSITIVE, sign_of(1 - exp(w)))
always("signs:Signs._power", "a³ > 0", POSITIVE, sign_of(x[i] ** 3))
always("signs:Signs._call", "log a > 0", POSITIVE, sign_of(log(w / (1 + w))))
always("signs:_product", "a b > 0", POSITIVE, sign_of(w * x[i]))
always("signs:_RULES[Dim]", "n < 0", NEGATIVE, sign_of(-n))
always("signs:_RULES[Delta]", "δ_ij > 0", POSITIVE, sign_of(delta(i, j)))


@sabotage("signs:Signs._neg", "−a has the sign of a", sign_of(-w))
def _neg(_: Any) -> Any:
    return _of_first


@sabotage("signs:Signs._plus", "a + b has the sign of a", sign_of(w - 2 * w))
def _plus(_: Any) -> Any:
    return _of_first


@sabotage("signs:Signs._times", "a b has the sign of a", sign_of(w * x[i]))
def _times(_: Any) -> Any:
    return _of_first


@sabotage("signs:Signs._quotient", "a/b has the sign of a", sign_of(w / x[i]))
def _quotient(_: Any) -> Any:
    return _of_first


@sabotage("signs:Signs._sum", "Σ_{k≠j} a_k > 0", sign_of(Sum(a[k], k, without=j)))
def _sum(_: Any) -> Any:
    return _of_first


@sabotage(
    "signs:Signs._cases", "{a if i = j; b otherwise} has the sign of a", sign_of(cases((w, equal(i, j)), -w))
)
def _cases(_: Any) -> Any:
    return _of_first


def _of_first(self: Any, expression: Any) -> Any:
    return self.of(expression.args[0])


def _unlinked() -> Any:
    links: list[Any] = [proof.prove(x[i], x[i]), proof.prove(t[i], t[i])]
    return proof.prove_chain(links)


def _valued(expression: Expr) -> Claim:
    """That the expression has a value nowhere."""
    return Claim(expression, ZERO, judged="without a value", ask=lambda: proof.without_value(expression))


@sabotage("signs:Signs.without_value", "log a has a value nowhere", _valued(log(w)))
def _without_value(_: Any) -> Any:
    return lambda self, expression: expression


@sabotage(
    "signs:_always_read", "the branches of cases are always read", _valued(cases((w, equal(i, i)), log(-w)))
)
def _always_read(_: Any) -> Any:
    return lambda expression: tuple(each for each in expression.args if isinstance(each, Expr))


@sabotage("proof:without_value", "what is positive has a value nowhere", _valued(log(w)))
def _without_value_asked(right: Any) -> Any:
    return lambda expression, *more: right(-w if expression.func == w.func else log(-w), *more)


# renaming


always(
    "renaming:same_up_to_renaming", "Σ_k x_k is Σ_k x_k²", True, _renaming(Sum(x[k], k), Sum(x[k] ** 2, k))
)


@sabotage(
    "renaming:_skeleton",
    "Σ_i Σ_j S_ij x_i is Σ_i Σ_j S_ij x_j",
    _renaming(Sum(S[i, j] * x[i], i, j), Sum(S[i, j] * x[j], i, j)),
)
def _skeleton(right: Any) -> Any:
    return lambda node, levels, depth: right(node, dict.fromkeys(levels, 0), 0)


# the decision


@sabotage("proof:prove", "what is left is nothing")
def _prove(right: Any) -> Any:
    return lambda left, other, *more: right(left, left, *more)


@sabotage(
    "proof:prove_chain",
    "a = b, c = d gives a = d",
    Claim(x[i], t[i], ask=_unlinked),
)
def _prove_chain(right: Any) -> Any:
    return lambda proofs: right(proofs[:1])


@sabotage("proof:prove_renaming", "Σ_k x_k is Σ_k x_k²", _renaming(Sum(x[k], k), Sum(x[k] ** 2, k)))
def _prove_renaming(right: Any) -> Any:
    return lambda left, other: right(left, left)


@sabotage("proof:prove_sign", "a > 0 if exp a > 0", sign_of(x[i]))
def _prove_sign(right: Any) -> Any:
    return lambda expression, *more: right(exp(expression), *more)


@sabotage("proof:normal_form", "the normal form of a is that of 2a")
def _normal_form(right: Any) -> Any:
    return lambda expression, *more: right(2 * expression, *more)


@sabotage("proof:_difference", "left − right is left")
def _difference(_: Any) -> Any:
    return lambda reader, left, other: reader.read(left)


@sabotage(
    "differences:remaining",
    "what is divided by need not be multiplied out",
    Claim(1 / (c + w) - 1 / (c + 2 * w), w / ((c + w) * (c + 2 * w)), judged="true"),
)
def _left(_: Any) -> Any:
    return lambda reader, difference: difference


ONE, TWO = 1 + w * a[j], B[j, e] + w * a[j]
AS_WRITTEN, CANCELLED = c * TWO / (ONE * TWO), c / ONE
always(
    "differences:_functions_of_equals",
    "cos(c b/(a b)) is not cos(c/a)",
    None,
    Claim(cos(AS_WRITTEN), cos(CANCELLED), judged="true"),
)
always("differences:_equal", "cos x = cos t", True, Claim(cos(x[i]), cos(t[i])))
always(
    "differences:_exponentials",
    "exp(c b/(a b)) is not exp(c/a)",
    (),
    Claim(exp(AS_WRITTEN), exp(CANCELLED), judged="true"),
)
always("differences:_exponent", "exp x = exp t", {}, Claim(exp(x[i]), exp(t[i])))
always(
    "differences:_replaced",
    "f(a) − 2 f(b) = 0 for a = b",
    {},
    Claim(arctan(AS_WRITTEN), 2 * arctan(CANCELLED)),
)
always(
    "differences:_put",
    "x f(a) = t f(b) for a = b",
    {},
    Claim(x[i] * arctan(AS_WRITTEN), t[i] * arctan(CANCELLED)),
)
always("differences:_without_denominators", "what is divided by something is nothing", {})
