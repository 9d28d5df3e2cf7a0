"""Letters that may be defined anew: in another section, in another item of a list, for another case."""

from __future__ import annotations

import re

from derive.documents.readings.announcing import FOLLOWS, SAYS
from derive.documents.readings.claims import Claim
from derive.documents.readings.clock import is_step
from derive.documents.readings.definitions import Definition as Stated
from derive.documents.readings.formulas import Formula, head_of
from derive.documents.readings.hearsay import Hints
from derive.documents.readings.reading import Reading
from derive.documents.readings.restating import is_same
from derive.documents.readings.shown import shown
from derive.documents.readings.trees import Node, Partial, is_bare, letters
from derive.language.families import definitions
from derive.language.sayings import Saying, reason

_OTHER_CHOICE = re.compile(
    r"\b(?:alternativ\w*|another|instead|defaults?|in the absence|other choices?|variants?|common choices?"
    r"|(?:may|can|could) (?:also )?(?:use|take|choose))\b|另一|也可以?取|可以?取|或者|默认|换成|改用",
    re.IGNORECASE,
)
"""Words that announce another choice of what was defined before."""
_LISTED = re.compile(
    r"\s*(?:\([^()]{0,40}\)\s*)?(?:[,，、;；]\s*(?:and|or|和|或|及)?|(?:and|or|和|或|及))\s*(?:\([^()]{0,40}\)\s*)?"
)
_ITEM = re.compile(r"(?:^|\n)[ \t>]*(?:[-*+•]|\d{1,2}[.)]|\||\\item)[ \t][^\n]*$")


def may_be_anew(reading: Reading, formula: Formula, sides: tuple[Node, Node], hints: Hints) -> Saying | None:
    """A letter that is defined already: it may be defined anew here, for another case, if no slip explains it."""
    left = sides[0]
    if formula.chain.continues or left is not formula.sides[0].node or (head := head_of(left)) is None:
        return None
    every = [d for d in reading.finder(formula)(head.name) if not d.said]
    known = [d for d in every if is_same(d, left)]
    words = reading.roles.lead(formula)
    if not known and len(head.subs) == 2 and (whole := next((d for d in every if is_bare(d.head)), None)):
        return reason(
            "{} is defined otherwise on line {}; if it is meant anew here, say so", shown(left), whole.line
        )
    if known and known[-1].body is not None and _is_of_another_model(reading, formula, known[-1], sides[1]):
        return reason(
            "{} is defined otherwise on line {}, in another section; if it is meant anew here, say so",
            shown(left),
            known[-1].line,
        )
    if known and known[-1].body is not None and _is_other_choice(reading, formula, known[-1], words):
        return reason(
            "{} is defined otherwise on line {}; if it is meant anew here, say so",
            shown(left),
            known[-1].line,
        )
    steps = any(is_step(each) or isinstance(each.body, Partial) for each in known)
    if known and known[-1].body is not None and not steps and _are_items(reading, formula, known[-1]):
        return reason(
            "{} is defined otherwise on line {}; if it is meant anew here, say so",
            shown(left),
            known[-1].line,
        )
    if steps:
        return None  # what h_t = a h_{t−1} + x_t is unrolled to, or what a derivative is worth
    if not known or known[-1].body is None or FOLLOWS.search(words) or not SAYS.search(words):
        return None
    more = {each.name for each in letters(sides[1])} - {each.name for each in letters(known[-1].body)}
    if any(not reading.roles.all_of(name) for name in more):  # by something new
        return reason(
            "{} is defined otherwise on line {}; if it is meant anew here, say so",
            shown(left),
            known[-1].line,
        )
    if (explained := hints()) and explained[0].slip:
        return None
    return reason(
        "{} is defined otherwise on line {}; if it is meant anew here, say so", shown(left), known[-1].line
    )


def _is_other_choice(reading: Reading, formula: Formula, known: Stated, words: str) -> bool:
    """Whether it names another choice of what is defined: "alternatively, f(z) = …", or in one list with it."""
    if _OTHER_CHOICE.search(words):
        return True
    for before in reversed(reading.formulas[max(0, formula.number - 8) : formula.number]):
        between = reading.document.text[before.fragment.outer[1] : formula.fragment.outer[0]]
        left = before.sides[0].node
        if (
            not _LISTED.fullmatch(between)
            or left is None
            or head_of(left) is None
            or not is_same(known, left)
        ):
            return False
        if before.number == known.number:
            return True
        formula = before
    return False


def _are_items(reading: Reading, formula: Formula, known: Stated) -> bool:
    """Whether both begin items or rows of their own: examples, each with the same letter."""
    first = next((each for each in reading.formulas if each.number == known.number), None)
    return first is not None and all(_begins_item(reading, each) for each in (formula, first))


def _begins_item(reading: Reading, formula: Formula) -> bool:
    """Whether the formula is the first of an item of a list, or of a row of a table."""
    before = reading.document.text[max(0, formula.start - 120) : formula.start]
    item = _ITEM.search(before)
    if item is None or FOLLOWS.search(item[0]):
        return False
    earlier = reading.formulas[formula.number - 1].start if formula.number else -1
    return earlier < formula.start - len(item[0])


def rival(reading: Reading, formula: Formula, claim: Claim) -> tuple[str, int] | None:
    """A letter of the claim that another section states otherwise than it is defined, and the line of that."""
    names = {each.name for side in (claim.left, claim.right) for each in definitions(side)}
    for other in reversed(reading.formulas[max(0, formula.number - 200) : formula.number] if names else []):
        left = other.sides[0].node
        head = head_of(left) if left is not None else None
        if left is None or head is None or head.name not in names or other.roles[:1] != ["claim"]:
            continue
        known = [d for d in reading.finder(other)(head.name) if is_same(d, left) and not d.said]
        far = known and known[-1].body is not None and known[-1].section != other.section
        if far and other.sides[1].node != known[-1].body and not FOLLOWS.search(reading.roles.lead(other)):
            return shown(head), reading.document.position(other.start)[0]
    return None


def _is_of_another_model(reading: Reading, formula: Formula, known: Stated, right: Node) -> bool:
    """Whether it restates a definition of another section, or meets it with letters that are new, such as a noise."""
    if known.said or known.section == formula.section[: len(known.section)]:
        return False
    assert known.body is not None
    new = {each.name for each in letters(right)} - {each.name for each in letters(known.body)}
    restated = not new and not FOLLOWS.search(reading.roles.lead(formula))
    return restated or any(not reading.roles.all_of(name) for name in new)
