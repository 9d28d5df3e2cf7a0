"""Two names of one number: in y_k = p(k | x) = …, p(j | x) is y_j from there on."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from derive.documents.formulas import Formula
from derive.documents.letters import is_bare
from derive.documents.meaning import KNOWN
from derive.documents.notation import Node, Symbol, symbols


@dataclass(frozen=True)
class _Pair:
    """`left` is written with its indices, `called` with the same letters among its arguments."""

    left: Symbol
    called: Symbol

    def same(self, symbol: Symbol) -> Symbol | None:
        """The letter for which the symbol is another name; None where another argument is changed."""
        arguments = symbol.arguments or ()
        if len(arguments) != len(self.called.arguments or ()) or symbol.subscripts or symbol.labels:
            return None
        put: dict[Node, Node] = dict(zip(self.called.arguments or (), arguments, strict=True))
        moved = {letter for letter, place in put.items() if letter != place}
        if not moved <= set(self.left.subscripts) or not all(map(_is_letter, arguments)):
            return None
        return replace(
            self.left, subscripts=tuple(put[each] for each in self.left.subscripts), span=symbol.span
        )


def join_names(formulas: list[Formula]) -> None:
    """The second name is replaced by the first where the chain goes on, if that is how it is written throughout."""
    for number, formula in enumerate(formulas):
        pair = _pair(formula)
        if pair is None:
            continue
        named = [
            (each.number, s) for each in formulas for side in each.sides for s in _named(side.node, pair)
        ]
        if all(at >= number and pair.same(each) is not None for at, each in named):
            formula.other_name = True
            for later in formulas[number:]:
                for side in later.sides:
                    side.node = side.node and _put(side.node, pair)
                    side.others = [(what, _put(node, pair)) for what, node in side.others]


def _pair(formula: Formula) -> _Pair | None:
    if len(formula.sides) < 3 or formula.chain.relations[:2] != ["=", "="] or formula.chain.continues:
        return None
    left, called = formula.sides[0].node, formula.sides[1].node
    if not isinstance(left, Symbol) or not isinstance(called, Symbol) or called.arguments is None:
        return None
    arguments = called.arguments
    plain = not called.subscripts and not called.labels and called.name not in (left.name, *KNOWN)
    if not plain or left.arguments is not None or left.labels or not left.subscripts:
        return None
    if not all(map(_is_letter, arguments)) or len(set(arguments)) < len(arguments):
        return None
    return _Pair(left, called) if set(left.subscripts) <= set(arguments) else None


def _is_letter(node: Node) -> bool:
    return isinstance(node, Symbol) and is_bare(node)


def _named(node: Node | None, pair: _Pair) -> list[Symbol]:
    return [each for each in symbols(node) if each.name == pair.called.name] if node is not None else []


def _put(node: Any, pair: _Pair) -> Any:
    if isinstance(node, tuple):
        return tuple(_put(each, pair) for each in node)
    if not isinstance(node, Node):
        return node
    if isinstance(node, Symbol) and node.name == pair.called.name:
        return pair.same(node) or node
    return replace(node, **{each.name: _put(getattr(node, each.name), pair) for each in fields(node)})
