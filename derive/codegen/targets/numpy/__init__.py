"""NumPy, the default: float32 stays float32, `out=` takes the result, rows are worked on in the cache.

In: an array program. Out: a module with one function of arrays.

    spelling  NumPy's words
    rows      rows in blocks that stay in the cache
    summing   sums over rows, a block at a time
    helpers   functions above the main one
"""

from __future__ import annotations

from derive.codegen.program import Program
from derive.codegen.python_files import load, module_text, returned
from derive.codegen.rows import summed, works_by_rows
from derive.codegen.spelling import Speller
from derive.codegen.target import Options, Target
from derive.codegen.targets.numpy.rows import RowSpeller
from derive.codegen.targets.numpy.spelling import WORDS, NumpySpeller
from derive.codegen.targets.numpy.summing import SumSpeller
from derive.codegen.testing import Wording, beside
from derive.language.claims import Identity


class NumpyWording(Wording):
    """NumPy's words for a test."""

    words = WORDS

    def spelled(self, program: Program) -> Speller:
        """By rows where that is possible."""
        return _spelled(program)


def write(program: Program, identity: Identity, options: Options) -> str:
    """The text of a module with the function in it, and the test if it is asked for."""
    speller, after = _spelled(program), list[str]()
    if options.with_test:
        after, helpers = beside(program, identity, options, NumpyWording())
        speller.helpers |= helpers
    return module_text(program, identity, speller, WORDS, after)


def _spelled(program: Program) -> NumpySpeller:
    speller = _speller(program)
    speller.write()
    *_, last = speller.lines
    value = last.removeprefix("return ")
    if not value.isidentifier():  # of much that NumPy computes type checkers do not know that it is an array
        name = speller.name("value")
        speller.lines[-1:] = [f"{name}: {returned(program, WORDS)} = {value}", f"return {name}"]
    return speller


def _speller(program: Program) -> NumpySpeller:
    if works_by_rows(program):
        return RowSpeller(program)
    found = summed(program)
    return SumSpeller(program, found) if found else NumpySpeller(program)


TARGET = Target("numpy", ".py", write, load, rank=1)
