"""Letters of which a document does not say enough for a refutation to stand."""

from __future__ import annotations

import re

from derive.documents.readings.claims import Claim
from derive.documents.readings.described import described
from derive.documents.readings.formulas import Formula
from derive.documents.readings.grammar.names import ACCENTS
from derive.documents.readings.granted import left_over
from derive.documents.readings.reading import Reading
from derive.documents.readings.slopes import gathers, jacobians, slopes
from derive.language.families import Definition, Family, families
from derive.language.sayings import Saying, reason


def of_letters(reading: Reading, formula: Formula, claim: Claim) -> Saying | None:  # noqa: C901, PLR0912
    """A letter of which the document does not say enough."""
    left, right = families(claim.left), families(claim.right)
    at = claim.reader.at if claim.reader else {}
    used = {f.name for f in left | right} | (claim.reader.scene.used.keys() if claim.reader else set())
    for each in sorted(left | right, key=lambda family: family.name):
        if each.name.endswith("⁽⁾"):
            return reason(
                "{} stands with one number of indices here, and with another there", each.name.rstrip("⁽⁾")
            )
        if reading.facts.says(each.name, "special", formula.start):
            return reason("the definition of {} is not read", each.name)
        if "_|" in each.name and not isinstance(each, Definition):  # P_{Y|X}, which others make
            return reason("nothing says what {} is", each.name)
        base = each.name.partition("_bar")[0]
        if base != each.name and not isinstance(each, Definition) and base in used:
            return reason("nothing relates {} to {}", each.name, base)  # the mean of the x_i
        if each.name == "I" and not each.dims and not isinstance(each, Definition):
            return reason("nothing says what {} is", each.name)  # the identity, of matrices
        if claim.reader is not None and claim.reader.scene.is_counted_too(each.name):
            return reason("{} stands with an index, and with a number that may be its first place", each.name)
        if how := _unknown_dependence(claim, each):
            return how
        if words := left_over(reading.facts, each, formula.start):
            return reason("“{}” is said, and it is not used", words)
        made = not isinstance(each, Definition) and gathers(claim)
        if made and (words := described(reading.document, reading.formulas, each.name)):
            return reason("“{}” is said, and it is not used", words)
        line = reading.unread.get(each.name.split("^")[0])
        if line is not None and not isinstance(each, Definition):
            return reason("line {} speaks of {} and is not read", line, each.name)
    for name in sorted(slopes(claim.left) ^ slopes(claim.right)):
        return reason("nothing says what {} is, so its derivative could be anything", name)
    for name in sorted(jacobians(claim)):
        return reason("nothing says what {} is: its entries may depend on one entry each", name)
    for each in sorted(left | right, key=lambda family: family.name):
        for fact in reading.facts.of(each.name):
            if fact.kind == "depends" and "alone" in fact.said:
                return reason("how {} depends on {} is said in words", each.name, ", ".join(fact.values))
    for family in sorted(left ^ right, key=lambda each: each.name):
        if (
            family.values is None
            and family.name not in at
            and not _is_introduced(reading, family.name, formula.start)
        ):
            return reason("nothing says what {} is", family.name)
    if (whole := _whole_of_entries(left, right)) is not None:
        return reason("nothing relates {} to {}", whole.lower(), whole)
    one, other = ([f.name for f in each if f.values is None] for each in (left - right, right - left))
    if one and other:
        return reason("nothing relates {} to {}", ", ".join(sorted(one)), ", ".join(sorted(other)))
    return None


def _whole_of_entries(left: frozenset[Family], right: frozenset[Family]) -> str | None:
    """The X of Xᵀ(y − p) beside Σ_i (y_i − p_i) x_i, which may be made of the x_i."""
    matrices = (f.name for f in left ^ right if len(f.dims) == 2 and not isinstance(f, Definition))
    given = {f.name for f in left | right if f.dims and not isinstance(f, Definition)}
    return min((name for name in matrices if name.isupper() and name.lower() in given), default=None)


_PATHS = frozenset({"τ", "·"})
"""What everything depends on where differentials or primes are written."""


def _unknown_dependence(claim: Claim, letter: Family) -> Saying | None:
    """A given letter that stands by itself, and beside that is differentiated in another."""
    on = [each.name for each in letter.of if each.name not in _PATHS]
    if not on or isinstance(letter, Definition) or claim.reader is None:
        return None
    stands = letter.name in claim.reader.scene.standing
    return reason("nothing says how {} depends on {}", letter.name, ", ".join(on)) if stands else None


def _is_introduced(reading: Reading, name: str, at: int) -> bool:
    if name.startswith("E("):  # of random variables, or there is another doubt
        return True
    base = name.split("^", maxsplit=1)[0]
    first, _, rest = base.partition("_")
    plain = (
        base if rest in ACCENTS.values() or re.search(r"[+−-]", rest) else first
    )  # x_{n+1} is none of the x_i
    places = [
        place
        for each in (name, base, base.removesuffix("²"), plain)
        for place in reading.roles.introduced.get(each, ())
    ]
    if any(place <= at and reading.facts.together(place, at) for place in places):
        return True
    return any(
        fact.kind in ("shape", "number", "function", "random", "one-hot", "label")
        for fact in reading.facts.of(base)
    )
