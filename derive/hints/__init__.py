"""What a refuted line may have meant: known slips, offered only after the repaired line was proved.

In: a refuted line, `Wrong`. Out: at most two `Hint`s, each a repaired line or a hypothesis under which it holds.

Hints are data. To add one, add one entry to `table`. In the order to read them:

    phrases       what hints say, in both languages
    told          a phrase and the expressions it speaks of
    wrong         a refuted line, and what a repair claims in its place
    points        its numbers at a few random points, which tell hopeless repairs quickly
    monomials     which small product of the line's own letters explains a ratio or a difference
    spots         where in a line something can be repaired, and how to name that place
    factors       signs, factors, exponents
    squares       squares copied as doubles, squares of brackets
    terms         terms dropped, superfluous or δ-less
    distributed   products written out, and collected again
    places        indices, transposes, letters, dimensions
    rules         rules of calculus, sums and products, laws of functions, cases
    restrictions  hypotheses and places under which the line holds as it is written
    fixed_size    sizes at which it does
    table         every repair, in the order in which they are tried
    search        the trial: numbers sift, the kernel decides
"""

from derive.hints.search import find_hints, refuted_line
from derive.hints.table import REPAIRS, Repair
from derive.hints.wrong import Wrong

__all__ = ["REPAIRS", "Repair", "Wrong", "find_hints", "in_one_line", "refuted_line"]
