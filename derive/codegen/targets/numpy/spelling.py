"""NumPy's words: statements that write into memory given as `out`, places overwritten."""

from __future__ import annotations

from derive.codegen.emit import EDGES
from derive.codegen.names import python_name
from derive.codegen.program import (
    Add,
    Along,
    Choose,
    Contract,
    Div,
    Last,
    Look,
    Mul,
    Node,
    Number,
    Scan,
    Statement,
)
from derive.codegen.python_files import Words
from derive.codegen.rows import is_true_class
from derive.codegen.spelling import Speller, is_computed
from derive.codegen.targets.numpy.helpers import HELPERS, NEEDS
from derive.codegen.texts import Axes, Level, Text, einsum_letters
from derive.language.indices import Index

WORDS = Words(
    "import numpy as np",
    "np.ndarray",
    HELPERS,
    NEEDS,
    EDGES + "float16 is computed in float32.",
    out=True,
    number="np.floating",
    unchecked=True,
)


class NumpySpeller(Speller):
    """NumPy's words."""

    target, library = "numpy", "np"

    def finish(self, statement: Statement) -> None:
        """The statement that returns the result, into `out` if that is given."""
        self.order = statement.axes
        if not statement.axes:
            code = self.text(statement.node).code
            self.returned(code if is_computed(statement.node) else f"np.float64({code})")
            return
        made = self.into_out(statement.node, statement.axes)
        self.lines.append(f"return {made}")

    def scan(self, node: Scan) -> None:
        """h[0] = …, and a loop over the other places, each an array."""
        t, *others = node.axes
        self.lines.append(f"{node.name} = np.empty({self.shape(node.axes)}, {self.dtype()})")
        self.lines.append(
            f"{node.name}[{'-1' if node.down else '0'}] = {self.entered(node.end, tuple(others)).code}"
        )
        self.here = self.local(python_name(t.name))
        outer, self.lines = self.lines, []
        self.lines.append(f"{node.name}[{self.here}] = {self.stepped(node)}")
        self.lines = [
            *outer,
            f"for {self.here} in {self.scanned(node)}:",
            *(f"    {each}" for each in self.lines),
        ]

    def into_out(self, node: Node, axes: Axes) -> str:
        """The node's code, the outermost operation writing into `out`."""
        if set(node.axes) == set(axes):
            match node:
                case Add(terms=((1, first), (sign, second))):
                    word = "add" if sign > 0 else "subtract"
                    return self._entrywise(word, first, second, axes)
                case Add(terms=((-1, inner),)):
                    return self.call("negative", self.aligned(self.text(inner), axes).code, "out=out")
                case Mul(factors=factors):
                    few = sorted(factors, key=lambda each: (len(each.axes), not isinstance(each, Number)))
                    head = few[0] if len(few) == 2 else Mul(axes_of(few[:-1]), tuple(few[:-1]))
                    return self._entrywise("multiply", head, few[-1], axes)
                case Div(above=above, below=below):
                    return self._entrywise("divide", above, below, axes)
                case Contract():
                    return self._contract_into_out(node, axes)
                case Choose():
                    return self.choose(node, into_out=True).code
        if not node.axes:
            return self.helper("filled", "out", self.shape(axes), self.text(node).code, self.dtype())
        word = "put" if self._is_stored(node, axes) else "into"
        return self.helper(word, "out", self.full(self.text(node), axes).code)

    def _is_stored(self, node: Node, axes: Axes) -> bool:
        """Whether the node is an array that was made on the way, whole and as it stands."""
        whole = isinstance(node, Look) and node.name in self.stored and node.places == axes
        return whole and any(
            each.name == node.name and isinstance(each.node, Along)  # type: ignore[attr-defined]
            for each in self.program.statements
        )

    def _entrywise(self, word: str, first: Node, second: Node, axes: Axes) -> str:
        one, other = (self.aligned(self.text(each), axes).code for each in (first, second))
        return self.call(word, one, other, "out=out")

    def _contract_into_out(self, node: Contract, axes: Axes) -> str:
        made = self.contract(node)
        if self.solved(node) is not None:
            return self.helper("into", "out", self.full(made, axes).code)
        takes_out = made.level is Level.ATOM and (".sum(" in made.code or "einsum(" in made.code)
        if made.axes == axes and takes_out:
            return f"{made.code[:-1]}, out=out)"
        if made.axes == axes and made.level is Level.PRODUCT and len(node.operands) == 2:
            texts = [self.text(each) for each in node.operands]
            first, second = self._matmul_order(texts, node.bound, axes)
            return self.call("matmul", first, second, "out=out")
        return self.helper("into", "out", self.full(made, axes).code)

    def _matmul_order(self, texts: list[Text], bound: Axes, axes: Axes) -> tuple[str, str]:
        free = [tuple(axis for axis in each.axes if axis not in bound) for each in texts]
        if (*free[1], *free[0]) == axes and axes != (*free[0], *free[1]):
            texts, free = texts[::-1], free[::-1]
        left = self.transposed(texts[0], (*free[0], *bound))
        right = self.transposed(texts[1], (*bound, *free[1]))
        return left.code, right.code

    def choose(self, node: Choose, *, into_out: bool = False) -> Text:
        """An array of its own, and the chosen places overwritten."""
        if isinstance(node.otherwise, Look) and node.otherwise.name in self.less_one:
            return self._less_one(node, into_out=into_out)
        axes = self.order if into_out else self.ordered(node.axes)
        if not into_out and set(node.otherwise.axes) == set(axes):
            axes = self.text(node.otherwise).axes
        name = self.name("result" if into_out else "flow")
        owned = self._owned_out(node.otherwise, axes) if into_out else self._owned(node.otherwise, axes)
        self.lines.append(f"{name}{': np.ndarray' if into_out else ''} = {owned}")
        if self._true_class(node, name, axes):
            return Text(name, axes)
        left = tuple(axis for axis in axes if axis != node.axis)
        value = (
            self.full(self.text(node.value), left)
            if set(node.value.axes) - {node.axis}
            else self.text(node.value)
        )
        self._put(name, axes, node, value, left)
        return Text(name, axes)

    def _less_one(self, node: Choose, *, into_out: bool) -> Text:
        if into_out:
            return Text(self.softargmax_less_one(node, "out=out"), node.otherwise.axes)
        name = self.name(f"{node.otherwise.name}_less_one")  # type: ignore[attr-defined]
        self.lines.append(f"{name} = {self.softargmax_less_one(node)}")
        return Text(name, node.otherwise.axes)

    def _owned_out(self, node: Node, axes: Axes) -> str:
        if not node.axes:
            return self.into_out(node, axes)
        if isinstance(node, Look) or set(node.axes) != set(axes) or isinstance(node, Choose):
            return self.helper("into", "out", self.full(self.text(node), axes).code)
        return self.into_out(node, axes)

    def _owned(self, node: Node, axes: Axes) -> str:
        made = self.full(self.text(node), axes)
        fresh = not isinstance(node, Look | Choose) and (set(node.axes) == set(axes) or not node.axes)
        return made.code if fresh else f"{made.bound(Level.ATOM)}.copy()"

    def broadcast(self, text: Text, axes: Axes) -> str:
        """The array repeated along the axes it lacks; a number as an array of the arguments' dtype."""
        code = text.code
        if not text.axes:
            return self.call("full", self.shape(axes), code, f"dtype={self.dtype()}")
        return f"np.broadcast_to({code}, {self.shape(axes)})"

    def _true_class(self, node: Choose, name: str, axes: Axes) -> bool:
        """a_y − 1 as minus the sum of the others, where a is what the array holds."""
        if not is_true_class(node) or not isinstance(node.place, Look):
            return False
        at, label = axes.index(node.axis), self.text(node.place)
        if not label.axes:
            spot = f"{name}[{', '.join([*(':' for _ in range(at)), label.code])}]"
            self.lines += [f"{spot} = 0", f"{spot} = -{name}.sum(axis={at})"]
        elif len(axes) == 2 and at == 1:
            here = self.name("here")
            self.lines += [f"{here} = (np.arange(len({name})), {label.code})", f"{name}[{here}] = 0"]
            self.lines.append(f"{name}[{here}] = -{name}.sum(axis=1)")
        else:
            spots = self.label_spots(label, axes, node.axis)
            self.lines.append(f"np.put_along_axis({name}, {spots}, 0, axis={at})")
            rest = f"-{name}.sum(axis={at}, keepdims=True)"
            self.lines.append(f"np.put_along_axis({name}, {spots}, {rest}, axis={at})")
        return True

    def _put(self, name: str, axes: Axes, node: Choose, value: Text, left: Axes) -> None:
        at = axes.index(node.axis)
        if isinstance(node.place, Index):
            self._put_diagonal(name, axes, node, value, left)
        elif isinstance(node.place, int | Last):
            self.lines.append(
                f"{name}[{', '.join([*(':' for _ in range(at)), self.spot(node.place)])}] = {value.code}"
            )
        else:
            label = self.text(node.place)  # type: ignore[arg-type]
            if not label.axes:
                self.lines.append(
                    f"{name}[{', '.join([*(':' for _ in range(at)), label.code])}] = {value.code}"
                )
                return
            spots = self.label_spots(label, axes, node.axis)
            inner = ", ".join("None" if axis == node.axis else ":" for axis in axes)
            code = f"{value.bound(Level.ATOM)}[{inner}]" if value.axes else value.code
            self.lines.append(f"np.put_along_axis({name}, {spots}, {code}, axis={at})")

    def _put_diagonal(self, name: str, axes: Axes, node: Choose, value: Text, left: Axes) -> None:
        if len(axes) == 2:
            self.lines.append(f"np.fill_diagonal({name}, {value.code})")
            return
        letters = einsum_letters(left)
        source = "".join(letters[node.place if axis == node.axis else axis] for axis in axes)  # type: ignore[index]
        target = "".join(letters[axis] for axis in left)
        self.lines.append(f'np.einsum("{source}->{target}", {name})[...] = {value.code}')


def axes_of(nodes: list[Node]) -> Axes:
    """The axes of all nodes, each once."""
    return tuple(dict.fromkeys(axis for node in nodes for axis in node.axes))
