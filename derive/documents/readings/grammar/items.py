"""Questions about the items of a formula, and ways to part them."""

from __future__ import annotations

from derive.documents.tokens import Group, Item, Token
from derive.documents.tokens.equal_signs import EQUALITIES

RELATIONS = EQUALITIES | {
    "ne": "≠", "neq": "≠", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "approx": "≈", "in": "∈", "sim": "∼",
    "propto": "∝", "simeq": "≈", "xrightarrow": "=", "to": "→", "rightarrow": "→", "Rightarrow": "⇒",
    "implies": "⇒", "iff": "⇔", "Leftrightarrow": "⇔", "leftarrow": "←", "gets": "←", "leqslant": "≤",
    "geqslant": "≥", "cong": "≈", "ll": "≤", "gg": "≥", "mapsto": "→", "longrightarrow": "→", "therefore": "⇒",
    "Longrightarrow": "⇒", "subset": "∈", "subseteq": "∈", "because": "⇒", "longmapsto": "→", "notin": "∈",
    "Longleftrightarrow": "⇔", "longleftrightarrow": "⇔", "leftrightarrow": "⇔", "Leftarrow": "⇒", "Longleftarrow": "⇒",
    "longleftarrow": "←", "approxeq": "≈", "asymp": "≈", "lesssim": "≤", "gtrsim": "≥", "supset": "∈", "supseteq": "∈",
    "preceq": "≤", "succeq": "≥", "prec": "≤", "succ": "≥",
}  # fmt: skip


def relation(item: Item) -> str:
    """=, :=, ≠, ≤, … if the item is one; otherwise nothing."""
    if type(item) is not Token:  # asked some 10⁶ times of a long document: isinstance takes longer
        return ""
    if item.kind == "sign" and item.text in "=<>":
        return item.text
    return RELATIONS.get(item.text, "") if item.kind == "command" else ""


def is_kind(item: Item | None, *kinds: str) -> bool:
    """Whether it is a token of these kinds."""
    return type(item) is Token and item.kind in kinds


def is_sign(item: Item | None, *signs: str) -> bool:
    """Whether it is one of these signs."""
    return type(item) is Token and item.kind == "sign" and item.text in signs


def is_command(item: Item | None, *names: str) -> bool:
    """Whether it is one of these commands."""
    return type(item) is Token and item.kind == "command" and item.text in names


def shown(item: Item) -> str:
    """The item in a message."""
    return item.text if isinstance(item, Token) else "this"


def is_d(item: Item | None) -> bool:
    """Whether it is the letter d."""
    return isinstance(item, Token) and item.kind == "letter" and item.text == "d"


def letters_in(item: Item) -> list[Token]:
    """The letters of an item."""
    from derive.documents.tokens import flat

    return [token for token in flat((item,)) if token.kind == "letter"]


def unwrapped(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items of {{…}}, without wide spaces."""
    items = tuple(item for item in items if not is_kind(item, "space"))
    while len(items) == 1 and isinstance(items[0], Group) and not items[0].name:
        items = tuple(item for item in items[0].items if not is_kind(item, "space"))
    return items


def trimmed(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Without punctuation and wide spaces at the end."""
    while items and (is_kind(items[-1], "space") or is_sign(items[-1], ",", ";", ".", ":")):
        items = items[:-1]
    return items


def order_of(items: tuple[Item, ...]) -> tuple[int, tuple[Item, ...]]:
    """How often ∂ is taken: the exponent behind it, and what is left."""
    if items and is_sign(items[0], "^") and len(items) > 1:
        inner = unwrapped((items[1],))
        if len(inner) == 1 and isinstance(inner[0], Token) and inner[0].text.isdecimal():
            return int(inner[0].text), items[2:]
    return 1, items


def split(items: tuple[Item, ...], *signs: str) -> list[tuple[Item, ...]]:
    """The parts between these signs or commands; the comma of ⟨a, b⟩ parts nothing else."""
    parts: list[list[Item]] = [[]]
    depth = 0
    for item in items:
        depth += is_command(item, "langle") - is_command(item, "rangle")
        if depth <= 0 and (is_sign(item, *signs) or is_command(item, *signs)):
            parts.append([])
        elif not is_kind(item, "space"):
            parts[-1].append(item)
    return [tuple(part) for part in parts]


def split_rows(items: tuple[Item, ...]) -> list[tuple[Item, ...]]:
    """The rows."""
    rows: list[list[Item]] = [[]]
    for item in items:
        if is_kind(item, "row"):
            rows.append([])
        else:
            rows[-1].append(item)
    return [tuple(row) for row in rows]


def split_cells(items: tuple[Item, ...]) -> list[tuple[Item, ...]]:
    """The cells of a row."""
    cells: list[list[Item]] = [[]]
    for item in items:
        if is_kind(item, "cell"):
            cells.append([])
        else:
            cells[-1].append(item)
    return [tuple(cell) for cell in cells]


def entries(row: tuple[Item, ...]) -> list[tuple[Item, ...]]:
    """The entries of a row of a matrix: its cells, with or without commas behind them, or what commas alone part."""
    cells = split_cells(row)
    if len(cells) == 1:
        return [part for part in split(row, ",") if part]
    bare = [tuple(each for each in cell if not is_kind(each, "space")) for cell in cells]
    return [cell[:-1] if cell and is_sign(cell[-1], ",") else cell for cell in bare]
