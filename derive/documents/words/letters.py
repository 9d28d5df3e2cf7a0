r"""The letters that a formula within the text names: y; A and B; p_k of `p_k = …`; W of `W \in …`."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SCRIPT = r"(?:[_^](?:\{(?:[^{}]|\{[^{}]*\}){1,80}\}|\\[A-Za-z]+|[^\s{}\\]))"
_BARE = r"(?:\\[A-Za-z]+|[A-Za-z\u0370-\u03ff])"
_LETTER = re.compile(
    rf"\s*(?P<letter>(?:\\(?:mathbf|boldsymbol|bm|mathrm|mathsf|mathit|mathcal|mathscr|mathfrak|mathbb|vec|hat|bar|tilde|"
    rf"widehat|widetilde|overline|dot|check|text|textbf|operatorname|pmb|symbf)\s*(?:\{{(?:[^{{}}]|\{{[^{{}}]*\}}){{1,60}}\}}|{_BARE})"
    rf"|\{{\\(?:bf|rm|it|cal)\s+{_BARE}\}}|{_BARE})(?:'|\s*{_SCRIPT}|\((?:[^()]{{1,40}})\))*)\s*"
)
BARE_LETTER = re.compile(rf"(?<![\w$\\'-]){_LETTER.pattern.replace('(?P<letter>', '(?:')}(?<!\s)(?![\w$-])")
_RELATION = re.compile(
    r"=|:=|\\in\b|\\succeq?\b|\\succ\b|\\geq?\b|\\leq?\b|\\gt\b|\\lt\b|[<>≥≤∈]|\\sim\b|\\colon|:|\\equiv|\\propto|\\neq?\b|\\to\b|\\subset"
)
_NO_LETTER = re.compile(
    r"\\(?:frac|sum|prod|int|partial|nabla|log|exp|max|min|sqrt|le|ge|infty|quad|left|right|cdot|dots|ldots|cdots|times)\b"
)


def letters(formula: str, start: int) -> Iterator[tuple[str, int]]:
    """The letters, with their places; nothing where it is no list of letters with at most one relation behind."""
    end = len(formula)
    if relation := _RELATION.search(formula):
        end = relation.start()
    at = 0
    made: list[tuple[str, int]] = []
    while at < end:
        found = _LETTER.match(formula, at, end)
        if found is None or _NO_LETTER.match(found["letter"]):
            return
        made.append((found["letter"], start + found.start("letter")))
        at = found.end()
        if at < end:
            if not (
                comma := re.compile(
                    r"(?:,|;|\\text\{\s*and\s*\})\s*(?:\\(?:[ ,;!]|ldots|dots|cdots),?\s*)*"
                ).match(formula, at, end)
            ):
                return
            at = comma.end()
    yield from made


def value(formula: str) -> str:
    """What stands behind the = of `x = 0`."""
    return formula.partition("=")[2].strip()


def sizes(formula: str) -> tuple[str, ...]:
    r"""The dimensions of `m \times n`, `n`, `(m, n)`, `\mathbb{R}^{m \times n}`."""
    if found := re.search(r"\\(?:mathbb|mathbf)\s*\{?R\}?\s*\^\s*(?:\{([^{}]{1,60})\}|(\S))", formula):
        formula = found[1] or found[2]
    elif "=" in formula or "\\in" in formula:
        return ()
    parts = re.split(r"\\times\b|×|,|\\cdot\b", formula.strip().strip("()[]"))
    return tuple(each.strip() for each in parts if each.strip())
