r"""The commands that a document defines itself: \newcommand{\bw}{\mathbf{w}}, \def\R{\mathbb{R}}, \let\eps\epsilon."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from derive.language.sayings import UNSAID, Saying, reason

LONGEST = 2_000
"""Characters that a command stands for; one that stands for more is refused where it is used."""

MOST = 2_000
"""Definitions of commands that are read."""


@dataclass(frozen=True, slots=True)
class Macro:
    r"""What a command of the document's own stands for.

    It has `count` arguments, each in braces or one token, but with `delimiters` each up to its own (\def\d#1;{…}); the
    first may be left out if it has a `default`. A `primitive` stands for a command as it was before it was defined
    anew. One that is `refused` says why.
    """

    body: str
    count: int = 0
    default: str | None = None
    prefix: str = ""
    delimiters: tuple[str, ...] = ()
    primitive: bool = False
    starred: bool = False
    refused: Saying = UNSAID


Macros = dict[str, Macro]
"""The commands that a document defines, by name."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition of a command, and where it stands."""

    name: str
    macro: Macro
    span: tuple[int, int]
    provided: bool = False


_DEFINES = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<all>\\(?P<how>(?:re)?newcommand|providecommand|DeclareRobustCommand|DeclareMathOperator"
    r"|DeclarePairedDelimiter|(?:New|Renew|Declare|Provide)DocumentCommand|[gex]?def|let)(?![A-Za-z])\*?)"
)
_NAME = re.compile(r"\\(?P<name>[A-Za-z@]{1,60}|[^A-Za-z@\s])")
_TOKEN = re.compile(r"\\[A-Za-z@]+|\\.|[^\s\\{}]", re.DOTALL)
_PARAMETERS = re.compile(r"[^{}\n]{0,120}")


def definitions(text: str) -> list[Definition]:
    """The definitions in a text, in its order."""
    made: list[Definition] = []
    at = 0
    closing = matching(text) if _DEFINES.search(text) else {}
    while len(made) < MOST and (found := _DEFINES.search(text, at)):
        made += _Reader(text, found.end(), closing).definition(found["how"], found.start("all"))
        at = max(found.end(), made[-1].span[1] if made else 0)
    return made


class _Reader:
    """Reads one definition from where its command has been named."""

    def __init__(self, text: str, at: int, closing: dict[int, int]) -> None:
        self.text, self.at, self.closing = text, at, closing

    def definition(self, how: str, start: int) -> Iterator[Definition]:
        """The definition, if it is one."""
        name = self.name()
        if name is None:
            return
        macro = self._macro(how)
        if macro is not None:
            yield Definition(name, macro, (start, self.at), how.lower().startswith("provide"))

    def _macro(self, how: str) -> Macro | None:
        if how == "let":
            return self._let()
        if how.endswith("def"):
            return self._def()
        if how.endswith("DocumentCommand"):
            return self._document_command()
        if how == "DeclareMathOperator":
            return self._body(lambda inner: Macro(rf"\operatorname{{{inner}}}"))
        if how == "DeclarePairedDelimiter":
            left, right = self.braced(), self.braced()
            return None if left is None or right is None else Macro(rf"{left} #1 {right}", 1, starred=True)
        count = self.bracketed()
        default = self.bracketed() if count is not None else None
        number = int(count) if count and re.fullmatch(r"\s*[1-9]\s*", count) else 0
        return self._body(lambda inner: Macro(inner, number, default))

    def _body(self, make: Callable[[str], Macro]) -> Macro | None:
        inner = self.braced()
        if inner is None:
            return None
        if len(inner) > LONGEST:
            return Macro("", refused=reason("it stands for more than {} characters", f"{LONGEST:,}"))
        return make(inner)

    def _let(self) -> Macro | None:
        self._skip("=")
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return Macro(found[0], primitive=True)

    def _def(self) -> Macro | None:
        r"""\def\name<prefix>#1<delimiter>#2<delimiter>{…}."""
        found = _PARAMETERS.match(self.text, self.at)
        parts = re.split(r"#([1-9])", found[0].rstrip() if found else "")
        if [int(each) for each in parts[1::2]] != list(range(1, len(parts) // 2 + 1)):
            return None
        self.at = found.end() if found else self.at
        prefix, delimiters = parts[0].strip(), tuple(each.strip() for each in parts[2::2])
        if not any(delimiters):
            delimiters = ()
        return self._body(lambda inner: Macro(inner, len(parts) // 2, None, prefix, delimiters))

    def _document_command(self) -> Macro | None:
        kinds = re.findall(r"[msoO](?:\{[^{}]*\})?", (self.braced() or "").replace(" ", ""))
        starred, kinds = kinds[:1] == ["s"], [each for each in kinds if each != "s"]
        optional = [each for each in kinds if each[0] in "oO"]
        if optional and (len(optional) > 1 or kinds[0] != optional[0]):
            return self._body(
                lambda _: Macro("", refused=Saying("it has several arguments that may be left out"))
            )
        default = optional[0][2:-1] if optional else None
        return self._body(lambda inner: Macro(inner, len(kinds), default, starred=starred))

    # pieces

    def name(self) -> str | None:
        r"""\name or {\name}."""
        self._space()
        braced = self.text.startswith("{", self.at)
        self.at += braced
        self._space()
        found = _NAME.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        if braced:
            self._space()
            if not self.text.startswith("}", self.at):
                return None
            self.at += 1
        return found["name"]

    def bracketed(self) -> str | None:
        """[…], if that comes next."""
        self._space()
        if not self.text.startswith("[", self.at):
            return None
        end = self.text.find("]", self.at, self.at + 200)
        if end < 0:
            return None
        inner, self.at = self.text[self.at + 1 : end], end + 1
        return inner

    def braced(self) -> str | None:
        """{…}, if that comes next."""
        self._space()
        if not self.text.startswith("{", self.at):
            return None
        end = self.closing.get(self.at)
        if end is None:
            return None
        inner, self.at = self.text[self.at + 1 : end - 1], end
        return inner

    def _space(self) -> None:
        found = re.compile(r"[ \t\n]{0,200}").match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _skip(self, sign: str) -> None:
        self._space()
        self.at += self.text.startswith(sign, self.at)
        self._space()


def matching(text: str) -> dict[int, int]:
    """For every { the place behind the } that closes it."""
    made: dict[int, int] = {}
    open_ones: list[int] = []
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text):
        if found[0] == "{":
            open_ones.append(found.start())
        elif found[0] == "}" and open_ones:
            made[open_ones.pop()] = found.end()
    return made


def macros(found: Iterable[Definition]) -> Macros:
    """What commands stand for after all these definitions; those that would stand for themselves are refused."""
    made: Macros = {}
    for each in found:
        if not (each.provided and each.name in made):
            made[each.name] = _let_of(each, made)
    for name in _in_circles(made):
        made[name] = replace(made[name], refused=Saying("it stands for itself"))
    return made


def _let_of(definition: Definition, made: Macros) -> Macro:
    r"""\let takes what the other command means now."""
    macro = definition.macro
    if not macro.primitive or not macro.body.startswith("\\"):
        return replace(macro, primitive=False)
    return made.get(macro.body[1:], macro)


def _uses(macro: Macro, made: Macros) -> list[str]:
    if macro.primitive:
        return []
    return [
        name for name in dict.fromkeys(re.findall(r"\\([A-Za-z@]+|[^A-Za-z@])", macro.body)) if name in made
    ]


def _in_circles(made: Macros) -> set[str]:
    """Commands that lead back to themselves: of every circle at least one."""
    settled: set[str] = set()
    circular: set[str] = set()
    for name in made:
        if name in settled:
            continue
        path, stack = {name}, [(name, iter(_uses(made[name], made)))]
        while stack:
            top, uses = stack[-1]
            following = next(uses, None)
            if following is None:
                stack.pop()
                path.discard(top)
                settled.add(top)
            elif following in path:
                circular.add(following)
            elif following not in settled:
                path.add(following)
                stack.append((following, iter(_uses(made[following], made))))
    return circular
