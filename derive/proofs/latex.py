r"""A proof in LaTeX: an `align` per derivation, one line per step, the reason at the right margin.

The document compiles with pdflatex if its words are English, with xelatex if they are Chinese or name a
letter that pdflatex does not know. What is too wide for a line is broken at its outermost operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import resources

from derive.proofs.figures import figures
from derive.proofs.lines import filled, width_of
from derive.proofs.model import Proof, ProofLine
from derive.proofs.prose import GAP, Math, Paragraph, spans
from derive.proofs.text import ending
from derive.proofs.words import Formula, Lang, Reference, Words, phrase

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
    parts.append("\n".join(map(paragraph, proof.prose)).removesuffix(r"\par"))
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
    listed = []
    for given in proof.given:
        note = "" if given.used or not proof.proved else f" ({phrase('unused', proof.lang)})"
        listed.append(f"${proof.shown(given.formula).latex}${note}")
    join = "；" if proof.lang == "zh" else "; "
    yield rf"\given{{{phrase('given', proof.lang)}}}{{{join.join(listed)}}}"


def _proof(proof: Proof, refer: Refer) -> Iterator[str]:
    if not proof.proved:
        yield from _objection(proof, refer)
        return
    end = ending(proof).removesuffix("∎").strip()
    square = r"\qedsign" if ending(proof).endswith("∎") else ""
    machine = f" ({phrase('machine', proof.lang)})" if proof.machine else ""
    if not proof.lines:
        yield rf"\proofword{{{phrase('proof', proof.lang)}}} {escaped(end)}{square}"
        return
    yield rf"\proofword{{{phrase('proof', proof.lang)}{machine}}}"
    yield derivation(proof, refer, "" if end else r"\enspace\ensuremath{\square}")
    if end:
        yield rf"\noindent {escaped(end)}{square}"


def _objection(proof: Proof, refer: Refer) -> Iterator[str]:
    refuted = proof.erratum and proof.result.verdict == "refuted"
    yield rf"\refuted{{{escaped(phrase('erratum' if refuted else proof.result.verdict, proof.lang))}}}"
    if proof.lines:
        yield derivation(proof, refer, "")
    yield from counterexample(proof)
    if proof.result.message:
        yield rf"\noindent {prose(proof.result.message)}."


def counterexample(proof: Proof) -> Iterator[str]:
    """The numbers that refute it."""
    found = proof.counterexample
    if found is None:
        return
    about = "=" if found.exact else r"\approx"
    where = [f"${name} = {size}$" for name, size in found.sizes.items()]
    where += [f"${each.name_latex} = {each.value_latex}$" for each in found.values]
    where += [f"${_name(name)} = {place}$" for name, place in found.at.items()]
    left, right = phrase("left", proof.lang), phrase("right", proof.lang)
    values = found.left_latex or found.left, found.right_latex or found.right
    sides = rf"{left} ${about} {values[0]}$, {right} ${about} {values[1]}$"
    place = f"{', '.join(where)}: " if where else ""
    yield rf"\counterexample{{{phrase('counterexample', proof.lang)}}}{{{place}{sides}}}"


def _name(name: str) -> str:
    return name.replace("′", "'")


def derivation(proof: Proof, refer: Refer, end: str = "") -> str:
    """The lines in one `align*`; `end` stands after the last reason."""
    left = proof.shown(proof.left).latex
    apart = width_of(left) > ROOM / 4
    room = ROOM - RELATION - (INDENT if apart else width_of(left))
    rows = [rf"\MoveEqLeft[{INDENT:g}] {left}"] if apart else []
    for number, line in enumerate(proof.lines):
        head = "" if apart or number else f"{left} "
        rows += _rows(proof, line, head, room, refer, end=end if number == len(proof.lines) - 1 else "")
    joined = " \\\\\n  ".join(rows)
    return f"\\begin{{align*}}\n  {joined}\n\\end{{align*}}"


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
        return f"\\begin{{center}}\n{inner}\n\\end{{center}}\\noindent"
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
    parts = [f"{phrase('source', proof.lang)}: {source}"] if source else []
    parts += map(escaped, figures(proof))
    joined = r" \figuredot\ ".join(parts)
    return rf"\figures{{{joined}}}" if parts else ""
