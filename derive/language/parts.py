"""The parts of an expression that can be replaced by others of the same value, and replacing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Basic, Expr, Rational

from derive.language.binders import Cases, Sum, walk
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Family
from derive.language.functions import Call
from derive.language.indices import Index
from derive.language.recurrences import Recurrence

Path = tuple[int, ...]


@dataclass(frozen=True)
class Part:
    """A part of an expression, the way to it, the indices bound and the variables of ∂ around it."""

    path: Path
    node: Expr
    bound: tuple[Index, ...] = ()
    variables: tuple[Family, ...] = ()


def operands(node: Basic) -> tuple[int, ...]:
    """Which arguments of the node are numbers (not indices, conditions, variables or fixed exponents)."""
    match node:
        case Plus() | Times() | Neg() | Quotient():
            return tuple(range(len(node.args)))
        case Power():
            return (0,) if isinstance(node.args[1], Rational) else (0, 1)
        case Call():
            return (1,)
        case Sum() | Derivative():
            return (0,)
        case Cases():
            return tuple(range(0, len(node.args), 2)) if len(node.args) % 2 else ()
    return ()


def parts(expression: Expr, inside: Part | None = None) -> Iterator[Part]:
    """The expression and all its parts that are numbers, outermost first."""
    here = inside or Part((), expression)
    yield here
    node = here.node
    bound = (*here.bound, node.bound) if isinstance(node, Sum) else here.bound
    variables = (*here.variables, node.variable.family) if isinstance(node, Derivative) else here.variables
    for position in operands(node):
        yield from parts(expression, Part((*here.path, position), node.args[position], bound, variables))


def replaced(expression: Basic, path: Path, new: Basic) -> Expr:
    """The expression with `new` at the end of the path."""
    if not path:
        return new
    first, *rest = path
    args = list(expression.args)
    args[first] = replaced(args[first], tuple(rest), new)
    return expression.func(*args)


def at(expression: Basic, path: Path) -> Basic:
    """What stands at the end of the path."""
    for position in path:
        expression = expression.args[position]
    return expression


def size(expression: Basic) -> int:
    """How many nodes there are, those of the definitions included."""
    own = sum(1 for _ in walk(expression))
    return own + sum(map(size, (part for node in walk(expression) for part in _stands_for(node))))


def _stands_for(node: Basic) -> tuple[Basic, ...]:
    """What a definition stands for."""
    if isinstance(node, Recurrence):
        return node.end, node.step
    return (node.body,) if isinstance(node, Definition) else ()
