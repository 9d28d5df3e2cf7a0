"""Braces and environments, matched; commands by their kind. What wraps and binds nothing leaves its contents alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from derive.documents.commands import ALIASES, KINDS, MACROS, SIGNS as COMMANDS_OF_SIGNS
from derive.documents.macros import Macros
from derive.documents.notation import Unreadable
from derive.documents.signs import BLACKBOARD, BOLD, COMMANDS, GREEK_SIGNS, INVISIBLE, PROSE, SIGNS, UPRIGHT
from derive.documents.tokens.cursor import Cursor, filled
from derive.documents.tokens.fonts import emboldens, in_font, word_in_font
from derive.documents.tokens.items import Group, Item, Token, placed
from derive.documents.tokens.neighbours import is_number, joins, relates, separates, takes
from derive.language.typeset.letters import GREEK

LONGEST = 20_000
"""Characters in one formula; longer ones are not read."""

DEEPEST = 48
"""Levels of braces, brackets and environments."""

MOST_EXPANSIONS = 500
"""Commands of the document's own in one formula."""

_LATEX = re.compile(
    r"\\(?P<command>[A-Za-z]+)\*?|\\(?P<escaped>.)|(?P<number>[0-9]+(?:\.[0-9]+)?|(?<![\w)\]}.])\.[0-9]+)|(?P<comment>(?<!\\)%[^\n]*)"
    r"|(?P<any>.)",
    re.DOTALL,
)


@dataclass
class Level:
    """An open brace or environment: its items so far; the font of them all, and from where on a font was switched.

    A `wrapper` binds nothing: its items stand among those around it.
    """

    name: str
    start: int
    items: list[Item] = field(default_factory=list)
    wrapper: bool = False
    font: str = ""
    switched: tuple[str, int] | None = None


class Nesting(Cursor):
    """The items of a stretch of text."""

    def __init__(self, text: str, start: int, end: int, macros: Macros, expanded: int = 0) -> None:
        super().__init__(text, start, end)
        self.macros, self.expanded = macros, expanded
        self.levels = [Level("", start)]
        self.wrapped: Level | None = None

    def items(self) -> tuple[Item, ...]:
        """All items."""
        while self.at < self.end:
            self._step()
        if len(self.levels) > 1:
            name, start = self.levels[-1].name, self.levels[-1].start
            raise Unreadable("{} is not closed", name or "{", span=(start, start + 1))
        self._switch_back()
        return tuple(self.levels[0].items)

    def _step(self) -> None:
        found = _LATEX.match(self.text, self.at, self.end)
        if found is None:
            raise Unreadable("a formula ends in a backslash", span=(self.at, self.end))
        begin, self.at = found.span()
        if command := found["command"]:
            self._command(command, begin)
        elif found["escaped"] is not None:
            self._escaped(found["escaped"], begin)
        elif number := found["number"]:
            if len(number) > 40:
                raise Unreadable("numbers of more than 40 digits are not read", span=(begin, self.at))
            self._put(Token("number", number, begin, self.at))
        elif found["any"]:
            self._sign(found["any"], begin)

    def _put(self, item: Item) -> None:
        self.levels[-1].items.append(item)

    # levels

    def _open(self, name: str, begin: int) -> None:
        if len(self.levels) >= DEEPEST:
            raise Unreadable("more than {} levels of braces are not read", DEEPEST, span=(begin, begin + 1))
        level, self.wrapped = self.wrapped or Level(name, begin), None
        level.name, level.start = name, begin
        self.levels.append(level)

    def _close(self, name: str, begin: int) -> None:
        self._switch_back()
        level = self.levels.pop()
        if not self.levels or level.name != name:
            raise Unreadable("{} closes nothing", name or "}", span=(begin, self.at))
        if level.font:
            level.items = in_font(level.items, level.font)
        if not name and self._is_braced_sum(level):
            self.levels[-1].items[-1:] = level.items
            self._pass_over_label(begin)
        elif not name and self._binds_nothing(level):
            self.levels[-1].items += level.items
        else:
            self._put(Group(tuple(level.items), level.start, self.at, name))

    def _binds_nothing(self, level: Level) -> bool:
        """Whether what stands in braces stands among what is around them: it is no argument, and no script is on it."""
        before = self.levels[-1].items
        if before and takes(before):
            return False
        if self.comes(r"\s*(?:[_^']|\\limits)"):
            return level.wrapper and len(level.items) == 1
        lists = len(level.items) > 1 and any(map(separates, level.items))
        return (
            level.wrapper
            or lists
            or any(map(relates, level.items))
            or bool(level.items and joins(level.items[0]))
            or _is_bare_sum(level.items)
        )

    def _is_braced_sum(self, level: Level) -> bool:
        r"""Whether it is what \underbrace braces, and joins what is around it: a \underbrace{- b}_{c}."""
        before = self.levels[-1].items
        last = before[-1] if before else None
        if not isinstance(last, Token) or last.kind != "command" or KINDS.get(last.text) != "brace":
            return False
        subtracted = len(before) > 1 and joins(before[-2]) and any(map(joins, level.items))
        return subtracted or any(map(relates, level.items)) or bool(level.items and joins(level.items[0]))

    def _pass_over_label(self, begin: int) -> None:
        """The words under a brace."""
        if self.pass_over(r"\s*[_^]\s*(?=\{)"):
            self.argument(begin)
        else:
            self.pass_over(r"\s*[_^]\s*(?:\\[A-Za-z]+|\w)")

    def _switch_back(self) -> None:
        r"""The font that \bf switched to ends here."""
        level = self.levels[-1]
        if level.switched:
            font, first = level.switched
            level.items[first:] = word_in_font(level.items[first:], font)
            level.switched = None

    # commands

    def _command(self, command: str, begin: int) -> None:
        if command in self.macros:
            self._expand(command, begin, self.macros)
            return
        command = ALIASES.get(command, command)
        if command in MACROS:
            self._expand(command, begin, MACROS)
        elif sign := COMMANDS_OF_SIGNS.get(command):
            self._escaped(sign[1], begin) if len(sign) == 2 else self._sign(sign, begin)
        elif len(command) == 1:
            self._put(Token("letter", command, begin, self.at))
        else:
            READERS[KINDS.get(command, "unknown")](self, command, begin)

    def _expand(self, command: str, begin: int, known: Macros) -> None:
        """What a command of the document's own stands for, at the place of the command."""
        macro = known[command]
        self.expanded += 1
        if self.expanded > MOST_EXPANSIONS:
            raise Unreadable(
                "more than {} commands of the document's own", MOST_EXPANSIONS, span=(begin, self.at)
            )
        if macro.refused:
            raise Unreadable("\\{} is not read: {}", command, macro.refused, span=(begin, self.at))
        body = filled(macro, [*self.arguments(command, macro, begin)])
        if len(body) > LONGEST:
            raise Unreadable("\\{} stands for too much", command, span=(begin, self.at))
        inner = {} if macro.primitive else self.macros
        opened = Nesting(body, 0, len(body), inner, self.expanded)
        for item in opened.items():
            self._put(placed(item, begin, self.at))
        self.expanded = opened.expanded

    def nothing(self, command: str, begin: int) -> None:
        r"""\displaystyle, \left: say nothing; a bracket that is left out (\left.) is none, \left< is ⟨."""
        if command not in ("left", "right", "middle") and not command.lower().startswith("big"):
            return
        if self.pass_over(r"\s{0,40}\."):
            return
        sign = self.text[self.at : self.at + 1] if self.comes("[<>]") else ""
        if sign:
            self.at += 1
            self._put(Token("command", "langle" if sign == "<" else "rangle", begin, self.at))

    def wide(self, command: str, begin: int) -> None:
        r"""\quad, which may part formulas."""
        self._put(Token("space", command, begin, self.at))

    def dropped(self, command: str, begin: int) -> None:
        r"""\label{…}: says nothing, with its argument; \hspace{2em} is a wide space."""
        self.annotation(begin)
        if command in _SET and self.comes(r"\s*\{"):
            self.annotation(begin)
        self._wide_enough(command, begin)

    def measured(self, command: str, begin: int) -> None:
        r"""\kern1em: says nothing, with the dimension behind it."""
        self.dimension(begin)
        self._wide_enough(command, begin)

    def _wide_enough(self, command: str, begin: int) -> None:
        r"""A space of at least 1em parts formulas, as \quad does."""
        found = _WIDTH.search(self.text[begin : self.at].strip())
        if command in _SPACES and found and float(found[1]) >= _WIDE[found[2]]:
            self._put(Token("space", command, begin, self.at))

    def wrapper(self, command: str, begin: int) -> None:
        r"""\boxed{…}: what it wraps stands among what is around it."""
        for _ in range({"wrapper-second": 1, "wrapper-third": 2}.get(KINDS[command], 0)):
            self.annotation(begin)
        if command in ("bbox", "href"):
            self.optional("")
        if command in _TEXT_BOXES and self.comes(r"\s*\{[^{}$]*\$"):
            self._words_and_formulas(self.argument(begin))
        elif self.comes(r"\s*\{"):
            self.wrapped = Level("", begin, wrapper=True)

    def _words_and_formulas(self, inner: str) -> None:
        r"""What stood in the last argument, \fbox{so $a = b$}: words, and formulas between dollars."""
        at = self.at - 1 - len(inner)
        for number, part in enumerate(_DOLLAR.split(inner)):
            if number % 2:
                within = Nesting(self.text, at, at + len(part), self.macros, self.expanded)
                for item in within.items():
                    self._put(item)
                self.expanded = within.expanded
            elif part.strip():
                self._put(Token("text", part, at, at + len(part)))
            at += len(part) + 1

    def environment(self, command: str, begin: int) -> None:
        r"""\begin{…} and \end{…}."""
        name = self.argument(begin).strip()
        if command == "end":
            self._close(name or "environment", begin)
            return
        self._open(name or "environment", begin)
        if name in (
            "array",
            "alignedat",
            "alignat",
            "alignat*",
            "darray",
            "subarray",
            "xalignat",
            "xalignat*",
            "xxalignat",
            "IEEEeqnarray",
            "IEEEeqnarray*",
            "empheq",
            "empheq*",
        ):
            self.annotation(begin)

    def letter(self, command: str, begin: int) -> None:
        r"""\alpha."""
        self._put(Token("letter", command, begin, self.at, word=command not in GREEK))

    def words(self, command: str, begin: int) -> None:
        r"""\text{…}: an operator, a name, or prose."""
        del command
        inner = self.argument(begin)
        bare = inner.strip()
        if re.fullmatch(r"[-=+·×,−＝]", bare):
            self._sign(bare, begin)
        elif re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", bare) and bare.lower() not in PROSE:
            name = not inner.endswith(" ") or len(bare) == 1 or self.comes(r"\s*(?:[=_^(\[&$]|\\left|\Z)")
            self._put(Token("letter" if name else "text", bare, begin, self.at, word=len(bare) > 1 and name))
        elif len(parts := _DOLLAR.split(inner)) % 2 and any("=" in part for part in parts[1::2]):
            self._words_and_formulas(inner)
        elif bare:
            self._put(Token("text", inner, begin, self.at))

    def font(self, command: str, begin: int) -> None:
        """A letter or a name in a font; of anything else, each letter."""
        one = r"\\[A-Za-z]+|[A-Za-z][A-Za-z0-9]*|[01]"
        found = re.compile(rf"\s*(?:\{{\s*({one})\s*\}}|(\\[A-Za-z]+|[A-Za-z01]))").match(
            self.text, self.at, self.end
        )
        name = (found[1] or found[2]).removeprefix("\\") if found else ""
        if found is None or (found[0].strip("{ \t\n").startswith("\\") and KINDS.get(name) != "letter"):
            self._font_of_many(command, begin)
            return
        self.at = found.end()
        if name in ("0", "1"):
            self._put(Token("command", f"bold{name}", begin, self.at))
        elif name in GREEK or len(name) == 1:
            name = f"bb{name}" if command in BLACKBOARD else name
            self._put(Token("letter", name, begin, self.at, bold=emboldens(command, name)))
        elif name.lower() in PROSE:
            self._put(Token("text", name, begin, self.at))
        else:
            bold = command in BOLD and command not in UPRIGHT
            self._put(Token("letter", name, begin, self.at, bold=bold, word=True))

    def _font_of_many(self, command: str, begin: int) -> None:
        r"""\operatorname{arg\,max} is a name, \mathrm{for all} is prose; in anything else each letter is set so."""
        found = re.compile(
            r"\s*\{((?:[A-Za-z]|-(?=[A-Za-z])|\\[,;:! ]|[ ~]|\\(?:,|thinspace)){2,80})\}"
        ).match(self.text, self.at, self.end)
        if found is None:
            if self.comes(r"\s*\{"):
                self.wrapped = Level("", begin, wrapper=True, font=command)
            return
        self.at = found.end()
        parts = [each for each in re.split(r"\\thinspace|\\.|[ ~]", found[1]) if each]
        name = "".join(parts)
        prose = any(each.lower() in PROSE for each in parts) or (
            not command.startswith("operator") and len(parts) > 1
        )
        if prose and not re.fullmatch(r"arg(?:max|min)", name):
            self._put(Token("text", " ".join(parts), begin, self.at))
        else:
            self._put(Token("letter", name.replace("-", ""), begin, self.at, word=True))

    def switch(self, command: str, begin: int) -> None:
        r"""{\bf u}: a font for the rest of the group; \bf{u} is meant for its argument."""
        if self.comes(r"\s*\{"):
            self.font({"bf": "mathbf", "rm": "mathrm", "cal": "mathcal"}.get(command, "mathit"), begin)
            return
        self._switch_back()
        level = self.levels[-1]
        level.switched = (command, len(level.items))
        level.wrapper = True

    def command(self, command: str, begin: int) -> None:
        r"""\frac, \sum, \leq: for the grammar."""
        if command == "forall":
            self._put(Token("text", "for all", begin, self.at))
        else:
            self._put(Token("command", command, begin, self.at))

    def unread(self, command: str, begin: int) -> None:
        r"""\verb, \url: no formula."""
        raise Unreadable("\\{} is not read in a formula", command, span=(begin, self.at))

    def unknown(self, command: str, begin: int) -> None:
        """A letter of that name, if it has no arguments."""
        if self.comes(r"\s*\{"):
            raise Unreadable(
                "\\{}{{…}} is not known, and not defined in the document", command, span=(begin, self.at)
            )
        self._put(Token("letter", command, begin, self.at, word=True))

    # signs

    def _escaped(self, sign: str, begin: int) -> None:
        if sign == "\\":
            self._switch_back()
            self.pass_over(r"\s*\[[-0-9.a-z ]*\]|\*")
            self._put(Token("row", "\\\\", begin, self.at))
        elif sign in "{}":
            self._put(Token("sign", f"\\{sign}", begin, self.at))
        elif sign == "|":
            self._put(Token("command", "Vert", begin, self.at))
        elif sign in "_*":  # Markdown's own escapes
            self._sign(sign, begin)
        elif sign == "%" and self.levels[-1].items and is_number(self.levels[-1].items[-1]):
            self._put(Token("command", "cdot", begin, self.at))
            self._put(Token("number", "0.01", begin, self.at))
        elif sign not in ",;:!> \n/()[]%&#$-.'`^=~\"":
            raise Unreadable("\\{} is not read", sign, span=(begin, self.at))

    def _sign(self, sign: str, begin: int) -> None:  # noqa: C901  one case per kind of sign
        if sign.isascii() and sign.isalpha():
            self._put(Token("letter", sign, begin, self.at))
            return
        sign = SIGNS.get(sign, sign)
        end = self.at
        if _CIRCLED.match(sign) or (sign in "_^" and self.pass_over(_IN_SCRIPT)):
            return  # ① numbers a line
        if sign == "{":
            self._open("", begin)
        elif sign == "}":
            self._close("", begin)
        elif sign == "&":
            self._switch_back()
            self._put(Token("cell", "&", begin, end))
        elif sign in _ARROWS and self.text.startswith((">", "＞"), self.at):
            self.at += 1
            self._put(Token("command", _ARROWS[sign], begin, self.at))
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
        while self.at < self.end and _is_prose(self.text[self.at]):
            self.at += 1
        self._put(Token("text", self.text[begin : self.at], begin, self.at))


_CIRCLED = re.compile("[①-⑳❶-❿]")
_IN_SCRIPT = r"\s*(?:\{\s*[①-⑳❶-❿]+\s*\}|[①-⑳❶-❿])"
_DOLLAR = re.compile(r"(?<!\\)\$")
_TEXT_BOXES = frozenset(("fbox", "framebox", "colorbox", "fcolorbox"))
_SET = frozenset({"addtocounter", "addtolength", "setcounter", "setlength"})
"""Commands with two arguments that say nothing."""
_WIDTH = re.compile(r"(?<![-0-9.])([0-9]*\.?[0-9]+)\s*(em|ex|pt|mu|cm)\}?$")
_WIDE = {"em": 1.0, "ex": 2.0, "pt": 10.0, "mu": 18.0, "cm": 0.35}
_SPACES = frozenset(("hspace", "hskip", "kern", "mkern", "mskip", "mspace"))

READERS: dict[str, Callable[[Nesting, str, int], None]] = {
    "spacing": Nesting.nothing,
    "size": Nesting.nothing,
    "style": Nesting.nothing,
    "wide": Nesting.wide,
    "dimension": Nesting.measured,
    "annotation": Nesting.dropped,
    "colour": Nesting.dropped,
    "text": Nesting.words,
    "font": Nesting.font,
    "switch": Nesting.switch,
    "wrapper": Nesting.wrapper,
    "wrapper-second": Nesting.wrapper,
    "wrapper-third": Nesting.wrapper,
    "letter": Nesting.letter,
    "environment": Nesting.environment,
    **dict.fromkeys(
        ("accent", "brace", "fraction", "layout", "big", "function", "delimiter", "dots"), Nesting.command
    ),
    **dict.fromkeys(("relation", "arrow", "operator", "symbol"), Nesting.command),
    "unread": Nesting.unread,
    "unknown": Nesting.unknown,
}
"""What reads a command, by its kind."""


_ARROWS = {"-": "to", "=": "Rightarrow"}
"""What -> and => are."""


def _is_bare_sum(items: list[Item]) -> bool:
    r"""Whether it is \sum_{k}^{n} with nothing behind it, whose body stands behind the brace."""
    first = items[0] if items else None
    signs = [each for each in items[1::2] if not (isinstance(each, Token) and each.text in ("_", "^"))]
    return isinstance(first, Token) and first.text in ("sum", "prod") and len(items) % 2 == 1 and not signs


def _is_prose(sign: str) -> bool:
    return unicodedata.category(sign) in ("Lo", "Lm") or (sign.isalpha() and not sign.isascii())
