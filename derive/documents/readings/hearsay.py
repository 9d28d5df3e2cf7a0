"""What the text says elsewhere, in words or formulas, that would make a refuted line true: then nothing is refuted."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from derive.documents.readings.claims import Claim
from derive.documents.readings.formulas import Formula
from derive.documents.readings.naming import EXPECTATIONS
from derive.documents.readings.reading import Reading
from derive.documents.readings.spoken_of import deep, names_in
from derive.documents.readings.trees import Apply, Node, letters, walk
from derive.instance import find_counterexample
from derive.kernel import Openings, Proof, prove
from derive.language.binders import free_indices
from derive.language.families import Definition, Entry, Family, families
from derive.language.hypotheses import symmetric
from derive.language.places import Distinct, Equal
from derive.language.sayings import Saying, reason
from derive.language.typeset import text
from derive.results import Hint, Result

Hints = Callable[[], tuple[Hint, ...]]
"""What a refuted line may have meant, which takes longer to find than numbers that refute it."""

FEW_STEPS = 20_000
"""Steps of a search for numbers that refute a claim for symmetric matrices too."""

_SYMMETRIC = re.compile(
    r"covarian\w*|covariate|precision matri\w+|gaussian|normal(?:ly)? distribut\w+|gram matri\w+|kernel matri\w+"
    r"|hessian|positive[- ](?:semi-?)?definite|协方差|高斯|正态|对称|正定|核矩阵",
    re.IGNORECASE,
)


def may_be_symmetric(reading: Reading, claim: Claim) -> Saying | None:
    """A doubt: the claim holds for symmetric matrices, and the text speaks of covariances or kernels."""
    found = _SYMMETRIC.search(reading.document.text)
    square = [each for each in given_letters(claim) if len(each.dims) == 2 and each.dims[0] == each.dims[1]]
    if found is None or not square:
        return None
    given = (*claim.given, *map(symmetric, square))
    if find_counterexample(claim.left, claim.right, given, steps=FEW_STEPS):
        return None
    names = ", ".join(each.name for each in square)
    return reason("it holds if {} is symmetric, and the text speaks of “{}”", names, found[0])


_TRUE_CLASS = re.compile(
    r"\b(?:true|correct|right|target|actual|ground[- ]truth) (?:class|label|category|word)"
    r"|(?:正确|真实|目标)(?:的)?(?:类别|标签)",
    re.IGNORECASE,
)


def true_class(reading: Reading, claim: Claim, result: Result | None) -> Saying | None:
    """Whether it holds where an index is a label, and the text speaks of the true class."""
    if result is None or any(isinstance(each, Equal | Distinct) for each in claim.given):
        return None
    if not _TRUE_CLASS.search(reading.document.text):
        return None
    free = free_indices(claim.left) | free_indices(claim.right)
    labels = {
        node
        for side in (claim.left, claim.right)
        for node in deep(side)
        if isinstance(node, Entry) and node.family.values is not None
    }
    for label in sorted(labels, key=str):
        for index in sorted(free, key=str):
            if index.dim != label.family.values or not free_indices(label) <= free:
                continue
            given = (*claim.given, Equal(index, label))
            if isinstance(prove(claim.left, claim.right, Openings(hypotheses=given)), Proof):
                return reason("it holds for {} = {}; if that is meant, say so", index.name, text(label))
    return None


_SUMS = re.compile(
    r"cross[- ]?entropy|交叉熵|one-?\s?hot|sums? (?:up )?to (?:one|1)|probability (?:vector|distribution)s?"
    r"|(?:only|exactly) (?:one|1) \w+ (?:can|is)|belongs? to (?:the )?class|独热|归一化|概率分布|概率向量",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:not|never|no longer|without)\b|n't|不|未|无", re.IGNORECASE)


def may_sum_to_one(reading: Reading, claim: Claim, hints: Hints) -> Saying | None:
    """A doubt: the claim holds for weights that sum to one, of which the text speaks in words that are not read."""
    used, text = names_in(claim.left, claim.right), reading.document.text
    left_open = [
        each for each in reading.roles.left_open if {letter.name for letter in letters(each.left)} & used
    ]
    found = list(_SUMS.finditer(text))
    denied = any(_DENIES.search(text[max(0, each.start() - 40) : each.start()]) for each in found)
    if not left_open and (denied or not found):
        return None
    missing = next((hint.said for hint in hints() if hint.assumes), None)
    if missing is None:
        return None
    if left_open:
        return reason("it {}, and whether “{}” is meant the words leave open", missing, left_open[0].text)
    return reason("it {}, and the text speaks of “{}”", missing, found[0][0])


def moment(reading: Reading, formula: Formula, claim: Claim) -> Saying | None:
    """E[X] = 3, Var(ε) = σ²: a moment that is said elsewhere, of a letter whose expectations the claim is about."""
    names = random_letters(claim)
    for other in reading.formulas if names else ():
        if other is formula or other.chain.relations != ["="] or other.roles != ["claim"]:
            continue
        for one, value in pairwise((*other.sides, other.sides[0])):
            if one.node is None or value.node is None or not _is_expectation(one.node):
                continue
            plain = not any(map(_is_expectation, walk(value.node)))
            if plain and {each.name for each in letters(one.node)} & names:
                said = " ".join(reading.document.text[slice(*other.chain.span)].split())
                return reason("“{}” is said, and it is not used", said)
    return None


def _is_expectation(node: Node) -> bool:
    return isinstance(node, Apply) and node.function in EXPECTATIONS


_ENTRIES = re.compile(
    r"[^.。!！?？]*(?:\b(?:elements?|entr(?:y|ies)|components?|coordinates?)\b|元素|分量)[^.。!！?？]*",
    re.IGNORECASE,
)


def two_names(reading: Reading, claim: Claim) -> Saying | None:
    """Z beside z, where the text says that z_m are the entries of Z: numbers that set them apart prove nothing."""
    nodes = [node for side in (claim.left, claim.right) for node in deep(side) if isinstance(node, Entry)]
    given = {node.family.name for node in nodes if not isinstance(node.family, Definition)}
    for name in sorted(each for each in given if each.islower() and each.upper() in given):
        both = [re.compile(rf"(?<![A-Za-z\\]){each}(?![A-Za-z])") for each in (name, name.upper())]
        if any(
            all(each.search(found[0]) for each in both) for found in _ENTRIES.finditer(reading.document.text)
        ):
            return reason(
                "{} and {} are said to be entries and whole, and stand here apart", name, name.upper()
            )
    return None


def given_letters(claim: Claim) -> list[Family]:
    """The families of which nothing is defined, in the claim and in the definitions it rests on."""
    return sorted(families(claim.left) | families(claim.right), key=lambda family: family.name)


def random_letters(claim: Claim) -> set[str]:
    """The letters that stand in expectations of the claim."""
    assert claim.reader is not None
    return {each.name for node in claim.reader.opaque_calls.values() for each in letters(node)} - {"E"}
