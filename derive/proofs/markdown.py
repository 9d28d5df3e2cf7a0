"""A proof in Markdown with mathematics between dollar signs, as GitHub and notebooks show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.proofs.figures import counterexample, figures, objection
from derive.proofs.lines import filled
from derive.proofs.model import Proof, ProofLine
from derive.proofs.prose import Math, Paragraph, spans
from derive.proofs.text import ending, heading, unused
from derive.proofs.words import Formula, Reference, Words, colon, phrase

ROOM = 60.0


def markdown(proofs: Iterable[Proof]) -> str:
    """The proofs, one heading each."""
    return "\n".join("\n".join(_all(each)) for each in proofs)


def displayed(proof: Proof) -> str:
    r"""The claim and its derivation as one displayed formula, for `_repr_latex_`."""
    return f"$$\n{_aligned(proof) if proof.lines else proof.shown(proof.claim).latex}\n$$"


def cell(proof: Proof) -> str:
    """The proof at the end of a notebook's cell, without a heading, which would be one of the notebook's own."""
    return "\n".join([f"`{proof.id}`\n", *_body(proof), *_small_print(proof)])


def _all(proof: Proof) -> Iterator[str]:
    yield f"### {proof.id}\n"
    yield from _body(proof)
    yield from _small_print(proof)


def _body(proof: Proof) -> Iterator[str]:
    for made in proof.prose:
        yield f"{_paragraph(made)}\n"
    yield f"$$\n{proof.shown(proof.claim).latex}\n$$\n"
    for given in proof.given:
        said = f"{phrase('given', proof.lang)}{colon(proof.lang)}${proof.shown(given.formula).latex}$"
        yield f"{said}{unused(proof, given)}\n"
    if proof.proved:
        yield f"**{heading(proof)}**{'' if proof.lines else ' ' + ending(proof)}\n"
    else:
        refuted = proof.erratum and proof.result.verdict == "refuted"
        yield f"**{phrase('erratum' if refuted else proof.result.verdict, proof.lang)}**\n"
    if proof.lines:
        yield f"$$\n{_aligned(proof)}\n$$\n"
        if proof.proved and ending(proof) != "∎":
            yield f"{ending(proof)}\n"
    if proof.counterexample:
        said = "".join(map(_inline, counterexample(proof)))
        yield f"*{phrase('counterexample', proof.lang)}*{colon(proof.lang)}{said}\n"
    if not proof.proved and objection(proof):
        yield f"{sentence(objection(proof))}\n"


def _inline(word: str | Formula | Reference) -> str:
    return f"${word.latex}$" if isinstance(word, Formula) else str(word)


def _aligned(proof: Proof) -> str:
    rows = [rf"& {proof.shown(proof.left).latex}"]
    for line in proof.lines:
        rows += _rows(proof, line)
    if proof.proved and ending(proof) == "∎":
        rows[-1] += r" \quad\square"
    joined = " \\\\\n  ".join(rows)
    return f"\\begin{{aligned}}\n  {joined}\n\\end{{aligned}}"


def _rows(proof: Proof, line: ProofLine) -> Iterator[str]:
    *before, last = filled(proof.shown(line.formula).latex, ROOM)
    sign = r"{} = {}"
    for row in before:
        yield f"&{sign} {row}"
        sign = r"\quad"
    yield f"&{sign} {last} && {reason_latex(proof.reason(line))}"


def reason_latex(words: Words) -> str:
    """Words and formulas within a formula."""
    parts = []
    for word in words:
        match word:
            case Formula(latex=latex):
                parts.append(latex)
            case Reference(id=name):
                shown = name.replace("_", r"}\_\texttt{")  # within \texttt MathJax would show the backslash
                parts.append(rf"\texttt{{{shown}}}")
            case str():
                parts += [
                    each.latex if isinstance(each, Math) else rf"\text{{{each}}}" for each in _kept(word)
                ]
    return " ".join(parts)


def _kept(word: str) -> Iterator[str | Math]:
    """The word's parts, with the blanks at its ends."""
    inner = spans(word)
    if not inner:
        yield word
        return
    for number, each in enumerate(inner):
        if isinstance(each, Math):
            yield each
            continue
        before = " " if number == 0 and word[:1].isspace() else ""
        after = " " if number == len(inner) - 1 and word[-1:].isspace() else ""
        yield before + each + after


def _paragraph(made: Paragraph) -> str:
    if made.displayed and all(isinstance(each, Math) or not each.strip(" .,\u2003") for each in made.spans):
        inner = r" \quad ".join(each.latex for each in made.spans if isinstance(each, Math))
        return f"$$\n{inner}\n$$"
    return "".join(f"${each.latex}$" if isinstance(each, Math) else _escaped(each) for each in made.spans)


def sentence(words: str) -> str:
    """Plain words, the formulas in them set."""
    return "".join(f"${each.latex}$" if isinstance(each, Math) else _escaped(each) for each in spans(words))


def _escaped(words: str) -> str:
    return "".join(f"\\{each}" if each in "\\`*_<>$|" else each for each in words)


def _small_print(proof: Proof) -> Iterator[str]:
    source = f"{proof.source} {', '.join(proof.rows)}".strip()
    parts = [f"{phrase('source', proof.lang)}{colon(proof.lang)}{source}"] if source else []
    parts += figures(proof)
    if parts:
        yield f"<sub>{_escaped(' · '.join(parts))}</sub>\n"
