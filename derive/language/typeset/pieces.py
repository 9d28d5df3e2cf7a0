"""A box that is laid out already: how tightly it binds, and how it stands beside what follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from derive.language.typeset.boxes import Box, Fence, Mark, Row


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
    """A part of the formula.

    `open`: what follows as a factor would be read into it, as in Σ_k a_k b.
    `shut`: how to write it there, log(a) for log a; without it, brackets stand around the whole.
    `wide`: beside a slash it could be read in two ways: a division or a sum over a product, outside brackets.
    `unsigned`: for −a the piece a.
    """

    box: Box
    level: Level = Level.ATOM
    open: bool = False
    shut: Piece | None = None
    wide: bool = False
    unsigned: Piece | None = None


def bracketed(piece: Piece) -> Piece:
    """The piece in brackets."""
    return Piece(Fence(piece.box))


def fit(piece: Piece, least: Level, *, followed: bool = False, wide: bool = True) -> Piece:
    """The piece, in brackets unless it binds as tightly as `least`.

    `followed`: a factor comes after it, which it must not swallow.
    `wide`: whether it may be wide.
    """
    if followed and piece.open:
        piece = piece.shut or bracketed(piece)
    if piece.level < least or (piece.wide and not wide):
        return bracketed(piece)
    return piece


def negated(piece: Piece) -> Piece:
    """−piece"""
    inner = fit(piece, Level.HADAMARD)
    box = Row((Mark("−"), inner.box), joined=True)
    return replace(inner, box=box, level=Level.SIGN, shut=None, unsigned=inner)
