r"""Formulas between delimiters: $…$, $$…$$, \(…\), \[…\], \begin{align}…\end{align}; code and comments are passed over.

All marks of a text are found first, in one pass; then each opening one is paired by looking up the next mark that may
close it. So no text takes more than a constant times its length, and what is odd costs itself alone: a display ends at
a blank line at the latest, as in pandoc, and reading goes on right behind an opening mark that nothing closes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from derive.documents.document import Found, Fragment, Unread, blanked, remark
from derive.documents.finding.prose_or_formula import is_prose
from derive.documents.macros import matching
from derive.language.sayings import Saying, reason

LONGEST = 20_000
"""Characters of a formula; longer ones are not read."""


def _words(text: str) -> list[str]:
    return text.split()


ENVIRONMENTS = frozenset(
    f"{name}{star}"
    for name in _words("""
        equation align alignat flalign gather multline eqnarray displaymath dmath math aligned alignedat split gathered
        multlined cases dcases rcases numcases array matrix pmatrix bmatrix vmatrix Vmatrix Bmatrix smallmatrix
        IEEEeqnarray empheq darray xalignat xxalignat dgroup
    """)
    for star in ("", "*")
)
"""The environments that are mathematics."""

INLINE_ENVIRONMENTS = frozenset(("math",))

_SKIPPED_TAGS = "script|style|pre|code|textarea|samp|kbd|tt|noscript|xmp"

_MARK = re.compile(
    r"\\\\(?P<double>[\[\]()])|\\(?P<bracket>[\[\]()])"
    r"|\\(?P<side>begin|end)[ \t]{0,8}\{(?P<name>[A-Za-z]{1,24}\*?)\}"
    r"|\\(?P<ensured>ensuremath)[ \t]{0,8}(?=\{)"
    r"|(?P<escaped>\\.)"
    r"|(?P<role>\{math\}(?=`))"
    r"|(?P<dollars>\$\$?)"
    r"|(?P<ticks>`+)|(?P<verbatim>[=~])"
    r"|(?P<opens><!--|\{/\*)|(?P<closes>-->|\*/\})"
    rf"|<(?P<closing>/?)(?P<tag>{_SKIPPED_TAGS})\b"
    r"|\{\{[<%][ \t]{0,8}(?P<ends>/?)[ \t]{0,8}(?P<shortcode>math|katex|latex|tex|mathjax|raw)\b"
    r"[^{}<>%]{0,80}[>%]\}\}",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What counts as a mark: code in backticks, comments, tags of HTML, \\\\[ beside \\[.

    In Org =…= and ~…~ are `verbatim`. Where it is `strict` a dollar is always a delimiter, never money,
    and what is not closed is always a fault.
    """  # noqa: D301

    code: bool = True
    html: bool = True
    doubled: bool = True
    strict: bool = False
    verbatim: bool = False


MARKDOWN = Dialect()
LATEX = Dialect(code=False, html=False, doubled=False, strict=True)
PLAIN = Dialect(code=False, html=False, doubled=False)
ORG = Dialect(code=False, html=False, doubled=False, verbatim=True)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: its kind, and where it stands."""

    kind: str
    start: int
    end: int


def kind_of(found: re.Match[str], dialect: Dialect) -> str:
    """The kind of a mark, under which what closes it is looked up; empty for one that is none in this dialect."""
    if sign := found["double"]:
        return f"\\\\{sign}" if dialect.doubled else ""
    if sign := found["bracket"] or found["dollars"]:
        return sign
    if name := found["name"]:
        return f"{found['side']} {name}"
    if sign := found["ticks"] or found["opens"] or found["closes"]:
        return sign if (dialect.code if found["ticks"] else dialect.html) else ""
    if tag := found["tag"]:
        return f"<{found['closing']}{tag.lower()}" if dialect.html else ""
    if name := found["shortcode"]:
        return f"{{{found['ends']}{name.lower()}" if dialect.html else ""
    if sign := found["verbatim"] or found["ensured"]:
        return sign if dialect.verbatim or sign == "ensuremath" else ""
    return "role" if found["role"] and dialect.code else ""


_LIKE_A_FORMULA = re.compile(r"(?![\s\d({$])(?=[^\n$]*=)(?=[^\n$]*(?:\\[a-z]|[_^]))")
"""A line that may have been meant as a formula, behind a dollar: no amount of money, no variable of a shell."""

_SAYS_EQUAL = re.compile(r"(?![\s\d])[^\n]*[^<>=!]=[^\n]*(?<!\s)")
_EQUATES = re.compile(r"(?=[^\n]*=)(?=[^\n]*[\\_^{}])")
_IN_WORDS = re.compile(r"\\(?:text[a-z]{0,6}|[mhf]box)\s*\{[^{}]*\Z")


def _ends_in_words(inner: str) -> bool:
    r"""Whether a formula that ends so would end within \text{…}."""
    return "{" in inner and _IN_WORDS.search(inner) is not None


LONGEST_LINE = 400
"""Characters of a line that are looked at for words beside a formula."""

_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}(?![A-Za-z])|[\u4e00-\u9fff]")

_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")


class Delimiters:
    """The marks of a text, by kind, and what they enclose."""

    def __init__(
        self,
        text: str,
        dialect: Dialect,
        short: dict[str, str] | None = None,
        own: frozenset[str] = frozenset(),
    ) -> None:
        self.text, self.dialect, self.own = text, dialect, own
        self.marks: list[Mark] = []
        self.blanks = [each.start() for each in _BLANK_LINE.finditer(text)]
        self.by_kind: dict[str, list[Mark]] = defaultdict(list)
        for found in _MARK.finditer(text):
            if kind := kind_of(found, dialect):
                mark = Mark(kind, *found.span())
                self.marks.append(mark)
                self.by_kind[kind].append(mark)
        self.short = self._short(short or {})
        self.partners = self._partners()
        self.found = Found(text)
        self.code: list[tuple[int, int]] = []

    def _short(self, short: dict[str, str]) -> set[int]:
        r"""The places where a document's own command stands for \begin{equation} or \end{equation}."""
        if not short:
            return set()
        names = "|".join(sorted(map(re.escape, short), key=len, reverse=True))
        made = [
            Mark(short[found[1]], *found.span())
            for found in re.finditer(rf"\\({names})(?![A-Za-z])", self.text)
        ]
        self.marks = sorted([*self.marks, *made], key=lambda mark: mark.start)
        for mark in made:
            self.by_kind[mark.kind].append(mark)
        return {mark.start for mark in made}

    def _partners(self) -> dict[int, Mark]:
        """For each \\begin of an environment that is mathematics, by its place, the \\end that closes it."""  # noqa: D301
        made: dict[int, Mark] = {}
        open_ones: dict[str, list[Mark]] = defaultdict(list)
        for mark in self.marks:
            side, _, name = mark.kind.partition(" ")
            if side == "begin":
                open_ones[name].append(mark)
            elif side == "end" and open_ones[name]:
                made[open_ones[name].pop().start] = mark
        return made

    # looking up

    def next(self, kind: str, at: int) -> Mark | None:
        """The first mark of a kind from a place on."""
        marks = self.by_kind.get(kind, [])
        number = bisect_left(marks, at, key=lambda mark: mark.start)
        return marks[number] if number < len(marks) else None

    def blank(self, at: int) -> int:
        """The first blank line behind a place, or the end of the text."""
        number = bisect_left(self.blanks, at)
        return self.blanks[number] if number < len(self.blanks) else len(self.text)

    def count(self, kind: str, start: int, end: int) -> int:
        """How many marks of a kind stand in a stretch."""
        marks = self.by_kind.get(kind, [])
        first, last = (bisect_left(marks, at, key=lambda mark: mark.start) for at in (start, end))
        return last - first

    # pairing

    def run(self) -> Found:
        """Everything that is enclosed; code and comments blanked out."""
        at = 0
        starts = [mark.start for mark in self.marks]
        number = 0
        while number < len(self.marks):
            mark = self.marks[number]
            end = self._take(mark) if mark.start >= at else None
            number = number + 1 if end is None else bisect_left(starts, end)
            at = max(at, end or 0)
        self.found.text = blanked(self.text, self.code)
        return self.found

    def _take(self, mark: Mark) -> int | None:
        """Where what a mark opens ends; None if it opens nothing."""
        reader = _READERS.get(mark.kind) or _READERS.get(mark.kind[0])
        return reader(self, mark) if reader else None

    def _enter(self, start: int, end: int, outer: tuple[int, int], display: bool = True) -> int:
        """A formula, or that it is too long to be read; where it ends."""
        if end - start > LONGEST:
            why = reason("a formula of more than {} characters is not read", f"{LONGEST:,}")
            self.found.unread.append(Unread(outer[0], outer[1], why))
        elif self.text[start:end].strip():
            self.found.fragments.append(Fragment(start, end, display, outer))
        return outer[1]

    def _odd(self, mark: Mark, why: Saying) -> None:
        self.found.unread.append(Unread(mark.start, mark.end, why))

    def dollars(self, mark: Mark) -> int | None:
        """$$…$$, before the next blank line."""
        blank = self.blank(mark.end)
        closing = self.next("$$", mark.end)
        if closing is not None and closing.start > blank and self._reaches_over(mark, closing):
            return self._enter(mark.end, closing.start, (mark.start, closing.end))
        if closing is None or closing.start > blank:
            if self._is_one(mark.start, blank):
                self._odd(
                    mark, Saying("this $$ has no other before the blank line, so no display is read from it")
                )
            return None
        rest = self.count("$$", mark.start, blank)
        if rest % 2 and rest > 1 and is_prose(self.text[mark.end : closing.start]):
            self._odd(mark, Saying("this $$ is one too many: words stand behind it, and a display follows"))
            return None
        inline = self._is_within_words(mark.start, closing.end)
        return self._enter(mark.end, closing.start, (mark.start, closing.end), display=not inline)

    def _is_within_words(self, start: int, end: int) -> bool:
        """Whether words stand before and behind on one line: kramdown's $$…$$ within a paragraph is no display."""
        before = self.text[max(0, start - LONGEST_LINE, self.text.rfind("\n", 0, start) + 1) : start]
        behind = self.text[end : end + LONGEST_LINE].partition("\n")[0]
        one_line = "\n" not in self.text[start:end]
        return one_line and bool(_WORD.search(before) and _WORD.search(behind.partition("$")[0]))

    def _reaches_over(self, mark: Mark, closing: Mark) -> bool:
        """Whether a display has a blank line in it all the same: no words, $$ at the edges, the second one odd there.

        pandoc reads none there, others do; where the second $$ has a partner in its own paragraph, the first has none.
        """
        inner = self.text[mark.end : closing.start]
        if len(inner) > LONGEST or "$" in inner or "\n#" in inner or not re.search(r"[=\\^_{}]", inner):
            return False
        before = self.text[self.text.rfind("\n", 0, mark.start) + 1 : mark.start]
        after = self.text[closing.end : closing.end + 80].partition("\n")[0]
        if (
            before.strip()
            or after.strip(" \t.,;，。；")
            or any(map(is_prose, re.split(r"\n[ \t]*\n", inner)))
        ):
            return False
        return self.count("$$", self._blank_before(closing.start), self.blank(closing.end)) % 2 == 1

    def _blank_before(self, at: int) -> int:
        number = bisect_left(self.blanks, at)
        return self.blanks[number - 1] if number else 0

    def _is_one(self, start: int, blank: int) -> bool:
        """Whether a $$ without another may have been meant as a delimiter; in prose it may be money or a shell's."""
        return self.dialect.strict or bool(
            re.search(r"[=\\^_{}\n]", self.text[start + 2 : blank + 1][:LONGEST])
        )

    def dollar(self, mark: Mark) -> int | None:
        """$…$, $`…`$; what is money or a shell's variable is none."""
        text, blank = self.text, self.blank(mark.end)
        if text.startswith("`", mark.end) and self.dialect.code:
            closing = text.find("`$", mark.end + 1, min(blank, mark.end + LONGEST))
            if closing > 0:
                return self._enter(mark.end + 1, closing, (mark.start, closing + 2), display=False)
        end = self._closing_dollar(mark.end)
        if end is None or end > blank:
            if self.dialect.strict or _LIKE_A_FORMULA.match(text, mark.end, min(blank, mark.end + LONGEST)):
                self._odd(
                    mark, Saying("this $ has no other before the blank line, so no formula is read from it")
                )
            return None
        if not self.dialect.strict and not self._is_formula(mark.start, end):
            if _SAYS_EQUAL.fullmatch(text, mark.end, end):
                self._odd(mark, Saying("words stand between this $ and the next: no formula is read from it"))
            return None
        return self._enter(mark.end, end, (mark.start, end + 1), display=False)

    def _closing_dollar(self, at: int) -> int | None:
        r"""The next dollar; one within \text{if $i = j$} closes nothing."""
        start = at
        while True:
            single, double = self.next("$", at), self.next("$$", at)
            closing = min(
                (each for each in (single, double) if each), key=lambda each: each.start, default=None
            )
            if closing is None or not _ends_in_words(
                self.text[max(start, closing.start - 300) : closing.start]
            ):
                return closing.start if closing else None
            within = self.next("$", closing.end)
            if within is None or closing.kind == "$$":
                return closing.start
            at = within.end

    def _is_formula(self, start: int, end: int) -> bool:
        text = self.text
        before, after = text[start - 1 : start], text[end + 1 : end + 2]
        if (before.isascii() and before.isalnum()) or (after.isascii() and after.isdigit()):
            return False
        inner = text[start + 1 : end]
        if not inner.strip() or end - start > LONGEST:
            return False
        lopsided = inner[0].isspace() != inner[-1].isspace()
        return not is_prose(inner, lopsided=lopsided)

    def bracket(self, mark: Mark) -> int | None:
        r"""\[…\] and \(…\), before the next blank line."""
        opening = mark.kind[-1]
        display = opening == "["
        kind = mark.kind[:-1] + ("]" if display else ")")
        closing = self.next(kind, mark.end)
        again = self.next(mark.kind, mark.end)
        limit = min(self.blank(mark.end), again.start if again else len(self.text))
        if closing is None or closing.start > limit:
            inner = self.text[mark.end : min(limit, mark.end + LONGEST)]
            if self.dialect.strict or self._opens_a_line(mark) or _EQUATES.match(inner):
                self._odd(
                    mark,
                    reason(
                        "this {} is not closed before the blank line: no formula is read from it",
                        f"\\{opening}",
                    ),
                )
            return None
        inner = self.text[mark.end : closing.start]
        if not self.dialect.strict and not re.search(r"[\\^_={}]", inner) and is_prose(inner):
            return None  # \[a link\], \(an aside\)
        return self._enter(mark.end, closing.start, (mark.start, closing.end), display)

    def _opens_a_line(self, mark: Mark) -> bool:
        line = self.text[self.text.rfind("\n", 0, mark.start) + 1 : mark.start]
        rest = self.text[mark.end : mark.end + 200].partition("\n")[0]
        return mark.kind[-1] == "[" and not line.strip() and not rest.strip()

    def environment(self, mark: Mark) -> int | None:
        r"""\begin{align}…\end{align}; blank lines may stand in it, but no other display."""
        name = mark.kind.partition(" ")[2]
        if name not in ENVIRONMENTS and name not in self.own:
            return None
        closing = self.partners.get(mark.start)
        if closing is None or self._reaches_too_far(mark.end, closing.start):
            self._odd(mark, reason("{} is not closed", f"\\begin{{{name}}}"))
            return None
        outer = (mark.start, closing.end)
        bare = name in self.own or {mark.start, closing.start} & self.short
        inner = (mark.end, closing.start) if bare else outer
        return self._enter(*inner, outer, display=name not in INLINE_ENVIRONMENTS)

    def ensured(self, mark: Mark) -> int | None:
        r"""\ensuremath{…}, before the next blank line."""
        closing = self.braces.get(mark.end)
        if closing is None or closing > self.blank(mark.end):
            return None
        return self._enter(mark.end + 1, closing - 1, (mark.start, closing), display=False)

    @cached_property
    def braces(self) -> dict[int, int]:
        """For every { the place behind the } that closes it."""
        return matching(self.text)

    def _reaches_too_far(self, start: int, end: int) -> bool:
        if self.blank(start) >= end:
            return False
        return any(found and found.start < end for found in (self.next("$$", start), self.next("[", start)))

    def comment(self, mark: Mark) -> int | None:
        """<!-- … -->, which may be a remark, and MDX's {/* … */}."""
        closing = self.next("-->" if mark.kind == "<!--" else "*/}", mark.end)
        if closing is None:
            return None
        outer = (mark.start, closing.end)
        self.found.remarks += remark(self.text[mark.end : closing.start], mark.end, outer)
        self.code.append(outer)
        return closing.end

    def tag(self, mark: Mark) -> int | None:
        """<pre> … </pre> and the other tags in which nothing is read."""
        closing = self.next(f"</{mark.kind[1:]}", mark.end)
        if mark.kind.startswith("</") or closing is None:
            return None
        self.code.append((mark.start, closing.end))
        return closing.end

    def ticks(self, mark: Mark) -> int | None:
        """A span of code, before the next blank line."""
        closing = self.next(mark.kind, mark.end)
        if closing is None or closing.start > self.blank(mark.end):
            return mark.end
        self.code.append((mark.start, closing.end))
        return closing.end

    def verbatim(self, mark: Mark) -> int | None:
        """Org's =…= and ~…~, on one line, between blanks or punctuation."""
        text, at = self.text, mark.end
        if text[mark.start - 1 : mark.start].strip(" \t\n({'\"-") or not text[at : at + 1].strip():
            return None
        while (closing := self.next(mark.kind, at)) and "\n" not in text[mark.end : closing.start]:
            if closing.start - mark.end > 300:
                return None
            if text[closing.start - 1].strip() and not text[closing.end : closing.end + 1].strip(
                " \t\n-.,;:!?'\")}["
            ):
                self.code.append((mark.start, closing.end))
                return closing.end
            at = closing.end
        return None

    def role(self, mark: Mark) -> int | None:
        """MyST's {math}`…`."""
        opening = self.next("`", mark.end)
        closing = self.next("`", mark.end + 1)
        if opening is None or opening.start != mark.end:
            return None
        if closing is None or closing.start > self.blank(mark.end):
            self._odd(
                mark, Saying("this role is not closed before the blank line: no formula is read from it")
            )
            return None
        return self._enter(opening.end, closing.start, (mark.start, closing.end), display=False)

    def shortcode(self, mark: Mark) -> int | None:
        """Hugo's {{< katex >}} … {{< /katex >}}, where no other delimiters stand in it."""
        closing = self.next("{/" + mark.kind[1:], mark.end)
        if mark.kind.startswith("{/") or closing is None or closing.start - mark.end > LONGEST:
            return None
        inner = self.text[mark.end : closing.start]
        if re.search(r"\$|\\\(|\\\[|\\begin\{(?:equation|align)", inner):
            return None
        said = self.text[mark.start : mark.end]
        display = "display" in said or "\n" in inner
        return self._enter(mark.end, closing.start, (mark.start, closing.end), display)


_READERS: dict[str, Callable[[Delimiters, Mark], int | None]] = {
    "$$": Delimiters.dollars,
    "$": Delimiters.dollar,
    "[": Delimiters.bracket,
    "(": Delimiters.bracket,
    "\\\\[": Delimiters.bracket,
    "\\\\(": Delimiters.bracket,
    "b": Delimiters.environment,
    "ensuremath": Delimiters.ensured,
    "<!--": Delimiters.comment,
    "{/*": Delimiters.comment,
    "<": Delimiters.tag,
    "`": Delimiters.ticks,
    "=": Delimiters.verbatim,
    "~": Delimiters.verbatim,
    "role": Delimiters.role,
    "{": Delimiters.shortcode,
}
"""What reads from a mark on, by its kind, or else by how its kind begins."""


def line_of(starts: list[int], at: int) -> int:
    """The line, counted from 0, that a place stands on."""
    return bisect_right(starts, at) - 1
