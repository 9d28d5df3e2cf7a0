"""Mathematics in reStructuredText, line by line: docutils tells the lines of some blocks but no columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.documents.document import Found, Fragment, Heading, Unread, blanked, remark
from derive.documents.finding.delimiters import PLAIN, Delimiters
from derive.documents.macros import definitions
from derive.language.sayings import Saying

_ROLE = re.compile(r":math:`(?P<formula>(?:[^`\\\n]|\\.|\n(?![ \t]*\n)){1,20000}?)`", re.DOTALL)
_DIRECTIVE = re.compile(r"\.\.[ \t]+(?P<name>[\w-]+)::[ \t]*(?P<rest>.*)")
_NO_COMMENT = re.compile(r"\.\.[ \t]+(?:[\w-]+::|_|\[|\|)")
_OPTION = re.compile(r":[\w-]+:")
_CODE = re.compile(r"``(?:[^`\n]|`(?!`)){1,1000}``")
_RULE = re.compile(r"([=\-~^\"'*+#.:_`])\1{2,}")
_MATH = ("math", "displaymath")
_CODES = (
    "code", "code-block", "sourcecode", "parsed-literal", "highlight", "literalinclude", "raw", "ipython", "plot",
    "testcode", "doctest", "prompt", "graphviz", "mermaid",
)  # fmt: skip


def restructured(text: str) -> Found:
    """All that stands in a text in reStructuredText."""
    blocks = _Blocks(text)
    found = blocks.found
    found.text = blanked(text, [*blocks.blanks, *(each.span() for each in _CODE.finditer(text))])
    found.definitions = definitions(found.text)
    found.text = blanked(found.text, (each.span for each in found.definitions))
    rest = blanked(found.text, (each.outer for each in found.fragments))
    roles = list(_ROLE.finditer(rest))
    found.fragments += (Fragment(*role.span("formula"), False, role.span()) for role in roles)
    rest = blanked(rest, (role.span() for role in roles))
    why = Saying("this role is not closed before the blank line: no formula is read from it")
    found.unread += (Unread(*each.span(), why) for each in re.finditer(r":math:`", rest))
    found.put(Delimiters(rest, PLAIN).run())
    found.fragments.sort(key=lambda each: each.start)
    return found


class _Blocks:
    """Directives, comments, literal blocks and titles, from the first line to the last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.lines = text.split("\n")
        self.indents = [len(line) - len(line.lstrip()) if line.strip() else -1 for line in self.lines]
        self.found = Found(text)
        self.blanks: list[tuple[int, int]] = []
        self.levels: list[str] = []
        at = 0
        while at < len(self.lines):
            at = self._enter(at)

    def _enter(self, at: int) -> int:
        """Note what begins on a line; the line to go on with."""
        line = self.lines[at].strip()
        if directive := _DIRECTIVE.match(line):
            return self._directive(at, directive["name"], directive["rest"])
        if line.startswith("..") and line[2:3] in ("", " ", "\t") and not _NO_COMMENT.match(line):
            return self._comment(at)
        if line.endswith("::"):
            behind = self._behind(at)
            self.blanks.append((self.end(at), self.end(behind - 1)))
            return behind
        if _RULE.fullmatch(line) and at and self.lines[at - 1].strip():
            self._title(at - 1, line)
        return at + 1

    def end(self, number: int) -> int:
        """Where a line ends."""
        return self.starts[number] + len(self.lines[number])

    def _behind(self, at: int) -> int:
        """The line behind the block that is indented under this one."""
        number, last = at + 1, at + 1
        while number < len(self.lines) and (
            self.indents[number] < 0 or self.indents[number] > self.indents[at]
        ):
            last = number + 1 if self.indents[number] >= 0 else last
            number += 1
        return last

    def _directive(self, at: int, name: str, rest: str) -> int:
        behind = self._behind(at)
        if name in _MATH:
            self.found.fragments += self._formulas(at, behind, rest)
        elif name in _CODES:
            self.blanks.append((self.end(at), self.end(behind - 1)))
        else:
            return at + 1
        return behind

    def _formulas(self, at: int, behind: int, rest: str) -> Iterator[Fragment]:
        """The formulas of a `.. math::`: blank lines part them; options are none."""
        if rest.strip():
            end = self.end(at)
            start = self.starts[at] + self.lines[at].rindex(rest.strip())
            yield Fragment(start, end, True, (self.starts[at], end))
        first = at + 1
        while first < behind and (self.indents[first] < 0 or _OPTION.match(self.lines[first].strip())):
            first += 1
        start = first
        for number in range(first, behind + 1):
            if number < behind and self.indents[number] >= 0:
                continue
            if number > start:
                span = (self.starts[start], self.end(number - 1))
                yield Fragment(*span, True, span)
            start = number + 1

    def _comment(self, at: int) -> int:
        behind = self._behind(at)
        span = (self.starts[at], self.end(behind - 1))
        start = self.text.index("..", span[0]) + 2
        self.found.remarks += remark(self.text[start : span[1]], start, span)
        self.blanks.append(span)
        return behind

    def _title(self, at: int, rule: str) -> None:
        if rule[0] not in self.levels:
            self.levels.append(rule[0])
        self.found.headings.append(Heading(self.starts[at], self.end(at), self.levels.index(rule[0]) + 1))
