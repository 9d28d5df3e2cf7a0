"""The book: every page of the catalogue, or of a user's own, as a chapter, every identity with its proof.

In: checked identities. Out: a `Book`, chapters with numbered proofs, which `report` writes as LaTeX and as HTML.

contents  chapters, numbers, errata, sources, indexes
diagrams  three pictures, drawn with matplotlib where it is installed
words     what the book says about itself

It is written by `derive.report.html.book` and `derive.report.latex.book`.
"""
