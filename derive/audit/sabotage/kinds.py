"""Each kind of hypothesis on matrices and signs, taken for another; the older kinds stand in `reading`."""

from __future__ import annotations

from typing import Any

from derive.audit.letters import S, X, c, d, i, j, k, t, x
from derive.audit.sabotage.deciding import sign_of
from derive.audit.sabotage.frame import Claim, sabotage
from derive.audit.sabotage.reading import assuming
from derive.language.binders import Delta, Sum, delta
from derive.language.hypotheses import (
    Equation,
    Idempotent,
    NonNegative,
    OnDiagonal,
    Orthonormal,
    Semidefinite,
    Symmetric,
    diagonal,
    equation,
    idempotent,
    nonnegative,
    orthonormal,
    psd,
    symmetric,
)
from derive.language.places import Distinct


@sabotage(
    "assuming:Assuming._assume Symmetric",
    "A = Aᵀ is taken for A = −Aᵀ",
    Claim(S[i, j], -S[j, i], given=(symmetric(S),)),
)
def _symmetric(right: Any) -> Any:
    return assuming(Symmetric, lambda self, each, then: then(self, Equation(S[i, j], -S[j, i])))(right)


@sabotage(
    "assuming:Assuming._assume OnDiagonal",
    "a diagonal A is taken for I",
    Claim(S[i, j], delta(i, j), given=(diagonal(S),)),
)
def _on_diagonal(right: Any) -> Any:
    return assuming(OnDiagonal, lambda self, each, then: then(self, Equation(S[i, j], Delta(i, j))))(right)


@sabotage(
    "assuming:Assuming._assume Orthonormal",
    "QᵀQ = I is taken for QQᵀ = I, for an oblong Q",
    Claim(Sum(X[i, d] * X[j, d], d), delta(i, j), given=(orthonormal(X),)),
)
def _orthonormal(right: Any) -> Any:
    rows = Equation(Sum(X[i, d] * X[j, d], d), Delta(i, j))
    return assuming(Orthonormal, lambda self, each, then: then(self, rows))(right)


SQUARED = Sum(S[i, k] * S[k, j], k)


@sabotage(
    "assuming:Assuming._assume Idempotent",
    "P P = P is taken for P P = I",
    Claim(SQUARED, delta(i, j), given=(idempotent(S),)),
)
def _idempotent(right: Any) -> Any:
    return assuming(Idempotent, lambda self, each, then: then(self, Equation(SQUARED, Delta(i, j))))(right)


@sabotage(
    "assuming:Assuming._assume Semidefinite",
    "every entry of a semidefinite A is ≥ 0",
    sign_of(S[i, j], "≥", psd(S)),
)
def _semidefinite(right: Any) -> Any:
    return assuming(Semidefinite, lambda self, each, then: then(self, NonNegative(S[i, j])))(right)


@sabotage(
    "rules:Rules._is_semidefinite",
    "Σ_i Σ_j x_i A_ij t_j ≥ 0 for a semidefinite A",
    sign_of(Sum(x[i] * S[i, j] * t[j], i, j), "≥", psd(S)),
)
def _is_semidefinite(_: Any) -> Any:
    return lambda self, atom: bool(self.semidefinite)


@sabotage(
    "assuming:Assuming._assume NonNegative",
    "−t ≥ 0 is taken for t ≥ 0",
    sign_of(x[i] ** 2 + t[i], "≥", nonnegative(-t[i])),
)
def _non_negative(right: Any) -> Any:
    return assuming(NonNegative, lambda self, each, then: then(self, NonNegative(-each.expression)))(right)


# the arbitrary indices of an equation


@sabotage(
    "assuming:Assuming._assume_equation",
    "S_ij = δ_ij t_i, for all i and j, is read as if i ≠ j",
    Claim(S[k, k], 0 * t[k], given=(Distinct(i, j), equation(S[i, j], delta(i, j) * t[i]))),
)
def _assume_equation(_: Any) -> Any:
    """The arbitrary indices are not renamed apart from the claim's until the sides are read."""

    def wrong(self: Any, equation: Any, owner: Any) -> None:
        apart = {self.place(index, {}): self.fresh(index.dim.name) for index in equation.arbitrary}
        sides = (self.substitute_form(self.read(part, {}), apart) for part in equation.parts)
        self.assume(*sides, owner, frozenset(apart.values()))

    return wrong


@sabotage(
    "rules:Rules._orbit",
    "what a permutation makes of a term has its sign",
    Claim(S[i, j], S[j, i], given=(equation(S[i, j], -S[j, i]),)),
)
def _orbit(right: Any) -> Any:
    return lambda self, start: {
        powers: (abs(sign), owners) for powers, (sign, owners) in right(self, start).items()
    }


@sabotage("rules:Rules.is_instance", "t ≥ 0 says c ≥ 0", sign_of(c**3, "≥", nonnegative(t[i])))
def _is_instance(_: Any) -> Any:
    return lambda self, form, fact: True
