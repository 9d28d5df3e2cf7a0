r"""Mathematics in LaTeX: what stands in \verb, in verbatim environments, in comments and behind \end{document} is none.

The places come from a scanner of our own: no parser of LaTeX gives them for what it does not understand, and papers
that do not parse are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.documents.document import Found, Heading, Unread, blanked, remark
from derive.documents.finding.delimiters import ENVIRONMENTS, LATEX, Delimiters
from derive.documents.macros import Definition, definitions, matching
from derive.language.sayings import Saying

VERBATIM = "verbatim|Verbatim|lstlisting|minted|comment|filecontents|tikzpicture|alltt|algorithmic|pycode"

_SCAN = re.compile(
    r"(?P<comment>%[^\n]*)"
    r"|\\verb\*?(?P<delimiter>[^A-Za-z\s*\\])"
    rf"|\\begin\{{(?P<verbatim>(?:{VERBATIM})\*?)\}}"
    r"|\\(?P<off>iffalse)\b"
    r"|\\(?P<depth>part|chapter|section|subsection|subsubsection|paragraph|subparagraph)\*?(?=[\[{])[^\n]*"
    r"|\\(?P<end>end)\{document\}"
    r"|\\.",
    re.DOTALL,
)
_DEPTHS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
_BEGIN = re.compile(r"\\begin[ \t]*\{document\}")


def latex(text: str) -> Found:
    """All that stands in a LaTeX text."""
    scan = Scan(text)
    plain = blanked(text, scan.blanks)
    defined = definitions(plain)
    plain = blanked(plain, (each.span for each in defined))
    own = dict(_own_environments(plain))
    plain = blanked(plain, own.values())
    if begin := _BEGIN.search(plain):
        plain = blanked(plain, [(0, begin.end())])
    found = Delimiters(plain, LATEX, _short(defined), frozenset(own)).run()
    found.unread += _outside(blanked(found.text, (each.outer for each in found.fragments)))
    first = begin.end() if begin else 0
    found.headings = [each for each in scan.headings if each.start >= first]
    found.remarks += scan.remarks
    found.definitions = defined
    return found


def _short(defined: list[Definition]) -> dict[str, str]:
    r"""The commands that stand for the beginning or the end of an environment: \be for \begin{equation}."""
    found = ((each.name, _SIDE.fullmatch(each.macro.body.strip())) for each in defined)
    return {name: f"{side[1]} {side[2]}" for name, side in found if side}


def _own_environments(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    r"""The document's own environments that begin mathematics, each with the place of its \newenvironment."""
    closing = matching(text) if "newenvironment" in text else {}
    for found in _ENVIRONMENT.finditer(text):
        first = closing.get(found.end() - 1)
        second = _OPENS.match(text, first) if first else None
        behind = closing.get(second.end() - 1) if second else None
        inner = _MATHEMATICS.search(text, found.end(), first) if first else None
        if behind and inner and (inner["name"] or "equation") in ENVIRONMENTS:
            yield found["name"], (found.start(), behind)


_ENVIRONMENT = re.compile(
    r"\\(?:re)?newenvironment\*?\s{0,9}\{(?P<name>[A-Za-z]{1,24}\*?)\}(?:\s{0,9}\[[^\]\n]{0,99}\]){0,2}\s{0,9}\{"
)
_OPENS = re.compile(r"\s{0,9}\{")
_MATHEMATICS = re.compile(r"\\begin\s{0,9}\{(?P<name>[A-Za-z]{1,24}\*?)\}|\\\[|\$\$|\\equation(?![A-Za-z])")


def _outside(text: str) -> Iterator[Unread]:
    """Lines with an = and scripts outside all formulas: LaTeX allows those in mathematics alone."""
    for found in _EQUATES.finditer(text):
        bare = _NO_FORMULA.sub("", found[0])
        if "=" in bare and _SCRIPT.search(bare):
            at = found.start() + found[0].index("=")
            why = "this = stands in no formula: in what it stands is not known to be mathematics"
            yield Unread(at, at + 1, Saying(why))


_EQUATES = re.compile(r"^(?=[^\n=]{0,2000}=)(?=[^\n_^]{0,2000}[_^])[^\n]{1,2000}$", re.MULTILINE)
_NO_FORMULA = re.compile(
    r"\\[A-Za-z@]+\*?(?:\[[^\]]{0,300}\])?\{[^{}]{0,300}\}|\[[^\]]{0,300}\]|\\.|\S*://\S*"
)
_SCRIPT = re.compile(r"[A-Za-z)}\]][_^](?:\{|[A-Za-z0-9])")
_SIDE = re.compile(r"\\(begin|end)\{([A-Za-z]+\*?)\}")


class Scan:
    """A LaTeX text from left to right: what is to be blanked out, its headings and remarks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blanks: list[tuple[int, int]] = []
        self.headings: list[Heading] = []
        found = Found(text)
        self.remarks = found.remarks
        self._missing: set[str] = set()
        at = 0
        while each := _SCAN.search(text, at):
            at = self._enter(each)

    def _enter(self, each: re.Match[str]) -> int:
        """Note what begins here; where to go on."""
        start, end = each.span()
        if each["comment"]:
            self.remarks += remark(each[0][1:], start + 1, (start, end))
            return self._blank(start, end)
        if sign := each["delimiter"]:
            line = self.text.find("\n", end)
            closing = self.text.find(sign, end, line if line >= 0 else len(self.text))
            return self._blank(start, closing + 1) if closing >= 0 else end
        if name := each["verbatim"]:
            return self._blank_to(start, end, f"\\end{{{name}}}")
        if each["off"]:
            return self._blank_to(start, end, "\\fi")
        if each["end"]:
            return self._blank(start, len(self.text))
        if depth := each["depth"]:
            self.headings.append(Heading(start, end, _DEPTHS.index(depth) + 1))
            return start + len(depth) + 1
        return end

    def _blank(self, start: int, end: int) -> int:
        self.blanks.append((start, end))
        return end

    def _blank_to(self, start: int, end: int, closing: str) -> int:
        """Blank out up to a word; where it is missing, nothing."""
        if closing in self._missing:
            return end
        found = self.text.find(closing, end)
        if found < 0:
            self._missing.add(closing)
            return end
        return self._blank(start, found + len(closing))
