"""What a reason is about: the heads that must stand in the lines that it joins.

    swap_sums     a sum inside a sum, before and after, and as many sums
    cancel        a quotient, or a term and its negative
    exp_log       exp, log or what is made of them

The kernel decides whether a step holds; a trait, whether it has anything of what its reason says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sympy import Basic

from derive.language.binders import Binder, Cases, Delta, Sum, walk
from derive.language.comparisons import Where
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry
from derive.language.functions import Call, cos, exp, log, sin
from derive.language.sayings import Saying

Nodes = tuple[Basic, ...]
"""All parts of a line, with what the reason opens written out."""


@dataclass(frozen=True)
class Trait:
    """What must be so of the parts of the line before and of this one; `lacking` says what is not so otherwise."""

    english: str
    chinese: str
    holds: Callable[[Nodes, Nodes], bool]

    @property
    def lacking(self) -> Saying:
        """`no sum stands in the line before`"""
        return Saying(self.english, self.chinese)


def _any(nodes: Iterable[Basic], kinds: type | tuple[type, ...]) -> bool:
    return any(isinstance(node, kinds) for node in nodes)


def _inside(node: Basic) -> Nodes:
    return tuple(part for arg in node.args for part in walk(arg))


def _sums_within(node: Basic) -> bool:
    """Whether a product, quotient or power has a sum in it."""
    return isinstance(node, Times | Quotient | Power | Neg) and _any(_inside(node), (Plus, Sum))


def _nested(nodes: Nodes) -> bool:
    return any(isinstance(node, Binder) and _any(_inside(node), Binder) for node in nodes)


def _count(nodes: Nodes, kind: type) -> int:
    return sum(isinstance(node, kind) for node in nodes)


def _heads(nodes: Nodes) -> Counter[type]:
    return Counter(type(node) for node in nodes)


def _divides(node: Basic) -> bool:
    return isinstance(node, Quotient) or (
        isinstance(node, Power) and bool(node.args[1].could_extract_minus_sign())
    )


def _of_exp_or_log(nodes: Nodes) -> bool:
    """exp, log, what is made of them, or a power a^b whose exponent is no number, which is exp(b log a)."""
    if any(isinstance(node, Power) and not node.args[1].is_Number for node in nodes):
        return True
    called = (node.function for node in nodes if isinstance(node, Call))
    return any(function in (exp, log) or function.opened is not None for function in called)


def _moves_through(nodes: Nodes) -> bool:
    """Whether something that is made of parts is differentiated."""
    composed = (Plus, Sum, Neg, Times, Quotient)
    bodies = (node.body for node in nodes if isinstance(node, Derivative))
    return any(isinstance(body, composed) or _is_definition(body) for body in bodies)


def _is_definition(node: Basic) -> bool:
    return isinstance(node, Entry) and isinstance(node.family, Definition)


def _chained(nodes: Nodes) -> bool:
    bodies = [part for node in nodes if isinstance(node, Derivative) for part in walk(node.body)]
    return any(not isinstance(part, Plus | Neg | Sum) and bool(part.args) for part in bodies)


SUM_BEFORE = Trait(
    "no sum stands in the line before",
    "上一行没有和",
    lambda before, _: _any(before, (Plus, Sum)),
)
PRODUCT_OF_SUM = Trait(
    "no product with a sum in it stands in the line before",
    "上一行没有含和的乘积",
    lambda before, _: any(map(_sums_within, before)),
)
SUM_IN_PRODUCT = Trait(
    "no product with a sum in it stands in this line",
    "本行没有含和的乘积",
    lambda _, after: any(map(_sums_within, after)),
)
SUM_IN_BOTH = Trait(
    "no sum over an index stands in both lines",
    "两行中并非都有对下标的求和",
    lambda before, after: _any(before, Sum) and _any(after, Sum),
)
SUM_OVER_INDEX = Trait(
    "no sum over an index stands in the line before",
    "上一行没有对下标的求和",
    lambda before, _: _any(before, Sum),
)
QUOTIENT_BEFORE = Trait(
    "no fraction stands in the line before",
    "上一行没有分式",
    lambda before, _: any(map(_divides, before)),
)
NESTED_SUMS = Trait(
    "no sum inside a sum stands in both lines, or one has more sums than the other",
    "两行中并非都有和中之和，或两行的求和个数不同",
    lambda before, after: (
        _nested(before) and _nested(after) and _count(before, Binder) == _count(after, Binder)
    ),
)
SAME_HEADS = Trait(
    "more changes than the names of indices",
    "改变的不只是下标的名字",
    lambda before, after: _heads(before) == _heads(after),
)
DELTA = Trait(
    "no δ stands in either line",
    "两行中都没有 δ",
    lambda before, after: _any((*before, *after), (Delta, Cases)),
)
CANCELLED = Trait(
    "no fraction, and no term with a minus, stands in the line before",
    "上一行没有分式，也没有带负号的项",
    lambda before, _: any(map(_divides, before)) or _any(before, Neg),
)
CASES = Trait(
    "no cases, no δ and no place that is left out stand in either line",
    "两行中都没有情形、δ 或略去的位置",
    lambda before, after: (
        _any((*before, *after), (Cases, Delta, Where))
        or any(isinstance(node, Sum) and node.without for node in (*before, *after))
    ),
)
EXP_OR_LOG = Trait(
    "no exp or log stands in either line",
    "两行中都没有 exp 或 log",
    lambda before, after: _of_exp_or_log((*before, *after)),
)
ANGLE = Trait(
    "no sin or cos stands in either line",
    "两行中都没有 sin 或 cos",
    lambda before, after: any(
        isinstance(node, Call) and node.function in (sin, cos) for node in (*before, *after)
    ),
)
DERIVATIVE = Trait(
    "no derivative stands in either line",
    "两行中都没有导数",
    lambda before, after: _any((*before, *after), Derivative),
)
CHAIN = Trait(
    "no derivative of something that depends on the variable through something else stands in either line",
    "两行中都没有复合函数的导数",
    lambda before, after: _chained((*before, *after)),
)
LINEAR = Trait(
    "no derivative of a sum or of a multiple stands in either line",
    "两行中都没有和或倍数的导数",
    lambda before, after: _moves_through((*before, *after)),
)
