"""The book: every page of the catalogue as a chapter, every identity with its proof.

contents  chapters, numbers, errata, indexes
diagrams  three pictures, drawn with matplotlib where it is installed
latex     the book in LaTeX
pdf       its PDF, where a LaTeX engine is installed
html      the book as one HTML file that fetches nothing
"""
