"""What a tool tells of verdicts: what a model needs to mend a line, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from derive.documents.settling import comments
from derive.results import PageProblem, Result, Run


def told(run: Run) -> dict[str, Any]:
    """How many there are of each verdict, each result, and what could not be checked."""
    return {
        "summary": {verdict: number for verdict, number in run.summary.items() if number},
        "results": [record(each) for each in run.results],
        "problems": [_problem(each) for each in run.problems],
    }


def record(result: Result) -> dict[str, Any]:
    """A result; what is empty is left out."""
    return {name: value for name, value in _fields(result) if value}


def _fields(result: Result) -> Iterator[tuple[str, Any]]:
    yield "at", f"{result.line}:{result.column}" if result.line else result.id
    yield "claim", result.claim_text
    yield "verdict", result.verdict
    if result.expected != "proved":
        yield "expected", result.expected
    yield "counterexample", result.counterexample.text if result.counterexample else ""
    yield "message", result.message
    yield "hint", result.hint
    repaired = next((each.repaired_latex for each in result.hints if each.repaired_latex), "")
    yield "repaired_right_side", "" if result.succeeded else repaired
    yield "used", [each.text for each in result.hypotheses if each.used]
    yield "assumed", [each.told() for each in result.assumed]
    if result.verdict in ("undecided", "refuted"):
        yield "comments_that_settle", [f"<!-- derive: {each} -->" for each in comments(result)]


def _problem(problem: PageProblem) -> dict[str, Any]:
    line = {"line": problem.line} if problem.line else {}
    return {"at": problem.place, "kind": problem.kind, "message": problem.message, **line}
