r"""Letters that are listed and declared together: $x, y \in \mathbb{R}^n$, "numbers $a$, $m$ and $b$"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from derive.documents.finding import Document
from derive.documents.readings.formulas import Formula
from derive.documents.readings.shown import shown
from derive.documents.readings.trees import Letter, Node, Number, Plus, Power, Times, is_bare

_JOINS = re.compile(r"\s*(?:,|，|、|and|or|和|与|以及|,\s*and|,\s*…\s*,)?\s*")


def groups(formulas: list[Formula], document: Document) -> Iterator[list[tuple[Letter, Formula]]]:
    r"""Letters that are listed together: "numbers $a$, $m$ and $b$", $x, y \in \mathbb{R}^n$."""
    group: list[tuple[Letter, Formula]] = []
    last: Formula | None = None
    for formula in formulas:
        letter = _listed(formula)
        if letter is not None and last is not None and group:
            between = document.text[last.fragment.outer[1] : formula.fragment.outer[0]]
            same = last.fragment is formula.fragment
            if same or _JOINS.fullmatch(between):
                group.append((letter, formula))
                last = formula
                continue
        if group:
            yield _shared(group)
        group, last = ([(letter, formula)], formula) if letter is not None else ([], None)
    if group:
        yield _shared(group)


def _shared(group: list[tuple[Letter, Formula]]) -> list[tuple[Letter, Formula]]:
    """x, y ∈ ℝⁿ declares x as well."""
    made: list[tuple[Letter, Formula]] = []
    behind: Formula | None = None
    for letter, formula in reversed(group):
        if shape_of(formula) is not None:
            behind = formula
        same = behind is not None and behind.fragment is formula.fragment
        made.append((letter, behind if same and behind is not None else formula))
    return made[::-1]


def _listed(formula: Formula) -> Letter | None:
    node = formula.sides[0].node
    if not isinstance(node, Letter):
        return None
    if not formula.chain.relations or formula.chain.relations[0] == "∈":
        return node
    return None


def shape_of(formula: Formula) -> tuple[str, ...] | None:
    r"""The shape that x \in \mathbb{R}^{m \times n} gives."""
    if formula.chain.relations[:1] != ["∈"]:
        return None
    node = formula.sides[1].node
    if isinstance(node, Letter) and node.name == "bbR":
        return ()
    if not isinstance(node, Power):
        return None
    base = shown(node.base)
    if base not in ("bbR", "bbC", "R", "(0,1)") and not base.startswith("("):
        return None
    exponent = node.exponent
    parts: Iterable[Node] = exponent.factors if isinstance(exponent, Times) else (exponent,)
    names = []
    for part in parts:
        if isinstance(part, Number):
            names.append(str(part.value))
        elif isinstance(part, Letter) and not part.labels:
            names.append("_".join([part.name, *(shown(s) for s in part.subs)]))
        elif isinstance(part, Plus):
            names.append("".join(c if c.isalnum() else "p" for c in shown(part)))
        else:
            return None
    return tuple(name for name in names if name != "1")


def is_numbered(letter: Letter) -> bool:
    """Whether it is W_1, with nothing but numbers at it."""
    return bool(letter.subs) and not letter.labels and all(isinstance(each, Number) for each in letter.subs)


def names_of(letter: Letter, places: int, many: set[str]) -> Iterator[tuple[str, int]]:
    """What a letter that is declared may be called, with the places it has then: W_1 is no row of W."""
    alone = is_numbered(letter) and letter.name not in many
    if not alone:
        yield letter.name, places
    if alone or (len(letter.subs) == 1 and not letter.labels and is_bare(letter.subs[0])):
        yield "_".join((letter.name, *map(shown, letter.subs))), 0
