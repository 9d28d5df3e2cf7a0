"""Cases by comparisons as arrays: both branches are worked out everywhere, and one of them is taken."""

from __future__ import annotations

from dataclasses import replace

from derive.codegen.nodes import union
from derive.codegen.program import Add, Apply, Compare, Div, Mul, Node, Number, Power, Raise
from derive.language.expressions import ONE, ZERO

SAFE = {"exp": ZERO, "log": ONE}
"""Where a branch is not taken these get a safe argument; roots and denominators get 1."""


def compare(sign: str, left: Node, right: Node, value: Node, otherwise: Node) -> Compare:
    """{value where left > right; otherwise}, or another sign; no branch overflows where it is not taken."""
    bare = Compare((), sign, left, right, value, otherwise)
    own, other = _guarded(value, bare, taken=True), _guarded(otherwise, bare, taken=False)
    return Compare(union([left, right, own, other]), sign, left, right, own, other)


def guarded(node: Node, sign: str, left: Node, right: Node) -> Node:
    """The node, asked for nothing that overflows where the comparison does not hold."""
    return _guarded(node, Compare((), sign, left, right, node, Number((), ZERO)), taken=True)


def _guarded(node: Node, condition: Compare, *, taken: bool) -> Node:
    """The node with exp, log, roots and quotients asked only where the condition holds, or does not."""
    match node:
        case Add(terms=terms):
            kept = tuple((sign, _guarded(each, condition, taken=taken)) for sign, each in terms)
            return _put(node, union(each for _, each in kept), terms=kept)
        case Mul(factors=factors):
            parts = tuple(_guarded(each, condition, taken=taken) for each in factors)
            return _put(node, union(parts), factors=parts)
        case Div(above=above, below=below):
            over, under = (_guarded(each, condition, taken=taken) for each in (above, below))
            under = _chosen(under, Number((), ONE), condition, taken=taken) if under.axes else under
            return _put(node, union((over, under)), above=over, below=under)
        case Power(base=base, exponent=exponent):
            inner = _guarded(base, condition, taken=taken)
            if inner.axes and not (exponent.q == 1 and exponent > 0):
                inner = _chosen(inner, Number((), ONE), condition, taken=taken)
            return _put(node, inner.axes, base=inner)
        case Raise(base=base, exponent=power):
            inner = _guarded(base, condition, taken=taken)
            power = _chosen(power, Number((), ZERO), condition, taken=taken)
            return _put(node, union((inner, power)), base=inner, exponent=power)
        case Apply(function=function, argument=argument):
            inner = _guarded(argument, condition, taken=taken)
            if function in SAFE:
                inner = _chosen(inner, Number((), SAFE[function]), condition, taken=taken)
            return _put(node, inner.axes, argument=inner)
    return node


def _chosen(inner: Node, safe: Number, condition: Compare, *, taken: bool) -> Node:
    value, otherwise = (inner, safe) if taken else (safe, inner)
    axes = union([condition.left, condition.right, inner])
    return Compare(axes, condition.sign, condition.left, condition.right, value, otherwise)


def _put(node: Node, axes: tuple[object, ...], **parts: object) -> Node:
    made: Node = replace(node, axes=axes, **parts)  # type: ignore[arg-type]
    return made
