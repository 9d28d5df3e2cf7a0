"""A proof as plain text, for the terminal: a line each, its reason at the right edge."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any
from unicodedata import east_asian_width

from derive.proofs.figures import counterexample, figures, objection
from derive.proofs.model import Given, Proof, ProofLine
from derive.proofs.words import Formula, Reference, Words, aside, colon, phrase, stop

WIDTH = 80
MARGIN = "    "
FILLER = "\x00"
"""Stands beside a sign that takes two columns while lines are measured."""


def plain(proof: Proof, width: int = WIDTH) -> str:
    """The proof in lines of at most this width, where words and formulas allow it."""
    return "\n".join(line.rstrip() for line in _all(proof, width)) + "\n"


def _all(proof: Proof, width: int) -> Iterator[str]:
    yield proof.id
    if proof.title:
        yield from wrap(proof.title, width)
    yield ""
    yield from _wrapped(proof.shown(proof.claim).text, width, MARGIN)
    yield ""
    yield from _given(proof, width)
    if proof.proved:
        yield from _proof(proof, width)
    else:
        yield from _objection(proof, width)
    source = f"{proof.source} {', '.join(proof.rows)}".strip()
    if source:
        said = f"{phrase('source', proof.lang)}{colon(proof.lang)}{source}"
        yield from wrap(said, width, subsequent_indent="  ")
    yield from _packed(figures(proof), width)


def _given(proof: Proof, width: int) -> Iterator[str]:
    for given in proof.given:
        said = f"{phrase('given', proof.lang)}{colon(proof.lang)}{proof.shown(given.formula).text}"
        yield from _wrapped(said + unused(proof, given), width, "")
    if proof.given:
        yield ""


def _proof(proof: Proof, width: int) -> Iterator[str]:
    yield heading(proof)
    yield ""
    if proof.lines:
        yield from _wrapped(proof.shown(proof.left).text, width, MARGIN + "  ")
        for line in proof.lines:
            yield from _line(proof, line, width)
        yield ""
    if ending(proof) == "∎":
        yield " " * (width - 1) + "∎"
    else:
        yield from wrap(ending(proof), width)
    yield ""


def heading(proof: Proof) -> str:
    """Proof (the machine's own derivation)."""
    machine = aside(phrase("machine", proof.lang), proof.lang) if proof.machine else ""
    return f"{phrase('proof', proof.lang)}{machine}{stop(proof.lang)}"


def unused(proof: Proof, given: Given) -> str:
    """What is said of a hypothesis that the proof does not need."""
    return "" if given.used or not proof.proved else aside(phrase("unused", proof.lang), proof.lang)


def ending(proof: Proof) -> str:
    """What is to be said where the lines alone do not end the proof, and the sign that it has ended."""
    if proof.kind == "example":
        return phrase("numbers", proof.lang)
    if not proof.lines:
        return f"{phrase('direct' if proof.kind == '=' else 'direct_sign', proof.lang)} ∎"
    if proof.kind == "=":
        return "∎"
    return f"{phrase('positive_end' if proof.kind == '>' else 'nonnegative_end', proof.lang)} ∎"


def _line(proof: Proof, line: ProofLine, width: int) -> Iterator[str]:
    reason = words_text(proof.reason(line))
    *before, last = _wrapped(f"= {proof.shown(line.formula).text}", width, MARGIN)
    yield from before
    if cells(last) + 2 + cells(reason) <= width:
        yield last + " " * (width - cells(last) - cells(reason)) + reason
        return
    yield last
    yield " " * max(len(MARGIN), width - cells(reason)) + reason


def _objection(proof: Proof, width: int) -> Iterator[str]:
    verdict = "erratum" if proof.erratum and proof.result.verdict == "refuted" else proof.result.verdict
    yield from wrap(phrase(verdict, proof.lang), width)
    if proof.lines:
        yield ""
        yield from _wrapped(proof.shown(proof.left).text, width, MARGIN + "  ")
        for line in proof.lines:
            yield from _line(proof, line, width)
            if line.verdict != "proved":
                yield f"{MARGIN}  ✗ {line.verdict}{': ' if line.missing else ''}{line.missing}"
        yield ""
    if proof.counterexample:
        said = f"{phrase('counterexample', proof.lang)}{colon(proof.lang)}{words_text(counterexample(proof))}"
        yield from wrap(said, width, subsequent_indent="  ")
    yield from wrap(objection(proof), width)
    yield ""


def words_text(words: Words) -> str:
    """The words in plain text; a reference is the id."""
    return "".join(_word(each) for each in words)


def _word(word: str | Formula | Reference) -> str:
    match word:
        case Formula(text=text):
            return text
        case Reference(id=name):
            return name
    return word


def wrap(text: str, width: int, **indents: Any) -> list[str]:
    """Lines of at most this many columns, where blanks or Chinese signs allow it."""
    doubled = "".join(each + FILLER if _is_wide(each) else each for each in text)
    return [line.replace(FILLER, "") for line in textwrap.wrap(doubled, width, **indents)]


def _is_wide(sign: str) -> bool:
    return east_asian_width(sign) in "WF"


def cells(text: str) -> int:
    """How many columns of a terminal it takes."""
    return sum(2 if _is_wide(each) else 1 for each in text)


def _wrapped(text: str, width: int, margin: str) -> list[str]:
    """A formula in lines, broken at blanks: where the fewest brackets are open, and as late as there is room."""
    lines: list[str] = []
    depth, rest = 0, text
    while rest:
        indent = f"{margin}    " if lines else margin
        line = rest[: _break(rest, max(width, 40) - cells(indent), depth)]
        lines.append(indent + line.rstrip())
        depth += sum(sign in "([{" for sign in line) - sum(sign in ")]}" for sign in line)
        rest = rest[len(line) :].lstrip()
    return lines or [margin]


_BREAKS = re.compile(r"[^,] ([+−=/·≈>≥]|at )|, \(")
"""A blank where a formula may be broken: before an operator, before `at`, between the rows of a matrix."""


def _break(text: str, room: int, depth: int) -> int:
    """Where a line of this room ends; the first blank, or the end, where no blank lies within the room."""
    if cells(text) <= room:
        return len(text)
    places: list[tuple[int, int]] = []
    for at, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == " " and _BREAKS.match(text, max(at - 1, 0)):
            if cells(text[:at]) > room:
                break
            places.append((depth, at))
    late = [each for each in places if each[1] >= room / 3] or places
    if late:
        return min(late, key=lambda each: (each[0], -each[1]))[1]
    wrapped = wrap(text, room, break_long_words=False)
    return len(wrapped[0]) if wrapped else len(text)


def _packed(parts: tuple[str, ...], width: int) -> Iterator[str]:
    """The parts joined by ` · `, as many on a line as it holds."""
    line = ""
    for part in (piece for whole in parts for piece in wrap(whole, width)):
        longer = f"{line} · {part}" if line else part
        if line and cells(longer) > width:
            yield line
            longer = part
        line = longer
    if line:
        yield line
