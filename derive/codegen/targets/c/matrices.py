"""Inverses, determinants and what is solved for, in C: by elimination, or by the root of a definite matrix."""

from __future__ import annotations

from derive.codegen.matrices import Solving, solving
from derive.codegen.program import Contract, Look, Node, OfMatrix, inside
from derive.codegen.targets.c.compiled import singular
from derive.codegen.targets.c.writing import Writing
from derive.language.indices import Index

Axes = tuple[Index, ...]


class Matrices(Writing):
    """Writes what is made of whole matrices, each into an array or a number of its own."""

    def of_whole(self, node: Node) -> bool:
        """Whether the node is made of a whole matrix; it is stored then, if it is not yet."""
        found = solving(node) if isinstance(node, Contract) else None
        if found is None and not isinstance(node, OfMatrix):
            return False
        if node not in self.stored and found is not None:
            self.stored[node] = self._solution(found)
        elif node not in self.stored:
            assert isinstance(node, OfMatrix)
            self.stored[node] = self._inverse(node) if node.function == "inv" else self._determinant(node)
        return True

    def _solution(self, found: Solving) -> str:
        """The array of A⁻¹ B."""
        self.hoist(found.right)
        name, axes = self.new(f"solution_{_letter(found.inverse)}"), (found.own, *found.rest)
        self._make_room(name, axes)
        count = self.loops((found.bound, *found.rest))
        places = [self.counter(axis) for axis in (found.bound, *found.rest)]
        self.put(f"{name}[{self.offset(places, [axis.dim for axis in axes])}] = {self.value(found.right)};")
        self.close(count)
        sides = " * ".join(self.size(axis.dim) for axis in found.rest) or "1"
        self._solve(found.inverse, found.order, sides, name)
        return name

    def _inverse(self, node: OfMatrix) -> str:
        """The array of A⁻¹: the solutions for the columns of I."""
        name = self.new(f"inverse_{_letter(node)}")
        self._make_room(name, node.axes)
        count = self.loops(node.axes)
        row, column = (self.counter(axis) for axis in node.axes)
        self.put(f"{self.at(name, node.axes)} = {row} == {column};")
        self.close(count)
        self._solve(node, (node.rows, node.columns), self.size(node.rows.dim), name)
        return name

    def _solve(self, node: OfMatrix, order: tuple[Index, Index], sides: str, name: str) -> None:
        """A call that turns right sides into solutions, and the error where there are none."""
        helper = "solved_by_root" if node.definite else "solved"
        self.helpers.add(helper)
        work = self._work(node, (node.rows, node.columns) if node.definite else order)
        self.fails = True
        self.put(
            f"if ({helper}({self.size(node.rows.dim)}, {work}, {sides}, {name})) failed = {singular(self.program)};"
        )
        self.put("if (failed) goto done;")

    def _determinant(self, node: OfMatrix) -> str:
        """The number det A, or log |det A|."""
        helper = "determinant" if node.function == "det" else "log_determinant"
        helper += "_by_root" if node.definite and node.function == "logdet" else ""
        self.helpers.add(helper)
        work, name = self._work(node, (node.rows, node.columns)), self.new(f"{node.function}_{_letter(node)}")
        self.arrays[name] = ()
        self.put(f"const real {name} = {helper}({self.size(node.rows.dim)}, {work});")
        return name

    def _work(self, node: OfMatrix, order: tuple[Index, Index]) -> str:
        """A copy of the matrix, which is used up."""
        self.hoist(node.matrix)
        name = self.new(f"work_{_letter(node)}")
        self._make_room(name, order)
        count = self.loops(order)
        self.put(f"{self.at(name, order)} = {self.value(node.matrix)};")
        self.close(count)
        return name

    def _make_room(self, name: str, axes: Axes) -> None:
        self.arrays[name] = axes
        self.room.append((name, axes))


def _letter(node: OfMatrix) -> str:
    """What the matrix is called."""
    return next((each.name for each in inside(node.matrix) if isinstance(each, Look)), "matrix")
