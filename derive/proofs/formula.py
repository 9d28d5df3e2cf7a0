r"""The LaTeX that `derive.language.typeset` writes, taken apart: its parts, their places, their width.

    \sum_k (t_k - a) p_k        Row(Scripts(∑, k), Fenced(Row(…)), Scripts(p, k))

Only that regular LaTeX is read, and what prose.py makes of a page's sentences; any other command is refused,
so that no formula is ever shown as its source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from derive.language.functions import BOOK
from derive.language.typeset.letters import GREEK

OPERATORS = {
    "+": "+", "-": "−", "=": "=", "<": "<", ">": ">", "/": "/", ",": ",", ";": ";", "|": "|", "!": "!",
    ":": ":",
    r"\cdot": "·", r"\times": "×", r"\odot": "⊙", r"\otimes": "⊗", r"\ne": "≠", r"\ge": "≥", r"\le": "≤",
    r"\approx": "≈", r"\in": "∈", r"\mid": "∣", r"\to": "→", r"\dots": "…", r"\partial": "∂", r"\top": "⊤",
    r"\sum": "∑", "[": "[", "]": "]", "(": "(", ")": ")", r"\{": "{", r"\}": "}",
}  # fmt: skip
"""Signs that are no letters, and what they look like."""

RELATIONS = frozenset({"=", "<", ">", r"\ne", r"\ge", r"\le", r"\approx", r"\in", r"\to"})
BINARY = frozenset({"+", "-", r"\cdot", r"\times", r"\odot", r"\otimes"})
FUNCTIONS = ("max", "min", *(each.latex[1:] for each in BOOK.values() if each.latex[1:].isalpha()))
SPACES = {r"\,": 0.1667, r"\;": 0.2778, r"\quad": 1.0, r"\qquad": 2.0, r"\ ": 0.25}
_LETTERS = {f"\\{name}": sign for name, sign in GREEK.items()}
_PAIRS = {"(": ")", "[": "]", r"\{": r"\}"}
_BIG = re.compile(r"\\bigg?[lr]?$")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_UPRIGHT = {r"\mathrm": "", r"\operatorname": "", r"\mathbf": "bold", r"\mathbb": "double"}
SMALLER = 0.72
"""A subscript beside what it belongs to."""


class FormulaError(ValueError):
    """LaTeX that is none of ours."""


@dataclass(frozen=True)
class Node:
    """A part of a formula, and the characters of the LaTeX that it takes."""

    start: int
    end: int


@dataclass(frozen=True)
class Sign(Node):
    """One letter, word, number or operator. `kind` is i, n, o or text; `variant` "", bold or double."""

    kind: str
    sign: str
    source: str
    variant: str = ""
    tall: bool = False


@dataclass(frozen=True)
class Space(Node):
    """An empty place, its width in em."""

    width: float


@dataclass(frozen=True)
class Row(Node):
    """Parts side by side."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Fraction(Node):
    """above / below"""

    above: Row
    below: Row


@dataclass(frozen=True)
class Root(Node):
    """√inner"""

    inner: Row


@dataclass(frozen=True)
class Scripts(Node):
    """A base with what stands below and above it."""

    base: Node
    below: Row | None
    above: Row | None


@dataclass(frozen=True)
class Fenced(Node):
    r"""(inner), growing with it if `tall`; `opens` and `closes` are the ends of what stands outside."""

    inner: Row
    fences: tuple[str, str]
    tall: bool
    opens: int
    closes: int


@dataclass(frozen=True)
class Accent(Node):
    """A letter with a mark over it."""

    mark: str
    base: Row


@dataclass(frozen=True)
class Table(Node):
    """The rows of `cases`, or of a matrix in brackets, `pmatrix`."""

    rows: tuple[tuple[Row, ...], ...]
    name: str


_MARKS = {r"\hat": "^", r"\bar": "¯", r"\tilde": "~"}


@lru_cache(maxsize=4096)
def parse(latex: str) -> Row:
    """The formula taken apart. Raises `FormulaError`."""
    return _Reader(latex).whole()


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, latex: str) -> None:
        found = (_Token(each[0], *each.span()) for each in _TOKEN.finditer(latex))
        self.latex = latex
        self.tokens = [each for each in found if not each.text.isspace()]
        self.place = 0

    def whole(self) -> Row:
        row = self.row(())
        if self.place < len(self.tokens):
            raise self.fault("out of place")
        return row

    def fault(self, why: str) -> FormulaError:
        sign = self.tokens[self.place].text if self.place < len(self.tokens) else "the end"
        return FormulaError(f"{sign} is {why} in {self.latex}")

    def peek(self) -> str:
        return self.tokens[self.place].text if self.place < len(self.tokens) else ""

    def take(self) -> _Token:
        if self.place == len(self.tokens):
            raise self.fault("too early")
        self.place += 1
        return self.tokens[self.place - 1]

    def here(self) -> int:
        return self.tokens[self.place].start if self.place < len(self.tokens) else len(self.latex)

    def row(self, until: tuple[str, ...]) -> Row:
        """Items up to one of these tokens, which is left."""
        start, items = self.here(), []
        while self.peek() and self.peek() not in until:
            items.append(self.scripted())
        return Row(start, items[-1].end if items else start, tuple(items))

    def group(self) -> Row:
        """{…}, or the one item that stands for it."""
        if self.peek() != "{":
            item = self.item()
            return Row(item.start, item.end, (item,))
        start = self.take().start
        inner = self.row(("}",))
        end = self.expect("}").end
        return Row(start, end, inner.items)

    def words(self) -> tuple[str, int]:
        r"""The characters of \text{…}, blanks and all, and where they end."""
        start = self.expect("{").end
        depth = 1
        while depth:
            token = self.take()
            depth += (token.text == "{") - (token.text == "}")
        return self.latex[start : token.start], token.end

    def expect(self, sign: str) -> _Token:
        if self.peek() != sign:
            raise self.fault(f"not {sign}")
        return self.take()

    def scripted(self) -> Node:
        """An item with its primes, subscript and superscript."""
        base = self.item()
        below = above = None
        primes = []
        while self.peek() in ("_", "^", "'"):
            token = self.take()
            if token.text == "'":
                primes.append(Sign(token.start, token.end, "o", "′", "'"))
            elif token.text == "_":
                below = self.group()
            else:
                above = self.group()
        if primes:
            raised = (*primes, *(above.items if above else ()))
            above = Row(primes[0].start, raised[-1].end, raised)
        if below is None and above is None:
            return base
        return Scripts(base.start, max(each.end for each in (below, above) if each), base, below, above)

    def item(self) -> Node:  # noqa: C901  one branch per command
        if self.peek() in _PAIRS:
            return self.fenced()
        token = self.take()
        text, start = token.text, token.start
        if text == "{":
            self.place -= 1
            return self.group()
        if text == r"\frac":
            above, below = self.group(), self.group()
            return Fraction(start, below.end, above, below)
        if text == r"\sqrt":
            inner = self.group()
            return Root(start, inner.end, inner)
        if text in _MARKS:
            inner = self.group()
            return Accent(start, inner.end, _MARKS[text], inner)
        if text == r"\text":
            words, end = self.words()
            return Sign(start, end, "text", words, text)
        if text in _UPRIGHT:
            words, end = self.words()
            return Sign(start, end, "i", _plain(words), text, _UPRIGHT[text] or "upright")
        if text == r"\left":
            return self.tall(start)
        if text == r"\begin":
            return self.table(start)
        if _BIG.match(text):
            fence = self.take()
            return Sign(start, fence.end, "o", OPERATORS[fence.text], text, tall=True)
        return self.simple(token)

    def simple(self, token: _Token) -> Node:
        text, start, end = token.text, token.start, token.end
        if text in SPACES:
            return Space(start, end, SPACES[text])
        if text in OPERATORS:
            return Sign(start, end, "o", OPERATORS[text], text)
        if text in _LETTERS:
            return Sign(start, end, "i", _LETTERS[text], text)
        if text[1:] in FUNCTIONS and text[0] == "\\":
            return Sign(start, end, "i", text[1:], text, "function")
        if text[0].isdigit():
            return Sign(start, end, "n", text, text)
        if text.isalpha() and len(text) == 1:
            return Sign(start, end, "i", text, text)
        self.place -= 1
        raise self.fault("not understood")

    def fenced(self) -> Node:
        """(…) if it is closed; otherwise the bracket alone, as where a line was broken inside."""
        opening, mark = self.take(), self.place
        closing = _PAIRS[opening.text]
        inner = self.row((closing, "}", r"\right", "&", r"\\"))
        if self.peek() != closing:
            self.place = mark
            return Sign(opening.start, opening.end, "o", OPERATORS[opening.text], opening.text)
        end = self.take().end
        return Fenced(opening.start, end, inner, (opening.text, closing), False, opening.end, inner.end)

    def tall(self, start: int) -> Node:
        opening = self.take()
        inner = self.row((r"\right",))
        self.expect(r"\right")
        closing = self.take()
        return Fenced(start, closing.end, inner, (opening.text, closing.text), True, opening.end, inner.end)

    def table(self, start: int) -> Node:
        name, _ = self.words()
        if name not in ("cases", "pmatrix"):
            raise self.fault(f"in {name}, neither cases nor pmatrix,")
        rows: list[tuple[Row, ...]] = []
        cells: list[Row] = []
        while True:
            cells.append(self.row(("&", r"\\", r"\end")))
            sign = self.take().text
            if sign == "&":
                continue
            rows.append(tuple(cells))
            cells = []
            if sign == r"\end":
                _, end = self.words()
                return Table(start, end, tuple(rows), name)


def _plain(words: str) -> str:
    return re.sub(r"\\(backslash |char94 |char126 |.)", lambda found: _ESCAPES.get(found[1], found[1]), words)


_ESCAPES = {"backslash ": "\\", "char94 ": "^", "char126 ": "~"}


def walk(node: Node) -> Iterator[Node]:
    """The node and all its parts."""
    yield node
    for part in parts(node):
        yield from walk(part)


def parts(node: Node) -> tuple[Node, ...]:
    """What the node is made of."""
    match node:
        case Row(items=items):
            return items
        case Fraction(above=above, below=below):
            return above, below
        case Root(inner=inner) | Fenced(inner=inner) | Accent(base=inner):
            return (inner,)
        case Scripts(base=base, below=lower, above=upper):
            return (base, *(each for each in (lower, upper) if each))
        case Table(rows=rows):
            return tuple(cell for row in rows for cell in row)
    return ()


# Width


def width(node: Node, depth: int = 0) -> float:
    """How wide it is set, in em of its own font size; `depth` counts the fractions around it."""
    match node:
        case Row(items=items):
            return sum(width(each, depth) for each in items) + _gaps(items)
        case Sign():
            return _sign_width(node, depth)
        case Space(width=wide):
            return wide
        case Fraction(above=above, below=below):
            smaller = SMALLER if depth > 1 else 1.0
            return smaller * max(width(above, depth + 1), width(below, depth + 1)) + 0.26
        case Root(inner=inner):
            return 0.9 + width(inner, depth)
        case Scripts():
            return _scripts_width(node, depth)
        case Fenced(inner=inner, tall=tall):
            return width(inner, depth) + (1.3 if tall else 0.8)
        case Accent(base=base):
            return width(base, depth)
        case Table(rows=rows):
            columns = zip(*rows, strict=True)
            return 1.4 + sum(max(width(cell, 1) for cell in column) + 1.0 for column in columns)
    raise TypeError(type(node).__name__)


def _scripts_width(node: Scripts, depth: int) -> float:
    base = width(node.base, depth)
    scripts = SMALLER * max(width(each, 2) for each in (node.below, node.above) if each)
    if _is_sum(node.base) and not depth:
        return max(base, scripts + 0.17)
    return base + scripts


def _is_sum(node: Node) -> bool:
    return isinstance(node, Sign) and node.source == r"\sum"


def _sign_width(node: Sign, depth: int) -> float:
    if node.kind == "text":
        return sum(1.0 if _is_wide(each) else 0.47 for each in node.sign)
    if _is_sum(node):
        return 1.06 if depth else 1.6
    if node.tall:
        return 0.7
    if node.kind == "o":
        return {"−": 0.78, ",": 0.28, "…": 1.17, "∂": 0.59, "′": 0.28, "⊤": 0.78}.get(
            node.sign, 0.78 if node.source in BINARY | RELATIONS else 0.4
        )
    extra = 0.17 if node.variant == "function" else 0.0
    return extra + sum(0.72 if each.isupper() else 0.5 if node.kind == "n" else 0.55 for each in node.sign)


def _gaps(items: tuple[Node, ...]) -> float:
    """The room that TeX leaves around signs between their neighbours."""
    inner = items[1:]
    signs = [each.source for each in inner if isinstance(each, Sign)]
    binary = sum(0.44 for each in signs if each in BINARY)
    relations = sum(0.56 for each in signs if each in RELATIONS)
    return binary + relations + sum(0.17 for each in signs if each == ",")


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"
