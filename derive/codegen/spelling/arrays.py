"""Arrays in Python: their names, sizes, axes and dtype."""

from __future__ import annotations

from collections.abc import Iterable

from derive.codegen.errors import NoCode
from derive.codegen.names import python_name
from derive.codegen.program import Argument, Node, Part, Program, Statement
from derive.codegen.texts import Axes, Level, Text
from derive.language.indices import Dim, Index


class Arrays:
    """What has been written of one program: `lines` so far, `named` the code that has a name, `sizes` those in use."""

    target = ""
    library = ""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.lines: list[str] = []
        self.helpers: set[str] = set()
        self.sizes: list[Dim] = []
        self.order: Axes = ()
        self.named: dict[str, str] = {}
        self.stored = {statement.name: statement.axes for statement in program.statements}
        self.taken = {each.name for each in program.arguments} | set(self.stored)
        self.less_one: dict[str, Statement] = {}
        self.here = ""
        self.locals: dict[str, str] = {}

    def text(self, node: Node) -> Text:
        """The code of a node."""
        raise NotImplementedError

    def size(self, dim: Dim) -> str:
        """A name for the size of a dimension; it is read off an argument before the first statement."""
        if isinstance(dim, Part):
            extent = dim.extent(self.size(dim.whole))
            return extent if extent.isdigit() else f"({extent})"
        if dim not in self.sizes:
            self.sizes.append(dim)
        return python_name(dim.name)

    def shape(self, axes: Axes) -> str:
        """(n, m)"""
        inner = ", ".join(self.length(axis) for axis in axes)
        return f"({inner},)" if len(axes) == 1 else f"({inner})"

    def length(self, axis: Index) -> str:
        """How many entries an array has along an axis."""
        return self.size(axis.dim)

    def name(self, wanted: str) -> str:
        """A name that is not taken."""
        while wanted in self.taken:
            wanted += "_"
        self.taken.add(wanted)
        return wanted

    def local(self, wanted: str) -> str:
        """A name that means something for some lines only, and then something else."""
        if wanted not in self.locals:
            self.locals[wanted] = self.name(wanted)
        return self.locals[wanted]

    def ordered(self, axes: Iterable[Index]) -> Axes:
        """The axes in the order of the statement; those that it sums over come after."""
        present = dict.fromkeys(axes)
        first = [axis for axis in self.order if axis in present]
        return (*first, *(axis for axis in present if axis not in first))

    def hoisted(self, wanted: str, code: str) -> str:
        """A name for code that may be used more than once."""
        if code not in self.named:
            self.named[code] = self.name(wanted if wanted.isidentifier() else "entry")
            self.lines.append(f"{self.named[code]} = {code}")
        return self.named[code]

    def transposed(self, text: Text, axes: Axes) -> Text:
        """The array with its axes in this order: `a.T`, `np.transpose(a, (2, 0, 1))`."""
        if text.axes == axes:
            return text
        if len(axes) == 2:
            return Text(f"{text.bound(Level.ATOM)}.T", axes)
        places = ", ".join(str(text.axes.index(axis)) for axis in axes)
        return Text(self.permuted(text.bound(Level.ATOM), places), axes)

    def permuted(self, code: str, places: str) -> str:
        """The array with its axes permuted."""
        return f"{code}.transpose({places})"

    def aligned(self, text: Text, axes: Axes) -> Text:
        """The array such that it broadcasts against one with these axes."""
        text = self.transposed(text, tuple(axis for axis in axes if axis in text.axes))
        if not text.axes:
            return text
        tail = axes[axes.index(text.axes[0]) :]
        if tail == text.axes:
            return text
        inner = ", ".join(":" if axis in text.axes else "None" for axis in tail)
        return Text(f"{text.bound(Level.ATOM)}[{inner}]", text.axes)

    def broadcast(self, text: Text, axes: Axes) -> str:
        """The array repeated along the axes it lacks."""
        return f"{self.library}.broadcast_to({text.code}, {self.shape(axes)})"

    def full(self, text: Text, axes: Axes) -> Text:
        """The text with exactly these axes, in this order."""
        if set(text.axes) == set(axes):
            return self.transposed(text, axes)
        return Text(self.broadcast(self.aligned(text, axes), axes), axes)

    def call(self, function: str, *arguments: str) -> str:
        """np.f(x)"""
        return f"{self.library}.{function}({', '.join(arguments)})"

    def helper(self, function: str, *arguments: str) -> str:
        """A function that stands in the file above the main one."""
        self.helpers.add(function)
        return f"_{function}({', '.join(arguments)})"

    def like(self) -> list[str]:
        """dtype= of a new array."""
        return [f"dtype={self.dtype()}"]

    def dtype(self) -> str:
        """The dtype of the result."""
        reals = [each.name for each in self.reals()]
        return (
            self.call("result_type", *reals) if len(reals) > 1 else f"{reals[0]}.dtype" if reals else "float"
        )

    def reals(self) -> list[Argument]:
        """The arguments that are arrays of real numbers."""
        return [each for each in self.program.arguments if each.kind == "real"]

    def cast(self, code: str) -> str:
        """The array in the dtype of the arguments."""
        return f"{code}.astype({self.dtype()})"

    def exact(self, code: str) -> str:
        """A number beside another one in `where`, with the digits that the dtype of the arguments has."""
        return code

    def arange(self, dim: Dim) -> str:
        """0 … n − 1"""
        return self.call("arange", self.size(dim))

    def spots(self, axis: Index) -> Text:
        """0 … n − 1 along an axis."""
        return Text(self.arange(axis.dim), (axis,))

    def along_axis(self, function: str, at: int) -> str:
        """axis=1"""
        return f"axis={at}"

    def dims_read(self) -> list[str]:
        """n = h.shape[0], for every size that is used and is no argument."""
        made = []
        given = {argument.values for argument in self.program.arguments if argument.kind == "size"}
        wanted = [dim for dim in self.sizes if dim not in given]
        for argument in self.program.arguments:
            if (
                len(argument.dims) > 1
                and len(set(argument.dims)) == len(argument.dims)
                and set(argument.dims) <= set(wanted)
            ):
                names = ", ".join(python_name(dim.name) for dim in argument.dims)
                made.append(f"{names} = {argument.name}.shape")
                wanted = [dim for dim in wanted if dim not in argument.dims]
        return [*made, *(f"{python_name(dim.name)} = {self.size_of(dim)}" for dim in wanted)]

    def size_of(self, dim: Dim) -> str:
        """h.shape[0]"""
        for argument in self.program.arguments:
            if dim in argument.dims:
                return f"{argument.name}.shape[{argument.dims.index(dim)}]"
        raise NoCode(f"the size of {dim.name} is in no argument")

    def operand(self, node: Node, axes: Axes, least: Level) -> str:
        """A part of an entrywise expression."""
        return self.aligned(self.text(node), axes).bound(least)
