"""Lines of C: loops over axes, opened and closed, and the arrays on the way to the result."""

from __future__ import annotations

from collections.abc import Iterable

from derive.codegen.program import Node, Program
from derive.codegen.targets.c.entries import Entries
from derive.language.indices import Index


class Writing(Entries):
    """Writes lines; `room` are arrays that want memory, and `fails` says whether a matrix may turn out singular."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.lines: list[str] = []
        self.room: list[tuple[str, tuple[Index, ...]]] = []
        self.depth = 1
        self.fails = False

    def hoist(self, node: Node) -> None:
        """Store what the formula looks up and cannot be computed in place."""
        raise NotImplementedError

    # lines

    def put(self, line: str) -> None:
        """One line at the present depth; a pragma at the margin."""
        self.lines.append(line if line.startswith("#") else "    " * self.depth + line)

    def loops(self, axes: Iterable[Index], *, simd: str = "") -> int:
        """Open a loop over each axis; returns how many."""
        count = 0
        inner = [axis for axis in axes if axis not in self.fixed]
        for axis in inner:
            name = self.counter(axis)
            if simd and axis is inner[-1]:
                self.put(simd)
            self.put(f"for (ptrdiff_t {name} = 0; {name} < {self.size(axis.dim)}; {name}++) {{")
            self.depth += 1
            count += 1
        return count

    def close(self, count: int) -> None:
        """Close as many loops."""
        for _ in range(count):
            self.depth -= 1
            self.put("}")
