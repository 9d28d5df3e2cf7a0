"""Proofs as documents, before anyone writes them down.

In: an identity and its `Result`. Out: a `Proof`, words and formulas in boxes, which `report` writes in every format.

    words        phrases in English and in Chinese
    typed        mathematics as people type it, in boxes
    prose        a page's sentences: what in them is mathematics
    translation  a page's words in Chinese
    work         what a worker finds for a printed proof
    model        a proof: claim, hypotheses, lines with reasons, figures
    own          what a worker finds for a document's own page
    said         what is said around its lines
    proving      proofs made in a worker, where their pages are loaded

`derive.prove(identity)` checks an identity and returns its proof; the writers stand in `derive.report`.
"""
