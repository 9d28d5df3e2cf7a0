"""What was found."""

from __future__ import annotations

from dataclasses import dataclass

from derive.language.claims import Example, Identity
from derive.language.page import Page


@dataclass(frozen=True, slots=True)
class Found:
    """A statement of a page, or the definition of a letter, and where in it: "claim", "line 3", "definition of p"."""

    page: str
    title: str
    id: str
    claim_text: str
    claim_latex: str
    prose: str = ""
    source: str = ""
    where: str = "claim"


def stated(page: Page, statement: Identity | Example, where: str = "claim") -> Found:
    """The statement as it is listed: `softargmax.jacobian`, its title, its formula in LaTeX and in a line."""
    return Found(
        page.name,
        page.title,
        statement.id,
        statement.claim_text,
        statement.claim_latex,
        statement.title,
        statement.source.document if statement.source else "",
        where,
    )
