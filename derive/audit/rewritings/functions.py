"""Laws of exp, log and the functions made of them."""

from __future__ import annotations

from sympy import Expr, Integer, Rational

from derive.audit.rewritings.frame import ONE, TWO, Here, known_positive, law
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.functions import Call, exp, log, logistic, tanh


@law("functions")
def laws_of_exp(node: Expr, here: Here) -> Expr | None:
    """exp(a + b) = exp a exp b, exp(−a) = 1/exp a, exp(2a) = (exp a)², exp a = (exp(a/2))²"""
    if not isinstance(node, Call) or node.function != exp:
        return None
    argument = node.argument
    match argument:
        case Plus():
            return Times(*(exp(term) for term in argument.args))
        case Neg(args=(inner,)):
            return Quotient(ONE, exp(inner))
        case Times(args=(Integer() as number, *rest)) if rest and abs(number) <= 3:
            return Power(exp(rest[0] if len(rest) == 1 else Times(*rest)), number)
    c = here.real()
    return here.random.choice(
        (
            Power(exp(Quotient(argument, TWO)), TWO),
            Quotient(exp(Plus(argument, c)), exp(c)),
            Times(exp(Plus(argument, Neg(c))), exp(c)),
        )
    )


@law("functions")
def exp_of_log(node: Expr, here: Here) -> Expr | None:
    """a = exp(log a) = exp(−log(1/a)) for positive a"""
    if not known_positive(node):
        return None
    return exp(log(node)) if here.random.random() < 0.5 else exp(Neg(log(Quotient(ONE, node))))


@law("functions")
def log_of_exp(node: Expr, _: Here) -> Expr | None:
    """a = log(exp a)"""
    return log(exp(node))


@law("functions")
def laws_of_log(node: Expr, here: Here) -> Expr | None:
    """log(a b) = log a + log b, log(a/b) = log a − log b, log(a^q) = q log a for positive a, b"""
    if not isinstance(node, Call) or node.function != log or not known_positive(node.argument):
        return None
    match node.argument:
        case Times(args=factors):
            return Plus(*(log(factor) for factor in factors))
        case Quotient(args=(above, below)):
            return Plus(log(above), Neg(log(below)))
        case Power(args=(base, Rational() as exponent)):
            return Times(exponent, log(base))
    c = here.positive()
    return Plus(log(Times(node.argument, c)), Neg(log(c)))


@law("functions")
def power_by_exp(node: Expr, _: Here) -> Expr | None:
    """a^q = exp(q log a) for positive a"""
    if isinstance(node, Power) and known_positive(node.args[0]):
        return exp(Times(node.args[1], log(node.args[0])))
    return None


@law("functions")
def open_function(node: Expr, here: Here) -> Expr | None:
    """logistic a = 1/(1 + exp(−a)), softplus a = log(1 + exp a), tanh a = 2 logistic(2a) − 1, …"""
    if not isinstance(node, Call):
        return None
    a = node.argument
    forms: dict[str, tuple[Expr, ...]] = {
        "logistic": (
            Quotient(ONE, Plus(ONE, exp(Neg(a)))),
            Quotient(exp(a), Plus(exp(a), ONE)),
            1 - logistic(Neg(a)),
        ),
        "softplus": (log(Plus(ONE, exp(a))), Plus(a, log(Plus(ONE, exp(Neg(a)))))),
        "tanh": (
            Quotient(Plus(exp(a), Neg(exp(Neg(a)))), Plus(exp(a), exp(Neg(a)))),
            Plus(Times(TWO, logistic(Times(TWO, a))), Integer(-1)),
            Neg(tanh(Neg(a))),
        ),
    }
    name = node.function.name
    return here.random.choice(forms[name]) if name in forms and not node.function.order else None
