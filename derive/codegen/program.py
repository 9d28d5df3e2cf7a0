"""Array programs: named arrays, each computed once, with an axis for every free index.

A node is an array; `axes` are the indices it still depends on. Targets spell nodes, they do not change them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sympy import Rational

from derive.language.families import Family
from derive.language.indices import Dim, Index


@dataclass(frozen=True)
class Node:
    """An array; `axes` in no particular order of the target's making."""

    axes: tuple[Index, ...]


@dataclass(frozen=True)
class Number(Node):
    """An exact number: a `Rational`, or a number of SymPy's such as π and √2."""

    value: Any


@dataclass(frozen=True)
class Size(Node):
    """The size of a dimension, as a number."""

    dim: Dim


class Part(Dim):
    """Some of the places of a dimension: all but `less`, or `count` of them."""

    __slots__ = ("name", "of", "less", "count")
    of: Dim
    less: int
    count: int | None

    def __new__(cls, name: str, of: Dim, less: int, count: int | None = None) -> Part:
        """The part of this name."""
        made: Part = Dim.__new__(cls, name)
        made.of, made.less, made.count = of, less, count
        return made

    @property
    def whole(self) -> Dim:
        """The dimension."""
        return self.of

    def extent(self, whole: object) -> str:
        """How many places it has, where the dimension has so many: n - 1."""
        return str(self.count) if self.count is not None else f"{whole} - {self.less}"


@dataclass(frozen=True)
class Here:
    """The place that the step of a scan works on, or one beside it."""

    offset: int


@dataclass(frozen=True)
class Beside:
    """The place so many after an index; of a part of a dimension, an index is counted from where the part begins.

    Beyond the border it is any place: what stands there is masked.
    """

    index: Index
    offset: int


@dataclass(frozen=True)
class Last:
    """The last place, or so many before it: an offset of 0 or less."""

    dim: Dim
    offset: int


Place = Index | int | Node | Here | Beside | Last
"""Where an array is looked up: along an axis, at a fixed place counted from 0, at labels, beside a place."""


@dataclass(frozen=True)
class Look(Node):
    """A named array at places, one for each axis it is stored with."""

    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Add(Node):
    """± a ± b …: terms with their signs."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Mul(Node):
    """a b …"""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Div(Node):
    """a / b."""

    above: Node
    below: Node


@dataclass(frozen=True)
class Power(Node):
    """a to a rational power."""

    base: Node
    exponent: Rational


@dataclass(frozen=True)
class Apply(Node):
    """A function of one variable, entry by entry."""

    function: str
    argument: Node


@dataclass(frozen=True)
class Contract(Node):
    """Σ over `bound` of the product of one or two arrays."""

    operands: tuple[Node, ...]
    bound: tuple[Index, ...]


@dataclass(frozen=True)
class Along(Node):
    """A function of whole rows along one axis: softargmax, logsumexp, complement, …"""

    function: str
    arguments: tuple[Node, ...]
    axis: Index


@dataclass(frozen=True)
class Others(Node):
    """Σ of an array along one axis, one place of which is left out."""

    argument: Node
    axis: Index
    place: Place


@dataclass(frozen=True)
class Choose(Node):
    """{value where the index `axis` is at `place`; otherwise}; `place` is an axis, a number or labels."""

    axis: Index
    place: Place
    value: Node
    otherwise: Node


@dataclass(frozen=True)
class Compare(Node):
    """{value where left > right; otherwise}, or another of > ≥ < ≤, entry by entry."""

    sign: str
    left: Node
    right: Node
    value: Node
    otherwise: Node


@dataclass(frozen=True)
class Masked(Node):
    """The argument where the index `one` stands before `other`, or at it if `same`; elsewhere 0, or −∞ for scores."""

    one: Index
    other: Index
    same: bool
    argument: Node
    scores: bool = False


@dataclass(frozen=True)
class Reduce(Node):
    """The greatest, "max", or the product, "prod", along one axis."""

    function: str
    argument: Node
    axis: Index


@dataclass(frozen=True)
class OfMatrix(Node):
    """The inverse, the determinant or log |det| of a square array, "inv", "det" or "logdet".

    The array's own axes are `rows` and `columns`; an inverse is looked up at its two axes. A `definite` one is
    symmetric and positive definite.
    """

    function: str
    matrix: Node
    rows: Index
    columns: Index
    definite: bool = False


@dataclass(frozen=True)
class Position(Node):
    """A place as a number, counted from 1: along an axis, or where the step of a scan is."""

    place: Index | Here


@dataclass(frozen=True)
class Raise(Node):
    """a to a power that is no fixed number."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Scan(Node):
    """The array `name` with `end` at the first place along `time`, the last with `down`, and `step` at any other.

    The statements in `inner` are those of the step. What stands at the place before is looked up under the name, too.
    """

    name: str
    time: Index
    down: bool
    end: Node
    step: Node
    inner: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Statement:
    """name = node, stored with its axes in this order."""

    name: str
    axes: tuple[Index, ...]
    node: Node
    comment: str = ""


@dataclass(frozen=True)
class Argument:
    """An argument: its name, what it is in words, its shape, and which kind: real, label (places) or size."""

    name: str
    dims: tuple[Dim, ...]
    says: str
    kind: str = "real"
    values: Dim | None = None
    family: Family | None = None


@dataclass
class Program:
    """Arguments, statements in order, and the array that is returned (its axes are those of the result)."""

    name: str
    arguments: list[Argument] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    rewrites: list[str] = field(default_factory=list)
    result: Statement | None = None
    batch: Dim | None = None


def children(node: Node) -> list[Node]:  # noqa: C901 (one case for each kind of node)
    """The nodes that a node is made of."""
    match node:
        case Add(terms=terms):
            return [each for _, each in terms]
        case Mul(factors=parts) | Contract(operands=parts) | Along(arguments=parts):
            return list(parts)
        case Div(above=above, below=below):
            return [above, below]
        case Power(base=inner) | Apply(argument=inner):
            return [inner]
        case Others(argument=inner, place=place):
            return [inner, *([place] if isinstance(place, Node) else [])]
        case Choose(value=value, otherwise=otherwise, place=place):
            return [value, otherwise, *([place] if isinstance(place, Node) else [])]
        case Compare(left=left, right=right, value=value, otherwise=otherwise):
            return [left, right, value, otherwise]
        case Look(places=places):
            return [place for place in places if isinstance(place, Node)]
        case Masked(argument=inner) | Reduce(argument=inner) | OfMatrix(matrix=inner):
            return [inner]
        case Raise(base=base, exponent=power):
            return [base, power]
        case Scan(end=end, step=step, inner=statements):
            return [end, *(each.node for each in statements), step]
    return []


def inside(node: Node) -> Iterator[Node]:
    """The node and all that it is made of."""
    yield node
    for each in children(node):
        yield from inside(each)


def all_nodes(program: Program) -> Iterator[Node]:
    """Every node of every statement, the result's last."""
    for statement in (*program.statements, *([program.result] if program.result else [])):
        yield from inside(statement.node)
