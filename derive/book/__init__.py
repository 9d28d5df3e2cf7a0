"""The book: every page of the catalogue, or of a user's own, as a chapter, every identity with its proof.

contents  chapters, numbers, errata, sources, indexes
diagrams  three pictures, drawn with matplotlib where it is installed
words     what the book says about itself

It is written by `derive.report.html.book` and `derive.report.latex.book`.
"""
