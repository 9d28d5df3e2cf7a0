"""What a formula says, as far as its signs alone decide it: a tree that keeps what is ambiguous as ambiguous.

A letter before brackets is a call or a product (`Called`), a letter as a superscript a label or a power (`Power`),
a slash, a Σ, a logarithm or a ∂ may reach further or not (`Either`). Trees are equal if they say the same, wherever
they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from derive.documents.notation import Span, Unreadable
from derive.language.sayings import Saying


@dataclass(frozen=True)
class Node:
    """A part of a formula."""

    def parts(self) -> tuple[Node, ...]:
        """The nodes directly inside."""
        kept: dict[str, Any] = self.__dict__
        if (
            "_parts" not in kept
        ):  # functools.cached_property would take a lock at each of some 10⁶ first times
            found: list[Node] = []
            for name in self.__dataclass_fields__:
                _put_nodes(kept[name], found)
            kept["_parts"] = tuple(found)
        parts: tuple[Node, ...] = kept["_parts"]
        return parts


def _put_nodes(value: Any, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for each in value:
            _put_nodes(each, found)


def walk(node: Node) -> Iterator[Node]:
    """The node and all that is inside it, in reading order."""
    kept: dict[str, Any] = node.__dict__
    if "_inside" not in kept:  # every part of a document is gone through some ten times
        kept["_inside"] = _inside(node)
    return iter(kept["_inside"])


def _inside(node: Node) -> tuple[Node, ...]:
    found, waiting = [], [node]
    while waiting:
        here = waiting.pop()
        found.append(here)
        waiting.extend(here.parts()[::-1])
    return tuple(found)


@dataclass(frozen=True)
class Number(Node):
    """A number as printed; `digits` are those after its decimal point."""

    value: Fraction
    digits: int = 0
    text: str = field(default="", compare=False)


@dataclass(frozen=True)
class Word(Node):
    """A word in a subscript, or a sign that stands for one: max, true, :, *."""

    text: str


@dataclass(frozen=True)
class Letter(Node):
    """A letter with its subscripts, its labels such as ^{(i)}, its primes.

    `bold` and `word` say how it is set: as vectors are, or as a name of several letters.
    """

    name: str
    subs: tuple[Node, ...] = ()
    labels: tuple[Node, ...] = ()
    primes: int = 0
    bold: bool = field(default=False, compare=False)
    word: bool = field(default=False, compare=False)
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True)
class Paren(Node):
    """Brackets behind a letter: what stands between them, and the signs that part it."""

    items: tuple[Node, ...]
    signs: tuple[str, ...] = ()
    opening: str = field(default="(", compare=False)


@dataclass(frozen=True)
class Called(Node):
    """f(x), or f^2(x) with its `power`: a function of x, or f times x."""

    head: Letter
    paren: Paren
    power: Node | None = None


@dataclass(frozen=True)
class Either(Node):
    """Readings of one piece, the conventional one first; `whats` name them."""

    options: tuple[Node, ...]
    whats: tuple[Saying, ...]
    at: int = field(default=0, compare=False)


SUM_ENDS = Saying("a sum ends at the next sign")
SUM_GOES_ON = Saying("a sum goes on behind the sign after it")
BRACKET_APART = Saying("the slash ends before the bracket")
BRACKET_BELOW = Saying("the bracket is below the slash")
REST_APART = Saying("what follows the slash is not all below it")
REST_BELOW = Saying("what follows the slash is all below it")
OF_PRODUCT = Saying("{} is taken of the product")
OF_FIRST_FACTOR = Saying("{} is taken of the first factor")
POWER_OF_LOG = Saying("the power is one of the logarithm")
LOG_OF_POWER = Saying("the logarithm is taken of the power")
OF_WHOLE_PRODUCT = Saying("{} is taken of the whole product")
SLOPE_BEHIND_BRACKETS = Saying("the derivative is taken of all behind its brackets")
SLOPE_OF_WHOLE_PRODUCT = Saying("the derivative is taken of the whole product")
INVERSE = Saying("the inverse function is meant")
OVER_IT = Saying("1 over the function is meant")
USUAL = Saying("it is not")


@dataclass(frozen=True)
class Plus(Node):
    """Terms, each with its sign."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Times(Node):
    """Factors side by side; `signs` are what stands before each: "", "·", "×"."""

    factors: tuple[Node, ...]
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entrywise(Node):
    """M ⊙ N, or M ⊘ N."""

    left: Node
    right: Node
    divides: bool = False


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
    """A power; of a letter it may be a label."""

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
    subs: tuple[Node, ...]


@dataclass(frozen=True)
class Apply(Node):
    """A function that has a name; `primes` say how often it is differentiated, `over` what stands below it."""

    function: str
    arguments: tuple[Node, ...]
    primes: int = 0
    over: Node | None = None
    signs: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Primed(Node):
    """(f g)′."""

    operand: Node
    primes: int


@dataclass(frozen=True)
class Big(Node):
    """Σ or Π: `index` runs from `lower` to `upper`, or over `within`; `conditions` leave places out."""

    kind: str
    index: Letter
    body: Node
    upper: Node | None = None
    lower: Node | None = None
    within: Node | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Partial(Node):
    """∂body/∂variables; `total` where it is written with d. Without variables it is the gradient ∇."""

    body: Node
    variables: tuple[Node, ...]
    total: bool = field(default=False, compare=False)
    order: int = 1


@dataclass(frozen=True)
class Differential(Node):
    """d body; `sure` where the d is upright."""

    body: Node
    sure: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Condition(Node):
    """left = right, left ≠ right, left < right, …"""

    left: Node
    right: Node
    sign: str = "="


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
    """‖v‖; `kind` is what stands below it."""

    operand: Node
    kind: str = ""


@dataclass(frozen=True)
class Absolute(Node):
    """|a|."""

    operand: Node


@dataclass(frozen=True)
class Inner(Node):
    """⟨a, b⟩."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Grid(Node):
    """A vector or matrix written out: rows of entries. None stands for dots."""

    rows: tuple[tuple[Node | None, ...], ...]


@dataclass(frozen=True)
class Dots(Node):
    """Something between that is not written."""


@dataclass(frozen=True)
class At(Node):
    """body |_{letter = value}: a derivative, worked out at a place."""

    body: Node
    letter: Letter
    place: Node


@dataclass(frozen=True)
class Integral(Node):
    """∫ body d variable; `bounds` as they are written."""

    body: Node
    variable: Node
    bounds: str = ""


FACTORIAL = "factorial"
"""What x! applies: Γ(x + 1)."""
NOTHING = Word("")
"""What an operator such as ∂/∂z is taken of, before that is read."""


def mapped(node: Any, change: Callable[[Node], Node | None]) -> Any:
    """The tree with nodes changed, from the outside in; where `change` gives None the parts are gone through."""
    if isinstance(node, tuple):
        parts = tuple(mapped(each, change) for each in node)
        return node if all(one is other for one, other in zip(parts, node, strict=True)) else parts
    if not isinstance(node, Node):
        return node
    made = change(node)
    if made is not None:
        return made
    if not node.parts():
        return node
    kept = node.__dict__
    new = {name: mapped(kept[name], change) for name in node.__dataclass_fields__}
    if all(each is kept[name] for name, each in new.items()):
        return node
    return replace(node, **new)


def put(node: Any, letter: Node, other: Node) -> Any:
    """The tree with another node where this one stands."""
    return mapped(node, lambda each: other if each == letter else None)


def letters(node: Node) -> Iterator[Letter]:
    """All letters of the node, those in subscripts too."""
    kept: dict[str, Any] = node.__dict__
    if "_letters" not in kept:
        kept["_letters"] = tuple(each for each in walk(node) if isinstance(each, Letter))
    return iter(kept["_letters"])


def is_bare(node: Node | None) -> bool:
    """Whether it is a letter with nothing at it."""
    return isinstance(node, Letter) and not node.subs and not node.labels


def enclosed(node: Node) -> Node:
    """What stands in brackets, in braces or below a root, so that [a(b)]ᵀ is no a(b)ᵀ, and √(a(b)) no a √b."""
    inner: Node = node
    while isinstance(inner, Power | Part | Transposed | Primed):
        match inner:
            case Power(base, _):
                inner = base
            case Part(whole, _):
                inner = whole
            case Transposed(operand) | Primed(operand, _):
                inner = operand
    return Times((node,), ("",)) if isinstance(inner, Called) else node


def options(node: Node) -> list[Either]:
    """The places where readings part."""
    return [each for each in walk(node) if isinstance(each, Either)]


__all__ = ["Span", "Unreadable"]
