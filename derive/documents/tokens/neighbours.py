"""What an item does with those beside it: takes them, relates them, joins them, keeps them apart."""

from __future__ import annotations

from derive.documents.commands import KINDS, TAKES
from derive.documents.tokens.items import Group, Item, Token


def takes(before: list[Item]) -> bool:
    """Whether a group that comes next is an argument: of a script, a command, or of \\frac its second."""  # noqa: D301
    last = before[-1]
    if isinstance(last, Token):
        return (last.kind == "sign" and last.text in "_^") or (last.kind == "command" and _takes_group(last))
    if len(before) > 1 and isinstance(last, Group) and not last.name:
        second = before[-2]
        return isinstance(second, Token) and second.kind == "command" and _takes_group(second)
    return False


def _takes_group(token: Token) -> bool:
    return KINDS.get(token.text) in TAKES


def relates(item: Item) -> bool:
    """Whether it parts what stands before it from what stands behind: =, <."""
    if not isinstance(item, Token):
        return False
    return (item.kind == "sign" and item.text in "=<>&") or (
        item.kind == "command" and KINDS.get(item.text) == "relation"
    )


def separates(item: Item) -> bool:
    """Whether it is a comma or semicolon."""
    return isinstance(item, Token) and item.kind == "sign" and item.text in ",;"


def is_number(item: Item) -> bool:
    """Whether it is a number: 2, 0.5."""
    return isinstance(item, Token) and item.kind == "number"


def joins(item: Item) -> bool:
    """Whether it joins what stands before it with what stands behind: +, a cross."""
    if not isinstance(item, Token):
        return False
    return (item.kind == "sign" and item.text in "+-*/") or (
        item.kind == "command" and KINDS.get(item.text) == "operator"
    )
