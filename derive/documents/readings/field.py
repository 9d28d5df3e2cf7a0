"""Functions that have a name all over the field: KL divergence, entropy, cross-entropy, softmax without its argument.

What the document says of a function wins, wherever it stands. A function that is given one argument all over the
document means its value also where the argument is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from derive.documents.readings.formulas import Formula
from derive.documents.readings.trees import (
    Apply,
    Big,
    Called,
    Letter,
    Minus,
    Node,
    Part,
    Quotient,
    Times,
    Word,
    is_bare,
    letters,
    mapped,
    walk,
)

_BASE_TWO = re.compile(r"\\log_\{?\s*2|log₂|\bbits?\b|比特")
_ENTROPY = re.compile(r"(?<!cross)(?<!cross[-‐ ])entropy|(?<!交叉)熵", re.IGNORECASE)
_CROSS_ENTROPY = re.compile(r"cross[-‐\s]?entropy|交叉熵", re.IGNORECASE)
_NO_SUM = re.compile(
    r"binary|bernoulli|sigmoid|logistic|gaussian|normal distribution|densit|continuous|\\int(?![a-z])|∫"
    r"|二元|二分类|伯努利|逻辑|高斯|正态|密度|连续",
    re.IGNORECASE,
)
"""Where a sum over one index may not be meant, or not all of it."""
_HESSIAN = re.compile(r"hessian|海[森塞]", re.IGNORECASE)
_INDICES = "ijklmnr"
_NAMES = frozenset({"H", "D", "DKL", "KL", "bbD", "bbDKL", "softmax", "logsumexp"})
"""Letters that may begin the name of one of these functions."""


class Field:
    """What names mean that the document does not define."""

    def __init__(self, formulas: list[Formula], source: str, said: Iterable[str] = ()) -> None:
        trees = [side.node for formula in formulas for side in formula.sides if side.node is not None]
        self.letters = [each for tree in trees for each in letters(tree)]
        self.source = source
        heads = [f.sides[0].node for f in formulas if f.chain.relations[:1] in (["="], [":="])]
        self.defined = {name_of(h.head) for h in heads if isinstance(h, Called)} | set(said)
        self.defined |= {name_of(h) for h in heads if isinstance(h, Letter)}
        self.given: dict[str, set[tuple[Node, ...]]] = {}
        for tree in trees:
            for each in walk(tree):
                if (
                    isinstance(each, Apply)
                    and each.function in ("softmax", "logsumexp")
                    and each.over is None
                ):
                    self.given.setdefault(each.function, set()).add(each.arguments)
                if isinstance(each, Called) and name_of(each.head) == "H":
                    self.given.setdefault("H", set()).add(each.paren.items)

    def written_out(self, node: Node) -> Node:
        """The tree with these functions as the sums that they are."""
        if not _may_name(node):
            return node

        def change(each: Node) -> Node | None:
            if isinstance(each, Called):
                return self._divergence(each) or replace(each, paren=mapped(each.paren, change))
            if isinstance(each, Letter) and each.name in ("softmax", "logsumexp"):
                return self._completed(each)
            if isinstance(each, Part) and isinstance(each.whole, Letter) and each.whole.name == "softmax":
                inner = self._completed(each.whole)
                return replace(each, whole=inner) if inner is not None else None
            if isinstance(each, Apply) and each.function == "softmax" and each.over is not None:
                return self._factor(each)
            if isinstance(each, Letter) and is_bare(each) and each.name == "H" and not each.primes:
                return self._entropy_alone(each)
            return None

        made: Node = mapped(node, change)
        return made

    def _completed(self, letter: Letter) -> Node | None:
        """softmax_i, with the only argument that the document gives it."""
        given = self.given.get(letter.name, set())
        if len(given) != 1 or letter.name in self.defined:
            return None
        whole = Apply(letter.name, next(iter(given)))
        return Part(whole, letter.subs) if letter.subs else whole

    def _factor(self, node: Apply) -> Node | None:
        """softmax_i (δ_ij − softmax_j): a product."""
        given = self.given.get("softmax", set())
        if len(given) != 1 or node.arguments in given or node.over is None:
            return None
        first = Part(Apply("softmax", next(iter(given))), (node.over,))
        return Times((first, self.written_out(node.arguments[0])), ("", ""))

    def _entropy_alone(self, letter: Letter) -> Node | None:
        given = self.given.get("H", set())
        if len(given) != 1 or "H" in self.defined or len(next(iter(given))) != 1:
            return None
        return self._sum("H", next(iter(given)))

    def _divergence(self, node: Called) -> Node | None:
        name, items, signs = name_of(node.head), node.paren.items, node.paren.signs
        if name in self.defined or node.head.labels or node.head.primes:
            return None
        if name in ("DKL", "KL", "bbDKL") and len(items) == 2:
            return self._sum("KL", items)
        if name == "H" and not node.head.subs and not _HESSIAN.search(self.source):
            if len(items) == 1 and _ENTROPY.search(self.source):
                return self._sum("H", items)
            if len(items) == 2 and signs == (",",) and _CROSS_ENTROPY.search(self.source):
                return self._sum("H", items)
        return None

    def _sum(self, means: str, items: tuple[Node, ...]) -> Node | None:
        if _BASE_TWO.search(self.source) or _NO_SUM.search(self.source):
            return None
        places = [self._place(each) for each in items]
        if not all(places) or places[0] is None:
            return None
        at = places[0]
        p, q = (replace(each, subs=(at,)) for each in (items[0], items[-1]) if isinstance(each, Letter))
        if means == "KL":
            return Big("sum", at, Times((p, Apply("log", (Quotient(p, q),)))))
        return Minus(Big("sum", at, Times((p, Apply("log", (q,))))))

    def _place(self, argument: Node) -> Letter | None:
        """An index of a letter that has exactly one wherever it has any; None for any other argument."""
        if not isinstance(argument, Letter) or not is_bare(argument) or argument.primes:
            return None
        indexed = [each for each in self.letters if each.name == argument.name and not is_bare(each)]
        places = [each.subs[0] for each in indexed if len(each.subs) == 1 and not each.labels]
        found = [each for each in places if isinstance(each, Letter) and is_bare(each)]
        if not found or len(found) < len(indexed):
            return None
        usual = [each for each in found if each.name in _INDICES]
        used = {each.name for each in self.letters}
        return usual[0] if usual else Letter(next(e for e in _INDICES if e not in used or e == "r"))


def _may_name(node: Node) -> bool:
    """Whether one of these functions can be named in it at all."""
    return any(
        (isinstance(each, Letter) and each.name in _NAMES)
        or (isinstance(each, Apply) and each.function == "softmax" and each.over is not None)
        for each in walk(node)
    )


def name_of(letter: Letter) -> str:
    r"""D_{KL} and D_{\mathrm{KL}} in one form."""
    subs = "".join(
        e.text if isinstance(e, Word) else e.name for e in letter.subs if isinstance(e, Word | Letter)
    )
    return letter.name + (subs if subs.isupper() else "")


SUMS = ("softmax", "logsumexp")
"""Functions that documents define, in words that say nothing new."""


def is_usual(function: str, arguments: tuple[Node, ...], body: Node) -> bool:
    """Whether softmax(z)_k = e^{z_k}/Σ_j e^{z_j} or the log of such a sum says what everybody means."""
    if len(arguments) != 1 or not isinstance(arguments[0], Letter):
        return True
    name = arguments[0].name
    if function == "logsumexp":
        return isinstance(body, Apply) and body.function == "log" and _total(body.arguments[0], name)
    if function == "softmax" and isinstance(body, Quotient):
        return _exp(body.above, name) and _total(body.below, name)
    return function not in ("softmax", "logsumexp")


def _total(node: Node, name: str) -> bool:
    return isinstance(node, Big) and node.kind == "sum" and _exp(node.body, name)


def _exp(node: Node, name: str) -> bool:
    inner = node.arguments[0] if isinstance(node, Apply) and node.function == "exp" else None
    return isinstance(inner, Letter) and inner.name == name and len(inner.subs) + len(inner.labels) >= 1
