"""Places of counterexamples beyond what sums of the document reach: t = 2 and T = 1, where t runs up to T."""

from __future__ import annotations

from derive.documents.readings.formulas import Formula
from derive.documents.readings.reading import Reading
from derive.documents.readings.trees import Big, Letter, is_bare, walk
from derive.results.findings import Result


def beyond(reading: Reading, formula: Formula, result: Result | None) -> tuple[str, str] | None:
    """The letter and the last place of it in a sum or product of the document, where the counterexample lies behind."""
    places = result.counterexample.at if result is not None and result.counterexample is not None else {}
    if len(places) < 2:
        return None
    for other in reading.formulas:
        for side in other.sides:
            for node in walk(side.node) if side.node is not None else ():
                if isinstance(node, Big) and isinstance(node.upper, Letter) and is_bare(node.upper):
                    letter, last = node.index.name, node.upper.name
                    if letter in places and last in places and places[letter] > places[last]:
                        return letter, last
    return None
