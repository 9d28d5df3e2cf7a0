"""The author's own page: a document as it is, every = in it marked, and what was found of it at a click.

Headings, text, lists and formulas stand as the author has them. Below a paragraph stand the findings of its formulas,
folded: the numbers that refute, the hint, the proof. Nothing in a document is taken for HTML, nothing is fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath
from typing import Any

from markupsafe import Markup, escape

from derive.documents.document import Document, NoDocument
from derive.documents.finding import find
from derive.language.sayings import reason
from derive.language.typeset.boxes import Source
from derive.language.typeset.formula import same
from derive.language.typeset.signs import Lang, words
from derive.proofs.prose import spans
from derive.proofs.said import numbers
from derive.report.documents import NOTHING, counts, has_judged, is_telling, many, of_chain, told, verdict
from derive.report.escaping import clean, shown
from derive.report.html import environment, markdown_prose, rendered, tex_prose
from derive.report.html.markdown_prose import PLACE
from derive.report.html.marks import SIGNS, Mark, formula, marks
from derive.report.html.proof import View
from derive.report.html.setting import Setting
from derive.results import VERDICTS, PageSummary, Result, Run

_MOST = 60_000
"""Formulas of a document that have a character to stand for them."""


def findings(run: Run, lang: Lang = "en") -> str:
    """All documents of a run on one page, one after another."""
    return written(shown_safely(run), lang)


def written(run: Run, lang: Lang = "en", *, only: PageSummary | None = None, home: str = "") -> str:
    """The page of all documents, or of one; `home` is the address of the site's index, if it has one."""
    pages: list[OwnPage] = []
    for each in documents(run) if only is None else [only]:
        first = 1 + sum(len(before.marks) for before in pages)
        pages.append(OwnPage(each, run, lang, first))
    title = ", ".join(each.title for each in pages) or "derive"
    problems = run.problems if only is None else ()
    return rendered(
        "own.html", title=title, pages=pages, run=run, problems=problems, home=home, s=Setting(lang)
    )


def shown_safely(run: Run) -> Run:
    """The run with nothing in it that acts on who reads it; the texts keep their length."""
    pages = tuple(
        replace(each, source=None if each.source is None else _still(each.source)) for each in run.pages
    )
    return clean(replace(run, pages=pages), frozenset({"source"}))


def _still(text: str) -> str:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each if shown(each) == each else "\ufffd" for each in lines)


def documents(run: Run) -> list[PageSummary]:
    """The documents of the run; what only has results, too."""
    pages = {each.path: each for each in run.pages if each.is_document}
    for result in run.results:
        if result.file and result.file not in pages:
            pages[result.file] = PageSummary(result.file, result.file, result.file, ())
    return list(pages.values())


@dataclass(frozen=True)
class Finding:
    """What is found of one =, as the template asks for it."""

    mark: Mark
    chain: str
    lang: Lang

    @property
    def result(self) -> Result:
        """The result."""
        return self.mark.result

    @property
    def place(self) -> str:
        """Line and column."""
        return f"{self.result.line}:{self.result.column}"

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        return verdict(self.result, self.lang)

    @property
    def claim(self) -> Any:
        """How the = was read; nothing where it was not."""
        read = self.result.verdict != "unreadable" and self.result.claim
        return same(Source(self.result.claim)) if read else None

    @property
    def written(self) -> str:
        """What the document has."""
        result = self.result
        return f"{result.lhs} = {result.rhs}" if result.lhs or result.rhs else result.claim

    @property
    def remarks(self) -> list[tuple[str, Any]]:
        """What there is to say of it, part by part."""
        found = self.result.counterexample
        at = words("at", self.lang)
        return [
            (kind, (at, *numbers(found, self.lang)) if kind == "counterexample" and found else spans(said))
            for kind, said in told(self.result, self.lang)
        ]

    @property
    def proof(self) -> View | None:
        """The proof, where one was written down for this page."""
        made = getattr(self.result, "proof", None)
        return View(made) if made is not None else None


class OwnPage:
    """One document with all that was found of it."""

    def __init__(self, summary: PageSummary, run: Run, lang: Lang, first: int = 1) -> None:
        self.summary, self.lang, self.run = summary, lang, run
        self.results = results_of(summary, run)
        self.chains = {(each.file, each.end_line, each.end_column): each for each in run.chains}
        self.document = _read(summary)
        self.marks = marks(self.document, self.results, first)

    @property
    def name(self) -> str:
        """The document's path."""
        return self.summary.path

    @property
    def title(self) -> str:
        """Its title, or its path."""
        return self.summary.title

    @property
    def counts(self) -> str:
        """How many there are of each verdict."""
        nothing = "" if has_judged(self.results) else reason(": {}", NOTHING).told(self.lang)
        return counts(self.results, self.lang) + nothing

    @property
    def tally(self) -> list[tuple[str, str, str]]:
        """Verdicts that occur, with their signs."""
        return tally(self.results, self.lang)

    @cached_property
    def problems(self) -> list[Mark]:
        """What is not as expected, in order."""
        return [each for each in self.marks if not each.result.succeeded]

    @cached_property
    def _by_fragment(self) -> list[list[Mark]]:
        """The marks of each formula."""
        found: list[list[Mark]] = [[] for _ in self.document.fragments]
        number = 0
        for mark in self.marks:
            while number < len(found) and self.document.fragments[number].outer[1] <= mark.at:
                number += 1
            if number < len(found) and self.document.fragments[number].outer[0] <= mark.at:
                found[number].append(mark)
        return found

    @property
    def elsewhere(self) -> Markup:
        """The findings that stand in no formula: what is not read at all."""
        inside = {mark.number for listed in self._by_fragment for mark in listed}
        return self._said([mark for mark in self.marks if mark.number not in inside])

    @cached_property
    def body(self) -> Markup:
        """The document as it is."""
        fragments = self.document.fragments[:_MOST]
        pairs = zip(fragments, self._by_fragment, strict=False)
        formulas = [formula(self.document, each, found) for each, found in pairs]
        suffix = PurePath(self.name).suffix.lower()
        if suffix == ".tex":
            title = tex_prose.title(self.document.written)
            return tex_prose.rendered(self._placed(self.document.text), formulas, self._below, title)
        text = self.document.written or self.document.text
        sources = [text[slice(*each.outer)] for each in fragments]
        return markdown_prose.rendered(self._placed(text), formulas, sources, self._below)

    def _placed(self, text: str) -> str:
        """The text with a character in place of every formula."""
        parts, at = [], 0
        for number, each in enumerate(self.document.fragments[:_MOST]):
            start, end = each.outer
            if start < at:
                continue
            parts += [text[at:start], chr(PLACE + number)]
            at = end
        return "".join([*parts, text[at:]])

    def _below(self, numbers: Sequence[int]) -> str:
        """What is said below a paragraph that holds these formulas."""
        return str(self._said([mark for number in numbers for mark in self._by_fragment[number]]))

    def _said(self, listed: Iterable[Mark]) -> Markup:
        findings = [Finding(mark, self._chain(mark.result), self.lang) for mark in listed]
        if not findings:
            return Markup("")
        macro: Any = environment().get_template("finding.html").module
        return Markup(macro.findings(findings, Setting(self.lang)))

    def _chain(self, result: Result) -> str:
        """What the whole chain comes to that ends with this =."""
        chain = self.chains.get((result.file, result.end_line, result.end_column))
        return of_chain(chain, self.lang) if chain and is_telling(chain) else ""


def results_of(summary: PageSummary, run: Run) -> list[Result]:
    """What was found of the document; what stands in files that it puts in, too."""
    own = {each.id for each in summary.identities}
    return [each for each in run.results if each.id in own or each.file == summary.path]


def tally(results: Iterable[Result], lang: Lang) -> list[tuple[str, str, str]]:
    """The verdicts that occur, each with its sign and how often: `3 proved`."""
    found = Counter(each.verdict for each in results)
    return [
        (name, SIGNS[name], many(name, number).told(lang)) for name in VERDICTS if (number := found[name])
    ]


def _read(summary: PageSummary) -> Document:
    """The document as it was judged."""
    suffix = PurePath(summary.path).suffix or ".md"
    try:
        return find(summary.source or "", suffix, summary.path)
    except NoDocument:
        return find(str(escape(summary.source or "")), ".txt", summary.path)
