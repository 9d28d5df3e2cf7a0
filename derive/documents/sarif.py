"""A run as SARIF 2.1.0, for tools of code review: a finding for every = that is not proved, at its place."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any

from derive.documents.annotate import told
from derive.results import Result, Run

_LEVELS = {"refuted": "error", "disagreement": "error", "undecided": "warning", "unreadable": "note"}
_RULES = {
    "refuted": "An equality does not hold: numbers show it.",
    "disagreement": "The proof and the numbers disagree: a fault of derive.",
    "undecided": "Neither a proof nor a counterexample was found.",
    "unreadable": "A formula is not read.",
}


def dumps(run: Run) -> str:
    """The run as SARIF text."""
    return json.dumps(document(run), ensure_ascii=False, indent=2) + "\n"


def document(run: Run) -> dict[str, Any]:
    """The run as a SARIF document."""
    rules = [{"id": name, "shortDescription": {"text": said}} for name, said in _RULES.items()]
    driver = {"name": "derive", "version": run.version, "rules": rules}
    found = [_result(each) for each in run.results if each.verdict in _LEVELS and not each.succeeded]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found}],
    }


def _result(result: Result) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": result.verdict,
        "level": _LEVELS[result.verdict],
        "message": {"text": f"{result.claim_text}: {told(result) or result.verdict}"},
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
    return {"artifactLocation": {"uri": PurePath(result.file or "").as_posix()}, "region": region}
