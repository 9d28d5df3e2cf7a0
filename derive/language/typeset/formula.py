"""A formula in boxes, in the two manners in which it is set."""

from __future__ import annotations

from dataclasses import dataclass

from derive.language.typeset.boxes import Box, related
from derive.language.typeset.plain import plain
from derive.language.typeset.tex import latex


@dataclass(frozen=True)
class Formula:
    """A formula in its two manners: with fractions stacked, for LaTeX and browsers, and on one line of text."""

    stacked: Box
    linear: Box

    @property
    def latex(self) -> str:
        """In LaTeX, its words in English."""
        return latex(self.stacked)

    @property
    def text(self) -> str:
        """On one line of Unicode, its words in English."""
        return plain(self.linear)

    def related(self, sign: str, other: Formula) -> Formula:
        """self = other, or another sign between."""
        return Formula(related(self.stacked, sign, other.stacked), related(self.linear, sign, other.linear))


def same(box: Box) -> Formula:
    """A formula that looks the same in both manners."""
    return Formula(box, box)
