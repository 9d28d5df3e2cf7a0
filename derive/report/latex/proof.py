r"""A proof in LaTeX: an `align` per derivation, one line per step, the reason at the right margin.

The document compiles with pdflatex if its words are English, with xelatex if they are Chinese or name a
letter that pdflatex does not know. What is too wide for a line is broken at its outermost operator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import resources

from derive.language.typeset.boxes import Box
from derive.language.typeset.breaking import filled
from derive.language.typeset.formula import Formula
from derive.language.typeset.measure import text_width, width
from derive.language.typeset.signs import Lang
from derive.language.typeset.tex import latex
from derive.proofs import said
from derive.proofs.model import Proof, ProofLine
from derive.proofs.prose import GAP, Paragraph, spans
from derive.proofs.words import Reference, Words, colon, phrase, stop

ROOM = 37.0
"""Em of the text's font between the margin of displayed formulas and the right edge."""

NUMBER = "(1.23)"
"""What a reference within a book looks like."""

SMALL = 0.9
"""How much smaller a reason is set."""

RELATION = 1.4
INDENT = 2.0

Refer = Callable[[str], str]
"""How a reference to another identity is set."""

SQUARE = r"\ensuremath{\blacksquare}"
"""The sign that a proof has ended."""

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "η": "eta", "θ": "theta", "λ": "lambda",
    "μ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "varphi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
_ESCAPED = {sign: f"\\{sign}" for sign in "_#$%&{}"} | {
    letter: rf"\ensuremath{{\{name}}}" for letter, name in _GREEK.items()
} | {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", GAP: r"\quad ",
    "…": r"\dots{}", "−": r"\ensuremath{-}", "·": r"\ensuremath{\cdot}",
    "∂": r"\ensuremath{\partial}", "√": r"\ensuremath{\surd}",
    "≠": r"\ensuremath{\neq}", "≥": r"\ensuremath{\ge}", "≈": r"\ensuremath{\approx}",
    "⊙": r"\ensuremath{\odot}", "⊗": r"\ensuremath{\otimes}", "×": r"\ensuremath{\times}",
    "→": r"\ensuremath{\to}", "✗": r"\ensuremath{\times}", "✓": r"\ensuremath{\checkmark}",
    "≤": r"\ensuremath{\le}", "∈": r"\ensuremath{\in}", "ᵀ": r"\ensuremath{^{\top}}", "′": "'",
}  # fmt: skip


def document(proofs: Iterable[Proof], lang: Lang = "en") -> str:
    """A complete document with these proofs."""
    body = "\n\n".join(statement(each) for each in proofs)
    return f"{preamble(lang, body)}\n\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"


def preamble(lang: Lang, body: str, extra: str = "") -> str:
    """What stands before the document, for the engine that the words need."""
    wide = lang == "zh" or needs_unicode(body)
    first = "% !TEX program = xelatex\n" if wide else "% !TEX program = pdflatex\n"
    shared = resources.files("derive.report.latex").joinpath("preamble.tex").read_text(encoding="utf-8")
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
    parts += list(_proof(proof, refer or by_id))
    parts.append(_small_print(proof))
    return "\n".join(part for part in parts if part)


def by_id(name: str) -> str:
    """Another identity by its id."""
    return rf"\texttt{{{escaped(name)}}}"


def claim(proof: Proof, tag: str = "") -> str:
    """The claim, displayed."""
    rows = broken(proof.claim, ROOM - 4, proof.lang)
    tagged = rf" \tag{{{tag}}}" if tag else ""
    if len(rows) == 1:
        return f"\\begin{{equation*}}\n  {rows[0]}{tagged}\n\\end{{equation*}}"
    inner = " \\\\\n  &\\quad ".join(rows)
    return f"\\begin{{align*}}\n  &{inner}{tagged}\n\\end{{align*}}"


def _hypotheses(proof: Proof) -> Iterator[str]:
    if not proof.given:
        return
    listed = [
        f"${latex(given.formula.stacked, proof.lang)}${said.unused(proof, given)}" for given in proof.given
    ]
    join = "；" if proof.lang == "zh" else "; "
    line = f"{phrase('given', proof.lang)}{colon(proof.lang)}{join.join(listed)}{stop(proof.lang)}"
    yield rf"\given{{{line}}}"


def _proof(proof: Proof, refer: Refer) -> Iterator[str]:
    if not proof.proved:
        yield from _objection(proof, refer)
        return
    end = said.ending(proof)
    square = "" if proof.kind == "example" else r"\qedsign"
    if not proof.lines:
        yield rf"\proofword{{{said.heading(proof)}}} {escaped(end)}{square}"
        return
    yield rf"\proofword{{{said.heading(proof)}}}"
    yield derivation(proof, refer, "" if end else rf"\enspace{SQUARE}")
    if end:
        yield rf"\noindent {escaped(end)}{square}"


def _objection(proof: Proof, refer: Refer) -> Iterator[str]:
    yield rf"\refuted{{{escaped(said.verdict(proof))}}}"
    if proof.lines:
        yield derivation(proof, refer, "")
    yield from counterexample(proof)
    if objection := said.objection(proof):
        yield rf"\noindent {words(objection, by_id, proof.lang)}\par"


def counterexample(proof: Proof) -> Iterator[str]:
    """The numbers that refute it."""
    if proof.counterexample:
        numbers = words(said.counterexample(proof), by_id, proof.lang)
        yield rf"\counterexample{{{phrase('counterexample', proof.lang)}{colon(proof.lang)}}}{{{numbers}}}"


def derivation(
    proof: Proof, refer: Refer, end: str = "", *, reason: str = r"\reason", kept: str = "*"
) -> str:
    """The lines in one `align*`; `end` stands after the last reason.

    `reason` is the command that sets reasons, `kept` what keeps two rows on one page.
    """
    left, wide = latex(proof.left.stacked, proof.lang), width(proof.left.stacked, 0, proof.lang)
    apart = wide > ROOM / 4
    room = ROOM - RELATION - (INDENT if apart else wide)
    lines = [[*_left_rows(proof)]] if apart else []
    for number, line in enumerate(proof.lines):
        head = "" if apart or number else f"{left} "
        last = end if number == len(proof.lines) - 1 else ""
        lines.append([*_rows(proof, line, head, room, refer, end=last, command=reason)])
    return f"\\begin{{align*}}\n  {_kept_together(lines, kept)}\n\\end{{align*}}"


def _left_rows(proof: Proof) -> Iterator[str]:
    """The left side in rows of its own, what comes after the first of them a little to the right."""
    for number, row in enumerate(filled(proof.left.stacked, ROOM - INDENT - 1, ROOM, proof.lang)):
        yield (r"&\quad " if number else rf"\MoveEqLeft[{INDENT:g}] ") + latex(row, proof.lang)


def _kept_together(lines: list[list[str]], kept: str) -> str:
    r"""The rows of all lines; with \\* no page ends within a line, after the first one or before the last."""
    together = f" \\\\{kept}\n  "
    rows = [together.join(each) for each in lines]
    first, last = rows[:2], rows[2:][-1:]
    inner = [together.join(first), *rows[2:-1]]
    return together.join([" \\\\\n  ".join(inner), *last])


def _rows(
    proof: Proof, line: ProofLine, head: str, room: float, refer: Refer, *, end: str, command: str
) -> Iterator[str]:
    """The rows of one line, the reason beside the last of them, or below where there is no room beside."""
    reason = words(proof.reason(line), refer, proof.lang)
    wrong = "" if line.verdict == "proved" else r"\wrongmark "
    wide = _reason_width(proof.reason(line), refer, proof.lang)
    formula = filled(line.formula.stacked, room - 1, room, proof.lang)
    tag = rf" \tag*{{{command}{{{wrong}{reason}}}{end}}}"
    last = width(formula[-1], 0, proof.lang) + (1 if len(formula) > 1 else 0)
    beside = last + wide + (3.0 if end else 1.5) <= room
    for number, row in enumerate(formula):
        start = r"&\quad " if number else f"{head}&= "
        is_last = number == len(formula) - 1
        yield start + latex(row, proof.lang) + (tag if beside and is_last else "")
    if not beside:
        yield f"&{tag}"


def _reason_width(reason: Words, refer: Refer, lang: Lang) -> float:
    return SMALL * sum(_word_width(word, refer, lang) for word in reason)


def _word_width(word: str | Formula | Reference, refer: Refer, lang: Lang) -> float:
    match word:
        case Formula(stacked=box):
            return width(box, 0, lang)
        case Reference(id=name):
            return 0.53 * len(name if refer is by_id else NUMBER)
    return text_width(word)


def words(listed: Words, refer: Refer, lang: Lang = "en") -> str:
    """The words in LaTeX."""
    return "".join(_word(word, refer, lang) for word in listed)


def _word(word: str | Formula | Reference, refer: Refer, lang: Lang) -> str:
    match word:
        case Formula(stacked=box):
            return f"${latex(box, lang)}$"
        case Reference(id=name):
            return refer(name)
    return escaped(word)


def prose(sentence: str) -> str:
    """A sentence with its formulas."""
    return words(spans(sentence), by_id)


def broken(made: Formula | Box, room: float, lang: Lang = "en") -> list[str]:
    """The formula in lines of this room."""
    box = made.stacked if isinstance(made, Formula) else made
    return [latex(row, lang) for row in filled(box, room, room, lang)]


def paragraph(made: Paragraph) -> str:
    """A paragraph; a displayed one is centred."""
    if not made.displayed:
        return words(made.spans, by_id) + r"\par"
    inner = "".join(
        rf"$\displaystyle {latex(each.stacked)}$" if isinstance(each, Formula) else escaped(each)
        for each in made.spans
    )
    return f"\\displayed{{{inner}}}"


def escaped(text: str) -> str:
    """Plain words, as LaTeX takes them."""
    return "".join(_ESCAPED.get(each, each) for each in text)


def _small_print(proof: Proof) -> str:
    parts = [words(each, by_id, proof.lang) for each in said.small_print(proof)]
    joined = r" \figuredot\ ".join(parts)
    return rf"\figures{{{joined}}}" if parts else ""
