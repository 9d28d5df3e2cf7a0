"""What is said where no code can be written."""

from __future__ import annotations


class NoCode(ValueError):
    """The claim has no code: it is no equality, it is false, or a part of it has no array form."""
