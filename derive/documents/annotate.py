"""A document with its verdicts: a copy with ✓ and ✗ beside the lines, and a page to look at."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from derive.results import Result

SIGNS = {
    "proved": "✓", "refuted": "✗", "undecided": "?", "unreadable": "?", "disagreement": "!", "definition": "≔",
}  # fmt: skip


def annotated(source: str, results: Iterable[Result], suffix: str = ".md") -> str:
    """The document's text with a remark behind every line that holds an =; its formulas stay as they are.

    In LaTeX, and inside mathematics, the remark is a LaTeX comment; elsewhere an HTML comment.
    """
    lines = source.split("\n")
    inside = _inside(lines, suffix)
    for number, found in sorted(_by_line(results).items()):
        if number > len(lines):
            continue
        remark = "; ".join(f"{SIGNS[each.verdict]} {told(each)}".rstrip() for each in found)
        remark = remark.replace("--", "−−").replace("\n", " ")
        lines[number - 1] += f"  % {remark}" if inside[number - 1] else f" <!-- {remark} -->"
    return "\n".join(lines)


def _by_line(results: Iterable[Result]) -> dict[int, list[Result]]:
    found: dict[int, list[Result]] = {}
    for result in results:
        if result.line is not None:
            found.setdefault(result.line, []).append(result)
    return found


def _inside(lines: Sequence[str], suffix: str) -> list[bool]:
    """For each line whether its end stands inside display mathematics, or in LaTeX."""
    if suffix == ".tex":
        return [True] * len(lines)
    state, found = False, []
    for line in lines:
        for _ in re.finditer(r"(?<!\\)\$\$", line):
            state = not state
        if re.search(r"\\begin\{(equation|align|gather|multline|eqnarray)", line):
            state = True
        if re.search(r"\\end\{(equation|align|gather|multline|eqnarray)", line):
            state = False
        found.append(state)
    return found


def told(result: Result) -> str:
    """What there is to say of a verdict, in one line."""
    if result.verdict in ("proved", "definition"):
        return ""
    parts = [result.counterexample.text if result.counterexample else "", result.message, result.hint]
    return " · ".join(part for part in parts if part)


_PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ border-top: 1px solid #ccc; padding: .35rem .6rem; text-align: left; vertical-align: top; }}
code {{ font: 13px ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }}
.proved {{ color: #176b2c; }} .refuted {{ color: #a4161a; }} .disagreement {{ color: #fff; background: #a4161a; }}
.undecided, .unreadable {{ color: #8a5a00; }} .definition {{ color: #555; }}
small {{ color: #555; }}
</style>
<h1>{title}</h1>
<p>{summary}</p>
{tables}
</html>
"""


def page(results: Sequence[Result], summary: str = "") -> str:
    """An HTML page with every =, its verdict and what supports it; one table for each document."""
    files = list(dict.fromkeys(result.file for result in results if result.file))
    tables = "\n".join(_table(name, [each for each in results if each.file == name]) for name in files)
    title = ", ".join(files) or "derive"
    return _PAGE.format(title=html.escape(title), summary=html.escape(summary), tables=tables)


def _table(name: str, results: Sequence[Result]) -> str:
    rows = "\n".join(map(_row, results))
    return (
        f"<h2>{html.escape(name)}</h2>\n<table>\n<tr><th>line<th>verdict<th>what is written\n{rows}\n</table>"
    )


def _row(result: Result) -> str:
    said = html.escape(told(result))
    assumed = (
        f"<br><small>assumed: {html.escape('; '.join(result.assumed))}</small>" if result.assumed else ""
    )
    return (
        f'<tr><td>{result.line}:{result.column}<td class="{result.verdict}">{SIGNS[result.verdict]} {result.verdict}'
        f"<td><code>{html.escape(f'{result.lhs} = {result.rhs}')}</code>{f'<br>{said}' if said else ''}{assumed}"
    )


def of_file(results: Iterable[Result], path: Path) -> tuple[Result, ...]:
    """The results that belong to this document."""
    return tuple(result for result in results if result.file == str(path))
