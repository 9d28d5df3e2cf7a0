"""What a check found, as plain data: its one-line texts, its counts, the exit status."""

import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace

import pytest

from derive.language.sayings import Saying
from derive.language.typeset.boxes import Fraction, Name, Number, Scripts
from derive.language.typeset.formula import same
from derive.language.typeset.letters import letter
from derive.language.typeset.signs import lang_of_locale
from derive.results import (
    Counterexample,
    Hint,
    IdentitySummary,
    LineResult,
    PageProblem,
    PageSummary,
    Result,
    Run,
    Said,
    Source,
    Tally,
    Value,
)

EXP = same(Scripts(Name(letter("e")), above=Name(letter("h"))))
EXAMPLE = Counterexample(
    sizes={"n": 2},
    values=(Value(EXP, same(Number("(1, 2)"))), Value(same(Name(letter("t"))), same(Number("(0, 1)")))),
    at={"k": 1},
    left="2/9",
    right="4/9",
    sides=(same(Fraction(Number("2"), Number("9"))), same(Fraction(Number("4"), Number("9")))),
    line=3,
)
PROVED = Result("softargmax.jacobian", "proved", "p_k", "p_k")
REFUTED = replace(PROVED, verdict="refuted", counterexample=EXAMPLE)
ERRATUM = replace(REFUTED, expected="refuted")
LIMIT = PageProblem("slow.py", "time limit", Saying("10 s"))
WRONG = PageProblem("wrong.py", "syntax error", Saying("invalid syntax"), 3)


def run(*results: Result, problems: tuple[PageProblem, ...] = (), interrupted: bool = False) -> Run:
    return Run(results, problems, seed=1, version="0.1.0", seconds=0.5, interrupted=interrupted)


def test_a_counterexample_in_one_line():
    assert EXAMPLE.text == "n = 2, e^h = (1, 2), t = (0, 1), k = 1: left 2/9, right 4/9"
    assert replace(EXAMPLE, sizes={}, values=(), at={}).text == "left 2/9, right 4/9"
    assert replace(EXAMPLE, values=(), exact=False).text == "n = 2, k = 1: left ≈ 2/9, right ≈ 4/9"


def test_a_result_in_a_few_lines():
    assert repr(PROVED) == "✓ softargmax.jacobian · proved\n  p_k"
    shown = repr(
        replace(
            REFUTED,
            said=Said(Saying("line 3 is wrong")),
            hints=(Hint("sign", Saying("the sign")),),
            seconds=1.5,
        )
    )
    assert (
        shown
        == f"✗ softargmax.jacobian · refuted\n  p_k\n  {EXAMPLE.text}\n  line 3 is wrong\n  hint: the sign"
    )


def test_a_source_and_a_reason_in_one_line():
    assert Source("CATSMILE-1012", "A8").text == "CATSMILE-1012 A8"
    assert Source("CATSMILE-1012").text == "CATSMILE-1012"
    line = LineResult("x", "x", "factor", "factor", "提因子")
    assert (line.titled(), line.titled("zh")) == ("factor", "提因子")
    assert LineResult("x", "x", "factor").titled("zh") == "factor"
    assert LineResult("x", "x").titled() == ""


def test_success_is_the_expected_verdict():
    assert PROVED.succeeded
    assert ERRATUM.succeeded
    assert not REFUTED.succeeded
    assert not replace(PROVED, expected="refuted").succeeded
    assert not replace(ERRATUM, verdict="undecided").succeeded


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (run(PROVED, ERRATUM), 0),
        (run(PROVED, REFUTED), 1),
        (run(replace(PROVED, verdict="undecided")), 1),
        (run(replace(PROVED, verdict="unreadable")), 1),
        (run(replace(PROVED, expected="refuted")), 1),
        (run(PROVED, problems=(LIMIT,)), 1),
        (run(PROVED, REFUTED, problems=(LIMIT, WRONG)), 2),
        (run(replace(PROVED, verdict="disagreement"), REFUTED, problems=(WRONG,)), 3),
        (run(PROVED, interrupted=True), 130),
    ],
)
def test_the_exit_status(found: Run, status: int):
    assert found.exit_status == status


def test_the_summary_counts_every_verdict():
    found = run(PROVED, PROVED, REFUTED, ERRATUM, replace(PROVED, verdict="undecided"), problems=(WRONG,))
    assert found.summary == {
        "proved": 2, "refuted": 2, "undecided": 1, "unreadable": 0, "disagreement": 0,
        "total": 5, "as_expected": 3, "problems": 1,
    }  # fmt: skip


def test_what_no_check_decided_keeps_what_was_stated():
    stated = IdentitySummary("a.b", "b", "x = y", Source("D", "A1"), "refuted", "x", "Title")
    assert stated.undecided(Said(Saying("the time limit was reached")), 3.0) == Result(
        "a.b", "undecided", "x", "x = y", "Title",
        source=Source("D", "A1"), said=Said(Saying("the time limit was reached")), expected="refuted", seconds=3.0,
    )  # fmt: skip


def test_results_are_immutable_and_cross_between_processes():
    assert pickle.loads(pickle.dumps(run(ERRATUM, problems=(WRONG,)))) == run(ERRATUM, problems=(WRONG,))
    with pytest.raises(FrozenInstanceError):
        PROVED.verdict = "refuted"  # type: ignore[misc]


@pytest.mark.parametrize("module", ["derive.results", "derive.cli", "derive.runner", "derive.report.console"])
def test_the_parent_s_side_imports_no_sympy(module: str):
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import {module}, sys; print({{'sympy', 'numpy', 'mpmath'}} & set(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "set()\n"


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "de_DE"}, "zh"),
    ],
)
def test_the_language_is_the_locales(environment, lang):
    assert lang_of_locale(environment) == lang


def test_a_tally_counts_as_findings_come_and_does_not_grow():
    tally = Tally()
    for number in range(100):
        page = PageSummary(f"{number}.md", "t", f"{number}.md", (), 0.1, is_document=True)
        tally.found(page)
        if number % 2:
            tally.found(replace(PROVED, seconds=float(number), kind="equality"))
            tally.found(replace(PROVED, kind="chain"))
    tally.close()
    assert (tally.results, tally.pages, len(tally.unjudged)) == (50, 100, 50)
    assert [name for _, name in tally.slowest] == ["99.md", "97.md", "95.md"]
    assert tally.summary["proved"] == tally.summary["total"] == 50
