r"""The formulas of an author, every = in them marked.

    p_i = q_i    p_i ⟨✗ above =⟩ q_i, where a click opens what there is to say of it

In the LaTeX each mark is one character of Unicode's private use, which comes through to the MathML as a letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from derive.documents.document import Document, Fragment, Place
from derive.language.typeset.authored import authored
from derive.report.html.expanding import expanded
from derive.results import Result

SIGNS = {
    "proved": "✓", "refuted": "✗", "undecided": "?", "unreadable": "?", "disagreement": "!", "definition": "≔",
}  # fmt: skip
_FIRST = 0xE000
_MARK = re.compile("<(m[ion])[^>]*>([\ue000-\uf8ff])</m[ion]>")
_SIGNED = re.compile("(</mover>)<mo>([−+±-])</mo>")
"""A minus behind an = that has a mark: a browser takes it for a difference."""
_LOST = re.compile("[\ue000-\uf8ff]")
_EQUALS = re.compile(r":?=|\\equiv(?![A-Za-z])|≡|:=|\\coloneqq(?![A-Za-z])")


@dataclass(frozen=True)
class Mark:
    """An = of the document: its place in the text, what was found of it, its number."""

    at: int
    result: Result
    number: int

    @property
    def id(self) -> str:
        """What its finding is called on the page."""
        return f"finding-{self.number}"

    @property
    def style(self) -> str:
        """The class of its verdict; an erratum that is refuted is as it should be."""
        if self.result.expected != "proved":
            return "proved" if self.result.succeeded else "refuted"
        return self.result.verdict

    @property
    def sign(self) -> str:
        """The sign of its verdict."""
        return SIGNS[self.result.verdict]


def marks(document: Document, results: Sequence[Result], first: int = 1) -> tuple[Mark, ...]:
    """The findings in the order of the text, counted from `first`."""
    known = {each.path for each in document.sources}
    placed = [
        (document.at(Place(each.file, each.line, each.column or 1)) if document.runs else 0, each)
        for each in results
        if each.file in known and each.file is not None and each.line is not None
    ]
    ordered = sorted(placed, key=lambda pair: pair[0])
    return tuple(Mark(at, each, number) for number, (at, each) in enumerate(ordered, first))


def formula(document: Document, fragment: Fragment, found: Sequence[Mark]) -> Markup:
    """The formula in MathML, with its marks; displayed where it stands by itself."""
    source, shown = _marked(document.written or document.text, fragment, found)
    inner = authored(expanded(source, document.macros))
    inner = _MARK.sub(lambda each: _sign(found[ord(each[2]) - _FIRST], shown[ord(each[2]) - _FIRST]), inner)
    inner = _SIGNED.sub(r'\1<mo form="prefix">\2</mo>', inner)
    inner = _LOST.sub(lambda each: shown[ord(each[0]) - _FIRST], inner)
    if not fragment.display:
        return Markup(f"<math>{inner}</math>")
    return Markup(
        f'<span class="shown" tabindex="0" role="group"><math display="block">{inner}</math></span>'
    )


def _marked(text: str, fragment: Fragment, found: Sequence[Mark]) -> tuple[str, list[str]]:
    r"""The LaTeX with a character for each mark, and what each stands for: the =, or nothing before \text{=}."""
    parts, shown, at = [], [], fragment.start
    for number, mark in enumerate(found):
        sign = _EQUALS.match(text, mark.at)
        end = min(sign.end() if sign else mark.at, fragment.end)
        parts += [text[at : mark.at], chr(_FIRST + number)]
        shown.append(text[mark.at : end].replace("\\equiv", "≡").replace("\\coloneqq", ":="))
        at = max(at, end)
    return "".join([*parts, text[at : fragment.end]]), shown


def _sign(mark: Mark, shown: str) -> str:
    """The = with the sign of its verdict above it."""
    verdict = escape(f"{mark.sign}")
    given = f'class="mark is-{mark.style}" data-for="{mark.id}"'
    equals = f"<mo>{escape(shown)}</mo>" if shown else "<mrow></mrow>"
    return f"<mover {given}>{equals}<mtext>{verdict}</mtext></mover>"
