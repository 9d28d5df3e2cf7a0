r"""What comments in the document say: `<!-- derive: index i, j in 1..n; assume \sum_k y_k = 1 -->`.

index i, j, k in 1..n            what letters range over
y does not depend on z           a letter is constant in another; t, y constant in z
h depends on z
assume \sum_k y_k = 1            a hypothesis; assume y is one-hot; assume x > 0
define p_k = \exp h_k / \sum_j \exp h_j
y is a label                     a place, such as the true class
vector w; matrix W; number c     letters that stand without their indices
B is symmetric; f is a function
new t                            t is defined anew below
skip                             the next formula is not judged; off … on for many
expect refuted                   the next formula is an erratum
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from derive.documents.finding import Document, Remark
from derive.documents.readings.chains import Chain, chains
from derive.documents.readings.definitions import Definition
from derive.documents.readings.facts import Fact, Facts
from derive.documents.readings.formulas import head_of, is_numeric
from derive.documents.readings.grammar import Choices, read_side
from derive.documents.readings.grammar.items import is_sign
from derive.documents.readings.trees import Condition, Node, Unreadable
from derive.documents.tokens import Token, tokens
from derive.language.sayings import Saying, reason

_INDEX = re.compile(
    r"ind(?:ex|ices)\s+(?P<letters>.+?)\s+(?:in|over)\s+1\s*(?:\.\.|…|\\dots|,\s*…\s*,)\s*(?P<dim>\S+)$"
)
_CONSTANT = re.compile(
    r"(?P<names>.+?)\s+(?:do(?:es)?\s+not\s+depend\s+on|(?:is\s+|are\s+)?constant\s+in)\s+(?P<on>.+)$"
)
_DEPENDS = re.compile(r"(?P<names>.+?)\s+depends?\s+on\s+(?P<on>.+)$")
_IS = re.compile(
    r"(?P<names>.+?)\s+(?:is|are)\s+(?:an?\s+)?(?P<kind>labels?|functions?|symmetric|orthogonal|one-?hot|positive"
    r"|vectors?|matri(?:x|ces)|numbers?|scalars?|invertible|diagonal|normali[sz]ed)$"
)
_KIND = re.compile(r"(?P<kind>vectors?|matrix|matrices|scalars?|numbers?|functions?)\s+(?P<names>.+)$")
_EXPECT = re.compile(r"expect\s+(?P<verdict>\w+)$")
_WORDS = {
    "label": "label", "function": "function", "symmetric": "symmetric", "orthogonal": "orthogonal",
    "one-hot": "one-hot", "onehot": "one-hot", "positive": "positive", "vector": "vector", "matrix": "matrix",
    "matrice": "matrix", "number": "number", "scalar": "number", "invertible": "invertible", "diagonal": "diagonal",
    "normalised": "normalised", "normalized": "normalised",
}  # fmt: skip


@dataclass
class Problem:
    """A comment that is not understood."""

    at: tuple[int, int]
    why: Saying


@dataclass
class Assumed:
    """left = right for every value of its free indices."""

    left: Node
    right: Node
    text: str
    at: int = -1
    section: tuple[int, ...] = ()
    until: int = 1 << 60

    @property
    def supposed(self) -> bool:
        """Whether it is in force for a stretch alone, as what stands under "if"."""
        return self.until < 1 << 60


@dataclass
class Said:
    """All that the comments of a document say."""

    document: Document
    facts: Facts
    defined: list[Definition] = field(default_factory=list)
    assumed: list[Assumed] = field(default_factory=list)
    anew: list[tuple[str, int]] = field(default_factory=list)
    skips: list[int] = field(default_factory=list)
    offs: list[tuple[int, int]] = field(default_factory=list)
    expectations: list[tuple[int, str]] = field(default_factory=list)
    whens: list[tuple[int, Condition]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ranges: set[str] = field(default_factory=set)
    _speaks_of: list[tuple[str, Remark]] = field(default_factory=list)
    _formulas: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for remark in self.document.remarks:
            for part in re.split(r";|；|\n", remark.text):
                said = part.strip().rstrip(".")
                if said:
                    try:
                        self._say(said, remark)
                    except Unreadable as fault:
                        self.problems.append(
                            Problem((remark.start, remark.end), reason("{}: {}", said, fault))
                        )
        if self.offs and self.offs[-1][1] < 0:
            self.offs[-1] = (self.offs[-1][0], len(self.document.text) + 1)

    def _say(self, said: str, remark: Remark) -> None:  # noqa: C901, PLR0912
        word, _, rest = said.partition(" ")
        if said == "skip":
            self.skips.append(remark.end)
        elif said == "off":
            self.offs.append((remark.start, -1))
        elif said == "on":
            if not self.offs or self.offs[-1][1] >= 0:
                raise Unreadable("nothing was off")
            self.offs[-1] = (self.offs[-1][0], remark.end)
        elif found := _EXPECT.match(said):
            self._expect(found["verdict"], remark)
        elif found := _INDEX.match(said):
            names, dimension = self._letters(found["letters"], remark), _dimension(found["dim"])
            self.facts.ranges.update(dict.fromkeys(names, dimension))
            self.ranges |= set(names)
        elif word == "when":
            self._when(rest, remark)
        elif word == "new":
            self.anew += [(name, remark.start) for name in self._letters(rest, remark)]
        elif word in ("define", "let"):
            self._define(rest)
            self._formulas += [rest]
        elif word in ("assume", "given"):
            self._assume(rest, remark)
            self._formulas += [rest]
        elif found := _CONSTANT.match(said):
            names, others = self._both(found, remark)
            self.facts.constants |= {(name, on) for name in names for on in others}
        elif found := _DEPENDS.match(said):
            names, others = self._both(found, remark)
            for name in names:
                self.facts.add(Fact(name, "depends", -1, tuple(others)))
        elif (found := _IS.match(said)) or (found := _KIND.match(said)):
            self._kind(found["kind"], self._letters(found["names"], remark))
        else:
            raise Unreadable("this comment is not understood")

    def _expect(self, verdict: str, remark: Remark) -> None:
        if verdict not in ("proved", "refuted"):
            raise Unreadable("proved or refuted can be expected")
        self.expectations.append((remark.end, verdict))

    def _kind(self, word: str, names: list[str]) -> None:
        kind = _WORDS[word.rstrip("s") if word not in ("matrices", "matrix") else "matrix"]
        for name in names:
            self.facts.add(Fact(name, kind, -1, said=f"{name} is {word}"))
            if kind == "function":
                self.facts.functions.add(name)

    def _when(self, rest: str, remark: Remark) -> None:
        found = self._one(rest)
        if len(found.relations) != 1 or found.relations[0] not in ("=", "≠"):
            raise Unreadable("a condition on two indices is expected here")
        left, right = (read_side(side, Choices()) for side in found.sides)
        if left == right:
            raise Unreadable("both sides are the same")
        self.whens.append((remark.end, Condition(left, right, found.relations[0])))

    def _letters(self, text: str, remark: Remark) -> list[str]:
        """The letters that are listed; it is noted that the comment speaks of them."""
        names = _names(text)
        self._speaks_of += [(name, remark) for name in names]
        return names

    def _both(self, found: re.Match[str], remark: Remark) -> tuple[list[str], list[str]]:
        """What depends or does not, and on what. Raises `Unreadable` for a letter that stands on both sides."""
        names, others = (self._letters(found[each], remark) for each in ("names", "on"))
        if twice := sorted({*names} & {*others}):
            raise Unreadable("{} on itself", twice[0])
        return names, others

    def tell_of_strangers(self, known: Container[str]) -> None:
        """A comment on a letter that stands in no formula says nothing, which is told."""
        for name, remark in self._speaks_of:
            written = rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])"
            if name not in known and not any(re.search(written, each) for each in self._formulas):
                self.problems.append(
                    Problem((remark.start, remark.end), reason("{} stands in no formula", name))
                )

    def _assume(self, rest: str, remark: Remark) -> None:
        if found := _IS.match(rest.strip()):
            self._kind(found["kind"], self._letters(found["names"], remark))
            return
        found_chain = self._one(rest)
        left, right = (read_side(side, Choices()) for side in found_chain.sides)
        if is_numeric(left) and is_numeric(right):
            raise Unreadable("no letter stands in it")
        if found_chain.relations[0] == ">":
            head = head_of(left)
            if head is None:
                raise Unreadable("a letter is expected here")
            self.facts.add(Fact(head.name, "positive", -1))
        elif found_chain.relations[0] == "=":
            self.assumed.append(Assumed(left, right, rest.strip().strip("$")))
        else:
            raise Unreadable("one relation is expected here")

    def _define(self, rest: str) -> None:
        found = self._one(rest)
        left, right = (read_side(side, Choices()) for side in found.sides)
        if head_of(left) is None:
            raise Unreadable("a letter is expected on the left side")
        if left == right:
            raise Unreadable("a letter does not define itself")
        self.defined.append(Definition(left, right, -1, -1, said=True))

    def _one(self, text: str) -> Chain:
        found = self._chain(text)
        if len(found) != 1 or len(found[0].relations) != 1 or found[0].continues:
            raise Unreadable("one relation is expected here")
        return found[0]

    def _chain(self, text: str) -> list[Chain]:
        bare = text.strip().strip("$")
        return chains(bare, 0, len(bare))

    # what others ask

    def is_new(self, name: str, at: int) -> bool:
        """Whether a comment before this place says that the letter is defined anew below."""
        return any(each == name and place < at for each, place in self.anew)

    def is_off(self, at: int) -> bool:
        """Whether formulas are not looked at here."""
        return any(start <= at < end for start, end in self.offs)

    def is_skipped(self, at: int) -> bool:
        """Whether the comment right before says so."""
        return any(_follows(self.document, end, at) for end in self.skips)

    def conditions(self, at: int) -> Iterator[Condition]:
        """The conditions that the comment right before states."""
        return (condition for end, condition in self.whens if _follows(self.document, end, at))

    def expected(self, at: int) -> str:
        """The verdict that the comment right before expects."""
        found = [verdict for end, verdict in self.expectations if _follows(self.document, end, at)]
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
    """The letters that are listed. Raises `Unreadable` if there are none, or where one is no letter."""
    parts = [each.strip() for each in re.split(r"[,，、]|\band\b|(?<!\\)\s+(?![{_^])", text)]
    made = [_name(each) for each in parts if each.strip("$")]
    if not made:
        raise Unreadable("a letter is expected here")
    return made


def _name(text: str) -> str:
    r"""The letter that is written, `y`, `\alpha`, `\mathbf{w}`, `Loss`, without its indices. Raises `Unreadable`."""
    bare = text.strip().strip("$")
    if re.fullmatch(r"[A-Za-z]\w*", bare) and "_" not in bare:
        return bare
    found = tokens(bare, 0, len(bare))
    first = found[0] if found else None
    scripts = all(
        is_sign(each, "_", "^") or not isinstance(each, Token) or each.kind != "sign" for each in found
    )
    if not isinstance(first, Token) or first.kind != "letter" or not scripts:
        raise Unreadable("{} is no letter", bare)
    return first.text


def _dimension(text: str) -> str:
    """What a range goes up to: a letter, or a number that is not zero. Raises `Unreadable`."""
    bare = text.strip().strip("$")
    if bare.isdecimal():
        if int(bare) == 0:
            raise Unreadable("a range from 1 to 0 is empty")
        return bare
    return _name(bare)


__all__ = ["Said", "tokens"]
