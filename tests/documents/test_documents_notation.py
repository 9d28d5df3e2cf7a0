"""The notation that people use: small documents, each for one kind, with the verdict on every =."""

import re
import time
from pathlib import Path

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading

TEXT = (Path(__file__).parent / "snippets" / "notation.txt").read_text(encoding="utf-8")
CASES = re.findall(r"^=== ([^\n]+)\n(.*?)^=>([^\n]*)$", TEXT, re.DOTALL | re.MULTILINE)


def test_all_cases_are_found():
    assert len(CASES) == TEXT.count("\n=== ")
    assert len({name for name, _, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("text", "verdicts"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_it_is_read_as_it_is_meant(text, verdicts):
    reading = Reading(find(text))
    judge = Judge(reading, time_limit=10.0)
    found = [(each.mark[0], judge.judge(each).verdict) for each in reading.equalities()]
    found += [(at, "unreadable") for (at, _), _ in reading.faults]
    assert [verdict for _, verdict in sorted(found)] == verdicts.split()


OPENERS = [r"\begin{align}", "<!-- ", "<code>", r"\[ ", r"\( x", "$ a ", r"\newcommand{\x}{", "```math\n"]


@pytest.mark.parametrize("suffix", [".md", ".tex"])
@pytest.mark.parametrize("opener", OPENERS)
def test_what_is_never_closed_takes_no_time(opener, suffix):
    started = time.process_time()
    find(opener * 30_000, suffix)
    assert time.process_time() - started < 10
