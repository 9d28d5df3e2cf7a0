"""The stable interface: a run as JSON, format 1, with the records of `derive.results`, field by field."""

from __future__ import annotations

import json
import math
from dataclasses import fields, is_dataclass
from importlib.resources import files
from typing import Any, cast

from derive.language.sayings import Saying
from derive.report.escaping import in_json
from derive.results import (
    Counterexample,
    Hint,
    Hypothesis,
    LineResult,
    Message,
    PageProblem,
    Result,
    Run,
    Value,
)

FORMAT = 1


def schema() -> dict[str, Any]:
    """The JSON schema of `document`."""
    return cast(
        "dict[str, Any]", json.loads(files("derive.report").joinpath("schema.json").read_text("utf-8"))
    )


def dumps(run: Run) -> str:
    """The run as JSON text, human-readable, ending in a newline."""
    return in_json(json.dumps(document(run), ensure_ascii=False, indent=2, allow_nan=False)) + "\n"


def document(run: Run) -> dict[str, Any]:
    """The run as a JSON document."""
    return {
        "format": FORMAT,
        "version": run.version,
        "seed": run.seed,
        "seconds": run.seconds,
        "interrupted": run.interrupted,
        "summary": run.summary,
        "results": [record(result) for result in run.results],
        "chains": [record(chain) for chain in run.chains],
        "problems": [_plain(problem) for problem in run.problems],
        "unjudged": list(run.unjudged),
    }


def record(result: Result) -> dict[str, Any]:
    """One result as a JSON document."""
    made = _plain(result)
    if result.counterexample:
        made["counterexample"] |= {"text": result.counterexample.text}
    return cast("dict[str, Any]", _finite(made))


def _plain(value: Any) -> Any:
    """Records as dictionaries; what is set in boxes as text and as LaTeX, what is said in English."""
    match value:
        case Result() | LineResult() | Hint():
            return _with_words(value)
        case Message() | Saying():
            return value.told()
        case PageProblem():
            return {"page": value.page, "kind": value.kind, "message": value.message} | _fields(
                value, ("page", "kind", "said")
            )
        case Hypothesis():
            return {"text": value.text, "latex": value.latex, "used": value.used}
        case Value():
            names = ("name_text", "name_latex", "value_text", "value_latex")
            return {name: getattr(value, name) for name in names} | _fields(value, ("name", "value"))
        case Counterexample():
            sides = {"left_latex": value.left_latex, "right_latex": value.right_latex}
            return _fields(value, ("sides",)) | sides
        case tuple():
            return [_plain(each) for each in value]
    return _fields(value) if is_dataclass(value) else value


_WORDS: dict[type[Any], tuple[str, ...]] = {
    Result: ("message", "hint"),
    LineResult: ("message",),
    Hint: ("text",),
}


def _with_words(record: Result | LineResult | Hint) -> dict[str, Any]:
    """The record; in the place of what is said stand the words."""
    kind = next(kind for kind in _WORDS if isinstance(record, kind))  # a result may have a proof beside it
    words, names = _WORDS[kind], list[str]()
    for each in fields(kind):
        names += (
            words if each.name == "said" else (each.name,) if each.name not in ("assumes", "slip") else ()
        )
    return {name: _plain(getattr(record, name)) for name in names}


def _fields(record: Any, but: tuple[str, ...] = ()) -> dict[str, Any]:
    names = (each.name for each in fields(record))
    return {name: _plain(getattr(record, name)) for name in names if name not in but}


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
