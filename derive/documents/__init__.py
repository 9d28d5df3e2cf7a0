r"""Documents: every = that someone wrote in Markdown, LaTeX or a notebook, read and judged.

    finding      where the mathematics stands
    notation     the syntax tree of a formula
    signs        the signs and commands of LaTeX, by what a reader does with them
    macros       the commands that a document defines itself
    tokens       the tokens of a formula, with their places
    brackets     brackets, matched
    grammar      from tokens to the tree
    chains       chains of equalities, and the conditions beside them
    formulas     a chain with its sides read
    renaming     letters that are written alike and are not the same
    other_names  two names of one number
    expectations E_p[t], written out as a sum
    letters      which letter is an index, how many indices a letter takes
    ranks        which letters are vectors and matrices
    dimensions   what ranges over what, by unification
    ranges       means, which say what a sum runs over; letters that have two ranges
    wholes       matrix notation that only documents use
    meaning      from notation to the language
    prose        what the words around formulas say
    comments     what comments say
    defining     what defines a letter
    dependence   which letter depends on which
    losses       a loss that is known by its gradient alone
    reading      a document, read
    numbers      numbers that a document works out
    claims       what an = claims: both sides, hypotheses, what is assumed
    doubts       when a refutation stands
    judging      the verdict on one =
    first_to_last  the verdict on a whole chain
    latex        LaTeX read with letters that are known
    work         documents in a worker process
    statements   an = as an identity of a page, for code and proofs

Nothing in a document is evaluated as code. A misreading is worse than a refusal.
"""
