r"""What comments in the document say: `<!-- derive: index i, j in 1..n; assume \sum_k y_k = 1 -->`.

index i, j, k in 1..n            what letters range over
y does not depend on z           a letter is constant in another; t, y constant in z
h depends on z
assume \sum_k y_k = 1            a hypothesis; assume y is one-hot; assume x > 0
define p_k = \exp h_k / \sum_j \exp h_j
y is a label                     a place, such as the true class
vector w; matrix W               letters that stand without their indices
new t                            t is defined anew below
skip                             the next formula is not judged; off … on for many
expect refuted                   the next formula is an erratum
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from derive.documents.chains import Chain, chains
from derive.documents.finding import Document, Remark
from derive.documents.grammar import Choices, read_condition, read_side
from derive.documents.letters import Letters, index_name, is_bare
from derive.documents.notation import Condition, Node, Symbol, Unreadable, relabelled
from derive.documents.prose import Assumed
from derive.documents.tokens import tokens
from derive.language.typeset.letters import GREEK

if TYPE_CHECKING:
    from derive.documents.meaning import Shapes, Stored

_INDEX = re.compile(
    r"ind(?:ex|ices)\s+(?P<letters>.+?)\s+(?:in|over)\s+1\s*(?:\.\.|…|\\dots|,\s*…\s*,)\s*(?P<dim>\S+)$"
)
_CONSTANT = re.compile(
    r"(?P<names>.+?)\s+(?:do(?:es)?\s+not\s+depend\s+on|(?:is\s+|are\s+)?constant\s+in)\s+(?P<on>.+)$"
)
_DEPENDS = re.compile(r"(?P<names>.+?)\s+depends?\s+on\s+(?P<on>.+)$")
_LABEL = re.compile(r"(?P<names>.+?)\s+(?:is|are)\s+(?:a\s+)?labels?$")
_KIND = re.compile(r"(?P<kind>vector|matrix|vectors|matrices|scalar|scalars)\s+(?P<names>.+)$")
_ONEHOT = re.compile(r"(?P<name>\S+)\s+is\s+one-?hot$")
_POSITIVE = re.compile(r"(?P<name>\S+)\s*>\s*0$")
_EXPECT = re.compile(r"expect\s+(?P<verdict>\w+)$")


@dataclass
class _Rule:
    """A statement of a comment that is mathematics: its chain, read."""

    word: str
    left: Node
    right: Node
    relation: str
    text: str
    at: int


@dataclass
class Problem:
    """A comment that is not understood."""

    at: tuple[int, int]
    message: str


@dataclass
class Said:
    """All that the comments of a document say."""

    document: Document
    rules: list[_Rule] = field(default_factory=list)
    ranges: list[tuple[str, str]] = field(default_factory=list)
    constants: set[tuple[str, str]] = field(default_factory=set)
    dependence: list[tuple[str, str]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)
    onehot: list[str] = field(default_factory=list)
    positive: set[str] = field(default_factory=set)
    anew: list[tuple[str, int]] = field(default_factory=list)
    skips: list[int] = field(default_factory=list)
    offs: list[tuple[int, int]] = field(default_factory=list)
    expectations: list[tuple[int, str]] = field(default_factory=list)
    whens: list[tuple[int, Condition]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    shapes_of: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for remark in self.document.remarks:
            for part in re.split(r";|；|\n", remark.text):
                said = part.strip().rstrip(".")
                if said:
                    try:
                        self._say(said, remark)
                    except Unreadable as fault:
                        self.problems.append(Problem((remark.start, remark.end), f"{said}: {fault.reason}"))
        if self.offs and self.offs[-1][1] < 0:
            self.offs[-1] = (self.offs[-1][0], len(self.document.text) + 1)

    def _say(self, said: str, remark: Remark) -> None:  # noqa: C901, PLR0912
        word, _, rest = said.partition(" ")
        if said == "skip":
            self.skips.append(remark.end)
        elif said == "off":
            self.offs.append((remark.start, -1))
        elif said == "on":
            if self.offs:
                self.offs[-1] = (self.offs[-1][0], remark.end)
        elif found := _EXPECT.match(said):
            self.expectations.append((remark.end, found["verdict"]))
        elif found := _INDEX.match(said):
            self.ranges += [(name, _name(found["dim"])) for name in _names(found["letters"])]
        elif word == "when":
            self._when(rest, remark)
        elif word == "new":
            self.anew += [(name, remark.start) for name in _names(rest)]
        elif word in ("define", "let"):
            self._rule("define", rest)
        elif word in ("assume", "given"):
            self._assume(rest)
        elif found := _CONSTANT.match(said):
            self.constants |= {(n, on) for n in _names(found["names"]) for on in _names(found["on"])}
        elif found := _DEPENDS.match(said):
            self.dependence += [(n, on) for n in _names(found["names"]) for on in _names(found["on"])]
        elif found := _LABEL.match(said):
            self.labels |= set(_names(found["names"]))
        elif found := _KIND.match(said):
            rank = {"vector": 1, "matrix": 2, "vectors": 1, "matrices": 2}.get(found["kind"], 0)
            self.kinds.update(dict.fromkeys(_names(found["names"]), rank))
        else:
            raise Unreadable("this comment is not understood")

    def _when(self, rest: str, remark: Remark) -> None:
        inner = rest.strip().strip("$")
        condition = read_condition(tokens(inner, 0, len(inner)), Choices())
        if condition is None:
            raise Unreadable("a condition on two indices is expected here")
        self.whens.append((remark.end, condition))

    def _assume(self, rest: str) -> None:
        if found := _ONEHOT.match(rest.strip()):
            self.onehot.append(_name(found["name"]))
        elif found := _POSITIVE.match(rest.strip()):
            self.positive |= {_name(re.split("[_^(]", found["name"])[0])}
        else:
            self._rule("assume", rest)

    def _rule(self, word: str, text: str) -> None:
        text = text.strip().strip("$")
        found: list[Chain] = chains(text, 0, len(text))
        if len(found) != 1 or len(found[0].relations) != 1 or found[0].continues:
            raise Unreadable("one relation is expected here")
        left, right = (read_side(side, Choices()) for side in found[0].sides)
        self.rules.append(_Rule(word, left, right, found[0].relations[0], text, len(self.rules)))

    # what others ask

    def nodes(self) -> Iterator[Node]:
        """All mathematics in comments."""
        for rule in self.rules:
            yield rule.left
            yield rule.right

    def relabel(self, names: dict[str, str]) -> None:
        """Letters with labels are called otherwise in the document."""
        for rule in self.rules:
            rule.left, rule.right = relabelled(rule.left, names), relabelled(rule.right, names)

    def tell(self, letters: Letters) -> None:
        """What the comments say about letters."""
        for name, _ in self.ranges:
            letters.bound.add(name)
            letters.solid.add(name)
        letters.upper |= {dim for _, dim in self.ranges}
        letters.ranks.update(self.kinds)
        letters.labels |= {
            name for name in self.labels if letters.usage[name].most.get(1) or name in letters.labels
        }

    def definitions(self) -> Iterator[Stored]:
        """Definitions, in force everywhere."""
        from derive.documents.meaning import Stored

        for rule in self.rules:
            if rule.word == "define" and isinstance(rule.left, Symbol):
                letters = tuple(
                    index_name(each)
                    for each in (*rule.left.labels, *rule.left.subscripts)
                    if isinstance(each, Symbol) and is_bare(each)
                )
                name, opaque = (
                    rule.left.name,
                    [each for each in rule.left.arguments or () if isinstance(each, Symbol)],
                )
                if any(not is_bare(each) for each in opaque):
                    inner = [
                        index_name(s) for each in opaque for s in each.subscripts if isinstance(s, Symbol)
                    ]
                    letters = (*letters, *inner)
                    name = f"{name}({','.join(each.name for each in opaque)})"
                yield Stored(name, letters, (), rule.right, -1 - rule.at, -1)

    def assumptions(self) -> Iterator[Assumed]:
        """Hypotheses, in force everywhere."""
        for rule in self.rules:
            if rule.word == "assume" and rule.relation == "=":
                yield Assumed(rule.left, rule.right, rule.text)
        for name in self.onehot:
            yield Assumed(Symbol(name), Symbol(name), f"{name} is one-hot", kind="whole one-hot")

    def shape(self, shapes: Shapes) -> None:
        """What the comments say about ranges."""
        from derive.documents.meaning import Context

        for rule in self.rules:
            context = Context(-1 - rule.at)
            if rule.word == "define":
                context = Context(-1 - rule.at, {}, frozenset(_letters_of(rule.left)))
            mark = shapes.dimensions.mark()
            try:
                one, other = shapes.side(rule.left, context), shapes.side(rule.right, context)
                del one, other
            except Unreadable as fault:
                shapes.dimensions.back(mark)
                self.problems.append(Problem((0, 1), f"{rule.text}: {fault.reason}"))
        for name, dims in self.shapes_of:
            rank = shapes.letters.rank(name)
            if len(dims) != rank:
                continue
            for number, dim in enumerate(dims):
                mark = shapes.dimensions.mark()
                try:
                    shapes.dimensions.join(("slot", name, number), ("name", dim), name)
                except Unreadable:
                    shapes.dimensions.back(mark)

    def declare(self, sides: list[Any], letters: Letters) -> None:
        r"""x \in \mathbb{R}^{D} and W \in \mathbb{R}^{D \times C} say what shape a letter has."""
        from derive.documents.notation import Power, Times

        left, right = sides[0].node, sides[-1].node
        if not isinstance(left, Symbol) or not isinstance(right, Power) or right.base != Symbol("bbR"):
            return
        parts = right.exponent.factors if isinstance(right.exponent, Times) else (right.exponent,)
        if not all(isinstance(each, Symbol) and is_bare(each) for each in parts) or len(parts) > 2:
            return
        try:
            resolved = letters.resolve(left)
        except Unreadable:
            return
        rank = len(resolved.places) + len(parts)
        letters.ranks[resolved.name] = max(rank, letters.rank(resolved.name))
        names = tuple(each.name for each in parts if isinstance(each, Symbol))
        letters.upper |= set(names)
        if not resolved.places:
            self.shapes_of.append((resolved.name, names))

    def is_constant(self, name: str, on: str) -> bool:
        """Whether a comment says that a letter does not depend on another."""
        return (name, on) in self.constants

    def is_new(self, name: str, at: int) -> bool:
        """Whether a comment before this place says that the letter is defined anew below."""
        return any(each == name and place < at for each, place in self.anew)

    def is_off(self, at: int) -> bool:
        """Whether formulas are not looked at here."""
        return any(start <= at < end for start, end in self.offs)

    def is_skipped(self, document: Document, at: int) -> bool:
        """Whether the comment right before says so."""
        return any(_follows(document, end, at) for end in self.skips)

    def conditions(self, document: Document, at: int) -> Iterator[Condition]:
        """The conditions that the comment right before states."""
        return (condition for end, condition in self.whens if _follows(document, end, at))

    def expected(self, document: Document, at: int) -> str:
        """The verdict that the comment right before expects."""
        found = [verdict for end, verdict in self.expectations if _follows(document, end, at)]
        return found[-1] if found else "proved"


def _follows(document: Document, end: int, at: int) -> bool:
    """Whether a place stands in the first formula after another, or on its line."""
    if at < end:
        line = document.text.rfind("\n", 0, end)
        return line < at
    following = next((each for each in document.fragments if each.start >= end), None)
    inside = next((each for each in document.fragments if each.start <= end < each.end), None)
    if inside is not None and at < inside.end:
        stop = document.text.find("\\\\", end, inside.end)
        return at < (stop if stop >= 0 else inside.end)
    return following is not None and inside is None and following.start <= at < following.end


def _names(text: str) -> list[str]:
    return [_name(each) for each in re.split(r"[,\s]+|\band\b", text) if each]


def _name(text: str) -> str:
    bare = text.strip().strip("$").removeprefix("\\")
    return bare if bare in GREEK or bare.isalnum() or "_" in bare else re.sub(r"\W", "", bare)


def _letters_of(node: Node) -> list[str]:
    if not isinstance(node, Symbol):
        return []
    return [index_name(s) for s in (*node.labels, *node.subscripts) if isinstance(s, Symbol) and is_bare(s)]
