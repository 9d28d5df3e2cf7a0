"""Functions of which nothing is known, given a law that they have not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Expr

from derive.audit.letters import S, X, c, d, i, j, k, w, x, z
from derive.audit.sabotage.frame import Claim, sabotage
from derive.kernel import proof
from derive.kernel.terms import atomic
from derive.language.applications import Apply
from derive.language.binders import Column, Sum, delta
from derive.language.derivatives import D
from derive.language.functions import function

psi = function("ψ")
LAYER = psi(X @ z)
SWAPPED = Claim(psi(c, w), psi(w, c))
FIRST = Claim(psi(z), Apply(psi, (), (Column(z[1], d),)))
ROWS = Claim(Sum(Apply(psi, (), (Column(X[i, d], d),)), i), Sum(Apply(psi, (), (Column(X[i, 1], d),)), i))
MOVED = Claim(delta(i, j) * psi(x[i], c), delta(i, j) * psi(x[j], c), judged="true")
CHAIN = Claim(D(LAYER, z[d]), Sum(LAYER.slope(1, i) * X[i, d], i), judged="true")


def _written_as(left: Expr, right: Expr) -> Claim:
    """The kernel writes the left side's normal form as the right side."""

    def ask() -> object:
        return right if proof.normal_form(left) == right else None

    return Claim(left, right, ask=ask)


@sabotage("applications:Applications.apply", "ψ(a, b) = ψ(b, a)", SWAPPED)
def _apply(right: Any) -> Any:
    return lambda self, function, places, slopes, arguments: right(
        self, function, places, slopes, sorted(arguments, key=str)
    )


def _first(self: Any, indices: Any, form: Any) -> Any:
    return self.substitute_form(form, dict.fromkeys(indices, ("c", 1, "")))


@sabotage("applications:Applications._named", "ψ(z) = ψ(z_1, z_1, …)", FIRST)
def _named(right: Any) -> Any:
    return lambda self, own, indices, form: right(self, own, indices, _first(self, indices, form))


@sabotage("applications:Applications._renamed_form", "an index renamed is the place 1", FIRST)
def _renamed_form(_: Any) -> Any:
    return lambda self, form, places: _first(self, places, form)


@sabotage("applications:Applications.arguments_of", "ψ(X_i·) with j put for i is ψ(X_j1, X_j1, …)", ROWS)
def _arguments_of(right: Any) -> Any:
    return lambda self, atom: tuple(
        (indices, _first(self, indices, form)) for indices, form in right(self, atom)
    )


@sabotage("applications:Applications.substitute_application", "ψ(x_i) with j put for i is ψ(x_i)", MOVED)
def _substitute(_: Any) -> Any:
    return lambda self, atom, places: atomic(atom)


@sabotage("reading:Reader._apply", "∂₁ψ = ψ", Claim(D(psi(c, w), c), psi(c, w)))
def _read_apply(right: Any) -> Any:
    def wrong(self: Any, expression: Any, places: Any) -> Any:
        bare = expression.func(expression.function, expression.places, expression.arguments)
        return right(self, bare, places)

    return wrong


@sabotage("reading:Reader._argument", "ψ(a) = ψ(0)", Claim(psi(c, w), psi(w, w)))
def _argument(right: Any) -> Any:
    return lambda self, argument, places: (right(self, argument, places)[0], {})


@sabotage("derivative:_apply", "∂ψ(a, a) = ∂₁ψ(a, a)", Claim(D(psi(c, c), c), psi(c, c).slope(1)))
def _derivative(right: Any) -> Any:
    def wrong(expression: Any, variable: Any, opens: Any) -> Any:
        made = right(expression, variable, opens)
        return made.args[0] if expression == psi(c, c) else made

    return wrong


@sabotage("derivative:_unbound", "∂ψ(2 z) = Σ_d ∂_d ψ(2 z)", CHAIN)
def _unbound(right: Any) -> Any:
    def wrong(argument: Any, taken: Any) -> Any:
        sides, inside = right(argument, taken)
        return sides, inside if not sides else 2 * inside

    return wrong


@sabotage("express:_application", "ψ(a, b) is written as ψ(b, a)", _written_as(psi(c, w), psi(w, c)))
def _application(right: Any) -> Any:
    def wrong(atom: Any, letters: Any, places: Any) -> Any:
        made = right(atom, letters, places)
        return made.func(made.function, made.places, made.arguments[::-1], made.slopes)

    return wrong


@sabotage("express:_chosen", "Σ takes a letter in use", _written_as(Sum(S[j, k], k), Sum(S[j, j], j)))
def _chosen(right: Any) -> Any:
    return lambda own, dims, letters, places: right(
        own, dims, replace(letters, taken=frozenset(), bound={}), places
    )
