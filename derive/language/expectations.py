"""Expectations and integrals over a measure of which nothing is known but what is said.

    p = measure("p", of=theta)            a measure with a density p > 0, which may depend on variables
    x, r = p.vector("x", n), p.scalar("r")     what varies: x_i and r at the outcome
    E(r * x[i], p)                        𝔼_p[r x_i]
    Var(r, p), Cov(r, x[i], p)            variances and covariances
    q = p.beside("q")                     another density on the same outcomes; KL(p, q), entropy(p)
    v, dv = integration("v")                the variable of an integral
    Integral(f(v), dv)                    ∫ f(v) dv

An expectation is written as a sum over outcomes ω of p_ω f_ω, and a finite measure is an instance of it. E 1 = 1 is a
hypothesis, `p.normalised`. Independent ones are measures of their own: E(f, p, q) = E(E(f, q), p).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr, Tuple

from derive.language.binders import Binder, Sum, free_indices, walk
from derive.language.errors import IllFormed
from derive.language.expressions import Neg, Times, is_whole, written
from derive.language.families import Entry, Family, family
from derive.language.functions import log
from derive.language.hypotheses import normalised
from derive.language.hypothesis import Equation
from derive.language.indices import LINE, OUTCOMES, Dim, Index
from derive.language.matrices import Matrix


@dataclass(frozen=True)
class Measure:
    """A density on the outcomes that an index runs over."""

    weights: Family
    outcome: Index

    @property
    def density(self) -> Entry:
        """The density at the outcome, p_ω."""
        return Entry(self.weights, self.outcome)

    @property
    def normalised(self) -> Equation:
        """Σ_ω p_ω = 1"""
        return normalised(self.weights, (self.outcome,))

    def scalar(self, name: str, *, of: Any = (), positive: bool = False) -> Entry:
        """A number that varies with the outcome."""
        return Entry(family(name, self.outcome.dim, of=of, positive=positive), self.outcome)

    def vector(self, name: str, *dims: Dim, of: Any = (), positive: bool = False) -> Matrix:
        """A vector, or a matrix, that varies with the outcome: x is whole, x[i] is its entry."""
        letter = family(name, self.outcome.dim, *dims, of=of, positive=positive)
        made: Matrix = letter[self.outcome, *(slice(None) for _ in dims)]
        return made

    def beside(self, name: str, *, of: Any = ()) -> Measure:
        """Another density on the same outcomes."""
        return Measure(family(name, self.outcome.dim, of=of, positive=True), self.outcome)


def measure(name: str, *, of: Any = ()) -> Measure:
    """A measure with a density of this name; its outcomes are ω."""
    dim = Dim(f"{OUTCOMES}{name}")
    return Measure(family(name, dim, of=of, positive=True), Index(f"ω_{name}", dim))


def integration(name: str, *, positive: bool = False) -> tuple[Entry, Measure]:
    """The variable x of an integral, and the measure dx."""
    dim = Dim(f"{LINE}{name}")
    line = Measure(family(f"d{name}", dim, positive=True), Index(f"ω_{name}", dim))
    return line.scalar(name, positive=positive), line


def Integral(body: object, *lines: Measure) -> Expr:
    """∫ body dx, over several variables from the outermost to the innermost."""
    if not lines or not all(isinstance(each, Measure) and each.outcome.dim.fills_a_line for each in lines):
        raise IllFormed("an integral says over which variable it is taken: x, dx = integration(…)")
    return _expectation(body, *lines)


def _expectation(body: object, *measures: Measure) -> Expr:
    """The expectation; over several measures that of independent ones."""
    if not measures or not all(isinstance(each, Measure) for each in measures):
        raise IllFormed("an expectation says over which measure it is taken")
    made: Any = _integrand(body)
    _check_outcomes(made)
    for each in reversed(measures):
        made = Sum(each.density * made, each.outcome)
    return made


E: Any = _expectation
"""The expectation. To a type checker it is anything: a page may call a dimension or a loss E all the same."""


def _integrand(body: Any) -> Any:
    """A number, or what is whole: a number in matrix notation is a number."""
    if not is_whole(body):
        return written(body)
    return body.entry(None, None) if body.shape == (None, None) else body


def _check_outcomes(body: Any) -> None:
    """Raises `IllFormed` where an outcome is compared or counted: it is a point of a space, not a place."""
    for node in walk(body):
        if isinstance(node, Entry | Binder | Tuple):
            continue
        if any(isinstance(part, Index) and part.dim.counts_outcomes for part in node.args):
            raise IllFormed("{} takes an outcome for a place: outcomes have neither order nor number", node)


def Var(body: object, *measures: Measure) -> Expr:
    """E (f − E f)²"""
    return _expectation((written(body) - _expectation(body, *measures)) ** 2, *measures)


def Cov(first: object, second: object, *measures: Measure) -> Expr:
    """E (f − E f) (g − E g)"""
    one, other = written(first), written(second)
    return E((one - E(one, *measures)) * (other - E(other, *measures)), *measures)


def entropy(own: Measure) -> Expr:
    """−E log p"""
    return Neg(E(log(own.density), own))


def KL(own: Measure, other: Measure) -> Expr:
    """E_p (log p − log q), for densities on the same outcomes"""
    if own.outcome != other.outcome:
        raise IllFormed("two measures are compared on the same outcomes: q = p.beside(…)")
    return E(log(own.density) - log(other.density), own)


def mean_of(node: Sum) -> tuple[Entry, Expr] | None:
    """The density and what is averaged, of a sum that is an expectation over one outcome."""
    bound, body = node.bound, node.body
    if not bound.dim.counts_outcomes or node.without or not isinstance(body, Times):
        return None
    density, *rest = body.args
    if not isinstance(density, Entry) or density.places != (bound,) or not rest:
        return None
    if any(index.dim == bound.dim for index in free_indices(node)):
        return None  # another outcome of the same measure stands in it
    return density, rest[0] if len(rest) == 1 else Times(*rest)
