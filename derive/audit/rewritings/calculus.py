"""Rules of differentiation, carried out by hand."""

from __future__ import annotations

from sympy import Expr, Rational

from derive.audit import letters
from derive.audit.rewritings.frame import ONE, TWO, ZERO, Here, body_at, law
from derive.language.binders import Cases, Delta, Sum
from derive.language.derivatives import D, Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, depends
from derive.language.functions import Call, Function, cos, exp, logistic, sin, tanh


@law("calculus")
def linearity(node: Expr, _: Here) -> Expr | None:
    """∂(a + b) = ∂a + ∂b, ∂(−a) = −∂a, ∂(c a) = c ∂a for a number c"""
    match node:
        case Derivative(body=Plus(args=terms), variable=variable):
            return Plus(*(_partial(term, variable) for term in terms))
        case Derivative(body=Neg(args=(inner,)), variable=variable):
            return Neg(_partial(inner, variable))
        case Derivative(body=Times(args=(Rational() as number, *rest)), variable=variable) if rest:
            return Times(number, _partial(rest[0] if len(rest) == 1 else Times(*rest), variable))
    return None


@law("calculus")
def product_rule(node: Expr, _: Here) -> Expr | None:
    """∂(a b) = ∂a b + a ∂b"""
    match node:
        case Derivative(body=Times(args=factors), variable=variable):
            return Plus(
                *(
                    Times(*factors[:place], _partial(factor, variable), *factors[place + 1 :])
                    for place, factor in enumerate(factors)
                )
            )
    return None


@law("calculus")
def quotient_rule(node: Expr, here: Here) -> Expr | None:
    """∂(a/b) = (∂a b − a ∂b)/b² = ∂a/b − (a/b) ∂b/b"""
    match node:
        case Derivative(body=Quotient(args=(a, b)), variable=variable):
            da, db = _partial(a, variable), _partial(b, variable)
            return here.random.choice(
                (
                    Quotient(Plus(Times(da, b), Neg(Times(a, db))), Power(b, TWO)),
                    Plus(Quotient(da, b), Neg(Times(Quotient(a, b), Quotient(db, b)))),
                )
            )
    return None


@law("calculus")
def power_rule(node: Expr, _: Here) -> Expr | None:
    """∂(a^q) = q a^(q−1) ∂a"""
    match node:
        case Derivative(body=Power(args=(base, Rational() as exponent)), variable=variable):
            return Times(exponent, Power(base, exponent - 1), _partial(base, variable))
    return None


@law("calculus")
def chain_rule(node: Expr, _: Here) -> Expr | None:
    """∂exp a = exp a ∂a, ∂log a = ∂a/a, ∂tanh a = (1 − tanh² a) ∂a, ∂φ(a) = φ′(a) ∂a, …"""
    match node:
        case Derivative(body=Call(function=function, argument=a), variable=variable):
            return Times(_slope(function, a), _partial(a, variable))
    return None


def _slope(function: Function, a: Expr) -> Expr:
    if function.order or function.meaning is None:
        return Call(Function(function.name, function.order + 1), a)
    return {
        "exp": exp(a),
        "log": Quotient(ONE, a),
        "logistic": Times(logistic(a), Plus(ONE, Neg(logistic(a)))),
        "softplus": logistic(a),
        "tanh": Plus(ONE, Neg(Power(tanh(a), TWO))),
        "sin": cos(a),
        "cos": Neg(sin(a)),
    }[function.name]


@law("calculus")
def derivative_of_sum(node: Expr, here: Here) -> Expr | None:
    """∂Σ_k f_k = Σ_k ∂f_k, k renamed apart from the variable's indices"""
    if not isinstance(node, Derivative) or not isinstance(node.body, Sum):
        return None
    total, variable = node.body, node.variable
    k = here.unused(total.bound.dim, total, variable)
    if k is None:
        return None
    return Sum(_partial(body_at(total, k), variable), k, without=total.without)


@law("calculus")
def derivative_of_cases(node: Expr, _: Here) -> Expr | None:
    """∂{a if i = j; b otherwise} = {∂a if i = j; ∂b otherwise}"""
    match node:
        case Derivative(body=Cases() as body, variable=variable) if len(body.branches) == 1:
            ((value, condition),) = body.branches
            return Cases(_partial(value, variable), condition, _partial(body.otherwise, variable))
    return None


@law("calculus")
def derivative_of_variable(node: Expr, _: Here) -> Expr | None:
    """∂z_e/∂z_d = δ_ed, ∂X_ie/∂X_jd = δ_ij δ_ed"""
    match node:
        case Derivative(body=Entry() as body, variable=variable) if body.family == variable.family:
            deltas = [Delta(one, other) for one, other in zip(body.places, variable.places, strict=True)]
            return ONE if not deltas else deltas[0] if len(deltas) == 1 else Times(*deltas)
    return None


@law("calculus", "definitions")
def derivative_of_definition(node: Expr, _: Here) -> Expr | None:
    """∂p_k/∂z_d, p_k opened"""
    match node:
        case Derivative(body=Entry(family=Definition() as family) as body, variable=variable):
            return Derivative(family.at(body.places), variable) if family != variable.family else None
    return None


@law("calculus")
def swap_derivatives(node: Expr, _: Here) -> Expr | None:
    """∂²f/∂a∂b = ∂²f/∂b∂a"""
    match node:
        case Derivative(body=Derivative(body=body, variable=first), variable=second):
            return Derivative(Derivative(body, second), first)
    return None


@law("calculus")
def add_derivative_of_constant(node: Expr, here: Here) -> Expr | None:
    """a = a + ∂c/∂x_i = a − x_i/n + (1/n) Σ_j x_j ∂x_i/∂x_j: what does not depend on x has derivative 0"""
    i = here.maker.place(letters.n, here.scope)
    j = here.unused(letters.n, i)
    if j is None:
        return None
    x = letters.x
    return Plus(node, Neg(x[i]), Sum(Times(x[j], D(x[i], x[j])), j))


def _partial(body: Expr, variable: Entry) -> Expr:
    """∂body/∂variable, written down; 0 if the body does not depend on it."""
    return Derivative(body, variable) if depends(body, variable.family) else ZERO
