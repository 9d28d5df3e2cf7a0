"""The kernel's rules broken one at a time, to see whether anyone notices.

In: a rule of the kernel. Out: whether anyone notices when a wrong one stands in its place.

    frame         what a sabotage is, and putting it in the kernel's place for a while
    terms         indices, monomials, orders
    arithmetic    +, ·, powers, reciprocals, δ
    sums          Σ
    functions     exp, log, and what is made of them
    applications  functions of which nothing is known
    comparisons   [a > 0], the greatest of many
    inverses      inverses and determinants
    places        places near others, and places as numbers
    products      Π
    recurrences   recurrences written out, inductions
    squares       sums of squares
    trigonometry  sines and cosines
    rules         hypotheses
    kinds         each kind of hypothesis
    orienting     which way an equation is used, and what follows from it
    domains       where the lines of a chain have a value
    derivative    ∂
    reading       from an expression to its normal form, and back
    deciding      renaming, signs, the decision
    noticing      which voices notice a broken rule

A sabotage is an entry in one of these files. They are the wrong rules that matter: every file of the kernel has one
at least, and so has every kind of hypothesis of which the kernel makes a rule.
"""

from derive.audit.sabotage import (
    applications,
    arithmetic,
    comparisons,
    deciding,
    derivative,
    domains,
    functions,
    inverses,
    kinds,
    orienting,
    places,
    products,
    reading,
    recurrences,
    rules,
    squares,
    sums,
    terms,
    trigonometry,
)
from derive.audit.sabotage.frame import SABOTAGES, Sabotage, broken

__all__ = [
    "SABOTAGES",
    "Sabotage",
    "broken",
    "terms",
    "arithmetic",
    "sums",
    "functions",
    "applications",
    "comparisons",
    "inverses",
    "places",
    "products",
    "recurrences",
    "squares",
    "trigonometry",
    "rules",
    "kinds",
    "orienting",
    "domains",
    "derivative",
    "reading",
    "deciding",
]
