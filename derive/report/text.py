"""A proof as plain text, for the terminal: a line each, its reason at the right edge."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any
from unicodedata import east_asian_width

from derive.language.typeset.formula import Formula
from derive.language.typeset.plain import cells, lines
from derive.language.typeset.signs import Lang
from derive.proofs.model import Proof, ProofLine
from derive.proofs.said import (
    END,
    counterexample,
    ending,
    heading,
    objection,
    small_print,
    unused,
    verdict,
)
from derive.proofs.words import colon, in_text, phrase

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
    yield from _formula(proof.claim, proof.lang, width, MARGIN)
    yield ""
    yield from _given(proof, width)
    if proof.proved:
        yield from _proof(proof, width)
    else:
        yield from _objection(proof, width)
    source, *rest = small_print(proof) if proof.source or proof.rows else ((), *small_print(proof))
    yield from wrap(in_text(source, proof.lang), width, subsequent_indent="  ")
    yield from _packed(tuple(in_text(each, proof.lang) for each in rest), width)


def _formula(
    made: Formula, lang: Lang, width: int, margin: str, *, start: str = "", end: str = ""
) -> list[str]:
    room = max(width, 40) - cells(margin)
    return [margin + line for line in lines(made.linear, room, lang, start=start, end=end)]


def _given(proof: Proof, width: int) -> Iterator[str]:
    start = f"{phrase('given', proof.lang)}{colon(proof.lang)}"
    for given in proof.given:
        end = unused(proof, given)
        yield from _formula(given.formula, proof.lang, width, "", start=start, end=end)
    if proof.given:
        yield ""


def _proof(proof: Proof, width: int) -> Iterator[str]:
    yield heading(proof)
    yield ""
    if proof.lines:
        yield from _formula(proof.left, proof.lang, width, MARGIN + "  ")
        for line in proof.lines:
            yield from _line(proof, line, width)
        yield ""
    if proof.kind == "example":
        yield from wrap(ending(proof), width)
    elif said := ending(proof):
        yield from wrap(f"{said} {END}", width)
    else:
        yield " " * (width - 1) + END
    yield ""


def _line(proof: Proof, line: ProofLine, width: int) -> Iterator[str]:
    reason = in_text(proof.reason(line), proof.lang)
    *before, last = _formula(line.formula, proof.lang, width, MARGIN, start="= ")
    yield from before
    if cells(last) + 2 + cells(reason) <= width:
        yield last + " " * (width - cells(last) - cells(reason)) + reason
        return
    yield last
    yield " " * max(len(MARGIN), width - cells(reason)) + reason


def _objection(proof: Proof, width: int) -> Iterator[str]:
    yield from wrap(verdict(proof), width)
    if proof.lines:
        yield ""
        yield from _formula(proof.left, proof.lang, width, MARGIN + "  ")
        for line in proof.lines:
            yield from _line(proof, line, width)
            if line.verdict != "proved":
                yield f"{MARGIN}  ✗ {line.verdict}{': ' + line.missing.told(proof.lang) if line.missing else ''}"
        yield ""
    if said := in_text(counterexample(proof), proof.lang):
        word = f"{phrase('counterexample', proof.lang)}{colon(proof.lang)}"
        yield from wrap(f"{word}{said}", width, subsequent_indent="  ")
    yield from wrap(in_text(objection(proof), proof.lang), width)
    yield ""


def wrap(text: str, width: int, **indents: Any) -> list[str]:
    """Lines of at most this many columns, where blanks or Chinese signs allow it."""
    doubled = "".join(each + FILLER if east_asian_width(each) in "WF" else each for each in text)
    return [line.replace(FILLER, "") for line in textwrap.wrap(doubled, width, **indents)]


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
