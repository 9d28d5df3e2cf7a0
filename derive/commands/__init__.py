"""The commands: one module each, holding a click command named `command`.

In: the words of a command line. Out: what is printed and written, and an exit status.

    misuse    what a user is told of words that make no command
    options   what several commands take
    asked     what one call of `check` is asked for
    check     prove or refute
    fixing    `--fix`
    watching  `--watch`
    list      the pages and what they state
    find      an identity by words or by formula
    prove     proofs
    code      functions
    book      all proofs
    sources   the source documents line by line
    certify   certificates for Rocq
    report    a corpus in figures
    audit     the checker, checked
    lsp       a server for editors
    mcp       a server for language models

The first line of each says what it does; `options` holds what several take from the command line.
"""
