"""Field arithmetic and Kronecker's δ, broken."""

from __future__ import annotations

from typing import Any

from derive.audit.letters import a, i, w
from derive.audit.sabotage.frame import Claim, always, sabotage
from derive.kernel.terms import Undecided, constant
from derive.language.binders import Sum
from derive.language.expressions import sqrt
from derive.language.functions import exp

HALVES = Claim(
    Sum(exp(sqrt(a[i]) / (a[i] + 1) + 1 / (sqrt(a[i]) * (a[i] + 1))), i),
    Sum(exp(1 / sqrt(a[i])), i),
    judged="true",
)


@sabotage("arithmetic:Arithmetic.add", "a + a = a")
def _add(_: Any) -> Any:
    return lambda self, *forms: {powers: number for form in forms for powers, number in form.items()}


@sabotage("arithmetic:Arithmetic.scale", "−a = a")
def _scale_form(right: Any) -> Any:
    return lambda self, form, number: right(self, form, abs(number))


@sabotage("arithmetic:Arithmetic.subtract", "a − b = a + b")
def _subtract(_: Any) -> Any:
    return lambda self, first, second: self.add(first, second)


@sabotage("arithmetic:Arithmetic.multiply", "(a + b)(c + d) = a c + a d")
def _multiply(right: Any) -> Any:
    return lambda self, first, second: right(self, dict([*first.items()][:1]), second)


@sabotage("arithmetic:Arithmetic.product", "a b c = a b")
def _product(right: Any) -> Any:
    return lambda self, forms: right(self, [*forms][:2])


@sabotage("arithmetic:Arithmetic.settle", "a⁻¹ a = a")
def _settle(right: Any) -> Any:
    return lambda self, coefficient, powers: right(
        self, coefficient, {atom: power or 1 for atom, power in powers.items()}
    )


@sabotage("arithmetic:Arithmetic._settle_primes", "√8 = √2")
def _settle_primes(right: Any) -> Any:
    return lambda self, coefficient, powers: (coefficient, right(self, coefficient, powers)[1])


@sabotage("arithmetic:Arithmetic._settle_deltas", "δ_ij f_i = f_i")
def _settle_deltas(_: Any) -> Any:
    return lambda self, powers: self.settle(
        1, {atom: power for atom, power in powers.items() if atom[0] != "delta"}
    )


@sabotage("arithmetic:Arithmetic._settle_deltas_inside", "f(δ) = f(0)")
def _settle_deltas_inside(_: Any) -> Any:
    def wrong(self: Any, powers: Any) -> Any:
        from derive.kernel.deltas import delta_inside

        found = next((inside for atom in powers if (inside := delta_inside(atom)) is not None), None)
        return None if found is None else self.without_delta(powers.items(), found)

    return wrong


always("arithmetic:Arithmetic._impossible", "δ_ij = 0", True)
always("arithmetic:Arithmetic.positive", "everything is positive", True)
always("arithmetic:Arithmetic.positive_form", "every sum is positive", True)
always("arithmetic:Arithmetic.positive_quotient", "a/(a + b) is not positive", False)


@sabotage("arithmetic:Arithmetic.power", "a⁻² = a⁻¹")
def _power(right: Any) -> Any:
    return lambda self, form, exponent: right(self, form, -1 if exponent == -2 else exponent)


@sabotage("arithmetic:Arithmetic.content", "1/(−a − b) = 1/(a + b)")
def _content(right: Any) -> Any:
    def wrong(self: Any, form: Any, *, whole: bool = True) -> Any:
        content, number, rest = right(self, form, whole=whole)
        return content, abs(number), rest

    return wrong


@sabotage("arithmetic:Arithmetic._factors", "1/(a + 1)² = 1/(a + 1)")
def _factors(right: Any) -> Any:
    def wrong(self: Any, rest: Any, *, whole: Any) -> Any:
        factors, left = right(self, rest, whole=whole)
        return dict.fromkeys(factors, 1), left

    return wrong


@sabotage("arithmetic:Arithmetic.cleared", "1/(a + b/(c + d)) = 1/(a (c + d) + b)")
def _cleared(right: Any) -> Any:
    return lambda self, form, *, whole=True: (right(self, form, whole=whole)[0], {})


@sabotage("arithmetic:Arithmetic._times_power", "(a + b/Q) Q = a + b")
def _times_power(right: Any) -> Any:
    return lambda self, form, atom, exponent: self.add(
        *(
            right(self, {powers: number}, atom, exponent) if dict(powers).get(atom) else {powers: number}
            for powers, number in form.items()
        )
    )


@sabotage("arithmetic:Arithmetic._power_of_number", "√2 = 2")
def _power_of_number(right: Any) -> Any:
    return lambda self, number, exponent: (
        right(self, number, exponent) if isinstance(exponent, int) else constant(number)
    )


@sabotage("arithmetic:Arithmetic._settle_polynomials", "(a + b)¹ = 1")
def _settle_polynomials(right: Any) -> Any:
    def wrong(self: Any, powers: Any) -> Any:
        whole = [atom for atom, power in powers.items() if atom[0] == "poly" and power >= 1]
        if not whole:
            return right(self, powers)
        return self.settle(1, {atom: power for atom, power in powers.items() if atom != whole[0]})

    return wrong


@sabotage("arithmetic:Arithmetic._divided", "a/(a + b) = 1")
def _divided(right: Any) -> Any:
    return lambda self, rest, atom, exponent: (
        None if right(self, rest, atom, exponent) is None else self.settle(1, {atom: exponent + 1})
    )


always("leading:leading_in", "a/(a + b) stays as it is", None)


@sabotage("leading:greatest", "the term to divide by is any one")
def _greatest(_: Any) -> Any:
    return min


always("leading:_is_greatest", "1/(a (a + 1)) stays as it is", False, HALVES)


@sabotage("leading:divide", "a b/b = a b")
def _divide(_: Any) -> Any:
    return lambda rest, term: dict(rest)


@sabotage("leading:_magnitude", "no product is smaller than another", HALVES)
def _magnitude(_: Any) -> Any:
    return lambda quotient, term: (0, 0, 0, ())


always("deltas:delta_inside", "exp δ_ij stays as it is", None)


@sabotage("arithmetic:_filled", "a⁻¹ + 1 = a⁻¹ (1 + 1)")
def _filled(_: Any) -> Any:
    return lambda powers, pulled: list(powers)


always("factoring:is_irreducible", "a² + 2a + 1 has no factors", True)


@sabotage("factoring:irreducible_factors", "a² + 2a + 1 = a + 1")
def _irreducible_factors(right: Any) -> Any:
    return lambda polynomial: tuple((factor, 1) for factor, _ in right(polynomial))


@sabotage("factoring:_exponents", "a² = a where a polynomial is factored")
def _exponents(right: Any) -> Any:
    return lambda powers, atoms, roots: tuple(min(power, 1) for power in right(powers, atoms, roots))


@sabotage(
    "factoring:_primitive",
    "√a = a where a polynomial is factored",
    Claim(1 / (w + 2 * sqrt(w) + 1), 1 / (w + 1) ** 2),
)
def _primitive(right: Any) -> Any:
    return lambda factor, atoms, roots: right(factor, atoms, [1] * len(roots))


@sabotage("factoring:scale_of", "1/(2a + 2b) is no multiple of 1/(a + b)")
def _scale(_: Any) -> Any:
    return lambda coefficients: 1


@sabotage("limits:Limited.tick", "nothing can be proved within any limit", Claim(a[i], a[i], judged="true"))
def _tick(_: Any) -> Any:
    def refuse(self: Any, terms: int = 0) -> None:
        raise Undecided("the limit of {} steps was reached", terms)

    return refuse
