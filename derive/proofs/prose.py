r"""A page's sentences: what in them is mathematics, and that in LaTeX.

    so that ∂L/∂a = g, and vᵀ J v ≥ 0.    so that | \partial L/\partial a = g | , and | v^{\top} J v \ge 0 | .

Pages are written in plain text. A run of words is mathematics if it holds a letter of its own, a sign or a
subscript, and can be read to its end; everything else stays as it stands.
"""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from derive.language.typeset.letters import ACCENTS, COMMANDS
from derive.proofs.formula import FormulaError, parse

_SIGNS = {
    "Σ": r"\sum", "∑": r"\sum", "∂": r"\partial ", "−": "-", "·": r"\cdot ", "×": r"\times ", "⊙": r"\odot ",
    "⊗": r"\otimes ", "∈": r"\in ", "≠": r"\ne ", "≥": r"\ge ", "≤": r"\le ", "≈": r"\approx ", "∣": r"\mid ",
    "…": r"\dots ", "→": r"\to ", "²": "^{2}", "³": "^{3}", "⁻¹": "^{-1}", "ᵀ": r"^{\top}",
    "′": "'", "√": r"\surd ",
    "+": "+", "=": "=", "<": "<", ">": ">", "/": "/", ",": ",", "(": "(", ")": ")", "|": "|", "[": "[",
    "]": "]",
    "𝟏": r"\mathbf{1}", "𝟎": r"\mathbf{0}",
}  # fmt: skip
_TELLING = re.compile(r"[_^∂Σ∑⊙⊗∈≠≥≤≈→²³ᵀ√=+−×]")
_OPERATOR = re.compile(r"[=+−·/⊙⊗∈≠≥≤≈→×<>…∣]$")
_WORD = re.compile(r"[A-Za-z]{2,}")
_NAMES = ("softargmax", "diag", "logistic", "softplus")
_TOKEN = re.compile(
    r"(?P<lowered>_\{[^{}]*\}|_[A-Za-zℓδ0-9]+′?)|(?P<raised>\^[A-Za-z0-9]|\^\{[^{}]*\})|(?P<number>[0-9]+(\.[0-9]+)?)"
    r"|(?P<word>[A-Za-z]{2,})|(?P<letter>[^\W\d_][̂̄̃]?)|(?P<brace>[{}])|(?P<space>\s+)|(?P<sign>⁻¹|.)"
)


_CHINESE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_CHINESE_BREAK = re.compile(rf"(?<={_CHINESE})\s*\n\s*(?={_CHINESE})")
"""The end of a line between two Chinese signs, where no blank is meant."""

GAP = "\u2003"
"""What stands between displayed formulas."""


@dataclass(frozen=True)
class Math:
    """A formula within a sentence, in LaTeX."""

    latex: str


Span = str | Math
Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    """Words and formulas; `displayed` stands on lines of its own."""

    spans: Spans
    displayed: bool = False


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a page's or an identity's prose; indented ones are displayed."""
    blocks = re.split(r"\n\s*\n", inspect.cleandoc(text).strip())
    return tuple(map(_paragraph, filter(str.strip, blocks)))


def _paragraph(block: str) -> Paragraph:
    if block.startswith("    "):
        return Paragraph(_displayed(block), displayed=True)
    return Paragraph(spans(one_line(block)))


def one_line(words: str) -> str:
    """The words on one line; Chinese stands without a blank where a line ended."""
    return " ".join(_CHINESE_BREAK.sub("", words).split())


def _displayed(block: str) -> Spans:
    """Formulas that are set apart by several blanks."""
    found: list[Span] = []
    for part in re.split(r"\s{2,}", block.strip()):
        found += [*([GAP] if found else []), *spans(part)]
    return tuple(found)


@lru_cache(maxsize=2048)
def spans(sentence: str) -> Spans:
    """The sentence, its formulas set apart."""
    if re.search(_CHINESE, sentence):
        return tuple(_joined(_among_chinese(sentence)))
    words = [_Piece.of(word) for word in sentence.split()]
    found: list[Span] = []
    place = 0
    while place < len(words):
        length, latex = _longest_run(words, place)
        if length:
            before, _, after = _bare(words[place : place + length])
            found += [before, Math(latex), f"{after} "]
        else:
            found.append(f"{words[place].whole} ")
        place += length or 1
    return tuple(_joined(found))


def _among_chinese(sentence: str) -> Iterator[Span]:
    """What stands between Chinese words: there a single letter is never an article."""
    for number, part in enumerate(re.split(rf"({_CHINESE}+)", sentence)):
        inner = part.strip()
        if number % 2 or not inner:
            yield part
            continue
        before, after = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
        single = re.fullmatch(r"[A-Za-z]′*", inner)
        yield from (before, *((Math(_latex(inner)),) if single else spans(inner)), after)


@dataclass(frozen=True)
class _Piece:
    """A word of the sentence, what stands before it and after it apart."""

    whole: str
    before: str
    core: str
    after: str

    @classmethod
    def of(cls, word: str) -> _Piece:
        core = word.strip(".,;:“”\"?!'’")
        before, _, after = word.partition(core) if core else (word, "", "")
        return cls(word, before, core, after)


def _bare(run: list[_Piece]) -> tuple[str, str, str]:
    """The run without its punctuation and without a bracket that has no partner; what was cut off."""
    text = " ".join(each.whole for each in run)
    before, after = run[0].before, run[-1].after
    inner = text[len(before) : len(text) - len(after)]
    while inner.startswith("(") and inner.count("(") > inner.count(")"):
        before, inner = f"{before}(", inner[1:]
    while inner.endswith(")") and inner.count(")") > inner.count("("):
        inner, after = inner[:-1], f"){after}"
    return before, inner, after


def _longest_run(words: list[_Piece], place: int) -> tuple[int, str]:
    """How many words from here on are one formula, and that formula; 0 if none."""
    longest = place
    while longest < len(words) and _may_be(words, longest) and longest - place < 60:
        longest += 1
    for end in range(longest, place, -1):
        latex = _formula(words[place:end]) if _is_formula(words, place, end) else None
        if latex is not None:
            return end - place, latex
    return 0, ""


def _may_be(words: list[_Piece], place: int) -> bool:
    core = words[place].whole
    return bool(core) and not re.search(r"[A-Za-z]-[A-Za-z]|[A-Z]\d|-\d", core) and _known_words(core)


def _known_words(text: str) -> bool:
    return all(_is_name(word) for word in _WORD.findall(re.sub(r"_\{?[A-Za-z_,]+\}?", "", text)))


def _is_name(word: str) -> bool:
    return word in ("exp", "log", *_NAMES) or word.isupper() or bool(re.fullmatch("d[A-Z]", word))


def _is_formula(words: list[_Piece], start: int, end: int) -> bool:
    run = words[start:end]
    _, inner, _ = _bare(run)
    if not inner or inner.count("(") != inner.count(")"):
        return False
    first, last = inner.split()[0], inner.split()[-1]
    if _OPERATOR.match(last) or (_OPERATOR.match(first) and first not in "−…"):
        return False
    if _stops(run):
        return False
    if len(run) == 1:
        return _stands_alone(words, start)
    if any(_is_article(words, place) for place in range(start, end)) and not _TELLING.search(inner):
        return False
    if first in ("a", "A") and re.match(r"[A-Za-z]", words[start + 1].core):
        return False
    return bool(_TELLING.search(inner) or re.search(r"[·/]|\b[A-Za-z]\(", inner) or _is_call(run))


def _stops(run: list[_Piece]) -> bool:
    """Whether a sentence or clause ends inside."""
    return any(re.search(r"[.;:,]", each.after) for each in run[:-1])


def _is_call(run: list[_Piece]) -> bool:
    """log p, exp h, J v, 1ᵀ J"""
    names = [each.core for each in run]
    return names[0] in ("exp", "log") or all(len(name) == 1 and name.isalpha() for name in names)


def _stands_alone(words: list[_Piece], place: int) -> bool:
    _, core, _ = _bare(words[place : place + 1])
    if _OPERATOR.match(core) or re.fullmatch(r"[0-9]+", core) or not core:
        return False
    if re.fullmatch(r"[^\W\d_][̂̄̃′]*", core) and len(core.rstrip("′")) <= 2:
        return not _is_article(words, place)
    if core.isupper() and core.isalpha() and len(core) > 1:
        return False
    return bool(
        _TELLING.search(core) or re.search(r"[A-Za-z]\(|[A-Za-z]/|^\d*\(|\{|[^\x00-\x7f]", core)
    ) and (not re.fullmatch(r"[(…–—“”’]+", core))


def _is_article(words: list[_Piece], place: int) -> bool:
    """A sentence's a or A, and not the letter."""
    word = words[place]
    if word.core not in ("a", "A", "I") or word.after or word.before:
        return False
    following = words[place + 1].core if place + 1 < len(words) else ""
    if following in ("is", "are", "and", "held", "stands", "depends"):
        return False
    starts = place == 0 or words[place - 1].after.endswith((".", ":"))
    return word.core == "a" or starts


def _formula(run: list[_Piece]) -> str | None:
    try:
        latex = _latex(_bare(run)[1])
        parse(latex)
    except (FormulaError, KeyError):
        return None
    return latex


def _latex(text: str) -> str:
    """Plain mathematics in LaTeX. Raises `KeyError` for a sign that is unknown."""
    made = re.sub(r" +", " ", "".join(_each(text))).strip()
    return made.replace(r"\in R^", r"\in \mathbb{R}^")


def _each(text: str) -> Iterator[str]:
    for token in _TOKEN.finditer(text):
        kind, sign = token.lastgroup, token[0]
        if kind in ("lowered", "raised"):
            yield sign[0] + "{" + _latex(_apart(sign[1:].removeprefix("{").removesuffix("}"))) + "}"
        elif kind == "word":
            yield _named(sign)
        elif kind == "letter" and sign not in _SIGNS:
            yield _letter(sign)
        elif kind == "brace":
            yield f"\\{sign}"
        elif kind == "space":
            yield " "
        else:
            yield sign if kind == "number" else _SIGNS[sign]


def _apart(lowered: str) -> str:
    """kd is two letters, not a word."""
    return re.sub(r"(?<=[A-Za-z])(?=[A-Za-z])", " ", lowered)


def _named(word: str) -> str:
    if word in ("exp", "log"):
        return f"\\{word} "
    if word in _NAMES:
        return rf"\operatorname{{{word}}}"
    if re.fullmatch("d[A-Z]", word):
        return f"d {word[1]}"
    return rf"\mathrm{{{word}}}"


def _letter(sign: str) -> str:
    decomposed = unicodedata.normalize("NFD", sign)
    base, marks = decomposed[0], decomposed[1:]
    command = f"\\{COMMANDS[base]} " if base in COMMANDS else base
    if not base.isascii() and base not in COMMANDS:
        raise KeyError(base)
    for accent, mark in ACCENTS.items():
        if mark in marks:
            return rf"\{accent}{{{command}}}"
    return command


def _joined(found: Iterable[Span]) -> Iterator[Span]:
    """Neighbouring words in one piece."""
    words = ""
    for each in found:
        if isinstance(each, Math):
            if words:
                yield words
            words = ""
            yield each
        else:
            words += each
    if words.rstrip():
        yield words.rstrip()
