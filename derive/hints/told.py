"""A sentence about expressions: boxes are made of them only where the hint is offered."""

from __future__ import annotations

from typing import Any

from derive.language.sayings import Saying
from derive.language.typeset import Formula, formula


class Told:
    """The sentence, and what it speaks of: expressions, words, sentences."""

    def __init__(self, says: Saying, *about: Any) -> None:
        self.says, self.about = says, about

    @property
    def said(self) -> Saying:
        """The sentence with its parts in boxes."""
        return self.says.of(*map(_part, self.about))


def _part(part: Any) -> str | Formula | Saying:
    if isinstance(part, Told):
        return part.said
    return part if isinstance(part, str) else formula(part)
