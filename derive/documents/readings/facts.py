r"""What a document says about its letters: declarations, words, comments; each with its place.

A declaration (`W \in \mathbb{R}^{n \times d}`, "let B be a symmetric matrix", a comment) is stronger than a
definition, and that than the use in other formulas.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from derive.documents.finding import Document
from derive.documents.readings.declarations import groups, is_numbered, names_of, shape_of
from derive.documents.readings.formulas import Formula
from derive.documents.readings.layer_labels import layer_labels
from derive.documents.readings.marked import marked
from derive.documents.readings.naming import EXPECTATIONS
from derive.documents.readings.orthogonal import KIND as ORTHOGONAL, Pair, pairs, to_each_other
from derive.documents.readings.renewing import DECLARING, KEPT, Renewal, ends, renewals
from derive.documents.readings.single_letters import at_layer, letter_of
from derive.documents.readings.sizes import Size, Sizes
from derive.documents.readings.trees import (
    Apply,
    Letter,
    Node,
    Times,
    Word,
    letters,
    walk,
)
from derive.documents.words import Lift, heard


@dataclass(frozen=True)
class Fact:
    """Something said of a letter, from a place of the document on."""

    letter: str
    kind: str
    at: int
    values: tuple[str, ...] = ()
    places: int = 0
    said: str = ""
    until: int = 1 << 60


_KINDS = (
    ("random", r"random variables?|随机变量"),
    ("function", r"(?:\w+ )?functions?|函数"),
    ("label", r"(?:true|correct|target|right|observed|real) (?:class|label|word)|真实类别|正确类别"),
    ("layer", r"layers?|level"),
    ("index", r"ind(?:ex|ices)"),
)
"""Words right before or behind a letter that say what kind of thing it is."""
_WORDS = {
    "one-hot": "one-hot", "sums-to-one": "normalised", "probabilities": "normalised", "symmetric": "symmetric",
    "orthogonal": "orthogonal", "orthonormal": "orthogonal", "diagonal": "diagonal", "invertible": "invertible",
    "positive": "positive", "positive-definite": "definite", "positive-semidefinite": "semidefinite",
    "idempotent": "idempotent", "true-class": "label", "scalar": "number", "vector": "vector", "matrix": "matrix",
    "square": "square", "identity": "identity", "constant": "constant", "independent": "constant",
    "unit-norm": "unit-norm", "skew-symmetric": "skew-symmetric", "binary": "binary", "zero-mean": "zero-mean",
    "unit-variance": "unit-variance", "triangular": "triangular", "nonnegative": "nonnegative", "nonzero": "nonzero",
    "in-unit-interval": "in-unit-interval", "distinct": "distinct", "bounded": "bounded", "entries": "entries",
}  # fmt: skip
"""What the table of hypotheses calls a kind, and what it is called here."""
_BE = r"\s*(?:,\s*)?(?:be|is|are|being|denotes?|stands? for|为|是|表示)?\s*(?:an?|the|two|some|any|一个)?\s*"
_SQUARE = frozenset(
    {"square", "symmetric", "orthogonal", "definite", "semidefinite", "idempotent", "identity"}
)
_COMPLEX = re.compile(
    r"\bcomplex[- ](?:number|valued|plane|vector|matri|conjugate)|\bimaginary\b|复数|虚部|共轭", re.IGNORECASE
)
_SPECTRAL = re.compile(r"\b(?:spectral|operator|induced) norm|谱范数|算子范数", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？!?；;]|\.\s|\.$|\n[ \t]*\n|\n[ \t]*[-*#]")
_WHOLES = re.compile(r"\b(?:vector|matri(?:x|ces))|向量|矩阵|行列|ベクトル", re.IGNORECASE)


@dataclass
class Facts:
    """All that is said of letters."""

    document: Document
    found: list[Fact] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    layers: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    elsewhere: dict[str, list[tuple[int, int, bool]]] = field(default_factory=lambda: defaultdict(list))
    marked: dict[int, set[Letter]] = field(default_factory=lambda: defaultdict(set))
    averaged: set[str] = field(default_factory=set)
    dims: set[str] = field(default_factory=set)
    elementwise: set[str] = field(default_factory=set)
    ranges: dict[str, str] = field(default_factory=dict)
    constants: set[tuple[str, str]] = field(default_factory=set)
    logistic: bool = False
    says_identity: bool = False
    says_rows: bool = False
    says_complex: bool = False
    says_spectral: bool = False
    lifts: list[Lift] = field(default_factory=list)
    orthogonal: list[Pair] = field(default_factory=list)
    denied: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    renewals: dict[str, list[Renewal]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        text = self.document.text
        self.logistic = bool(re.search(r"sigmoid|logistic|逻辑|S\s*型", text, re.IGNORECASE))
        self.says_rows = bool(re.search(r"(?:are|as|is an?|be) row[- ]vectors?", text, re.IGNORECASE))
        self.says_complex = bool(_COMPLEX.search(text))
        self.says_spectral = bool(_SPECTRAL.search(text))
        self.says_identity = bool(re.search(r"identity matrix|单位矩阵|单位阵", text, re.IGNORECASE))
        self.says_elementwise = bool(
            re.search(r"element-?wise|entry-?wise|component-?wise|逐元素", text, re.IGNORECASE)
        )
        self._headings = sorted(each.start for each in self.document.headings)
        self._apart = sorted(apart(self.document))
        self._by_letter: dict[str, list[Fact]] | None = None

    # gathering

    def gather(self, formulas: list[Formula]) -> None:
        """What declarations and the words around letters say."""
        listed = list(groups(formulas, self.document))
        for group in listed:
            self._of_group(group)
        self._of_words()
        self._renew()
        for one, other in pairwise(listed):
            self._dependence(one, other)
        numbers = {each.letter for each in self.found if each.kind == "bounded"}
        trees = (side.node for formula in formulas for side in formula.sides if side.node is not None)
        self.labels = layer_labels(trees, self.layers, numbers)
        self.says_rows = self.says_rows or _writes_rows(formulas)
        self.dims = {dim for fact in self.found if fact.kind == "shape" for dim in fact.values}
        for formula in formulas:
            for side in formula.sides:
                if side.node is not None:
                    for letter in letters(side.node):
                        count = sum(not isinstance(each, Word) for each in (*letter.subs, *letter.labels))
                        if letter.name[:1].isupper() and is_numbered(letter):
                            count = 0  # K_1 and K_2 are two matrices, and no entries of K
                        self.elsewhere[letter.name].append((formula.start, count, letter.bold))
            trees = (side.node for side in formula.sides if side.node is not None)
            self.marked[self.section(formula.start)] |= marked(trees, lambda _: ())
            self.averaged |= {
                each.name for side in formula.sides if side.node for each in _averaged(side.node)
            }
        self._by_letter = None

    def _renew(self) -> None:
        """What is assumed of a letter ends where it is declared anew."""
        declared = ((each.letter, each.at, each.said) for each in self.found if each.kind in DECLARING)
        self.renewals = renewals(declared, self.document.text)
        self.found = [
            each
            if each.kind in KEPT
            else replace(each, until=min(each.until, self.renewed(each.letter, each.at)))
            for each in self.found
        ]

    def renewed(self, letter: str, since: int) -> int:
        """Where a letter is declared anew, so that what was said of it at the place `since` holds no longer."""
        return ends(self.renewals.get(letter, []), since, self.section)

    def holds(self, letters_: Iterable[Letter], since: int, at: int) -> bool:
        """Whether what was assumed of these letters at one place is taken back nowhere before another."""
        places = [
            place for each in letters_ for place in (*self.denied[each.name], self.renewed(each.name, since))
        ]
        return not any(since < place <= at for place in (*places, *(each.at for each in self.lifts)))

    def marks(self, at: int) -> list[Letter]:
        """The letters that signs mark as vectors or matrices, in formulas below the same heading."""
        return sorted(self.marked[self.section(at)], key=str)

    def add(self, fact: Fact) -> None:
        """One more."""
        self.found.append(fact)
        self._by_letter = None

    def _of_group(self, group: list[tuple[Letter, Formula]]) -> None:
        first, last = group[0][1], group[-1][1]
        text = self.document.text
        start, end = first.fragment.outer[0], last.fragment.outer[1]
        before = _SENTENCE.split(text[max(0, start - 60) : start])[-1]
        after = _SENTENCE.split(text[end : end + 90])[0].partition("$")[0]
        kinds: list[str] = []
        for kind, words in _KINDS:
            behind = rf"{_BE}(?:[\w-]+\s+){{0,3}}?(?:{words})\b(?!\s+of\s*$)"
            if re.search(rf"(?:{words})\s*$", before, re.IGNORECASE) or re.match(
                behind, after, re.IGNORECASE
            ):
                kinds.append(kind)
        if re.match(r"\s*(?:is|are|be)?\s*(?:an? )?functions?\s+of\s*$", after) or (
            re.match(r"\s*depends? on\s*$", after)
        ):
            kinds = [each for each in kinds if each != "function"]
        many = {letter.name for letter, _ in group if not is_numbered(letter)}  # x_1, …, x_n
        for letter, formula in group:
            places = sum(not isinstance(each, Word) for each in (*letter.subs, *letter.labels))
            for kind in dict.fromkeys(kinds):
                self.add(Fact(letter.name, kind, formula.start, (), places, text[start:end]))
                if kind == "function":
                    self.functions.add(letter.name)
                if kind == "layer":
                    self.layers.add(letter.name)
            declared = shape_of(formula)
            if declared is not None:
                for name, own in names_of(letter, places, many):
                    self.add(Fact(name, "shape", formula.start, declared, own))

    def _of_words(self) -> None:
        """What the table of hypotheses hears; what is denied says nothing."""
        said, self.lifts = heard(self.document)
        vectors = {each.letter for each in said if each.kind == "vector"}
        beside = to_each_other(said, lambda letter: letter.name in vectors)
        self.orthogonal = list(pairs(beside))
        spans = {each.span for group in beside for each in group}
        for each in said:
            kind = ORTHOGONAL if each.span in spans else _WORDS.get(each.kind)
            letter = letter_of(each.letter) or at_layer(each.letter)
            if letter is None:
                continue
            places = sum(not isinstance(part, Word) for part in (*letter.subs, *letter.labels))
            if each.kind == "elementwise":
                self.elementwise.add(letter.name)
            if each.negated:
                self.denied[letter.name].append(each.start)
            if each.negated and kind in _SQUARE:
                self.add(Fact(letter.name, "square", each.start, (), places, each.text))
            on = tuple(found.name for value in each.values if (found := letter_of(value)) is not None)
            if each.negated and kind == "constant":
                self.add(Fact(letter.name, "depends", each.start, on, 0, each.text))
            if kind is None or each.negated:
                continue
            if kind == "constant":
                self.constants |= {(letter.name, other) for other in on}
            self.add(Fact(letter.name, kind, each.start, each.values, places, each.text, each.end))

    def _dependence(self, one: list[tuple[Letter, Formula]], other: list[tuple[Letter, Formula]]) -> None:
        """The weights $y_k$ depend on $z$."""
        start, end = one[-1][1].fragment.outer[1], other[0][1].fragment.outer[0]
        between = self.document.text[start:end]
        if start < end and re.fullmatch(
            r"\s*,?\s*(?:only |smoothly )?(?:depends? on|(?:is|are|be) (?:an? )?(?:\w+ )?functions? of|取决于|依赖于?)"
            r"\s*(?:the \w+\s*)?",
            between,
        ):
            behind = _SENTENCE.split(self.document.text[other[-1][1].fragment.outer[1] :][:80])[0]
            on = tuple(letter.name for letter, _ in other)
            for letter, formula in one:
                self.add(Fact(letter.name, "depends", formula.start, on, 0, between + behind))

    # asking

    def of(self, name: str) -> list[Fact]:
        """All that is said of a letter, in the order of the text."""
        return self._letters().get(name, [])

    def _letters(self) -> dict[str, list[Fact]]:
        if self._by_letter is None:
            self._by_letter = defaultdict(list)
            for each in sorted(self.found, key=lambda fact: fact.at):
                self._by_letter[each.letter].append(each)
        return self._by_letter

    def says(self, name: str, kind: str, at: int, *, lapsed: bool = False) -> bool:
        """Whether this is said of the letter before this place, and in force there if not `lapsed`."""
        base = name.partition("^")[0]
        return any(
            each.kind == kind and each.at <= at and (lapsed or at <= each.until)
            for each in (*self.of(name), *self.of(base))
        )

    def is_label(self, name: str, at: int) -> bool:
        """Whether it is a place, such as the true class."""
        return self.says(name, "label", at)

    def is_index(self, name: str, at: int) -> bool:
        """Whether it is said to be an index."""
        return name in self.ranges or self.says(name, "index", at)

    def rank(self, name: str, at: int) -> int | None:
        """How many indices the letter has as it is declared; of a^(l−1) what is said of a^(l)."""
        base, _, label = name.partition("^(")
        at_layer = bool(label) and not self.of(name)
        for each in reversed(
            [f for f in self.of(base if at_layer else name) if f.at <= at or self._is_near(f, at)]
        ):
            places = max(each.places - 1, 0) if at_layer else each.places
            if each.kind == "shape":
                return places + len(each.values)
            if each.kind in _SQUARE or each.kind == "matrix":
                return places + 2
            if each.kind == "vector":
                return places + 1
            if each.kind == "one-hot":
                return max(places, 1)
            if each.kind == "number":
                return places
        return None

    def is_declared(self, name: str) -> bool:
        """Whether a shape is declared of a letter of just this name, such as W_1."""
        return any(each.kind == "shape" for each in self.of(name))

    def numbered(self, name: str) -> list[Fact]:
        """The shapes of W_1, W_2, …, of which W_i is any."""
        numbered = {each for each in self._letters() if _is_numbered(each, name)}
        return (
            [each for each in self.found if each.kind == "shape" and each.letter in numbered]
            if numbered
            else []
        )

    def _is_near(self, fact: Fact, at: int) -> bool:
        """Whether a shape that is declared behind a place stands in its section."""
        return fact.kind == "shape" and self.section(fact.at) == self.section(at)

    def section(self, at: int) -> int:
        """The number of headings before a place."""
        return bisect_right(self._headings, at)

    def together(self, one: int, other: int) -> bool:
        """Whether two places do not stand in two exercises, or the like, each with letters of its own."""
        return one < 0 or bisect_right(self._apart, one) == bisect_right(self._apart, other)

    def sizes(self, name: str, rank: int, at: int, sizes: Sizes) -> list[Size]:
        """The sizes of its places, as declared."""
        made = [Size() for _ in range(rank)]
        shapes = self._shapes(name, at)
        dims = shapes[-1].values if shapes else ()
        if not shapes and (numbered := {each.values for each in self.numbered(name)}):
            shapes = [replace(each, places=1) for each in self.numbered(name)]
            dims = next(iter(numbered)) if len(numbered) == 1 else ()
        if shapes and (shapes[-1].places + len(dims) == rank or (len(dims), rank) == (1, 2)):
            for at_, dim in enumerate(dims, rank - len(dims)):
                made[at_] = sizes.name(dim) if not dim.isdigit() else Size(count=int(dim))
        square = any(each.kind in _SQUARE for each in self.of(name))
        if square and rank == 2 and not shapes:
            made = [made[0], made[0]]
        return made

    def _shapes(self, name: str, at: int) -> list[Fact]:
        """The shapes of a letter that are declared before a place or in its section."""
        shapes = [each for each in self.of(name) if each.kind == "shape"]
        near = [each for each in shapes if each.at <= at or self._is_near(each, at)]
        here = [each for each in near if self.section(each.at) == self.section(at)]
        return here or near

    def is_number_or_whole(self, name: str, at: int) -> bool:
        """Whether it is declared as something that is no function."""
        return self.rank(name, at) is not None and name not in self.functions

    def is_vector_world(self, name: str, at: int) -> bool:
        """Whether something says that the letter is a vector or matrix."""
        return (self.rank(name, at) or 0) > 0 or any(bold for _, _, bold in self.elsewhere.get(name, ()))

    def speaks_of_wholes(self, at: int) -> bool:
        """Whether the words right before a place speak of vectors or matrices."""
        return bool(
            _WHOLES.search(re.split(r"\n\s*\n\s*(?=\w)|\n#", self.document.text[max(0, at - 300) : at])[-1])
        )

    def range_of(self, name: str, sizes: Sizes) -> Size:
        """What an index letter ranges over, as a comment says."""
        return sizes.name(self.ranges[name]) if name in self.ranges else Size()

    def is_positive(self, name: str, at: int, *, lapsed: bool = False) -> bool:
        """Whether it is said to be positive."""
        return self.says(name, "positive", at, lapsed=lapsed)

    def is_constant(self, name: str, on: str, at: int) -> bool:
        """Whether a comment says that it does not depend on another."""
        return (name, on) in self.constants

    def is_elementwise(self, name: str) -> bool:
        """Whether a function is taken entry by entry."""
        return name in self.elementwise or self.says_elementwise

    def dependence(self, at: int) -> Iterator[tuple[str, str]]:
        """Letters that are said to depend on others; on "", where it is said that they are not constant."""
        for each in self.found:
            if each.kind == "depends":
                yield from ((each.letter, on) for on in each.values or ("",))

    def costs(self, name: str, count: int, at: int, *, bold: bool, world: bool) -> dict[int, float]:
        """What it costs to take a letter, that stands with `count` places at most, to have so many indices."""
        declared = self.rank(name, at)
        if declared is None and count == 1 and (ranks := {len(f.values) for f in self.numbered(name)}):
            declared = 1 + max(ranks)
        if declared is not None and declared >= count:
            return self._declared_costs(name, declared, count, bold=bold)
        if bold:
            upper = name[:1].isupper()
            return {count + 1: 0.0 if not upper else 1.0, count + 2: 0.0 if upper else 2.0, count: 3.0}
        entries = [
            (abs(place - at), number)
            for place, number, _ in self.elsewhere.get(name, ())
            if number > count and self.together(place, at)
        ]
        if entries and not (count == 0 and self._are_of_capital(name)):
            most = max(number for _, number in entries)
            vector = {1: 0.3} if most == 2 and not count and name[:1].islower() else {}
            return {most: 0.0, count: 1.0, **vector} if most - count <= 2 else {count: 0.0}
        if count:
            return {count: 0.0, count + 1: 2.0, count + 2: 4.0}
        bare = re.split("[_^]", name, maxsplit=1)[0]
        inner = name[1:]
        if (
            name[:1] == "d"
            and inner
            and (self.is_vector_world(inner, at) or self.rank(inner, at) is not None)
        ):
            whole = any(b for _, _, b in self.elsewhere.get(inner, ()))  # dx, the gradient in x
            return self.costs(inner, count, at, bold=whole, world=world)
        if len(bare) > 1 and bare.islower():  # Greek
            return {0: 0.0, 1: 1.5, 2: 3.0}
        if bare[:1].isupper():
            return {0: 0.6, 2: 0.8, 1: 1.6} if world else {0: 0.0, 2: 2.0, 1: 3.0}
        return {0: 0.6, 1: 0.7, 2: 3.0} if world else {0: 0.0, 1: 1.6, 2: 4.0}

    def _one_of_many(self, name: str) -> int | None:
        """How many indices x has as one of the x^{(i)} that are declared; None where x itself is."""
        shapes = [each for each in self.of(name) if each.kind == "shape"]
        if not shapes or not name.islower() or any(not each.places for each in shapes):
            return None
        last = shapes[-1]
        return len(last.values) if last.places == 1 and len(last.values) < 2 else None

    def _are_of_capital(self, name: str) -> bool:
        """Whether the a_ij of a document that speaks of A are entries of that, and say nothing of a."""
        capital = self.elsewhere.get(name.upper(), ()) if name.islower() else ()
        return any(not number for _, number, _ in capital)

    def _declared_costs(self, name: str, declared: int, count: int, *, bold: bool) -> dict[int, float]:
        """For a letter that is declared; the x_n of x ∈ ℝᵈ may be an entry, or one of many vectors."""
        if not count and (one := self._one_of_many(name)) is not None:
            return {1: 0.0, 2: 0.3} if one else {1: 0.0, 0: 0.3}
        if count == declared == 1 and any(each.kind == "shape" and not each.places for each in self.of(name)):
            return {1: 1.0, 2: 0.0} if bold else {1: 0.0, 2: 1.0}
        return {declared: 0.0}


_NUMBERED = re.compile(
    r"(?:[#=*\s]|\\\w+\*?\s*(?:\[[^\]\n]*\])?\{)*"
    r"(derivation|exercise|problem|question|example|task|例题?|习题|题|练习|問題|例題)\s*(?:\d+|[一二三四五六七八九十]+)\b",
    re.IGNORECASE,
)


def apart(document: Document) -> set[int]:
    """The headings that begin exercises, problems, examples, …, numbered: each has letters of its own."""
    found: dict[str, set[int]] = defaultdict(set)
    for each in document.headings:
        if named := _NUMBERED.match(document.text[each.start : each.end]):
            found[named[1].lower()].add(each.start)
    return {start for starts in found.values() if len(starts) > 1 for start in starts}


def _averaged(tree: Node) -> Iterator[Letter]:
    """The letters whose own mean, variance or covariance is taken: the X and Y of E[X], Cov(X, Y)."""
    for node in walk(tree):
        if isinstance(node, Apply) and node.function in EXPECTATIONS and node.over is None:
            yield from (each for each in node.arguments if isinstance(each, Letter))


def _writes_rows(formulas: list[Formula]) -> bool:
    """Whether vectors stand before matrices everywhere, x W, and never behind them."""
    before = behind = 0
    for formula in formulas:
        for side in formula.sides:
            for node in walk(side.node) if side.node is not None else ():
                for one, other in pairwise(node.factors) if isinstance(node, Times) else ():
                    if isinstance(one, Letter) and isinstance(other, Letter) and one.bold and other.bold:
                        kinds = one.name[:1].isupper(), other.name[:1].isupper()
                        before += kinds == (False, True)
                        behind += kinds == (True, False)
    return before > 0 and not behind


def _is_numbered(letter: str, name: str) -> bool:
    """Whether it is W_1, W_2, … of this name."""
    return letter.startswith(f"{name}_") and letter[len(name) + 1 :].isdecimal()
