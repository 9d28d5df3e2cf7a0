"""Laws of sums, products, quotients and powers."""

from __future__ import annotations

from sympy import Expr, Integer, Rational

from derive.audit.rewritings.frame import ONE, TWO, ZERO, Here, body_at, known_positive, law
from derive.language.binders import Sum
from derive.language.expressions import Neg, Plus, Power, Quotient, Times


@law()
def commute(node: Expr, here: Here) -> Expr | None:
    """a + b = b + a, a b = b a"""
    if not isinstance(node, Plus | Times):
        return None
    return node.func(*here.random.sample(node.args, len(node.args)))


@law()
def associate(node: Expr, here: Here) -> Expr | None:
    """a + b + c = a + (b + c), a b c = a (b c)"""
    if not isinstance(node, Plus | Times) or len(node.args) < 3:
        return None
    first = here.random.randrange(len(node.args) - 1)
    together = node.func(*node.args[first : first + 2])
    return node.func(*node.args[:first], together, *node.args[first + 2 :])


@law()
def flatten(node: Expr, _: Here) -> Expr | None:
    """a + (b + c) = a + b + c, a (b c) = a b c"""
    if not isinstance(node, Plus | Times):
        return None
    return node.func(
        *(part for arg in node.args for part in (arg.args if isinstance(arg, node.func) else (arg,)))
    )


@law()
def distribute(node: Expr, _: Here) -> Expr | None:
    """a (b + c) = a b + a c, (a + b) / c = a / c + b / c, Σ (a + b) = Σ a + Σ b"""
    match node:
        case Times():
            for place, factor in enumerate(node.args):
                if isinstance(factor, Plus):
                    before, after = node.args[:place], node.args[place + 1 :]
                    return Plus(*(Times(*before, term, *after) for term in factor.args))
        case Quotient(args=(Plus() as above, below)):
            return Plus(*(Quotient(term, below) for term in above.args))
        case Sum(body=Plus() as body):
            return Plus(*(Sum(term, node.bound, without=node.without) for term in body.args))
        case Neg(args=(Plus() as inner,)):
            return Plus(*(Neg(term) for term in inner.args))
    return None


@law()
def collect(node: Expr, here: Here) -> Expr | None:
    """a + b = c (a/c + b/c) for positive c; Σ a + Σ b = Σ (a + b)"""
    if not isinstance(node, Plus) or len(node.args) < 2:
        return None
    first, second = node.args[:2]
    if isinstance(first, Sum) and isinstance(second, Sum) and first.without == second.without == ():
        if (
            first.bound.dim == second.bound.dim
            and (k := here.unused(first.bound.dim, first, second)) is not None
        ):
            return Plus(Sum(Plus(body_at(first, k), body_at(second, k)), k), *node.args[2:])
        return None
    c = here.positive()
    return Times(c, Plus(*(Quotient(term, c) for term in node.args)))


@law()
def double_negation(node: Expr, _: Here) -> Expr | None:
    """a = −(−a)"""
    return Neg(Neg(node))


@law()
def move_sign(node: Expr, here: Here) -> Expr | None:
    """−(a b) = (−a) b, −(a/b) = (−a)/b, −Σ a = Σ −a, a − b = −(b − a), −a = (−1) a"""
    match node:
        case Neg(args=(Times() as inner,)):
            place = here.random.randrange(len(inner.args))
            return Times(*inner.args[:place], Neg(inner.args[place]), *inner.args[place + 1 :])
        case Neg(args=(Quotient(args=(above, below)),)):
            return Quotient(Neg(above), below) if here.random.random() < 0.5 else Quotient(above, Neg(below))
        case Neg(args=(Sum() as inner,)):
            return Sum(Neg(inner.body), inner.bound, without=inner.without)
        case Neg(args=(inner,)):
            return Times(Integer(-1), inner)
        case Plus():
            return Neg(Plus(*(Neg(term) for term in node.args)))
    return None


@law()
def add_and_subtract(node: Expr, here: Here) -> Expr | None:
    """a = a + b − b"""
    b = here.real()
    return Plus(node, b, Neg(b))


@law()
def times_one(node: Expr, here: Here) -> Expr | None:
    """a = a b / b for positive b, written in one of several ways"""
    b = here.positive()
    return here.random.choice(
        (
            Quotient(Times(node, b), b),
            Times(Quotient(node, b), b),
            Times(b, Quotient(node, b)),
            Times(node, b, Power(b, Integer(-1))),
            Quotient(node, Quotient(b, b)),
        )
    )


@law()
def numbers(node: Expr, here: Here) -> Expr | None:
    """a = (a + a)/2 = 2a − a = a/3 + 2a/3 = 1·a + 0"""
    return here.random.choice(
        (
            Quotient(Plus(node, node), TWO),
            Plus(Times(TWO, node), Neg(node)),
            Plus(Quotient(node, Integer(3)), Times(Rational(2, 3), node)),
            Plus(Times(ONE, node), ZERO),
        )
    )


@law()
def quotient_forms(node: Expr, here: Here) -> Expr | None:
    """a/b = a·(1/b) = a b⁻¹ = (a c)/(b c), a/(b/c) = a c/b, (a/b)/c = a/(b c)"""
    if not isinstance(node, Quotient):
        return None
    above, below = node.args
    c = here.positive()
    forms: list[Expr] = [
        Times(above, Quotient(ONE, below)),
        Times(above, Power(below, Integer(-1))),
        Quotient(Times(above, c), Times(below, c)),
        Quotient(Quotient(above, c), Quotient(below, c)),
    ]
    if isinstance(below, Quotient):
        forms.append(Quotient(Times(above, below.args[1]), below.args[0]))
    if isinstance(above, Quotient):
        forms.append(Quotient(above.args[0], Times(above.args[1], below)))
    return here.random.choice(forms)


@law()
def common_denominator(node: Expr, here: Here) -> Expr | None:
    """a + b/c = (a c + b)/c"""
    if not isinstance(node, Plus) or (found := here.two(node.args)) is None:
        return None
    first, second = (node.args[place] for place in found)
    if not isinstance(second, Quotient):
        return None
    above, below = second.args
    made = Quotient(Plus(Times(first, below), above), below)
    rest = [arg for place, arg in enumerate(node.args) if place not in found]
    return Plus(made, *rest) if rest else made


@law()
def complement(node: Expr, _: Here) -> Expr | None:
    """a/(a + b) = 1 − b/(a + b)"""
    match node:
        case Quotient(args=(above, Plus(args=terms) as below)) if above in terms:
            place = terms.index(above)
            others = (*terms[:place], *terms[place + 1 :])
            return Plus(ONE, Neg(Quotient(others[0] if len(others) == 1 else Plus(*others), below)))
    return None


@law()
def product_into_quotient(node: Expr, here: Here) -> Expr | None:
    """a (b/c) = (a b)/c, (a/b)(c/d) = (a c)/(b d)"""
    if not isinstance(node, Times) or not any(isinstance(factor, Quotient) for factor in node.args):
        return None
    above = [factor.args[0] if isinstance(factor, Quotient) else factor for factor in node.args]
    below = [factor.args[1] for factor in node.args if isinstance(factor, Quotient)]
    return Quotient(Times(*above), below[0] if len(below) == 1 else Times(*below))


@law()
def open_power(node: Expr, _: Here) -> Expr | None:
    """a³ = a a a, a⁻² = 1/(a a)"""
    if (
        not isinstance(node, Power)
        or not isinstance(node.args[1], Integer)
        or not 2 <= abs(node.args[1]) <= 3
    ):
        return None
    opened = Times(*[node.args[0]] * abs(int(node.args[1])))
    return opened if node.args[1] > 0 else Quotient(ONE, opened)


@law()
def close_power(node: Expr, _: Here) -> Expr | None:
    """a a = a²"""
    if isinstance(node, Times) and len(node.args) == 2 and node.args[0] == node.args[1]:
        return Power(node.args[0], TWO)
    return None


@law()
def powers_of_positives(node: Expr, here: Here) -> Expr | None:
    """a^(p+q) = a^p a^q, (a b)^p = a^p b^p, (a/b)^p = a^p/b^p, (a^p)^q = a^(p q) for positive a, b"""
    if (
        not isinstance(node, Power)
        or not known_positive(node.args[0])
        or not isinstance(node.args[1], Rational)
    ):
        return None
    base, exponent = node.args
    match base:
        case Times():
            return Times(*(Power(factor, exponent) for factor in base.args))
        case Quotient(args=(above, below)):
            return Quotient(Power(above, exponent), Power(below, exponent))
        case Power(args=(inner, Rational() as other)) if known_positive(inner):
            return Power(inner, exponent * other)
    part = here.random.choice((Rational(1, 2), Rational(1, 3), ONE, Integer(-1)))
    return Times(Power(base, part), Power(base, exponent - part)) if exponent != part else None


@law()
def root_squared(node: Expr, here: Here) -> Expr | None:
    """a = (a^½)² = (a²)^½ = a^⅓ a^⅔ for positive a"""
    if not known_positive(node):
        return None
    half, third = Rational(1, 2), Rational(1, 3)
    return here.random.choice(
        (
            Power(Power(node, half), TWO),
            Power(Power(node, TWO), half),
            Times(Power(node, third), Power(node, 2 * third)),
            Quotient(ONE, Power(Power(node, -half), TWO)),
        )
    )
