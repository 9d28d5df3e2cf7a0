"""A run as SARIF 2.1.0, for tools of code review: a finding for every = that is not as expected, at its place."""

from __future__ import annotations

import json
import os
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from derive.report.documents import NOTHING
from derive.report.escaping import in_json, shown
from derive.results import PageProblem, Result, Run

WANTS_HYPOTHESIS = "unstated-hypothesis"
_RULES = {
    "refuted": ("error", "An equality does not hold: numbers show it."),
    WANTS_HYPOTHESIS: ("error", "An equality holds only under a hypothesis that is not stated."),
    "disagreement": ("error", "The proof and the numbers disagree: a fault of derive."),
    "undecided": ("warning", "Neither a proof nor a counterexample was found."),
    "unreadable": ("note", "A formula is not read."),
    "proved": ("error", "An equality that is expected to be refuted is proved."),
}
"""Each rule's level, and what it says."""


def dumps(run: Run) -> str:
    """The run as SARIF text."""
    return in_json(json.dumps(document(run), ensure_ascii=False, indent=2)) + "\n"


def document(run: Run) -> dict[str, Any]:
    """The run as a SARIF document."""
    rules = [
        {"id": name, "shortDescription": {"text": said}, "defaultConfiguration": {"level": level}}
        for name, (level, said) in _RULES.items()
    ]
    told = [_problem(each) for each in run.problems]
    told += [_notification("warning", f"{path}: {NOTHING}", path, 1) for path in run.unjudged]
    if run.interrupted:
        told.append({"level": "error", "message": {"text": "The run was interrupted: this is incomplete."}})
    done = {
        "executionSuccessful": not (run.problems or run.interrupted),
        "toolExecutionNotifications": told,
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "derive", "version": run.version, "rules": rules}},
                "invocations": [done],
                "columnKind": "unicodeCodePoints",
                "results": [_result(each) for each in run.results if not each.succeeded],
            }
        ],
    }


def _problem(problem: PageProblem) -> dict[str, Any]:
    said = f"{problem.place}: {problem.kind}: {problem.message}"
    return _notification("error", said, problem.page, problem.line or 1)


def _notification(level: str, said: str, file: str, line: int) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": _uri(file)}, "region": {"startLine": line}}
    return {"level": level, "message": {"text": shown(said)}, "locations": [{"physicalLocation": place}]}


def _result(result: Result) -> dict[str, Any]:
    rule = WANTS_HYPOTHESIS if result.missing_hypothesis else result.verdict
    made: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": list(_RULES).index(rule),
        "level": _RULES[rule][0],
        "message": {"text": shown(f"{result.claim_text}: {result.in_one_line or result.verdict}")},
    }
    if result.file is not None:
        made["locations"] = [{"physicalLocation": _place(result)}]
    return made


def _place(result: Result) -> dict[str, Any]:
    region = {
        "startLine": result.line,
        "startColumn": result.column,
        "endLine": result.end_line,
        "endColumn": result.end_column,
    }
    return {"artifactLocation": {"uri": _uri(result.file or "")}, "region": region}


def _uri(file: str) -> str:
    """The file as a URI; what is no character of one stands as its bytes."""
    return quote(os.fsencode(PurePath(file).as_posix()))
