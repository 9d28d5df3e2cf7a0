"""PyTorch: closed forms; with `out=` row by row, in the cache; an autograd.Function on request."""

from __future__ import annotations

from dataclasses import replace

from derive.code.errors import NoCode
from derive.code.program import Program
from derive.code.targets import Options, Target
from derive.code.targets.files import load, module_text
from derive.code.targets.torch_autograd import write_autograd
from derive.code.targets.torch_spelling import WORDS, TorchRowSpeller, TorchSpeller, in_place
from derive.language.claims import Identity


def write(program: Program, identity: Identity, options: Options) -> str:
    """The text of a module with the function in it. Raises `NoCode` if a test is asked for."""
    if options.with_test:
        raise NoCode("a test is written beside the NumPy function only")
    speller = TorchSpeller(program)
    speller.write()
    if not in_place(program):
        return module_text(program, identity, speller, WORDS)
    rows = TorchRowSpeller(program)
    rows.write()
    speller.helpers |= rows.helpers
    speller.lines = ["if out is None:", *(f"    {line}" for line in speller.lines), *rows.lines]
    return module_text(program, identity, speller, replace(WORDS, out=True))


TARGET = Target("torch", ".py", write, load, write_autograd)
