"""What every refutation holds to: its program, its record, its values."""

import io
import json
import re
from contextlib import redirect_stdout
from fractions import Fraction
from math import prod

import jsonschema
import pytest

from derive.report import json_report
from derive.results import Counterexample, Result


def ran(program: str) -> tuple[float, float]:
    """What a program prints as left and right."""
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(program, "snippet", "exec"), {})
    left, right = (line.split() for line in out.getvalue().splitlines())
    assert (left[0], right[0]) == ("left", "right")
    return float(left[1]), float(right[1])


def shows_what_was_found(found: Counterexample) -> None:
    """The program prints both sides."""
    for printed, claimed in zip(ran(found.snippet), (found.left, found.right), strict=True):
        assert printed == pytest.approx(float(Fraction(claimed)), rel=1e-5, abs=1e-5)


def holds_to_the_schema(result: Result) -> None:
    """The counterexample and the hints of the record are as the schema says."""
    parts, record = json_report.schema()["$defs"], json_report.record(result)
    written = json.loads(json.dumps(record["counterexample"]))
    jsonschema.validate(written, {"$ref": "#/$defs/counterexample", "$defs": parts})
    for hint in record["hints"]:
        jsonschema.validate(hint, {"$ref": "#/$defs/hint", "$defs": parts})


def has_values_for_programs(found: Counterexample) -> None:
    """Every value has a letter, and its entries are the numbers shown."""
    for value in found.values:
        assert value.letter
        assert len({entry.at for entry in value.entries}) == len(value.entries)
        numbers = re.findall(r"-?\d+(?:/\d+)?(?:\.\d+)?", value.value_text)
        if value.meaning != "function":
            assert [entry.value for entry in value.entries] == numbers
            sizes = [max(at) for at in zip(*(each.at for each in value.entries), strict=True)]
            assert len(value.entries) == prod(sizes)
