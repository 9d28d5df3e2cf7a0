"""Why something cannot be: a sentence and what it is about, put into words in either language when it is told.

    raise IllFormed("{} is no hypothesis", x)          x is no hypothesis; x 不是假设

`sayings.why` has it in both; the Chinese stands in `chinese.toml`.
"""

from __future__ import annotations

import traceback


class Sentence:
    """A sentence, and what stands in its places: values, sentences, what was raised before."""

    def __init__(self, english: str, *parts: object) -> None:
        self.english, self.parts = english, parts

    def __str__(self) -> str:
        told = (part.told() if hasattr(part, "told") else str(part) for part in self.parts)
        return self.english.format(*told) if self.parts else self.english


class Reasoned(Exception):
    """An exception that says why: `Undecided("the limit of {} terms was reached", 5)`."""

    @property
    def why(self) -> Sentence:
        """Why."""
        english, *parts = self.args or ("",)
        return Sentence(english, *parts)

    def __str__(self) -> str:
        return str(self.why)


class IllFormed(Reasoned, ValueError):
    """An expression, declaration or derivation that cannot mean anything.

    The message says what was written and what is wrong; the place is added when the page is loaded.
    """

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message, and the author's own line, not the way through this package."""
        frames = traceback.extract_tb(self.__traceback__)
        own = [frame.line for frame in frames if frame.line and "ipykernel" in frame.filename]
        return [f"{type(self).__name__}: {self}", *(f"    in: {line}" for line in own[-1:])]


class NoDependence(IllFormed):
    """A derivative in a letter on which nothing there depends, as the page declares: first what, then on what."""


class PageError(IllFormed):
    """An `IllFormed` with its place: the page, the identity (if known) and the line in the file."""

    def __init__(self, page: str, identity: str | None, line: int | None, fault: IllFormed) -> None:
        self.page, self.identity, self.line, self.fault = page, identity, line, fault
        where = page if identity is None else f"{page}.{identity}"
        at = Sentence("{}, line {}: {}", where, line, fault)
        super().__init__("{}", Sentence("{}: {}", where, fault) if line is None else at)

    def __reduce__(self) -> tuple[type[PageError], tuple[str, str | None, int | None, IllFormed]]:
        return type(self), (self.page, self.identity, self.line, IllFormed("{}", str(self.fault)))
