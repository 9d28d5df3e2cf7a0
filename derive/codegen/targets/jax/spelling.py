"""JAX's words."""

from __future__ import annotations

from derive.codegen.emit import EDGES
from derive.codegen.functional import FunctionalSpeller
from derive.codegen.python_files import Words
from derive.codegen.targets.jax.helpers import HELPERS, NEEDS
from derive.codegen.texts import Axes, Text

WORDS = Words(
    "import jax\nimport jax.numpy as jnp",
    "jax.Array",
    HELPERS,
    NEEDS,
    EDGES + "Half precision is computed in float32.",
)


class JaxSpeller(FunctionalSpeller):
    """JAX's words."""

    target, library = "jax", "jnp"

    def copied(self, name: str) -> str:
        """An array of its own."""
        return self.call("array", name)

    def like(self) -> list[str]:
        """dtype= of a new array."""
        return super().like() or ["dtype=float"]

    def constant(self, text: Text, axes: Axes) -> Text:
        """A number as an array."""
        return Text(self.call("full", "()" if not axes else self.shape(axes), text.code, *self.like()), axes)
