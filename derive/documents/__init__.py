r"""Documents: every = that someone wrote in Markdown, LaTeX, a notebook and more, read and judged.

In: the bytes of a file. Out: a `Result` for every = in it, at its line and column.

    encodings      the text of a file, whatever it is encoded in
    snapshots      the files of a document, read once
    document       a document's text, formulas, headings, remarks, and where they stand in its files
    finding        where the mathematics stands, format by format
    notation       why a formula is not read
    commands       the commands of LaTeX, by what a reader does with them
    signs          signs that stand for others or for commands
    macros         the commands that a document defines itself
    tokens         the tokens of a formula, with their places
    words          what is said of letters in words
    readings       from tokens to verdicts over readings
    first_to_last  the verdict on a whole chain
    recall         claims that were judged before
    latex          LaTeX read with letters that are known
    work           documents in a worker process
    settling       comments that settle how an = is read
    repairs        repairs that were proved, as places in the text
    statements     an = as an identity of a page, for code and proofs

Nothing in a document is evaluated as code. A misreading is worse than a refusal.
"""
