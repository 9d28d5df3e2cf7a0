"""A corpus as one page: shares by verdict, kinds of slips, kinds of what is not read, the worst documents."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from derive.language.typeset.signs import Lang
from derive.report.corpus import Corpus, Row, percent
from derive.report.corpus_words import kind, phrase
from derive.report.escaping import clean
from derive.report.html import rendered
from derive.report.html.setting import Setting
from derive.version import VERSION

ADDRESS = "{file}"
"""Where a place is found: the document itself, beside the page."""


def page(corpus: Corpus, title: str, address: str = ADDRESS, lang: Lang = "en") -> str:
    """The page; `address` says where a `{file}` and `{line}` of it are found."""

    def place(row: Row) -> str:
        """`notes.md:84`"""
        return clean(row["id"] or row["document"])

    def link(row: Row) -> str:
        file = quote((row["file"] or row["document"]).encode("utf-8", "backslashreplace"))
        return address.replace("{file}", file).replace("{line}", str(row["line"] or 1))

    return rendered(
        "corpus.html", s=Setting(lang), title=title, corpus=corpus, place=place, link=link, version=VERSION,
        percent=percent, clean=clean, phrase=partial(phrase, lang=lang), kind_of=partial(kind, lang=lang),
    )  # fmt: skip
