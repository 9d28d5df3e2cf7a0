"""The second voice: both sides in explicit numbers, at small sizes.

In: both sides of a claim. Out: whether they agree at small sizes, or numbers at which they do not.

At given sizes every letter has a number and every Σ is a sum of terms; fractions stay fractions, and ∂ is taken by
infinitesimals. Sides that are rational are compared exactly, others to 40 of 50 digits. Nothing of the kernel is
used. In the order to read it:

    comparison      both sides of a claim on one instance, entry by entry
    agreement       the sides at three sizes or more
    search          numbers at which they differ, the simplest found
    counterexample  those numbers in the page's own names
"""

from derive.instance.agreement import check_instances, find_instances
from derive.instance.comparison import Difference
from derive.instance.counterexample import shown, shown_beside_nothing
from derive.instance.search import (
    OneSided,
    differs_for_any,
    find_counterexample,
    find_difference,
    find_one_sided,
    find_undefined,
)

__all__ = [
    "Difference",
    "OneSided",
    "differs_for_any",
    "check_instances",
    "find_counterexample",
    "find_difference",
    "find_instances",
    "find_one_sided",
    "find_undefined",
    "shown",
    "shown_beside_nothing",
]
