"""Expectations written out: E_p[t] is Σ_k p_k t_k, Var_p[t] is E_p[t²] − E_p[t]².

Only over a distribution that has indices elsewhere in the document; any other expectation is not read.
"""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from derive.documents.letters import index_name, is_bare
from derive.documents.notation import (
    Big,
    Expectation,
    Node,
    Number,
    Plus,
    Power,
    Symbol,
    Times,
    Unreadable,
    symbols,
    walk,
)

_LETTERS = "kjilmr"


def indexed(nodes: list[Node]) -> frozenset[str]:
    """The letters that stand with one index somewhere."""
    return frozenset(
        each.name
        for node in nodes
        for each in symbols(node)
        if len(each.subscripts) == 1 and not each.labels and isinstance(each.subscripts[0], Symbol)
    )


def written_out(node: Any, families: frozenset[str]) -> Any:
    """The tree without expectations. Raises `Unreadable` for one that is over no family of the document."""
    if isinstance(node, tuple):
        return tuple(written_out(each, families) for each in node)
    if not isinstance(node, Node):
        return node
    made = replace(
        node, **{each.name: written_out(getattr(node, each.name), families) for each in fields(node)}
    )
    if not isinstance(made, Expectation):
        return made
    if made.kind == "E":
        return _expected(made.body, made, families)
    two = Number(Fraction(2), 0, "2")
    square = _expected(Power(made.body, two), made, families)
    return Plus(((1, square), (-1, Power(_expected(made.body, made, families), two))))


def _expected(body: Node, found: Expectation, families: frozenset[str]) -> Node:
    over = found.over
    if not isinstance(over, Symbol) or not is_bare(over) or over.name not in families:
        raise Unreadable("an expectation without its sum has no reading here")
    if found.index is not None:
        letter, summand = found.index, body
    else:
        bound = {index_name(each.index) for each in walk(body) if isinstance(each, Big)}
        used = {each.name for each in symbols(body)} | bound
        letter = Symbol(next(each for each in [*_LETTERS, "k'"] if each not in used))
        summand = _at(body, letter, families)
    if not any(letter in each.subscripts for each in symbols(summand)):
        raise Unreadable("what this expectation is taken of does not vary")
    return Big("sum", letter, Times((replace(over, subscripts=(letter,)), summand)))


def _at(node: Any, letter: Symbol, families: frozenset[str]) -> Any:
    """The tree with an index at every letter of a family that stands without one."""
    if isinstance(node, tuple):
        return tuple(_at(each, letter, families) for each in node)
    if not isinstance(node, Node) or isinstance(node, Big):
        return node
    if isinstance(node, Symbol):
        return replace(node, subscripts=(letter,)) if is_bare(node) and node.name in families else node
    return replace(
        node, **{each.name: _at(getattr(node, each.name), letter, families) for each in fields(node)}
    )
