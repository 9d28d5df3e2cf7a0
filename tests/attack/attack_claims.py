"""Random expressions, laws that keep their value, and slips that (mostly) do not.

A law here is a law of the reals wherever both sides have a value: that is what a proof must mean. Bound indices are
named after the free ones as often as not, so that whatever captures is found.
"""

from attack_letters import (
    HALF,
    OVER_M,
    OVER_N,
    SCALARS,
    TWO,
    VECTORS,
    A,
    B,
    S,
    a,
    b,
    c,
    f,
    g,
    h,
    loss,
    m,
    n,
    o,
    p,
    q,
    r,
    s,
    v,
    variance,
    w,
    x,
    z,
)
from sympy import Expr, Integer, Rational

from derive import D, Sum, cases, cos, delta, distinct, equal, exp, log, logistic, sin, softplus, sqrt, tanh
from derive.language.binders import Delta, substitute
from derive.language.derivatives import Derivative
from derive.language.errors import IllFormed
from derive.language.expressions import Neg, Plus, Power, Quotient, Times, written
from derive.language.families import Definition, Entry
from derive.language.functions import Call


class Maker:
    """Random expressions over some free indices."""

    def __init__(self, random):
        self.random = random

    def index(self, dim, free):
        """An index expression over a dimension: a free index, seldom the label."""
        known = [each for each in free if each.dim == dim]
        if dim == n and (not known or self.random.random() < 0.08):
            return c if self.random.random() < 0.7 or not known else self.random.choice(known)
        if not known:
            return None
        return self.random.choice(known)

    def atom(self, free):
        """A letter at indices, a number, a dimension."""
        choose = self.random.random()
        if choose < 0.12:
            return self.random.choice([Integer(1), Integer(2), Integer(-1), Rational(1, 2), Integer(3)])
        if choose < 0.2:
            return self.random.choice([n, n, m])
        if choose < 0.35:
            return self.random.choice(SCALARS)
        dim = m if choose > 0.85 else n
        at = self.index(dim, free)
        if at is None:
            return self.random.choice(SCALARS)
        if choose < 0.75 or dim == m:
            return self.random.choice(VECTORS[dim])[at]
        if choose < 0.8:
            return delta(at, self.index(n, free))
        other = self.index(self.random.choice((n, m)), free)
        if other is None:
            return x[at]
        return B[at, other] if getattr(other, "dim", n) == m else self.random.choice((A, S))[at, other]

    def make(self, free, depth):
        """Anything."""
        if depth <= 0 or self.random.random() < 0.15:
            return written(self.atom(free))
        kind = self.random.choices(KINDS, WEIGHTS)[0]
        return getattr(self, f"_{kind}")(free, depth)

    def positive(self, free, depth):
        """What is positive whatever the numbers."""
        choose = self.random.random()
        at = self.index(n, free)
        if depth <= 0 or choose < 0.3:
            if at is None or choose < 0.1:
                return self.random.choice([s, written(n), Integer(2)])
            return self.random.choice((q, r, p, v))[at]
        if choose < 0.5:
            return exp(self.make(free, depth - 1))
        if choose < 0.65:
            return self.positive(free, depth - 1) + self.positive(free, depth - 1)
        if choose < 0.85:
            return self.positive(free, depth - 1) * self.positive(free, depth - 1)
        bound = self.random.choice(OVER_N)
        return Sum(self.positive({*free, bound}, depth - 1), bound)

    def _sum(self, free, depth):
        bound = self.random.choice(OVER_N if self.random.random() < 0.8 else OVER_M)
        body = self.make({*free, bound}, depth - 1)
        left_out = self.index(bound.dim, free - {bound})
        if self.random.random() < 0.2 and left_out is not None:
            return Sum(body, bound, without=left_out)
        return Sum(body, bound)

    def _plus(self, free, depth):
        return self.make(free, depth - 1) + self.make(free, depth - 1)

    def _minus(self, free, depth):
        return self.make(free, depth - 1) - self.make(free, depth - 1)

    def _times(self, free, depth):
        return self.make(free, depth - 1) * self.make(free, depth - 1)

    def _neg(self, free, depth):
        return -self.make(free, depth - 1)

    def _quotient(self, free, depth):
        below = self.positive if self.random.random() < 0.8 else self.make
        return self.make(free, depth - 1) / below(free, depth - 1)

    def _power(self, free, depth):
        if self.random.random() < 0.6:
            return self.make(free, depth - 1) ** self.random.choice((2, 2, 3, -1))
        return self.positive(free, depth - 1) ** self.random.choice(
            (HALF, -HALF, Rational(1, 3), Rational(3, 2))
        )

    def _exp(self, free, depth):
        return exp(self.make(free, depth - 1))

    def _log(self, free, depth):
        inside = self.positive if self.random.random() < 0.8 else self.make
        return log(inside(free, depth - 1))

    def _function(self, free, depth):
        return self.random.choice((tanh, logistic, softplus, sin, cos, f))(self.make(free, depth - 1))

    def _root(self, free, depth):
        inside = (
            self.positive(free, depth - 1) if self.random.random() < 0.5 else self.make(free, depth - 1) ** 2
        )
        return sqrt(inside)

    def _cases(self, free, depth):
        one, other = self.index(n, free), self.index(n, free)
        if one is None:
            return self.make(free, depth - 1)
        condition = self.random.choice((equal, distinct))(one, other)
        return cases((self.make(free, depth - 1), condition), self.make(free, depth - 1))

    def _derivative(self, free, depth):
        """∂ of something in an entry of a letter."""
        variable = self.random.choice(self.variables(free))
        for _ in range(6):
            body = self.random.choice((self.make, self.make, self._unit))(free, depth - 1)
            try:
                return D(body, variable)
            except IllFormed:
                continue
        return self.make(free, depth - 1)

    def variables(self, free):
        """Entries that something can be differentiated in."""
        over_n, over_m = self.index(n, free), self.index(m, free)
        made = [a, s]
        if over_n is not None:
            made += [x[over_n], q[over_n], h[over_n], A[over_n, self.index(n, free)]]
        if over_m is not None:
            made += [z[over_m]] * 3
        return made

    def _unit(self, free, depth):
        """Something of practice: a softmax, a loss, a variance, a linear map."""
        at = self.index(n, free)
        made = [
            loss,
            variance,
            log(Sum(exp(x[OVER_N[1]]), OVER_N[1])),
            Sum(q[OVER_N[0]] * x[OVER_N[0]] ** 2, OVER_N[0]),
        ]
        if at is not None:
            made += [p[at], v[at], h[at], o[at], w[at] * h[at], g[at], exp(h[at]), tanh(o[at])]
        return self.random.choice(made)


KINDS, WEIGHTS = zip(
    ("sum", 5), ("plus", 3), ("minus", 2), ("times", 5), ("neg", 1), ("quotient", 2), ("power", 2), ("exp", 2),
    ("log", 2),
    ("function", 1), ("root", 1), ("cases", 1), ("derivative", 3), ("unit", 2), strict=True,
)  # fmt: skip


def subtrees(node, path=()):
    """Every part in which an expression can be put, with its path; not those inside the variable of a ∂."""
    yield path, node
    if isinstance(node, Delta | Entry):
        return
    for number, arg in enumerate(node.args):
        if isinstance(node, Derivative) and number == 1:
            continue
        if not isinstance(arg, Expr) or type(arg).__name__ in ("Index", "Dim"):
            continue
        yield from subtrees(arg, (*path, number))


def replaced(node, path, new):
    """The expression with another part at the path."""
    if not path:
        return new
    args = list(node.args)
    args[path[0]] = replaced(args[path[0]], path[1:], new)
    return node.func(*args)


def bound_on_the_way(node, path):
    """The indices that are bound where the path leads to."""
    found = set()
    for number in path:
        if isinstance(node, Sum) and number == 0:
            found.add(node.args[1])
        node = node.args[number]
    return found


def rewritten(random, node, free, facts=()):
    """The expression with one law used at a random part; None if none applies."""
    spots = list(subtrees(node))
    for _ in range(12):
        path, part = random.choice(spots)
        law = random.choice(LAWS if not facts or random.random() < 0.6 else facts)
        inside = free | bound_on_the_way(node, path)
        try:
            new = law(random, part, inside)
        except IllFormed:
            continue
        if new is not None and new != part:
            try:
                return replaced(node, path, written(new))
            except IllFormed:
                continue
    return None


def slipped(random, node, free):
    """The expression with one slip; None if none applies."""
    spots = list(subtrees(node))
    for _ in range(12):
        path, part = random.choice(spots)
        inside = free | bound_on_the_way(node, path)
        try:
            new = random.choice(SLIPS)(random, part, inside)
            if new is not None and new != part:
                return replaced(node, path, written(new))
        except IllFormed:
            continue
    return None


# laws


def _over(random, dim, free):
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
        at = _over(random, node.bound.dim, free)
        if at is not None and at != node.bound:
            return substitute(node.body, {node.bound: at}) + Sum(node.body, node.bound, without=at)


def take_in(random, node, free):
    """Σ_{k≠j} f_k = Σ_k f_k − f_j"""
    if isinstance(node, Sum) and len(node.without) == 1:
        at = node.without[0]
        return Sum(node.body, node.bound) - substitute(node.body, {node.bound: at})


def sift(random, node, free):
    """f_j = Σ_k δ_kj f_k"""
    at = _over(random, n, free)
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


# slips


def other_sign(random, node, free):
    """−a for a"""
    return -node


def other_index(random, node, free):
    """x_j for x_i, δ_ij for δ_ik"""
    if isinstance(node, Entry | Delta):
        places = list(node.args) if isinstance(node, Delta) else list(node.places)
        at = [number for number, each in enumerate(places) if type(each).__name__ == "Index"]
        if at:
            number = random.choice(at)
            known = [each for each in free if each.dim == places[number].dim and each != places[number]]
            if known:
                places[number] = random.choice(known)
                return delta(*places) if isinstance(node, Delta) else node.family[tuple(places)]


def other_letter(random, node, free):
    """y_k for x_k"""
    if isinstance(node, Entry) and len(node.places) == 1 and node.family.dims[0] == n:
        return random.choice(VECTORS[n])[node.places[0]]


def dropped(random, node, free):
    """a for a + b, for a b"""
    if isinstance(node, Plus | Times):
        return random.choice(node.args)
    if isinstance(node, Delta):
        return Integer(1)


def captured(random, node, free):
    """Σ_j f for Σ_k f, so that a free j is caught"""
    if isinstance(node, Sum):
        known = [each for each in free_of(node.body) if each.dim == node.bound.dim and each != node.bound]
        if known:
            new = random.choice(known)
            return Sum(substitute(node.body, {node.bound: new}), new)


def nothing_left_out(random, node, free):
    """Σ_k for Σ_{k≠j}"""
    if isinstance(node, Sum):
        at = _over(random, node.bound.dim, free - {node.bound})
        return Sum(node.body, node.bound) if node.without else at and Sum(node.body, node.bound, without=at)


def other_number(random, node, free):
    """2 a, a + 1, a²"""
    return random.choice((2 * node, node + 1, node**2))


def transposed(random, node, free):
    """A_ji for A_ij"""
    if isinstance(node, Entry) and len(node.places) == 2 and node.family.dims[0] == node.family.dims[1]:
        return node.family[node.places[1], node.places[0]]


def other_function(random, node, free):
    """log for exp, f for tanh"""
    if isinstance(node, Call):
        return random.choice((exp, tanh, logistic, sin))(node.argument)


def wrong_root(random, node, free):
    """√a² = a, log ab = log a + log b whatever the signs"""
    if isinstance(node, Power) and node.args[1] == HALF and isinstance(node.args[0], Power):
        return node.args[0].args[0]
    if isinstance(node, Call) and node.function.name == "log" and isinstance(node.argument, Times):
        return Plus(*(log(each) for each in node.argument.args))


SLIPS = (
    other_sign, other_index, other_index, other_letter, dropped, captured, nothing_left_out, other_number, transposed,
    other_function, wrong_root,
)  # fmt: skip
