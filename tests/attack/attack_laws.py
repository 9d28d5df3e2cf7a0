"""Laws of the reals, each a step that keeps the value: what the kernel should prove, or refuse where it has none."""

from attack_letters import HALF, OVER_M, OVER_N, TWO, a, b, n, s, x
from sympy import Integer, Rational

from derive import D, Sum, cos, delta, exp, log, logistic, sin, softplus, sqrt, tanh
from derive.language.binders import Delta, substitute
from derive.language.derivatives import Derivative
from derive.language.errors import IllFormed
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry
from derive.language.functions import Call


def over(random, dim, free):
    known = [each for each in free if each.dim == dim]
    return random.choice(known) if known else None


def _another(random, index):
    pool = OVER_N if index.dim == n else OVER_M
    return random.choice([each for each in pool if each != index])


def exchange(random, node, free):
    """a + b = b + a, a b = b a"""
    if isinstance(node, Plus | Times) and len(node.args) > 1:
        parts = list(node.args)
        random.shuffle(parts)
        return node.func(*parts)


def spread(random, node, free):
    """a (b + c) = a b + a c"""
    if isinstance(node, Times):
        for number, part in enumerate(node.args):
            if isinstance(part, Plus):
                others = [each for at, each in enumerate(node.args) if at != number]
                return Plus(*(Times(*others, each) for each in part.args))


def square_out(random, node, free):
    """a² = a a, a a = a²"""
    if isinstance(node, Power) and node.args[1] == 2:
        return Times(node.args[0], node.args[0])
    if isinstance(node, Times) and len(node.args) == 2 and node.args[0] == node.args[1]:
        return Power(node.args[0], TWO)


def into_sum(random, node, free):
    """c Σ_k f = Σ_k c f, with the index renamed where it would capture"""
    if isinstance(node, Times):
        for number, part in enumerate(node.args):
            if isinstance(part, Sum):
                others = [each for at, each in enumerate(node.args) if at != number]
                renamed = part
                while any(part.bound in free_of(each) for each in others) and renamed.bound == part.bound:
                    renamed = rename(random, part, free) or part
                    if any(renamed.bound in free_of(each) for each in others):
                        return None
                return Sum(Times(*others, renamed.body), renamed.bound, without=renamed.without)


def split_sum(random, node, free):
    """Σ (f + g) = Σ f + Σ g"""
    if isinstance(node, Sum) and isinstance(node.body, Plus):
        return Plus(*(Sum(each, node.bound, without=node.without) for each in node.body.args))


def join_sums(random, node, free):
    """Σ_k f + Σ_k g = Σ_k (f + g)"""
    if isinstance(node, Plus) and len(node.args) == 2 and all(isinstance(each, Sum) for each in node.args):
        one, other = node.args
        if one.bound == other.bound and one.without == other.without:
            return Sum(one.body + other.body, one.bound, without=one.without)


def rename(random, node, free):
    """Σ_k f_k = Σ_j f_j"""
    if isinstance(node, Sum):
        new = _another(random, node.bound)
        if new not in free_of(node.body):
            return Sum(substitute(node.body, {node.bound: new}), new, without=node.without)


def swap(random, node, free):
    """Σ_j Σ_k f = Σ_k Σ_j f"""
    if isinstance(node, Sum) and isinstance(node.body, Sum):
        inner = node.body
        crossing = [*inner.without, *node.without]
        if inner.bound != node.bound and not any(
            {inner.bound, node.bound} & free_of(each) for each in crossing
        ):
            return Sum(Sum(inner.body, node.bound, without=node.without), inner.bound, without=inner.without)


def leave_out(random, node, free):
    """Σ_k f_k = f_j + Σ_{k≠j} f_k"""
    if isinstance(node, Sum) and not node.without:
        at = over(random, node.bound.dim, free)
        if at is not None and at != node.bound:
            return substitute(node.body, {node.bound: at}) + Sum(node.body, node.bound, without=at)


def take_in(random, node, free):
    """Σ_{k≠j} f_k = Σ_k f_k − f_j"""
    if isinstance(node, Sum) and len(node.without) == 1:
        at = node.without[0]
        return Sum(node.body, node.bound) - substitute(node.body, {node.bound: at})


def sift(random, node, free):
    """f_j = Σ_k δ_kj f_k"""
    at = over(random, n, free)
    if at is None or isinstance(node, Delta):
        return None
    new = random.choice(OVER_N)
    if new == at or new in free_of(node):
        return None
    return Sum(delta(new, at) * substitute(node, {at: new}), new)


def by_cases(random, node, free):
    """δ_ij f + (1 − δ_ij) g for cases, and back"""
    if type(node).__name__ == "Cases" and len(node.args) == 3:
        value, condition, otherwise = node.args
        both = delta(*condition.args)
        if type(condition).__name__ == "Distinct":
            value, otherwise = otherwise, value
        return both * value + (1 - both) * otherwise


def count(random, node, free):
    """n = Σ_k 1"""
    if node == n:
        return Sum(Integer(1), random.choice(OVER_N))


def laws_of_functions(random, node, free):
    """exp(a + b) = exp a exp b, exp log a = a, log exp a = a, logistic, tanh and softplus opened, a^½ a^½ = a …"""
    if isinstance(node, Call):
        name, inside = node.function.name, node.argument
        if node.function.order:
            return None
        if name == "exp" and isinstance(inside, Plus):
            return Times(*(exp(each) for each in inside.args))
        if name == "exp" and isinstance(inside, Neg):
            return 1 / exp(inside.args[0])
        if name == "exp" and isinstance(inside, Call) and inside.function.name == "log":
            return inside.argument
        if name == "log" and isinstance(inside, Call) and inside.function.name == "exp":
            return inside.argument
        if name == "log" and isinstance(inside, Times) and all(map(_is_positive, inside.args)):
            return Plus(*(log(each) for each in inside.args))
        if name == "log" and isinstance(inside, Quotient) and all(map(_is_positive, inside.args)):
            return log(inside.args[0]) - log(inside.args[1])
        if name == "logistic":
            return random.choice(
                (1 / (1 + exp(-inside)), exp(inside) / (1 + exp(inside)), 1 - logistic(-inside))
            )
        if name == "softplus":
            return random.choice((log(1 + exp(inside)), inside + softplus(-inside)))
        if name == "tanh":
            return random.choice((2 * logistic(2 * inside) - 1, -tanh(-inside)))
        if name == "sin":
            return -sin(-inside)
    if isinstance(node, Power) and node.args[1] == HALF:
        return random.choice((node.args[0] / sqrt(node.args[0]), sqrt(node.args[0]) ** 3 / node.args[0]))
    if _is_positive(node):
        return random.choice((exp(log(node)), sqrt(node) ** 2, sqrt(node**2), 1 / (1 / node)))


def where_it_has_a_value(random, node, free):
    """a = exp log a, a = a²/a, a = a b / b: true where all sides have a value, and only there"""
    return random.choice((exp(log(node)), node**2 / node, sqrt(node) ** 2))


def do_nothing(random, node, free):
    """a + 0, a · 1, −(−a), a + b − b"""
    extra = random.choice((a, s, x[OVER_N[0]] if OVER_N[0] in free else b))
    return random.choice((node + 0, node * 1, -(-node), node + extra - extra, node * s / s))


def add_fractions(random, node, free):
    """a/c + b/c = (a + b)/c"""
    if isinstance(node, Quotient) and isinstance(node.args[0], Plus):
        return Plus(*(each / node.args[1] for each in node.args[0].args))


def unfold(random, node, free):
    """A definition opened."""
    if isinstance(node, Entry) and isinstance(node.family, Definition):
        return node.family.at(node.places)


def differentiate(random, node, free):
    """The rules of differentiation."""
    if not isinstance(node, Derivative):
        return None
    body, at = node.body, node.variable
    if isinstance(body, Plus):
        return Plus(*(slope(each, at) for each in body.args))
    if isinstance(body, Neg):
        return -slope(body.args[0], at)
    if isinstance(body, Times):
        parts = list(body.args)
        return Plus(*(Times(*parts[:t], slope(parts[t], at), *parts[t + 1 :]) for t in range(len(parts))))
    if isinstance(body, Quotient):
        above, below = body.args
        return (slope(above, at) * below - above * slope(below, at)) / below**2
    if isinstance(body, Power) and isinstance(body.args[1], Rational):
        return body.args[1] * body.args[0] ** (body.args[1] - 1) * slope(body.args[0], at)
    if isinstance(body, Sum):
        if body.bound in free_of(at):
            body = rename(random, body, free) or body
        if body.bound not in free_of(at):
            return Sum(slope(body.body, at), body.bound, without=body.without)
    if isinstance(body, Call):
        return _slope_of_function(body, at)
    if isinstance(body, Entry) and isinstance(body.family, Definition) and body.family != at.family:
        return slope(body.family.at(body.places), at)
    return None


def _slope_of_function(body, at):
    inner = body.argument
    name = body.function.name
    outer = {
        "exp": lambda: exp(inner),
        "log": lambda: 1 / inner,
        "logistic": lambda: logistic(inner) * (1 - logistic(inner)),
        "softplus": lambda: logistic(inner),
        "tanh": lambda: 1 - tanh(inner) ** 2,
        "sin": lambda: cos(inner),
        "cos": lambda: -sin(inner),
    }
    if name in outer and not body.function.order:
        return outer[name]() * slope(inner, at)
    return Call(type(body.function)(name, body.function.order + 1), inner) * slope(inner, at)


def slope(body, at):
    """∂body/∂at, 0 or δ where that is plain."""
    if isinstance(body, Entry) and body.family == at.family:
        return (
            Times(*(delta(one, other) for one, other in zip(body.places, at.places, strict=True)))
            if at.places
            else Integer(1)
        )
    try:
        return D(body, at)
    except IllFormed:
        return Integer(0)


LAWS = (
    exchange, spread, square_out, into_sum, split_sum, join_sums, rename, swap, leave_out, take_in, sift, by_cases,
    count,
    laws_of_functions, laws_of_functions, do_nothing, add_fractions, unfold, differentiate, differentiate,
)  # fmt: skip


def _is_positive(node):
    if isinstance(node, Integer):
        return node > 0
    if type(node).__name__ == "Dim":
        return True
    if isinstance(node, Entry):
        return node.family.positive
    if isinstance(node, Call):
        return node.function.name in ("exp", "softplus", "logistic") and not node.function.order
    if isinstance(node, Times | Plus | Quotient):
        return all(map(_is_positive, node.args))
    return isinstance(node, Sum) and not node.without and _is_positive(node.body)


def free_of(node):
    """The free indices, by a walk of its own."""
    from attack_worlds import free_names

    return set(free_names(node))
