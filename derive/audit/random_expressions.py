"""Random well-formed expressions over three dimensions.

What is made is bounded by what the kernel promises to decide: a denominator, logarithm or root of several
terms that depends on a *bound* index has one shape per case (`SHAPES`); without bound indices it is any.
What stands under a log or a root is positive by construction; what is divided by is so too, or is one entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random

from sympy import Expr, Integer, Rational

from derive.audit.letters import (
    DEFINITIONS,
    FORMAL_VARIABLES,
    INDICES,
    POSITIVE,
    POSITIVE_DEFINITIONS,
    REAL,
    VARIABLES,
    A,
    B,
    P,
    S,
    W,
    X,
    Z,
    a,
    b,
    c,
    d,
    e,
    h,
    i,
    j,
    m,
    n,
    phi,
    q,
    r,
    t,
    w,
    x,
)
from derive.audit.scope import Scope
from derive.language.binders import Delta, Sum, free_indices, walk
from derive.language.comparisons import cases
from derive.language.derivatives import D, Derivative
from derive.language.errors import IllFormed
from derive.language.expressions import Plus, Power, Quotient, Times, sqrt
from derive.language.families import Entry, Family, depends
from derive.language.functions import cos, exp, log, logistic, sin, softplus, tanh
from derive.language.indices import Dim, Index
from derive.language.places import Equal, distinct, equal

Shape = Callable[..., Expr]
SHAPES: dict[str, tuple[tuple[Dim, ...], bool, Shape]] = {
    "Σ_d B_id": ((n,), True, lambda at: Sum(B[at, d], d)),
    "Σ_j exp S_ij": ((n,), True, lambda at: Sum(exp(S[at, _letter(at)]), _letter(at))),
    "a_i + q_i": ((n,), True, lambda at: a[at] + q[at]),
    "a_i + w": ((n,), True, lambda at: a[at] + w),
    "1 + exp x_i": ((n,), True, lambda at: 1 + exp(x[at])),
    "B_id + w a_i": ((n, m), True, lambda at, by: B[at, by] + w * a[at]),
    "a_i + a_j": ((n, n), True, lambda at, by: a[at] + a[by]),
    "1 + exp(x_i − x_j)": ((n, n), True, lambda at, by: 1 + exp(x[at] - x[by])),
    "1 + x_i²": ((n,), False, lambda at: 1 + x[at] ** 2),
    "1 + w x_i": ((n,), False, lambda at: 1 + w * x[at]),
    "Z x_i + c": ((n,), False, lambda at: Z * x[at] + c),
    "x_i + t_i": ((n,), False, lambda at: x[at] + t[at]),
    "x_i − c": ((n,), False, lambda at: x[at] - c),
    "Σ_d X_id² + 1": ((n,), False, lambda at: Sum(X[at, d] ** 2, d) + 1),
}
"""The denominators of several terms that may depend on bound indices: what they run over, whether they are
known to be positive, and what they are."""


def _letter(at: Expr) -> Index:
    return next(index for index in INDICES[n] if index not in free_indices(at))


class Maker:
    """Makes random expressions.

    `shape` is the case's denominator under bound indices, `given` what is assumed of its free indices.
    """

    def __init__(self, random: Random, shape: str, given: tuple[Equal, ...] = ()) -> None:
        self.random = random
        self.shape = shape
        self.given = given
        self._derivatives = 0

    # places

    def place(self, dim: Dim, scope: Scope) -> Expr:
        """An index expression over this dimension: mostly an index, else a label or the place 1."""
        choices = scope.over(dim)
        if choices and self.random.random() < 0.95:
            return choices[-1] if self.random.random() < 0.5 else self.random.choice(choices)
        return self.random.choice(self._fixed_places(dim, scope))

    def _fixed_places(self, dim: Dim, scope: Scope) -> list[Expr]:
        places: list[Expr] = [Integer(1)]
        if dim == n:
            places += [b, *(W[index] for index in scope.over(r))]
        return places

    def entry(self, letter: Family, scope: Scope) -> Expr:
        """The letter at random places."""
        return Entry(letter, *(self.place(dim, scope) for dim in letter.dims))

    # real numbers

    def real(self, scope: Scope, size: int) -> Expr:
        """Any real number of about this many nodes."""
        return self._made(_REAL if size > 1 else _REAL_ATOMS, scope, size)

    def positive(self, scope: Scope, size: int) -> Expr:
        """A number known to be positive; under bound indices of one term, or of the case's shape."""
        return self._made(_POSITIVE if size > 1 else _POSITIVE_ATOMS, scope, size)

    def _made(self, table: Table, scope: Scope, size: int) -> Expr:
        while True:
            ((make, _),) = self.random.choices(table, [weight for _, weight in table])
            made = make(self, scope, size)
            if made is not None:
                return made

    def split(self, size: int) -> tuple[int, int]:
        """Two sizes that make up this one."""
        first = self.random.randint(1, max(1, size - 2))
        return first, max(1, size - 1 - first)

    def number(self, _: Scope, __: int) -> Expr:
        """A small rational number."""
        return self.random.choice((*map(Integer, (1, 2, 3, -1, -2)), Rational(1, 2), Rational(-2, 3)))

    def real_entry(self, scope: Scope, _: int) -> Expr:
        """h_k"""
        return self.entry(self.random.choice(REAL), scope)

    def definition(self, scope: Scope, _: int) -> Expr:
        """p_k"""
        row_softmax = (A,) if self.shape == "Σ_j exp S_ij" or not scope.bound else ()
        return self.entry(self.random.choice((*DEFINITIONS, *row_softmax)), scope)

    def dimension(self, _: Scope, __: int) -> Expr:
        """n"""
        return self.random.choice((n, m, r))

    def plus(self, scope: Scope, size: int) -> Expr:
        """a + b"""
        first, second = self.split(size)
        return self.real(scope, first) + self.real(scope, second)

    def minus(self, scope: Scope, size: int) -> Expr:
        """a − b"""
        first, second = self.split(size)
        return self.real(scope, first) - self.real(scope, second)

    def times(self, scope: Scope, size: int) -> Expr:
        """a b"""
        first, second = self.split(size)
        return self.real(scope, first) * self.real(scope, second)

    def quotient(self, scope: Scope, size: int) -> Expr:
        """a / b, a / (a + b)"""
        first, second = self.split(size)
        below = self.denominator(scope, second)
        if isinstance(below, Plus) and self.random.random() < 0.3:
            return Quotient(self.random.choice(below.args), below)
        return self.real(scope, first) / below

    def denominator(self, scope: Scope, size: int) -> Expr:
        """What may be divided by: a positive number, an entry, or the case's shape, at times squared."""
        kind = self.random.random()
        if kind < 0.2:
            return self.entry(self.random.choice((x, t, S, h)), scope)
        made = self.shaped(scope) if kind < 0.4 else self.positive(scope, size)
        return Power(made, Integer(2)) if self.random.random() < 0.15 else made

    def shaped(self, scope: Scope) -> Expr:
        """The case's shape of a denominator at random places."""
        over, _, shape = SHAPES[self.shape]
        return shape(*(self.place(dim, scope) for dim in over))

    def power(self, scope: Scope, size: int) -> Expr:
        """a², a³"""
        return Power(self.real(scope, min(size - 1, 4)), Integer(self.random.choice((2, 2, 3))))

    def inverse(self, scope: Scope, _: int) -> Expr:
        """x⁻¹, x⁻²"""
        return self.entry(self.random.choice((x, t, S, h)), scope) ** self.random.choice((-1, -2))

    def exponential(self, scope: Scope, size: int) -> Expr:
        """exp a"""
        return exp(self.real(scope, min(size - 1, 4)))

    def logarithm(self, scope: Scope, size: int) -> Expr:
        """log a"""
        return log(self.positive(scope, size - 1))

    def absolute(self, scope: Scope, _: int) -> Expr | None:
        """√(h_i²), √((h_i − t_j)²), without bound indices."""
        if scope.bound:
            return None
        first, second = (self.entry(self.random.choice(letters), scope) for letters in ((x, S), (t, h)))
        return sqrt(Power(first - second if self.random.random() < 0.4 else first, Integer(2)))

    def unknown(self, scope: Scope, size: int) -> Expr:
        """φ(a), sin a, cos a"""
        return self.random.choice((phi, sin, cos))(self.real(scope, min(size - 1, 4)))

    def opened_function(self, scope: Scope, size: int) -> Expr | None:
        """tanh a, logistic a, softplus a; under bound indices only of what has the case's shape."""
        if scope.bound:
            if self.shape != "1 + exp x_i":
                return None
            return self.random.choice((logistic, softplus))(x[self.place(n, scope)])
        return self.random.choice((tanh, logistic, softplus))(self.real(scope, min(size - 1, 3)))

    def variable_power(self, scope: Scope, size: int) -> Expr:
        """a^b for positive a"""
        first, second = self.split(size)
        return Power(self.positive(scope, min(first, 3)), self.real(scope, min(second, 3)))

    def sum(self, scope: Scope, size: int) -> Expr:
        """Σ_k a"""
        index = self.random.choice(INDICES[self.random.choice((n, n, m, r))])
        return Sum(self.real(scope.within(index), size - 1), index)

    def sum_of_pairs(self, scope: Scope, size: int) -> Expr:
        """Σ_i Σ_j a"""
        dim = self.random.choice((n, n, m))
        first, second = self.random.sample(INDICES[dim], 2)
        return Sum(self.real(scope.within(first).within(second), size - 2), first, second)

    def sum_without(self, scope: Scope, size: int) -> Expr:
        """Σ_{k≠j} a"""
        index = self.random.choice(INDICES[n])
        outside = scope.within(index)
        outside = Scope(outside.free, outside.bound[:-1])
        return Sum(self.real(scope.within(index), size - 1), index, without=self.place(n, outside))

    def product_of_sums(self, scope: Scope, size: int) -> Expr:
        """(Σ_k a)(Σ_k b), (Σ_k a)²"""
        first, second = self.split(size - 1)
        if self.random.random() < 0.3:
            return Power(self.sum(scope, first), Integer(2))
        return Times(self.sum(scope, first), self.sum(scope, second))

    def sifting_sum(self, scope: Scope, size: int) -> Expr:
        """Σ_k δ_jk a"""
        index = self.random.choice(INDICES[self.random.choice((n, n, m))])
        inside = scope.within(index)
        other = self.place(index.dim, inside)
        return Sum(Times(Delta(index, other), self.real(inside, size - 2)), index)

    def delta(self, scope: Scope, size: int) -> Expr:
        """δ_ij a"""
        dim = self.random.choice((n, n, m))
        return Delta(self.place(dim, scope), self.place(dim, scope)) * self.real(scope, size - 1)

    def cases(self, scope: Scope, size: int) -> Expr:
        """{a if i = j; b otherwise}"""
        first, second = self.split(size)
        dim, relation = self.random.choice((n, n, m)), self.random.choice((equal, distinct))
        condition = relation(self.place(dim, scope), self.place(dim, scope))
        return cases((self.real(scope, first), condition), self.real(scope, second))

    def derivative(self, scope: Scope, size: int) -> Expr | None:
        """∂a/∂z_d"""
        return self._derivative(VARIABLES, scope, size)

    def formal_derivative(self, scope: Scope, size: int) -> Expr | None:
        """∂a/∂h_k for a letter that depends on others, not inside or around another ∂."""
        return None if self._derivatives else self._derivative(FORMAL_VARIABLES, scope, size)

    def _derivative(self, variables: Sequence[Family], scope: Scope, size: int) -> Expr | None:
        self._derivatives += 1
        body = self.real(scope, size - 1)
        self._derivatives -= 1
        letters = [letter for letter in variables if depends(body, letter)]
        if not letters or (
            variables is FORMAL_VARIABLES and any(isinstance(node, Derivative) for node in walk(body))
        ):
            return None
        with suppress(IllFormed):  # another letter may depend on the same variables
            return D(body, self.entry(self.random.choice(letters), scope))
        return None

    # positive numbers

    def positive_entry(self, scope: Scope, _: int) -> Expr:
        """b_k > 0"""
        return self.entry(self.random.choice((*POSITIVE, P)), scope)

    def positive_number(self, _: Scope, __: int) -> Expr:
        """A small positive number, or a dimension."""
        return self.random.choice((Integer(2), Rational(1, 2), Integer(3), n, m))

    def positive_definition(self, scope: Scope, _: int) -> Expr:
        """p_k"""
        return self.entry(self.random.choice(POSITIVE_DEFINITIONS), scope)

    def positive_shape(self, scope: Scope, _: int) -> Expr | None:
        """The case's shape, if it is known to be positive."""
        return self.shaped(scope) if SHAPES[self.shape][1] else None

    def positive_plus(self, scope: Scope, size: int) -> Expr:
        """a + b, without bound indices."""
        first, second = self.split(size)
        return self.positive(scope.closed, first) + self.positive(scope.closed, second)

    def positive_times(self, scope: Scope, size: int) -> Expr:
        """a b"""
        first, second = self.split(size)
        return self.positive(scope, first) * self.positive(scope, second)

    def positive_quotient(self, scope: Scope, size: int) -> Expr:
        """a / b"""
        first, second = self.split(size)
        return self.positive(scope, first) / self.positive(scope, second)

    def positive_cases(self, scope: Scope, size: int) -> Expr:
        """{a if i = j; b otherwise}"""
        first, second = self.split(size)
        condition = equal(self.place(n, scope), self.place(n, scope))
        return cases((self.positive(scope, first), condition), self.positive(scope, second))

    def positive_sum(self, scope: Scope, size: int) -> Expr:
        """Σ_k a, where nothing else is bound."""
        index = self.random.choice(INDICES[self.random.choice((n, n, m))])
        return Sum(self.positive(scope.closed.within(index), size - 1), index)

    def root(self, scope: Scope, size: int) -> Expr:
        """a^q"""
        base = self.positive(scope, size - 1)
        return sqrt(base) if self.random.random() < 0.5 else Power(base, self.random.choice(_EXPONENTS))


_EXPONENTS = (Rational(-1, 2), Rational(1, 3), Rational(3, 2), Integer(2), Rational(-3, 2))
Make = Callable[[Maker, Scope, int], Expr | None]
Table = Sequence[tuple[Make, int]]

_REAL_ATOMS: Table = ((Maker.real_entry, 12), (Maker.definition, 3), (Maker.number, 2), (Maker.dimension, 1))
_REAL: Table = (
    *_REAL_ATOMS[:2],
    (Maker.plus, 10),
    (Maker.minus, 8),
    (Maker.times, 14),
    (Maker.quotient, 10),
    (Maker.power, 4),
    (Maker.inverse, 2),
    (Maker.exponential, 5),
    (Maker.logarithm, 3),
    (Maker.root, 3),
    (Maker.absolute, 2),
    (Maker.unknown, 2),
    (Maker.variable_power, 1),
    (Maker.opened_function, 1),
    (Maker.sum, 20),
    (Maker.sum_of_pairs, 4),
    (Maker.sum_without, 4),
    (Maker.product_of_sums, 3),
    (Maker.sifting_sum, 3),
    (Maker.delta, 5),
    (Maker.cases, 4),
    (Maker.derivative, 8),
    (Maker.formal_derivative, 3),
)
_POSITIVE_ATOMS: Table = (
    (Maker.positive_entry, 6),
    (Maker.positive_definition, 1),
    (Maker.positive_number, 2),
)
_POSITIVE: Table = (
    *_POSITIVE_ATOMS[:2],
    (Maker.positive_shape, 5),
    (Maker.positive_plus, 6),
    (Maker.positive_times, 6),
    (Maker.positive_quotient, 3),
    (Maker.positive_sum, 8),
    (Maker.positive_cases, 2),
    (Maker.exponential, 5),
    (Maker.root, 2),
)
"""What is made, and how often."""


def random_expression(random: Random, size: int) -> tuple[Expr, Maker, Scope]:
    """A random expression, with the maker and the free indices that a rewriting of it may use."""
    free = tuple(index for index in (i, j, d, e) if random.random() < 0.5)
    scope = Scope(free)
    given = (random.choice((equal, distinct))(i, j),) if {i, j} <= set(free) and random.random() < 0.3 else ()
    maker = Maker(random, random.choice(sorted(SHAPES)), given)
    return maker.real(scope, size), maker, scope
