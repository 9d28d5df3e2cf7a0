"""Laws of δ and of cases."""

from __future__ import annotations

from sympy import Expr

from derive.audit.letters import INDICES
from derive.audit.rewritings.frame import ONE, TWO, Here, law
from derive.language.binders import Cases, Delta, Sum, free_indices, substitute
from derive.language.comparisons import cases
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Times
from derive.language.families import Entry
from derive.language.indices import Index
from derive.language.parts import operands
from derive.language.places import Distinct, distinct, equal


@law()
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


@law()
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


@law()
def sift(node: Expr, _: Here) -> Expr | None:
    """Σ_j δ_ij f_j = f_i"""
    match node:
        case Sum(body=Times(args=(Delta(args=(first, second)), *rest))) if rest and not node.without:
            other = second if first == node.bound else first
            if node.bound in (first, second) and node.bound not in free_indices(other):
                return substitute(rest[0] if len(rest) == 1 else Times(*rest), {node.bound: other})
    return None


@law()
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


@law()
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


@law()
def same_in_both_cases(node: Expr, here: Here) -> Expr | None:
    """f_i = {f_j if i = j; f_i otherwise}, = {f_i if i ≠ j; f_j otherwise}"""
    choices = [
        (one, other) for dim in INDICES for one in here.scope.over(dim) for other in here.scope.over(dim)
    ]
    choices = [(one, other) for one, other in choices if one != other]
    if not choices:
        return None
    i, j = here.random.choice(choices)
    moved = substitute(node, {i: j})
    if here.random.random() < 0.5:
        return cases((moved, equal(i, j)), node)
    return cases((node, distinct(i, j)), moved)


@law()
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


@law()
def into_cases(node: Expr, _: Here) -> Expr | None:
    """f({a if i = j; b otherwise}) = {f(a) if i = j; f(b) otherwise} for f(x) = c x, x/c, c/x, x^q, φ(x)"""
    found = next((place for place in operands(node) if isinstance(node.args[place], Cases)), None)
    if found is None or isinstance(node, Sum | Derivative):
        return None
    inner = node.args[found]
    parts = [
        node.func(*node.args[:found], part, *node.args[found + 1 :]) if place in operands(inner) else part
        for place, part in enumerate(inner.args)
    ]
    return Cases(*parts)
