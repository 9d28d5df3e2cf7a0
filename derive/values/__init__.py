"""Values: instances of a claim, and what expressions are worth there. One walk over the tree, several arithmetics.

In: a claim and its hypotheses. Out: sizes, numbers for its letters that satisfy the hypotheses, values of its sides.
In the order to read it:

    steps         how much may be done, counted
    numbers       fractions, logarithms of fractions, decimals of 110 digits
    dual          numbers with infinitesimals: ∂ without expanding anything
    walk          the one walk over a tree at given sizes; what a number is, is left to who walks
    plain         plain SymPy expressions in any arithmetic
    survey        what a claim speaks of
    asked         what its hypotheses ask of the numbers
    roles         which letters stand under exp, so that rational numbers stay rational
    sizes         how many entries each dimension gets
    choices       the numbers, drawn at random or small and simple
    matrix_words  symmetric, orthonormal, idempotent, … matrices of fractions
    maps          unknown functions of several arguments, made concrete
    assignment    a value for every letter; a function for every letter that depends on others
    exact         the walk in fractions and decimals, with infinitesimals: the second voice
    components    the walk in plain SymPy: what the third voice compiles
    intervals     the walk in intervals that enclose the exact value: worked examples
    holding       whether hypotheses hold on an instance, looked up in its numbers
    roots         an equation of one unknown
    drawing       values that satisfy what the claim takes for granted
    shown         the numbers in the page's own names
    snippet       and as a NumPy program
    apart         sums with what does not depend on their index before them
    moments       finite measures with the moments of a normal vector
"""
