"""Steps that keep the value of an expression, as data: a name, the step, and what a proof of it needs.

Each step takes a node and the place it stands at, and returns another expression of the same value, or None where
it does not apply. It is a law of the reals wherever both sides are defined; that it is one is tested by exact
evaluation, one law at a time. To add a law, add one entry below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from sympy import Basic, Expr, Integer, Rational, Tuple

from derive.audit import random_expressions as letters
from derive.audit.random_expressions import INDICES, Maker, Scope, scope_at
from derive.audit.tree import Part, operands, parts, replaced
from derive.language.binders import Cases, Delta, Distinct, Equal, Sum, cases, distinct, equal, free_indices, substitute
from derive.language.derivatives import D, Derivative
from derive.language.errors import IllFormed
from derive.language.expressions import MEANINGS, Call, Function, Neg, Plus, Power, Quotient, Times, cos, exp, log
from derive.language.expressions import logistic, sin, tanh
from derive.language.families import Definition, Entry, Family, depends
from derive.language.indices import Dim, Index

ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)


@dataclass(frozen=True)
class Here:
    """Where a step is taken: the part, and the indices and letters that may be used there."""

    part: Part
    maker: Maker
    scope: Scope

    @property
    def random(self) -> Random:
        """The case's random numbers."""
        return self.maker.random

    def real(self) -> Expr:
        """A small expression."""
        return self.maker.real(self.scope, self.random.randint(1, 3))

    def positive(self) -> Expr:
        """A small positive expression."""
        return self.maker.positive(self.scope, self.random.randint(1, 3))

    def unused(self, dim: Dim, *expressions: Basic) -> Index | None:
        """An index that is not free in the expressions, so that a sum over it captures nothing."""
        free = frozenset().union(*map(free_indices, expressions))
        choices = [index for index in INDICES[dim] if index not in free]
        return self.random.choice(choices) if choices else None

    def index(self, dim: Dim) -> Expr | None:
        """An index of the scope."""
        choices = self.scope.over(dim)
        return self.random.choice(choices) if choices else None

    def two(self, items: Any) -> tuple[int, int] | None:
        """Two neighbouring positions."""
        if len(items) < 2:
            return None
        first = self.random.randrange(len(items) - 1)
        return first, first + 1


Step = Callable[[Any, Here], Expr | None]


@dataclass(frozen=True)
class Rewriting:
    """A law of the reals as a step; `needs` says what a proof must open besides field and Σ algebra."""

    name: str
    step: Step
    needs: frozenset[str]


REWRITINGS: dict[str, Rewriting] = {}
"""Every rewriting, by name."""


def _law(*needs: str) -> Callable[[Step], Step]:
    """Enter the step under its own name."""

    def enter(step: Step) -> Step:
        name = step.__name__.strip("_")
        if name in REWRITINGS:
            raise ValueError(f"the rewriting {name} is entered twice")
        REWRITINGS[name] = Rewriting(name, step, frozenset(needs))
        return step

    return enter


def rewrite(rewriting: Rewriting, expression: Expr, maker: Maker, scope: Scope, tries: int = 8) -> Expr | None:
    """The expression with the step taken at a random part of it; None if it applies at none of those tried."""
    places = list(parts(expression))
    maker.random.shuffle(places)
    for part in places[:tries]:
        here = Here(part, maker, scope_at(part, scope))
        if "hypotheses" in rewriting.needs and {letters.y, letters.o} & set(part.variables):
            continue  # Σ_k y_k = 1 does not hold for all y, and so not under a ∂ in y
        try:
            made = rewriting.step(part.node, here)
        except IllFormed:
            continue
        if made is not None and made != part.node:
            return replaced(expression, part.path, made)
    return None


# sums and products


@_law()
def commute(node: Expr, here: Here) -> Expr | None:
    """a + b = b + a, a b = b a"""
    if not isinstance(node, Plus | Times):
        return None
    return node.func(*here.random.sample(node.args, len(node.args)))


@_law()
def associate(node: Expr, here: Here) -> Expr | None:
    """a + b + c = a + (b + c), a b c = a (b c)"""
    if not isinstance(node, Plus | Times) or len(node.args) < 3:
        return None
    first = here.random.randrange(len(node.args) - 1)
    together = node.func(*node.args[first : first + 2])
    return node.func(*node.args[:first], together, *node.args[first + 2 :])


@_law()
def flatten(node: Expr, _: Here) -> Expr | None:
    """a + (b + c) = a + b + c, a (b c) = a b c"""
    if not isinstance(node, Plus | Times):
        return None
    return node.func(*(part for arg in node.args for part in (arg.args if isinstance(arg, node.func) else (arg,))))


@_law()
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


@_law()
def collect(node: Expr, here: Here) -> Expr | None:
    """a + b = c (a/c + b/c) for positive c; Σ a + Σ b = Σ (a + b)"""
    if not isinstance(node, Plus):
        return None
    first, second = node.args[:2]
    if isinstance(first, Sum) and isinstance(second, Sum) and first.without == second.without == ():
        if first.bound.dim == second.bound.dim and (k := here.unused(first.bound.dim, first, second)) is not None:
            return Plus(Sum(Plus(_body_at(first, k), _body_at(second, k)), k), *node.args[2:])
        return None
    c = here.positive()
    return Times(c, Plus(*(Quotient(term, c) for term in node.args)))


@_law()
def double_negation(node: Expr, _: Here) -> Expr | None:
    """a = −(−a)"""
    return Neg(Neg(node))


@_law()
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


@_law()
def add_and_subtract(node: Expr, here: Here) -> Expr | None:
    """a = a + b − b"""
    b = here.real()
    return Plus(node, b, Neg(b))


@_law()
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


@_law()
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


# quotients and powers


@_law()
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


@_law()
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


@_law()
def product_into_quotient(node: Expr, here: Here) -> Expr | None:
    """a (b/c) = (a b)/c, (a/b)(c/d) = (a c)/(b d)"""
    if not isinstance(node, Times) or not any(isinstance(factor, Quotient) for factor in node.args):
        return None
    above = [factor.args[0] if isinstance(factor, Quotient) else factor for factor in node.args]
    below = [factor.args[1] for factor in node.args if isinstance(factor, Quotient)]
    return Quotient(Times(*above), below[0] if len(below) == 1 else Times(*below))


@_law()
def open_power(node: Expr, _: Here) -> Expr | None:
    """a³ = a a a, a⁻² = 1/(a a)"""
    if not isinstance(node, Power) or not isinstance(node.args[1], Integer) or not 2 <= abs(node.args[1]) <= 3:
        return None
    opened = Times(*[node.args[0]] * abs(int(node.args[1])))
    return opened if node.args[1] > 0 else Quotient(ONE, opened)


@_law()
def close_power(node: Expr, _: Here) -> Expr | None:
    """a a = a²"""
    if isinstance(node, Times) and len(node.args) == 2 and node.args[0] == node.args[1]:
        return Power(node.args[0], TWO)
    return None


@_law()
def powers_of_positives(node: Expr, here: Here) -> Expr | None:
    """a^(p+q) = a^p a^q, (a b)^p = a^p b^p, (a/b)^p = a^p/b^p, (a^p)^q = a^(p q) for positive a, b"""
    if not isinstance(node, Power) or not _known_positive(node.args[0]) or not isinstance(node.args[1], Rational):
        return None
    base, exponent = node.args
    match base:
        case Times():
            return Times(*(Power(factor, exponent) for factor in base.args))
        case Quotient(args=(above, below)):
            return Quotient(Power(above, exponent), Power(below, exponent))
        case Power(args=(inner, Rational() as other)) if _known_positive(inner):
            return Power(inner, exponent * other)
    part = here.random.choice((Rational(1, 2), Rational(1, 3), ONE, Integer(-1)))
    return Times(Power(base, part), Power(base, exponent - part)) if exponent != part else None


@_law()
def root_squared(node: Expr, here: Here) -> Expr | None:
    """a = (a^½)² = (a²)^½ = a^⅓ a^⅔ for positive a"""
    if not _known_positive(node):
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


def _known_positive(node: Basic) -> bool:
    """Positive by construction: sums, products, quotients and powers of positive letters, exp and dimensions."""
    match node:
        case Rational():
            return node > 0
        case Dim() | Call(function=Function(name="exp")):
            return True
        case Plus() | Times() | Quotient():
            return all(map(_known_positive, node.args))
        case Power(args=(base, Rational())):
            return _known_positive(base)
        case Sum():
            return not node.without and _known_positive(node.body)
        case Entry():
            return node.family in (*letters.POSITIVE, *letters.POSITIVE_DEFINITIONS, letters.P)
    return False


# Σ


@_law()
def rename(node: Expr, here: Here) -> Expr | None:
    """Σ_k f_k = Σ_j f_j"""
    if not isinstance(node, Sum):
        return None
    k = here.unused(node.bound.dim, node)
    return None if k is None or k == node.bound else Sum(_body_at(node, k), k, without=node.without)


@_law()
def swap_sums(node: Expr, _: Here) -> Expr | None:
    """Σ_k Σ_j f = Σ_j Σ_k f"""
    if not isinstance(node, Sum) or not isinstance(node.body, Sum):
        return None
    inner = node.body
    crossed = any(node.bound in free_indices(place) for place in inner.without)
    crossed |= any(inner.bound in free_indices(place) for place in node.without)
    if crossed or node.bound == inner.bound:
        return None
    return Sum(Sum(inner.body, node.bound, without=node.without), inner.bound, without=inner.without)


@_law()
def constant_into_sum(node: Expr, here: Here) -> Expr | None:
    """a Σ_k f_k = Σ_k a f_k, (Σ_k f_k)/a = Σ_k f_k/a"""
    match node:
        case Times() if (place := _first_sum(node)) is not None:
            total, others = node.args[place], (*node.args[:place], *node.args[place + 1 :])
            if (k := here.unused(total.bound.dim, node)) is not None:
                return Sum(Times(*others, _body_at(total, k)), k, without=total.without)
        case Quotient(args=(Sum() as total, below)):
            if (k := here.unused(total.bound.dim, node)) is not None:
                return Sum(Quotient(_body_at(total, k), below), k, without=total.without)
    return None


@_law()
def constant_out_of_sum(node: Expr, _: Here) -> Expr | None:
    """Σ_k a f_k = a Σ_k f_k, Σ_k f_k/a = (Σ_k f_k)/a"""
    if not isinstance(node, Sum):
        return None
    match node.body:
        case Times(args=factors):
            out = [factor for factor in factors if node.bound not in free_indices(factor)]
            kept = [factor for factor in factors if node.bound in free_indices(factor)]
            if out and kept:
                inner = kept[0] if len(kept) == 1 else Times(*kept)
                return Times(*out, Sum(inner, node.bound, without=node.without))
        case Quotient(args=(above, below)) if node.bound not in free_indices(below):
            return Quotient(Sum(above, node.bound, without=node.without), below)
    return None


@_law()
def product_of_sums(node: Expr, here: Here) -> Expr | None:
    """(Σ_k f_k)(Σ_j g_j) = Σ_k Σ_j f_k g_j"""
    if not isinstance(node, Times) or (found := here.two(node.args)) is None:
        return None
    first, second = (node.args[place] for place in found)
    if not isinstance(first, Sum) or not isinstance(second, Sum):
        return None
    k = here.unused(first.bound.dim, first, second)
    j = k and here.unused(second.bound.dim, first, second, k)
    if k is None or j is None:
        return None
    inner = Sum(Times(_body_at(first, k), _body_at(second, j)), j, without=second.without)
    made = Sum(inner, k, without=first.without)
    rest = [arg for place, arg in enumerate(node.args) if place not in found]
    return Times(made, *rest) if rest else made


@_law()
def square_of_sum(node: Expr, here: Here) -> Expr | None:
    """(Σ_k f_k)² = Σ_k Σ_j f_k f_j"""
    if not isinstance(node, Power) or node.args[1] != 2 or not isinstance(node.args[0], Sum):
        return None
    total = node.args[0]
    k = here.unused(total.bound.dim, total)
    j = k and here.unused(total.bound.dim, total, k)
    if k is None or j is None:
        return None
    inner = Sum(Times(_body_at(total, k), _body_at(total, j)), j, without=total.without)
    return Sum(inner, k, without=total.without)


@_law()
def split_off_one(node: Expr, here: Here) -> Expr | None:
    """Σ_k f_k = f_j + Σ_{k≠j} f_k, and back"""
    if not isinstance(node, Sum) or len(node.without) > 1:
        return None
    if node.without:
        (place,) = node.without
        return Plus(Sum(node.body, node.bound), Neg(_body_at(node, place)))
    j = here.index(node.bound.dim)
    if j is None or j == node.bound:
        return None
    return Plus(_body_at(node, j), Sum(node.body, node.bound, without=j))


@_law()
def excluded_by_cases(node: Expr, _: Here) -> Expr | None:
    """Σ_{k≠j} f_k = Σ_k {0 if k = j; f_k otherwise}"""
    if not isinstance(node, Sum) or len(node.without) != 1 or node.bound in free_indices(node.without[0]):
        return None
    return Sum(Cases(ZERO, Equal(node.bound, node.without[0]), node.body), node.bound)


@_law()
def dimension_as_sum(node: Expr, here: Here) -> Expr | None:
    """n = Σ_k 1"""
    return Sum(ONE, here.random.choice(INDICES[node])) if isinstance(node, Dim) else None


@_law()
def average_of_constant(node: Expr, here: Here) -> Expr | None:
    """a = (Σ_k a)/n"""
    dim = here.random.choice(tuple(INDICES))
    k = here.unused(dim, node)
    return None if k is None else Quotient(Sum(node, k), dim)


@_law()
def symmetrise(node: Expr, _: Here) -> Expr | None:
    """Σ_i Σ_j f_ij = (Σ_i Σ_j f_ij + Σ_i Σ_j f_ji)/2"""
    match node:
        case Sum(bound=i, body=Sum(bound=j, body=body) as inner):
            if i.dim == j.dim and i != j and not node.without and not inner.without:
                swapped = Sum(Sum(substitute(body, {i: j, j: i}), j), i)
                return Quotient(Plus(node, swapped), TWO)
    return None


@_law()
def antisymmetric_zero(node: Expr, here: Here) -> Expr | None:
    """a = a + Σ_i Σ_j (f_i g_j − f_j g_i)"""
    dim = here.random.choice(tuple(INDICES))
    i, j = here.random.sample(INDICES[dim], 2)
    f, g = (here.maker.real(Scope((*here.scope.free,), ()).within(i), 2) for _ in range(2))
    if j in free_indices(f) | free_indices(g):
        return None
    terms = Plus(Times(f, substitute(g, {i: j})), Neg(Times(substitute(f, {i: j}), g)))
    return Plus(node, Sum(Sum(terms, j), i))


def _first_sum(node: Times) -> int | None:
    return next((place for place, factor in enumerate(node.args) if isinstance(factor, Sum)), None)


def _body_at(total: Sum, place: Expr) -> Expr:
    made: Expr = substitute(total.body, {total.bound: place})
    return made


# δ and cases


@_law()
def insert_delta(node: Expr, here: Here) -> Expr | None:
    """f_i = Σ_j δ_ij f_j"""
    free = sorted(free_indices(node), key=lambda index: index.name)
    if not free:
        return None
    i = here.random.choice(free)
    j = here.unused(i.dim, node)
    if j is None:
        return None
    places = (i, j) if here.random.random() < 0.5 else (j, i)
    return Sum(Times(Delta(*places), substitute(node, {i: j})), j)


@_law()
def insert_delta_at_label(node: Expr, here: Here) -> Expr | None:
    """x_b = Σ_j δ_jb x_j, for a label b or a fixed place"""
    if not isinstance(node, Entry):
        return None
    for place, index in enumerate(node.places):
        if not isinstance(index, Index):
            j = here.unused(node.family.dims[place], node)
            if j is None:
                return None
            moved = Entry(node.family, *node.places[:place], j, *node.places[place + 1 :])
            return Sum(Times(Delta(j, index), moved), j)
    return None


@_law()
def sift(node: Expr, _: Here) -> Expr | None:
    """Σ_j δ_ij f_j = f_i"""
    match node:
        case Sum(body=Times(args=(Delta(args=(first, second)), *rest))) if rest and not node.without:
            other = second if first == node.bound else first
            if node.bound in (first, second) and node.bound not in free_indices(other):
                return substitute(rest[0] if len(rest) == 1 else Times(*rest), {node.bound: other})
    return None


@_law()
def laws_of_delta(node: Expr, here: Here) -> Expr | None:
    """δ_ij = δ_ji = δ_ij² = Σ_k δ_ik δ_kj"""
    if not isinstance(node, Delta):
        return None
    first, second = node.args
    dim = getattr(first, "ranges_over", None) or getattr(second, "ranges_over", None)
    forms: list[Expr] = [Delta(second, first), Power(node, TWO), Times(node, node)]
    if dim is not None and (k := here.unused(dim, node)) is not None:
        forms.append(Sum(Times(Delta(first, k), Delta(k, second)), k))
    return here.random.choice(forms)


@_law()
def equal_under_delta(node: Expr, _: Here) -> Expr | None:
    """δ_ij f_i = δ_ij f_j"""
    if not isinstance(node, Times):
        return None
    for place, factor in enumerate(node.args):
        if isinstance(factor, Delta):
            first, second = factor.args
            old, new = (first, second) if isinstance(first, Index) else (second, first)
            if isinstance(old, Index):
                others = (*node.args[:place], *node.args[place + 1 :])
                return Times(factor, *(substitute(other, {old: new}) for other in others))
    return None


@_law()
def same_in_both_cases(node: Expr, here: Here) -> Expr | None:
    """f_i = {f_j if i = j; f_i otherwise}, = {f_i if i ≠ j; f_j otherwise}"""
    choices = [(one, other) for dim in INDICES for one in here.scope.over(dim) for other in here.scope.over(dim)]
    choices = [(one, other) for one, other in choices if one != other]
    if not choices:
        return None
    i, j = here.random.choice(choices)
    moved = substitute(node, {i: j})
    if here.random.random() < 0.5:
        return cases((moved, equal(i, j)), node)
    return cases((node, distinct(i, j)), moved)


@_law()
def cases_by_delta(node: Expr, _: Here) -> Expr | None:
    """{a if i = j; b otherwise} = δ_ij a + (1 − δ_ij) b"""
    if not isinstance(node, Cases) or len(node.branches) != 1:
        return None
    ((value, condition),) = node.branches
    other = node.otherwise
    if isinstance(condition, Distinct):
        value, other = other, value
    same = Delta(*condition.args)
    return Plus(Times(same, value), Times(Plus(ONE, Neg(same)), other))


@_law()
def into_cases(node: Expr, _: Here) -> Expr | None:
    """f({a if i = j; b otherwise}) = {f(a) if i = j; f(b) otherwise} for f(x) = c x, x/c, c/x, x^q, φ(x)"""
    found = next((place for place in operands(node) if isinstance(node.args[place], Cases)), None)
    if found is None or isinstance(node, Sum | Derivative):
        return None
    inner = node.args[found]
    parts = [node.func(*node.args[:found], part, *node.args[found + 1 :]) if place in operands(inner) else part
             for place, part in enumerate(inner.args)]
    return Cases(*parts)


# exp, log and the functions made of them


@_law("functions")
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
        (Power(exp(Quotient(argument, TWO)), TWO), Quotient(exp(Plus(argument, c)), exp(c)), Times(exp(Plus(argument, Neg(c))), exp(c)))
    )


@_law("functions")
def exp_of_log(node: Expr, here: Here) -> Expr | None:
    """a = exp(log a) = exp(−log(1/a)) for positive a"""
    if not _known_positive(node):
        return None
    return exp(log(node)) if here.random.random() < 0.5 else exp(Neg(log(Quotient(ONE, node))))


@_law("functions")
def log_of_exp(node: Expr, _: Here) -> Expr | None:
    """a = log(exp a)"""
    return log(exp(node))


@_law("functions")
def laws_of_log(node: Expr, here: Here) -> Expr | None:
    """log(a b) = log a + log b, log(a/b) = log a − log b, log(a^q) = q log a for positive a, b"""
    if not isinstance(node, Call) or node.function != log or not _known_positive(node.argument):
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


@_law("functions")
def power_by_exp(node: Expr, _: Here) -> Expr | None:
    """a^q = exp(q log a) for positive a"""
    if isinstance(node, Power) and _known_positive(node.args[0]):
        return exp(Times(node.args[1], log(node.args[0])))
    return None


@_law("functions")
def open_function(node: Expr, here: Here) -> Expr | None:
    """logistic a = 1/(1 + exp(−a)), softplus a = log(1 + exp a), tanh a = (exp a − exp(−a))/(exp a + exp(−a))"""
    if not isinstance(node, Call):
        return None
    a = node.argument
    forms: dict[str, tuple[Expr, ...]] = {
        "logistic": (Quotient(ONE, Plus(ONE, exp(Neg(a)))), Quotient(exp(a), Plus(exp(a), ONE)), 1 - logistic(Neg(a))),
        "softplus": (log(Plus(ONE, exp(a))), Plus(a, log(Plus(ONE, exp(Neg(a)))))),
        "tanh": (
            Quotient(Plus(exp(a), Neg(exp(Neg(a)))), Plus(exp(a), exp(Neg(a)))),
            Plus(Times(TWO, logistic(Times(TWO, a))), Integer(-1)),
            Neg(tanh(Neg(a))),
        ),
    }
    name = node.function.name
    return here.random.choice(forms[name]) if name in forms and not node.function.order else None


# definitions and hypotheses


@_law("definitions")
def unfold(node: Expr, _: Here) -> Expr | None:
    """p_k = exp h_k / Σ_j exp h_j"""
    if isinstance(node, Entry) and isinstance(node.family, Definition):
        return node.family.at(node.places)
    return None


@_law("definitions")
def times_sum_of_softargmax(node: Expr, here: Here) -> Expr | None:
    """a = a Σ_k p_k"""
    k = here.unused(letters.n, node)
    if k is None:
        return None
    return Times(Sum(letters.p[k], k), node) if here.random.random() < 0.5 else Sum(Times(letters.p[k], node), k)


@_law("hypotheses")
def times_normalised(node: Expr, here: Here) -> Expr | None:
    """a = a Σ_k y_k where Σ_k y_k = 1 is a hypothesis"""
    k = here.unused(letters.n, node)
    if k is None:
        return None
    family = here.random.choice((letters.y, letters.o))
    one = Sum(family[k], k)
    return here.random.choice((Times(node, one), Sum(Times(family[k], node), k), Quotient(node, one)))


@_law("hypotheses")
def laws_of_one_hot(node: Expr, here: Here) -> Expr | None:
    """o_k = o_k² = Σ_j o_k o_j = Σ_j δ_kj o_j for a one-hot o"""
    if not isinstance(node, Entry) or node.family != letters.o:
        return None
    k = here.unused(letters.n, node)
    forms: list[Expr] = [Power(node, TWO), Power(node, Integer(3))]
    if k is not None:
        forms.append(Sum(Times(letters.o[k], node), k))
    return here.random.choice(forms)


@_law("hypotheses", "calculus")
def constant_by_hypothesis(node: Expr, here: Here) -> Expr | None:
    """a = a + ∂H_k/∂z_d where H is constant in z by hypothesis"""
    at, by = here.maker.place(letters.n, here.scope), here.maker.place(letters.m, here.scope)
    return Plus(node, Times(here.real(), D(letters.H[at], letters.z[by])))


# ∂


@_law("calculus")
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


@_law("calculus")
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


@_law("calculus")
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


@_law("calculus")
def power_rule(node: Expr, _: Here) -> Expr | None:
    """∂(a^q) = q a^(q−1) ∂a"""
    match node:
        case Derivative(body=Power(args=(base, Rational() as exponent)), variable=variable):
            return Times(exponent, Power(base, exponent - 1), _partial(base, variable))
    return None


@_law("calculus")
def chain_rule(node: Expr, _: Here) -> Expr | None:
    """∂exp a = exp a ∂a, ∂log a = ∂a/a, ∂tanh a = (1 − tanh² a) ∂a, ∂φ(a) = φ′(a) ∂a, …"""
    match node:
        case Derivative(body=Call(function=function, argument=a), variable=variable):
            return Times(_slope(function, a), _partial(a, variable))
    return None


def _slope(function: Function, a: Expr) -> Expr:
    if function.order or function.name not in MEANINGS:
        return Call(Function(function.name, function.order + 1), a)
    return {
        "exp": exp(a),
        "log": Quotient(ONE, a),
        "logistic": Times(logistic(a), logistic(Neg(a))),
        "softplus": logistic(a),
        "tanh": Plus(ONE, Neg(Power(tanh(a), TWO))),
        "sin": cos(a),
        "cos": Neg(sin(a)),
    }[function.name]


@_law("calculus")
def derivative_of_sum(node: Expr, here: Here) -> Expr | None:
    """∂Σ_k f_k = Σ_k ∂f_k, k renamed apart from the variable's indices"""
    if not isinstance(node, Derivative) or not isinstance(node.body, Sum):
        return None
    total, variable = node.body, node.variable
    k = here.unused(total.bound.dim, total, variable)
    if k is None:
        return None
    return Sum(_partial(_body_at(total, k), variable), k, without=total.without)


@_law("calculus")
def derivative_of_cases(node: Expr, _: Here) -> Expr | None:
    """∂{a if i = j; b otherwise} = {∂a if i = j; ∂b otherwise}"""
    match node:
        case Derivative(body=Cases() as body, variable=variable) if len(body.branches) == 1:
            ((value, condition),) = body.branches
            return Cases(_partial(value, variable), condition, _partial(body.otherwise, variable))
    return None


@_law("calculus")
def derivative_of_variable(node: Expr, _: Here) -> Expr | None:
    """∂z_e/∂z_d = δ_ed, ∂X_ie/∂X_jd = δ_ij δ_ed"""
    match node:
        case Derivative(body=Entry() as body, variable=variable) if body.family == variable.family:
            deltas = [Delta(one, other) for one, other in zip(body.places, variable.places, strict=True)]
            return ONE if not deltas else deltas[0] if len(deltas) == 1 else Times(*deltas)
    return None


@_law("calculus", "definitions")
def derivative_of_definition(node: Expr, _: Here) -> Expr | None:
    """∂p_k/∂z_d, p_k opened"""
    match node:
        case Derivative(body=Entry(family=Definition() as family) as body, variable=variable):
            return Derivative(family.at(body.places), variable) if family != variable.family else None
    return None


@_law("calculus")
def swap_derivatives(node: Expr, _: Here) -> Expr | None:
    """∂²f/∂a∂b = ∂²f/∂b∂a"""
    match node:
        case Derivative(body=Derivative(body=body, variable=first), variable=second):
            return Derivative(Derivative(body, second), first)
    return None


@_law("calculus")
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
