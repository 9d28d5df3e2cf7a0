"""The language of a page, in the order to read it.

In: what an author writes in Python. Out: SymPy trees that keep the written shape, and a `Page` of identities.

    errors         what is said when a page is not well formed
    lent           words of later rooms that earlier ones speak
    expressions    arithmetic that stays as it was written
    functions      the book of functions: what is known of exp, log, tanh, …
    names          one letter, one meaning
    indices        dimensions and the indices that range over them
    binders        sums, Kronecker's δ, cases; free indices and substitution without capture
    comparisons    values that depend on comparisons of numbers
    matrices       matrix notation, elaborated to indices
    kronecker      vec and ⊗
    products       products over an index
    inverses       inverses and determinants of square matrices
    applications   functions of which nothing is known, of several arguments and of vectors
    families       indexed families, variables, definitions
    hypothesis     the abstract class of what may be taken for granted, and equations
    places         i = j and i ≠ j, and where an index stands
    derivatives    ∂ written down
    hypotheses     what an identity may take for granted
    ranges         places that may lie beyond the last one
    recurrences    letters defined one place after another
    expectations   expectations and integrals
    probabilities  joint, conditional and marginal probabilities
    typeset        expressions in boxes, and boxes as text, LaTeX and MathML
    chinese        the Chinese of what is said, one table
    sayings        sentences in two languages, with formulas in them
    claims         what a page states: identities, inequalities, worked examples
    page           the page itself, and the words that state something on it
    parts          the parts of an expression that can be replaced, and replacing them
    sympy_input    plain SymPy handed in
    digest         fingerprints of expressions and hypotheses

To load one of them loads only files that stand above it. What a file needs of one below it is `lent`.
"""

from __future__ import annotations

from derive.language import lent


def _words() -> lent.Words:
    from derive.language.applications import apply, component
    from derive.language.comparisons import compared, in_cases
    from derive.language.derivatives import D
    from derive.language.functions import absolute
    from derive.language.inverses import inverse
    from derive.language.matrices import summed
    from derive.language.sympy_input import from_sympy
    from derive.language.typeset import latex, text

    return lent.Words(
        text=text,
        latex=latex,
        derivative=D,
        from_sympy=from_sympy,
        absolute=absolute,
        compared=compared,
        applied=apply,
        component=component,
        in_cases=in_cases,
        summed=summed,
        inverse=inverse,
    )


lent.lend(_words)
