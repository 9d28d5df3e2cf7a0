"""What the words around formulas say: conditions such as "if i = j", hypotheses such as "y is one-hot"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from derive.documents.letters import Letters, index_name, is_bare
from derive.documents.notation import (
    Big,
    Condition,
    Indicator,
    Node,
    Number,
    Symbol,
    Times,
    Transposed,
    symbols,
)

if TYPE_CHECKING:
    from derive.documents.finding import Document, Fragment
    from derive.documents.reading import Formula


@dataclass(frozen=True)
class Stated:
    """A condition in force; `own` if it stands on the line of the formula itself.

    It is `ahead` of the formulas that it introduces, then `here`; behind a new sentence it is `doubtful` whether it
    still holds, and it is `past` where a sentence after that defines something.
    """

    condition: Condition
    own: bool = False
    depth: int = 0
    stage: Literal["ahead", "here", "doubtful", "past"] = "ahead"

    @property
    def lapsed(self) -> bool:
        """Whether what stands here may be meant without it."""
        return self.stage in ("doubtful", "past")


@dataclass(frozen=True)
class Assumed:
    """left = right for every value of its free indices; `label` is an index that it fixes."""

    left: Node
    right: Node
    text: str
    label: str = ""
    kind: str = "equation"
    at: int = -1


_MARKS = r"当|若|如果|假如|设|情况|其中|if|when|for|case|where|suppose|assume|assuming|let|with|provided"
_BEFORE = re.compile(rf"(?:{_MARKS})\s*(?:[\dIVivab一二三四]{{1,3}})?[\W_]*$", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:时|的时候|的情况|情况|情形|:|：|case|,\s*(?:we|then|this)|，)", re.IGNORECASE)
_WHETHER = re.compile(
    r"仅当|只有当|only (?:if|when)|\biff\b|是否|取决于|depend\w* on|whether|或者|或$|\bor\b|两种",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"综上|总结|汇总起来|总之|统一|合并|两种情况(?:合|综)|至此|in summary|to summari[sz]e|overall|combin\w+|"
    r"in general|altogether|both cases|put(?:ting)? (?:it|them|these|this|everything) together|unif\w+",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:and|so|hence|thus|then|therefore|consequently|we|get|obtain|find|have|first|next|finally|which|gives|yields|"
    r"it|follows|that|is)|(?:因而|因此|所以|于是|从而|先|再|然后|计算|则|即|故|那么|可|得|到|有|我们)+",
    re.IGNORECASE,
)
"""What a sentence may say that merely goes on: "Hence", "we get", 因而, 先计算."""
_SENTENCE = re.compile(r"[。！？!?；;]|\.\s|\n[ \t]*\n|\n[ \t]*[-*#①-⑳\d]")
_PLAIN = re.compile(
    r"(?:当|若|如果|\bif|\bwhen|\bfor|\bcase)\s*:?\s*(?P<left>[A-Za-z])\s*(?P<sign>!=|==|=|≠|\\neq?)\s*(?P<right>[A-Za-z])"
    r"(?![A-Za-z0-9_^=])",
    re.IGNORECASE,
)
_UNREAD = re.compile(
    r"当|若|如果|假设|假定|其他|其它|其余|否则|\bif\b|\bwhen\b|\bassum\w+|\bsuppos\w+|\botherwise\b|\bprovided\b|\bunless\b"
    r"|\bthe (?:true|correct|target) (?:class|label)\b",
    re.IGNORECASE,
)
_ONE_HOT_AFTER = re.compile(
    r"\s*(?:(?:is|are|being|denotes?|为|是)\s*)?(?:an?\s+|the\s+)?(?:的)?\s*(?:one-?hot|独热)", re.IGNORECASE
)
_ONE_HOT_BEFORE = re.compile(r"(?:one-?hot|独热)[-\w\s]{0,24}$", re.IGNORECASE)
_SLIP = re.compile(r"漏|忘|误|错|\b(?:forg[eo]t\w*|omit\w*|mistak\w+|wrong\w*)\b", re.IGNORECASE)
"""Words that announce a slip, not a condition."""
_OTHERS = re.compile(
    r"其他|其它|其余|others?\b.*(?:0|zero)|rest\b.*(?:0|zero)|one-?hot|独热|zero (?:elsewhere|otherwise)|only",
    re.IGNORECASE,
)


class InForce:
    """The conditions in force, as the text goes on."""

    def __init__(self, document: Document, letters: Letters) -> None:
        self.document, self.letters = document, letters
        self.at = 0
        self.active: list[Stated] = []
        self.levels: list[tuple[int, int]] = []
        self._text = ""
        self._read_here = False
        self._loose = ""
        self._after_display = False

    @property
    def section(self) -> tuple[int, ...]:
        """The headings that the text stands under, by their places."""
        return tuple(start for _, start in self.levels)

    def advance(self, fragment: Fragment) -> None:
        """Go on to this formula: headings, words that end a case, conditions in plain words."""
        start = fragment.outer[0]
        for heading in self.document.headings:
            if self.at <= heading.start < start or (
                heading.start <= start < heading.end and heading.start >= self.at
            ):
                self._heading(heading.level, heading.start)
        text = self.document.text[self.at : start]
        for cell in self.document.breaks:
            if self.at <= cell <= start:
                text = self.document.text[cell:start]
        if found := list(_SUMMARY.finditer(text)):
            self.active = [each for each in self.active if each.depth < 0]
            text = text[found[-1].end() :]
        if _begins_anew(text):
            self._turn("here", "doubtful")
        self._read_here = False
        if self._after_display:
            self._loose = ""
        self._after_display = fragment.display
        for said in _PLAIN.finditer(text):
            equal = said["sign"] in ("=", "==")
            left, right = Symbol(said["left"]), Symbol(said["right"])
            if self.letters.is_index(left.name) and self.letters.is_index(right.name):
                self._put(Stated(Condition(left, right, equal), depth=len(self.levels)))
                self._read_here = True
        self._text = text
        self.at = fragment.outer[1]

    def _heading(self, level: int, start: int) -> None:
        while self.levels and self.levels[-1][0] >= level:
            self.levels.pop()
        self.levels.append((level, start))
        depth = len(self.levels)
        self.active = [each for each in self.active if each.depth < 0 and -each.depth < depth]

    def _turn(
        self, stage: str, to: Literal["here", "doubtful", "past"], only: tuple[Stated, ...] = ()
    ) -> None:
        """Conditions of the text at one stage go on to another; those of headings hold below them."""
        self.active = [
            replace(each, stage=to)
            if each.stage == stage and each.depth >= 0 and (not only or each in only)
            else each
            for each in self.active
        ]

    def defined(self) -> None:
        """A formula defined something: what was doubtful is past."""
        self._turn("doubtful", "past")

    def _put(self, stated: Stated) -> None:
        letters = {stated.condition.left, stated.condition.right}
        self.active = [each for each in self.active if {each.condition.left, each.condition.right} != letters]
        self.active.append(stated)

    def condition(self, condition: Condition, formula: Formula, group: list[Formula]) -> None:
        """A formula that is a condition: for its own line, for what follows, or only mentioned."""
        others = [each for each in group if each is not formula and each.chain.row == formula.chain.row]
        if others:
            for each in others:
                each.conditions.append(Stated(condition, own=True))
                formula.kind = "condition"
            if formula.fragment.display:
                return
        document, fragment = self.document, formula.fragment
        heading = next((h for h in document.headings if h.start <= fragment.start < h.end), None)
        if heading is not None:
            self._put(Stated(condition, depth=-len(self.levels)))
            return
        before = document.text[max(0, fragment.outer[0] - 200) : fragment.outer[0]]
        after = document.text[fragment.outer[1] : fragment.outer[1] + 60]
        sentence = list(_SENTENCE.split(before))[-1]
        rest = _SENTENCE.split(after)[0]
        if _WHETHER.search(sentence) or _WHETHER.search(rest):
            return
        alone = _stands_alone(before, after)
        if fragment.display or alone or _BEFORE.search(sentence.rstrip()) or _AFTER.match(rest):
            closes = "=" in sentence and re.match(r"[.。;；]", after.lstrip())
            self._put(Stated(condition, depth=len(self.levels), stage="doubtful" if closes else "ahead"))
        else:
            self._loose = document.text[slice(*fragment.outer)]

    def conditions(self, formula: Formula) -> list[Stated]:
        """The conditions under which the formula stands, its own first."""
        from derive.documents.meaning import free_letters

        own = formula.conditions
        free = {
            name
            for side in formula.sides
            if side.node is not None
            for name in free_letters(side.node, self.letters)
        }
        about = [{each.condition.left, each.condition.right} for each in own]
        others = (e for e in self.active if {e.condition.left, e.condition.right} not in about)
        found = tuple(each for each in others if _letters_of(each.condition, self.letters) & free)
        if found:
            self._turn("ahead", "here", found)
        return [*own, *found]

    def unread(self, formula: Formula) -> str:
        """Words right before the formula that state a condition which was not read."""
        words = formula.chain.words.strip()
        if words and _UNREAD.search(words) and not formula.conditions:
            return words
        if self._loose and not formula.conditions:
            return self._loose
        if not formula.fragment.display or self._read_here or self.active or formula.chain.row:
            return ""
        last = _SENTENCE.split(self._text.rstrip().rstrip("：:，,。"))[-1].strip()
        found = None if _SLIP.search(last) else _UNREAD.search(last)
        return last[-80:] if found and len(last) < 200 and not re.search(r"假设有|softmax层", last) else ""


def _stands_alone(before: str, after: str) -> bool:
    """Whether a condition is all that its line says, but for a number or "case"."""
    line = before.rpartition("\n")[2] + "|" + after.partition("\n")[0]
    return not re.search(
        r"[^\W\d_]", re.sub(r"\b(?:case|[a-z]|[iv]+)\b|情况|情形|[一二三四]", "", line, flags=re.IGNORECASE)
    )


def _begins_anew(text: str) -> bool:
    """Whether a sentence begins in the words between two formulas; "hence" and the like alone go on with the last."""
    words = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    said = re.findall(r"[^\W\d_]+", words)
    return bool(_SENTENCE.search(words) and not all(map(_GOES_ON.fullmatch, said)))


def _letters_of(condition: Condition, letters: Letters) -> set[str]:
    from derive.documents.meaning import free_letters

    return set(free_letters(condition, letters))


def one_hot(document: Document, fragment: Fragment, symbol: Symbol) -> Assumed | None:
    """What the words beside a letter say: "y is one-hot"."""
    start, end = fragment.outer
    if _ONE_HOT_AFTER.match(document.text[end : end + 40]) or _ONE_HOT_BEFORE.search(
        document.text[max(0, start - 40) : start]
    ):
        letter = Symbol(symbol.name)
        return Assumed(letter, letter, f"{symbol.name} is one-hot", kind="whole one-hot", at=fragment.start)
    return None


def hypothesis(
    formula: Formula, document: Document, letters: Letters, defined: dict[str, Any]
) -> Assumed | None:
    """Σ_k y_k = 1 for a y that is given; y_j = 1 where the words say that the others are 0."""
    chain = formula.chain
    if chain.relations != ["="] or len(formula.sides) != 2:
        return None
    left, right = formula.sides[0].node, formula.sides[1].node
    if right != Number(1) and left == Number(1):  # type: ignore[arg-type]
        left, right = right, left
    if right != Number(1) or left is None:  # type: ignore[arg-type]
        return None
    if isinstance(left, Big) and left.kind == "sum" and isinstance(left.body, Symbol) and not left.without:
        name = letters.resolve(left.body).name
        places = letters.resolve(left.body).places
        if name not in defined and left.index in places:
            said = document.text[slice(*formula.chain.span)].strip()
            return Assumed(left, right, said, at=formula.fragment.start)
    if isinstance(left, Times) and any(each == Transposed(Symbol("ones")) for each in left.factors):
        names = {letters.resolve(each).name for each in symbols(left) if each.name != "ones"}
        if not names & defined.keys():
            return Assumed(left, right, document.text[slice(*chain.span)].strip(), at=formula.fragment.start)
    if isinstance(left, Symbol) and len(left.subscripts) == 1 and isinstance(left.subscripts[0], Symbol):
        return _one_hot(left, left.subscripts[0], formula, document, letters, defined)
    return None


def _one_hot(  # noqa: PLR0917
    left: Symbol,
    place: Symbol,
    formula: Formula,
    document: Document,
    letters: Letters,
    defined: dict[str, Any],
) -> Assumed | None:
    if not is_bare(place) or left.labels or letters.resolve(left).name in defined:
        return None
    start, end = formula.fragment.outer
    around = document.text[max(0, start - 40) : start] + document.text[end : end + 40]
    if not _OTHERS.search(around):
        return None
    other = Symbol("k" if place.name != "k" else "l")
    general = Symbol(left.name, (other,))
    right = Indicator(Condition(other, place))
    return Assumed(
        general, right, f"{left.name}_{place.name} = 1 and the others 0", index_name(place), "onehot"
    )
