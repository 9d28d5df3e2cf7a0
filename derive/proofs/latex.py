r"""A proof in LaTeX: an `align` per derivation, one line per step, the reason at the right margin.

The document compiles with pdflatex if its words are English, with xelatex if they are Chinese or name a
letter that pdflatex does not know. What is too wide for a line is broken at its outermost operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import resources

from derive.proofs import figures
from derive.proofs.lines import filled, width_of
from derive.proofs.model import Proof, ProofLine
from derive.proofs.prose import GAP, Math, Paragraph, spans
from derive.proofs.text import ending, heading, unused
from derive.proofs.words import Formula, Lang, Reference, Words, colon, phrase, stop

ROOM = 37.0
"""Em of the text's font between the margin of displayed formulas and the right edge."""

SMALL = 0.9
"""How much smaller a reason is set."""

RELATION = 1.4
INDENT = 2.0

Refer = Callable[[str], str]
"""How a reference to another identity is set."""

_ESCAPED = {sign: f"\\{sign}" for sign in "_#$%&{}"} | {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", GAP: r"\quad ",
    "∎": r"\ensuremath{\square}", "…": r"\dots{}", "−": r"\ensuremath{-}", "·": r"\ensuremath{\cdot}",
    "Σ": r"\ensuremath{\Sigma}", "∂": r"\ensuremath{\partial}", "δ": r"\ensuremath{\delta}",
    "≠": r"\ensuremath{\neq}", "≥": r"\ensuremath{\ge}", "≈": r"\ensuremath{\approx}",
    "⊙": r"\ensuremath{\odot}", "⊗": r"\ensuremath{\otimes}", "×": r"\ensuremath{\times}",
    "→": r"\ensuremath{\to}", "✗": r"\ensuremath{\times}",
    "≤": r"\ensuremath{\le}", "∈": r"\ensuremath{\in}", "ᵀ": r"\ensuremath{^{\top}}", "′": "'",
}  # fmt: skip
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def document(proofs: Iterable[Proof], lang: Lang = "en") -> str:
    """A complete document with these proofs."""
    body = "\n\n".join(statement(each) for each in proofs)
    return f"{preamble(lang, body)}\n\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"


def preamble(lang: Lang, body: str, extra: str = "") -> str:
    """What stands before the document, for the engine that the words need."""
    wide = lang == "zh" or needs_unicode(body)
    first = "% !TEX program = xelatex\n" if wide else "% !TEX program = pdflatex\n"
    shared = resources.files("derive.proofs").joinpath("preamble.tex").read_text(encoding="utf-8")
    return first + shared.replace("%FONTS%", _WIDE if wide else _NARROW).replace("%EXTRA%", extra)


_NARROW = "\\usepackage[T1]{fontenc}\n\\usepackage{lmodern}"
_WIDE = r"""\usepackage{xeCJK}
\IfFontExistsTF{Noto Serif CJK SC}{\setCJKmainfont{Noto Serif CJK SC}}{\setCJKmainfont{FandolSong}}
\IfFontExistsTF{Noto Sans CJK SC}{\setCJKsansfont{Noto Sans CJK SC}}{\setCJKsansfont{FandolHei}}
\IfFontExistsTF{Noto Sans CJK SC}{\setCJKmonofont{Noto Sans CJK SC}}{\setCJKmonofont{FandolFang}}"""


def needs_unicode(body: str) -> bool:
    """Whether pdflatex would not know one of its letters."""
    return any(ord(each) > 0x17F and each not in "–—‘’“”…" for each in body)


def statement(proof: Proof, refer: Refer | None = None, heading: str | None = None, number: str = "") -> str:
    """The claim with its prose, its proof and the small print; `heading` opens it in place of the id."""
    parts: list[str] = [heading if heading is not None else rf"\statement{{{escaped(proof.id)}}}"]
    parts.append("\\nobreak\n".join(map(paragraph, proof.prose)).removesuffix(r"\par"))
    parts.append(claim(proof, number))
    parts += list(_hypotheses(proof))
    parts += list(_proof(proof, refer or _by_id))
    parts.append(_small_print(proof))
    return "\n".join(part for part in parts if part)


def _by_id(name: str) -> str:
    return rf"\texttt{{{escaped(name)}}}"


def claim(proof: Proof, tag: str = "") -> str:
    """The claim, displayed."""
    rows = filled(proof.shown(proof.claim).latex, ROOM - 4, ROOM - 4)
    tagged = rf" \tag{{{tag}}}" if tag else ""
    if len(rows) == 1:
        return f"\\begin{{equation*}}\n  {rows[0]}{tagged}\n\\end{{equation*}}"
    inner = " \\\\\n  &\\quad ".join(rows)
    return f"\\begin{{align*}}\n  &{inner}{tagged}\n\\end{{align*}}"


def _hypotheses(proof: Proof) -> Iterator[str]:
    if not proof.given:
        return
    listed = [f"${proof.shown(given.formula).latex}${unused(proof, given)}" for given in proof.given]
    join = "；" if proof.lang == "zh" else "; "
    said = f"{phrase('given', proof.lang)}{colon(proof.lang)}{join.join(listed)}{stop(proof.lang)}"
    yield rf"\given{{{said}}}"


def _proof(proof: Proof, refer: Refer) -> Iterator[str]:
    if not proof.proved:
        yield from _objection(proof, refer)
        return
    end = ending(proof).removesuffix("∎").strip()
    square = r"\qedsign" if ending(proof).endswith("∎") else ""
    if not proof.lines:
        yield rf"\proofword{{{heading(proof)}}} {escaped(end)}{square}"
        return
    yield rf"\proofword{{{heading(proof)}}}"
    yield derivation(proof, refer, "" if end else r"\enspace\ensuremath{\square}")
    if end:
        yield rf"\noindent {escaped(end)}{square}"


def _objection(proof: Proof, refer: Refer) -> Iterator[str]:
    refuted = proof.erratum and proof.result.verdict == "refuted"
    yield rf"\refuted{{{escaped(phrase('erratum' if refuted else proof.result.verdict, proof.lang))}}}"
    if proof.lines:
        yield derivation(proof, refer, "")
    yield from counterexample(proof)
    if said := figures.objection(proof):
        yield rf"\noindent {prose(said)}\par"


def counterexample(proof: Proof) -> Iterator[str]:
    """The numbers that refute it."""
    if proof.counterexample:
        said = words(figures.counterexample(proof), _by_id)
        yield rf"\counterexample{{{phrase('counterexample', proof.lang)}{colon(proof.lang)}}}{{{said}}}"


def derivation(proof: Proof, refer: Refer, end: str = "") -> str:
    """The lines in one `align*`; `end` stands after the last reason."""
    left = proof.shown(proof.left).latex
    apart = width_of(left) > ROOM / 4
    room = ROOM - RELATION - (INDENT if apart else width_of(left))
    lines = [[rf"\MoveEqLeft[{INDENT:g}] {left}"]] if apart else []
    for number, line in enumerate(proof.lines):
        head = "" if apart or number else f"{left} "
        last = end if number == len(proof.lines) - 1 else ""
        lines.append([*_rows(proof, line, head, room, refer, end=last)])
    return f"\\begin{{align*}}\n  {_kept_together(lines)}\n\\end{{align*}}"


def _kept_together(lines: list[list[str]]) -> str:
    r"""The rows of all lines; with \\* no page ends within a line, after the first one or before the last."""
    kept = [" \\\\*\n  ".join(rows) for rows in lines]
    first, last = kept[:2], kept[2:][-1:]
    inner = [" \\\\*\n  ".join(first), *kept[2:-1]]
    return " \\\\*\n  ".join([" \\\\\n  ".join(inner), *last])


def _rows(proof: Proof, line: ProofLine, head: str, room: float, refer: Refer, *, end: str) -> Iterator[str]:
    """The rows of one line, the reason beside the last of them, or below where there is no room beside."""
    reason = words(proof.reason(line), refer)
    wrong = "" if line.verdict == "proved" else r"\wrongmark "
    wide = _reason_width(proof.reason(line), refer)
    formula = filled(proof.shown(line.formula).latex, room - 1, room)
    tag = rf" \tag*{{\reason{{{wrong}{reason}}}{end}}}"
    last = width_of(formula[-1]) + (1 if len(formula) > 1 else 0)
    beside = last + wide + (3.0 if end else 1.5) <= room
    for number, row in enumerate(formula):
        start = r"&\quad " if number else f"{head}&= "
        is_last = number == len(formula) - 1
        yield start + row + (tag if beside and is_last else "")
    if not beside:
        yield f"&{tag}"


def _reason_width(reason: Words, refer: Refer) -> float:
    total = 0.0
    for word in reason:
        match word:
            case Formula(latex=latex):
                total += width_of(latex)
            case Reference(id=name):
                shown = re.sub(r"\\[A-Za-z]+(\[[^\]]*\])?|[{}]", "", refer(name))
                total += 0.53 * len(shown)
            case str():
                total += sum(1.0 if ord(each) > 0x2E80 else 0.47 for each in word)
    return SMALL * total


def words(reason: Words, refer: Refer) -> str:
    """The words in LaTeX."""
    parts = []
    for word in reason:
        match word:
            case Formula(latex=latex):
                parts.append(f"${latex}$")
            case Reference(id=name):
                parts.append(refer(name))
            case str():
                parts.append(prose(word))
    return "".join(parts)


def prose(sentence: str) -> str:
    """A sentence with its formulas."""
    inner = "".join(
        f"${each.latex}$" if isinstance(each, Math) else escaped(each) for each in spans(sentence)
    )
    before, after = sentence[:1].isspace(), sentence[-1:].isspace()
    return (" " if before else "") + inner + (" " if after else "")


def paragraph(made: Paragraph) -> str:
    """A paragraph; a displayed one is centred."""
    if made.displayed:
        inner = "".join(
            rf"$\displaystyle {each.latex}$" if isinstance(each, Math) else escaped(each)
            for each in made.spans
        )
        return f"\\displayed{{{inner}}}"
    return (
        "".join(f"${each.latex}$" if isinstance(each, Math) else escaped(each) for each in made.spans)
        + r"\par"
    )


def escaped(text: str) -> str:
    """Plain words, as LaTeX takes them."""
    text = re.sub("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: f"\x00{found[0].translate(_RAISED)}\x01", text)
    made = "".join(_ESCAPED.get(each, each) for each in text)
    return made.replace("\x00", r"\textsuperscript{").replace("\x01", "}")


def _small_print(proof: Proof) -> str:
    rows = escaped(", ".join(proof.rows))
    source = f"{escaped(proof.source)} {rows}".strip()
    parts = [f"{phrase('source', proof.lang)}{colon(proof.lang)}{source}"] if source else []
    parts += map(escaped, figures.figures(proof))
    joined = r" \figuredot\ ".join(parts)
    return rf"\figures{{{joined}}}" if parts else ""
