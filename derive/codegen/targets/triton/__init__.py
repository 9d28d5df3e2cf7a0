"""Triton: one fused kernel for formulas that are computed row by row; an autograd.Function of two on request.

In: an array program that is computed row by row. Out: a module with one kernel and the function that launches it.

    rows     which dimension the rows are counted by
    kernels  one row of every array for each program of the grid
    tiles    tiles of rows and columns
    helpers  checks on the host, parts of kernels on the device

A kernel runs on a GPU, and on a CPU under `TRITON_INTERPRET=1`, which is set before Triton is imported.
"""

from __future__ import annotations

from dataclasses import replace

from derive.codegen.emit import EDGES
from derive.codegen.errors import NoCode
from derive.codegen.program import Program
from derive.codegen.python_files import Words, load, module_text
from derive.codegen.reverse import Reverse
from derive.codegen.target import Options, Target
from derive.codegen.targets.torch.autograd import Kernels, write_functions
from derive.codegen.targets.triton.helpers import HELPERS, NEEDS
from derive.codegen.targets.triton.kernels import Kernel, spelled
from derive.codegen.targets.triton.tiles import tiled
from derive.language.claims import Identity

WORDS = Words(
    "import torch\nimport triton\nimport triton.language as tl",
    "torch.Tensor",
    HELPERS,
    NEEDS,
    EDGES + "Half precision is computed in float32.",
)


def write(program: Program, identity: Identity, options: Options) -> str:
    """The text of a module with a kernel and the function that launches it."""
    if options.with_test:
        raise NoCode("a test is written beside functions of NumPy, PyTorch and JAX")
    kernel = _spelled(program)
    return module_text(program, identity, kernel, WORDS, before=[*kernel.kernel, "", ""])


def write_autograd(both: Reverse, identity: Identity, _: Options) -> str:
    """The text of a module with two kernels, f and its backward pass, and a `torch.autograd.Function` of them."""
    both = replace(both, backward=_renamed(both))
    forward, backward = _spelled(both.forward), _spelled(both.backward)
    kernels = Kernels(forward, backward, WORDS, [*_kernel(forward), *_kernel(backward)], twice=False)
    return write_functions(both, identity, kernels)


def _spelled(program: Program) -> Kernel:
    """By tiles where rows share arrays, otherwise row by row."""
    kernel = tiled(program)
    if kernel is None:
        return spelled(program)
    kernel.write()
    return kernel


def _renamed(both: Reverse) -> Program:
    """The backward pass under a name of its own."""
    return replace(both.backward, name=f"{both.forward.name}_backward")


def _kernel(kernel: Kernel) -> list[str]:
    return [*kernel.kernel, "", ""]


TARGET = Target("triton", ".py", write, load, write_autograd, rank=5)
