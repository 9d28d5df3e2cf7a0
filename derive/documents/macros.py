r"""The commands that a document defines itself: \newcommand{\bw}{\mathbf{w}}, \def\R{\mathbb{R}}."""

from __future__ import annotations

import re
from itertools import islice

from derive.documents.tokens import Macros

LONGEST = 200
"""Characters that a command stands for; longer ones are left as they are, unread."""

MOST = 1_000
"""Definitions of commands that are read."""

_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand)\*?\s*\{?\s*\\(?P<name>[A-Za-z]+)\s*\}?\s*(?:\[(?P<count>[1-9])\])?\s*\{"
    r"|\\DeclareMathOperator\*?\s*\{?\s*\\(?P<operator>[A-Za-z]+)\s*\}?\s*\{"
    r"|\\def\s*\\(?P<plain>[A-Za-z]+)\s*(?P<parameters>(?:#[1-9])*)\s*\{"
)


def macros(text: str) -> Macros:
    """The commands that a text defines, by name."""
    found: Macros = {}
    for each in islice(_DEFINED.finditer(text), MOST):
        body = _braced(text, each.end())
        if body is None:
            continue
        if operator := each["operator"]:
            found[operator] = (0, rf"\operatorname{{{body}}}")
        else:
            count = int(each["count"] or 0) or len(each["parameters"] or "") // 2
            found[each["name"] or each["plain"]] = (count, body)
    return found


def _braced(text: str, start: int) -> str | None:
    """What stands from here to the brace that closes."""
    depth = 1
    for at in range(start, min(len(text), start + LONGEST)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if not depth:
            return text[start:at]
    return None
