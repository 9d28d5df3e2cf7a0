"""The kernel's rules broken one at a time, to see whether anyone notices.

    frame        what a sabotage is, and putting it in the kernel's place for a while
    terms        indices, monomials, orders
    arithmetic   +, ·, powers, reciprocals, δ
    sums         Σ
    functions    exp, log, and what is made of them
    applications functions of which nothing is known
    comparisons  [a > 0], the greatest of many
    inverses     inverses and determinants
    rules        hypotheses
    derivative   ∂
    reading      from an expression to its normal form, and back
    deciding     renaming, signs, the decision
    without      functions of the kernel that state no law, each with the reason
    noticing     which voices notice a broken rule

A sabotage is an entry in one of these files. Every function of the kernel must have one, or be named in `without`.
"""

from derive.audit.sabotage import (
    applications,
    arithmetic,
    comparisons,
    deciding,
    derivative,
    functions,
    inverses,
    reading,
    rules,
    sums,
    terms,
    without,
)
from derive.audit.sabotage.frame import SABOTAGES, Sabotage, broken
from derive.audit.sabotage.without import WITHOUT_A_LAW

__all__ = [
    "SABOTAGES",
    "WITHOUT_A_LAW",
    "Sabotage",
    "broken",
    "terms",
    "arithmetic",
    "sums",
    "functions",
    "applications",
    "comparisons",
    "inverses",
    "rules",
    "derivative",
    "reading",
    "deciding",
    "without",
]
