"""Expectations over a finite probability space of which nothing is known: its size, its weights, what varies on it.

    p = measure("p", of=theta)            the weights p_ω > 0, which may depend on variables
    x, r = p.vector("x", n), p.scalar("r")     what varies: x_i and r at the outcome ω
    E(r * x[i], p)                        Σ_ω p_ω r_ω x_ωi
    Var(r, p), Cov(r, x[i], p)            variances and covariances
    q = p.beside("q")                     other weights on the same outcomes; KL(p, q), entropy(p)

Σ_ω p_ω = 1 is a hypothesis, `p.normalised`. Independent ones are measures of their own: E(f, p, q) = E(E(f, q), p).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr

from derive.language.binders import Sum
from derive.language.errors import IllFormed
from derive.language.expressions import Neg, Times, written
from derive.language.families import Entry, Family, family
from derive.language.functions import log
from derive.language.hypotheses import normalised
from derive.language.hypothesis import Equation
from derive.language.indices import Dim, Index


@dataclass(frozen=True)
class Measure:
    """Weights on the outcomes that an index runs over."""

    weights: Family
    outcome: Index

    @property
    def density(self) -> Entry:
        """The weight of the outcome, p_ω."""
        return Entry(self.weights, self.outcome)

    @property
    def normalised(self) -> Equation:
        """Σ_ω p_ω = 1"""
        return normalised(self.weights, (self.outcome,))

    def scalar(self, name: str, *, of: Any = (), positive: bool = False) -> Entry:
        """A number that varies with the outcome."""
        return Entry(family(name, self.outcome.dim, of=of, positive=positive), self.outcome)

    def vector(self, name: str, *dims: Dim, of: Any = (), positive: bool = False) -> Varying:
        """A vector, or a matrix, that varies with the outcome."""
        return Varying(family(name, self.outcome.dim, *dims, of=of, positive=positive), self.outcome)

    def beside(self, name: str, *, of: Any = ()) -> Measure:
        """Other weights on the same outcomes."""
        return Measure(family(name, self.outcome.dim, of=of, positive=True), self.outcome)


@dataclass(frozen=True)
class Varying:
    """A family that varies with the outcome: x[i] is x_i at the outcome."""

    letter: Family
    outcome: Index

    def __getitem__(self, places: object) -> Entry:
        """The entry at the outcome."""
        return Entry(self.letter, self.outcome, *(places if isinstance(places, tuple) else (places,)))


def measure(name: str, *, of: Any = ()) -> Measure:
    """A finite probability space with these weights; its outcomes are ω."""
    dim = Dim(f"Ω_{name}")
    return Measure(family(name, dim, of=of, positive=True), Index(f"ω_{name}", dim))


def _expectation(body: object, *measures: Measure) -> Expr:
    """The expectation; over several measures that of independent ones."""
    if not measures or not all(isinstance(each, Measure) for each in measures):
        raise IllFormed("an expectation says over which measure it is taken")
    made = written(body)
    for each in reversed(measures):
        made = Sum(Times(each.density, made), each.outcome)
    return made


E: Any = _expectation
"""The expectation. To a type checker it is anything: a page may call a dimension or a loss E all the same."""


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
    """E_p (log p − log q), for weights on the same outcomes"""
    if own.outcome != other.outcome:
        raise IllFormed("two measures are compared on the same outcomes: q = p.beside(…)")
    return E(log(own.density) - log(other.density), own)
