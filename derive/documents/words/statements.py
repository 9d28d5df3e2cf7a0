"""Statements about letters, each at its place and for the stretch of text in which it is in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from derive.documents.document import Document, Fragment, Heading
from derive.documents.words.bounds import Bound, bounds, kinds_of
from derive.documents.words.denial import Force, force
from derive.documents.words.grammar import SIGN, Form, forms, stems
from derive.documents.words.letters import BARE_LETTER, letters, sizes, value
from derive.documents.words.lifting import Lift, lifts
from derive.documents.words.masked import DISPLAY, Listed, Masked, Sentence, following
from derive.documents.words.table import Kind, phrases


@dataclass(frozen=True, slots=True)
class Statement:
    """What words say of a letter, which is LaTeX as it is written: `y`, `\\mathbf{y}_i`.

    It is made at `span`, and in force from `start` to `end`, all of them places in the document's text. `values` are
    what else it names: the letters in which X is constant, the dimensions of a vector or a matrix, the 0 of `x = 0`.
    A `supposed` one stands under "if" or is made by the way, and its stretch is short. A `negated` one is denied, and
    nothing follows from it.
    """  # noqa: D301

    kind: str
    letter: str
    letter_span: tuple[int, int]
    span: tuple[int, int]
    start: int
    end: int
    text: str
    values: tuple[str, ...] = ()
    negated: bool = False
    supposed: bool = False


def statements(document: Document) -> list[Statement]:
    """All that the prose of a document says of its letters, in its order."""
    return heard(document)[0]


def heard(document: Document) -> tuple[list[Statement], list[Lift]]:
    """The statements of a document, and its lifts: "we now drop this assumption" ends those before it."""
    reader = _Reader(document)
    made = [each for sentence in reader.masked.sentences() for each in reader.of(sentence)]
    lifted = [*lifts(reader.masked)]
    return _ended(sorted(made, key=lambda each: each.span), lifted), lifted


def said(text: str) -> list[Statement]:
    """What a text without delimiters says, such as a comment: `y is one-hot`, `W does not depend on x`."""
    from derive.documents.finding import find

    marked = BARE_LETTER.sub(
        lambda found: found[0] if found[0].strip() in ("a", "A", "I") else f" ${found[0].strip()}$ ", text
    )
    return statements(find(marked))


_AT = re.compile(
    rf"\b(?:evaluated |taken |computed )?at (?:the point |the origin )?(?P<x>{SIGN})|在 ?(?P<z>{SIGN}) ?(?:处|点|时)",
    re.IGNORECASE,
)


_LETS = re.compile(r"\W*(?:let|set|put|define|consider|take|write)\b", re.IGNORECASE)
_WITH = re.compile(r"\bwith\s+(?:[a-z-]+\s+)*$", re.IGNORECASE)
"""Let `L` be their product, with positive `p_i`: this is said, not supposed."""


_ONLY_FOR = re.compile(
    r"(?:\b(?:for|at|under|given)(?:\s+(?:all|any|every|each|some|real|fixed|numbers?|values?|arguments?|points?))*"
    r"|对于?(?:任意|所有|每个)?的?)\s*$",
    re.IGNORECASE,
)
"""√(x²) = x for `x > 0`: this is said of the sentence alone."""
_DECLARES = re.compile(
    r"[\s,，]*(?:we\s+(?:can\s+|may\s+|now\s+)?)?(?:define|write|let|set|put|denote|consider|call|introduce|assume)\b"
    r"|[\s,，]*(?:定义|记|令|设|考虑)",
    re.IGNORECASE,
)
"""For `x > 0` write …: it is said of what is declared so."""


_SINGULAR = re.compile(r"^(?!.*\b(?:each|both|all|every)\b).*\b(?:is|an?)\b", re.IGNORECASE | re.DOTALL)


class _Reader:
    """Reads sentence by sentence."""

    def __init__(self, document: Document) -> None:
        self.document, self.masked = document, Masked(document)
        self.headings = document.headings
        self.before = Sentence("", 0)

    def of(self, sentence: Sentence) -> Iterator[Statement]:
        """The statements of a sentence."""
        listed = sentence.listed()
        if listed.lists:
            yield from self._at(listed)
            yield from self._bounds(listed)
            for kind, stem in stems():
                if stem.search(listed.text):
                    yield from self._of_kind(listed, kind)
        self.before = sentence

    def _of_kind(self, listed: Listed, kind: Kind) -> Iterator[Statement]:
        """Those of a kind; where two phrases overlap the first one counts, and a letter counts once."""
        taken: list[tuple[int, int]] = []
        seen: set[int] = set()
        for form in forms(kind):
            for found in form.pattern.finditer(listed.text):
                span = found.span()
                if form.before and any(first < span[1] and span[0] < last for first, last in taken):
                    continue
                taken.append(span)
                for each in self._made(listed, form, found):
                    if each.letter_span[0] not in seen:
                        seen.add(each.letter_span[0])
                        yield each

    def _made(self, listed: Listed, form: Form, found: re.Match[str]) -> Iterator[Statement]:
        how = force(listed.text, *found.span(), form.negative)
        if how == "open" or (form.before and self._is_equation(listed, found["x"])):
            return
        if form.subject and phrases("of_it").search(listed.text[: found.start("x")]):
            return
        by_the_way = form.before and bool(phrases("by_the_way").search(listed.text[: found.start()]))
        by_the_way &= not (_LETS.match(listed.text) and _WITH.search(listed.text[: found.start()]))
        start, end = self._in_force(listed, how, by_the_way, found.end())
        span = (self._origin(listed, found.start()), self._origin(listed, found.end()))
        text, values = self._text(listed, found[0]), self._values(listed, form, found)
        denied, supposed = how == "denied", how == "supposed" or by_the_way
        singular = not form.before and _SINGULAR.search(listed.text[found.end("x") : found.end()])
        for letter, at in self._letters(listed, found["x"], plain=form.before, last=bool(singular)):
            place = (at, at + len(letter))
            yield Statement(form.kind, letter, place, span, start, end, text, values, denied, supposed)

    def _origin(self, listed: Listed, at: int) -> int:
        return self.masked.origin(listed.place(at))

    def _is_equation(self, listed: Listed, sign: str) -> bool:
        """Whether right behind "symmetric" stands an equation of its own: since A is symmetric `A^T = A`."""
        return "=" in self._content(listed.of(sign)[0][0])

    def _letters(
        self, listed: Listed, sign: str, *, plain: bool = False, last: bool = False
    ) -> Iterator[tuple[str, int]]:
        """The letters of a list of formulas, with their places in the document; up to an equation, if `plain`.

        Only the `last` formula counts where one alone is spoken of: at temperature `T`, and `y` a one-hot vector.
        """
        for each, at in [*listed.of(sign)][-1 if last else 0 :]:
            if plain and "=" in self._content(each):
                return
            fragment = self.masked.fragment(each)
            if fragment is None:
                yield each, self.masked.origin(at)
            else:
                yield from letters(self.document.text[fragment.start : fragment.end], fragment.start)

    def _values(self, listed: Listed, form: Form, found: re.Match[str]) -> tuple[str, ...]:
        signs = [sign for name, sign in found.groupdict().items() if name.startswith("y") and sign]
        contents = [self._content(each) for sign in signs for each, _ in listed.of(sign)]
        if form.kind in ("vector", "matrix"):
            own = self._content(listed.of(found["x"])[0][0])
            return tuple(size for each in contents for size in sizes(each)) or (
                sizes(own) if "\\in" in own else ()
            )
        return tuple(letter for each in contents for letter, _ in letters(each, 0))

    def _content(self, sign: str) -> str:
        fragment = self.masked.fragment(sign)
        return self.document.text[fragment.start : fragment.end] if fragment else sign

    def _text(self, listed: Listed, phrase: str) -> str:
        """The phrase with its formulas."""

        def written(sign: re.Match[str]) -> str:
            return ", ".join(self._content(each).strip() for each, _ in listed.of(sign[0]))

        return " ".join(re.sub(SIGN, written, phrase).split())

    def _bounds(self, listed: Listed) -> Iterator[Statement]:
        """x > 0, and u ∈ [0, 1]: formulas that say of letters what numbers they may be."""
        for found in re.finditer(SIGN, listed.text):
            for sign, _ in listed.of(found[0]):
                fragment = self.masked.fragment(sign)
                said = bounds(self._content(sign)) if fragment is not None else None
                if fragment is not None and said is not None:
                    yield from self._bounded(listed, found.span(), fragment, said)

    def _bounded(
        self, listed: Listed, place: tuple[int, int], fragment: Fragment, said: tuple[str, Bound]
    ) -> Iterator[Statement]:
        text, (begins, ends) = listed.text, place
        how = force(text, begins, ends)
        if how == "open":
            return
        before = text[:begins]
        declares = _LETS.match(text) or _DECLARES.match(text[ends:])
        by_the_way = bool(_ONLY_FOR.search(before)) and not declares
        start, end = self._in_force(listed, how, by_the_way, ends)
        supposed = how == "supposed" or by_the_way
        if not supposed:
            end = len(self.document.text)
        written, bound = said
        offset = fragment.start + self.document.text[fragment.start : fragment.end].find(written)
        content = self.document.text[fragment.start : fragment.end].strip()
        for letter, at in letters(written, offset):
            for kind in kinds_of(bound):
                values = bound.values if kind == "bounded" else ()
                span = (at, at + len(letter))
                yield Statement(
                    kind, letter, span, fragment.outer, start, end, content, values, how == "denied", supposed
                )

    # where it is in force

    def _in_force(self, listed: Listed, how: Force, by_the_way: bool, at: int) -> tuple[int, int]:
        masked, sentence = self.masked, listed.sentence
        start = masked.origin(sentence.start + len(sentence.text) - len(sentence.text.lstrip()))
        if phrases("from_now_on").search(sentence.text):
            start = self._origin(listed, at)
        elif phrases("looks_back").search(sentence.text) and self.before.text.rstrip(" \t\n.,。，").endswith(
            DISPLAY
        ):
            start = masked.origin(self.before.start)
        if how == "supposed" or by_the_way:
            end = following(masked.text, sentence.start + len(sentence.text))
            return start, masked.origin(end)
        return start, self._end_of_section(start, sentence.text)

    def _end_of_section(self, at: int, text: str) -> int:
        """The end of the section, of the one around it for a section of notation, of all for "throughout"."""
        end = len(self.document.text)
        if phrases("everywhere").search(text):
            return end
        path: list[Heading] = []
        for heading in self.headings:
            if heading.start > at:
                break
            path = [each for each in path if each.level < heading.level] + [heading]
        while path and phrases("notation").search(self.document.text[path[-1].start : path[-1].end]):
            path.pop()
        if not path:
            return end
        return next((h.start for h in self.headings if h.start > at and h.level <= path[-1].level), end)

    def _at(self, listed: Listed) -> Iterator[Statement]:
        """at `x = 0`."""
        for found in _AT.finditer(listed.text):
            sign = found["x"] or found["z"]
            inner = self._content(listed.of(sign)[0][0])
            if inner.count("=") != 1 or force(listed.text, *found.span()) in ("denied", "open"):
                continue
            start, end = self._in_force(listed, "supposed", True, found.end())
            span = (self._origin(listed, found.start()), self._origin(listed, found.end()))
            for letter, at in self._letters(listed, sign):
                place, values = (at, at + len(letter)), (value(inner),)
                yield Statement(
                    "at", letter, place, span, start, end, self._text(listed, found[0]), values, supposed=True
                )


def _ended(made: list[Statement], lifted: list[Lift]) -> list[Statement]:
    """The statements, each ended where it is denied or taken back."""
    denials: dict[tuple[str, str], list[int]] = {}
    for each in made:
        if each.negated:
            denials.setdefault((each.kind, each.letter), []).append(each.start)

    def end(of: Statement) -> int:
        places = [*denials.get((of.kind, of.letter), ()), *(each.at for each in lifted if each.ends(of.kind))]
        return min([of.end, *(at for at in places if at > of.start)])

    return [each if each.negated else replace(each, end=end(each)) for each in made]
