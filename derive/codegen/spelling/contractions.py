"""Sums over axes: as sums, matrix products, einsum, cumsum, solved systems; what goes along whole rows."""

from __future__ import annotations

from collections.abc import Sequence

from derive.codegen.errors import NoCode
from derive.codegen.matrices import solving
from derive.codegen.program import Along, Choose, Contract, Last, Masked, Node, OfMatrix, Others
from derive.codegen.spelling.entries import Entries
from derive.codegen.texts import Axes, Level, Text, einsum_letters
from derive.language.indices import Dim, Index


class Contractions(Entries):
    """Spells what runs over a whole axis: x.sum(axis=1), x @ y, np.linalg.solve(A, b)."""

    def contract(self, node: Contract) -> Text:
        """Σ over axes of one array, or of a product of two."""
        prefix = self.prefix(node)
        if prefix is not None:
            return prefix
        if len(node.operands) == 1:
            return self.summed(self.text(node.operands[0]), node.bound)
        solved = self.solved(node)
        if solved is not None:
            return solved
        first, second = (self.text(each) for each in node.operands)
        axes = self.ordered(node.axes)
        return self.matmul(first, second, node.bound, axes) or self.einsum(first, second, node.bound, axes)

    def prefix(self, node: Contract) -> Text | None:
        """cumsum(t) for Σ_j [j ≤ k] t_j; None if it is no such sum."""
        masked = node.operands[0]
        if len(node.operands) != 1 or not isinstance(masked, Masked) or not masked.same or masked.scores:
            return None
        if (
            node.bound != (masked.one,)
            or masked.other in masked.argument.axes
            or masked.one not in masked.argument.axes
        ):
            return None
        inner = self.text(masked.argument)
        at = inner.axes.index(masked.one)
        axes = tuple(masked.other if axis == masked.one else axis for axis in inner.axes)
        return Text(self.call("cumsum", inner.code, self.along_axis("cumsum", at)), axes)

    def summed(self, text: Text, bound: Axes) -> Text:
        """x.sum(axis=1)"""
        places = [text.axes.index(axis) for axis in bound]
        left = tuple(axis for axis in text.axes if axis not in bound)
        where = (
            "" if not left else f"axis={places[0]}" if len(places) == 1 else f"axis={tuple(sorted(places))}"
        )
        return Text(f"{text.bound(Level.ATOM)}.sum({where})", left)

    def matmul(self, first: Text, second: Text, bound: Axes, axes: Axes) -> Text | None:
        """x @ y, where both have at most two axes and share but the one that is summed."""
        if len(bound) != 1 or max(len(first.axes), len(second.axes)) > 2:
            return None
        free = [tuple(axis for axis in each.axes if axis not in bound) for each in (first, second)]
        if set(free[0]) & set(free[1]):
            return None
        if (*free[1], *free[0]) == axes and axes != (*free[0], *free[1]):
            first, second, free = second, first, free[::-1]
        left = self.transposed(first, (*free[0], *bound))
        right = self.transposed(second, (*bound, *free[1]))
        code = f"{left.bound(Level.ATOM)} @ {right.bound(Level.ATOM)}"
        return Text(code, (*free[0], *free[1]), Level.PRODUCT)

    def einsum(self, first: Text, second: Text, bound: Axes, axes: Axes) -> Text:
        """Σ by subscripts, such as "ij,ij->i"."""
        letters = einsum_letters((*axes, *bound))
        subscripts = ",".join("".join(letters[axis] for axis in each.axes) for each in (first, second))
        target = "".join(letters[axis] for axis in axes)
        return Text(self.call("einsum", f'"{subscripts}->{target}"', first.code, second.code), axes)

    def outer(self, factors: Sequence[Node], axes: Axes) -> Text:
        """einsum("ij,ik,id->idjk", A, A, X)"""
        arrays = [self.text(each) for each in factors if each.axes]
        numbers = [self.text(each).bound(Level.SIGN) for each in factors if not each.axes]
        letters = einsum_letters(axes)
        subscripts = ",".join("".join(letters[axis] for axis in each.axes) for each in arrays)
        target = "".join(letters[axis] for axis in axes)
        code = self.call("einsum", f'"{subscripts}->{target}"', *(each.code for each in arrays))
        return Text(" * ".join([*numbers, code]), axes, Level.PRODUCT if numbers else Level.ATOM)

    def of_matrix(self, node: OfMatrix) -> Text:
        """inv(A), det(A), slogdet(A)[1]; 2 log of the diagonal of its root for a definite A."""
        square = self.full(self.text(node.matrix), (node.rows, node.columns)).code
        if node.definite and node.function == "logdet":
            diagonal = self.call("log", self.call("diagonal", self.root(square)))
            return Text(f"2 * {diagonal}.sum()", (), Level.PRODUCT)
        if node.function == "logdet":
            return Text(f"{self.call('linalg.slogdet', square)}[1]", ())
        return Text(self.call(f"linalg.{node.function}", square), node.axes)

    def root(self, square: str) -> str:
        """The name of L, where A = L Lᵀ."""
        name = f"root_of_{square}" if square.isidentifier() else "root"
        return self.hoisted(name, self.call("linalg.cholesky", square))

    def solved(self, node: Contract) -> Text | None:
        """solve(A, b) for Σ_j (A⁻¹)_ij b_j, and solve(A.T, b) for Σ_i b_i (A⁻¹)_ij; None if it is no such sum."""
        found = solving(node)
        if found is None:
            return None
        right = self.full(self.text(found.right), (found.bound, *found.rest)).code
        inverse = found.inverse
        order = (inverse.rows, inverse.columns) if inverse.definite else found.order
        square = self.full(self.text(inverse.matrix), order).code
        vector = not found.rest
        code = (
            self.solved_by_root(square, right, vector=vector)
            if inverse.definite
            else self.call("linalg.solve", square, right)
        )
        return Text(code, (found.own, *found.rest))

    def solved_by_root(self, square: str, right: str, *, vector: bool) -> str:
        """A⁻¹ b for a definite A; NumPy has no solver for triangles, and its own is as good."""
        return self.call("linalg.solve", square, right)

    def along(self, node: Along) -> Text:
        """softargmax(s, axis=0), complement(p, axis=1), …"""
        texts = [self.text(each) for each in node.arguments]
        axes = self.ordered(axis for each in texts for axis in each.axes)
        codes = [self.full(each, axes).code for each in texts]
        left = tuple(axis for axis in axes if axis != node.axis) if node.function == "logsumexp" else axes
        return Text(self.helper(node.function, *codes, f"axis={axes.index(node.axis)}"), left)

    def others(self, node: Others) -> Text:
        """Σ of all entries along an axis but the one at a place."""
        inner = self.text(node.argument)
        at = inner.axes.index(node.axis)
        if isinstance(node.place, Index):
            raise NoCode("a sum without one place has an array form only for a label or a fixed place")
        left = tuple(axis for axis in inner.axes if axis != node.axis)
        if isinstance(node.place, int | Last):
            code = self.helper("sum_without", inner.code, self.spot(node.place), f"axis={at}")
            return Text(self.hoisted(f"others_of_{inner.code}", code), left)
        label = self.text(node.place)  # type: ignore[arg-type]
        here = Index("here", Dim("here"))
        axes = tuple(here if axis == node.axis else axis for axis in inner.axes)
        if not set(label.axes) <= set(axes):
            return self.others_by_mask(node.axis, inner, label)
        spots = self.label_spots(label, axes, here) if label.axes else label.code
        code = self.helper("sum_without", inner.code, spots, f"axis={at}")
        return Text(self.hoisted(f"others_of_{inner.code}", code), left)

    def others_by_mask(self, axis: Index, inner: Text, label: Text) -> Text:
        """The array with a 0 at the label, summed: once for every label."""
        axes = self.ordered((*label.axes, *(each for each in inner.axes if each != axis), axis))
        spots, here = (self.aligned(each, axes) for each in (Text(self.arange(axis.dim), (axis,)), label))
        left = self.call("where", f"{spots.code} == {here.code}", "0", self.aligned(inner, axes).code)
        code = f"{left}.sum(axis={axes.index(axis)})"
        return Text(
            self.hoisted(f"others_of_{inner.code}", code), tuple(each for each in axes if each != axis)
        )

    def reduced(self, function: str, text: Text, axis: Index) -> Text:
        """x.max(axis=1)"""
        left = tuple(each for each in text.axes if each != axis)
        return Text(
            f"{text.bound(Level.ATOM)}.{function}({self.along_axis(function, text.axes.index(axis))})", left
        )

    def softargmax_less_one(self, node: Choose, *more: str) -> str:
        """A call for a softargmax that is wanted less 1 at one label of each row, and nowhere else."""
        softargmax = self.less_one[node.otherwise.name]  # type: ignore[attr-defined]
        order, self.order = self.order, softargmax.axes
        scores = [self.full(self.text(each), softargmax.axes).code for each in softargmax.node.arguments]  # type: ignore[attr-defined]
        made = self.helper("softargmax_less_one", *scores, self.text(node.place).code, *more)  # type: ignore[arg-type]
        self.order = order
        return made

    def masked(self, node: Masked) -> Text:
        """where(arange(n)[:, None] < arange(n), a, 0); −inf for 0 in scores"""
        axes = self.ordered(node.axes)
        one, other = (self.aligned(self.spots(each), axes).code for each in (node.one, node.other))
        condition = f"{one} {'<=' if node.same else '<'} {other}"
        beyond = f"-{self.library}.inf" if node.scores else "0"
        return Text(self.call("where", condition, self.operand(node.argument, axes, Level.SUM), beyond), axes)
