"""The findings in documents as a page to look at: every = set as a formula, its verdict, what supports it.

The page needs no script and fetches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.language.typeset.boxes import Formula, Source, same
from derive.proofs.said import numbers
from derive.proofs.words import Words
from derive.report.annotate import SIGNS
from derive.report.documents import NOTHING, counts, has_judged, is_telling, of_chain, told, verdict
from derive.report.escaping import clean
from derive.report.html import rendered
from derive.report.html.setting import Setting
from derive.results import Result, Run


def findings(run: Run) -> str:
    """The whole page: the documents one after another, each with its equalities in the order of the text."""
    run = clean(run)
    files = dict.fromkeys(page.path for page in run.pages if page.is_document)
    files |= dict.fromkeys(result.file for result in run.results if result.file)
    titles = {each.path: each.title for each in run.pages}
    documents = [_Document(name, titles.get(name, name), run) for name in files]
    title = ", ".join(files) or "derive"
    return rendered("findings.html", title=title, run=run, documents=documents, s=Setting(), signs=SIGNS)


@dataclass(frozen=True)
class _Document:
    """One document as the template asks for it."""

    name: str
    title: str
    run: Run

    @property
    def results(self) -> list[Result]:
        """Its equalities in order."""
        return [result for result in self.run.results if result.file == self.name]

    @property
    def counts(self) -> str:
        """How many there are of each verdict."""
        return counts(self.results) + ("" if has_judged(self.results) else f": {NOTHING}")

    def style(self, result: Result) -> str:
        """The class of its verdict."""
        unexpected = result.expected != "proved"
        return ("proved" if result.succeeded else "refuted") if unexpected else result.verdict

    def verdict(self, result: Result) -> str:
        """Its verdict in words."""
        return verdict(result)

    def claim(self, result: Result) -> Formula | None:
        """The claim; nothing where it was not read."""
        return same(Source(result.claim)) if result.verdict != "unreadable" else None

    def written(self, result: Result) -> str:
        """What the document has."""
        return f"{result.lhs} = {result.rhs}" if result.lhs or result.rhs else result.claim

    def remarks(self, result: Result) -> Iterator[tuple[str, Words]]:
        """What there is to say of it."""
        if result.verdict in ("proved", "definition"):
            return
        for kind, said in told(result):
            found = result.counterexample if kind == "counterexample" else None
            yield kind, numbers(found, "en") if found else (said,)

    def chain(self, result: Result) -> str:
        """What the whole chain comes to that ends with it."""
        place = result.file, result.end_line, result.end_column
        for each in self.run.chains:
            if (each.file, each.end_line, each.end_column) == place and is_telling(each):
                return of_chain(each)
        return ""
