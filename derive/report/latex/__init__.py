"""What is written for LaTeX: proofs, the book, and its PDF where an engine is installed.

In: proofs. Out: LaTeX, and its PDF.

    proof  a proof: an `align` per derivation, a line per step
    book   all proofs in one file
    pdf    its PDF, where an engine is installed
"""
