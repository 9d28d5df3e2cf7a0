"""Definitions opened, hypotheses used."""

from __future__ import annotations

from sympy import Expr, Integer

from derive.audit import letters
from derive.audit.rewritings.frame import TWO, Here, law
from derive.language.binders import Delta, Sum, free_indices, substitute
from derive.language.derivatives import D
from derive.language.expressions import Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry
from derive.language.indices import Index
from derive.language.places import Distinct


@law("definitions")
def unfold(node: Expr, _: Here) -> Expr | None:
    """p_k = exp h_k / Σ_j exp h_j"""
    if isinstance(node, Entry) and isinstance(node.family, Definition):
        return node.family.at(node.places)
    return None


@law("definitions")
def times_sum_of_softargmax(node: Expr, here: Here) -> Expr | None:
    """a = a Σ_k p_k"""
    k = here.unused(letters.n, node)
    if k is None:
        return None
    return (
        Times(Sum(letters.p[k], k), node) if here.random.random() < 0.5 else Sum(Times(letters.p[k], node), k)
    )


@law("hypotheses")
def times_normalised(node: Expr, here: Here) -> Expr | None:
    """a = a Σ_k y_k = a Σ_d N_id, where that these sums are 1 is a hypothesis."""
    family = here.random.choice((letters.y, letters.N, letters.o, letters.O))
    k = here.unused(family.dims[-1], node)
    if k is None:
        return None
    at = [here.maker.place(dim, here.scope) for dim in family.dims[:-1]]
    if k in frozenset().union(*map(free_indices, at)):
        return None
    entry = Entry(family, *at, k)
    return here.random.choice(
        (Times(node, Sum(entry, k)), Sum(Times(entry, node), k), Quotient(node, Sum(entry, k)))
    )


@law("hypotheses")
def laws_of_one_hot(node: Expr, here: Here) -> Expr | None:
    """o_k = o_k² = Σ_j o_k o_j, for a one-hot o."""
    if not isinstance(node, Entry) or node.family not in {letters.o, letters.O}:
        return None
    k = here.unused(node.family.dims[-1], node)
    forms: list[Expr] = [Power(node, TWO), Power(node, Integer(3))]
    if k is not None:
        forms.append(Sum(Times(Entry(node.family, *node.places[:-1], k), node), k))
    return here.random.choice(forms)


@law("hypotheses")
def one_hot_picks(node: Expr, here: Here) -> Expr | None:
    """o_k f_k = o_k Σ_j o_j f_j, for a one-hot o."""
    match node:
        case Times(args=(Entry(family=letters.o, places=(Index() as k,)) as entry, *rest)) if rest:
            j = here.unused(letters.n, node)
            if j is not None:
                return Times(entry, Sum(Times(letters.o[j], *(substitute(each, {k: j}) for each in rest)), j))
    return None


@law("hypotheses")
def known_letter(node: Expr, here: Here) -> Expr | None:
    """v_k = δ_kb, and b's own a = Σ_k v_k a."""
    if isinstance(node, Entry) and node.family == letters.v:
        return Delta(node.places[0], letters.b)
    k = here.unused(letters.n, node)
    return None if k is None else Sum(Times(letters.v[k], node), k)


@law("hypotheses")
def use_given(node: Expr, here: Here) -> Expr | None:
    """a = a + δ_ij b where i ≠ j is given; a_i = a_j where i = j is."""
    for given in here.maker.given:
        first, second = given.args
        if not {first, second} <= set(here.scope.free):
            continue
        if isinstance(given, Distinct):
            return Plus(node, Times(Delta(first, second), here.real()))
        return substitute(node, {first: second} if here.random.random() < 0.5 else {second: first})
    return None


@law("hypotheses", "calculus")
def constant_by_hypothesis(node: Expr, here: Here) -> Expr | None:
    """a = a + ∂H_k/∂z_d where H is constant in z by hypothesis"""
    at, by = here.maker.place(letters.n, here.scope), here.maker.place(letters.m, here.scope)
    return Plus(node, Times(here.real(), D(letters.H[at], letters.z[by])))
