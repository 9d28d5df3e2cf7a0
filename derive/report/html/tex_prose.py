r"""The prose of a LaTeX document in HTML: sections, lists, emphasis, theorems; of any other command what it is given.

\section{Loss} Let \emph{p} be …    <h2>Loss</h2><p>Let <em>p</em> be …</p>
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from derive.report.html.expanding import closing
from derive.report.html.markdown_prose import PLACE, Findings

HEADINGS = {
    "chapter": "h2",
    "section": "h2",
    "subsection": "h3",
    "subsubsection": "h4",
    "paragraph": "b",
    "title": "h1",
}
EMPHASIS = {
    "emph": "em",
    "textit": "em",
    "textbf": "strong",
    "texttt": "code",
    "underline": "u",
    "textsc": "span",
}
LISTS = {"itemize": "ul", "enumerate": "ol", "description": "ul"}
_SILENT = frozenset(
    {
        "label", "maketitle", "title", "documentclass", "usepackage", "author", "date", "vspace", "hspace", "cite",
        "citep", "citet", "input", "include",
        "bibliography", "bibliographystyle", "includegraphics", "centering", "noindent",
        "newpage", "clearpage", "tableofcontents", "thispagestyle", "pagestyle", "newcommand", "renewcommand", "def",
        "newtheorem", "setlength", "DeclareMathOperator", "providecommand", "hypersetup", "geometry",
    }
)  # fmt: skip
_PIECE = re.compile(
    r"\\(?P<command>[A-Za-z@]+)\*?[ \t]*|\\(?P<sign>.)|(?P<brace>[{}])|(?P<gap>\n[ \t]*\n\s*)"
    r"|(?P<place>[\U000f0000-\U000ffffd])|(?P<text>[^\\{}\n\U000f0000-\U000ffffd]+|\n)",
    re.DOTALL,
)
_TYPED = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", "\u00a0"))


def title(text: str) -> str:
    """What the document is called by itself."""
    found = re.search(r"\\title\s*(?=\{)", text)
    return text[found.end() + 1 : closing(text, found.end())] if found else ""


def rendered(text: str, formulas: Sequence[Markup], findings: Findings, title: str = "") -> Markup:
    """The body of the document as HTML; its formulas are characters from `PLACE` on."""
    inner = re.search(r"\\begin\{document\}(.*?)(\\end\{document\}|\Z)", text, re.DOTALL)
    writer = _Writer(formulas, findings)
    if title:
        writer.heading("h1", title)
    writer.write(inner[1] if inner else text)
    writer.close()
    return Markup("").join(writer.made)


@dataclass
class _Writer:
    """Writes blocks one after another; `line` is what the open paragraph holds, `met` its formulas."""

    formulas: Sequence[Markup]
    findings: Findings
    made: list[Markup] = field(default_factory=list)
    line: list[Markup] = field(default_factory=list)
    met: list[int] = field(default_factory=list)
    environments: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        """The text, piece by piece."""
        at = 0
        while found := _PIECE.search(text, at):
            at = found.end()
            if found["command"]:
                at = self.command(found["command"], text, at)
            elif found["gap"]:
                self.close()
            elif found["place"]:
                number = ord(found["place"]) - PLACE
                self.met.append(number)
                self.line.append(self.formulas[number])
            elif sign := found["sign"]:
                self.line.append(Markup("<br>") if sign == "\\" else escape("" if sign in "()[]" else sign))
            elif found["text"]:
                self.line.append(escape(typed(found["text"])))

    def command(self, name: str, text: str, at: int) -> int:
        """One command; where what it takes ends."""
        given, end = _argument(text, at)
        if name in ("begin", "end"):
            return self.environment(name, given or "", text, end)
        if name == "item":
            return self.item(text, at)
        if name in HEADINGS and given is not None:
            self.heading(HEADINGS[name], given)
            return end
        if name in EMPHASIS and given is not None:
            self.inside(EMPHASIS[name], given)
            return end
        if name in ("ref", "eqref", "autoref", "cref") and given is not None:
            self.line.append(escape(f"({given})"))
            return end
        if name == "par":
            self.close()
        if name in _SILENT:
            while given is not None:
                at = end
                given, end = _argument(text, at)
        return at

    def environment(self, how: str, name: str, text: str, at: int) -> int:
        """Where a list, a theorem or the like begins or ends."""
        self.close()
        bare = name.rstrip("*")
        tag = LISTS.get(bare, "div")
        if how == "end":
            if bare in self.environments:
                self.environments.remove(bare)
                self.made.append(Markup(f"</li></{tag}>" if bare in LISTS else f"</{tag}>"))
            return at
        self.environments.append(bare)
        title, at = _option(text, at)
        if bare in LISTS:
            self.made.append(Markup(f'<{tag}><li class="none">'))
            return at
        self.made.append(Markup('<div class="environment">'))
        if bare not in ("center", "figure", "table", "quote", "flushleft"):
            named = f"{bare.capitalize()}{f' ({title})' if title else ''}."
            self.line.append(Markup("<b>{}</b> ").format(named))
        return at

    def item(self, text: str, at: int) -> int:
        """One of a list."""
        self.close()
        label, at = _option(text, at)
        self.made.append(Markup("</li><li>"))
        if label:
            self.line.append(Markup("<b>{}</b> ").format(label))
        return at

    def heading(self, tag: str, words: str) -> None:
        """A heading with its formulas."""
        self.close()
        self.inside(tag, words)
        if tag != "b":
            self.close(tag="")

    def inside(self, tag: str, words: str) -> None:
        """The words within an element."""
        self.line.append(Markup(f"<{tag}>"))
        self.write(words)
        self.line.append(Markup(f"</{tag}>"))

    def close(self, tag: str = "p") -> None:
        """The paragraph, and what there is to say of its formulas."""
        inner = Markup("").join(self.line)
        if inner.strip():
            self.made.append(Markup(f"<{tag}>{inner}</{tag}>\n") if tag else inner)
        if self.met:
            self.made.append(Markup(self.findings(self.met)))
        self.line, self.met = [], []


def typed(words: str) -> str:
    """Dashes, quotation marks and blanks as TeX sets them."""
    for source, sign in _TYPED:
        words = words.replace(source, sign)
    return words


def _argument(text: str, at: int) -> tuple[str | None, int]:
    """What stands in braces here, after options in brackets."""
    found = re.compile(r"\s*(\[[^\[\]]*\]\s*)*").match(text, at)
    begin = found.end() if found else at
    if not text.startswith("{", begin):
        return None, at
    end = closing(text, begin)
    return text[begin + 1 : end], end + 1


def _option(text: str, at: int) -> tuple[str, int]:
    found = re.compile(r"\s*\[([^\[\]]*)\]").match(text, at)
    return (found[1], found.end()) if found else ("", at)
