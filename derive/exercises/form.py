"""What an answer may not be, although it is true: the question again, or written with what was to go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sympy import Basic, Expr

from derive.derivation.reasons import Reason
from derive.kernel import Proof, prove_renaming
from derive.language.binders import Cases, Delta, Sum, delta, walk
from derive.language.comparisons import cases
from derive.language.derivatives import D, Derivative
from derive.language.families import Definition, Entry, Family, definitions
from derive.language.functions import Call
from derive.language.typeset import text

_HEADS: dict[Any, type[Basic]] = {D: Derivative, Sum: Sum, delta: Delta, cases: Cases}
_SIGNS: dict[Any, str] = {D: "∂", Sum: "Σ", delta: "δ", cases: "cases"}


def objection(
    left: Expr, answer: Expr, by: Reason | None = None, without: Iterable[Any] = (), only: Iterable[Any] = ()
) -> str | None:
    """Why the answer is none, although it may be true; None if there is nothing to say.

    Raises `IllFormed` for letters that the answer may not use.
    """
    if isinstance(prove_renaming(left, answer), Proof):
        return _again(left)
    found = (*_derivatives(left, answer, by), *_forbidden(answer, without), *_foreign(answer, only))
    return found[0] if found else None


def _again(left: Expr) -> str:
    if open_derivatives(left):
        return f"write it without ∂: {text(left)} is what is asked for"
    return f"{text(left)} is the left side itself: rewrite it"


def _derivatives(left: Expr, answer: Expr, by: Reason | None) -> Iterator[str]:
    """A derivative is to be carried out; under a reason of its own one of them must be gone."""
    asked, kept = open_derivatives(left), open_derivatives(answer)
    if not asked or not kept:
        return
    if by is None:
        yield "write it without ∂: a derivative in it can still be carried out"
    elif by.calculus and set(asked) <= set(kept):
        yield f"the same derivative still stands there: carry it out ({by.english})"


def open_derivatives(expression: Expr) -> tuple[Derivative, ...]:
    """The derivatives that can be carried out, those inside definitions included.

    ∂h_k/∂z_d of a family of which the page says only that it depends on z is a letter of its own.
    """
    bodies = (
        expression,
        *(each.body for each in sorted(definitions(expression), key=lambda each: each.name)),
    )
    nodes = (node for body in bodies for node in walk(body))
    return tuple(node for node in nodes if isinstance(node, Derivative) and not _is_letter(node))


def _is_letter(node: Derivative) -> bool:
    body = node.body
    while isinstance(body, Derivative):
        body = body.body
    if isinstance(body, Entry):
        return not isinstance(body.family, Definition) and bool(body.family.of)
    return False


def _forbidden(answer: Expr, without: Iterable[Any]) -> Iterator[str]:
    nodes = tuple(walk(answer))
    for word in without:
        if any(_is(node, word) for node in nodes):
            yield f"write it without {_SIGNS.get(word) or getattr(letter(word), 'name', text(word))}"


def _is(node: Basic, word: Any) -> bool:
    return isinstance(node, _HEADS[word]) if word in _HEADS else node == letter(word)


def letter(word: Any) -> Any:
    """The family that a letter stands for."""
    return word.family if isinstance(word, Entry) else word


def _foreign(answer: Expr, only: Iterable[Any]) -> Iterator[str]:
    allowed = [letter(each) for each in only]
    if not allowed:
        return
    names = ", ".join(each.name for each in allowed)
    for node in walk(answer):
        is_letter = (isinstance(node, Family) and node.values is None) or isinstance(node, Call)
        used = node.function if isinstance(node, Call) else node
        if is_letter and used not in allowed:
            yield f"write it in {names} alone: {used.name} stands in it"
