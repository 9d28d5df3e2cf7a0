"""Letters that stand as superscripts and are labels there: the layer l of z^l."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from derive.documents.readings.trees import Letter, Node, Number, Partial, Plus, Power, is_bare, letters, walk


def layer_labels(trees: Iterable[Node], layers: set[str], numbers: set[str]) -> set[str]:
    """The L of z^L, where L − 1 stands so too, and those that are called `layers`.

    Not the n of Aⁿ⁻¹ beside A³, unless it is called so: what is raised to a number is raised to n. Nor what is said to
    lie between `numbers`, 0 < a < 1.
    """
    found: set[str] = set()
    every = [node for tree in trees for node in walk(tree)]
    powers = [(node.base, node.exponent) for node in every if isinstance(node, Power)]
    bases, raised = _superscripts([(base, power) for base, power in powers if isinstance(base, Letter)])
    bodies = (node.body for node in every if isinstance(node, Partial))
    quantities = {each.name for each in bodies if isinstance(each, Letter)}
    for name, stand in bases.items():
        several = len(stand - {"±"}) > 1 and "±" in stand and not stand & raised
        if (name in layers) or (several and name not in numbers | quantities):
            found.add(name)
    last = {
        name
        for name, stand in bases.items()
        if name.isupper() and name.lower() in found and stand & bases[name.lower()] - {"±"}
    }
    return found | (last - quantities)  # the L of the last layer beside the l of any


def _superscripts(powers: list[tuple[Letter, Node]]) -> tuple[dict[str, set[str]], set[str]]:
    """At which letters each is a superscript, "±" where it is counted on there; and what is raised to a number."""
    bases: dict[str, set[str]] = defaultdict(set)
    raised: set[str] = set()
    for base, power in powers:
        names = {each.name for each in letters(power)}
        if isinstance(power, Number) and power.value > 1:
            raised.add(base.name)
        elif isinstance(power, Letter) and is_bare(power):
            bases[power.name].add(base.name)
        elif isinstance(power, Plus) and len(names) == 1 and _counts_on(power):
            bases[next(iter(names))] |= {base.name, "±"}
    return bases, raised


def _counts_on(exponent: Plus) -> bool:
    """Whether it is l − 1 or l + 1, and not 1 − a."""
    return any(sign > 0 and isinstance(term, Letter) for sign, term in exponent.terms)
