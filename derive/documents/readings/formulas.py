"""Formulas as they stand in a document: chains with their sides read, and what each of their = is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from derive.documents.finding import Fragment
from derive.documents.readings.chains import Chain
from derive.documents.readings.grammar import Choices, read_side
from derive.documents.readings.grammar.items import is_command
from derive.documents.readings.grammar.vocabulary import Vocabulary, apart
from derive.documents.readings.trees import (
    Called,
    Condition,
    Dots,
    Letter,
    Minus,
    Node,
    Number,
    Unreadable,
    letters,
    walk,
)
from derive.documents.tokens import Item, Token, flat

MOST_SIGNS = 1_000
"""Letters, numbers and signs on one side; time grows with their square."""

Role = Literal[
    "claim",  # to be judged
    "definition",  # introduces a letter
    "condition",  # i = j, in the case that …
    "hypothesis",  # where Σ_k y_k = 1
    "assignment",  # w = w − η g
    "value",  # x = −2, in an example
    "range",  # i = 1, …, N
    "declaration",  # A = A^\top, of a letter that is declared so
]


@dataclass
class Side:
    """One side: its tree, or why it has none."""

    items: tuple[Item, ...]
    node: Node | None = None
    error: Unreadable | None = None
    stray: tuple[str, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.items[0].start, self.items[-1].end


@dataclass
class Formula:
    """A chain with its sides read; `roles` say what each of its relations is."""

    number: int
    fragment: Fragment
    chain: Chain
    sides: list[Side]
    section: tuple[int, ...] = ()
    roles: list[Role] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    conditions: list[Stated] = field(default_factory=list)
    expected: str = "proved"
    skipped: bool = False
    unread_condition: str = ""
    lines: Formula | None = None  # the formula that it goes on from
    reason_behind: bool = False  # a reason stands between it and what goes on from it

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.chain.span[0]

    @property
    def lapsed(self) -> tuple[Stated, ...]:
        """The conditions stated before of which it is doubtful whether they still hold."""
        return tuple(each for each in self.conditions if each.lapsed)


@dataclass(frozen=True)
class Stated:
    """A condition in force; `own` if it stands on the line of the formula itself.

    It is `ahead` of the formulas that it introduces, then `here`; behind a new sentence it is `doubtful` whether it
    still holds, and it is `past` where a sentence after that defines something.
    """

    condition: Condition
    own: bool = False
    depth: int = 0
    stage: Literal["ahead", "here", "doubtful", "past"] = "ahead"

    @property
    def lapsed(self) -> bool:
        """Whether what stands here may be meant without it."""
        return self.stage in ("doubtful", "past")


@dataclass
class Equality:
    """One = of a document."""

    formula: Formula
    at: int
    mark: tuple[int, int]
    left: Side
    right: Side
    relation: str

    @property
    def role(self) -> Role:
        """What it is."""
        return self.formula.roles[self.at]

    @property
    def is_definition(self) -> bool:
        """Whether it claims nothing."""
        return self.role != "claim"


def read(items: tuple[Item, ...], words: Vocabulary) -> Side:
    """The side, read."""
    choices = Choices(vocabulary=words)
    made = Side(items)
    if sum(1 for _ in islice(flat(items), MOST_SIGNS + 1)) > MOST_SIGNS:
        made.error = Unreadable("a side of more than {} signs is not read", f"{MOST_SIGNS:,}", span=made.span)
        return made
    try:
        made.node = read_side(apart(_without_points(items), words.bold), choices)
    except Unreadable as fault:
        made.error = fault if fault.span else Unreadable("{}", fault, span=made.span)
        return made
    except RecursionError:
        made.error = Unreadable("nested too deeply to be read", span=made.span)
        return made
    made.stray = tuple(token.text for token in choices.stray)
    return made


def _without_points(items: tuple[Item, ...]) -> tuple[Item, ...]:
    r"""ℝⁿ of `\mathbb{R}^n \setminus \{0\}`: a set without some of its points has the shape of the whole."""
    at = next((at for at, each in enumerate(items) if is_command(each, "setminus", "smallsetminus")), 0)
    first = items[0]
    return items[:at] if at and isinstance(first, Token) and first.text == "bbR" else items


def is_number(node: Node | None) -> bool:
    """Whether it is a number, or one with a minus."""
    return isinstance(node, Number) or (isinstance(node, Minus) and is_number(node.operand))


def is_numeric(node: Node) -> bool:
    """Whether it is made of numbers alone."""
    parts = list(walk(node))
    return any(isinstance(each, Number) for each in parts) and not any(
        isinstance(each, Letter | Called | Condition | Dots) for each in parts
    )


def head_of(node: Node | None) -> Letter | None:
    """The letter that an equation with this left side could define: p_k, f(x)."""
    if isinstance(node, Letter):
        return node
    return node.head if isinstance(node, Called) else None


def sides_before(equality: Equality) -> list[Side]:
    """The sides that a chain holds to be equal to the left one, in the order of the text."""
    here: Formula | None = equality.formula
    at, found = equality.at, list[Side]()
    while here is not None:
        relations = here.chain.relations[:at]
        first = max((n + 1 for n, r in enumerate(relations) if r not in ("=", ":=")), default=0)
        found = [*here.sides[first:at], *found]
        here = None if first else here.lines
        at = len(here.sides) - 1 if here is not None else 0
    return found


def speak_of(sides: tuple[Side, Side], names: set[str]) -> bool:
    """Whether both sides are read, and one holds such a letter."""
    nodes = [side.node for side in sides if side.node is not None]
    return len(nodes) == 2 and any(each.name in names for node in nodes for each in letters(node))


def conditions_of(formula: Formula) -> list[tuple[Stated, ...]]:
    """The conditions of a claim; where some may hold no more, without them first."""
    if not formula.lapsed:
        return [tuple(formula.conditions)]
    return [tuple(each for each in formula.conditions if not each.lapsed), tuple(formula.conditions)]


def nodes_of(left: Side, right: Side) -> tuple[Node, Node]:
    """Both sides, read. Raises `Unreadable`."""
    for side in (left, right):
        if side.error is not None or side.node is None:
            raise side.error or Unreadable("this side is not read")
    assert left.node is not None and right.node is not None  # noqa: PT018
    return left.node, right.node
