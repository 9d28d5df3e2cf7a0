"""What a formula says, as notation: a syntax tree that knows nothing of what letters mean.

Trees are equal if they say the same, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any

Span = tuple[int, int]
"""Where something stands in the document: the first character, and the one after the last."""


class Unreadable(ValueError):
    """A formula that is not read: why, and where."""

    def __init__(self, reason: str, span: Span | None = None) -> None:
        self.reason, self.span = reason, span
        super().__init__(reason)


@dataclass(frozen=True)
class Node:
    """A part of a formula."""

    def parts(self) -> Iterator[Node]:
        """The nodes directly inside."""
        for name in self.__dataclass_fields__:
            yield from _nodes(getattr(self, name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _nodes(each)


def walk(node: Node) -> Iterator[Node]:
    """The node and all that is inside it, in reading order."""
    yield node
    for part in node.parts():
        yield from walk(part)


@dataclass(frozen=True)
class Number(Node):
    """A number as printed; `digits` are those after its decimal point."""

    value: Fraction
    digits: int = 0
    text: str = field(default="", compare=False)


@dataclass(frozen=True)
class Word(Node):
    """A word in a subscript: max, in, \\text{true}."""  # noqa: D301

    text: str


@dataclass(frozen=True)
class Symbol(Node):
    """A letter with what stands at it: subscripts, labels such as ^{(i)}, primes, (arguments).

    `arguments` is None where there are none. `bold` says that it is set as vectors and matrices are.
    """

    name: str
    subscripts: tuple[Node, ...] = ()
    labels: tuple[Node, ...] = ()
    arguments: tuple[Node, ...] | None = None
    primes: int = 0
    bold: bool = field(default=False, compare=False)
    span: Span = field(default=(0, 0), compare=False)
    word: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Plus(Node):
    """Terms, each with its sign."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Times(Node):
    """Factors side by side; `signs` are what stands between them: "", "·", "×", "*", "⊙"."""

    factors: tuple[Node, ...]
    signs: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Entrywise(Node):
    """M ⊙ N."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Minus(Node):
    """−a."""

    operand: Node


@dataclass(frozen=True)
class Quotient(Node):
    """A fraction, however it is written."""

    above: Node
    below: Node


@dataclass(frozen=True)
class Power(Node):
    """A power."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Transposed(Node):
    """Mᵀ."""

    operand: Node


@dataclass(frozen=True)
class Part(Node):
    """An entry of something that is no letter: (W x)_i, softmax(z)_i."""

    whole: Node
    subscripts: tuple[Node, ...]


@dataclass(frozen=True)
class Apply(Node):
    """A function that has a name, of one argument; `primes` say how often it is differentiated."""

    function: str
    argument: Node
    primes: int = 0


@dataclass(frozen=True)
class Big(Node):
    """Σ or Π over `index`, which runs up to `upper` and leaves out `without`."""

    kind: str
    index: Symbol
    body: Node
    upper: Node | None = None
    lower: Node | None = None
    without: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Partial(Node):
    """∂body/∂variables; `total` where it is written with d."""

    body: Node
    variables: tuple[Node, ...]
    total: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Condition(Node):
    """left = right, or left ≠ right, about indices."""

    left: Node
    right: Node
    equal: bool = True


@dataclass(frozen=True)
class Cases(Node):
    """Values with their conditions; None for "otherwise"."""

    branches: tuple[tuple[Node, Condition | None], ...]


@dataclass(frozen=True)
class Indicator(Node):
    """1 where the condition holds, otherwise 0."""

    condition: Condition


@dataclass(frozen=True)
class Norm(Node):
    """‖v‖."""

    operand: Node


@dataclass(frozen=True)
class Absolute(Node):
    """|a|."""

    operand: Node


@dataclass(frozen=True)
class Expectation(Node):
    """E_p[body] or Var_p[body]; E_{k∼p}[body] has an `index`."""

    kind: str
    body: Node
    over: Node | None = None
    index: Symbol | None = None


@dataclass(frozen=True)
class Grid(Node):
    """A vector or matrix written out: rows of entries. None stands for dots."""

    rows: tuple[tuple[Node | None, ...], ...]


def continued(first: Node, last: Node, letter: Symbol) -> tuple[Node, Symbol] | None:
    """f(k) and n, if one tree is f(1) and the other f(n), as the ends of f(1) + ⋯ + f(n) are."""
    ends: set[Symbol] = set()
    made = _generalised(first, last, letter, ends)
    return (made, next(iter(ends))) if made is not None and len(ends) == 1 else None


def _generalised(first: Any, last: Any, letter: Symbol, ends: set[Symbol]) -> Any:
    if first == last:
        return first
    if isinstance(first, Number) and first.value == 1 and isinstance(last, Symbol):
        ends.add(last)
        return letter
    if isinstance(first, tuple) and isinstance(last, tuple) and len(first) == len(last):
        parts = tuple(_generalised(one, other, letter, ends) for one, other in zip(first, last, strict=True))
        return None if any(part is None for part in parts) else parts
    if type(first) is not type(last) or not isinstance(first, Node):
        return None
    made = {
        each.name: _generalised(getattr(first, each.name), getattr(last, each.name), letter, ends)
        if each.compare
        else getattr(first, each.name)
        for each in fields(first)
    }
    differs = any(
        made[each.name] is None and getattr(first, each.name) is not None
        for each in fields(first)
        if each.compare
    )
    return None if differs else replace(first, **made)


def logarithm(node: Node) -> Node:
    """log of a product of positive factors: a sum of logs."""
    match node:
        case Times(factors):
            return Plus(tuple((1, logarithm(each)) for each in factors))
        case Quotient(above, below):
            return Plus(((1, logarithm(above)), (-1, logarithm(below))))
        case Power(base, exponent):
            return Times((exponent, logarithm(base)))
    return Apply("log", node)


def put(node: Any, letter: Symbol, other: Node) -> Any:
    """The tree with another node where a letter stands."""
    if node == letter:
        return other
    if isinstance(node, tuple):
        return tuple(put(each, letter, other) for each in node)
    if not isinstance(node, Node):
        return node
    return replace(node, **{each.name: put(getattr(node, each.name), letter, other) for each in fields(node)})


def renamed(node: Any, names: dict[str, str]) -> Any:
    """The tree with letters that stand by themselves called by other names."""
    if isinstance(node, tuple):
        return tuple(renamed(each, names) for each in node)
    if not isinstance(node, Node):
        return node
    if isinstance(node, Symbol) and not node.subscripts and not node.labels and node.arguments is None:
        return replace(node, name=names.get(node.name, node.name))
    return replace(node, **{each.name: renamed(getattr(node, each.name), names) for each in fields(node)})


def relabelled(node: Any, names: dict[str, str]) -> Any:
    """The tree with letters that bear a label called by other names."""
    if isinstance(node, tuple):
        return tuple(relabelled(each, names) for each in node)
    if not isinstance(node, Node):
        return node
    made = replace(node, **{each.name: relabelled(getattr(node, each.name), names) for each in fields(node)})
    if isinstance(made, Symbol) and made.labels:
        return replace(made, name=names.get(made.name, made.name))
    return made


def symbols(node: Node) -> Iterator[Symbol]:
    """All letters of the node, those in subscripts too."""
    return (each for each in walk(node) if isinstance(each, Symbol))
