"""Array expressions spelled in Python: axes aligned, brackets where they are needed and nowhere else.

What NumPy, PyTorch and JAX have in common is here; a target overrides the words that differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from sympy import Rational

from derive.codegen.errors import NoCode
from derive.codegen.matrices import solving
from derive.codegen.names import python_name, word_for
from derive.codegen.nodes import place_axes
from derive.codegen.program import (
    Add,
    Along,
    Apply,
    Argument,
    Beside,
    Choose,
    Compare,
    Contract,
    Div,
    Here,
    Last,
    Look,
    Masked,
    Mul,
    Node,
    Number,
    OfMatrix,
    Others,
    Part,
    Place,
    Position,
    Power,
    Program,
    Raise,
    Reduce,
    Scan,
    Size,
    Statement,
    children,
)
from derive.codegen.rows import is_less_one
from derive.codegen.texts import Axes, Level, Text, einsum_letters, last_dropped, number
from derive.language.functions import Helper
from derive.language.indices import Dim, Index

SIGNS = {">": ">", "≥": ">=", "<": "<", "≤": "<="}
"""Comparisons, as programs write them."""


def is_computed(node: Node) -> bool:
    """Whether an array goes into it: sizes and numbers alone are no array yet."""
    return isinstance(node, Look | Contract | Position) or any(map(is_computed, children(node)))


class Speller:
    """Spells the statements of one program. `lines` is what has been written so far."""

    target = ""
    library = ""
    words: ClassVar[dict[str, str | Helper]] = {}
    """What functions are called here, where the book of functions does not say it under the target's name."""

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

    # statements

    def write(self) -> None:
        """All statements, the result last."""
        for statement in self.program.statements:
            if is_less_one(statement, self.program):
                self.less_one[statement.name] = statement
            else:
                self.statement(statement)
        if self.program.result:
            self.finish(self.program.result)

    def finish(self, statement: Statement) -> None:
        """The statement that returns the result."""
        raise NotImplementedError

    def statement(self, statement: Statement) -> None:
        """name = node."""
        if isinstance(statement.node, Scan):
            self.scan(statement.node)
            return
        self.order = statement.axes
        made = self.full(self.text(statement.node), statement.axes)
        self.lines.append(f"{statement.name} = {made.code}")

    # scans

    def scan(self, node: Scan) -> None:
        """An array that is worked out one place after another."""
        raise NoCode(f"{self.target} has no word for a recurrence")

    def scanned(self, node: Scan) -> str:
        """The places of a scan but the one where it begins: range(1, n)."""
        size = self.size(node.time.dim)
        return f"range({size} - 2, -1, -1)" if node.down else f"range(1, {size})"

    def stepped(self, node: Scan) -> str:
        """The value that a step makes, its statements written before; the place that is worked on is `here`."""
        outside = dict(self.named)
        for each in node.inner:
            self.statement(each)
        made, self.named = self.entered(node.step, node.axes[1:]), outside
        return made.code

    def entered(self, node: Node, axes: Axes) -> Text:
        """The array with these axes."""
        self.order = axes
        return self.full(self.text(node), axes)

    def returned(self, code: str) -> None:
        """return code; a name that the last line gave is not needed."""
        last = self.lines[-1] if self.lines else ""
        if code.isidentifier() and last.startswith(f"{code} = "):
            self.lines[-1] = f"return {last.removeprefix(f'{code} = ')}"
        else:
            self.lines.append(f"return {code}")

    def full(self, text: Text, axes: Axes) -> Text:
        """The text with exactly these axes, in this order."""
        if set(text.axes) == set(axes):
            return self.transposed(text, axes)
        return Text(self.broadcast(self.aligned(text, axes), axes), axes)

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

    # axes

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

    # nodes

    def text(self, node: Node) -> Text:  # noqa: C901, PLR0912 (one case for each kind of node)
        """The code of a node."""
        match node:
            case Number(value=value):
                return number(value)
            case Size(dim=dim):
                return Text(self.size(dim), ())
            case Look():
                return self.look(node)
            case Add():
                return self.add(node)
            case Mul(factors=factors):
                return self.product(factors)
            case Div(above=above, below=below):
                return self.quotient(above, below)
            case Power(base=base, exponent=exponent):
                return self.power(base, exponent)
            case Apply(function=function, argument=argument):
                inner = self.text(argument)
                return Text(self.apply(function, inner.code), inner.axes)
            case Contract():
                return self.contract(node)
            case Along():
                return self.along(node)
            case Others():
                return self.others(node)
            case Choose():
                return self.choose(node)
            case Compare():
                return self.compare(node)
            case Masked():
                return self.masked(node)
            case Position(place=place):
                return self.position(place)
            case Raise(base=base, exponent=exponent):
                return self.raised(base, exponent)
            case OfMatrix():
                return self.of_matrix(node)
            case Reduce(function=function, argument=argument, axis=axis):
                return self.reduced(function, self.text(argument), axis)
        raise NoCode(f"{self.library} has no word for {type(node).__name__}")

    def operand(self, node: Node, axes: Axes, least: Level) -> str:
        """A part of an entrywise expression."""
        return self.aligned(self.text(node), axes).bound(least)

    def add(self, node: Add) -> Text:
        """a + b − c."""
        axes = self.ordered(axis for _, each in node.terms for axis in each.axes)
        if len(node.terms) == 1:
            inner = node.terms[0][1]  # of a matrix product every entry of the first would change its sign
            least = Level.SIGN if isinstance(inner, Contract) else Level.PRODUCT
            return Text(f"-{self.operand(inner, axes, least)}", axes, Level.SIGN)
        parts = []
        for place, (sign, term) in enumerate(node.terms):
            code = self.operand(term, axes, Level.SUM if place == 0 and sign > 0 else Level.PRODUCT)
            parts.append(code if place == 0 and sign > 0 else f"{'+' if sign > 0 else '-'} {code}")
        code = " ".join(parts)
        return Text(f"-{code[2:]}" if code.startswith("- ") else code, axes, Level.SUM)

    def product(self, factors: Sequence[Node]) -> Text:
        """a * b; arrays of few axes first, so that the large one is touched once."""
        axes = self.ordered(axis for each in factors for axis in each.axes)
        if self.is_outer(factors, axes):
            return self.outer(factors, axes)
        few = sorted(factors, key=lambda each: (len(each.axes), not isinstance(each, Number)))
        codes = [
            self.operand(each, axes, self.least_in_product(each, first=not place))
            for place, each in enumerate(few)
        ]
        return Text(" * ".join(codes), axes, Level.PRODUCT)

    def is_outer(self, factors: Sequence[Node], axes: Axes) -> bool:
        """Whether a product of several arrays has more axes than any of them."""
        arrays = [each for each in factors if each.axes]
        return len(arrays) > 2 and len(axes) > 2 and all(len(each.axes) < len(axes) for each in arrays)

    def outer(self, factors: Sequence[Node], axes: Axes) -> Text:
        """einsum("ij,ik,id->idjk", A, A, X)"""
        arrays = [self.text(each) for each in factors if each.axes]
        numbers = [self.text(each).bound(Level.SIGN) for each in factors if not each.axes]
        letters = einsum_letters(axes)
        subscripts = ",".join("".join(letters[axis] for axis in each.axes) for each in arrays)
        target = "".join(letters[axis] for axis in axes)
        code = self.call("einsum", f'"{subscripts}->{target}"', *(each.code for each in arrays))
        return Text(" * ".join([*numbers, code]), axes, Level.PRODUCT if numbers else Level.ATOM)

    def least_in_product(self, node: Node, *, first: bool) -> Level:
        """A quotient or a matrix product inside a product stands in brackets."""
        return Level.PRODUCT if first and isinstance(node, Mul) else Level.SIGN

    def quotient(self, above: Node, below: Node) -> Text:
        """a / b."""
        axes = self.ordered((*above.axes, *below.axes))
        over = self.operand(above, axes, Level.PRODUCT)
        return Text(f"{over} / {self.operand(below, axes, Level.ATOM)}", axes, Level.PRODUCT)

    def power(self, base: Node, exponent: Rational) -> Text:
        """a², √a, a to a power."""
        inner = self.text(base)
        if exponent == 2:
            return Text(self.call("square", inner.code), inner.axes)
        if exponent == Rational(1, 2):
            return Text(self.call("sqrt", inner.code), inner.axes)
        spelled = number(exponent).bound(Level.ATOM)
        simple = inner.code.isidentifier() and spelled.isdigit()
        power = f"{inner.code}**{spelled}" if simple else f"{inner.bound(Level.ATOM)} ** {spelled}"
        return Text(power, inner.axes, Level.SIGN)

    def raised(self, base: Node, exponent: Node) -> Text:
        """a ** k, for a power that is no fixed number."""
        axes = self.ordered((*base.axes, *exponent.axes))
        codes = (self.operand(each, axes, Level.ATOM) for each in (base, exponent))
        return Text(" ** ".join(codes), axes, Level.SIGN)

    def position(self, place: Index | Here) -> Text:
        """arange(1, n + 1), in the dtype of the arguments; in a step t + 1."""
        if isinstance(place, Here):
            return Text(f"{self.here} + {1 + place.offset}", (), Level.SUM)
        code = self.call("arange", "1", f"{self.size(place.dim)} + 1", *self.like())
        return Text(self.hoisted(f"place_{python_name(place.dim.name)}", code), (place,))

    def like(self) -> list[str]:
        """dtype= of a new array."""
        return [f"dtype={self.dtype()}"]

    def apply(self, function: str, code: str) -> str:
        """f(x)."""
        word = self.words.get(function) or word_for(function, self.target)
        return self.helper(function, code) if isinstance(word, Helper) else f"{word}({code})"

    def call(self, function: str, *arguments: str) -> str:
        """np.f(x)"""
        return f"{self.library}.{function}({', '.join(arguments)})"

    def helper(self, function: str, *arguments: str) -> str:
        """A function that stands in the file above the main one."""
        self.helpers.add(function)
        return f"_{function}({', '.join(arguments)})"

    # looking up

    def look(self, node: Look) -> Text:
        """An array, or the part of it that is asked for."""
        labelled = [place for place, each in enumerate(node.places) if isinstance(each, Node)]
        if labelled:
            return self.at_label(node, labelled[0])
        return self.at_fixed_places(node.name, node.places)

    def at_fixed_places(self, name: str, places: Sequence[Place]) -> Text:
        """s[3], w[3, 0], w[:, 0]; the diagonal where an index stands twice."""
        axes: list[Index] = [axis for place in places for axis in place_axes(place)]
        for at, place in enumerate(places):
            if isinstance(place, Beside) and not isinstance(place.index.dim, Part):
                name = self.call("roll", name, str(-place.offset), self.along_axis("roll", at))
        fixed = [self.spot(place) for place in places]
        while fixed and fixed[-1] == ":":
            fixed.pop()
        code = f"{name}[{', '.join(fixed)}]" if fixed else name
        if len(set(axes)) < len(axes):
            return self.diagonal(code, axes)
        return Text(code, tuple(axes))

    def fixed(self, place: int | Last) -> Text:
        """A fixed place as a number: 0, n - 1."""
        if isinstance(place, int):
            return Text(str(place), ())
        return Text(f"{self.size(place.dim)} - {1 - place.offset}", (), Level.SUM)

    def spot(self, place: Place) -> str:
        """What stands between the brackets: 3, -1, t - 1, 1:, and : for all along an axis."""
        match place:
            case Here(offset=offset):
                sign = "-" if offset < 0 else "+"
                return f"{self.here} {sign} {abs(offset)}" if offset else self.here
            case Last(offset=offset):
                return str(offset - 1)
            case Beside(index=Index(dim=Part() as part), offset=first):
                last = first - part.less if part.count is None else first + part.count
                return f"{first or ''}:{last if last or part.count is not None else ''}"
            case Index() | Beside():
                return ":"
        return str(place)

    def diagonal(self, code: str, axes: list[Index]) -> Text:
        """The entries where equal indices stand at equal places."""
        left = tuple(dict.fromkeys(axes))
        letters = einsum_letters(left)
        spelled = "".join(letters[axis] for axis in axes)
        return Text(self.call("einsum", f'"{spelled}->{"".join(letters.values())}"', code), left)

    def at_label(self, node: Look, place: int) -> Text:
        """The entries at the labels: one for every sample, or a whole column for every label."""
        label = node.places[place]
        if not isinstance(label, Look):
            raise NoCode("labels of labels have no array form")
        others = [each for at, each in enumerate(node.places) if at != place]
        if any(not isinstance(each, Index) for each in others):
            raise NoCode("a label beside a fixed place has no array form")
        inner = self.look(label)
        if set(inner.axes) <= set(others) and inner.axes:
            return self.along_label(node.name, list(node.places), place, inner)
        if set(inner.axes) & set(others):
            return self.at_places(node, place, inner)
        before, after = others[:place], others[place:]
        axes: Axes = (*before, *inner.axes, *after)  # type: ignore[arg-type]
        return Text(self.column(node.name, len(before), inner), axes)

    def column(self, name: str, at: int, label: Text) -> str:
        """w[:, j]"""
        return f"{name}[{', '.join([*(':' for _ in range(at)), label.code])}]"

    def at_places(self, node: Look, place: int, label: Text) -> Text:
        """A[np.arange(n), y]: labels that run along with some of the axes, and along others of their own."""
        own = [each for at, each in enumerate(node.places) if at != place and isinstance(each, Index)]
        axes = self.ordered((*label.axes, *own))
        spots = [
            self.aligned(label if at == place else Text(self.arange(each.dim), (each,)), axes).code  # type: ignore[arg-type, union-attr]
            for at, each in enumerate(node.places)
        ]
        return Text(f"{node.name}[{', '.join(spots)}]", axes)

    def arange(self, dim: Dim) -> str:
        """0 … n − 1"""
        return self.call("arange", self.size(dim))

    def along_label(self, name: str, places: list[Place], place: int, label: Text) -> Text:
        """take_along_axis, and the axis that is left with one entry taken away."""
        axis = Index("here", Dim("here"))
        axes = tuple(axis if at == place else each for at, each in enumerate(places))
        spots = self.label_spots(label, axes, axis)  # type: ignore[arg-type]
        taken = f"{self.take_along(name, spots, place)}{last_dropped(place, len(places))}"
        short = self.hoisted(f"{name}_{label.code}", taken)
        return Text(short, tuple(a for a in axes if a != axis))  # type: ignore[misc]

    def hoisted(self, wanted: str, code: str) -> str:
        """A name for code that may be used more than once."""
        if code not in self.named:
            self.named[code] = self.name(wanted if wanted.isidentifier() else "entry")
            self.lines.append(f"{self.named[code]} = {code}")
        return self.named[code]

    def label_spots(self, label: Text, axes: Axes, here: Index) -> str:
        """The labels with an axis of one entry where the labelled axis is."""
        text = self.transposed(label, tuple(axis for axis in axes if axis in label.axes))
        inner = ", ".join(":" if axis in text.axes else "None" for axis in axes)
        return f"{text.bound(Level.ATOM)}[{inner}]"

    def take_along(self, name: str, labels: str, axis: int) -> str:
        """The entries at the labels, along an axis."""
        return self.call("take_along_axis", name, labels, f"axis={axis}")

    # sums

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

    # matrices

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

    # along rows

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

    def spots(self, axis: Index) -> Text:
        """0 … n − 1 along an axis."""
        return Text(self.arange(axis.dim), (axis,))

    def reduced(self, function: str, text: Text, axis: Index) -> Text:
        """x.max(axis=1)"""
        left = tuple(each for each in text.axes if each != axis)
        return Text(
            f"{text.bound(Level.ATOM)}.{function}({self.along_axis(function, text.axes.index(axis))})", left
        )

    def along_axis(self, function: str, at: int) -> str:
        """axis=1"""
        return f"axis={at}"

    def choose(self, node: Choose) -> Text:
        """{value where the axis is at the place; otherwise}: a mask or statements, as the target has it."""
        raise NotImplementedError

    def compare(self, node: Compare) -> Text:
        """where(x > 0, value, otherwise); two numbers get the dtype of the arguments."""
        axes = self.ordered(node.axes)
        extreme = self.extreme(node)
        if extreme:
            pair = (self.aligned(self.text(each), axes).code for each in (node.left, node.right))
            return Text(self.call(extreme, *pair), axes)
        left, right = (self.operand(each, axes, Level.SUM) for each in (node.left, node.right))
        computed = any(map(is_computed, (node.value, node.otherwise)))
        value, otherwise = (self.aligned(self.text(each), axes).code for each in (node.value, node.otherwise))
        if not computed:
            value, otherwise = self.exact(value), self.exact(otherwise)
        sign = SIGNS[node.sign]
        if isinstance(node.left, Number) and not isinstance(node.right, Number):
            left, right, sign = right, left, sign.translate(str.maketrans("<>", "><"))
        code = self.call("where", f"{left} {sign} {right}", value, otherwise)
        return Text(code if computed else self.cast(code), axes)

    def extreme(self, node: Compare) -> str:
        """maximum or minimum, where the two that are compared are the two to choose from."""
        pair = (node.value, node.otherwise)
        if node.sign not in ">≥":
            return ""
        return {(node.left, node.right): "maximum", (node.right, node.left): "minimum"}.get(pair, "")

    def cast(self, code: str) -> str:
        """The array in the dtype of the arguments."""
        return f"{code}.astype({self.dtype()})"

    def exact(self, code: str) -> str:
        """A number beside another one in `where`, with the digits that the dtype of the arguments has."""
        return code

    def dtype(self) -> str:
        """The dtype of the result."""
        reals = [each.name for each in self.reals()]
        return (
            self.call("result_type", *reals) if len(reals) > 1 else f"{reals[0]}.dtype" if reals else "float"
        )

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

    def reals(self) -> list[Argument]:
        """The arguments that are arrays of real numbers."""
        return [each for each in self.program.arguments if each.kind == "real"]
