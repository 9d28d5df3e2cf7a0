"""Why a formula is not read, and where."""

from __future__ import annotations

from derive.language.errors import Reasoned

Span = tuple[int, int]
"""Where something stands in the document: the first character, and the one after the last."""


class Unreadable(Reasoned, ValueError):
    """A formula that is not read: why, and where."""

    def __init__(self, english: str, *parts: object, span: Span | None = None) -> None:
        super().__init__(english, *parts)
        self.span = span
