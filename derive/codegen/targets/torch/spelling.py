"""PyTorch's words: closed forms that autograd and torch.compile see through, and blocks of rows for `out=`."""

from __future__ import annotations

import re

from derive.codegen.emit import EDGES
from derive.codegen.functional import FunctionalSpeller
from derive.codegen.names import python_name
from derive.codegen.program import (
    Add,
    Choose,
    Compare,
    Contract,
    Look,
    Mul,
    Node,
    Number,
    Place,
    Program,
    Scan,
    Statement,
)
from derive.codegen.python_files import Words
from derive.codegen.rows import is_less_one, is_true_class, labels_of_true_class, works_by_rows
from derive.codegen.targets.torch.helpers import HELPERS, NEEDS
from derive.codegen.texts import Axes, Level, Text
from derive.language.indices import Dim, Index

WORDS = Words(
    "import torch",
    "torch.Tensor",
    HELPERS,
    NEEDS,
    EDGES + "Half precision is computed in float32.",
    standard=dict.fromkeys(
        ("by_rows", "all_by_rows", "sum_by_rows", "by_rows_so_far", "sum_by_rows_so_far"),
        "from collections.abc import Callable",
    ),
)


class TorchSpeller(FunctionalSpeller):
    """PyTorch's words."""

    target = library = "torch"

    def scan(self, node: Scan) -> None:
        """One place after another, each an array, all of them stacked at the end."""
        t, *others = node.axes
        end = self.entered(node.end, tuple(others)).code
        self.scanning, self.before = node.name, self.name(f"{node.name}_{python_name(t.name)}")
        rows = self.name(f"{node.name}_rows")
        self.lines += [f"{self.before} = {end}", f"{rows} = [{self.before}]"]
        self.here = self.local(python_name(t.name))
        outer, self.lines = self.lines, []
        self.lines.append(f"{self.before} = {self.stepped(node)}")
        self.lines.append(f"{rows}.append({self.before})")
        inside = [f"    {each}" for each in self.lines]
        counter = self.here if re.search(rf"\b{self.here}\b", "\n".join(inside)) else "_"
        self.lines = [*outer, f"for {counter} in {self.scanned(node)}:", *inside]
        self.lines.append(f"{node.name} = torch.stack({rows}{'[::-1]' if node.down else ''})")

    def solved_by_root(self, square: str, right: str, *, vector: bool) -> str:
        """torch.cholesky_solve(b, L), which takes matrices alone."""
        root = self.root(square)
        if not vector:
            return self.call("cholesky_solve", right, root)
        column = f"{right}[:, None]" if right.isidentifier() else f"({right})[:, None]"
        return f"{self.call('cholesky_solve', column, root)}[:, 0]"

    def permuted(self, code: str, places: str) -> str:
        """x.permute(0, 2, 1)"""
        return f"{code}.permute({places})"

    def take_along(self, name: str, labels: str, axis: int) -> str:
        """torch.take_along_dim"""
        return self.call("take_along_dim", name, labels, f"dim={axis}")

    def arange(self, dim: Dim) -> str:
        """0 … n − 1, where the arguments are."""
        return self.call("arange", self.size(dim), *self.device())

    def eye(self, dim: Dim) -> str:
        """The diagonal, where the arguments are."""
        return self.call("eye", self.size(dim), "dtype=torch.bool", *self.device())

    def device(self) -> list[str]:
        """device= of a new tensor."""
        reals = [each.name for each in self.reals()]
        return [f"device={reals[0]}.device"] if reals else []

    def like(self) -> list[str]:
        """dtype= and device= of a new tensor."""
        return [*(super().like() or ["dtype=torch.get_default_dtype()"]), *self.device()]

    def constant(self, text: Text, axes: Axes) -> Text:
        """A number as a tensor."""
        code = "()" if not axes else self.shape(axes)
        return Text(self.call("full", code, text.code, *self.like()), axes)

    def reduced(self, function: str, text: Text, axis: Index) -> Text:
        """x.amax(dim=1), x.prod(dim=1)"""
        return super().reduced({"max": "amax"}.get(function, function), text, axis)

    def along_axis(self, function: str, at: int) -> str:
        """dim=1, or dims=1 as torch.roll has it"""
        return f"dim{'s' if function == 'roll' else ''}={at}"

    def summed(self, text: Text, bound: Axes) -> Text:
        """x.sum(dim=1)"""
        places = sorted(text.axes.index(axis) for axis in bound)
        left = tuple(axis for axis in text.axes if axis not in bound)
        where = f"dim={places[0] if len(places) == 1 else tuple(places)}" if left else ""
        return Text(f"{text.bound(Level.ATOM)}.sum({where})", left)

    def column(self, name: str, at: int, label: Text) -> str:
        """w[:, j[None]][:, 0]: of an index that is a number torch.compile would want the value."""
        if label.axes:
            return super().column(name, at, label)
        spots = [":"] * at
        return f"{name}[{', '.join([*spots, f'{label.code}[None]'])}][{', '.join([*spots, '0'])}]"

    def extreme(self, node: Compare) -> str:
        """PyTorch's own take no numbers."""
        return (
            "" if isinstance(node.left, Number) or isinstance(node.right, Number) else super().extreme(node)
        )

    def cast(self, code: str) -> str:
        """where(x > 0, 1, 0).to(x.dtype)"""
        reals = [f"{each.name}.dtype" for each in self.reals()]
        return f"{code}.to({reals[0] if reals else 'torch.get_default_dtype()'})"

    def exact(self, code: str) -> str:
        """A whole number as it stands; of two others PyTorch would make an array of its default dtype."""
        whole = code.removeprefix("-").isdigit()
        return code if whole else self.call("full", "()", code, *self.like())

    def einsum(self, first: Text, second: Text, bound: Axes, axes: Axes) -> Text:
        """torch.linalg.vecdot(x, y) for products of rows with rows, which einsum makes matrices of."""
        if len(bound) > 1 or not first.axes == second.axes == (*axes, *bound):
            return super().einsum(first, second, bound, axes)
        return Text(self.call("linalg.vecdot", first.code, second.code), axes)

    def choose(self, node: Choose) -> Text:
        """At labels the true class is scattered into its places; anything else is chosen by a mask."""
        if isinstance(node.otherwise, Look) and node.otherwise.name in self.less_one:
            return super().choose(node)
        made = self.text(node.otherwise) if is_true_class(node) and isinstance(node.place, Look) else None
        label = self.text(node.place) if isinstance(node.place, Look) else None
        if made is None or label is None or not made.axes or set(made.axes) != {node.axis, *label.axes}:
            return super().choose(node)
        at = made.axes.index(node.axis)
        spots = self.label_spots(label, made.axes, node.axis) if label.axes else label.code
        if not label.axes:
            spots = f"{spots}[{', '.join('None' for _ in made.axes)}]"
        whole = made.bound(Level.ATOM)
        own = self.hoisted("own", f"{whole}.gather({at}, {spots})")
        rest = self.hoisted("rest", f"{whole}.scatter({at}, {spots}, 0).sum(dim={at}, keepdim=True)")
        value = self.call("where", f"{own} > 0.5", f"-{rest}", f"{own} - 1")
        return Text(f"{whole}.scatter({at}, {spots}, {value})", made.axes)


class TorchOutSpeller(TorchSpeller):
    """A result that is softargmax less 1 at labels is worked out in the memory of `out`, if that is given."""

    def finish(self, statement: Statement) -> None:
        """The one call."""
        self.lines.append(f"return {self.softargmax_less_one(statement.node, 'out')}")  # type: ignore[arg-type]


class TorchRowSpeller(TorchSpeller):
    """p (g − Σ g p), a block of rows at a time, worked out in the memory of the result, `out`."""

    def write(self) -> None:
        """A loop over blocks of rows around the statements; the last one, Σ g p, is summed from the products."""
        *statements, last = self.program.statements
        for each in statements:
            self.statement(each)
        assert self.program.result
        self.order = self.program.result.axes
        self._difference(last, self.program.result.node)
        inside = [f"    {line}" for line in self.lines]
        self.lines = [f"for rows in {self.helper('blocks', 'out')}:", *inside, "return out"]

    def at_fixed_places(self, name: str, places: list[Place]) -> Text:  # type: ignore[override]
        """An argument's rows of this block; what was computed here is of this block already."""
        made = super().at_fixed_places(name, places)
        arguments = {each.name for each in self.program.arguments}
        return Text(f"{name}[rows]", made.axes) if name in arguments and made.axes else made

    def _difference(self, last: Statement, node: Node) -> None:
        """p (g − Σ g p) as p g − p Σ g p: the products are summed where they stand."""
        plain, given = weighted(last, node) or (node, node)
        p, g = self.text(plain).code, self.text(given).code
        self.lines.append("block = out[rows]")
        self.lines.append(f"torch.mul({p}, {g}, out=block)")
        self.lines.append(f"block.addcmul_({p}, block.sum(dim=1, keepdim=True), value=-1)")


def weighted(last: Statement, node: Node) -> tuple[Look, Look] | None:
    """p and g, where the node is p (g − E) and the last statement E = Σ g p along the rows."""
    if not isinstance(node, Mul) or len(node.factors) != 2 or not isinstance(last.node, Contract):
        return None
    sums = [each for each in node.factors if isinstance(each, Add) and len(each.terms) == 2]
    plain = [each for each in node.factors if isinstance(each, Look)]
    if len(sums) != 1 or len(plain) != 1:
        return None
    (sign, given), (other, mean) = sums[0].terms
    if (sign, other) != (1, -1) or not isinstance(given, Look) or not isinstance(mean, Look):
        return None
    summed = {(each.name, each.places) for each in last.node.operands if isinstance(each, Look)}
    places = (*last.axes, *last.node.bound)
    whole = plain[0].places == given.places and given.places[:1] == last.axes
    fits = summed == {(plain[0].name, places), (given.name, places)} and mean.name == last.name
    return (plain[0], given) if whole and fits else None


def by_rows(program: Program) -> bool:
    """Whether the result is such a difference, row by row."""
    result = program.result
    rows = result is not None and bool(program.statements) and works_by_rows(program)
    return rows and weighted(program.statements[-1], result.node) is not None  # type: ignore[union-attr]


def in_place(program: Program) -> bool:
    """Whether the result is softargmax less 1 at labels."""
    found = [each for each in program.statements if is_less_one(each, program)]
    return any(labels_of_true_class(program.result.node, each) for each in found if program.result)
