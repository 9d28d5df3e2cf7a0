"""Doubts about classes, samples and sums that a text leaves to its reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sympy import Expr

from derive.documents.readings.claims import Claim
from derive.documents.readings.formulas import Formula, Side
from derive.documents.readings.reading import Reading
from derive.documents.readings.spoken_of import deep
from derive.documents.readings.trees import Big, Plus, Times, letters, walk
from derive.kernel import Openings, Proof, prove
from derive.language.binders import Delta, Sum, free_indices
from derive.language.families import Definition, Entry, families
from derive.language.hypotheses import equation
from derive.language.indices import Index
from derive.language.sayings import Saying, reason
from derive.language.typeset import text
from derive.results import Result

_CLASSES = re.compile(
    r"\bclass(?:es)?\b|\blabels?\b|one-?\s?hot|\b(?:correct|true|actual|target) (?:word|token|index|category)\b"
    r"|类别|标签|独热",
    re.IGNORECASE,
)
_NEGATIVES = re.compile(r"negative[- ]sampl|noise (?:words?|samples?)|负采样|负样本", re.IGNORECASE)
_BARE_SUM = re.compile(r"\\sum(?![A-Za-z])(?!\s*(?:\\(?:no)?limits\s*)?[_^])[^=]*?[^=({\[\s]\s*[-+]\s*\S")


def of_classes(reading: Reading, formula: Formula, claim: Claim, result: Result | None) -> Saying | None:
    """Why a refutation may rest on what the text says of classes and samples, or writes without an index."""
    if result is None:
        return None
    if _BARE_SUM.search(reading.document.text, *formula.chain.span) or any(map(_is_loose, formula.sides)):
        return Saying("a sum without an index may reach over the sign behind it")
    return _at_the_class(reading, claim) or _among_negatives(reading, claim)


def _is_loose(side: Side) -> bool:
    """Whether a Σ whose index stands nowhere in it is followed by another term."""
    nodes = [*walk(side.node)] if side.node is not None else []
    terms = [term for node in nodes if isinstance(node, Plus) for _, term in node.terms[:-1]]
    sums = [last for term in terms for last in [term.factors[-1] if isinstance(term, Times) else term]]
    return any(
        isinstance(each, Big) and each.index.name not in {inner.name for inner in letters(each.body)}
        for each in sums
    )


def _at_the_class(reading: Reading, claim: Claim) -> Saying | None:
    """−Σ_i y_i log p_i = −log p_k: it holds where y is 1 at k and 0 elsewhere, and the text speaks of classes.

    The k stands on one side alone: what is stated for every class is not meant for one.
    """
    if not _CLASSES.search(reading.document.text):
        return None
    free = free_indices(claim.left) ^ free_indices(claim.right)
    labels = frozenset(_labels(claim.left)) ^ frozenset(_labels(claim.right))
    at = [*((each, each.dim) for each in free), *((each, each.family.values) for each in labels)]
    for letter in sorted(families(claim.left) | families(claim.right), key=lambda each: each.name):
        if letter.values is not None or isinstance(letter, Definition) or len(letter.dims) != 1:
            continue
        for place, dim in sorted(at, key=str):
            if dim == letter.dims[0]:
                each = Index("a'", letter.dims[0])
                hot = equation(Entry(letter, each), Delta(each, place))
                if isinstance(
                    prove(claim.left, claim.right, Openings(hypotheses=(*claim.given, hot))), Proof
                ):
                    return reason("it holds if {} is 1 at {} and 0 elsewhere", text(letter), text(place))
    return None


def _labels(side: Expr) -> Iterator[Entry]:
    nodes = (node for node in deep(side) if isinstance(node, Entry))
    return (each for each in nodes if each.family.values is not None and not each.places)


def _among_negatives(reading: Reading, claim: Claim) -> Saying | None:
    """The word o beside negative samples k, of which it is none: no numbers with k = o tell anything."""
    if not _NEGATIVES.search(reading.document.text):
        return None
    nodes = [node for side in (claim.left, claim.right) for node in deep(side)]
    summed = {node.bound.dim for node in nodes if isinstance(node, Sum)}
    places = {node for node in nodes if isinstance(node, Entry) and node.family.values in summed}
    free = {each for each in free_indices(claim.left) | free_indices(claim.right) if each.dim in summed}
    names = sorted({*map(text, places), *(each.name for each in free)})
    return reason("whether {} is among the negative samples is not said", names[0]) if names else None
