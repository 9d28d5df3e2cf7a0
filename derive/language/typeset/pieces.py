"""What is set already: its characters, how tightly it binds, and how it stands beside what follows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from derive.language.typeset.letters import Letter


class Level(IntEnum):
    """How tightly a piece binds, the loosest first."""

    SUM = 0  # a + b
    SIGN = 1  # −a
    HADAMARD = 2  # M ⊙ N
    SLASH = 3  # a/b on one line
    PRODUCT = 4  # a b
    PREFIX = 5  # Σ_k a, ∂/∂z a, log a
    FRACTION = 6  # a fraction that is a unit, ∂h/∂z
    POWER = 7  # a², Mᵀ
    ATOM = 8  # a_k, (a + b)


@dataclass(frozen=True)
class Piece:
    """A part of the line.

    `open`: what follows as a factor would be read into it, as in Σ_k a_k b.
    `shut`: how to write it there, log(a) for log a; without it, brackets stand around the whole.
    `wide`: beside a slash it could be read in two ways: a division or a sum over a product, outside brackets.
    `unsigned`: for −a the piece a.
    """

    string: str
    level: Level = Level.ATOM
    open: bool = False
    shut: Piece | None = None
    wide: bool = False
    unsigned: Piece | None = None


class Style(ABC):
    """The signs of one output. Strings in and out are set already; nothing here decides about brackets."""

    minus: str
    hadamard: str
    equals: str
    differs: str
    at_least: str
    stacks: bool  # whether fractions are stacked

    @abstractmethod
    def letter(self, letter: Letter) -> Piece:
        """A name."""

    @abstractmethod
    def brackets(self, inner: str) -> str:
        """(inner)"""

    @abstractmethod
    def indexed(self, base: str, places: Sequence[str], *, compact: bool) -> str:
        """X_ij if compact, otherwise X_{i,j}."""

    @abstractmethod
    def product(self, factors: Sequence[Piece]) -> str:
        """The factors side by side, with a dot where they would run together."""

    @abstractmethod
    def quotient(self, above: str, below: str) -> str:
        """above / below"""

    @abstractmethod
    def power(self, base: str, exponent: Piece) -> str:
        """The base, which needs no brackets, to the exponent."""

    @abstractmethod
    def root(self, inner: Piece) -> Piece:
        """√inner"""

    @abstractmethod
    def exponential(self, argument: Piece, *, short: bool) -> Piece:
        """exp(argument); `short` if it is short enough to be raised."""

    @abstractmethod
    def function(self, name: Letter) -> str:
        """The name of a function, without its argument."""

    @abstractmethod
    def sum_sign(self, bound: str, without: Sequence[str]) -> str:
        """Σ_k or Σ_{k≠j}"""

    @abstractmethod
    def derivative(self, body: str, variables: Sequence[tuple[str, int]]) -> str:
        """∂body/∂variables, each with its multiplicity; the operator ∂/∂variables if the body is empty."""

    @abstractmethod
    def cases(self, branches: Sequence[tuple[str, str]], otherwise: str) -> Piece:
        """Values with their conditions, and the value that is left."""

    @abstractmethod
    def transposed(self, base: str) -> str:
        """baseᵀ"""

    @abstractmethod
    def special(self, word: str) -> str:
        """The signs for "one", "zero", "identity", "diag"."""

    @abstractmethod
    def words(self, words: str) -> str:
        """Words between formulas, with their spaces."""

    def bracketed(self, piece: Piece) -> Piece:
        """The piece in brackets."""
        return Piece(self.brackets(piece.string))

    def fit(self, piece: Piece, least: Level, *, followed: bool = False, wide: bool = True) -> Piece:
        """The piece, in brackets unless it binds as tightly as `least`.

        `followed`: a factor comes after it, which it must not swallow.
        `wide`: whether it may be wide.
        """
        if followed and piece.open:
            piece = piece.shut or self.bracketed(piece)
        if piece.level < least or (piece.wide and not wide):
            return self.bracketed(piece)
        return piece

    def negated(self, piece: Piece) -> Piece:
        """−piece"""
        inner = self.fit(piece, Level.HADAMARD)
        string = self.minus + inner.string
        return replace(inner, string=string, level=Level.SIGN, shut=None, unsigned=inner)
