"""PyTorch: closed forms; two of them in place, in memory given as `out`; an autograd.Function on request."""

from __future__ import annotations

from dataclasses import replace

from derive.code.errors import NoCode
from derive.code.program import Program
from derive.code.targets import Options, Target
from derive.code.targets.files import load, module_text
from derive.code.targets.torch_autograd import write_autograd
from derive.code.targets.torch_spelling import (
    WORDS,
    TorchOutSpeller,
    TorchRowSpeller,
    TorchSpeller,
    by_rows,
    in_place,
)
from derive.language.claims import Identity


def write(program: Program, identity: Identity, options: Options) -> str:
    """The text of a module with the function in it. Raises `NoCode` if a test is asked for."""
    if options.with_test:
        raise NoCode("a test is written beside the NumPy function only")
    speller = TorchOutSpeller(program) if in_place(program) else TorchSpeller(program)
    speller.write()
    if by_rows(program):
        rows = TorchRowSpeller(program)
        rows.write()
        speller.helpers |= rows.helpers
        speller.lines = ["if out is None:", *(f"    {line}" for line in speller.lines), *rows.lines]
    out = by_rows(program) or in_place(program)
    return module_text(program, identity, speller, replace(WORDS, out=out))


TARGET = Target("torch", ".py", write, load, write_autograd)
