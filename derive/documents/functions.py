"""Functions that have a name all over the field: KL divergence, entropy, cross-entropy, softmax, log-sum-exp.

What the document says of a function wins, wherever it stands. A function that is given one argument all over the
document means its value also where the argument is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from derive.documents.formulas import Formula
from derive.documents.letters import OPAQUE, is_bare
from derive.documents.notation import (
    Apply,
    Big,
    Minus,
    Node,
    Number,
    Plus,
    Quotient,
    Symbol,
    Times,
    Unreadable,
    Word,
    put,
    symbols,
    walk,
)

ORDERS = ("≤", "≥", "<", ">", "≠", "≈", "∈", "→", "∝")
OWN = {"softmax": "Softmax", "logsumexp": "LSE"}
"""Functions that the grammar knows, and what they are called where the document gives them another meaning."""
UNSETTLED = {
    "MSE": "the mean squared error is taken with 1/n or with 1/(2n), and the document does not say which",
    "CE": "nothing says which argument of the cross-entropy stands under the logarithm",
}
_SEVERAL = "{} stands without an argument, and has several elsewhere"
_INDICES = "ijklmnr"
_BASE_TWO = re.compile(r"\\log_\{?\s*2|log₂|\bbits?\b|比特")
_ENTROPY = re.compile(r"(?<!cross)(?<!cross[-‐ ])entropy|(?<!交叉)熵", re.IGNORECASE)
_CROSS_ENTROPY = re.compile(r"cross[-‐\s]?entropy|交叉熵", re.IGNORECASE)
_NO_SUM = re.compile(
    r"binary|bernoulli|sigmoid|logistic|gaussian|normal distribution|densit|continuous|\\int(?![a-z])|∫"
    r"|二元|二分类|伯努利|逻辑|高斯|正态|密度|连续",
    re.IGNORECASE,
)
"""Where a sum over one index may not be meant, or not all of it."""
_DIVERGENCES = ("D_KL", "bbD_KL", "KL")
_HESSIAN = re.compile(r"hessian|海[森塞]", re.IGNORECASE)


def settle(formulas: list[Formula], source: str, text: str, told: Iterable[str] = ()) -> None:
    """Every side with its functions as the document, or else the field, has them.

    Comments define what is `told`.
    """
    found = _Functions(formulas, source, text, told)
    for formula in formulas:
        for side in formula.sides:
            try:
                notes: list[str] = []
                if side.node is not None:
                    side.node = found.settled(side.node, notes)
                side.others = [(what, found.settled(node, notes)) for what, node in side.others]
                formula.notes += [each for each in notes if each not in formula.notes]
            except Unreadable as fault:
                side.node, side.error = None, fault


class _Functions:
    """What a document says of its functions."""

    def __init__(self, formulas: list[Formula], source: str, text: str, told: Iterable[str]) -> None:
        self.text, self.source = text, source
        nodes = [side.node for formula in formulas for side in formula.sides if side.node is not None]
        self.letters = [each for node in nodes for each in symbols(node)]
        self.defined = {
            (function_name(left), len(left.arguments or ())) for left, _ in _definitions(formulas)
        }
        if any(name in _DIVERGENCES for name, _ in self.defined):
            self.defined |= {(name, 2) for name in _DIVERGENCES}
        self.unread = " ".join(_unread(formulas, text))
        self.twice = {
            name
            for name, count in self.defined
            if count and any((name, n) in self.defined for n in range(1, count))
        }
        self.defined |= {(each.partition("(")[0], count) for each in told for count in range(3)}
        self.own = _own(formulas)
        self.bodies = self._bodies(formulas)
        self.given: dict[str, set[tuple[Node, ...]]] = {}
        for each in self.letters:
            if each.arguments:
                self.given.setdefault(each.name if each.name in OWN else function_name(each), set()).add(
                    each.arguments
                )

    def settled(self, node: Any, notes: list[str]) -> Any:
        """The tree with every function as it is meant."""
        if isinstance(node, tuple):
            return tuple(self.settled(each, notes) for each in node)
        if not isinstance(node, Node):
            return node
        node = replace(
            node, **{each.name: self.settled(getattr(node, each.name), notes) for each in fields(node)}
        )
        return self._symbol(node, notes) if isinstance(node, Symbol) else node

    def _symbol(self, symbol: Symbol, notes: list[str]) -> Node:
        if len(self.own.get(symbol.name, ())) == 2:
            raise Unreadable(f"{symbol.name} is defined in two ways", symbol.span)
        if symbol.name in self.own:
            return replace(symbol, name=OWN[symbol.name])
        if symbol.name in OWN:
            return symbol if symbol.arguments else self._completed(symbol, notes)
        if symbol.primes or symbol.labels:
            return symbol
        name = function_name(symbol)
        if not symbol.arguments and name in ("H", *_DIVERGENCES) and (name, 0) not in self.defined:
            told = self._vectors(name)
            if len(told) > 1:
                raise Unreadable(_SEVERAL.format(symbol.name), symbol.span)
            if len(told) == len(self.given.get(name, ())) == 1:
                symbol = replace(symbol, arguments=told[0])
        return self._called(symbol, name, notes) if symbol.arguments else symbol

    def _called(self, symbol: Symbol, name: str, notes: list[str]) -> Node:
        """A function with its arguments."""
        arguments = symbol.arguments or ()
        key = (name, len(arguments))
        if key in self.bodies and all(map(self._place, arguments)):
            letters, body = self.bodies[key]
            if letters != (given := tuple(map(_plain, arguments))):
                return _in_letters(body, dict(zip(letters, given, strict=True)))
        if name in self.twice and len(arguments) > 1:
            return replace(symbol, subscripts=(*symbol.subscripts, Word(f"of{len(arguments)}")))
        if key in self.defined or (name, 0) in self.defined:
            return symbol
        if name.upper() in UNSETTLED and len(arguments) == 2:
            raise Unreadable(UNSETTLED[name.upper()], symbol.span)
        made = self._expanded(symbol, name)
        if made is None:
            return symbol
        notes.append(made[0])
        return made[1]

    def _bodies(self, formulas: list[Formula]) -> dict[tuple[str, int], tuple[tuple[str, ...], Node]]:
        """Definitions that speak of nothing but their arguments, which have an index, by name and their count."""
        found: dict[tuple[str, int], tuple[tuple[str, ...], Node]] = {}
        seen: set[tuple[str, int]] = set()
        for left, right in _definitions(formulas):
            name, arguments = function_name(left), left.arguments or ()
            letters = tuple(map(_plain, arguments))
            key = (name, len(arguments))
            if key in seen:
                letters_before, body = found.get(key, ((), None))
                if body is None or right != _in_letters(
                    body, dict(zip(letters_before, letters, strict=True))
                ):
                    found.pop(key, None)
                continue
            seen.add(key)
            named = name in _DIVERGENCES or not (left.subscripts or name in OPAQUE or name in OWN)
            if right is None or not named or left.primes or left.labels or len(set(letters)) < len(letters):
                continue
            bound = {each.index.name for each in walk(right) if isinstance(each, Big)}
            if not all(map(self._place, arguments)) or not letters:
                continue
            if {each.name for each in symbols(right)} - bound == set(letters):
                found[key] = letters, right
        return found

    def _vectors(self, name: str) -> list[tuple[Node, ...]]:
        """What a function of letters that have an index is given."""
        return [each for each in self.given.get(name, ()) if all(map(self._place, each))]

    def _completed(self, symbol: Symbol, notes: list[str]) -> Node:
        """A function without its argument: the value at the only argument that the document gives it."""
        given = self.given.get(symbol.name, set())
        if len(given) > 1:
            raise Unreadable(_SEVERAL.format(symbol.name), symbol.span)
        for arguments in given:
            if len(arguments) == 1 and not any(
                each.subscripts or each.labels for each in symbols(arguments[0])
            ):
                only = arguments[0]
                shown = only.name if isinstance(only, Symbol) else "what it is taken of elsewhere"
                notes.append(f"{symbol.name} is taken of {shown}")
                return replace(symbol, arguments=arguments)
        return symbol

    def _expanded(self, symbol: Symbol, name: str) -> tuple[str, Node] | None:
        """What the field means by the name, and the sum that it is."""
        arguments = symbol.arguments or ()
        means = self._means(symbol, name, len(arguments))
        if not means or _BASE_TWO.search(self.source) or _NO_SUM.search(self.source):
            return None
        places = [self._place(each) for each in arguments]
        if not all(places) or not places[0]:
            return None
        at = places[0]
        first, last = (
            replace(each, subscripts=(at,))
            for each in (arguments[0], arguments[-1])
            if isinstance(each, Symbol)
        )
        p, q = (_plain(each) for each in (arguments[0], arguments[-1]))
        i = at.name
        if means == "KL":
            body: Node = Big("sum", at, Times((first, Apply("log", Quotient(first, last)))))
            return f"D_KL({p}‖{q}) = Σ_{i} {p}_{i} log({p}_{i}/{q}_{i})", body
        body = Minus(Big("sum", at, Times((first, Apply("log", last)))))
        return f"H({p if p == q and len(arguments) == 1 else f'{p},{q}'}) = −Σ_{i} {p}_{i} log {q}_{i}", body

    def _means(self, symbol: Symbol, name: str, count: int) -> str:
        """KL, H, or nothing that is known."""
        if name in _DIVERGENCES and count == 2:
            return "" if "KL" in self.unread else "KL"
        if (
            name != "H"
            or symbol.subscripts
            or symbol.bold
            or "H" in self.unread
            or _HESSIAN.search(self.source)
        ):
            return ""
        if any(each.name == "H" and (each.subscripts or each.bold) for each in self.letters):
            return ""
        if count == 1:
            return "H" if _ENTROPY.search(self.source) else ""
        separated = "," in self.text[slice(*symbol.span)] and "|" not in self.text[slice(*symbol.span)]
        return "H" if count == 2 and separated and _CROSS_ENTROPY.search(self.source) else ""

    def _place(self, argument: Node) -> Symbol | None:
        """An index of a letter that has exactly one wherever it has any; None for any other argument."""
        if not isinstance(argument, Symbol) or not is_bare(argument) or argument.primes:
            return None
        indexed = [each for each in self.letters if each.name == argument.name and not is_bare(each)]
        places = [each.subscripts[0] for each in indexed if len(each.subscripts) == 1 and not each.labels]
        letters = [each for each in places if isinstance(each, Symbol) and is_bare(each)]
        if not letters or len(letters) < len(indexed) or any(each.arguments for each in indexed):
            return None
        usual = [each for each in letters if each.name in _INDICES]
        used = {each.name for each in self.letters}
        return (
            usual[0] if usual else Symbol(next(each for each in _INDICES if each not in used or each == "r"))
        )


def function_name(symbol: Symbol) -> str:
    """D_KL however its subscript is set."""
    parts = [
        each.text if isinstance(each, Word) else each.name if isinstance(each, Symbol) else ""
        for each in symbol.subscripts
    ]
    return f"{symbol.name}_{''.join(parts)}" if parts and all(parts) else symbol.name


def _in_letters(node: Any, names: dict[str, str]) -> Any:
    """The tree with letters called by other names, whatever stands at them."""
    if isinstance(node, tuple):
        return tuple(_in_letters(each, names) for each in node)
    if not isinstance(node, Node):
        return node
    made = replace(node, **{each.name: _in_letters(getattr(node, each.name), names) for each in fields(node)})
    return replace(made, name=names.get(made.name, made.name)) if isinstance(made, Symbol) else made


def _plain(node: Node) -> str:
    return node.name if isinstance(node, Symbol) else ""


def _definitions(formulas: list[Formula]) -> Iterator[tuple[Symbol, Node | None]]:
    """What stands alone on the left of an =, with what stands right of it, if that is read and no number."""
    for formula in formulas:
        if len(formula.sides) < 2 or formula.chain.relations[0] in ORDERS:
            continue
        left, right = formula.sides[0].node, formula.sides[1].node
        if isinstance(left, Symbol) and not isinstance(right, Number):
            yield left, right


def _unread(formulas: list[Formula], text: str) -> Iterator[str]:
    """What stands on the left and was not read: it may define anything that it names."""
    for formula in formulas:
        for side in formula.sides[:1]:
            if side.node is None and side.items:
                yield text[slice(*side.span)]


def _own(formulas: list[Formula]) -> dict[str, set[bool]]:
    """Softmax and log-sum-exp where the document defines them otherwise, and whether also as usual."""
    told: dict[str, list[bool]] = {}
    for left, right in _definitions(formulas):
        if (
            left.name not in OWN
            or right is None
            or isinstance(right, Symbol)
            or len(left.arguments or ()) != 1
        ):
            continue
        (of,) = left.arguments or ()
        if not isinstance(of, Symbol) or not is_bare(of):
            continue
        if not all(isinstance(each, Symbol) and is_bare(each) for each in left.subscripts):
            continue
        names = {each.name for each in symbols(right)}
        if of.name in names and left.name not in names:
            told.setdefault(left.name, []).append(_is_usual(left, of, right))
    return {name: set(usual) for name, usual in told.items() if not usual[0]}


def _is_usual(left: Symbol, of: Symbol, right: Node) -> bool:
    """exp a_i / Σ_j exp a_j, or log Σ_j exp a_j."""
    match left.name, right:
        case "logsumexp", Apply("log", Big("sum", index, Apply("exp", inner))):
            return inner == replace(of, subscripts=(index,))
        case "softmax", Quotient(Apply("exp", above), Big("sum", index, Apply("exp", below))):
            if len(left.subscripts) != 1 or not isinstance(left.subscripts[0], Symbol):
                return above == of and below == replace(of, subscripts=(index,))
            here, there = (replace(of, subscripts=(each,)) for each in (left.subscripts[0], index))
            return put(above, here, there) == below and (above == here or _shifted(above, here))
    return False


def _shifted(node: Node, letter: Symbol) -> bool:
    """a_i − c."""
    return isinstance(node, Plus) and [each for each in node.terms if letter in symbols(each[1])] == [
        (1, letter)
    ]


__all__ = ["settle"]
