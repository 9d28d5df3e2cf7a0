"""When a refutation stands: only if nothing that was not read could make the claim true.

A letter of which the document never says what it is could be anything, a number that is set equal to letters may be
a condition, and words beside a formula may state one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from sympy import Expr, Rational

from derive.documents.claims import Claim, deep, names_in
from derive.documents.notation import Minus, Node, Number, Partial, symbols
from derive.documents.ranges import beside_sums
from derive.documents.reading import Formula, Reading
from derive.language.binders import walk
from derive.language.derivatives import Derivative
from derive.language.errors import IllFormed
from derive.language.families import Definition, Family, definitions, families
from derive.language.indices import Dim, Index
from derive.values.intervals import enclosed


def doubt(reading: Reading, formula: Formula, sides: tuple[Node, Node], claim: Claim) -> str:
    """Why a counterexample is not the last word, or nothing."""
    if found := reading.scopes.doubt(formula, names_in(claim.left, claim.right)):
        return found
    if found := _of_letters(reading, claim) or _may_be_condition(formula, sides, claim):
        return found
    if words := formula.unread_condition or _condition_behind(reading, formula):
        return f"the words “{words}” may state a condition that is not read"
    return ""


def counts(
    reading: Reading, formula: Formula, sides: tuple[Node, Node], claim: Claim
) -> Iterator[tuple[str, Dim]]:
    """Numbers N that stand beside a sum, each with a dimension whose size N may be."""
    known = reading.environment(formula).definitions
    letters = beside_sums([*sides, *(each.body for each in known.values())])
    nodes = [node for side in (claim.left, claim.right) for node in deep(side)]
    numbers = {each.name for each in nodes if isinstance(each, Dim | Family)}
    ranges = {each.dim for each in nodes if isinstance(each, Index)}
    for name in sorted(letters & numbers):
        yield from ((name, dim) for dim in sorted(ranges, key=str) if dim.name != name)


_BEHIND = re.compile(
    r"[ \t,，]*(?:\n?[ \t]*(?:for|if|when|whenever|where|unless|with|provided|as long as)\b|当|若|如果|其中|对于?)"
    r"[\w \t]{0,20}"
)


def _condition_behind(reading: Reading, formula: Formula) -> str:
    """`$…$ for $j ≠ i$`: a condition right behind the formula, where it is not read as one of it."""
    if formula.conditions:
        return ""
    end = formula.fragment.outer[1]
    for other in reading.formulas[formula.number + 1 :]:
        start = other.fragment.outer[0]
        if start >= end:
            words = reading.document.text[end:start]
            if other.kind == "condition" and _BEHIND.fullmatch(words):
                return " ".join((words + reading.document.text[slice(*other.fragment.outer)]).split())
            return ""
    return ""


def _of_letters(reading: Reading, claim: Claim) -> str:
    """A letter of which the document does not say enough."""
    left, right = families(claim.left), families(claim.right)
    unread = [each.name for each in left | right if each.name in claim.unknown]
    if unread:
        return f"the definition of {min(unread)} is not read"
    data = names_in(claim.left, claim.right) & reading.data
    if data:
        return f"numbers are given for {min(data)}, and they are not read"
    for name in sorted(_slopes(claim.left) ^ _slopes(claim.right)):
        return f"nothing says what {name} is, so its derivative could be anything"
    for family in sorted(left ^ right, key=lambda each: each.name):
        if family.values is None and not _is_introduced(reading, family):
            return f"nothing says what {family.name} is"
    one, other = ([f.name for f in each if f.values is None] for each in (left - right, right - left))
    if one and other:
        return f"nothing relates {', '.join(sorted(one))} to {', '.join(sorted(other))}"
    return ""


def _is_introduced(reading: Reading, family: Family) -> bool:
    name = family.name.removesuffix("⁽⁾")
    said = (symbol.name for rule in reading.said.nodes() for symbol in symbols(rule))
    return name in reading.introduced or name in reading.varied or name in said


def _slopes(side: Expr) -> frozenset[str]:
    """Letters without a definition whose derivative the side speaks of, once all definitions are open."""
    derivatives = [node for node in deep(side) if isinstance(node, Derivative)]
    moved = {node.variable.family for node in derivatives}
    variables = {each for family in moved for each in (family.of or (family,))}
    letters = {family for node in derivatives for family in families(node.body)}
    return frozenset(each.name for each in letters if set(each.of) & variables and each not in moved)


def _may_be_condition(formula: Formula, sides: tuple[Node, Node], claim: Claim) -> str:
    """An equation to be solved: ∂E/∂w = … = 0, or an equation between given letters and a number."""
    numbers = [isinstance(side, Number) for side in sides]
    if not any(numbers) or all(numbers):
        return ""
    if Number(Fraction(0)) in sides and isinstance(formula.sides[0].node, Partial):
        return "this may be a condition that is set, not a claim"
    parts = [node for side in (claim.left, claim.right) for node in walk(side)]
    letters = families(claim.left) | families(claim.right)
    if letters and not any(isinstance(node, Definition | Derivative) for node in parts):
        return "this may be a condition on given letters, not a claim"
    return ""


def rounds(sides: tuple[Node, Node], claim: Claim) -> bool:
    """Whether a decimal is the value of the other side, which holds no letters, to the digits printed."""
    if families(claim.left) | families(claim.right) or definitions(claim.left) | definitions(claim.right):
        return False
    digits = [node.digits for side in sides for node in _decimals(side)]
    if not digits:
        return False
    half = Rational(1, 2 * 10 ** max(digits))
    exact = [side.doit() for side in (claim.left, claim.right)]
    if all(isinstance(value, Rational) for value in exact):
        return bool(abs(exact[0] - exact[1]) <= half)
    try:
        apart = abs(enclosed(claim.left) - enclosed(claim.right))
        return bool(apart.b < enclosed(half).a)
    except (IllFormed, ValueError, ZeroDivisionError, TypeError):
        return False


def _decimals(side: Node) -> Iterator[Number]:
    """The number, if a side is but a decimal."""
    inner = side.operand if isinstance(side, Minus) else side
    if isinstance(inner, Number) and inner.digits:
        yield inner
