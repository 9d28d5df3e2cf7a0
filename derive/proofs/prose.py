r"""A page's sentences: what in them is mathematics, and that in LaTeX.

    so that ∂L/∂a = g, and vᵀ J v ≥ 0.    so that | \partial L/\partial a = g | , and | v^{\top} J v \ge 0 | .

Pages are written in plain text. A run of words is mathematics if it holds a letter of its own, a sign or a
subscript, and can be read to its end; everything else stays as it stands.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from derive.language.typeset.boxes import Source
from derive.language.typeset.formula import Formula, same
from derive.proofs.typed import FUNCTIONS, NAMES, NotTyped, read

_TELLING = re.compile(r"[_^∂Σ∑⊙⊗∈≠≥≤≈→²³ᵀ√=+−×]")
_OPERATOR = re.compile(r"[=+−·/⊙⊗∈≠≥≤≈→×<>…∣]$")
_WORD = re.compile(r"[A-Za-z]{2,}")
_CHINESE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_CHINESE_BREAK = re.compile(rf"(?<={_CHINESE})\s*\n\s*(?={_CHINESE})")
"""The end of a line between two Chinese signs, where no blank is meant."""

GAP = "\u2003"
"""What stands between displayed formulas."""


_DOLLARS = re.compile(r"(?<![\\$])\$(?!\$)([^$]+?)(?<!\\)\$(?!\d)")
"""LaTeX in a sentence, $p_k$; a sum of money is none."""


Span = str | Formula
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
    if found := re.fullmatch(r"\$\$(.+)\$\$", block.strip(), re.DOTALL):
        return Paragraph((same(Source(" ".join(found[1].split()))),), displayed=True)
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
    """The sentence, its formulas set apart; what stands between dollar signs is LaTeX, as the author wrote it."""
    parts = _DOLLARS.split(sentence)
    if len(parts) == 1:
        return _typed(sentence)
    found: list[Span] = []
    for number, part in enumerate(parts):
        if number % 2:
            found.append(same(Source(part.strip())))
        elif part:
            found += kept(part)
    return tuple(_joined(found))


def kept(part: str) -> Iterator[Span]:
    """The words between two formulas, with the blanks at their ends; typed mathematics in them set apart."""
    inner = part.strip()
    before, after = " " * part[:1].isspace(), " " * (part[-1:].isspace() and bool(inner))
    yield from (before, *_typed(inner), after)


def _typed(sentence: str) -> Spans:
    """The sentence, what in it is typed mathematics set apart."""
    if re.search(_CHINESE, sentence):
        return tuple(_joined(_among_chinese(sentence)))
    words = [_Piece.of(word) for word in sentence.split()]
    found: list[Span] = []
    place = 0
    while place < len(words):
        length, made = _longest_run(words, place)
        if made:
            before, _, after = _bare(words[place : place + length])
            found += [before, made, f"{after} "]
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
        yield from (before, *((same(read(inner)),) if single else _typed(inner)), after)


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


def _longest_run(words: list[_Piece], place: int) -> tuple[int, Formula | None]:
    """How many words from here on are one formula, and that formula; 0 if none."""
    longest = place
    while longest < len(words) and _may_be(words, longest) and longest - place < 60:
        longest += 1
    for end in range(longest, place, -1):
        made = _formula(words[place:end]) if _is_formula(words, place, end) else None
        if made is not None:
            return end - place, made
    return 0, None


def _may_be(words: list[_Piece], place: int) -> bool:
    core = words[place].whole
    return bool(core) and not re.search(r"[A-Za-z]-[A-Za-z]|[A-Z]\d|-\d", core) and _known_words(core)


def _known_words(text: str) -> bool:
    return all(_is_name(word) for word in _WORD.findall(re.sub(r"_\{?[A-Za-z_,]+\}?", "", text)))


def _is_name(word: str) -> bool:
    return word in (*FUNCTIONS, *NAMES) or word.isupper() or bool(re.fullmatch("d[A-Z]", word))


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
    return names[0] in FUNCTIONS or all(len(name) == 1 and name.isalpha() for name in names)


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


def _formula(run: list[_Piece]) -> Formula | None:
    try:
        return same(read(_bare(run)[1]))
    except NotTyped:
        return None


def _joined(found: Iterable[Span]) -> Iterator[Span]:
    """Neighbouring words in one piece."""
    words = ""
    for each in found:
        if isinstance(each, Formula):
            if words:
                yield words
            words = ""
            yield each
        else:
            words += each
    if words.rstrip():
        yield words.rstrip()
