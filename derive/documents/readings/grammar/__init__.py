"""From the tokens of one side of an equation to its tree, with what is ambiguous kept as such.

In: the tokens of one side of an =. Out: a `Node`, such as a `Quotient` of two `Letter`s.

names       functions, operators, accents, environments
vocabulary  names of more than one letter that a document uses
cursor      a place in a formula
items       questions about the items of a formula
letters     letters with their scripts, and brackets behind them
brackets    brackets, matched
functions   functions, norms, bars, indicators
operators   fractions, derivatives, sums
series      dots
terms       the parser
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from operator import is_

from derive.documents.readings.grammar.brackets import brackets
from derive.documents.readings.grammar.cursor import Choices
from derive.documents.readings.grammar.items import is_command, is_kind, is_sign, relation
from derive.documents.readings.grammar.names import FUNCTIONS
from derive.documents.readings.grammar.terms import Parser
from derive.documents.readings.trees import Letter, Node, Unreadable
from derive.documents.tokens import Group, Item, Token, span


def joined(items: tuple[Item, ...]) -> tuple[Item, ...]:
    r"""The items with \arg\max as one."""
    if not _has(items, "arg"):
        return items
    made: list[Item] = []
    for item in items:
        if not isinstance(item, Token):
            made.append(replace(item, items=joined(item.items)))
        elif is_command(item, "max", "min") and made and is_command(made[-1], "arg"):
            made[-1] = Token("command", f"arg{item.text}", made[-1].start, item.end)
        else:
            made.append(item)
    return tuple(made)


def beneath(items: tuple[Item, ...]) -> tuple[Item, ...]:
    r"""The items with \underset{\theta}{\max} as \max_\theta, where no relation stands there."""
    if not _has(items, "underset"):
        return items
    made: list[Item] = []
    for item in items:
        inner = item if isinstance(item, Token) else replace(item, items=beneath(item.items))
        made.append(inner)
        if len(made) > 2 and is_command(made[-3], "underset") and isinstance(below := made[-2], Group):
            over = inner.items if isinstance(inner, Group) and not inner.name else (inner,)
            if over and not any(map(relation, over)):
                made[-3:] = [*over, Token("sign", "_", below.start, below.start), below]
    return tuple(made)


def dotted(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items with ... as one sign."""
    if not _has(items, "."):
        return items
    made: list[Item] = []
    for item in items:
        if not isinstance(item, Token):
            made.append(replace(item, items=dotted(item.items)))
            continue
        made.append(item)
        if len(made) > 2 and all(is_sign(each, ".") for each in made[-3:]):
            made[-3:] = [Token("command", "dots", made[-3].start, item.end)]
    return tuple(made)


def _has(items: tuple[Item, ...], text: str) -> bool:
    """Whether a token of this text stands in them."""
    return any(item.text == text if isinstance(item, Token) else _has(item.items, text) for item in items)


_TAKES_GROUPS = frozenset(
    [
        "frac",
        "dfrac",
        "tfrac",
        "cfrac",
        "binom",
        "sqrt",
        "nicefrac",
        "sfrac",
        "stackrel",
        "overset",
        "underset",
    ]
)
_BOXES = ("boxed", "Aboxed", "fbox", "colorbox", "cancel", "bcancel", "xcancel", "underbrace", "overbrace")
_OLD_FONTS = {"bf": True, "rm": False, "it": False, "sf": False, "tt": False, "cal": False, "em": False}


def spliced(items: tuple[Item, ...]) -> tuple[Item, ...]:
    r"""The items with groups opened that bind nothing: a {− b} is a − b, \boxed{a = b} is a = b, {\bf u} is bold."""
    made: list[Item] = []
    bold, noted = False, 0
    for item in items:
        if noted == 1 or (noted == 2 and is_sign(item, "_", "^")):  # what is written at a brace
            noted = 1 if noted == 2 else 0
            continue
        noted = 0
        if is_command(item, *_OLD_FONTS):
            bold = _OLD_FONTS[getattr(item, "text", "")]
            continue
        if isinstance(item, Token):
            made.append(replace(item, bold=True) if bold and item.kind == "letter" else item)
            continue
        inside = spliced(item.items)
        inner = item if inside is item.items else replace(item, items=inside)
        if isinstance(inner, Group) and not inner.name and not inner.items and made and not _takes(made):
            continue  # \foo{}
        if isinstance(inner, Group) and not inner.name and _is_open(inner):
            boxed = bool(made) and is_command(made[-1], *_BOXES)
            if boxed:
                noted = 2 if is_command(made.pop(), "underbrace", "overbrace") else 0
            of_function = bool(made) and is_command(made[-1], *FUNCTIONS) and _is_bracketed(inner)
            if (made and (boxed or of_function or not _takes(made))) or (not made and _states(inner)):
                made += inner.items
                continue
        made.append(inner)
    same = len(made) == len(items) and all(map(is_, made, items))
    return items if same else tuple(made)


def _is_open(group: Group) -> bool:
    """Whether a group begins with a sign, is a pair of brackets as in f{(t)}, or holds a relation."""
    signed = len(group.items) > 1 and is_sign(group.items[0], "+", "-")
    return signed or _is_bracketed(group) or _states(group)


def _is_bracketed(group: Group) -> bool:
    return len(group.items) > 2 and is_sign(group.items[0], "(") and is_sign(group.items[-1], ")")


def _states(group: Group) -> bool:
    return any(relation(item) == "=" for item in group.items)


def _takes(before: list[Item]) -> bool:
    """Whether what stands before a group takes it as its argument."""
    last = before[-1]
    if is_sign(last, "_", "^", "+", "-", "*", "/") or is_kind(last, "command", "space", "cell", "row"):
        return True
    return isinstance(last, Group) and len(before) > 1 and is_command(before[-2], *_TAKES_GROUPS)


def read_side(items: tuple[Item, ...], choices: Choices) -> Node:
    """The tree of one side. Raises `Unreadable`."""
    whole = brackets(spliced(joined(beneath(dotted(items)))), choices.stray)
    whole = tuple(item for item in whole if not is_kind(item, "space", "cell"))
    while whole and is_sign(whole[-1], ".", ",", ";"):
        whole = whole[:-1]
    if not whole:
        raise Unreadable("there is nothing on this side", span=span(items))
    if name := _hyphened(whole):
        return Letter(name, word=True, span=span(items))
    return Parser(whole, choices, span(items)).all()


def _hyphened(items: tuple[Item, ...]) -> str:
    """Log-Odds: a name in two words, with a hyphen, alone on its side."""
    tight = all(one.end == other.start for one, other in pairwise(items))
    if not tight or not all(is_kind(each, "letter") or is_sign(each, "-") for each in items):
        return ""
    words = "".join(getattr(each, "text", "") for each in items).split("-")
    return (
        "-".join(words) if len(words) > 1 and all(len(each) > 2 and each.isalpha() for each in words) else ""
    )


__all__ = ["Choices", "read_side"]
