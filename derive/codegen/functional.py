"""What PyTorch and JAX share: nothing is overwritten, places are chosen by masks."""

from __future__ import annotations

from collections.abc import Sequence

from derive.codegen.program import Along, Choose, Here, Last, Look, Node, Others, Place, Statement
from derive.codegen.rows import is_true_class
from derive.codegen.spelling import Speller, is_computed
from derive.codegen.texts import Axes, Text
from derive.language.indices import Dim, Index


class FunctionalSpeller(Speller):
    """Spells programs without assignments to entries."""

    scanning, before = "", ""
    """In a step, the array that is made, and what is called so that stands at the place before."""

    def finish(self, statement: Statement) -> None:
        """The statement that returns the result."""
        self.order = statement.axes
        made = self.text(statement.node)
        if not made.axes and (not statement.axes or not statement.node.axes):
            made = self.constant(made, statement.axes) if not is_computed(statement.node) else made
        code = (
            self.full(made, statement.axes).code
            if set(made.axes) != set(statement.axes) or made.axes
            else made.code
        )
        if any(code == each.name for each in self.program.arguments):
            code = self.copied(code)
        self.returned(code)

    def entered(self, node: Node, axes: Axes) -> Text:
        """The array with these axes; of a number an array in the dtype of the arguments."""
        if is_computed(node):
            return super().entered(node, axes)
        self.order = axes
        return self.constant(self.text(node), axes)

    def at_fixed_places(self, name: str, places: Sequence[Place]) -> Text:
        """In a step, what stands at the place before has a name of its own."""
        if name == self.scanning and isinstance(places[0], Here):
            return super().at_fixed_places(self.before, places[1:]) if places[1:] else Text(self.before, ())
        return super().at_fixed_places(name, places)

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

    def eye(self, dim: Dim) -> str:
        """The diagonal of a square matrix, as a mask."""
        return self.call("eye", self.size(dim), "dtype=bool")

    def mask(self, node: Choose | Others, axes: Axes) -> Text:
        """Where the index is at the place, by name, for an array with these axes."""
        axis, place = node.axis, node.place
        if isinstance(place, Index):
            name = self.hoisted(f"eye_{self.size(axis.dim)}", self.eye(axis.dim))
            return self.aligned(Text(name, tuple(each for each in axes if each in (axis, place))), axes)
        spots = Text(self.arange(axis.dim), (axis,))
        label = self.fixed(place) if isinstance(place, int | Last) else self.text(place)  # type: ignore[arg-type]
        own = tuple(each for each in axes if each in (*label.axes, axis))
        code = f"{self.aligned(spots, own).code} == {self.aligned(label, own).code}"
        word = label.code if label.code.isidentifier() else "place"
        return self.aligned(Text(self.hoisted(f"at_{word}", code), own), axes)

    def along(self, node: Along) -> Text:
        """The library's own softmax with its rounding mended, and other functions of whole rows."""
        if node.function != "softargmax":
            return super().along(node)
        inner = self.text(node.arguments[0])
        return Text(self.helper("softargmax", inner.code, str(inner.axes.index(node.axis))), inner.axes)

    def choose(self, node: Choose) -> Text:
        """where(mask, value, otherwise); 1 less than a large probability is minus the sum of the others."""
        if isinstance(node.otherwise, Look) and node.otherwise.name in self.less_one:
            return Text(self.softargmax_less_one(node), node.otherwise.axes)
        made = self.text(node.otherwise)
        axes = made.axes if set(made.axes) == set(node.axes) else self.ordered(node.axes)
        mask = self.mask(node, axes).code
        otherwise = self.aligned(made, axes).code
        if self._is_true_class(node):
            at = axes.index(node.axis)
            others = self.call("where", mask, "0", otherwise)
            rest = self.hoisted("rest", f"{others}.sum(axis={at}, keepdims=True)")
            value = self.call("where", f"{otherwise} > 0.5", f"-{rest}", f"{otherwise} - 1")
        else:
            value = self._value(self.text(node.value), axes)
        if any(map(is_computed, (node.value, node.otherwise))):
            return Text(self.call("where", mask, value, otherwise), axes)
        return Text(self.cast(self.call("where", mask, self.exact(value), self.exact(otherwise))), axes)

    def _value(self, text: Text, axes: Axes) -> str:
        """The value, broadcast along the axis on which it is chosen."""
        return self.aligned(text, axes).code

    def _is_true_class(self, node: Choose) -> bool:
        return is_true_class(node)

    def others(self, node: Others) -> Text:
        """The array with a 0 at the place, summed: once for every label."""
        inner = self.text(node.argument)
        more = [axis for axis in node.axes if axis not in inner.axes]
        axes = self.ordered((*more, *inner.axes)) if more else inner.axes
        code = self.call("where", self.mask(node, axes).code, "0", self.aligned(inner, axes).code)
        left = tuple(axis for axis in axes if axis != node.axis)
        return Text(f"{code}.sum(axis={axes.index(node.axis)})", left)
