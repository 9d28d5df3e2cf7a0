"""Why a formula is not read, and where."""

from __future__ import annotations

Span = tuple[int, int]
"""Where something stands in the document: the first character, and the one after the last."""


class Unreadable(ValueError):
    """A formula that is not read: why, and where."""

    def __init__(self, reason: str, span: Span | None = None) -> None:
        self.reason, self.span = reason, span
        super().__init__(reason)
