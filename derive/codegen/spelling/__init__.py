"""Array expressions spelled in Python: axes aligned, brackets where they are needed and nowhere else.

In: an array program. Out: lines of Python, such as `p = e / e.sum(axis=0)`. What NumPy, PyTorch and JAX have in common
is here; a target overrides the words that differ.

    arrays        names, sizes, axes, dtype
    entries       looking up: at fixed places, at labels, on a diagonal
    contractions  sums over axes, matrix products, solved systems
    speller       statements, and what is done entry by entry
"""

from derive.codegen.spelling.speller import SIGNS, Speller, is_computed

__all__ = ["SIGNS", "Speller", "is_computed"]
