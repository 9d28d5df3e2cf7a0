r"""Where signs of equality stand in the source of a formula: =, ≔, \coloneqq; not the i = 1 below a Σ, not a label's.

This goes over the source itself, not over tokens, so that an = is found in what no reader understands too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.documents.commands import KINDS

EQUALITIES = {
    "equiv": "=", "xlongequal": "=", "triangleq": ":=", "coloneqq": ":=", "Coloneqq": ":=", "coloneq": ":=",
    "Coloneq": ":=", "colonequals": ":=", "doteq": ":=", "doteqdot": ":=", "Doteq": ":=", "circeq": ":=",
    "defeq": ":=", "eqdef": ":=", "stackeq": "=", "fallingdotseq": ":=", "risingdotseq": ":=", "eqqcolon": "=:",
    "Eqqcolon": "=:", "eqcolon": "=:", "Eqcolon": "=:", "equalscolon": "=:", "equalscolons": "=:",
}  # fmt: skip
"""Commands that are a sign of equality: what relates two sides, what defines the left one, or the right one."""

_STEP = re.compile(
    r"(?P<passed>\\not\s*(?:=|\\equiv(?![A-Za-z]))|%[^\n]*|[!<>]=|=[>＞])|\\(?P<command>[A-Za-z]+)\*?|\\."
    r"|(?P<script>[_^]\s*)(?=\{)"
    r"|(?P<open>\{)|(?P<close>\})"
    r"|(?P<sign>=(?:(?:[\s&]|\\\\|\\[,;:! ]|\\q?quad(?![A-Za-z])|\{\}){0,99}=)*|[＝﹦≔≕≜≝≙≐≗≡⩴⩵])",
    re.DOTALL,
)
_SILENT = frozenset(
    (
        "annotation",
        "colour",
        "dimension",
        "environment",
        "unread",
        "spacing",
        "wrapper-second",
        "wrapper-third",
    )
)
"""The kinds of commands whose next group says nothing."""

_OVER = ("overset", "underset", "stackrel", "operatorname")

_NOTHING = re.compile(r"\s*(?:\[[^\]]{0,80}\])?\s*")
_ARGUMENT = re.compile(r"(?:\[[^\]]{0,80}\])?\{")
_BEGIN = re.compile(r"\\begin\s*\{[^{}]*\}\Z")


def equal_signs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    r"""The signs of equality between two places, each with its place; of `a &= \\ &= b` one."""
    silent, comes, at = [False], False, start
    while (found := _STEP.search(text, at, end)) is not None:
        if not _NOTHING.fullmatch(text, at, found.start()):
            comes = False
        at = found.end()
        if command := found["command"]:
            if command in EQUALITIES and not silent[-1]:
                yield found.span()
            kind = KINDS.get(command)
            comes = kind in _SILENT or command in _OVER or (kind == "layout" and command.startswith("x"))
        elif found["script"]:
            comes = not re.match(r"\{\s*=", text[at : at + 40])
        elif found["open"]:
            silent.append(silent[-1] or comes)
            comes = False
        elif found["close"]:
            comes = len(silent) > 1 and silent.pop() and not silent[-1] and _takes_more(text, found.end())
        else:
            if found["sign"] and not silent[-1]:
                yield found.span()
            comes = False


def _takes_more(text: str, at: int) -> bool:
    r"""Whether the columns of \begin{array}{l@{=}l} come next."""
    return bool(_ARGUMENT.match(text, at)) and bool(_BEGIN.search(text[max(0, at - 60) : at]))
