"""Letters that are written alike and are not the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from derive.documents.formulas import Formula
from derive.documents.letters import OPAQUE, is_bare, roles
from derive.documents.notation import Big, Node, Number, Symbol, relabelled, renamed, symbols, walk

LABELLED = "⁽ⁱ⁾"
"""What a letter with labels is called where the letter without is another."""


def rename_parameters(formulas: list[Formula]) -> None:
    """The x of σ(x) = 1/(1 + e^{−x}) is a letter of its own where x_i stands elsewhere."""
    every = [side.node for formula in formulas for side in formula.sides if side.node is not None]
    indexed = {s.name for node in every for s in symbols(node) if s.subscripts or s.labels or s.bold}
    functions: set[tuple[str, str]] = set()
    for formula in formulas:
        used = [each for side in formula.sides if side.node is not None for each in roles(side.node)]
        numbers = {each.name for each, role in used if role in ("number", "variable") and is_bare(each)}
        here = {each.name for each, _ in used if each.subscripts or each.labels or each.bold}
        called = {(f.name, a.name) for f, _ in used for a in f.arguments or () if isinstance(a, Symbol)}
        local = {name for name in numbers & indexed - here if any(name == a for _, a in called)}
        functions |= {(function, name) for function, name in called if name in local}
        local |= {name for function, name in called & functions if name not in here}
        names = {name: f"{name}'" for name in local}
        for side in formula.sides if names else ():
            side.node = side.node and renamed(side.node, names)
            side.others = [(what, renamed(node, names)) for what, node in side.others]


def part_totals(formulas: list[Formula]) -> None:
    """In L = Σ_i L_i the sum and its terms are two letters."""
    names: dict[str, str] = {}
    whole = [side.node for formula in formulas for side in formula.sides if side.node is not None]
    indexed = {each.name for node in whole for each in symbols(node) if each.subscripts or each.labels}
    lefts = [formula.sides[0].node for formula in formulas if len(formula.sides) > 1]
    terms_of = {left.name for left in lefts if isinstance(left, Symbol) and left.subscripts}
    for formula in formulas:
        left = formula.sides[0].node
        if isinstance(left, Symbol) and is_bare(left) and not left.bold:
            nodes = [side.node for side in formula.sides[1:] if side.node is not None]
            if left.name in terms_of and any(_in_components(node, indexed) for node in nodes):
                names[left.name] = f"{left.name}_total"
            sums = [each for node in nodes for each in walk(node) if isinstance(each, Big)]
            terms = (s for each in sums for s in symbols(each.body) if s.name == left.name)
            if any(each.index in (*s.subscripts, *s.labels) for s in terms for each in sums):
                names[left.name] = f"{left.name}_total"
    for formula in formulas if names else ():
        for side in formula.sides:
            side.node = side.node and renamed(side.node, names)
            side.others = [(what, renamed(node, names)) for what, node in side.others]


def _in_components(node: Node, indexed: set[str]) -> bool:
    """Whether a sum is written with indices alone, so that it is a number."""
    bound = {each.index.name for each in walk(node) if isinstance(each, Big)}
    letters = {each.name for each in symbols(node) if is_bare(each)} - bound
    return bool(bound) and not letters & indexed


def part_arities(formulas: list[Formula]) -> None:
    """H(p) and H(p, q) are two functions."""
    counts: dict[str, set[int]] = {}
    nodes = [side.node for formula in formulas for side in formula.sides if side.node is not None]
    for symbol in (each for node in nodes for each in symbols(node) if each.arguments):
        counts.setdefault(symbol.name, set()).add(len(symbol.arguments or ()))
    names = {name for name, found in counts.items() if len(found) > 1} - OPAQUE
    for formula in formulas if names else ():
        for side in formula.sides:
            side.node = side.node and _by_arity(side.node, names)
            side.others = [(what, _by_arity(node, names)) for what, node in side.others]


def _by_arity(node: Any, names: set[str]) -> Any:
    if isinstance(node, tuple):
        return tuple(_by_arity(each, names) for each in node)
    if not isinstance(node, Node):
        return node
    made = replace(node, **{each.name: _by_arity(getattr(node, each.name), names) for each in fields(node)})
    if isinstance(made, Symbol) and made.name in names and len(made.arguments or ()) > 1:
        return replace(made, name=f"{made.name}_{len(made.arguments or ())}")
    return made


def part_labelled(formulas: list[Formula], section_of: Callable[[int], int]) -> dict[str, str]:
    """y^{(i)} in one section and y, without a label, in others are two letters.

    So they are where y has an equation of its own and never stands beside y^{(i)}. Returns the new names.
    """
    parted = _part_defined(formulas)
    labelled: dict[str, set[int]] = {}
    bare: dict[str, set[int]] = {}
    for formula in formulas:
        section = section_of(formula.fragment.start)
        for side in formula.sides:
            for symbol, role in roles(side.node) if side.node is not None else ():
                if symbol.labels:
                    labelled.setdefault(symbol.name, set()).add(section)
                elif not symbol.subscripts and role != "index" and symbol.name.islower():
                    bare.setdefault(symbol.name, set()).add(section)
    names = {n: f"{n}{LABELLED}" for n, where in labelled.items() if n in bare and not where & bare[n]}
    if not names:
        return parted
    for formula in formulas:
        if section_of(formula.fragment.start) in set().union(*(labelled[name] for name in names)):
            for side in formula.sides:
                side.node = side.node and relabelled(side.node, names)
                side.others = [(what, relabelled(node, names)) for what, node in side.others]
    return parted | names


def _part_defined(formulas: list[Formula]) -> dict[str, str]:
    named = {
        formula.sides[0].node.name
        for formula in formulas
        if isinstance(formula.sides[0].node, Symbol)
        and is_bare(formula.sides[0].node)
        and len(formula.sides) > 1
    }
    labelled: set[str] = set()
    beside: set[str] = set()
    for formula in formulas:
        used = [each for side in formula.sides if side.node is not None for each in roles(side.node)]
        here = {symbol.name for symbol, _ in used if symbol.labels}
        bare = {symbol.name for symbol, role in used if not symbol.labels and role != "index"}
        labelled |= here
        beside |= here & bare
        if formula.sides[-1].node == Number(Fraction(1)):
            beside |= bare  # what is assumed of y may be meant of y^{(i)}
    names = {name: f"{name}{LABELLED}" for name in labelled & named - beside}
    for formula in formulas if names else ():
        for side in formula.sides:
            side.node = side.node and relabelled(side.node, names)
            side.others = [(what, relabelled(node, names)) for what, node in side.others]
    return names
