"""What is said when a page is not well formed."""

from __future__ import annotations

import traceback


class IllFormed(ValueError):
    """An expression, declaration or derivation that cannot mean anything.

    The message says what was written and what is wrong; the place is added when the page is loaded.
    """

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message, and the author's own line, not the way through this package."""
        frames = traceback.extract_tb(self.__traceback__)
        own = [frame.line for frame in frames if frame.line and "ipykernel" in frame.filename]
        return [f"{type(self).__name__}: {self}", *(f"    in: {line}" for line in own[-1:])]


class PageError(IllFormed):
    """An `IllFormed` with its place: the page, the identity (if known) and the line in the file."""

    def __init__(self, page: str, identity: str | None, line: int | None, message: str) -> None:
        self.page, self.identity, self.line, self.message = page, identity, line, message
        where = page if identity is None else f"{page}.{identity}"
        super().__init__(f"{where}{'' if line is None else f', line {line}'}: {message}")

    def __reduce__(self) -> tuple[type[PageError], tuple[str, str | None, int | None, str]]:
        return type(self), (self.page, self.identity, self.line, self.message)
