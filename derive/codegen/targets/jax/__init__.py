"""JAX: pure functions of arrays, for jit; a custom_vjp on request.

In: an array program. Out: a module with a pure function, or one with its `custom_vjp`.

    spelling  JAX's words
    helpers   functions above the main one
    vjp       a `jax.custom_vjp`
"""

from __future__ import annotations

from derive.codegen.program import Program
from derive.codegen.python_files import load, module_text
from derive.codegen.spelling import Speller
from derive.codegen.target import Options, Target
from derive.codegen.targets.jax.spelling import WORDS, JaxSpeller
from derive.codegen.targets.jax.vjp import write_vjp
from derive.codegen.testing import Wording, beside
from derive.language.claims import Identity


class JaxWording(Wording):
    """JAX's words for a test."""

    words = WORDS

    def spelled(self, program: Program) -> Speller:
        """The pure function."""
        return _spelled(program)

    def start(self, dtype: str) -> list[str]:
        """Double precision has to be asked for."""
        return ['jax.config.update("jax_enable_x64", True)'] if dtype == "float64" else []

    def normal(self, shape: str, dtype: str, number: int) -> str:
        """jax.random.normal, with a key for each array."""
        return f"jax.random.normal(jax.random.key({number}), {shape}, jnp.{dtype})"

    def labels(self, values: str, shape: str, number: int) -> str:
        """jax.random.randint"""
        return f"jax.random.randint(jax.random.key({number}), {shape}, 0, {values})"

    def one_hot(self, name: str, place: str) -> str:
        """A row of JAX's identity matrix."""
        return f"jnp.eye({name}.shape[-1], dtype={name}.dtype)[{place}]"

    def step(self, name: str, place: str) -> list[str]:
        """A new array: one entry of it cannot be assigned."""
        return [f"d_{name} = jnp.zeros_like({name}).at[{place}].set(step)"]

    def close(self, found: str, wanted: str, tight: str) -> str:
        """jnp.allclose"""
        return f"assert jnp.allclose({found}, {wanted}, rtol={tight}, atol={tight})"


def write(program: Program, identity: Identity, options: Options) -> str:
    """The text of a module with the function in it, and the test if it is asked for."""
    speller, after = _spelled(program), list[str]()
    if options.with_test:
        after, helpers = beside(program, identity, options, JaxWording())
        speller.helpers |= helpers
    return module_text(program, identity, speller, WORDS, after)


def _spelled(program: Program) -> JaxSpeller:
    speller = JaxSpeller(program)
    speller.write()
    return speller


TARGET = Target("jax", ".py", write, load, write_vjp, rank=3)
