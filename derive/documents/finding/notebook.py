"""Mathematics in notebooks: in their Markdown cells, at its place in the file.

The standard library's json tells no places, so a notebook that it has accepted is scanned once more for its strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from derive.documents.document import Document, Found, NoDocument, Source, Weave
from derive.documents.finding.markdown import markdown

Strings = list[tuple[int, int]]
"""Where strings stand in a file, without their quotation marks."""


def notebook(source: Source) -> Document:
    """The Markdown cells of a notebook, one after another. Raises `NoDocument` for what is no notebook."""
    _check(source.text)
    woven, found, breaks = Weave([source]), Found(""), list[int]()
    texts: list[str] = []
    for kind, strings in cells(source.text):
        if kind != "markdown" or not strings:
            continue
        start, parts = woven.length, len(woven.parts)
        for first, behind in strings:
            for text, place in decoded(source.text, first, behind):
                woven.put(text, 0, place)
        cell = markdown("".join(woven.parts[parts:]))
        found.put(cell.moved(start))
        breaks.append(woven.length)
        woven.put("\n\n", 0, strings[-1][1])
        texts += [cell.text, "\n\n"]
    found.text = "".join(texts)
    return Document.of(found, woven, breaks)


def _check(text: str) -> None:
    try:
        book = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise NoDocument("this is no notebook: it is no JSON") from fault
    if isinstance(book, dict) and "worksheets" in book:
        raise NoDocument("a notebook of format 3 is not read; `jupyter nbconvert --to notebook` renews it")
    if not isinstance(book, dict) or not isinstance(book.get("cells"), list):
        raise NoDocument("this is no notebook: it has no cells")


_TOKEN = re.compile(r'"(?P<string>(?:[^"\\]|\\.)*)"(?P<colon>\s*:)?|(?P<sign>[\[\]{}])', re.DOTALL)


def cells(text: str) -> Iterator[tuple[str, Strings]]:
    """For every cell its type and the strings of its source, in a text that is JSON."""
    path: list[str] = []
    kind, strings = "", list[tuple[int, int]]()
    for token in _TOKEN.finditer(text):
        sign = token["sign"]
        if sign in ("[", "{"):
            path.append("" if sign == "{" else "*")
            if path == ["cells", "*", ""]:
                kind, strings = "", []
        elif sign in ("]", "}"):
            path.pop()
            if path == ["cells", "*"] and sign == "}":
                yield kind, strings
        elif token["colon"] is not None:
            path[-1] = token["string"]
        elif path == ["cells", "*", "cell_type"]:
            kind = token["string"] or ""
        elif token["string"] and path in (["cells", "*", "source"], ["cells", "*", "source", "*"]):
            strings.append(token.span("string"))


_PIECE = re.compile(
    r"(?P<plain>[^\\\r]+)|\\u(?P<high>[dD][89abAB]\w\w)\\u(?P<low>[dD][c-fC-F]\w\w)|\\u(?P<code>\w{4})|\\(?P<sign>.)|\r",
    re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": " ", "b": " ", "f": " "}


def decoded(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """The characters of a JSON string in runs, each with the place where it begins; pairs of surrogates are joined."""
    for piece in _PIECE.finditer(text, start, end):
        if plain := piece["plain"]:
            yield plain, piece.start()
        elif piece["high"]:
            high, low = int(piece["high"], 16) - 0xD800, int(piece["low"], 16) - 0xDC00
            yield chr(0x10000 + (high << 10) + low), piece.start()
        elif code := piece["code"]:
            sign = chr(int(code, 16))
            yield ("\ufffd" if "\ud800" <= sign <= "\udfff" else sign), piece.start()
        else:
            yield _ESCAPES.get(piece["sign"] or "r", piece["sign"] or " "), piece.start()
