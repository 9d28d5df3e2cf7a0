"""What is asked of a worker: all that a document says at once, and the machine's next line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derive import worker
from derive.results import PageProblem, Result
from derive.targets import Target
from derive.worker import Options, Refused

if TYPE_CHECKING:
    from sympy import Expr


def judged(target: Target, options: Options, part: int, parts: int) -> tuple[Result | PageProblem, ...]:
    """The verdicts on every `parts`-th = of a document, from that of number `part` on."""
    found = worker.describe(target, options)
    if isinstance(found, PageProblem):
        return (found,) if part == 0 else ()
    return tuple(worker.judge(target, each, options) for each in found.identities[part::parts])


@dataclass(frozen=True, slots=True)
class NextLine:
    """What the machine would write next, in LaTeX: behind the right side, or else between the two."""

    latex: str
    reason: str
    is_behind: bool


def next_line(target: Target, name: str) -> NextLine | Refused:
    """The first line of the machine's derivation from the right side of an =, or from its left side."""
    from derive.language.claims import Identity
    from derive.language.families import definitions

    identity = worker.document(target).identities.get(name)
    if not isinstance(identity, Identity):
        return Refused("there is nothing to derive: this is no claim")
    words = definitions(identity.left) | definitions(identity.right)
    for side, other in ((identity.right, None), (identity.left, identity.right)):
        if line := _first(side, other, identity, words):
            return NextLine(*line, is_behind=other is None)
    return Refused("nothing is left to derive: both sides are as far as the machine gets")


def _first(side: Expr, other: Expr | None, identity: object, words: object) -> tuple[str, str] | None:
    """The first line from a side, unless that is the other side already, in LaTeX and with its reason."""
    from derive.derivation.machine import derive_lines
    from derive.language.typeset import latex

    lines = derive_lines(side, words, identity.given)  # type: ignore[attr-defined, arg-type]
    if not lines or lines[0].expression == other:
        return None
    return latex(lines[0].written), lines[0].by.english
