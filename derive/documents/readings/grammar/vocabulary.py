"""The names of more than one letter that a document uses, found before anything is read.

`Loss` in italics is four letters to LaTeX. A run of letters is a name if it stands alone on a side, or alone under a ∂,
and some letter of it never stands by itself. A run of capitals such as NLL is a name unless each of its letters
stands by itself: Q K is a product where Q and K are letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from derive.documents.readings.grammar.items import is_command, is_d, is_sign
from derive.documents.tokens import Group, Item, Token, flat


@dataclass(frozen=True)
class Vocabulary:
    """`names` are written in several letters; `letters` stand by themselves.

    Of those that are `raised` γ^T is a power, and no transpose: sums end at T, and γ^{T−t} or γ^t stands somewhere.
    Where places stand `in_brackets`, W[m, n], b[k] is a place too. Where `errors` stand, e without anything above it,
    eᵀ is a transpose, and no exponential.
    """

    names: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    in_brackets: bool = False
    transposes: bool = False  # whether t stands nowhere but as the superscript of xᵗ y and Aᵗ
    changes: frozenset[str] = (
        frozenset()
    )  # Δ and δ, where they stand right before letters and nowhere by themselves
    errors: bool = False
    bold: frozenset[str] = frozenset()  # letters that are set bold, each by itself
    composes: bool = False  # whether f ∘ g stands of functions
    differentials: bool = False  # whether d stands right before letters, dX, and nowhere by itself

    def name(self, run: str) -> int:
        """How many letters at the beginning of a run are one name: 1, or more."""
        for length in range(len(run), 1, -1):
            part = run[:length]
            if part in self.names or (part.isupper() and not set(part) <= self.letters):
                return length
        return 1


_ABBREVIATIONS = frozenset(("KL", "CE", "TD", "JS", "TV", "MI", "TP", "FP", "TN", "FN", "LL"))
"""Names of two capitals, whatever letters stand among the words."""


def apart(items: tuple[Item, ...], bold: frozenset[str]) -> tuple[Item, ...]:
    r"""\mathbf{AB} as two letters, where each of them is set bold by itself too."""
    made: list[Item] = []
    for item in items:
        if not isinstance(item, Token):
            made.append(replace(item, items=apart(item.items, bold)))
        elif item.bold and item.word and set(item.text) <= bold and not item.text.islower():
            first = item.end - len(item.text) - 1  # \mathbf{ and } stand around them
            made += [
                Token("letter", each, first + at, first + at + 1, bold=True)
                for at, each in enumerate(item.text)
            ]
        else:
            made.append(item)
    return tuple(made)


def vocabulary(sides: Iterable[tuple[Item, ...]], alone: Iterable[tuple[Item, ...]] = ()) -> Vocabulary:
    """The names that these sides of equations use, beside letters that stand `alone` among words."""
    found = list(sides)
    runs = {run for side in found for run in _runs(side)}
    letters = frozenset(run for run in runs if len(run) == 1)
    whole = {run for side in found for run in _whole(side)}
    names = frozenset(
        run for run in whole if (len(run) > 2 or run in _ABBREVIATIONS) and not set(run) <= letters
    )
    letters |= {side[0].text for side in alone if len(side) == 1 and isinstance(side[0], Token)}
    ends_at_t = any(end == "T" for side in found for end in _ends(side))
    raised = frozenset(_raised(found)) if ends_at_t else frozenset()
    return Vocabulary(
        names,
        letters,
        raised,
        any(map(_has_places, found)),
        _transposes(found),
        frozenset(each for each in ("Delta", "delta") if _changes(found, each)),
        any(map(_has_errors, found)),
        frozenset(each.text for side in found for each in flat(side) if each.bold and len(each.text) == 1),
        _composes(found),
        _differentiates(found),
    )


def _has_errors(side: tuple[Item, ...]) -> bool:
    """Whether e stands in it with nothing above."""
    every = [*flat(side), None]
    return any(
        one is not None and one.kind == "letter" and one.text == "e" and not is_sign(after, "^")
        for one, after in pairwise(every)
    )


def _composes(sides: list[tuple[Item, ...]]) -> bool:
    """Whether f ∘ g stands somewhere of two letters that are called, f(x)."""
    every = [[*flat(side)] for side in sides]
    called = {
        one.text for side in every for one, after in pairwise(side) if is_letter(one) and is_sign(after, "(")
    }
    return any(
        one.text in called and other.text in called
        for side in every
        for one, sign, other in zip(side, side[1:], side[2:], strict=False)
        if is_letter(one) and is_command(sign, "circ") and is_letter(other)
    )


def _has_places(side: tuple[Item, ...]) -> bool:
    """Whether W[m, n] stands in it."""
    every = [*flat(side)]
    return any(
        head.kind == "letter"
        and head.text not in OPERATORS_OF_BRACKETS
        and is_sign(opening, "[")
        and first.kind in ("letter", "number")
        and is_sign(comma, ",")
        for head, opening, first, comma in zip(every, every[1:], every[2:], every[3:], strict=False)
    )


def _changes(sides: list[tuple[Item, ...]], sign: str) -> bool:
    """Whether Δ stands before a letter or a bracket wherever it stands: Δx is a change of x then, and no product."""
    every = ([*flat(side), None] for side in sides)
    behind = [after for side in every for token, after in pairwise(side) if token and _is_greek(token, sign)]
    letters = sum(after is not None and after.kind == "letter" for after in behind)
    return letters > 0 and letters + sum(is_sign(after, "(", "[") for after in behind) == len(behind)


def _is_greek(token: Token, sign: str) -> bool:
    return token.kind == "letter" and token.text == sign and not token.bold


def _differentiates(sides: list[tuple[Item, ...]]) -> bool:
    """Whether dX stands beside others, under no integral, and every d before a letter, a function or a bracket."""
    whole = [side for side in sides if not any(token.text in ("int", "iint", "oint") for token in flat(side))]
    tight = any(
        is_letter(one) and getattr(one, "text", "") == "d" and is_letter(other) and one.end == other.start
        for side in whole
        for one, other in pairwise(side)
    )
    every = ([*flat(side), None] for side in sides)
    behind = [next_ for side in every for token, next_ in pairwise(side) if token and token.text == "d"]
    alone = any(
        each is None or not (each.kind in ("letter", "command") or each.text == "(") for each in behind
    )
    return tight and not alone


OPERATORS_OF_BRACKETS = frozenset({"E", "P", "bbE", "bbP"})
"""Letters that operate on what stands in square brackets behind them."""
INDICES = frozenset("ijklmnpqrst")
"""Letters that in square brackets alone are a place."""


def _transposes(sides: list[tuple[Item, ...]]) -> bool:
    """Whether t is a superscript of capitals, brackets, bold and other letters, and no letter itself."""
    every = sum(token.text == "t" for side in sides for token in flat(side) if token.kind == "letter")
    raised = [base for side in sides for base, sign, power in _triples(side) if _is_t(sign, power)]
    wholes = sum(
        not isinstance(base, Token) or base.bold or base.text[:1].isupper() or base.text in (")", "]")
        for base in raised
    )
    return (
        wholes > 1 and len(raised) == every and not any(getattr(base, "text", "") == "e" for base in raised)
    )


def _is_t(sign: Item, power: Item) -> bool:
    inner = power.items if isinstance(power, Group) else (power,)
    return (
        is_sign(sign, "^")
        and len(inner) == 1
        and is_letter(inner[0])
        and getattr(inner[0], "text", "") == "t"
    )


def _raised(sides: Iterable[tuple[Item, ...]]) -> Iterator[str]:
    """The letters that stand with a sum of letters and numbers, or with the letter of a sum, as a superscript."""
    every = list(sides)
    counted = {letter for side in every for letter in _counted(side)}
    for side in every:
        for base, sign, power in _triples(side):
            if not isinstance(base, Token) or base.kind != "letter" or base.bold or not is_sign(sign, "^"):
                continue
            inner = power.items if isinstance(power, Group) else (power,)
            plain = [each.text for each in inner if isinstance(each, Token)]
            moved = any(is_sign(each, "+", "-") for each in inner[1:])
            if len(plain) == len(inner) and (moved or (len(plain) == 1 and plain[0] in counted)):
                yield base.text


def _triples(items: tuple[Item, ...]) -> Iterator[tuple[Item, Item, Item]]:
    yield from zip(items, items[1:], items[2:], strict=False)
    for item in items:
        if not isinstance(item, Token):
            yield from _triples(item.items)


def _counted(items: tuple[Item, ...]) -> Iterator[str]:
    """The letters over which sums run."""
    for big, sign, below in _triples(items):
        if is_command(big, "sum", "prod") and is_sign(sign, "_") and isinstance(below, Group) and below.items:
            first = below.items[0]
            if isinstance(first, Token) and is_letter(first):
                yield first.text


def _ends(items: tuple[Item, ...]) -> Iterator[str]:
    """The letters at which sums end."""
    for at, item in enumerate(items):
        if is_command(item, "sum", "prod"):
            for sign, end in pairwise(items[at + 1 : at + 6]):
                only = end.items[0] if isinstance(end, Group) and len(end.items) == 1 else end
                if is_sign(sign, "^") and isinstance(only, Token) and is_letter(only):
                    yield only.text
        if not isinstance(item, Token):
            yield from _ends(item.items)


def is_letter(item: Item) -> bool:
    """Whether it is one Latin letter without a font."""
    if not isinstance(item, Token) or item.kind != "letter" or item.bold or item.word:
        return False
    return len(item.text) == 1 and item.text.isascii()


def _runs(items: tuple[Item, ...]) -> Iterator[str]:
    """The runs of letters that stand without a space between them."""
    run, end = "", -1
    for item in items:
        if is_letter(item) and isinstance(item, Token):
            if run and item.start != end:
                yield run
                run = ""
            run, end = run + item.text, item.end
            continue
        if run:
            yield run
            run = ""
        if not isinstance(item, Token):
            yield from _runs(item.items)
    if run:
        yield run


def _whole(items: tuple[Item, ...]) -> Iterator[str]:
    """The runs that are all of a side, or all of what is differentiated, but for scripts behind them."""
    yield from _leading(items)
    for item in items:
        if isinstance(item, Group):
            inner = item.items
            if inner and (is_command(inner[0], "partial") or is_d(inner[0])):
                yield from _leading(inner[1:])
            yield from (run for each in inner if isinstance(each, Group) for run in _whole((each,)))


def _leading(items: tuple[Item, ...]) -> Iterator[str]:
    count = next((at for at, item in enumerate(items) if not is_letter(item)), len(items))
    rest = items[count:]
    scripts = not rest or (isinstance(rest[0], Token) and rest[0].text in ("_", "^", "("))
    runs = list(_runs(items[:count]))
    if len(runs) == 1 and scripts:
        yield runs[0]


__all__ = ["Vocabulary", "is_letter", "vocabulary"]
