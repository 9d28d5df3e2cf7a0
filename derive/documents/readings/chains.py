"""From a piece of mathematics to its chains of equalities, and the conditions written beside them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, takewhile

from derive.documents.commands import KINDS
from derive.documents.macros import Macros
from derive.documents.notation import Unreadable
from derive.documents.readings.equation_numbers import without_number
from derive.documents.readings.grammar import dotted, spliced
from derive.documents.readings.grammar.brackets import brackets, pairs
from derive.documents.readings.grammar.items import (
    is_command,
    is_sign,
    relation,
    shown,
    split_cells,
    split_rows,
)
from derive.documents.readings.grammar.names import FUNCTIONS, GRIDS, OPERATORS
from derive.documents.readings.typed_words import worded
from derive.documents.tokens import Bracket, Group, Item, Token, flat, span, tokens
from derive.documents.tokens.neighbours import joins

ALIGNED = frozenset(
    name + star
    for name in [
        "equation",
        "align",
        "aligned",
        "alignat",
        "alignedat",
        "flalign",
        "gather",
        "gathered",
        "multline",
        "eqnarray",
        "displaymath",
        "dmath",
        "math",
        "split",
        "subequations",
        "IEEEeqnarray",
        "multlined",
        "empheq",
        "xalignat",
        "xxalignat",
        "dgroup",
    ]
    for star in ("", "*")
)
_SYSTEMS = frozenset(
    ("array", "darray", "cases", "cases*", "dcases", "dcases*", "rcases", "rcases*", "matrix")
)
"""Environments whose rows are chains where each row has a relation: a system of equations."""

_OR = ("or", "或", "或者")
_DOTS = ("dots", "cdots", "ldots", "dotsc", "dotsb", "vdots")
_OPERATORS = ("cdot", "times", "odot", "circ", "centerdot", "bullet")


@dataclass
class Chain:
    """side relation side relation side …; `marks` are the places of the relations.

    `continues`: its first side is the last one of the chain before. `words` is the prose before it on its line,
    `after` that behind it; `aside` if it stands behind ∵, as a reason for what stands around it.
    """

    sides: list[tuple[Item, ...]]
    relations: list[str]
    marks: list[tuple[int, int]]
    words: str = ""
    after: str = ""
    continues: bool = False
    row: int = 0
    dots: bool = False
    bracketed: bool = False
    aside: bool = False

    @cached_property
    def span(self) -> tuple[int, int]:
        """From the first side to the last."""
        starts = [side[0].start for side in self.sides if side] + [mark[0] for mark in self.marks]
        ends = [side[-1].end for side in self.sides if side] + [mark[1] for mark in self.marks]
        return min(starts), max(ends)


@dataclass
class _Segment:
    items: list[Item] = field(default_factory=list)
    words: str = ""
    after: str = ""
    aside: bool = False


def chains(text: str, start: int, end: int, macros: Macros | None = None) -> list[Chain]:
    """All chains between two places of the document. Raises `Unreadable`."""
    rows = [without_number(row, text) for row in _rows(spliced(dotted(tokens(text, start, end, macros))))]
    rows = _merged([worded(row) for row in rows])
    made: list[Chain] = []
    for number, row in enumerate(rows):
        dots = any(isinstance(item, Token) and item.text in _DOTS for item in row)
        for segment in _segments(row):
            chain = _chain(segment, number)
            if chain is not None:
                chain.dots = dots
                made += _turned(chain)
    return made


def _rows(items: tuple[Item, ...]) -> list[list[Item]]:
    """The rows, alignment environments opened."""
    rows: list[list[Item]] = [[]]
    for at, item in enumerate(items):
        if isinstance(item, Group) and item.name in _SYSTEMS and _is_system(items, at):
            rows = [*rows[:-1], *map(_equation, split_rows(item.items)), []]
        elif isinstance(item, Group) and item.name in ALIGNED:
            inner = _rows(item.items)
            if item.name.startswith("multline"):
                inner = [[each for row in inner for each in row]]
            if not rows[-1]:
                rows.pop()
            rows += [*inner, []]
        elif (
            isinstance(item, Group)
            and not item.name
            and any(isinstance(each, Group) and each.name in ALIGNED for each in item.items)
        ):
            rows += [*_rows(item.items), []]
        elif isinstance(item, Token) and item.kind == "row":
            rows.append([])
        else:
            rows[-1].append(item)
    return [row for row in rows if any(not _is(item, "cell", "space") for item in row)]


def _is_system(items: tuple[Item, ...], at: int) -> bool:
    """Whether an environment stands alone on its row, but for a brace, and has an equation on each of its own."""
    before = [*takewhile(lambda each: not _is(each, "row"), reversed(items[:at]))]
    after = [*takewhile(lambda each: not _is(each, "row"), items[at + 1 :])]
    group = items[at]
    alone = all(
        _is(each, "space", "cell") or is_sign(each, "\\{", "[", "\\}", ".", ",", ";")
        for each in before + after
    )
    if not alone or not isinstance(group, Group):
        return False
    rows = [row for row in split_rows(group.items) if any(not _is(each, "cell", "space") for each in row)]
    return bool(rows) and all(map(_equates, rows))


def _equates(row: tuple[Item, ...]) -> bool:
    """Whether a row relates what stands in its first cells; 1 & i = j is a value and its condition."""
    cells = split_cells(row)
    first = [each for each in cells[0] if not _is(each, "space")]
    second = [each for each in cells[1] if not _is(each, "space")] if cells[1:] else []
    return (
        any(map(relation, first))
        or bool(second and relation(second[0]))
        or all(_is(e, "text") for e in first)
    )


def _equation(row: tuple[Item, ...]) -> list[Item]:
    """A row of a system in one: the cells behind its equation stand apart from it."""
    made: list[Item] = []
    for cell in split_cells(row):
        related = any(map(relation, made)) and not any(map(relation, [*made[-1:], *cell[:1]]))
        if related and made and cell:
            made.append(Token("space", "quad", cell[0].start, cell[0].start))
        made += cell
    return made


def _is(item: Item, *kinds: str) -> bool:
    return isinstance(item, Token) and item.kind in kinds


def _merged(rows: list[list[Item]]) -> list[list[Item]]:
    """Rows that only go on with the row before are joined to it."""
    made: list[list[Item]] = []
    for row in rows:
        if made and _goes_on(made[-1], row):
            made[-1] = [*made[-1], *row]
        else:
            made.append(row)
    return made


def _goes_on(before: list[Item], row: list[Item]) -> bool:
    bare = [item for item in row if not _is(item, "cell", "space")]
    last = next((item for item in reversed(before) if not _is(item, "cell", "space")), None)
    if not bare or last is None:
        return False
    if relation(last) or (
        isinstance(last, Token) and (last.text in ("+", "-", "*", "/") or last.text in _OPERATORS)
    ):
        return True
    has_relation = any(relation(item) for item in bare)
    first = bare[0]
    operator = isinstance(first, Token) and (first.text in ("+", "-", "*", "/") or first.text in _OPERATORS)
    if operator and not has_relation:
        return True
    if has_relation:
        return False
    whole, partner = tuple(before), pairs(tuple(before))
    opened = any(
        _is(i, "sign") and getattr(i, "text", "") in "([" and at not in partner for at, i in enumerate(whole)
    )
    joined = (*before, *row)
    return opened and len(pairs(joined)) > len(partner) + len(pairs(tuple(row)))


def _segments(row: list[Item]) -> list[_Segment]:
    """The row, parted at prose, at commas and at arrows that stand outside brackets."""
    stray: list[Token] = []
    matched = brackets(tuple(row), stray)
    keep = {id(token) for token in stray}
    items = _restored(tuple(row), matched, keep)
    segments = [_Segment()]
    angles = 0
    for at, item in enumerate(items):
        last = segments[-1]
        angles += _angle(item)
        if _is(item, "text") or _is_note(item):
            words = getattr(item, "text", "") or " ".join(
                t.text for t in getattr(item, "items", ()) if _is(t, "text")
            )
            if last.items:
                last.after = words
                segments.append(_Segment(words=words))
            else:
                last.words += words
                if len(segments) > 1 and words.strip() in _OR:
                    segments[-2].after = words
        elif last.items and _is_condition(items, at):
            segments.append(_Segment([item]))
        elif not angles and _is_break(items, at):
            if last.items:
                segments.append(_Segment(words=":" if getattr(item, "text", "") == ":" else ""))
            segments[-1].aside = getattr(item, "text", "") == "because"
        elif not _is(item, "cell"):
            last.items.append(item)
    return [segment for segment in segments if segment.items]


def _restored(row: tuple[Item, ...], matched: tuple[Item, ...], stray: set[int]) -> list[Item]:
    """The row with pairs of brackets as one item each, and stray brackets where they stand."""
    lost = [item for item in row if id(item) in stray]
    made = sorted([*matched, *lost], key=lambda item: item.start)
    pairs_of_brackets = [each for each in matched if isinstance(each, Bracket)]
    return [item for item in made if not any(_holds(other, item) for other in pairs_of_brackets)]


def _holds(bracket: Item, item: Item) -> bool:
    return bracket is not item and bracket.start < item.start < bracket.end


def _angle(item: Item) -> int:
    """Whether it opens or closes ⟨…⟩."""
    name = item.text if isinstance(item, Token) and item.kind == "command" else ""
    return (name == "langle") - (name == "rangle")


def _is_note(item: Item) -> bool:
    """(微分恒等): brackets with nothing but prose between them."""
    if not isinstance(item, Bracket):
        return False
    bare = [each for each in item.items if not _is(each, "space")]
    if bare and is_command(bare[0], "because", "therefore"):  # (∵ ln 1 = 0)
        return True
    return bool(bare) and (all(_is(each, "text") for each in bare) or _is_word(bare))


def _is_word(items: list[Item]) -> bool:
    """Mean: a run of letters that is a word, with a capital or long."""
    if len(items) < 3 or not all(
        _is(each, "letter") and len(getattr(each, "text", "")) == 1 for each in items
    ):
        return False
    tight = all(one.end == other.start for one, other in pairwise(items))
    word = "".join(getattr(each, "text", "") for each in items)
    return tight and word[1:].islower() and (word[0].isupper() or len(word) > 3)


def _is_condition(items: list[Item], at: int) -> bool:
    """Whether (i ≠ j) stands behind a formula, and nothing behind it."""
    item = items[at]
    if not isinstance(item, Bracket) or not any(relation(each) == "≠" for each in item.items):
        return False
    return all(
        _is(each, "space", "cell", "text") or getattr(each, "text", "") in ",.;" for each in items[at + 1 :]
    )


def _is_break(items: list[Item], at: int) -> bool:
    item = items[at]
    if isinstance(item, Token) and item.kind == "sign":
        following = items[at + 1] if at + 1 < len(items) else None
        last = items[at - 1] if at else None
        if item.text == ":" and isinstance(following, Token) and following.text == "=":
            return False
        if item.text == ":" and is_sign(last, "=") and last is not None and last.end == item.start:
            return False
        if item.text == "." and last is not None and following is not None:
            if last.end < item.start or (
                _is_grid(last) and _is_grid(following)
            ):  # w . x: no sentence ends so
                return False
            if following.start == item.end:
                return not (_is(following, "letter", "command") or isinstance(following, Group | Bracket))
        if item.text == "." or item.text in ",;:":
            return True
    if relation(item) in ("⇒", "⇔", "→", "←") or _is_mapping(items, at):
        return True
    if not _is(item, "space") and not _parts_columns(items, at):
        return False
    before = any(relation(each) for each in _till_break(items[:at][::-1]))
    rest = [each for each in _till_break(items[at + 1 :]) if not _is(each, "cell")]
    return before and bool(rest) and not relation(rest[0]) and any(relation(each) for each in rest)


def _parts_columns(items: list[Item], at: int) -> bool:
    """Whether it is the & behind which another equation stands: && does, & where nothing goes on over it."""
    beside = [each for each in items[at - 1 : at + 2] if _is(each, "cell")] if at else []
    if not _is(items[at], "cell") or at + 1 >= len(items):
        return False
    goes_on = (items[at - 1], items[at + 1])
    return len(beside) > 1 or not any(relation(each) or joins(each) for each in goes_on)


def _is_grid(item: Item) -> bool:
    return isinstance(item, Group) and item.name in GRIDS


def _is_mapping(items: list[Item], at: int) -> bool:
    r"""Whether \xrightarrow{\text{softmax}} names a function: what stands behind it is its value."""
    item, after = items[at], items[at + 1] if at + 1 < len(items) else None
    if not isinstance(item, Token) or item.text != "xrightarrow" or not isinstance(after, Group):
        return False
    name = "".join(token.text for token in flat(after.items)).strip().lower()
    return name in FUNCTIONS or name in OPERATORS


def _till_break(items: list[Item]) -> list[Item]:
    found: list[Item] = []
    for item in items:
        if _is(item, "text") or (isinstance(item, Token) and item.kind == "sign" and item.text in ",;"):
            break
        found.append(item)
    return found


def _chain(segment: _Segment, row: int) -> Chain | None:
    items = _opened(segment.items)
    sides: list[list[Item]] = [[]]
    relations: list[str] = []
    marks: list[tuple[int, int]] = []
    at = 0
    while at < len(items):
        kind, behind = _relation_at(items, at)
        if not kind:
            sides[-1].append(items[at])
        elif not (relations and not sides[-1]):  # "= =" of two rows is one
            relations.append(kind)
            marks.append((items[at].start, items[behind - 1].end))
            sides.append([])
        at = behind
    made = [_flattened(_without_dots(side)) for side in sides]
    for at in range(1, len(made) - 1):  # a = … = b: dots alone are a side
        made[at] = made[at] or _flattened(sides[at])
    if not relations and not made[0]:
        return None
    continues = not made[0]
    if relations and not made[-1]:
        raise Unreadable("nothing follows this relation", span=marks[-1])
    return Chain(
        made,
        relations,
        marks,
        segment.words,
        segment.after,
        continues,
        row,
        bracketed=items != segment.items,
        aside=segment.aside,
    )


def _relation_at(items: list[Item], at: int) -> tuple[str, int]:
    r"""The relation that begins at an item, and where what stands for it ends: one item, `:=`, `\stackrel{a}{=}`."""
    item, behind = items[at], at + 1
    if at + 2 < len(items) and (under := _under(item, items[at + 1], items[at + 2])):
        return under, at + 3
    if written := _in_two(item, items[behind] if behind < len(items) else None):
        return written, at + 2
    if isinstance(item, Token) and item.text in ("xrightarrow", "xlongequal"):
        while behind < len(items) and _is_decoration(items, behind):
            behind += 1
    return relation(item), behind


def _in_two(item: Item, following: Item | None) -> str:
    r"""The relation that two items make: `:=`, `\hat{=}`, `>=`."""
    if not isinstance(item, Token) or following is None:
        return ""
    if item.kind == "command" and KINDS.get(item.text) == "accent" and any(map(relation, _inside(following))):
        return ":=" if item.text in ("hat", "widehat") else "="
    if is_sign(item, ":") and relation(following) == "=":
        return ":="
    tight = item.kind == "sign" and isinstance(following, Token) and following.start == item.end
    return _TWO_SIGNS.get(f"{item.text}{shown(following)}", "") if tight else ""


_TWO_SIGNS = {"=:": "=:", "!=": "≠", ">=": "≥", "<=": "≤", "=>": "⇒"}
_DEFINES = frozenset(
    ("def", "defn", "define", "definition", "triangle", "Delta", "bigtriangleup", "vartriangle")
)
_BY_LAW = frozenset(("d", "D", "dist", "law", "L", "st", "as", "p", "P"))


def _inside(item: Item) -> tuple[Item, ...]:
    return item.items if isinstance(item, Group) else (item,)


def _under(command: Item, above: Item, base: Item) -> str:
    r"""The relation that \overset writes over: \overset{\text{def}}{=} defines, \overset{d}{=} is no equality."""
    if not is_command(command, "stackrel", "overset", "underset"):
        return ""
    kind = next(filter(None, map(relation, _inside(base))), "")
    over = "".join(token.text for token in flat((above,))).strip(" .")
    if kind == "=" and over in _DEFINES:
        return ":="
    return "∼" if kind == "=" and over in _BY_LAW else kind


def _turned(chain: Chain) -> list[Chain]:
    """The chain with a definition at its end, a = b =: c, as one of its own: c := b."""
    if "=:" not in chain.relations:
        return [chain]
    at = chain.relations.index("=:")
    *before, left = chain.sides[: at + 1]
    right, *behind = chain.sides[at + 1 :]
    made = replace(chain, sides=[right, left], relations=[":="], marks=[chain.marks[at]], continues=False)
    first = replace(chain, sides=[*before, left], relations=chain.relations[:at], marks=chain.marks[:at])
    rest = replace(
        chain,
        sides=[right, *behind],
        relations=chain.relations[at + 1 :],
        marks=chain.marks[at + 1 :],
        continues=False,
    )
    return [*([first] if at else []), made, *(_turned(rest) if behind else [])]


def _opened(items: list[Item]) -> list[Item]:
    """Of (i = j), alone, what is between the brackets."""
    bare = [item for item in items if not _is(item, "space")]
    if len(bare) == 1 and isinstance(bare[0], Bracket) and bare[0].opening in ("(", "["):  # noqa: SIM102
        if any(relation(each) for each in bare[0].items):
            return list(bare[0].items)
    return items


def _is_decoration(items: list[Item], at: int) -> bool:
    """What is written over an arrow: the group right behind it, an optional one before."""
    item, before = items[at], items[at - 1]
    if isinstance(item, Bracket) and item.opening == "[":
        return isinstance(before, Token)
    return isinstance(item, Group) and not item.name and not isinstance(before, Group)


def _without_dots(side: list[Item]) -> list[Item]:
    """The side without dots at its ends, and wide spaces."""
    bare = [item for item in side if not _is(item, "space")]
    while bare and isinstance(bare[0], Token) and bare[0].text in _DOTS and bare[0].kind == "command":
        bare = bare[1:]
    return bare


def _flattened(side: list[Item]) -> tuple[Item, ...]:
    """The side as tokens again: its brackets are matched when it is read."""
    flat: list[Item] = []
    for item in side:
        if isinstance(item, Bracket):
            closing = {"(": ")", "[": "]", "\\{": "\\}"}[item.opening]
            flat.append(Token("sign", item.opening, item.start, item.start + len(item.opening)))
            flat += _flattened(list(item.items))
            flat.append(Token("sign", closing, item.end - len(closing), item.end))
        else:
            flat.append(item)
    return tuple(flat)


__all__ = ["Chain", "chains", "span"]
