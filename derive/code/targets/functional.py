"""What PyTorch and JAX share: nothing is overwritten, places are chosen by masks."""

from __future__ import annotations

from derive.code.program import Add, Choose, Contract, Look, Node, Others, Statement
from derive.code.spelling import Axes, Speller, Text
from derive.language.indices import Dim, Index


class FunctionalSpeller(Speller):
    """Spells programs without assignments to entries."""

    def write(self) -> None:
        """All statements, the result last."""
        for statement in self.program.statements:
            self.statement(statement)
        if self.program.result:
            self.finish(self.program.result)

    def finish(self, statement: Statement) -> None:
        """The statement that returns the result."""
        self.order = statement.axes
        made = self.text(statement.node)
        if not made.axes and (not statement.axes or not statement.node.axes):
            made = self.constant(made, statement.axes) if not _is_computed(statement.node) else made
        code = (
            self.full(made, statement.axes).code
            if set(made.axes) != set(statement.axes) or made.axes
            else made.code
        )
        if any(code == each.name for each in self.program.arguments):
            code = self.copied(code)
        self.returned(code)

    def copied(self, name: str) -> str:
        """An array of its own, where the result is an argument."""
        return self.call("clone", name)

    def constant(self, text: Text, axes: Axes) -> Text:
        """A number as an array."""
        return Text(self.call("full", self.shape(axes), text.code, *self.like()), axes)

    def like(self) -> list[str]:
        """dtype= of a new array."""
        reals = [each.name for each in self.reals()]
        return [f"dtype={reals[0]}.dtype"] if reals else []

    def arange(self, dim: Dim) -> str:
        """0 … n − 1"""
        return self.call("arange", self.size(dim))

    def mask(self, node: Choose | Others, axes: Axes) -> Text:
        """Where the index is at the place."""
        spots = self.arange(node.axis.dim)
        if isinstance(node.place, int):
            return self.aligned(Text(f"({spots} == {node.place})", (node.axis,)), axes)
        if isinstance(node.place, Index):
            both = Text(f"({spots}[:, None] == {spots})", (node.axis, node.place))
            ordered = tuple(axis for axis in axes if axis in both.axes)
            return self.aligned(Text(both.code, ordered), axes)
        label = self.text(node.place)
        if not label.axes:
            return self.aligned(Text(f"({spots} == {label.code})", (node.axis,)), axes)
        ordered = tuple(axis for axis in axes if axis in (*label.axes, node.axis))
        one, other = self.aligned(Text(spots, (node.axis,)), ordered), self.aligned(label, ordered)
        return self.aligned(Text(f"({one.code} == {other.code})", ordered), axes)

    def named_mask(self, node: Choose | Others, axes: Axes) -> str:
        """A name for the mask."""
        made = self.mask(node, axes).code
        code = made[1:-1] if made.startswith("(") and made.endswith(")") else made
        word = self.text(node.place).code if isinstance(node.place, Look) else "there"
        return self.hoisted(f"at_{word}" if word.isidentifier() else "here", code)

    def choose(self, node: Choose) -> Text:
        """where(mask, value, otherwise)"""
        axes = self.ordered(node.axes)
        mask = self.named_mask(node, axes)
        otherwise = self.aligned(self.text(node.otherwise), axes).code
        if self._is_true_class(node):
            at = axes.index(node.axis)
            others = self.hoisted("others", self.call("where", mask, "0", otherwise))
            value = f"-{others}.sum(axis={at}, keepdims=True)"
        else:
            value = self._value(self.text(node.value), axes)
        return Text(self.call("where", mask, value, otherwise), axes)

    def _value(self, text: Text, axes: Axes) -> str:
        """The value, broadcast along the axis on which it is chosen."""
        return self.aligned(text, axes).code

    def _is_true_class(self, node: Choose) -> bool:
        return is_true_class(node)

    def others(self, node: Others) -> Text:
        """The array with a 0 at the place, summed."""
        inner = self.text(node.argument)
        mask = self.named_mask(node, inner.axes)
        at = inner.axes.index(node.axis)
        code = f"{self.call('where', mask, '0', inner.code)}.sum(axis={at})"
        return Text(code, tuple(axis for axis in inner.axes if axis != node.axis))


def is_true_class(node: Choose) -> bool:
    """Whether the chosen value is minus the sum of all other entries of the array."""
    value = node.value
    if not (isinstance(value, Add) and len(value.terms) == 1 and isinstance(value.terms[0][1], Others)):
        return False
    others = value.terms[0][1]
    return (others.argument, others.axis, others.place) == (node.otherwise, node.axis, node.place)


def _is_computed(node: Node) -> bool:
    return isinstance(node, Look | Contract | Add) or bool(node.axes)
