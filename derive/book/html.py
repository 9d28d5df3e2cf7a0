"""The book as one HTML file: no network, light and dark, wide and narrow, on paper too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from derive.book.contents import Book, Chapter, Erratum, Numbered, grouped_letters, without_proof
from derive.book.diagrams import Diagram
from derive.book.words import introduction, printed_at, say
from derive.proofs import html as proofs
from derive.proofs.html import asset, counterexample, formula, paragraph, sentence
from derive.proofs.listing import Listings
from derive.proofs.mathml import mathml
from derive.proofs.words import colon, listed, phrase, stop


def document(book: Book, diagrams: tuple[Diagram, ...] = ()) -> str:
    """The whole page."""
    writer = _Writer(book, diagrams)
    body = "\n".join(writer.parts())
    style, script = asset("book.css", "derive.book"), asset("book.js", "derive.book")
    return proofs.page(book.title, body, book.lang, writer.listings, style=style, script=script)


@dataclass(frozen=True)
class _Writer:
    """The book, part by part."""

    book: Book
    diagrams: tuple[Diagram, ...]
    listings: Listings = field(default_factory=Listings)

    def parts(self) -> Iterator[str]:
        yield f'<a class="skip" href="#text">{self.say("skip")}</a>'
        yield self.header()
        yield '<main id="text">'
        yield f'<h1>{escape(self.book.title)}</h1>\n<p class="subtitle">{escape(self.book.subtitle)}</p>'
        yield self.contents()
        yield self.section("reading", "".join(f"<p>{sentence(each)}</p>" for each in introduction(self.book)))
        yield self.warning()
        for chapter in self.book.chapters:
            yield "\n".join(self.chapter(chapter))
        yield from self.errata()
        yield self.section("sources", self.sources())
        yield self.section("identities", self.identities())
        yield self.section("reasons", self.reasons())
        yield "</main>"

    def say(self, key: str) -> str:
        return say(key, self.book.lang)

    def refer(self, name: str) -> str:
        number = self.book.numbers.get(name)
        return f'<a href="#{name}">({number})</a>' if number else f"<code>{escape(name)}</code>"

    def header(self) -> str:
        return (
            f'<header class="bar"><a href="#contents">{self.say("contents")}</a>'
            f'<search><label class="hidden" for="search">{self.say("search")}</label>'
            f'<input id="search" type="search" placeholder="{self.say("search")}" autocomplete="off">'
            f'<ul id="found" hidden></ul><p id="none" hidden>{self.say("none")}</p></search>'
            f'<button type="button" id="unfold" data-other="{self.say("fold")}">{self.say("unfold")}</button>'
            "</header>"
        )

    def section(self, key: str, inner: str) -> str:
        return f'<section id="{key}"><h2>{self.say(key)}</h2>{inner}</section>'

    def contents(self) -> str:
        items = [
            f'<li><a href="#chapter-{each.name}">{each.number} {proofs.sentence(each.title)}</a></li>'
            for each in self.book.chapters
        ]
        if self.book.errata:
            items.append(f'<li><a href="#errata">{self.say("errata")}</a></li>')
        items += [
            f'<li><a href="#{key}">{self.say(key)}</a></li>' for key in ("sources", "identities", "reasons")
        ]
        return f'<nav id="contents" aria-label="{self.say("contents")}"><ul>{"".join(items)}</ul></nav>'

    def warning(self) -> str:
        found = ", ".join(self.refer(each.proof.id) for each in without_proof(self.book))
        return f'<p class="refuted">{self.say("open")} {found}.</p>' if found else ""

    def chapter(self, chapter: Chapter) -> Iterator[str]:
        yield f'<section id="chapter-{chapter.name}" class="chapter">'
        yield f"<h2>{chapter.number} {sentence(chapter.title)}</h2>"
        yield from map(paragraph, chapter.prose)
        yield self.notation(chapter)
        for diagram in self.diagrams:
            if diagram.page == chapter.name:
                caption = sentence(diagram.caption(self.book.lang))
                yield f"<figure>{diagram.drawing(self.book.lang)}<figcaption>{caption}</figcaption></figure>"
        for each in chapter.identities:
            yield self.identity(each)
        yield "</section>"

    def notation(self, chapter: Chapter) -> str:
        lang = self.book.lang
        parts = [
            f"<p>{self.say(kind)} {listed(map(mathml, letters), lang)}{stop(lang)}</p>"
            for kind, letters in grouped_letters(chapter.letters)
        ]
        for each in chapter.definitions:
            rows = f'<span class="why">{escape(", ".join(each.rows))}</span>' if each.rows else ""
            parts.append(f'<div class="row">{formula(each.formula.latex)}{rows}</div>')
        return f'<div class="notation"><h3>{self.say("notation")}</h3>{"".join(parts)}</div>'

    def identity(self, each: Numbered) -> str:
        return proofs.article(each.proof, self.refer, self.listings, each.number)

    def errata(self) -> Iterator[str]:
        if self.book.errata:
            inner = "".join("".join(self.erratum(each)) for each in self.book.errata)
            yield self.section("errata", inner)

    def erratum(self, erratum: Erratum) -> Iterator[str]:
        row = erratum.row.row
        yield f"<h3>{row.id}{colon(self.book.lang)}{escape(erratum.document)}</h3><p>{sentence(erratum.note)}</p>"
        if erratum.printed:
            said = f"{printed_at(row.lines, self.book.lang)}{colon(self.book.lang)}"
            yield f"<p>{said}</p>{formula(row.formula)}"
        for each in erratum.printed:
            yield self.stated("printed", each)
            wrong = next((line for line in each.proof.lines if line.verdict != "proved"), None)
            if wrong is not None:
                said = f"{phrase('first_wrong', self.book.lang)}{colon(self.book.lang)}"
                made = formula(rf"\dots = {wrong.formula.latex}")
                yield f"<p>{said}</p>{made}"
            yield counterexample(each.proof)
        for each in erratum.right:
            yield self.stated("right", each)

    def stated(self, key: str, each: Numbered) -> str:
        said = f"{self.say(key)} {self.refer(each.proof.id)}{colon(self.book.lang)}"
        return f"<p>{said}</p>{formula(each.proof.shown(each.proof.claim).latex)}"

    def sources(self) -> str:
        items = [
            f"<li><b>{each.letter}</b> {escape(each.title)} "
            f'<span lang="zh-Hans">{escape(each.original)}</span></li>'
            for each in self.book.documents
        ]
        return f'<ul class="plain">{"".join(items)}</ul>'

    def identities(self) -> str:
        items = []
        for page, of_page in groupby(self.book.index, key=lambda each: each.proof.id.partition(".")[0]):
            links = ", ".join(
                f'<a href="#{each.proof.id}">{escape(each.proof.name)} ({each.number})</a>'
                for each in of_page
            )
            items.append(f"<li><b>{escape(page)}</b>{colon(self.book.lang)}{links}</li>")
        return f'<ul class="plain names">{"".join(items)}</ul>'

    def reasons(self) -> str:
        items = [
            f"<li><b>{sentence(title)}</b>{colon(self.book.lang)}{', '.join(map(_number, used))}</li>"
            for title, used in self.book.reasons.items()
        ]
        return f'<ul class="plain">{"".join(items)}</ul>'


def _number(each: Numbered) -> str:
    return f'<a href="#{each.proof.id}">{each.number}</a>'
