"""The language of a page, in the order to read it.

    errors        what is said when a page is not well formed
    expressions   arithmetic that stays as it was written
    functions     the book of functions: what is known of exp, log, tanh, …
    names         one letter, one meaning
    indices       dimensions and the indices that range over them
    hypothesis    the abstract class of what may be taken for granted
    binders       sums, Kronecker's δ, cases; free indices and substitution without capture
    comparisons   values that depend on comparisons of numbers
    matrices      matrix notation, elaborated to indices
    products      products over an index
    inverses      inverses and determinants of square matrices
    applications  functions of which nothing is known, of several arguments and of vectors
    families      indexed families, variables, definitions
    derivatives   ∂ written down
    hypotheses    what an identity may take for granted
    probabilities joint, conditional and marginal probabilities
    typeset       expressions in boxes, and boxes as text, LaTeX and MathML
    claims        what a page states: identities, inequalities, worked examples
    page          the page itself, and the words that state something on it
    parts         the parts of an expression that can be replaced, and replacing them
    sympy_input   plain SymPy handed in

To load one of them loads only files that stand above it.
"""
