"""Laws of Σ."""

from __future__ import annotations

from sympy import Expr

from derive.audit.letters import INDICES
from derive.audit.rewritings.frame import ONE, TWO, ZERO, Here, body_at, law
from derive.audit.scope import Scope
from derive.language.binders import Cases, Sum, free_indices, substitute
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.indices import Dim
from derive.language.places import Equal


@law()
def rename(node: Expr, here: Here) -> Expr | None:
    """Σ_k f_k = Σ_j f_j"""
    if not isinstance(node, Sum):
        return None
    k = here.unused(node.bound.dim, node)
    return None if k is None or k == node.bound else Sum(body_at(node, k), k, without=node.without)


@law()
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


@law()
def constant_into_sum(node: Expr, here: Here) -> Expr | None:
    """a Σ_k f_k = Σ_k a f_k, (Σ_k f_k)/a = Σ_k f_k/a"""
    match node:
        case Times() if (place := _first_sum(node)) is not None:
            total, others = node.args[place], (*node.args[:place], *node.args[place + 1 :])
            if (k := here.unused(total.bound.dim, node)) is not None:
                return Sum(Times(*others, body_at(total, k)), k, without=total.without)
        case Quotient(args=(Sum() as total, below)):
            if (k := here.unused(total.bound.dim, node)) is not None:
                return Sum(Quotient(body_at(total, k), below), k, without=total.without)
    return None


@law()
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


@law()
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
    inner = Sum(Times(body_at(first, k), body_at(second, j)), j, without=second.without)
    made = Sum(inner, k, without=first.without)
    rest = [arg for place, arg in enumerate(node.args) if place not in found]
    return Times(made, *rest) if rest else made


@law()
def square_of_sum(node: Expr, here: Here) -> Expr | None:
    """(Σ_k f_k)² = Σ_k Σ_j f_k f_j"""
    if not isinstance(node, Power) or node.args[1] != 2 or not isinstance(node.args[0], Sum):
        return None
    total = node.args[0]
    k = here.unused(total.bound.dim, total)
    j = k and here.unused(total.bound.dim, total, k)
    if k is None or j is None:
        return None
    inner = Sum(Times(body_at(total, k), body_at(total, j)), j, without=total.without)
    return Sum(inner, k, without=total.without)


@law()
def split_off_one(node: Expr, here: Here) -> Expr | None:
    """Σ_k f_k = f_j + Σ_{k≠j} f_k, and back"""
    if not isinstance(node, Sum) or len(node.without) > 1:
        return None
    if node.without:
        (place,) = node.without
        return Plus(Sum(node.body, node.bound), Neg(body_at(node, place)))
    j = here.index(node.bound.dim)
    if j is None or j == node.bound:
        return None
    return Plus(body_at(node, j), Sum(node.body, node.bound, without=j))


@law()
def excluded_by_cases(node: Expr, _: Here) -> Expr | None:
    """Σ_{k≠j} f_k = Σ_k {0 if k = j; f_k otherwise}"""
    if not isinstance(node, Sum) or len(node.without) != 1 or node.bound in free_indices(node.without[0]):
        return None
    return Sum(Cases(ZERO, Equal(node.bound, node.without[0]), node.body), node.bound)


@law()
def dimension_as_sum(node: Expr, here: Here) -> Expr | None:
    """n = Σ_k 1"""
    return Sum(ONE, here.random.choice(INDICES[node])) if isinstance(node, Dim) else None


@law()
def average_of_constant(node: Expr, here: Here) -> Expr | None:
    """a = (Σ_k a)/n"""
    dim = here.random.choice(tuple(INDICES))
    k = here.unused(dim, node)
    return None if k is None else Quotient(Sum(node, k), dim)


@law()
def symmetrise(node: Expr, _: Here) -> Expr | None:
    """Σ_i Σ_j f_ij = (Σ_i Σ_j f_ij + Σ_i Σ_j f_ji)/2"""
    match node:
        case Sum(bound=i, body=Sum(bound=j, body=body) as inner):
            if i.dim == j.dim and i != j and not node.without and not inner.without:
                swapped = Sum(Sum(substitute(body, {i: j, j: i}), j), i)
                return Quotient(Plus(node, swapped), TWO)
    return None


@law()
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
