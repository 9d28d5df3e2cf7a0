"""A place in the items of one level, and what every part of the grammar asks of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.documents.brackets import brackets
from derive.documents.grammar.items import RELATIONS, is_command, is_kind, is_sign, relation, unwrapped
from derive.documents.grammar.names import ENTRYWISE, MULTIPLY
from derive.documents.grammar.vocabulary import Vocabulary
from derive.documents.notation import Condition, Node, Symbol, Unreadable
from derive.documents.tokens import Bracket, Group, Item, Token, span


@dataclass
class Choices:
    """Which reading to take where several are possible; `asked` are the places, with the other reading."""

    taken: frozenset[int] = frozenset()
    asked: dict[int, str] = field(default_factory=dict)
    stray: list[Token] = field(default_factory=list)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    def other(self, place: int, what: str) -> bool:
        """Whether to take the less usual reading here."""
        self.asked[place] = what
        return place in self.taken


class Cursor:
    """Recursive descent over the items of one level: what stands here, and what is inside it."""

    def __init__(self, items: tuple[Item, ...], choices: Choices, where: tuple[int, int]) -> None:
        self.items, self.choices, self.where, self.at = items, choices, where, 0

    def inside(self, items: tuple[Item, ...], where: tuple[int, int]) -> Node:
        """What stands in a group, where brackets have not been matched yet."""
        matched = tuple(i for i in brackets(items, self.choices.stray) if not is_kind(i, "space", "cell"))
        if not matched:
            raise Unreadable("there is nothing between these brackets", where)
        return type(self)(matched, self.choices, where).all()

    def within(self, bracket: Bracket) -> Node:
        """What stands between brackets that are matched already."""
        items = tuple(item for item in bracket.items if not is_kind(item, "space", "cell"))
        if not items:
            raise Unreadable("there is nothing between these brackets", (bracket.start, bracket.end))
        return type(self)(items, self.choices, (bracket.start, bracket.end)).all()

    # the level as a whole

    @property
    def item(self) -> Item | None:
        """The next item."""
        return self.items[self.at] if self.at < len(self.items) else None

    def look(self, ahead: int = 1) -> Item | None:
        """A later one."""
        return self.items[self.at + ahead] if self.at + ahead < len(self.items) else None

    def next(self) -> Item:
        """Take the next item."""
        if self.item is None:
            raise Unreadable("something is missing at the end of this formula", self.where)
        self.at += 1
        return self.items[self.at - 1]

    def leading_sign(self) -> int:
        """The product of the signs + and − that stand here."""
        sign = 1
        while is_sign(self.item, "+", "-"):
            sign = -sign if is_sign(self.next(), "-") else sign
        return sign

    def multiplies(self) -> bool:
        """Whether a sign of multiplication comes next."""
        return is_command(self.item, *MULTIPLY) or is_sign(self.item, "*")

    def ends_term(self) -> bool:
        """Whether nothing of this term comes next."""
        return (
            self.item is None
            or is_sign(self.item, "+", "-", ",", ";", ":", "=", "<", ">", "!")
            or is_command(self.item, *ENTRYWISE, "mid", "pm", "over", *RELATIONS)
            or is_kind(self.item, "text", "row")
        )

    def condition(self, items: tuple[Item, ...], where: tuple[int, int]) -> Condition:
        """i = j or i ≠ j, as it must stand here."""
        found = self.compared(unwrapped(items))
        if found is None:
            raise Unreadable("this condition is not read", where)
        return found

    def argument(self) -> tuple[tuple[Item, ...], tuple[int, int]]:
        """The argument of a command: a group, or one sign."""
        item = self.next()
        if isinstance(item, Group) and not item.name:
            return item.items, (item.start, item.end)
        if isinstance(item, Token) and item.kind == "number" and len(item.text) > 1:
            item = self._first_digit(item)
        return (item,), (item.start, item.end)

    def _first_digit(self, item: Token) -> Token:
        r"""\frac12 is 1/2: without braces an argument is one sign; the others come next."""
        before = self.items[self.at - 2] if self.at > 1 else None
        if not item.text.isdecimal() or is_sign(before, "_", "^"):
            raise Unreadable(f"{item.text} needs braces here", (item.start, item.end))
        first = Token("number", item.text[0], item.start, item.start + 1)
        rest = Token("number", item.text[1:], item.start + 1, item.end)
        self.items = (*self.items[: self.at - 1], first, rest, *self.items[self.at :])
        return first

    def compared(self, items: tuple[Item, ...]) -> Condition | None:
        """i = j or i ≠ j; None for anything else."""
        for at, item in enumerate(items):
            kind = relation(item)
            if kind in {"=", "≠"} and 0 < at < len(items) - 1:
                try:
                    left, right = (self.inside(part, span(part)) for part in (items[:at], items[at + 1 :]))
                except Unreadable:
                    return None
                return Condition(left, right, kind == "=")
        return None

    # what the parts of the grammar ask of each other

    def all(self) -> Node:
        """Everything that stands here."""
        raise NotImplementedError

    def term(self) -> Node:
        """Factors side by side."""
        raise NotImplementedError

    def factor(self) -> Node:
        """One factor."""
        raise NotImplementedError

    def scripts(self, made: Node, item: Item | None) -> Node:
        """What stands at a factor that is no letter."""
        raise NotImplementedError

    def symbol(self, symbol: Symbol, item: Item) -> Node:
        """A letter with what stands at it."""
        raise NotImplementedError

    def function(self, name: str, item: Token) -> Node:
        """A function with its argument."""
        raise NotImplementedError

    def expectation(self, kind: str, item: Token) -> Node:
        """An expectation or a variance."""
        raise NotImplementedError

    def bold_number(self, item: Token) -> Node:
        """An indicator, or the vector of ones."""
        raise NotImplementedError
