r"""Documents: every = that someone wrote in Markdown, LaTeX or a notebook, read and judged.

    finding      where the mathematics stands
    notation     why a formula is not read
    signs        the signs and commands of LaTeX, by what a reader does with them
    macros       the commands that a document defines itself
    tokens       the tokens of a formula, with their places
    words        what is said of letters in words
    readings     from tokens to verdicts over readings
    first_to_last  the verdict on a whole chain
    latex        LaTeX read with letters that are known
    work         documents in a worker process
    statements   an = as an identity of a page, for code and proofs

Nothing in a document is evaluated as code. A misreading is worse than a refusal.
"""
