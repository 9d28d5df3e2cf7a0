"""PyTorch: closed forms; two of them in place, in memory given as `out`; an autograd.Function on request.

In: an array program. Out: a module with one function of tensors, or an `autograd.Function`.

    spelling  PyTorch's words
    blocks    some rows at a time
    helpers   functions above the main one
    autograd  a `torch.autograd.Function`
    keeping   what the forward pass keeps for the backward pass
    one_pass  f and its backward pass out of one softargmax
"""

from __future__ import annotations

from dataclasses import replace

from derive.codegen.program import Program
from derive.codegen.python_files import load, module_text
from derive.codegen.spelling import Speller
from derive.codegen.target import Options, Target
from derive.codegen.targets.torch.autograd import write_autograd
from derive.codegen.targets.torch.blocks import spelled
from derive.codegen.targets.torch.spelling import (
    WORDS,
    TorchOutSpeller,
    TorchRowSpeller,
    TorchSpeller,
    by_rows,
    in_place,
)
from derive.codegen.testing import Wording, beside
from derive.language.claims import Identity


class TorchWording(Wording):
    """PyTorch's words for a test."""

    words = WORDS

    def spelled(self, program: Program) -> Speller:
        """The closed form."""
        return spelled(program)

    def start(self, dtype: str) -> list[str]:
        """A generator."""
        return ["rng = torch.Generator().manual_seed(0)"]

    def normal(self, shape: str, dtype: str, number: int) -> str:
        """torch.randn"""
        return f"torch.randn({shape}, generator=rng, dtype=torch.{dtype})"

    def labels(self, values: str, shape: str, number: int) -> str:
        """torch.randint"""
        return f"torch.randint(0, {values}, {shape}, generator=rng)"

    def largest(self, name: str) -> str:
        """`a.argmax(dim=-1)`"""
        return f"{name}.argmax(dim=-1)"

    def one_hot(self, name: str, place: str) -> str:
        """A row of PyTorch's identity matrix."""
        return f"torch.eye({name}.shape[-1], dtype={name}.dtype)[{place}]"

    def row_sums(self, name: str) -> str:
        """sum(dim=-1, keepdim=True)"""
        return f"{name}.sum(dim=-1, keepdim=True)"

    def step(self, name: str, place: str) -> list[str]:
        """One entry assigned."""
        return [f"d_{name} = torch.zeros_like({name})", f"d_{name}[{place}] = step"]

    def close(self, found: str, wanted: str, tight: str) -> str:
        """torch.testing"""
        tolerance = f"rtol={tight}, atol={tight}, check_dtype=False"
        return f"torch.testing.assert_close({found}, {wanted}, {tolerance})"


def write(program: Program, identity: Identity, options: Options) -> str:
    """The text of a module with the function in it, and the test if it is asked for."""
    speller, after = _spelled(program), list[str]()
    if by_rows(program):
        rows = TorchRowSpeller(program)
        rows.write()
        speller.helpers |= rows.helpers
        speller.lines = ["if out is None:", *(f"    {line}" for line in speller.lines), *rows.lines]
    if options.with_test:
        after, helpers = beside(program, identity, options, TorchWording())
        speller.helpers |= helpers
    out = by_rows(program) or in_place(program)
    return module_text(program, identity, speller, replace(WORDS, out=out), after)


def _spelled(program: Program) -> TorchSpeller:
    if not in_place(program) and not by_rows(program):
        return spelled(program)
    speller = TorchOutSpeller(program) if in_place(program) else TorchSpeller(program)
    speller.write()
    return speller


TARGET = Target("torch", ".py", write, load, write_autograd, rank=2)
