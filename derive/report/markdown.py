"""A proof in Markdown with mathematics between dollar signs, as GitHub and notebooks show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.language.typeset.boxes import Box
from derive.language.typeset.breaking import filled
from derive.language.typeset.formula import Formula
from derive.language.typeset.signs import Lang
from derive.language.typeset.tex import latex
from derive.proofs.model import Proof, ProofLine
from derive.proofs.prose import GAP, Paragraph, spans
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
from derive.proofs.words import Reference, Words, colon, in_text, phrase

ROOM = 60.0


def markdown(proofs: Iterable[Proof]) -> str:
    """The proofs, one heading each."""
    return "\n".join("\n".join(_all(each)) for each in proofs)


def displayed(proof: Proof) -> str:
    r"""The claim and its derivation as one displayed formula, for `_repr_latex_`."""
    return f"$$\n{_aligned(proof) if proof.lines else latex(proof.claim.stacked, proof.lang)}\n$$"


def cell(proof: Proof) -> str:
    """The proof at the end of a notebook's cell, without a heading, which would be one of the notebook's own."""
    return "\n".join([f"`{proof.id}`\n", *_body(proof), *_small_print(proof)])


def _all(proof: Proof) -> Iterator[str]:
    yield f"### {proof.id}\n"
    yield from _body(proof)
    yield from _small_print(proof)


def _body(proof: Proof) -> Iterator[str]:
    lang = proof.lang
    for made in proof.prose:
        yield f"{_paragraph(made)}\n"
    yield f"$$\n{latex(proof.claim.stacked, lang)}\n$$\n"
    for given in proof.given:
        made_of = said((f"{phrase('given', lang)}{colon(lang)}", given.formula), lang)
        yield f"{made_of}{unused(proof, given)}\n"
    end = ending(proof) + ("" if proof.kind == "example" else f" {END}")
    if not proof.proved:
        yield f"**{verdict(proof)}**\n"
    else:
        yield f"**{heading(proof)}**{'' if proof.lines else ' ' + end}\n"
    if proof.lines:
        yield f"$$\n{_aligned(proof)}\n$$\n"
        if proof.proved and ending(proof):
            yield f"{end}\n"
    if proof.counterexample:
        word = f"*{phrase('counterexample', lang)}*{colon(lang)}"
        yield f"{word}{said(counterexample(proof), lang)}\n"
    if not proof.proved and objection(proof):
        yield f"{said(objection(proof), lang)}\n"


def said(words: Words, lang: Lang) -> str:
    """The words, formulas between dollar signs; nothing in them is Markdown."""
    return "".join(
        f"${latex(each.stacked, lang)}$" if isinstance(each, Formula) else _plain(each) for each in words
    )


def _plain(word: str | Reference) -> str:
    return escaped(word.id if isinstance(word, Reference) else word)


def escaped(words: str) -> str:
    """Words whose signs Markdown must leave alone."""
    return "".join(f"\\{each}" if each in "\\`*_<>$|" else each for each in words)


def sentence(words: str) -> str:
    """Plain words, the mathematics in them set."""
    return said(spans(words), "en")


def _aligned(proof: Proof) -> str:
    rows = [rf"& {latex(proof.left.stacked, proof.lang)}"]
    for line in proof.lines:
        rows += _rows(proof, line)
    if proof.proved and not ending(proof):
        rows[-1] += r" \quad\blacksquare"
    joined = " \\\\\n  ".join(rows)
    return f"\\begin{{aligned}}\n  {joined}\n\\end{{aligned}}"


def _rows(proof: Proof, line: ProofLine) -> Iterator[str]:
    *before, last = broken(line.formula.stacked, proof.lang)
    sign = r"{} = {}"
    for row in before:
        yield f"&{sign} {row}"
        sign = r"\quad"
    yield f"&{sign} {last} && {reason_latex(proof.reason(line), proof.lang)}"


def broken(box: Box, lang: Lang = "en") -> tuple[str, ...]:
    """The formula in lines that a notebook has room for."""
    return tuple(latex(row, lang) for row in filled(box, ROOM, lang=lang))


def reason_latex(words: Words, lang: Lang = "en") -> str:
    """Words and formulas within a formula."""
    return " ".join(_in_formula(word, lang) for word in words)


def _in_formula(word: str | Formula | Reference, lang: Lang) -> str:
    match word:
        case Formula(stacked=box):
            return latex(box, lang)
        case Reference(id=name):
            shown = name.replace("_", r"}\_\texttt{")  # within \texttt MathJax would show the backslash
            return rf"\texttt{{{shown}}}"
    return rf"\text{{{word}}}"


def _paragraph(made: Paragraph) -> str:
    formulas = [each for each in made.spans if isinstance(each, Formula)]
    words = "".join(each for each in made.spans if isinstance(each, str))
    if made.displayed and not words.strip(f" .,{GAP}"):
        inner = r" \quad ".join(each.latex for each in formulas)
        return f"$$\n{inner}\n$$"
    return said(made.spans, "en")


def _small_print(proof: Proof) -> Iterator[str]:
    if parts := [in_text(each, proof.lang) for each in small_print(proof)]:
        yield f"<sub>{escaped(' · '.join(parts))}</sub>\n"
