"""A tree in one line: for messages, and for the names of what is opaque."""

from __future__ import annotations

from derive.documents.readings.trees import (
    Absolute,
    Apply,
    At,
    Big,
    Called,
    Condition,
    Differential,
    Dots,
    Either,
    Grid,
    Inner,
    Integral,
    Letter,
    Minus,
    Node,
    Norm,
    Number,
    Part,
    Partial,
    Plus,
    Power,
    Primed,
    Quotient,
    Times,
    Transposed,
    Word,
)
from derive.language.typeset.letters import GREEK


def shown(node: Node | None) -> str:  # noqa: C901, PLR0912
    """What is written, in one line."""
    match node:
        case None:
            return "…"
        case Integral():
            return f"∫{node.bounds} {shown(node.body)} d{shown(node.variable)}"
        case Number():
            return node.text or str(node.value)
        case Word():
            return node.text
        case Letter():
            name = GREEK.get(node.name, node.name)
            labels = f"^({','.join(map(shown, node.labels))})" if node.labels else ""
            subs = f"_{''.join(map(shown, node.subs))}" if node.subs else ""
            return f"{name}{'′' * node.primes}{labels}{subs}"
        case Called():
            return f"{shown(node.head)}({_parted(node.paren.items, node.paren.signs)})"
        case Plus():
            parts = [("+" if sign > 0 else "−") + shown(term) for sign, term in node.terms]
            return "".join(parts).removeprefix("+")
        case Times():
            return " ".join(_tight(each) for each in node.factors)
        case Minus():
            return f"−{_tight(node.operand)}"
        case Quotient():
            return f"{_tight(node.above)}/{_tight(node.below)}"
        case Power():
            return f"{_tight(node.base)}^{_tight(node.exponent)}"
        case Transposed():
            return f"{_tight(node.operand)}ᵀ"
        case Part():
            return f"{_tight(node.whole)}_{''.join(map(shown, node.subs))}"
        case Apply():
            return f"{node.function}({_parted(node.arguments, node.signs)})"
        case At():
            return f"{_tight(node.body)}|_{shown(node.letter)}={shown(node.place)}"
        case Primed():
            return f"({shown(node.operand)})′"
        case Big():
            sign = {"sum": "Σ", "prod": "Π"}[node.kind]
            return f"{sign}_{shown(node.index)} {shown(node.body)}"
        case Partial():
            return f"∂{shown(node.body)}/∂{', '.join(map(shown, node.variables))}"
        case Differential():
            return f"d{shown(node.body)}"
        case Condition():
            return f"{shown(node.left)}{node.sign}{shown(node.right)}"
        case Norm():
            return f"‖{shown(node.operand)}‖"
        case Absolute():
            return f"|{shown(node.operand)}|"
        case Inner():
            return f"⟨{shown(node.left)},{shown(node.right)}⟩"
        case Either():
            return shown(node.options[0])
        case Dots():
            return "…"
        case Grid():
            return "(" + "; ".join(",".join(map(shown, row)) for row in node.rows) + ")"
    return ",".join(map(shown, node.parts()))


def _tight(node: Node) -> str:
    return f"({shown(node)})" if isinstance(node, Plus | Minus | Quotient) else shown(node)


def _parted(items: tuple[Node, ...], signs: tuple[str, ...]) -> str:
    made = shown(items[0]) if items else ""
    for sign, item in zip((*signs, *"," * len(items)), items[1:], strict=False):
        made += sign + shown(item)
    return made
