"""Sisters of the cases: small documents with the verdict on every =."""

import re
from pathlib import Path

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading

TEXT = (Path(__file__).parent / "snippets" / "sisters.txt").read_text(encoding="utf-8")
CASES = re.findall(r"^=== ([^\n]+)\n(.*?)^=>([^\n]*)$", TEXT, re.DOTALL | re.MULTILINE)


def test_all_are_found():
    assert len(CASES) == TEXT.count("\n=== ")
    assert len({name for name, _, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("text", "verdicts"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_gets_its_verdicts(text, verdicts):
    reading = Reading(find(text))
    judge = Judge(reading, time_limit=10.0)
    found = [(each.mark[0], judge.judge(each).verdict) for each in reading.equalities()]
    found += [(at, "unreadable") for (at, _), _ in reading.faults]
    assert [verdict for _, verdict in sorted(found)] == verdicts.split()
