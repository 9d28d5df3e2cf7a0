"""What a certificate cannot be written for, and what its writing asks."""

from __future__ import annotations

from derive.certificates.terms import Place


class NoCertificate(Exception):
    """No certificate is written: which step is missing."""


class Undetermined(Exception):
    """Whether two places are the same is not known: both cases are to be proved."""

    def __init__(self, first: Place, second: Place) -> None:
        super().__init__(f"whether {first.text} and {second.text} are the same place")
        self.first, self.second = first, second
