"""Hypotheses: equations that words grant, for good, for a sentence, or not for sure."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from derive.documents.readings.announcing import ASSUMES, IF, ONLY, TO_THE_END, masked
from derive.documents.readings.discourse import Discourse
from derive.documents.readings.formulas import Formula, is_number
from derive.documents.readings.naming import EXPECTATIONS
from derive.documents.readings.restating import is_total, total_body
from derive.documents.readings.said import Assumed
from derive.documents.readings.trees import (
    Apply,
    Called,
    Letter,
    Node,
    Number,
    Transposed,
    letters,
    walk,
)
from derive.documents.words.denial import force

_TO_ITS_END = re.compile(r"((?:[^.。!?！？\n]|\n(?![ \t]*\n)|\.(?=\S))*)([.。!?！？]?)")

_FURTHER = re.compile(r"[,，](?!\s*(?:iff?|when|whenever|unless|only|provided|as long as)\b)")
"""A comma behind which another clause begins, which says nothing of the equation before it."""

_SUPPOSES = re.compile(
    r"\b(?:suppose|assume|assuming|supposing)(?: (?:now|further|also|then|for now|first|instead))*(?: that)?\s*$"
    r"|(?:假设|假定|设)\s*$",
    re.IGNORECASE,
)
"""Words right before an equation that is supposed."""
_SUPPOSES_OTHERS = re.compile(
    r"\n#|\n(?:=|-){3,}\n|\\(?:sub)*section\b|\\paragraph\b"
    r"|\n[ \t]*[-*+•]\s|\n[ \t]*\d{1,2}[.)]\s|\\item\b|\\end\{proof\}"
    r"|\b(?:suppos\w+|assum\w+|let|case|otherwise|conversely|in general|generally|next|finally|instead"
    r"|now|if|without|on the other hand|any|arbitrary|all|every|another|contradict\w+|impossible|drop\w*|no longer"
    r"|but|however|regardless|whatever|different\w*|exercise|problem|question|example|remark|theorem|lemma)\b"
    r"|假设|假定|设|令|若|如果|情况|情形|否则|反之|一般|任意|矛盾|不再|但|例|题",
    re.IGNORECASE,
)
"""Where what was supposed may hold no more."""
_SAYS_OF = re.compile(
    r"\b(?:let|suppose|assume|consider|take)\b[^.。]*\b(?:that is,?|i\.e\.,?|such that|satisfying|so that)\s*$"
    r"|(?:设|令|考虑)[^。]*(?:即|满足|使得)\s*$",
    re.IGNORECASE,
)
"""Words right before an equation that says what a letter is: "let v be an eigenvector, that is, A v = λ v"."""

_BY_THE_WAY = re.compile(
    r"\b(?:with|such that|so that|satisfying|subject to|for which)\s*$|满足\s*$", re.IGNORECASE
)
"""Words that join the equation to the letter before it: what stands behind is said of something else."""


class Supposing(Discourse):
    """Takes equations for granted: Σ_k y_k = 1, A = Aᵀ, Qᵀ Q = I."""

    def _hypothesis(
        self, formula: Formula, at: int, left: Node | None, right: Node | None, before: str
    ) -> bool:
        """Σ_k y_k = 1, for a y that is given; Qᵀ Q = I, A = Aᵀ where the words assume it."""
        if left is None or right is None or len(formula.sides) != at + 2:
            return False
        if is_number(left) and not is_number(right):
            left, right = right, left
        said = self.document.text[slice(*formula.chain.span)].strip()
        assumes = bool(ASSUMES.search(before)) or bool(ASSUMES.search(formula.chain.words))
        one = right == Number(Fraction(1))
        if one and is_total(left):
            letter = next(iter(letters(total_body(left))))
            defined = self.definitions.get(letter.name, [])
            opaque = all(d.body is None or isinstance(d.body, Called) for d in defined)
            if not opaque or (not assumes and self._has_total(letter.name)):
                return False
            self._take(Assumed(left, right, said, formula.start, formula.section), formula)
            return True
        names = {each.name for each in letters(left)} | {each.name for each in letters(right)}
        given = assumes and not formula.fragment.display and not names & self.definitions.keys()
        if given and self._is_law(left, right):
            self._take(Assumed(left, right, said, formula.start, formula.section), formula)
            return True
        if _SUPPOSES.search(before) and not names & self.definitions.keys() and _relates(left, right):
            until = self._until_others(formula)
            self._take(Assumed(left, right, said, formula.start, formula.section, until), formula)
            return True
        if given and _SAYS_OF.search(masked(before)) and _relates(left, right):
            until = self._until_next_heading(formula)
            self._take(Assumed(left, right, said, formula.start, formula.section, until), formula)
            return True
        return False

    def _until_others(self, formula: Formula) -> int:
        """Up to where "Suppose a + b = 1." is in force: up to a heading, an item, or words that suppose others."""
        end = formula.fragment.outer[1]
        text = self.document.text[end : end + 2000]
        found = _SUPPOSES_OTHERS.search(text)
        return end + (found.start() if found else len(text))

    def _until_next_heading(self, formula: Formula) -> int:
        """The end of the section."""
        later = (each.start for each in self.document.headings if each.start > formula.start)
        return min(later, default=len(self.document.text))

    def _has_total(self, name: str) -> bool:
        """Whether a sum of this letter is taken to be one already: without words another one claims something."""
        return any(
            is_total(each.left) and next(iter(letters(total_body(each.left)))).name == name
            for each in self.assumed
        )

    def _take(self, made: Assumed, formula: Formula) -> None:
        """Take the equation for granted as far as the words around it do; what they leave open is kept as such."""
        before, (behind, mark) = masked(self.words(formula)), self._rest(formula)
        if _BY_THE_WAY.search(before) and not re.match(r"\s*(?:or|only|if|unless)\b", behind):
            behind = ""
        how = force(f"{before}={behind}{mark}", len(before), len(before) + 1)
        if how == "asserted":
            self._assume(made)
        elif how == "supposed":
            self._assume(replace(made, until=min(made.until, self._until(formula))))
        elif how == "open":
            self.left_open.append(made)

    def _rest(self, formula: Formula) -> tuple[str, str]:
        """The words of the sentence after the formula, and the sign that ends it."""
        if formula.fragment.display:
            return "", ""
        end = formula.fragment.outer[1]
        found = _TO_ITS_END.match(self.document.text[end : end + 200])
        return (_FURTHER.sub(";", masked(found[1])), found[2]) if found else ("", "")

    def _suppose(self, formula: Formula, at: int, before: str) -> None:
        """If Σ_k y_k = 1, then …: taken for granted in the rest of the sentence, and in the displays that end it."""
        left, right = formula.sides[at].node, formula.sides[at + 1].node
        if left is None or right is None or not IF.search(before.rstrip()) or ONLY.search(before):
            return
        if (right == Number(Fraction(1)) and is_total(left)) or self._is_law(left, right):
            said = self.document.text[slice(*formula.chain.span)].strip()
            until = self._until(formula)
            self._assume(Assumed(left, right, said, formula.start, formula.section, until))

    def _until(self, formula: Formula) -> int:
        """Where that ends which is supposed: behind the formulas that follow it."""
        end = formula.fragment.outer[1]
        found = TO_THE_END.match(self.document.text[end : end + 2000])
        return end + (found.end() if found else 0)

    def _is_law(self, left: Node, right: Node) -> bool:
        """A = Aᵀ, Qᵀ Q = I, xᵀ x = 1."""
        if isinstance(right, Transposed) and right.operand == left:
            return True
        if isinstance(left, Transposed) and left.operand == right:
            return True
        has_transpose = any(isinstance(each, Transposed) for each in walk(left))
        identity = isinstance(right, Letter) and right.name == "I"
        return has_transpose and (identity or right == Number(Fraction(1)))

    def _assume(self, made: Assumed) -> None:
        self.assumed.append(made)
        for each in letters(made.left):
            self.introduced.setdefault(each.name, []).append(made.at)


def _relates(left: Node, right: Node) -> bool:
    """Whether an equation relates letters, a + b = 1 or A x = b, and says of none what it is."""
    moments = any(isinstance(e, Apply) and e.function in EXPECTATIONS for n in (left, right) for e in walk(n))
    return not isinstance(left, Letter | Called) and any(True for _ in letters(left)) and not moments
