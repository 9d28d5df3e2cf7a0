"""Conditions that may be stated or set where none is read: beside a formula, or by an equation itself."""

from __future__ import annotations

import re
from fractions import Fraction

from sympy import Rational

from derive.documents.readings.announcing import FOLLOWS, ONLY, SENTENCE, SETS
from derive.documents.readings.claims import Claim
from derive.documents.readings.formulas import Formula
from derive.documents.readings.reading import Reading
from derive.documents.readings.trees import (
    Big,
    Letter,
    Minus,
    Node,
    Number,
    Partial,
    letters,
    walk as walk_tree,
)
from derive.documents.words.bounds import bounds
from derive.kernel import Openings, Proof, prove
from derive.language.binders import walk
from derive.language.derivatives import Derivative
from derive.language.families import Definition, families
from derive.language.sayings import Saying
from derive.results import Result

_EQUATION = re.compile(r"\$[^$]*=[^$]*\$")


_BEHIND = re.compile(
    r"[ \t,，]*(?:\n?[ \t]*(?:for|if|when|whenever|where|unless|with|provided|as long as)\b|当|若|如果|其中|对于?)"
    r"[\w \t]{0,20}"
)


_ASIDE = re.compile(
    r"\s*\([^().]{0,40}\b(?:if|when|whenever|for|provided(?: that)?|unless|assuming)\b[^().]{0,30}"
    r"|[^.,;()]{0,40}\bonly (?:if|when|for)\b[^.()]{0,30}|\s*[（(][^（）().]{0,20}(?:当|若|仅当)[^（）().]{0,10}"
)
"""Words behind a formula that restrict it: "(the latter only if $ε = 0$)"."""


def condition_behind(reading: Reading, formula: Formula) -> str:
    """`$…$ for $j ≠ i$`: a condition right behind the formula, where it is not read as one of it."""
    if any(each.own for each in formula.conditions):
        return ""
    end = formula.fragment.outer[1]
    for other in reading.formulas[formula.number + 1 :]:
        start = other.fragment.outer[0]
        if start >= end:
            words = reading.document.text[end:start]
            if bounds(reading.document.text[other.fragment.start : other.fragment.end]) and not ONLY.search(
                words
            ):
                return ""  # heard as what is said of a letter
            if _ASIDE.fullmatch(words) or (other.roles[:1] == ["condition"] and _BEHIND.fullmatch(words)):
                return " ".join((words + reading.document.text[slice(*other.fragment.outer)]).split())
            return ""
    return ""


def condition_before(reading: Reading, formula: Formula) -> str:
    """If p_i = 1/n, then …: a condition in the same sentence."""
    for other in reversed(reading.formulas[: formula.number]):
        end = other.fragment.outer[1]
        words = reading.document.text[end : formula.fragment.outer[0]]
        if len(words) > 120 or SENTENCE.search(words):
            return ""
        states = other.roles[:1] == ["condition"] and other.chain.relations[:1] == ["="]
        if states and other.fragment is not formula.fragment and not formula.conditions:
            return reading.document.text[slice(*other.fragment.outer)] + words
    return ""


def may_be_condition(
    formula: Formula, sides: tuple[Node, Node], claim: Claim, result: Result | None
) -> Saying | None:
    """An equation to be solved: ∂E/∂w = … = 0, or an equation between given letters and a number."""
    if not any(True for side in sides for _ in letters(side)):  # nothing that could be set
        return None
    constants = (Letter("ones"), Letter("zeros"))
    numbers = [isinstance(side, Number) or side in constants for side in sides]
    bare = [not any(letters(side)) and not _is_plain(side) for side in sides]
    slopes = any(isinstance(each, Partial) for side in sides for each in walk_tree(side))
    if any(bare) and not all(bare) and not slopes and not _is_constant(claim, result):
        return Saying("these may be the numbers of an example, which is not read")
    if not any(numbers) or all(numbers):
        return None
    zero = Number(Fraction(0)) in sides or Letter("zeros") in sides
    sums = any(isinstance(each, Big) for side in sides for each in walk_tree(side))
    solved = zero and isinstance(formula.sides[0].node, Partial)
    if (solved or (not slopes and (zero or not sums))) and not _is_constant(claim, result):
        return Saying("this may be a condition that is set, not a claim")
    parts = [node for side in (claim.left, claim.right) for node in walk(side)]
    held = families(claim.left) | families(claim.right)
    if held and not any(isinstance(node, Definition | Derivative) for node in parts):
        return Saying("this may be a condition on given letters, not a claim")
    return None


def may_be_set(reading: Reading, formula: Formula) -> Saying | None:
    """Let π be a stationary distribution: π_j = Σ_i π_i P_ij, where nothing is concluded."""
    words = "" if formula.chain.continues else reading.roles.lead(formula)
    found = None if words.rstrip().endswith((".", "。")) else SETS.search(words)
    if found is None or FOLLOWS.search(_EQUATION.split(found["rest"] or found["more"] or "")[-1]):
        return None
    return Saying("this may be a condition that is set, not a claim")


_CONCLUDES = re.compile(
    r"[\s,，;；:：]*(?:and )?(?:so|hence|thus|therefore|then|consequently|it follows"
    r"|we (?:get|obtain|have|find|conclude)|which (?:implies|gives|yields|means)|implies|gives|yields"
    r"|可得|得到?|可知|所以|因此|于是|故|则|有)"
    r"[^.。!?！？]{0,60}",
    re.IGNORECASE,
)


def is_premise(reading: Reading, other: Formula, formula: Formula) -> bool:
    """Whether the one is what the other is concluded from: "e ⊥ y, so …", "from A = B we get"."""
    between = reading.document.text[other.fragment.outer[1] : formula.fragment.outer[0]]
    return other.fragment is not formula.fragment and _CONCLUDES.fullmatch(between) is not None


_GIVEN = re.compile(
    r"\b(?:since|because|given(?: that)?|assum\w+(?: that)?|suppos\w+(?: that)?|if|from|by|using|"
    r"(?:relation|condition|equation|identity|fact|assumption|constraint|property)(?: that)?)\s*$"
    r"|(?:由|根据|因为|由于|利用|已知)[^，。]{0,20}$|(?:关系|条件|等式)\s*$",
    re.IGNORECASE,
)
"""Words right before an equation from which something is concluded."""


def may_be_premise(reading: Reading, formula: Formula) -> Saying | None:
    """From the relation A = B we get: what is concluded from stands in words before its conclusion."""
    following = next(
        (f for f in reading.formulas[formula.number + 1 :] if f.fragment is not formula.fragment), None
    )
    if formula.fragment.display or following is None or not is_premise(reading, formula, following):
        return None
    text = reading.document.text[max(0, formula.start - 120) : formula.fragment.outer[0]]
    return Saying("this may be a premise, not a claim") if _GIVEN.search(SENTENCE.split(text)[-1]) else None


def _is_plain(side: Node) -> bool:
    """Whether it is 0, 1 or −1."""
    inner = side.operand if isinstance(side, Minus) else side
    return isinstance(inner, Number) and inner.value in (0, 1)


def _is_constant(claim: Claim, result: Result | None) -> bool:
    """Whether the other side is one number for all values of its letters: then nothing can be solved for."""
    found = result.counterexample if result is not None else None
    try:
        value = Rational(found.left) if found is not None else None
    except (TypeError, ValueError):
        return False
    side = claim.left if claim.right.is_number else claim.right
    return value is not None and isinstance(prove(side, value, Openings(hypotheses=claim.given)), Proof)
