"""Formulas as they stand in a document: sides, chains, equalities."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from derive.documents import prose
from derive.documents.chains import Chain
from derive.documents.finding import Fragment
from derive.documents.grammar import Choices, read_side
from derive.documents.grammar.vocabulary import Vocabulary
from derive.documents.letters import is_bare
from derive.documents.meaning import Context, Environment, Stored
from derive.documents.notation import Grid, Minus, Node, Number, Symbol, Transposed, Unreadable
from derive.documents.tokens import Item

MOST_READINGS = 4


@dataclass
class Side:
    """One side: its tree, or why it has none; the other readings that are possible."""

    items: tuple[Item, ...]
    node: Node | None = None
    error: Unreadable | None = None
    others: list[tuple[str, Node]] = field(default_factory=list)
    stray: tuple[str, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.items[0].start, self.items[-1].end


@dataclass
class Formula:
    """A chain with its sides read, and what is in force where it stands."""

    number: int
    fragment: Fragment
    chain: Chain
    sides: list[Side]
    section: tuple[int, ...] = ()
    kind: str = "claim"  # claim, definition, condition, hypothesis, declaration, nothing
    defines: list[Stored] = field(default_factory=list)
    conditions: list[prose.Stated] = field(default_factory=list)
    hypotheses: list[prose.Assumed] = field(default_factory=list)
    environment: Environment | None = None
    notes: list[str] = field(default_factory=list)
    parameters: frozenset[str] = frozenset()
    error: Unreadable | None = None
    unread_condition: str = ""
    expected: str = "proved"
    skipped: bool = False
    silent: bool = False
    definition_at: int | None = None  # which of its = defines
    other_name: bool = False  # whether the next one defines too: y_k = p(k | x) = …

    @property
    def lapsed(self) -> tuple[prose.Stated, ...]:
        """The conditions stated before of which it is doubtful whether they still hold."""
        return tuple(each for each in self.conditions if each.lapsed)

    @property
    def in_general(self) -> Formula:
        """The same without them."""
        return replace(self, conditions=[each for each in self.conditions if not each.lapsed])

    @property
    def context(self) -> Context:
        """Where its letters are looked up."""
        return Context(self.number, {}, self.parameters)


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
    def is_definition(self) -> bool:
        """Whether it introduces a name."""
        first = self.formula.definition_at
        return first == self.at or (self.formula.other_name and first == self.at - 1)


def is_grid(node: Node) -> bool:
    """Whether it is a vector or matrix that is written out."""
    return isinstance(node, Grid) or (isinstance(node, Transposed) and isinstance(node.operand, Grid))


def is_mention(formula: Formula) -> bool:
    """m = n, j ≠ k: one relation between two letters."""
    nodes = [side.node for side in formula.sides]
    if len(nodes) != 2 or formula.chain.relations[0] not in ("=", "≠"):
        return False
    return (
        all(isinstance(node, Symbol) for node in nodes) and isinstance(nodes[0], Symbol) and is_bare(nodes[0])
    )


def is_number(node: Node | None) -> bool:
    """Whether it is a number, or one with a minus."""
    return isinstance(node, Number) or (isinstance(node, Minus) and is_number(node.operand))


def read(items: tuple[Item, ...], words: Vocabulary) -> Side:
    """The side, with the readings that differ from the conventional one at one place."""
    choices = Choices(vocabulary=words)
    made = Side(items)
    try:
        made.node = read_side(items, choices)
    except Unreadable as fault:
        made.error = fault
        return made
    except RecursionError:
        made.error = Unreadable("nested too deeply to be read", made.span)
        return made
    made.stray = tuple(token.text for token in choices.stray)
    for place, what in list(choices.asked.items())[:MOST_READINGS]:
        try:
            other = read_side(items, Choices(frozenset({place}), vocabulary=words))
        except (Unreadable, RecursionError):
            continue
        if other != made.node and all(other != each for _, each in made.others):
            made.others.append((what, other))
    return made
