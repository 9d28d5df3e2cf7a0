"""The kernel: are two expressions equal, for every dimension?

In: two expressions and what may be opened. Out: a `Proof`, or a `Residual`: what is left of their difference.

It imports nothing of the project but the language, and nothing outside it can make a `Proof`. In the order to
read it:

    terms         what a normal form is made of
    squares       sums of squares, which are never negative
    factoring     polynomials in atoms, factored
    leading       the order of monomials, and division of one by another
    limits        how much the kernel may do
    deltas        which places Kronecker's δ makes equal
    arithmetic    +, ·, powers, reciprocals, Kronecker's δ
    colours       bound indices told apart by where they stand
    components    the atoms under a sum that belong together
    sums          Σ: binding, connected components, canonical names of bound indices
    places        places near others, their order, places as numbers
    trigonometry  sines and cosines of sums
    functions     laws of exp and log
    applications  functions of which nothing is known
    comparisons   [a > 0], the greatest of many
    orienting     which way an equation is used as a rule
    rules         hypotheses as rules
    inverses      inverses and determinants
    products      Π over an index
    derivative    ∂ by structural recursion
    sharing       ∂ through definitions inside one another
    consequences  what follows from an equation that is taken for granted
    assuming      hypotheses as what the reader knows
    reading       from an expression to its normal form
    express       from a normal form to an expression
    domains       where an expression has a value
    unfolding     recurrences written out
    renaming      equality up to the names of bound indices
    signs         signs that can be read off
    differences   what is left of a difference
    proof         the decision
"""

from derive.kernel.assuming import Openings
from derive.kernel.domains import Condition, domain
from derive.kernel.limits import Limits
from derive.kernel.proof import (
    Proof,
    Residual,
    normal_form,
    prove,
    prove_chain,
    prove_equation,
    prove_induction,
    prove_renaming,
    prove_sign,
    prove_without,
    without_value,
)
from derive.kernel.unfolding import stepped_through

__all__ = [
    "Condition",
    "Limits",
    "Openings",
    "Proof",
    "Residual",
    "domain",
    "normal_form",
    "prove",
    "prove_chain",
    "prove_equation",
    "prove_induction",
    "prove_renaming",
    "prove_sign",
    "prove_without",
    "stepped_through",
    "without_value",
]
