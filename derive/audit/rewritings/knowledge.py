"""Definitions opened, hypotheses used."""

from __future__ import annotations

from sympy import Expr, Integer

from derive.audit import letters
from derive.audit.rewritings.frame import TWO, Here, law
from derive.language.binders import Sum
from derive.language.derivatives import D
from derive.language.expressions import Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry


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
    """a = a Σ_k y_k where Σ_k y_k = 1 is a hypothesis"""
    k = here.unused(letters.n, node)
    if k is None:
        return None
    family = here.random.choice((letters.y, letters.o))
    one = Sum(family[k], k)
    return here.random.choice((Times(node, one), Sum(Times(family[k], node), k), Quotient(node, one)))


@law("hypotheses")
def laws_of_one_hot(node: Expr, here: Here) -> Expr | None:
    """o_k = o_k² = Σ_j o_k o_j = Σ_j δ_kj o_j for a one-hot o"""
    if not isinstance(node, Entry) or node.family != letters.o:
        return None
    k = here.unused(letters.n, node)
    forms: list[Expr] = [Power(node, TWO), Power(node, Integer(3))]
    if k is not None:
        forms.append(Sum(Times(letters.o[k], node), k))
    return here.random.choice(forms)


@law("hypotheses", "calculus")
def constant_by_hypothesis(node: Expr, here: Here) -> Expr | None:
    """a = a + ∂H_k/∂z_d where H is constant in z by hypothesis"""
    at, by = here.maker.place(letters.n, here.scope), here.maker.place(letters.m, here.scope)
    return Plus(node, Times(here.real(), D(letters.H[at], letters.z[by])))
