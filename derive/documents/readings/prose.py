"""What the words around formulas say: conditions such as "if i = j", and how long they hold."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Literal

from derive.documents.finding import Document, Fragment
from derive.documents.readings.formulas import Formula, Stated
from derive.documents.readings.trees import Big, Condition, Letter, Node, is_bare, letters

_MARKS = r"当|若|如果|假如|设|情况|其中|if|when|for|case|where|suppose|assume|assuming|let|with|provided"
_BEFORE = re.compile(rf"(?:{_MARKS})\s*(?:[\dIVivab一二三四]{{1,3}})?[\W_]*$", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:时|的时候|的情况|情况|情形|:|：|case|,\s*(?:we|then|this)|，)", re.IGNORECASE)
_WHETHER = re.compile(
    r"仅当|只有当|only (?:if|when)|\biff\b|是否|取决于|depend\w* on|whether|或者|或$|\bor\b|两种",
    re.IGNORECASE,
)
_ELSE = re.compile(r"[^.。]{0,40}?(?:\b(?:else|otherwise|elsewhere)\b|否则|不然|其[他它余])", re.IGNORECASE)
"""Words behind a condition that name the other case too: it is one of a letter's, and sets none for what follows."""
_WITHIN = re.compile(r"[(（][^)）]*(?:=|\bwhere\b|其中)[^)）]*$", re.IGNORECASE)
"""Words before a condition that stands in brackets, as part of what they say."""
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


_LEFT_OUT = re.compile(
    r"\b(?:left out|excluded|omitted|not considered|ruled out|impossible)\b|除外|不考虑|排除", re.IGNORECASE
)


class InForce:
    """The conditions in force, as the text goes on."""

    def __init__(self, document: Document, is_index: Callable[[str], bool]) -> None:
        self.document, self.is_index = document, is_index
        self._headings = sorted(document.headings, key=attrgetter("start"))
        self._starts = [each.start for each in self._headings]
        self._breaks = sorted(document.breaks)
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
        first, behind = bisect_left(self._starts, self.at), bisect_right(self._starts, start)
        for heading in self._headings[first:behind]:
            if heading.start < start or start < heading.end:
                self._heading(heading.level, heading.start)
        cells = bisect_right(self._breaks, start)
        begun = max(self.at, self._breaks[cells - 1]) if cells else self.at
        text = self.document.text[begun:start]
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
            left, right = Letter(said["left"]), Letter(said["right"])
            aside = _ELSE.match(text, said.end()) or _WITHIN.search(text, 0, said.start())
            if not aside and self.is_index(left.name) and self.is_index(right.name):
                sign = "=" if equal else "≠"
                self._put(Stated(Condition(left, right, sign), depth=len(self.levels)))
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
        if (
            _WHETHER.search(sentence)
            or _WHETHER.search(rest)
            or _ELSE.match(rest)
            or _WITHIN.search(sentence)
        ):
            return
        if _LEFT_OUT.search(rest):
            self._put(
                Stated(replace(condition, sign="≠" if condition.sign == "=" else "="), depth=len(self.levels))
            )
            return
        alone = _stands_alone(before, after)
        if fragment.display or alone or _BEFORE.search(sentence.rstrip()) or _AFTER.match(rest):
            closes = "=" in sentence and re.match(r"[.。;；]", after.lstrip())
            self._put(Stated(condition, depth=len(self.levels), stage="doubtful" if closes else "ahead"))
        else:
            self._loose = document.text[slice(*fragment.outer)]

    def conditions(self, formula: Formula) -> list[Stated]:
        """The conditions under which the formula stands, its own first."""
        own = formula.conditions
        free = {n for side in formula.sides if side.node is not None for n in places_in(side.node)}
        about = [{each.condition.left, each.condition.right} for each in own]
        others = (e for e in self.active if {e.condition.left, e.condition.right} not in about)
        found = tuple(each for each in others if places_in(each.condition) & free)
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


def places_in(node: Node, bound: frozenset[str] = frozenset()) -> set[str]:
    """The letters that stand in subscripts, labels and conditions, and are not bound there."""
    found: set[str] = set()
    if isinstance(node, Big):
        inner = bound | {node.index.name}
        for each in (*node.conditions, node.body):
            found |= places_in(each, inner)
        return found
    if isinstance(node, Condition):
        found |= {e.name for e in (node.left, node.right) if isinstance(e, Letter) and is_bare(e)} - bound
    if isinstance(node, Letter):
        for each in (*node.subs, *node.labels):
            found |= {inner.name for inner in letters(each)} - bound
        return found
    for part in node.parts():
        found |= places_in(part, bound)
    return found
