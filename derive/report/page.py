"""The findings in documents as a page to look at: every = set as a formula, its verdict, what supports it.

The page needs no script and fetches nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from importlib import resources

from derive.proofs.formula import FormulaError
from derive.proofs.html import ROOM, asset
from derive.proofs.mathml import broken, mathml
from derive.report.annotate import SIGNS
from derive.report.documents import counts, is_telling, of_chain, told, verdict
from derive.results import Counterexample, Result, Run

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def findings(run: Run) -> str:
    """The whole page: the documents one after another, each with its equalities in the order of the text."""
    files = dict.fromkeys(result.file for result in run.results if result.file)
    titles = {each.path: each.title for each in run.pages}
    body = "\n".join(_document(name, titles.get(name, name), run) for name in files)
    style = asset("page.css").replace("%FONT%", _font()) + asset("page.css", "derive.documents")
    return _PAGE.format(title=escape(", ".join(files) or "derive"), style=style, body=body)


def _font() -> str:
    data = resources.files("derive.proofs").joinpath("fonts", "math.woff2").read_bytes()
    return f"data:font/woff2;base64,{b64encode(data).decode('ascii')}"


def _document(name: str, title: str, run: Run) -> str:
    results = [result for result in run.results if result.file == name]
    chains = {(each.end_line, each.end_column): each for each in run.chains if each.file == name}
    items = [part for result in results for part in _items(result, chains)]
    heading = f"<h2>{escape(title)}</h2>\n" + (
        f'<p class="name"><code>{escape(name)}</code></p>\n' * (title != name)
    )
    rows = "\n".join(items)
    said = f'<p class="counts">{escape(counts(results))}</p>'
    return f'<section>\n{heading}{said}\n<ol class="found">\n{rows}\n</ol>\n</section>'


def _items(result: Result, chains: dict[tuple[int | None, int | None], Result]) -> Iterator[str]:
    place, unexpected = f"{result.line}:{result.column}", result.expected != "proved"
    style = ("proved" if result.succeeded else "refuted") if unexpected else result.verdict
    yield (
        f'<li id="{escape(result.id)}" class="is-{style}">'
        f'<p class="head"><a href="#{escape(result.id)}">{place}</a> '
        f'<span class="verdict">{SIGNS[result.verdict]} {verdict(result)}</span></p>'
        f"{_claim(result)}{''.join(_remarks(result))}</li>"
    )
    chain = chains.get((result.end_line, result.end_column))
    if chain and is_telling(chain):
        yield f'<li class="is-chain"><p>{escape(of_chain(chain))}</p></li>'


def _claim(result: Result) -> str:
    """The claim as a formula; as it is written where it was not read."""
    written = f"{result.lhs} = {result.rhs}" if result.lhs or result.rhs else result.claim
    if result.verdict != "unreadable":
        try:
            return f'<div class="formula">{broken(result.claim, ROOM)}</div>'
        except FormulaError:
            pass
    return f'<p class="source"><code>{escape(written)}</code></p>'


def _remarks(result: Result) -> Iterator[str]:
    if result.verdict in ("proved", "definition"):
        return
    for kind, said in told(result):
        inner = _numbers(result.counterexample) if kind == "counterexample" and result.counterexample else ""
        yield f'<p class="{kind}">{inner or escape(said)}</p>'


def _numbers(found: Counterexample) -> str:
    """The numbers that refute it, as formulas; nothing where they cannot be set."""
    about = "" if found.exact else r"\approx "
    where = [f"{name} = {number}" for name, number in found.sizes.items()]
    where += [f"{each.name_latex} = {each.value_latex}" for each in found.values]
    where += [f"{name} = {number}" for name, number in found.at.items()]
    try:
        at = ", ".join(map(mathml, where))
        left, right = (mathml(f"{about}{value}") for value in (found.left_latex, found.right_latex) if value)
    except (FormulaError, ValueError):
        return ""
    return f"{f'at {at}: ' if at else ''}left {left}, right {right}"
