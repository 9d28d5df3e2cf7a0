"""JAX: pure functions of arrays, for jit; a custom_vjp on request."""

from __future__ import annotations

from derive.code.errors import NoCode
from derive.code.program import Program
from derive.code.targets import Options, Target
from derive.code.targets.files import load, module_text
from derive.code.targets.jax_spelling import WORDS, JaxSpeller
from derive.code.targets.jax_vjp import write_vjp
from derive.language.claims import Identity


def write(program: Program, identity: Identity, options: Options) -> str:
    """The text of a module with the function in it. Raises `NoCode` if a test is asked for."""
    if options.with_test:
        raise NoCode("a test is written beside the NumPy function only")
    speller = JaxSpeller(program)
    speller.write()
    return module_text(program, identity, speller, WORDS)


TARGET = Target("jax", ".py", write, load, write_vjp)
