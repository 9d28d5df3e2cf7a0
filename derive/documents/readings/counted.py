"""Ranges whose number of places the text gives, Σ_{p=1}^3: numbers that refute a claim are looked for there."""

from __future__ import annotations

from dataclasses import replace

from derive.documents.readings.claims import Claim
from derive.instance import find_counterexample
from derive.language.indices import Dim
from derive.results import Result

STEPS = 100_000
"""Steps of the search at the sizes that the text gives."""


def counts(claim: Claim) -> dict[Dim, int]:
    """The numbers of places that the text gives."""
    reader = claim.reader
    assert reader is not None
    sizes = [*reader.sizes.named.values(), *(s for m in reader.members.values() for s in m.sizes)]
    return {reader.sizes.dim(each.root): each.root.count for each in sizes if each.root.count}


def refuted_there(claim: Claim, result: Result) -> Result:
    """The result with numbers that refute the claim at the sizes that the text gives, if there are any."""
    sizes = counts(claim)
    if not sizes or are_counted(claim, result):
        return result
    found = find_counterexample(claim.left, claim.right, claim.given, steps=STEPS, sizes=sizes)
    return result if found is None else replace(result, counterexample=found)


def are_counted(claim: Claim, result: Result | None) -> bool:
    """Whether the numbers that refute a claim have the sizes that the text gives."""
    found = result.counterexample if result is not None else None
    if found is None:
        return not counts(claim)
    return all(found.sizes.get(dim.name, number) == number for dim, number in counts(claim).items())
