"""What an editor shows of a result: a diagnostic, a verdict in the line, all of it on hover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from derive.editor.columns import Columns
from derive.language.sayings import Saying, reason
from derive.language.typeset.signs import Lang
from derive.report.escaping import shown
from derive.results import PageProblem, Result

SEVERITY = {
    "refuted": types.DiagnosticSeverity.Error,
    "disagreement": types.DiagnosticSeverity.Error,
    "proved": types.DiagnosticSeverity.Error,  # where refuted is expected
    "undecided": types.DiagnosticSeverity.Warning,
    "unreadable": types.DiagnosticSeverity.Information,
}

SIGNS = {"proved": "✓", "refuted": "✗", "disagreement": "‼", "undecided": "?", "unreadable": "?"}


def diagnostics(
    results: Iterable[Result], problems: Iterable[PageProblem], columns: Columns, lang: Lang = "en"
) -> list[types.Diagnostic]:
    """What is not as expected, and why a document was not read."""
    made = [_problem(each, columns, lang) for each in problems]
    return made + [_diagnostic(each, columns, lang) for each in results if not each.succeeded]


def inlay_hints(results: Iterable[Result], columns: Columns, lang: Lang = "en") -> list[types.InlayHint]:
    """A sign behind each = that claims something: ✓ ✗ ?"""
    return [
        types.InlayHint(
            columns.range(each).end,
            SIGNS[each.verdict],
            tooltip=shown(each.remarked(lang) or Saying(each.verdict).told(lang)),
            padding_left=True,
        )
        for each in results
        if each.verdict in SIGNS
    ]


def hover(
    results: Iterable[Result], columns: Columns, position: types.Position, lang: Lang = "en"
) -> types.Hover | None:
    """All that is known of the = at a position: its verdict, the counterexample, what was assumed."""
    found = at(results, columns, position)
    if not found:
        return None
    said = "\n\n---\n\n".join("\n\n".join(_told(each, lang)) for each in found)
    span = columns.range(found[0]) if len(found) == 1 else None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, said), span)


def at(results: Iterable[Result], columns: Columns, position: types.Position) -> list[Result]:
    """The = that a position belongs to; elsewhere on a line, all of the line."""
    line, column = columns.place(position)
    here = [each for each in results if each.line is not None and _spans(each, line, column)]
    return here[-1:] or [each for each in results if each.line == line]


def _spans(result: Result, line: int, column: int) -> bool:
    first = (result.line or 0, result.column or 0)
    return first <= (line, column) < (result.end_line or 0, result.end_column or 0)


def _diagnostic(result: Result, columns: Columns, lang: Lang) -> types.Diagnostic:
    said = result.remarked(lang) or Saying(result.verdict).told(lang)
    if result.verdict == "proved":
        said = Saying("this is proved, and refuted is expected").told(lang)
    return types.Diagnostic(
        columns.range(result), shown(said), SEVERITY[result.verdict], code=result.verdict, source="derive"
    )


def _problem(problem: PageProblem, columns: Columns, lang: Lang) -> types.Diagnostic:
    line = min(problem.line or 1, len(columns.lines))
    severity = types.DiagnosticSeverity.Error if problem.is_bad_input else types.DiagnosticSeverity.Warning
    said = reason("{}: {}", Saying(problem.kind), problem.said).told(lang)
    return types.Diagnostic(
        columns.whole(line), shown(said), severity, code=problem.kind.replace(" ", "-"), source="derive"
    )


def _told(result: Result, lang: Lang) -> Iterator[str]:
    """Paragraphs of Markdown; what a document wrote stands in them as code."""
    verdict = f"**{Saying(result.verdict).told(lang)}**"
    as_expected = result.succeeded or result.expected == "proved"
    yield (
        verdict if as_expected else reason("{}, {} is expected", verdict, Saying(result.expected)).told(lang)
    )
    if result.claim_text:
        yield _code(result.claim_text)
    for kind, said in ((kind, each.told(lang)) for kind, each in result.remarks):
        yield _code(said) if kind == "counterexample" else _plain(said)
    used = [each.text for each in result.hypotheses if each.used]
    for what, all_ in (
        (Saying("used"), used),
        (Saying("where both sides are defined"), [each.told(lang) for each in result.conditions]),
        (Saying("assumed"), [each.told(lang) for each in result.assumed]),
    ):
        if all_:
            yield reason("{}: {}", what, _plain("; ".join(all_))).told(lang)


def _code(text: str) -> str:
    return f"```text\n{shown(text).replace('```', '')}\n```"


def _plain(text: str) -> str:
    """Text that Markdown takes as it is."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|!$" else sign for sign in shown(text))
