"""Trees said otherwise: superscripts that are labels, indices that stand twice and are summed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from derive.documents.readings.formulas import Side
from derive.documents.readings.marked import marked
from derive.documents.readings.trees import (
    Big,
    Called,
    Letter,
    Minus,
    Node,
    Number,
    Part,
    Partial,
    Plus,
    Power,
    Times,
    is_bare,
    letters,
    mapped,
    walk,
)


def numbered_by_powers(trees: list[Node], vectors: set[str]) -> set[str]:
    """The vectors w^1 and w^2: letters that are wholes, and have a 1 for a superscript and never a 0."""
    wholes = vectors | {each.name for each in marked(trees, lambda _: ())}
    powers = [each for tree in trees for each in walk(tree) if isinstance(each, Power)]
    found = {
        value: {
            e.base.name
            for e in powers
            if isinstance(e.base, Letter) and e.exponent == Number(Fraction(value))
        }
        for value in (0, 1)
    }
    return (found[1] - found[0]) & wholes


def labelled(node: Node, names: set[str], numbered: set[str] = frozenset()) -> Node:  # type: ignore[assignment]
    """The tree with superscripts such as the layer L of z^{L−1} as labels, and the 1 of w^1 for those `numbered`."""

    def change(each: Node) -> Node | None:
        counted = isinstance(each, Power) and isinstance(each.base, Letter) and each.base.name in numbered
        if not isinstance(each, Power) or not (
            _is_label(each.exponent, names) or (counted and isinstance(each.exponent, Number))
        ):
            return None
        if isinstance(each.base, Letter):
            base: Letter = mapped(each.base, change)
            return replace(base, labels=(*base.labels, each.exponent))
        if isinstance(each.base, Called):
            inner: Called = mapped(each.base, change)
            return replace(inner, head=replace(inner.head, labels=(*inner.head.labels, each.exponent)))
        return None

    made: Node = mapped(node, change)
    return made


def _is_label(exponent: Node, names: set[str]) -> bool:
    if is_bare(exponent) and isinstance(exponent, Letter):
        return exponent.name in names
    if isinstance(exponent, Plus):
        parts = [term for _, term in exponent.terms]
        found = {each.name for each in parts if isinstance(each, Letter)}
        return bool(found) and found <= names and all(isinstance(each, Letter | Number) for each in parts)
    return False


def call_with_entry(node: Node | None) -> Called | None:
    """f(x), of f(x)_i."""
    whole = node.whole if isinstance(node, Part) else None
    return whole if isinstance(whole, Called) and whole.power is None else None


def entries_of_calls(node: Node, functions: set[str]) -> Node:
    """f_i(x) for f(x)_i, and for [f(x)]_i."""

    def change(each: Node) -> Node | None:
        whole = call_with_entry(each)
        if whole is None or whole.head.name not in functions or not isinstance(each, Part):
            return None
        call: Called = mapped(whole, change)
        return replace(call, head=replace(call.head, subs=(*call.head.subs, *each.subs)))

    made: Node = mapped(node, change)
    return made


def ones(node: Node) -> Node:
    """The tree with 1_n as the vector of n ones."""

    def change(each: Node) -> Node | None:
        one = isinstance(each, Part) and each.whole == Number(Fraction(1)) and len(each.subs) == 1
        if not one or not is_bare(each.subs[0]):  # type: ignore[attr-defined]
            return None
        return Letter("ones", each.subs, bold=True)  # type: ignore[attr-defined]

    made: Node = mapped(node, change)
    return made


def variable_of_gradient(node: Node | None) -> Node | None:
    """The θ of ∇J(θ), which a chain is about that begins so."""
    if not isinstance(node, Partial) or node.variables or not isinstance(node.body, Called):
        return None
    first = node.body.paren.items[0]
    return first if isinstance(first, Letter) else None


SCORES = re.compile(r"\bscores?\b|\bStein\b|Langevin|diffusion|得分|扩散|分数函数", re.IGNORECASE)
"""Where ∇ log p_θ(x) may be taken in x."""
IN_PARAMETERS = re.compile(
    r"\b(?:gradients?|derivatives?|∇)\b[^.]{0,60}\b(?:wrt\b\.?|w\.\s?r\.\s?t\.?|with respect to)[^.]{0,20}"
    r"(?:\\(?:theta|phi|psi|omega)\b|parameters?\b)",
    re.IGNORECASE,
)
"""Words that say that ∇ is taken in what a density is fitted with."""
_PARAMETERS = frozenset({"theta", "vartheta", "phi", "psi", "omega", "w"})
"""Letters that name functions by what they are fitted with: p_θ."""


def parameter_of_gradients(sides: Iterable[Side]) -> Letter | None:
    """The one θ of ∇p_θ(x), ∇p(x | θ) and ∇ log π_θ(a | s), in which these are derived."""
    inner = (e for side in sides if side.node is not None for e in walk(side.node))
    bodies = [e.body for e in inner if isinstance(e, Partial) and not e.variables]
    places = [place for body in bodies for letter in letters(body) for place in letter.subs]
    calls = (each for body in bodies for each in walk(body) if isinstance(each, Called))
    places += [each.paren.items[-1] for each in calls if {"|", ";"} & set(each.paren.signs[-1:])]
    found = {e for e in places if isinstance(e, Letter) and is_bare(e) and e.name in _PARAMETERS}
    return found.pop() if len(found) == 1 else None


def taken_in(node: Node, variable: Node, *, calls: bool = False) -> Node:
    """The tree with ∇ taken in this letter, where it stands before no call or before `calls` too."""

    def change(each: Node) -> Node | None:
        open_ = (
            isinstance(each, Partial) and not each.variables and (calls or not isinstance(each.body, Called))
        )
        if not open_:
            return None
        return replace(each, body=mapped(each.body, change), variables=(variable,))  # type: ignore[call-arg,attr-defined]

    made: Node = mapped(node, change)
    return made


def summed_over_pairs(node: Node) -> Node:
    """Einstein's convention: an index that stands twice in a product is summed over, in each product by itself."""
    return _summed(node)[0]


def _summed(node: Node) -> tuple[Node, set[str]]:
    """The tree with its sums, and the indices that stand in it once."""
    match node:
        case Plus():
            terms = [(sign, _summed(term)) for sign, term in node.terms]
            free = set().union(*(free for _, (_, free) in terms))
            return replace(node, terms=tuple((sign, term) for sign, (term, _) in terms)), free
        case Minus():
            inner, free = _summed(node.operand)
            return replace(node, operand=inner), free
        case Times():
            factors = [_summed(each) for factor in node.factors for each in _factors(factor)]
            counts = Counter(name for _, free in factors for name in free)
            made: Node = Times(tuple(factor for factor, _ in factors))
            for name in sorted((name for name, count in counts.items() if count == 2), reverse=True):
                made = Big("sum", Letter(name), made)
            return made, {name for name, count in counts.items() if count == 1}
        case Called() if len(apart := _factors(node)) > 1:
            return _summed(Times(apart))
        case Letter() if twice := _twice(node):
            made = node
            for name in sorted(twice, reverse=True):
                made = Big("sum", Letter(name), made)
            return made, _places(node) - twice
        case Big():
            return node, _places(node.body) - {node.index.name}
    return node, _places(node)


def _factors(node: Node) -> tuple[Node, ...]:
    """X_ab and what stands in brackets behind it; else the node itself."""
    if isinstance(node, Called) and isinstance(node.head, Letter) and node.head.subs:
        return (node.head, *node.paren.items) if len(node.paren.items) == 1 else (node,)
    return (node,)


def _places(node: Node) -> set[str]:
    subs = (each for letter in letters(node) for each in letter.subs)
    return {each.name for each in subs if isinstance(each, Letter) and is_bare(each)}


def _twice(letter: Letter) -> set[str]:
    """The indices that stand at both places of X_aa."""
    names = Counter(each.name for each in letter.subs if isinstance(each, Letter) and is_bare(each))
    return {name for name, count in names.items() if count == 2}
