"""From the tokens of one side of an equation to its tree, with what is ambiguous kept as such.

names      functions, operators, accents, environments
cursor     a place in a formula
letters    letters with their scripts, and brackets behind them
functions  functions, norms, bars, indicators
operators  fractions, derivatives, sums
series     dots
terms      the parser
"""

from __future__ import annotations

from dataclasses import replace

from derive.documents.readings.grammar.brackets import brackets
from derive.documents.readings.grammar.cursor import Choices
from derive.documents.readings.grammar.items import is_kind, is_sign
from derive.documents.readings.grammar.terms import Parser
from derive.documents.readings.trees import Node, Unreadable
from derive.documents.tokens import Item, Token, span


def dotted(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items with ... as one sign."""
    made: list[Item] = []
    for item in items:
        if not isinstance(item, Token):
            made.append(replace(item, items=dotted(item.items)))
            continue
        made.append(item)
        if len(made) > 2 and all(is_sign(each, ".") for each in made[-3:]):
            made[-3:] = [Token("command", "dots", made[-3].start, item.end)]
    return tuple(made)


def read_side(items: tuple[Item, ...], choices: Choices) -> Node:
    """The tree of one side. Raises `Unreadable`."""
    whole = brackets(dotted(items), choices.stray)
    whole = tuple(item for item in whole if not is_kind(item, "space", "cell"))
    while whole and is_sign(whole[-1], ".", ",", ";"):
        whole = whole[:-1]
    if not whole:
        raise Unreadable("there is nothing on this side", span(items))
    return Parser(whole, choices, span(items)).all()


__all__ = ["Choices", "read_side"]
