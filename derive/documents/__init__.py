r"""Documents: every = that someone wrote in Markdown, LaTeX or a notebook, read and judged.

    finding      where the mathematics stands
    notation     the syntax tree of a formula
    tokens       the tokens of a formula, with their places
    grammar      from tokens to the tree
    chains       chains of equalities, and the conditions beside them
    letters      which letter is an index, how many indices a letter takes
    dimensions   what ranges over what, by unification
    wholes       matrix notation that only documents use
    meaning      from notation to the language
    prose        what the words around formulas say
    comments     what comments say
    reading      a document, read
    judging      the verdict on one =
    latex        LaTeX read with letters that are known
    work         documents in a worker process
    annotate     a copy with verdicts, a page to look at
    sarif        findings for tools of code review

Nothing in a document is evaluated as code. A misreading is worse than a refusal.
"""
