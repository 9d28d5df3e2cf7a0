"""Comparisons of numbers, broken: [a > 0], [a = 0], the greatest of many, and what is made of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from sympy import Integer

from derive.audit.letters import a, c, i, j, k, t, w, x
from derive.audit.sabotage.frame import Claim, sabotage
from derive.kernel import proof
from derive.kernel.signs import POSITIVE
from derive.kernel.terms import ONE, atomic
from derive.language.binders import Sum, delta
from derive.language.comparisons import More, Where, cases, maximum
from derive.language.derivatives import D
from derive.language.functions import exp, relu, sign, step

ZERO, ONE_ = Integer(0), Integer(1)
AT_ZERO = Where(ZERO, More(c, ZERO), Where(ZERO, More(ZERO, c), Integer(1)))
GREATEST = maximum(x[k], k)
KINK = Claim(D(relu(c), c), cases((1, c >= 0), (0, True)), judged="true")


def _sign(expression: Any, relation: str = "≥") -> Claim:
    """That a sign can be read off the expression."""
    return Claim(expression, ZERO, relation, ask=lambda: proof.prove_sign(expression, relation))


@sabotage("comparisons:Comparisons.above", "[−c > 0] = 1 − [c > 0]", Claim(step(c) + step(-c), Integer(1)))
def _above(right: Any) -> Any:
    def wrong(self: Any, form: Any) -> Any:
        made = right(self, form)
        return {powers: number for powers, number in made.items() if all(a[0] != "null" for a, _ in powers)}

    return wrong


@sabotage("comparisons:Comparisons.null", "[c = 0] = 0", Claim(sign(c) ** 2, Integer(1)))
def _null(_: Any) -> Any:
    return lambda self, form: {}


@sabotage("comparisons:Comparisons._indicator", "[c > 0] = 1", Claim(step(c), Integer(1)))
def _indicator(_: Any) -> Any:
    return lambda self, kind, form: ONE


@sabotage("comparisons:Comparisons._primitive", "[x c > 0] = [c > 0]", Claim(step(t[i] * c), step(t[i])))
def _primitive(right: Any) -> Any:
    def wrong(self: Any, form: Any) -> Any:
        made = right(self, form)
        if len(made) != 1:
            return made
        ((powers, number),) = made.items()
        return {powers[-1:]: number}

    return wrong


@sabotage("comparisons:Comparisons.compare", "c [c > 0] = c", Claim(relu(c), c))
def _compare(right: Any) -> Any:
    def wrong(self: Any, powers: Any) -> Any:
        found = [atom for atom in powers if atom[0] == "above" and len(powers) == 2]
        if found:
            return {tuple(each for each in powers.items() if each[0] not in found): 1}
        return right(self, powers)

    return wrong


@sabotage(
    "comparisons:Comparisons._one_holds",
    "[c > 0] [t > 0] = [c > 0] + [t > 0] − 1",
    Claim(step(c) * step(t[i]), step(c) + step(t[i]) - 1),
)
def _one_holds(_: Any) -> Any:
    return lambda self, one, other: True


@sabotage(
    "comparisons:Comparisons._remainder", "c > 0 and 9 > c cannot be", Claim(step(c) * step(9 - c), ZERO)
)
def _remainder(right: Any) -> Any:
    return lambda self, first, second: (right(self, first, second)[0], {})


@sabotage("comparisons:Comparisons._at_zero", "(1 + c) [c = 0] = 0", Claim((1 + c) * AT_ZERO, ZERO))
def _at_zero(right: Any) -> Any:
    return lambda self, powers, atom: {}


@sabotage(
    "comparisons:Comparisons._implied", "[c > 0] [t > 0] = [c > 0]", Claim(step(c) * step(t[i]), step(c))
)
def _implied(right: Any) -> Any:
    return lambda self, one, other: ONE


@sabotage(
    "comparisons:Comparisons.greatest", "max_k (x_k + c) = max_k x_k", Claim(maximum(x[k] + c, k), GREATEST)
)
def _greatest(right: Any) -> Any:
    return lambda self, form, bound: {
        powers: number for powers, number in right(self, form, bound).items() if "max" in str(powers)
    }


@sabotage(
    "comparisons:Comparisons._positive_factor", "max_k −x_k = −max_k x_k", Claim(maximum(-x[k], k), -GREATEST)
)
def _positive_factor(right: Any) -> Any:
    def wrong(self: Any, form: Any, bound: Any) -> Any:
        factor, inside = right(self, form, bound)
        turned = all(number < 0 for number in inside.values())
        return (self.scale(factor, -1), self.scale(inside, -1)) if turned else (factor, inside)

    return wrong


@sabotage(
    "comparisons:Comparisons.substitute_greatest",
    "max_k (x_k t_i) with j put for i is max_k (x_k t_i)",
    Claim(delta(i, j) * maximum(x[k] * t[i], k), delta(i, j) * maximum(x[k] * t[j], k), judged="true"),
)
def _substitute_greatest(_: Any) -> Any:
    return lambda self, atom, places: atomic(atom)


@sabotage(
    "comparisons:_holds",
    "max_k (x_k + c) is not shifted",
    Claim(maximum(x[k] + c, k), GREATEST + c, judged="true"),
)
def _holds(_: Any) -> Any:
    return lambda powers, index: True


@sabotage(
    "comparisons:_order", "[−c > 0] is not seen to be about c", Claim(relu(c) - relu(-c), c, judged="true")
)
def _order(_: Any) -> Any:
    return lambda form: ()


@sabotage(
    "comparisons:_is_bound",
    "Σ_i Σ_j [x_i > x_j] is about x_i − x_j or x_j − x_i, as the names fall",
    Claim(Sum(step(x[i] - x[j]), i, j), Sum(step(x[i] - x[j]), j, i), judged="true"),
)
def _is_bound(_: Any) -> Any:
    return lambda form: False


@sabotage(
    "colours:signed_sketch",
    "under Σ_i nothing tells x_i − t_i from t_i − x_i",
    Claim(Sum(relu(x[i] - t[i]) - relu(t[i] - x[i]), i), Sum(x[i] - t[i], i), judged="true"),
)
def _signed_sketch(_: Any) -> Any:
    return len


@sabotage("sums:Sums.with_one", "exp(c [c > 0]) = 1 where c > 0", Claim(exp(relu(c)), Integer(1)))
def _with_one(_: Any) -> Any:
    return lambda self, powers, indicator: ONE


@sabotage("sums:Sums._with_one", "exp(c [c > 0]) = exp 0", Claim(exp(relu(c)), Integer(1)))
def _with_one_inside(_: Any) -> Any:
    return lambda self, form, indicator: {}


@sabotage("reading:Reader._where", "{c if c > 0; t otherwise} = c", Claim(cases((c, c > 0), t[i]), c))
def _where(_: Any) -> Any:
    return lambda self, expression, places: self.read(expression.value, places)


@sabotage("reading:Reader._compared", "[c ≥ 0] = [c > 0]", Claim(cases((1, c >= 0), (0, True)), step(c)))
def _compared(right: Any) -> Any:
    return lambda self, condition, places: self.above(self.read(condition.difference, places))


@sabotage("reading:Reader._opened", "max(c, t) = c", Claim(maximum(c, t[i]), c))
def _opened(right: Any) -> Any:
    return lambda self, expression, places: self.read(
        expression.args[-2] if len(expression.args) == 2 else c, places
    )


@sabotage("reading:Reader._greatest", "max_k x_k is Σ_k x_k", Claim(GREATEST, Sum(x[k], k)))
def _read_greatest(_: Any) -> Any:
    return lambda self, expression, places: self.read(Sum(expression.body, expression.bound), places)


@sabotage("reading:Reader._leave_out", "relu′ is known at 0", KINK)
def _leave_out(_: Any) -> Any:
    return lambda self, edge, bound, places: None


@sabotage(
    "derivative:_where",
    "{c if c > 0; 0 otherwise}′ = 1",
    Claim(D(cases((c, c > 0), (0, True)), c), Integer(1)),
)
def _derivative(right: Any) -> Any:
    def wrong(expression: Any, variable: Any, opens: Any) -> Any:
        made = right(expression, variable, opens)
        return made.value if isinstance(made, Where) else made

    return wrong


@sabotage("derivative:_opened", "max(c, t)′ = 0", Claim(D(maximum(c, t[i]), c), ZERO))
def _derivative_opened(_: Any) -> Any:
    return lambda expression, variable, opens: ZERO


@sabotage("derivative:_greatest", "∂max_k x_k/∂x_j = 1", Claim(D(GREATEST, x[j]), Integer(1)))
def _derivative_greatest(_: Any) -> Any:
    return lambda expression, variable, opens: Integer(1)


@sabotage("derivative:edges", "there are no kinks", KINK)
def _edges(_: Any) -> Any:
    return lambda expression, variable, opens: iter(())


def _is_one(expression: Any) -> Any:
    """Whether the kernel writes the expression's normal form as 1."""
    made = proof.normal_form(expression)
    return made if made == 1 else None


@sabotage("express:_null", "[c = 0] is written as 1", Claim(AT_ZERO, ONE_, ask=partial(_is_one, AT_ZERO)))
def _null_written(_: Any) -> Any:
    return lambda inside: Integer(1)


@sabotage(
    "express:_comparison", "[c > 0] is written as 1", Claim(step(c), ONE_, ask=partial(_is_one, step(c)))
)
def _comparison_written(_: Any) -> Any:
    return lambda atom, letters, places: Integer(1)


@sabotage("signs:Signs._where", "c is ≥ 0 where it is not > 0", _sign(cases((a[i], a[i] > 1), (c, True))))
def _sign_where(_: Any) -> Any:
    return lambda self, expression: POSITIVE


@sabotage(
    "signs:Signs._told", "every value has the sign of its condition", _sign(cases((t[i], c > 0), (w, True)))
)
def _told(_: Any) -> Any:
    return lambda self, expression, difference, sign: POSITIVE


@sabotage("signs:Signs._opened", "sign c ≥ 0", _sign(sign(c)))
def _sign_opened(_: Any) -> Any:
    return lambda self, expression: POSITIVE


@sabotage("signs:Signs._of_two", "max(c, t) > 0", _sign(maximum(c, t[i]), ">"))
def _of_two(_: Any) -> Any:
    return lambda self, expression: POSITIVE


@sabotage("signs:_either", "what is > 0 or < 0 is > 0", _sign(cases((w, c > 0), (-w, True))))
def _either(_: Any) -> Any:
    return lambda signs: POSITIVE
