"""The stable interface: a run as JSON, format 1, with the records of `derive.results`, field by field."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from importlib.resources import files
from typing import Any, cast

from derive.results import Result, Run

FORMAT = 1


def schema() -> dict[str, Any]:
    """The JSON schema of `document`."""
    return cast(
        "dict[str, Any]", json.loads(files("derive.report").joinpath("schema.json").read_text("utf-8"))
    )


def dumps(run: Run) -> str:
    """The run as JSON text, human-readable, ending in a newline."""
    return json.dumps(document(run), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def document(run: Run) -> dict[str, Any]:
    """The run as a JSON document."""
    return {
        "format": FORMAT,
        "version": run.version,
        "seed": run.seed,
        "seconds": run.seconds,
        "interrupted": run.interrupted,
        "summary": run.summary,
        "results": [_result(result) for result in run.results],
        "chains": [_result(chain) for chain in run.chains],
        "problems": [asdict(problem) for problem in run.problems],
    }


def _result(result: Result) -> dict[str, Any]:
    record = asdict(result)
    if result.counterexample:
        record["counterexample"]["text"] = result.counterexample.text
    return cast("dict[str, Any]", _finite(record))


def _finite(value: Any) -> Any:
    """The value with null for what JSON cannot say: infinities and NaN."""
    match value:
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {key: _finite(item) for key, item in value.items()}
        case list() | tuple():
            return [_finite(item) for item in value]
    return value
