"""Documents as pages: one document as one file, several as a folder with an index."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from derive.language.typeset.signs import Lang
from derive.proofs.words import phrase
from derive.report.html import rendered
from derive.report.html.own import documents, results_of, shown_safely, tally, written
from derive.report.html.setting import Setting
from derive.results import PageSummary, Run

INDEX = "index.html"


def files(run: Run, lang: Lang = "en") -> Iterator[tuple[Path, str]]:
    """The site's pages by their names in its folder, the index first."""
    run = shown_safely(run)
    listed = documents(run)
    names = _names([each.path for each in listed])
    entries = [_Entry(each, name, run, lang) for each, name in zip(listed, names, strict=True)]
    context = {"documents": entries, "problems": run.problems, "run": run}
    yield Path(INDEX), rendered("site.html", title=phrase("documents", lang), s=Setting(lang), **context)
    for each, name in zip(listed, names, strict=True):
        yield Path(name), written(run, lang, only=each, home=INDEX)


@dataclass(frozen=True)
class _Entry:
    """A document in the index."""

    summary: PageSummary
    file: str
    run: Run
    lang: Lang

    @property
    def address(self) -> str:
        """Where its page stands."""
        return quote(self.file)

    @property
    def title(self) -> str:
        """Its title."""
        return self.summary.title

    @property
    def name(self) -> str:
        """Its path."""
        return self.summary.path

    @property
    def tally(self) -> list[tuple[str, str, str]]:
        """Its verdicts."""
        return tally(results_of(self.summary, self.run), self.lang)


def _names(paths: list[str]) -> list[str]:
    """A file for each path, no two alike, none of which leads out of the folder."""
    taken: set[str] = {INDEX}
    made: list[str] = []
    whole = [Path(os.path.abspath(each)) for each in paths]  # noqa: PTH100  links are not followed
    root = os.path.commonpath([each.parent for each in whole]) if whole else ""
    for path in (str(each.relative_to(root)) for each in whole):
        stem = re.sub(r"[^\w.-]+", "_", path).strip("._") or "document"
        name, number = f"{stem}.html", 2
        while name.lower() in taken:
            name, number = f"{stem}-{number}.html", number + 1
        taken.add(name.lower())
        made.append(name)
    return made
