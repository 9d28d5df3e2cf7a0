r"""The tokens of a formula, each with the place where it stands in the document.

A general tokenizer of LaTeX is not used. pylatexenc 2 leaves `_` and `^` inside runs of text, its version 3 is a
pre-release, and neither spares the tables of signs, the words in `\text`, and the matching of environments over stray
brackets that are most of this file; none keeps the places through full-width signs and a document's own commands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from derive.documents.macros import Macro, Macros
from derive.documents.notation import Unreadable
from derive.documents.signs import (
    BOLD,
    COMMANDS,
    DROPPED,
    FONTS,
    GREEK_SIGNS,
    INVISIBLE,
    KEPT,
    PROSE,
    SIGNS,
    SKIPPED,
    TEXT,
    WIDE,
)
from derive.language.typeset.letters import GREEK

LONGEST = 20_000
"""Characters in one formula; longer ones are not read."""

DEEPEST = 48
"""Levels of braces, brackets and environments."""


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is letter, number, command, sign, text, row (\\\\), cell (&) or space (a wide one)."""  # noqa: D301

    kind: str
    text: str
    start: int
    end: int
    bold: bool = False
    word: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """{…}, or an environment of this `name`."""

    items: tuple[Item, ...]
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bracket:
    """A pair of brackets and what is between them."""

    opening: str
    items: tuple[Item, ...]
    start: int
    end: int


Item = Token | Group | Bracket

_LATEX = re.compile(
    r"\\(?P<command>[A-Za-z]+)\*?|\\(?P<escaped>.)|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<comment>(?<!\\)%[^\n]*)"
    r"|(?P<any>.)",
    re.DOTALL,
)


MOST_EXPANSIONS = 500
"""Commands of the document's own in one formula."""


def tokens(text: str, start: int, end: int, macros: Macros | None = None) -> tuple[Item, ...]:
    """The items between two places. Raises `Unreadable` where braces do not match, and beyond the limits."""
    if end - start > LONGEST:
        raise Unreadable(f"a formula of more than {LONGEST} characters is not read", (start, start + 1))
    return _Nesting(text, start, end, macros or {}).items()


class _Nesting:
    """Braces and environments, matched."""

    def __init__(self, text: str, start: int, end: int, macros: Macros, expanded: int = 0) -> None:
        self.text, self.at, self.end = text, start, end
        self.macros, self.expanded = macros, expanded
        self.stack: list[tuple[str, int, list[Item]]] = [("", start, [])]

    def items(self) -> tuple[Item, ...]:
        """All items."""
        while self.at < self.end:
            self._step()
        if len(self.stack) > 1:
            name, start, _ = self.stack[-1]
            raise Unreadable(f"{'{' if not name else name} is not closed", (start, start + 1))  # noqa: SIM212
        return tuple(self.stack[0][2])

    def _step(self) -> None:
        found = _LATEX.match(self.text, self.at, self.end)
        if found is None:
            raise Unreadable("a formula ends in a backslash", (self.at, self.end))
        begin, self.at = found.span()
        if command := found["command"]:
            self._command(command, begin)
        elif found["escaped"] is not None:
            self._escaped(found["escaped"], begin)
        elif number := found["number"]:
            if len(number) > 40:
                raise Unreadable("numbers of more than 40 digits are not read", (begin, self.at))
            self._put(Token("number", number, begin, self.at))
        elif found["any"]:
            self._sign(found["any"], begin)

    def _put(self, item: Item) -> None:
        self.stack[-1][2].append(item)

    def _open(self, name: str, begin: int) -> None:
        if len(self.stack) >= DEEPEST:
            raise Unreadable(f"more than {DEEPEST} levels of braces are not read", (begin, begin + 1))
        self.stack.append((name, begin, []))

    def _close(self, name: str, begin: int) -> None:
        before, start, items = self.stack.pop()
        if not self.stack or before != name:
            raise Unreadable(f"{name or '}'} closes nothing", (begin, self.at))
        self._put(Group(tuple(items), start, self.at, name))

    def _command(self, command: str, begin: int) -> None:  # noqa: C901, PLR0912
        if command in self.macros:
            self._expand(command, begin)
        elif command in ("begin", "end"):
            name, _, _ = self._argument(begin)
            name = name.strip()
            (self._open if command == "begin" else self._close)(name or "environment", begin)
            if command == "begin" and name in ("array", "alignedat", "alignat", "alignat*"):
                self._argument(begin)
        elif command in DROPPED:
            self._argument(begin)
        elif command in SKIPPED:
            if self.text.startswith(".", self.at) and command in ("left", "right"):
                self.at += 1
        elif command == "forall":
            self._put(Token("text", "for all", begin, self.at))
        elif command in TEXT:
            self._words(begin)
        elif command in FONTS or command == "operatorname":
            self._font(command, begin)
        elif command in WIDE:
            self._put(Token("space", command, begin, self.at))
        elif command in GREEK:
            self._put(Token("letter", command, begin, self.at))
        elif command == "textcolor":
            self._argument(begin)
        elif command not in KEPT or command.endswith("brace"):
            self._put(Token("command", command, begin, self.at))

    def _expand(self, command: str, begin: int) -> None:
        """What a command of the document's own stands for, at the place of the command."""
        macro = self.macros[command]
        self.expanded += 1
        if self.expanded > MOST_EXPANSIONS:
            raise Unreadable(f"more than {MOST_EXPANSIONS} commands of the document's own", (begin, self.at))
        if macro.refused:
            raise Unreadable(f"\\{command} is not read: {macro.refused}", (begin, self.at))
        body = filled(macro, [*self._arguments(command, macro, begin)])
        if len(body) > LONGEST:
            raise Unreadable(f"\\{command} stands for too much", (begin, self.at))
        known = {} if macro.primitive else self.macros
        opened = _Nesting(body, 0, len(body), known, self.expanded)
        for item in opened.items():
            self._put(_placed(item, begin, self.at))
        self.expanded = opened.expanded

    def _arguments(self, command: str, macro: Macro, begin: int) -> Iterator[str]:
        """The arguments of a command of the document's own, as they are written."""
        if macro.starred:
            self._pass_over(r"\s*\*|\s*\[[^\]]{0,40}\]|")
        if macro.prefix and not self._pass_over(rf"\s*{re.escape(macro.prefix)}"):
            raise Unreadable(
                f"\\{command} is followed by {macro.prefix} where it is defined", (begin, self.at)
            )
        for number in range(macro.count):
            if number == 0 and macro.default is not None:
                yield self._optional(macro.default)
            elif macro.delimiters and macro.delimiters[number]:
                yield self._up_to(macro.delimiters[number], command, begin)
            else:
                yield self._token_or_braces(command, macro.count, begin)

    def _pass_over(self, pattern: str) -> bool:
        found = re.compile(pattern).match(self.text, self.at, self.end)
        self.at = found.end() if found else self.at
        return found is not None

    def _optional(self, default: str) -> str:
        found = re.compile(r"\s{0,40}\[((?:[^\[\]{}]|\{[^{}]{0,200}\}){0,200})\]").match(
            self.text, self.at, self.end
        )
        if found is None:
            return default
        self.at = found.end()
        return found[1]

    def _up_to(self, delimiter: str, command: str, begin: int) -> str:
        end = self.text.find(delimiter, self.at, self.end)
        if end < 0:
            raise Unreadable(f"\\{command} ends with {delimiter} where it is defined", (begin, self.at))
        inner, self.at = self.text[self.at : end].strip(), end + len(delimiter)
        return inner

    def _token_or_braces(self, command: str, count: int, begin: int) -> str:
        before = self.at
        inner, _, _ = self._argument(begin)
        if self.at > before:
            return inner
        found = re.compile(r"\s{0,200}(\\[A-Za-z]+|\\.|[^\s\\{}&])").match(self.text, self.at, self.end)
        if found is None:
            raise Unreadable(f"\\{command} takes {count} arguments", (begin, self.at))
        self.at = found.end()
        return found[1]

    def _argument(self, begin: int) -> tuple[str, int, int]:
        """The raw text of {…} that comes next, and its place; nothing if none does."""
        found = re.compile(r"\s*\{").match(self.text, self.at, self.end)
        if not found:
            return "", self.at, self.at
        depth, at = 1, found.end()
        while at < self.end and depth:
            sign = self.text[at]
            at += 2 if sign == "\\" else 1
            depth += (sign == "{") - (sign == "}")
        if depth:
            raise Unreadable("{ is not closed", (begin, begin + 1))
        self.at = at
        return self.text[found.end() : at - 1], found.end(), at - 1

    def _words(self, begin: int) -> None:
        r"""\text{…}: an operator, a name, or prose."""
        inner, _, _ = self._argument(begin)
        bare = inner.strip()
        if re.fullmatch(r"[-=+·×,−＝]", bare):
            self._sign(bare, begin)
        elif re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", bare) and bare.lower() not in PROSE:
            self._put(Token("letter", bare, begin, self.at, word=len(bare) > 1))
        elif bare:
            self._put(Token("text", inner, begin, self.at))

    def _font(self, command: str, begin: int) -> None:
        """A letter or a name in a font; anything else as it stands."""
        rest = re.compile(r"\s*(?:\{\s*(\\?[A-Za-z]+|[01])\s*\}|(\\[A-Za-z]+|[A-Za-z01]))").match(
            self.text, self.at, self.end
        )
        if not rest:
            return
        self.at = rest.end()
        name = (rest[1] or rest[2]).removeprefix("\\")
        if name in "01":
            self._put(Token("command", f"bold{name}", begin, self.at))
        elif name in GREEK or len(name) == 1:
            if command == "mathbb":
                name = f"bb{name}"
            self._put(Token("letter", name, begin, self.at, bold=command in BOLD))
        elif (rest[1] or rest[2]).startswith("\\"):
            self.at = rest.start()
        elif name.lower() in PROSE:
            self._put(Token("text", name, begin, self.at))
        else:
            self._put(Token("letter", name, begin, self.at, word=True))

    def _escaped(self, sign: str, begin: int) -> None:
        if sign == "\\":
            if found := re.compile(r"\s*\[[-0-9.a-z ]*\]").match(self.text, self.at, self.end):
                self.at = found.end()
            self._put(Token("row", "\\\\", begin, self.at))
        elif sign in "{}":
            self._put(Token("sign", f"\\{sign}", begin, self.at))
        elif sign == "|":
            self._put(Token("command", "Vert", begin, self.at))
        elif sign in "_*":  # Markdown's own escapes
            self._sign(sign, begin)
        elif sign not in ",;:!> \n/()[]%&#$-":
            raise Unreadable(f"\\{sign} is not read", (begin, self.at))

    def _sign(self, sign: str, begin: int) -> None:
        sign = SIGNS.get(sign, sign)
        end = self.at
        if sign == "{":
            self._open("", begin)
        elif sign == "}":
            self._close("", begin)
        elif sign == "&":
            self._put(Token("cell", "&", begin, end))
        elif sign == "-" and self.text.startswith(">", self.at):
            self.at += 1
            self._put(Token("command", "to", begin, self.at))
        elif sign in COMMANDS:
            self._put(Token("command", COMMANDS[sign], begin, end))
        elif sign in GREEK_SIGNS:
            self._put(Token("letter", GREEK_SIGNS[sign], begin, end))
        elif sign.isascii() and sign.isalpha():
            self._put(Token("letter", sign, begin, end))
        elif sign.isspace() or sign in INVISIBLE or sign == "~":
            return
        elif _is_prose(sign):
            self._prose(begin)
        else:
            self._put(Token("sign", sign, begin, end))

    def _prose(self, begin: int) -> None:
        """A run of letters that are no mathematics, such as Chinese."""
        while self.at < self.end and (_is_prose(self.text[self.at])):
            self.at += 1
        self._put(Token("text", self.text[begin : self.at], begin, self.at))


def filled(macro: Macro, arguments: list[str]) -> str:
    """What a command stands for, with its arguments put in, all at once."""
    if not arguments:
        return macro.body
    return re.sub(
        r"#([1-9])", lambda found: "".join(arguments[int(found[1]) - 1 : int(found[1])]), macro.body
    )


def _placed(item: Item, start: int, end: int) -> Item:
    """The item at another place."""
    if isinstance(item, Token):
        return replace(item, start=start, end=end)
    return replace(item, items=tuple(_placed(each, start, end) for each in item.items), start=start, end=end)


def _is_prose(sign: str) -> bool:
    return unicodedata.category(sign) in ("Lo", "Lm") or (sign.isalpha() and not sign.isascii())


def span(items: tuple[Item, ...]) -> tuple[int, int]:
    """From the first of these items to the last."""
    return (items[0].start, items[-1].end) if items else (0, 0)


def flat(items: tuple[Item, ...]) -> Iterator[Token]:
    """All tokens, those in groups too."""
    for item in items:
        if isinstance(item, Token):
            yield item
        else:
            yield from flat(item.items)
