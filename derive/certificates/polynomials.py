"""Terms as polynomials: a rational coefficient for each product of factors with whole exponents.

A factor is an entry, δ, a dimension, exp of one product, ln, a sum of one product, or a polynomial of several
terms under a negative exponent. exp(m/q) has exponents from 0 to q − 1: its q-th power is that of exp(m). Two terms
with one polynomial are equal where both are defined; `ring` and `field` see that in Rocq once the factors are letter
by letter the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from derive.certificates.terms import ONE, ZERO, Above, Apply, Number, Plus, Power, Term, Times

Monomial = tuple[tuple[Term, int], ...]
Polynomial = Mapping[Monomial, Fraction]


def number(value: Fraction | int) -> Polynomial:
    """A constant."""
    return {(): Fraction(value)} if value else {}


def factor(term: Term, exponent: int = 1) -> Polynomial:
    """One factor."""
    return {((term, exponent),): Fraction(1)}


def add(*polynomials: Polynomial) -> Polynomial:
    """a + b + …"""
    total: dict[Monomial, Fraction] = {}
    for polynomial in polynomials:
        for monomial, coefficient in polynomial.items():
            total[monomial] = total.get(monomial, Fraction(0)) + coefficient
    return {monomial: coefficient for monomial, coefficient in total.items() if coefficient}


def scale(polynomial: Polynomial, by: Fraction | int) -> Polynomial:
    """c a."""
    return {monomial: coefficient * by for monomial, coefficient in polynomial.items()} if by else {}


def multiply(*polynomials: Polynomial) -> Polynomial:
    """a b …"""
    product = number(1)
    for polynomial in polynomials:
        pairs = ((one, other) for one in product.items() for other in polynomial.items())
        product = add(*(scale(reduced(joined(a, b)), c * d) for (a, c), (b, d) in pairs))
    return product


def joined(one: Monomial, other: Monomial) -> Monomial:
    """The product of two monomials."""
    exponents = dict(one)
    for term, exponent in other:
        exponents[term] = exponents.get(term, 0) + exponent
    return ordered((term, exponent) for term, exponent in exponents.items() if exponent)


def root(term: Term) -> tuple[int, Term] | None:
    """q and m of exp(m/q)."""
    match term:
        case Apply("exp", Times((Number(part), inner))) if part.numerator == 1 < part.denominator:
            return part.denominator, inner
    return None


def raised(inner: Term) -> Polynomial:
    """exp m; of a logarithm its argument."""
    return (
        read(inner.argument)
        if isinstance(inner, Apply) and inner.function == "ln"
        else factor(Apply("exp", inner))
    )


def reduced(monomial: Monomial) -> Polynomial:
    """The product with the exponents of roots exp(m/q) brought to 0 … q − 1."""
    kept: list[tuple[Term, int]] = []
    whole: list[Polynomial] = []
    for each, exponent in monomial:
        if isinstance(each, Above) and exponent > 1:
            kept.append((each, 1))
            continue
        found = root(each)
        times, left = divmod(exponent, found[0]) if found else (0, exponent)
        kept += [(each, left)] if left else []
        whole += [power(raised(found[1]), times)] if found and times else []
    rest: Polynomial = {tuple(kept): Fraction(1)}
    return multiply(rest, *whole) if whole else rest


def ordered(factors: Iterable[tuple[Term, int]]) -> Monomial:
    """The factors in the order of their text."""
    return tuple(sorted(factors, key=lambda each: (each[0].text, each[1])))


def inverse(polynomial: Polynomial) -> Polynomial:
    """1 / a. Raises `ZeroDivisionError` for 0.

    Of one monomial its factors with the opposite exponents; else the content's, and the rest as one factor with the
    leading coefficient 1.
    """
    if not polynomial:
        raise ZeroDivisionError
    if len(polynomial) == 1:
        ((monomial, coefficient),) = polynomial.items()
        return scale(reduced(tuple((term, -exponent) for term, exponent in monomial)), 1 / coefficient)
    pulled, rest = content(polynomial)
    if len(rest) == 1:
        return inverse(multiply({pulled: Fraction(1)}, rest))
    leading = rest[min(rest, key=monomial_key)]
    outside = [(each, -exponent) for each, exponent in pulled]
    return scale(reduced(ordered([*outside, (term(scale(rest, 1 / leading)), -1)])), 1 / leading)


def content(polynomial: Polynomial) -> tuple[Monomial, Polynomial]:
    """The least exponents of all factors, and what is left: 1 + b/a = (1/a)(a + b)."""
    shared: dict[Term, int] = {}
    for each in {term for monomial in polynomial for term, _ in monomial}:
        exponents = [dict(monomial).get(each, 0) for monomial in polynomial]
        if min(exponents):
            shared[each] = min(exponents)
    if not shared:
        return (), polynomial
    pulled = ordered(shared.items())
    back = ordered((term, -exponent) for term, exponent in pulled)
    rest = add(*(_expanded(joined(each, back), coefficient) for each, coefficient in polynomial.items()))
    more, rest = content(rest)
    return joined(pulled, more), rest


def up_to_scale(polynomial: Polynomial, is_positive: Callable[[Term], bool]) -> tuple[Term, int, Term]:
    """c, s and b, where the polynomial is c s b: c is positive, s is 1 or −1, and b begins with 1. It is not 0."""
    pulled, rest = (
        content(polynomial) if len(polynomial) > 1 else (next(iter(polynomial)), number(*polynomial.values()))
    )
    positive = tuple(each for each in pulled if is_positive(each[0]))
    signed = tuple(each for each in pulled if each not in positive)
    rest = multiply({signed: Fraction(1)}, rest)
    leading = rest[min(rest, key=monomial_key)]
    return term({positive: abs(leading)}), 1 if leading > 0 else -1, term(scale(rest, 1 / leading))


def parted(polynomial: Polynomial, index: str) -> Polynomial:
    """With l / Q = 1 − (Q − l) / Q for the first product l of every denominator Q that holds the index."""
    done: Polynomial = {}
    left = dict(polynomial)
    while left:
        monomial, coefficient = left.popitem()
        opened = _parted_once(monomial, index)
        if opened is None:
            done = add(done, {monomial: coefficient})
        else:
            left = dict(add(left, scale(opened, coefficient)))
    return done


def _parted_once(monomial: Monomial, index: str) -> Polynomial | None:
    for each, exponent in monomial:
        if exponent < 0 and isinstance(each, Plus) and each.has(index):
            below = read(each)
            leading = min(below, key=monomial_key)
            exponents = dict(monomial)
            if leading and all(0 < power <= exponents.get(factor, 0) for factor, power in leading):
                less = joined(monomial, tuple((factor, -power) for factor, power in leading))
                rest = {key: value for key, value in below.items() if key != leading}
                once_less = {joined(less, ((each, 1),)): Fraction(1)}
                return add(once_less, scale(multiply(rest, {less: Fraction(1)}), -1))
    return None


def left_over(one: Polynomial, other: Polynomial) -> Polynomial:
    """a − b over a common denominator, its numerator: nothing where a = b."""
    _, rest = content(add(one, scale(other, -1)))
    return rest


def _expanded(monomial: Monomial, coefficient: Fraction) -> Polynomial:
    """The product with factors of several terms multiplied out."""
    sums = [(each, exponent) for each, exponent in monomial if isinstance(each, Plus) and exponent > 0]
    rest = ordered(each for each in monomial if each not in sums)
    return multiply({rest: coefficient}, *(power(read(each), exponent) for each, exponent in sums))


def read(canonical: Term) -> Polynomial:
    """The polynomial that `term` made this of."""
    if isinstance(canonical, Plus):
        return add(*map(read, canonical.terms))
    if isinstance(canonical, Number):
        return number(canonical.value)
    if isinstance(canonical, Times):
        return multiply(*map(read, canonical.factors))
    if isinstance(canonical, Power):
        return {((canonical.base, canonical.exponent),): Fraction(1)}
    return factor(canonical)


def power(polynomial: Polynomial, exponent: int) -> Polynomial:
    """A whole power."""
    base = polynomial if exponent >= 0 else inverse(polynomial)
    return multiply(*[base] * abs(exponent))


def monomial_key(monomial: Monomial) -> str:
    """What monomials are ordered by."""
    return monomial_term(monomial).text


def monomial_term(monomial: Monomial) -> Term:
    """The product as a term."""
    made = [each if exponent == 1 else Power(each, exponent) for each, exponent in monomial]
    return made[0] if len(made) == 1 else Times(tuple(made)) if made else ONE


def term(polynomial: Polynomial) -> Term:
    """The polynomial as a term, its monomials in order; 1 and −1 stand as coefficients only where they must."""
    made: list[Term] = []
    for monomial in sorted(polynomial, key=monomial_key):
        coefficient, product = polynomial[monomial], monomial_term(monomial)
        if product == ONE:
            made.append(Number(coefficient))
        else:
            made.append(product if coefficient == 1 else Times((Number(coefficient), product)))
    return made[0] if len(made) == 1 else Plus(tuple(made)) if made else ZERO


def exp_of(monomial: Monomial, coefficient: Fraction) -> Polynomial:
    """exp(c m), a power of exp(m/q)."""
    whole, part = coefficient.numerator, Number(Fraction(1, coefficient.denominator))
    inner = monomial_term(monomial)
    if coefficient.denominator == 1:
        return power(raised(inner), whole)
    if not monomial:
        return factor(Apply("exp", Number(coefficient)))
    return power(factor(Apply("exp", Times((part, inner)))), whole)


def exp_parted(each: tuple[Monomial, Fraction]) -> str:
    """The sentence that makes exp(c m) that power."""
    monomial, coefficient = each
    whole, part = coefficient.numerator, Number(Fraction(1, coefficient.denominator))
    if not monomial or coefficient == part.value:
        return ""
    lemma = f"exp_{'whole' if part == ONE else 'power'}{'' if whole > 0 else '_minus'}"
    given = " ".join([Number(coefficient).text, *([] if part == ONE else [part.text]), str(abs(whole))])
    given = f"{given} {monomial_term(monomial).text}"
    return f"rewrite ?({lemma} {given}) by (simpl INR; lra); "
