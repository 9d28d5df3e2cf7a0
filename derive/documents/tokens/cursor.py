"""Going through the text of a formula: arguments in braces and brackets, and those of a document's own commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.documents.macros import Macro
from derive.documents.notation import Unreadable

_OPTIONAL = re.compile(r"\s{0,40}\[((?:[^\[\]{}]|\{[^{}]{0,200}\}){0,200})\]")
_DIMENSION = re.compile(r"\s*(?:-?\s*(?:[0-9.]+|\\[A-Za-z]+)\s*(?:pt|em|ex|mu|cm|mm|in|bp|sp|pc|px)\b)?")


class Cursor:
    """A place in a text, up to an end."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.at, self.end = text, start, end

    def pass_over(self, pattern: str) -> bool:
        """Go on behind what a pattern matches here, if it does."""
        found = re.compile(pattern).match(self.text, self.at, self.end)
        self.at = found.end() if found else self.at
        return found is not None

    def comes(self, pattern: str) -> bool:
        """Whether this comes next."""
        return re.compile(pattern).match(self.text, self.at, self.end) is not None

    def argument(self, begin: int) -> str:
        """The raw text of {…} that comes next; nothing if none does."""
        found = re.compile(r"\s*\{").match(self.text, self.at, self.end)
        if not found:
            return ""
        depth, at = 1, found.end()
        while at < self.end and depth:
            sign = self.text[at]
            at += 2 if sign == "\\" else 1
            depth += (sign == "{") - (sign == "}")
        if depth:
            raise Unreadable("{ is not closed", span=(begin, begin + 1))
        self.at = at
        return self.text[found.end() : at - 1]

    def annotation(self, begin: int) -> None:
        """Pass over [options] and an argument in braces."""
        if self.comes(r"\s{0,40}\[[^\[\]{}]{0,200}\]\s{0,40}\{"):
            self.optional("")
        self.argument(begin)

    def dimension(self, begin: int) -> None:
        r"""Pass over what follows \kern: 1em, or {1em}."""
        if not self.argument(begin):
            found = _DIMENSION.match(self.text, self.at, self.end)
            self.at = found.end() if found else self.at

    def optional(self, default: str) -> str:
        """What stands in the [ ] that comes next."""
        found = _OPTIONAL.match(self.text, self.at, self.end)
        if found is None:
            return default
        self.at = found.end()
        return found[1]

    # the commands of a document's own

    def arguments(self, command: str, macro: Macro, begin: int) -> Iterator[str]:
        """The arguments of a command of the document's own, as they are written."""
        if macro.starred:
            self.pass_over(r"\s{0,40}\*")
        if macro.starred and macro.default is None:
            self.pass_over(r"\s{0,40}\[[^\]]{0,40}\]")
        if macro.prefix and not self.pass_over(rf"\s{{0,40}}{re.escape(macro.prefix)}"):
            raise Unreadable(
                "\\{} is followed by {} where it is defined", command, macro.prefix, span=(begin, self.at)
            )
        for number in range(macro.count):
            if number == 0 and macro.default is not None:
                yield self.optional(macro.default)
            elif macro.delimiters and macro.delimiters[number]:
                yield self._up_to(macro.delimiters[number], command, begin)
            else:
                yield self._token_or_braces(command, macro.count, begin)

    def _up_to(self, delimiter: str, command: str, begin: int) -> str:
        end = self.text.find(delimiter, self.at, self.end)
        if end < 0:
            raise Unreadable(
                "\\{} ends with {} where it is defined", command, delimiter, span=(begin, self.at)
            )
        inner, self.at = self.text[self.at : end].strip(), end + len(delimiter)
        return inner

    def _token_or_braces(self, command: str, count: int, begin: int) -> str:
        before = self.at
        inner = self.argument(begin)
        if self.at > before:
            return inner
        found = re.compile(r"\s{0,200}(\\[A-Za-z]+|\\.|[^\s\\{}&])").match(self.text, self.at, self.end)
        if found is None:
            raise Unreadable("\\{} takes {} arguments", command, count, span=(begin, self.at))
        self.at = found.end()
        return found[1]


def filled(macro: Macro, arguments: list[str]) -> str:
    """What a command stands for, with its arguments put in, all at once."""
    if not arguments:
        return macro.body
    return re.sub(
        r"#([1-9])", lambda found: "".join(arguments[int(found[1]) - 1 : int(found[1])]), macro.body
    )
