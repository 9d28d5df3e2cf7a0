"""The book as one HTML file: no network, light and dark, wide and narrow, on paper too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from derive.book.contents import Book, Chapter, Erratum, Numbered, grouped_letters, without_proof
from derive.book.diagrams import Diagram
from derive.book.words import introduction, printed_at, say
from derive.language.typeset.boxes import Box, Mark, Source, related
from derive.language.typeset.formula import Formula, same
from derive.language.typeset.plain import plain
from derive.proofs.model import ProofLine
from derive.proofs.words import in_text
from derive.report.html import rendered
from derive.report.html.listing import Listings
from derive.report.html.proof import View
from derive.report.html.setting import Setting


def document(book: Book, diagrams: tuple[Diagram, ...] = ()) -> str:
    """The whole page."""

    def refer(name: str) -> Markup:
        number = book.numbers.get(name)
        if number is None:
            return Markup("<code>{}</code>").format(name)
        return Markup('<a href="#{}">({})</a>').format(name, number)

    listings = Listings()
    views = {each.proof.id: View(each.proof, listings.listing(each.proof)) for each in book.identities}
    return rendered(
        "book.html",
        title=book.title,
        book=BookView(book, diagrams),
        views=views,
        listings=listings,
        s=Setting(book.lang, refer),
    )


@dataclass(frozen=True)
class BookView:
    """The book as its template asks for it."""

    book: Book
    diagrams: tuple[Diagram, ...]

    def say(self, key: str) -> str:
        """The book's own words."""
        return say(key, self.book.lang)

    @property
    def introduction(self) -> tuple[str, ...]:
        """How to read it."""
        return introduction(self.book)

    @property
    def open(self) -> tuple[Numbered, ...]:
        """What is not as it should be."""
        return without_proof(self.book)

    def drawings(self, chapter: Chapter) -> Iterator[tuple[Markup, str]]:
        """The chapter's pictures with their captions."""
        for each in self.diagrams:
            if each.page == chapter.name:
                yield Markup(each.drawing(self.book.lang)), each.caption(self.book.lang)

    def neighbours(self, chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
        """The chapters before and after."""
        at = chapter.number - 1
        chapters = self.book.chapters
        before = chapters[at - 1] if at else None
        return before, chapters[at + 1] if at + 1 < len(chapters) else None

    def letters(self, chapter: Chapter) -> Iterator[tuple[str, tuple[Box, ...]]]:
        """The chapter's letters by kind."""
        return grouped_letters(chapter.letters)

    def printed(self, erratum: Erratum) -> tuple[str, Formula]:
        """Where and how a document prints what is wrong."""
        row = erratum.row.row
        return printed_at(row.lines, self.book.lang), same(Source(row.formula))

    @staticmethod
    def first_wrong(each: Numbered) -> Formula | None:
        """The first line that is wrong: … = b."""
        wrong: ProofLine | None = next((line for line in each.proof.lines if line.verdict != "proved"), None)
        return None if wrong is None else same(related(Mark("…"), "=", wrong.formula.stacked))

    @property
    def index(self) -> Iterator[tuple[str, list[Numbered]]]:
        """The identities by page and name."""
        for page, listed in groupby(self.book.index, key=lambda each: each.page):
            yield page, list(listed)

    @property
    def entries(self) -> Markup:
        """What the search looks through: titles, names and words, and formulas, as data for the page's script."""
        data = json.dumps([_entry(each) for each in self.book.identities], ensure_ascii=False)
        return Markup(data.replace("</", "<\\/"))


def _entry(each: Numbered) -> dict[str, Any]:
    proof = each.proof
    words = [in_text(made.spans, proof.lang) for made in proof.prose]
    formulas = [proof.claim, proof.left, *(line.formula for line in proof.lines)]
    return {
        "id": proof.id,
        "title": f"{each.number} {words[0] if words else proof.id}",
        "words": " ".join([proof.id, proof.id.replace("_", " "), *words]),
        "formulas": list(dict.fromkeys(plain(made.linear, proof.lang) for made in formulas)),
    }
