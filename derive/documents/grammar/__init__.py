"""From the tokens of one side of an equation to its syntax tree.

    items       questions about tokens
    names       functions, accents, environments
    vocabulary  names of several letters
    cursor      a place in a formula; which reading is taken
    letters     letters with their scripts
    functions   functions, norms, indicators
    operators   fractions, derivatives, sums
    terms       the parser

Where convention leaves two readings open, the parser asks `choose`; by default it takes the conventional one. The
places where it asked are kept, so that the other readings can be made too.
"""

from __future__ import annotations

from derive.documents.brackets import brackets
from derive.documents.grammar.cursor import Choices
from derive.documents.grammar.items import is_kind
from derive.documents.grammar.terms import Parser
from derive.documents.notation import Condition, Node, Unreadable
from derive.documents.tokens import Item, span


def read_side(items: tuple[Item, ...], choices: Choices) -> Node:
    """The syntax tree of one side. Raises `Unreadable`."""
    whole = brackets(items, choices.stray)
    whole = tuple(item for item in whole if not is_kind(item, "space", "cell"))
    if not whole:
        raise Unreadable("there is nothing on this side", span(items))
    return Parser(whole, choices, span(items)).all()


def read_condition(items: tuple[Item, ...], choices: Choices) -> Condition | None:
    """i = j or i ≠ j; None for anything else."""
    return Parser(items, choices, span(items)).compared(items)


__all__ = ["Choices", "read_condition", "read_side"]
