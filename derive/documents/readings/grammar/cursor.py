"""A place in the items of one level, and what every part of the grammar asks of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from derive.documents.readings.grammar.brackets import brackets
from derive.documents.readings.grammar.items import (
    RELATIONS,
    is_command,
    is_kind,
    is_sign,
    relation,
    unwrapped,
)
from derive.documents.readings.grammar.vocabulary import Vocabulary
from derive.documents.readings.trees import Condition, Letter, Node, Unreadable
from derive.documents.tokens import Bracket, Group, Item, Token, span

MULTIPLY = {
    "cdot": "·", "centerdot": "·", "bullet": "·", "times": "×", "ast": "∗", "cdotp": "·", "wedge": "∧", "otimes": "⊗",
    "@": "·",
}  # fmt: skip
ENTRYWISE = ("odot", "circ", "oslash", "circledast", "bigodot")


@dataclass
class Choices:
    """What is known before a formula is read, and the stray brackets that were left out of it."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    stray: list[Token] = field(default_factory=list)


def _index(node: Node) -> Node:
    """The index j′, which is a letter of its own."""
    if isinstance(node, Letter) and node.primes and not node.subs and not node.labels:
        return replace(node, name=node.name + "'" * node.primes, primes=0)
    return node


class Cursor:
    """Recursive descent over the items of one level: what stands here, and what is inside it."""

    def __init__(self, items: tuple[Item, ...], choices: Choices, where: tuple[int, int]) -> None:
        self.items, self.choices, self.where, self.at = items, choices, where, 0
        self.applied_last: Node | None = None  # the operator ∂/∂x that was applied to what follows it

    def inside(self, items: tuple[Item, ...], where: tuple[int, int]) -> Node:
        """What stands in a group, where brackets have not been matched yet."""
        matched = tuple(i for i in brackets(items, self.choices.stray) if not is_kind(i, "space", "cell"))
        if not matched:
            raise Unreadable("there is nothing between these brackets", span=where)
        return type(self)(matched, self.choices, where).all()

    def within(self, bracket: Bracket) -> Node:
        """What stands between brackets that are matched already."""
        return self.level(bracket.items, (bracket.start, bracket.end))

    def level(self, items: tuple[Item, ...], where: tuple[int, int]) -> Node:
        """What these items say, their brackets matched."""
        bare = tuple(item for item in items if not is_kind(item, "space", "cell"))
        if not bare:
            raise Unreadable("there is nothing between these brackets", span=where)
        return type(self)(bare, self.choices, where).all()

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
            raise Unreadable("something is missing at the end of this formula", span=self.where)
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
        return is_command(self.item, *MULTIPLY) or is_sign(self.item, "*", "@")

    def ends_term(self) -> bool:
        """Whether nothing of this term comes next."""
        return (
            self.item is None
            or is_sign(self.item, "+", "-", ",", ";", ":", "=", "<", ">", "!")
            or is_command(self.item, *ENTRYWISE, "mid", "pm", "mp", "over", "rangle", *RELATIONS)
            or is_kind(self.item, "text", "row")
            or self.evaluates()
        )

    def evaluates(self) -> bool:
        """Whether a bar comes next that says where something is worked out: |_{x = 2}."""
        bar = is_sign(self.item, "|") or is_command(self.item, "vert", "rvert", "mid")
        below = self.items[self.at + 1 : self.at + 3] if bar else ()
        return len(below) == 2 and is_sign(below[0], "_") and "=" in map(relation, unwrapped((below[1],)))

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
            raise Unreadable("{} needs braces here", item.text, span=(item.start, item.end))
        first = Token("number", item.text[0], item.start, item.start + 1)
        rest = Token("number", item.text[1:], item.start + 1, item.end)
        self.items = (*self.items[: self.at - 1], first, rest, *self.items[self.at :])
        return first

    def condition(self, items: tuple[Item, ...], where: tuple[int, int]) -> Condition:
        """i = j, i ≠ j, x > 0, as it must stand here."""
        found = self.compared(unwrapped(items))
        if found is None:
            raise Unreadable("this condition is not read", span=where)
        return found

    def compared(self, items: tuple[Item, ...]) -> Condition | None:
        """left sign right; None for anything else."""
        items = tuple(i for i in items if not is_kind(i, "space", "cell"))
        for at, item in enumerate(items):
            sign = relation(item)
            if sign in ("=", "≠", "<", ">", "≤", "≥", "∈") and 0 < at < len(items) - 1:
                rest = items[at + 1 :]
                if relation(rest[0]) == "=" and sign == "=" and len(rest) > 1:  # k == i
                    rest = rest[1:]
                left = items[:at]
                if is_sign(left[-1], "!") and len(left) > 1:  # k != i
                    left, sign = left[:-1], "≠"
                try:
                    sides = (self.inside(part, span(part)) for part in (left, rest))
                    one, other = (_index(side) for side in sides)
                    return Condition(one, other, sign)
                except Unreadable:
                    return None
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

    def symbol(self, letter: Letter, item: Item) -> Node:
        """A letter with what stands at it."""
        raise NotImplementedError

    def function(self, name: str, item: Token) -> Node:
        """A function with its argument."""
        raise NotImplementedError

    def operator_of(self, name: str, item: Token) -> Node:
        """An operator in a font: E, Var, softmax, tr."""
        raise NotImplementedError

    def bold_number(self, item: Token) -> Node:
        """An indicator, or the vector of ones."""
        raise NotImplementedError

    def differential(self, item: Token) -> Node | None:
        """dL, where this d is a differential."""
        raise NotImplementedError
