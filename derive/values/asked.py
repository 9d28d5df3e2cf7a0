"""What the hypotheses of a claim ask of the numbers that are drawn for it."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr

from derive.language.binders import Distinct, Equal
from derive.language.families import Entry, Family
from derive.language.hypotheses import Equation, Hypothesis, OnDiagonal, Symmetric
from derive.language.hypothesis import Drawer
from derive.language.indices import Dim


class Asked(Drawer):
    """The demands of hypotheses, gathered; `undrawn` are the matrices for which no numbers are known."""

    def __init__(self, given: Iterable[Hypothesis]) -> None:
        self.equations: list[Equation] = []
        self.bounds: list[Expr] = []
        self.positives: set[Family] = set()
        self.hot: set[Family] = set()
        self.constants: set[tuple[Family, Family]] = set()
        self.sizes: list[tuple[Dim, int]] = []
        self.conditions: list[Equal] = []
        self.undrawn: list[Family] = []
        for each in given:
            each.draw(self)

    def equation(self, equation: Equation) -> None:
        """left = right."""
        self.equations.append(equation)

    def nonnegative(self, expression: Expr) -> None:
        """expression ≥ 0; of a letter alone it is enough that it is positive."""
        self.bounds.append(expression)
        if isinstance(expression, Entry):
            self.positives.add(expression.family)

    def positive(self, family: Family) -> None:
        """Every entry > 0."""
        self.positives.add(family)

    def one_hot(self, family: Family) -> None:
        """One 1, and zeros."""
        self.hot.add(family)

    def constant(self, family: Family, variable: Family) -> None:
        """It does not move."""
        self.constants.add((family, variable))

    def at_least(self, dim: Dim, number: int) -> None:
        """dim ≥ number."""
        self.sizes.append((dim, number))

    def same_place(self, first: Expr, second: Expr) -> None:
        """i = j."""
        self.conditions.append(Equal(first, second))

    def distinct_places(self, first: Expr, second: Expr) -> None:
        """i ≠ j."""
        self.conditions.append(Distinct(first, second))

    def symmetric(self, family: Family) -> None:
        """A_ij = A_ji."""
        self.equations += Symmetric(family).equations

    def on_diagonal(self, family: Family) -> None:
        """A_ij = δ_ij A_ii."""
        self.equations += OnDiagonal(family).equations

    def orthonormal(self, family: Family) -> None:
        """QᵀQ = I."""
        self.undrawn.append(family)

    def idempotent(self, family: Family) -> None:
        """P P = P."""
        self.undrawn.append(family)

    def semidefinite(self, family: Family) -> None:
        """xᵀ A x ≥ 0."""
        self.undrawn.append(family)

    def invertible(self, family: Family) -> None:
        """det A ≠ 0."""
        self.undrawn.append(family)
