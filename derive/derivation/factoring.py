"""Common factors taken out of a normal form, and sums over a common part joined.

p_k ∂h_k − p_k Σ_j p_j ∂h_j                     =  p_k (∂h_k − Σ_j p_j ∂h_j)
Σ_k t_k p_k ∂h_k − (Σ_j t_j p_j) Σ_k p_k ∂h_k   =  Σ_k (t_k − Σ_j t_j p_j) p_k ∂h_k
"""

from __future__ import annotations

from sympy import Expr

from derive.kernel.derivative import times
from derive.kernel.express import Letters, express
from derive.kernel.terms import Atom, Form, IndexKey, Monomial, Number, monomial
from derive.language.binders import Sum


def factored(form: Form, letters: Letters) -> Expr:
    """The form as an expression with common factors in front."""
    common = _common(list(form))
    if len(form) > 1 and not common:
        joined = _joined(form, letters)
        if joined is not None:
            return joined
    return _product(common, _divided(form, common), letters, {})


def _product(common: dict[Atom, Number], rest: Form, letters: Letters, places: dict[IndexKey, Expr]) -> Expr:
    inner = express(rest, letters, places)
    outer = express({monomial(common.items()): 1}, letters, places) if common else None
    return inner if outer is None else times(outer, inner)


def _common(monomials: list[Monomial]) -> dict[Atom, Number]:
    """The greatest common factor: of each atom the least positive exponent."""
    if not monomials:
        return {}
    shared = dict(monomials[0])
    for powers in monomials[1:]:
        others = dict(powers)
        shared = {atom: min(exponent, others[atom]) for atom, exponent in shared.items() if atom in others}
    return {atom: exponent for atom, exponent in shared.items() if exponent}


def _divided(form: Form, common: dict[Atom, Number]) -> Form:
    return {
        monomial((atom, exponent - common.get(atom, 0)) for atom, exponent in powers): coefficient
        for powers, coefficient in form.items()
    }


def _joined(form: Form, letters: Letters) -> Expr | None:
    """One sum for all terms, if each has a sum over one index whose summands share a derivative."""
    opened: Form = {}
    spines = [_spine(powers) for powers in form]
    if None in spines or len({spine[2] for spine in spines if spine}) != 1:
        return None
    for (powers, coefficient), spine in zip(form.items(), spines, strict=True):
        assert spine is not None
        together = dict(powers)
        together[spine] -= 1
        for atom, exponent in spine[3]:
            lifted = _lifted(atom, spine[1])
            together[lifted] = together.get(lifted, 0) + exponent
        summand = monomial(together.items())
        opened[summand] = opened.get(summand, 0) + coefficient
    shared = _common(list(opened))
    if not any(atom[0] == "partial" for atom in shared):
        return None
    index = letters.pick(spines[0][2][0], set())  # type: ignore[index]
    places: dict[IndexKey, Expr] = {("b", "spine", 0, index.dim.name): index}
    body = _product(shared, _divided(opened, shared), letters, places)
    return Sum(body, index)


def _spine(powers: Monomial) -> Atom | None:
    """The one component over one index that holds a derivative."""
    found = [
        atom
        for atom, exponent in powers
        if atom[0] == "sum"
        and exponent == 1
        and len(atom[2]) == 1
        and any(a[0] == "partial" for a, _ in atom[3])
    ]
    return found[0] if len(found) == 1 else None


def _lifted(atom: Atom, own: int) -> Atom:
    """The atom with the spine's bound index marked, so that summands of different sums compare."""

    def mark(value: object) -> object:
        if isinstance(value, tuple):
            if len(value) == 4 and value[0] == "b" and value[1] == own:
                return ("b", "spine", value[2], value[3])
            return tuple(mark(part) for part in value)
        return value

    return mark(atom)  # type: ignore[return-value]
