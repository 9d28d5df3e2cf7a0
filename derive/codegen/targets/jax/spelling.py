"""JAX's words."""

from __future__ import annotations

from collections.abc import Sequence

from derive.codegen.emit import EDGES
from derive.codegen.functional import FunctionalSpeller
from derive.codegen.names import python_name
from derive.codegen.program import Here, Place, Scan
from derive.codegen.python_files import Words, signature
from derive.codegen.targets.jax.helpers import HELPERS, NEEDS
from derive.codegen.texts import Axes, Level, Text
from derive.language.indices import Dim, Index

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
    read: dict[str, tuple[str, int, int]]
    """What a step reads: the name there, of which array, along which axis, how far from its place."""
    time: Dim

    def scan(self, node: Scan) -> None:
        """jax.lax.scan over the other places; what a step reads at its place is handed to it."""
        t, *others = node.axes
        first = self._first(node, tuple(others))
        self.scanning, self.before = node.name, self.local("before")
        self.here, self.time, self.read = python_name(t.name), t.dim, {}
        step, now, after = self.name(f"step_of_{node.name}"), self.local("now"), self.local("after")
        outer, self.lines = self.lines, []
        self.lines.append(f"{after} = {self.stepped(node)}")
        types = f"tuple[{', '.join('jax.Array' for _ in self.read)}]" if self.read else "None"
        parts = [f"{self.before}: jax.Array", f"{now}: {types}"]
        head = [each[4:] for each in signature(step, parts, "tuple[jax.Array, jax.Array]", "    ")]
        names = ", ".join(self.read) if len(self.read) > 1 else "".join(f"({each},)" for each in self.read)
        unpacked = [f"{names} = {now}"] if self.read else []
        inside = [f"    {each}" for each in (*unpacked, *self.lines, f"return {after}, {after}")]
        self.lines = [*outer, "", *head, *inside, ""]
        rest = self.name(f"rest_of_{node.name}")
        self.lines.append(f"_, {rest} = jax.lax.scan({', '.join([step, first, *self._words(node)])})")
        pieces = [rest, f"{first}[None]"] if node.down else [f"{first}[None]", rest]
        self.lines.append(f"{node.name} = jnp.concatenate([{', '.join(pieces)}])")

    def _first(self, node: Scan, axes: Axes) -> str:
        """The name of the value that a scan begins with, in the dtype that every step keeps."""
        end = self.entered(node.end, axes)
        casts = len(self.reals()) > 1
        first = self.name(f"{'last' if node.down else 'first'}_{node.name}")
        code = f"{end.bound(Level.ATOM)}.astype({self.dtype()})" if casts else end.code
        self.lines.append(f"{first} = {code}")
        return first

    def _words(self, node: Scan) -> list[str]:
        """What a scan runs over, and in which direction."""
        given = [self._handed(*each, down=node.down) for each in self.read.values()]
        over = f"({', '.join(given)}{',' if len(given) == 1 else ''})" if given else "None"
        count = [] if given else [f"length={self.size(node.time.dim)} - 1"]
        return [over, *count, *(["reverse=True"] if node.down else [])]

    def _handed(self, name: str, at: int, offset: int, *, down: bool) -> str:
        """The rows of an array that the steps read, along its first axis: x[1:]."""
        rows = name if at == 0 else self.call("moveaxis", name, str(at), "0")
        first, last = offset + (0 if down else 1), offset - (1 if down else 0)
        return f"{rows}[{first or ''}:{last or ''}]"

    def at_fixed_places(self, name: str, places: Sequence[Place]) -> Text:
        """In a step, the array's row at its place, under a name of its own."""
        spots = [at for at, place in enumerate(places) if isinstance(place, Here)]
        if not spots or name == self.scanning:
            return super().at_fixed_places(name, places)
        at, offset = spots[0], places[spots[0]].offset  # type: ignore[union-attr]
        found = [own for own, each in self.read.items() if each == (name, at, offset)]
        own = (
            found[0]
            if found
            else self.local(f"{name}_{'before' if offset < 0 else 'after' if offset else self.here}")
        )
        self.read[own] = name, at, offset
        rest = [place for place in places if not isinstance(place, Here)]
        return super().at_fixed_places(own, rest) if rest else Text(own, ())

    def position(self, place: Index | Here) -> Text:
        """In a step the place is handed to it, too."""
        if not isinstance(place, Here):
            return super().position(place)
        code = self.call("arange", "1", f"{self.size(self.time)} + 1", *self.like())
        own = self.local(f"place_{self.here}")
        self.read[own] = code, 0, place.offset
        return Text(own, ())

    def solved_by_root(self, square: str, right: str, *, vector: bool) -> str:
        """jax.scipy.linalg.cho_solve((L, True), b)"""
        return f"jax.scipy.linalg.cho_solve(({self.root(square)}, True), {right})"

    def copied(self, name: str) -> str:
        """An array of its own."""
        return self.call("array", name)

    def like(self) -> list[str]:
        """dtype= of a new array."""
        return super().like() or ["dtype=float"]

    def constant(self, text: Text, axes: Axes) -> Text:
        """A number as an array."""
        return Text(self.call("full", "()" if not axes else self.shape(axes), text.code, *self.like()), axes)
