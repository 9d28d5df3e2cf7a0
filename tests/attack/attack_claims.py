"""Random expressions, laws that keep their value, and slips that (mostly) do not.

A law here is a law of the reals wherever both sides have a value: that is what a proof must mean. Bound indices are
named after the free ones as often as not, so that whatever captures is found.
"""

from attack_laws import LAWS
from attack_letters import (
    HALF,
    OVER_M,
    OVER_N,
    SCALARS,
    VECTORS,
    A,
    B,
    S,
    a,
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
from attack_slips import SLIPS
from sympy import Expr, Integer, Rational

from derive import D, Sum, cases, cos, delta, distinct, equal, exp, log, logistic, sin, softplus, sqrt, tanh
from derive.language.binders import Delta
from derive.language.derivatives import Derivative
from derive.language.errors import IllFormed
from derive.language.expressions import written
from derive.language.families import Entry


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
