"""What a run found, told on the terminal, as JSON and as JUnit XML."""

import copy
import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from junitparser import JUnitXml
from rich.cells import cell_len
from rich.console import Console

from derive import results
from derive.language.sayings import Saying
from derive.language.typeset.boxes import Name, Number, Scripts, Words
from derive.language.typeset.formula import same
from derive.language.typeset.letters import letter
from derive.language.typeset.signs import Lang
from derive.report import json_report, junit, sarif, write_whole
from derive.report.console import ConsoleReport, Listing
from derive.report.escaping import clean, in_a_line, shown
from derive.report.html.own import findings
from derive.report.printing import Bar, duration, terminal
from derive.results import (
    Counterexample,
    FiniteDifference,
    Hint,
    Hypothesis,
    IdentitySummary,
    InstanceResult,
    LineResult,
    PageProblem,
    PageSummary,
    Result,
    Run,
    Said,
    Source,
    Value,
)

LINES = (
    LineResult(r"\partial_d p_k", "∂p_k/∂z_d"),
    LineResult("=q", "([Σ_j exp h_j] exp h_k ∂h_k/∂z_d − [Σ_j exp h_j ∂h_j/∂z_d] exp h_k) / (Σ_j exp h_j)²",
               "quotient_rule", "quotient rule", "微分恒等", "proved", ("p",)),
    LineResult("=p", "p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)", "fold", "fold", "换符号", "proved", ("p",)),
)  # fmt: skip
PROVED = Result(
    id="softargmax.jacobian",
    verdict="proved",
    claim=r"\frac{\partial p_k}{\partial z_d} = p_k",
    claim_text="∂p_k/∂z_d = p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)",
    title="The Jacobian",
    hypotheses=(
        Hypothesis(same(Words("Σ_k y_k = 1")), used=True),
        Hypothesis(same(Words("y one-hot")), used=False),
    ),
    conditions=(Saying("b ≠ 0"),),
    source=Source("CATSMILE-1012", "A8", "2"),
    lines=LINES,
    instances=(
        InstanceResult({"m": 1, "n": 1}, 1, exact=True, agrees=True),
        InstanceResult({"m": 2, "n": 1}, 2, exact=True, agrees=True),
        InstanceResult({"m": 3, "n": 2}, 6, exact=False, agrees=True),
    ),
    finite_difference=FiniteDifference(2.13e-11, 1.98, 1e-31, 5, 7, agrees=True),
    seconds=0.0213,
    proof_seconds=0.004,
)
EXAMPLE = Counterexample(
    {"n": 2},
    (Value(same(Scripts(Name(letter("e")), above=Name(letter("h")))), same(Number("(1, 2)"))),),
    {"k": 1},
    "2/9",
    "4/9",
    line=1,
)
REFUTED = replace(
    PROVED,
    id="softargmax.slip",
    verdict="refuted",
    counterexample=EXAMPLE,
    lines=(LINES[0], replace(LINES[1], verdict="refuted", said=Said(Saying("the sides differ"))), LINES[2]),
    hints=(Hint("sign", Saying("the sign of the second term")),),
)
ERRATUM = replace(
    PROVED, id="softargmax.printed", verdict="refuted", expected="refuted", counterexample=EXAMPLE
)
UNDECIDED = replace(
    PROVED, id="other.slow", verdict="undecided", said=Said(Saying("the time limit of 30 s was reached"))
)
DISAGREEMENT = replace(
    PROVED,
    id="other.split",
    verdict="disagreement",
    said=Said(Saying("the proof says yes, the instances say no")),
    instances=(InstanceResult({"n": 1}, 1, exact=True, agrees=False),),
    finite_difference=FiniteDifference(
        0.5, float("nan"), float("inf"), 5, 7, agrees=False, note=Saying("noisy")
    ),
)
PROBLEM = PageProblem("my_page.py", "syntax error", Saying("invalid syntax"), 3)
ALL = (PROVED, REFUTED, ERRATUM, UNDECIDED, DISAGREEMENT)
RUN = Run(ALL, (PROBLEM,), seed=7, version="0.1.0", seconds=1.26)


# JSON


def test_the_json_holds_to_its_schema_and_says_what_the_issue_promises():
    document = json.loads(json_report.dumps(RUN))
    jsonschema.validate(document, json_report.schema())
    assert (document["format"], document["seed"], document["version"]) == (1, 7, "0.1.0")
    assert document["summary"]["proved"] == 1
    first, second = document["results"][:2]
    assert (first["id"], first["verdict"], first["expected"]) == ("softargmax.jacobian", "proved", "proved")
    assert first["source"] == {"document": "CATSMILE-1012", "row": "A8", "section": "2"}
    assert first["lines"][2]["reason"] == "fold"
    assert first["instances"][1]["sizes"] == {"m": 2, "n": 1}
    assert first["counterexample"] is None
    assert second["counterexample"]["text"] == "n = 2, e^h = (1, 2), k = 1: left 2/9, right 4/9"
    assert document["problems"][0]["kind"] == "syntax error"


def test_what_json_cannot_say_is_null():
    found = json.loads(json_report.dumps(RUN))["results"][4]["finite_difference"]
    assert (found["error"], found["order"], found["high_precision_error"]) == (0.5, None, None)


def test_an_empty_run_holds_to_the_schema_too():
    jsonschema.validate(
        json_report.document(replace(RUN, tally=None, results=(), problems=())), json_report.schema()
    )


def test_the_schema_is_itself_valid():
    jsonschema.Draft202012Validator.check_schema(json_report.schema())


def schema_object(name: str) -> dict[str, Any]:
    return json_report.schema()["$defs"][name]


IN_BOXES = {
    (Hypothesis, "formula"): ("text", "latex"),
    (PageProblem, "said"): ("message",),
    (Value, "name"): ("name_text", "name_latex"),
    (Value, "value"): ("value_text", "value_latex"),
    (Counterexample, "sides"): ("left_latex", "right_latex"),
    (Result, "said"): ("message", "hint"),
    (LineResult, "said"): ("message",),
}
"""What is set in boxes is written as text and as LaTeX."""


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("result", Result), ("hypothesis", Hypothesis), ("source", Source), ("line", LineResult),
        ("instance", InstanceResult), ("finite_difference", FiniteDifference), ("value", Value),
        ("counterexample", Counterexample), ("problem", PageProblem),
    ],
)  # fmt: skip
def test_the_schema_has_every_field_of_the_records(name: str, record: type):
    named = ((IN_BOXES.get((record, each.name)) or (each.name,)) for each in fields(record))
    expected = {each for names in named for each in names} | ({"text"} if record is Counterexample else set())
    assert set(schema_object(name)["properties"]) == expected
    assert set(schema_object(name)["required"]) == expected


def test_the_schema_has_every_verdict_and_every_kind_of_problem():
    assert tuple(schema_object("verdict")["enum"]) == results.VERDICTS
    assert tuple(schema_object("problem")["properties"]["kind"]["enum"]) == results.PROBLEM_KINDS


Change = Callable[[dict[str, Any]], object]
WRONG_RECORDS: dict[str, Change] = {
    "another format": lambda run: run.update(format=2),
    "no seed": lambda run: run.pop("seed"),
    "a field too many": lambda run: run.update(extra=1),
    "a count below 0": lambda run: run["summary"].update(proved=-1),
    "a count too many": lambda run: run["summary"].update(believed=1),
    "an unknown verdict": lambda run: run["results"][0].update(verdict="true"),
    "an expectation that cannot be": lambda run: run["results"][0].update(expected="undecided"),
    "an id without a page": lambda run: run["results"][0].update(id="jacobian"),
    "a misspelt field": lambda run: run["results"][0].update(secnods=1),
    "a result without its claim": lambda run: run["results"][0].pop("claim"),
    "proved, with a counterexample": lambda run: run["results"][1].update(verdict="proved"),
    "proved, of nothing": lambda run: run["results"][0].update(claim=""),
    "refuted, without a counterexample": lambda run: run["results"][1].update(counterexample=None),
    "undecided, and no reason why": lambda run: run["results"][3].update(message=""),
    "negative time": lambda run: run["results"][0].update(seconds=-1),
    "a line of an unknown verdict": lambda run: run["results"][0]["lines"][0].update(verdict="fine"),
    "a line without LaTeX": lambda run: run["results"][0]["lines"][0].update(latex=""),
    "an instance of size 0": lambda run: run["results"][0]["instances"][0]["sizes"].update(n=0),
    "an error in words": lambda run: run["results"][0]["finite_difference"].update(error="small"),
    "a counterexample without a side": lambda run: run["results"][1]["counterexample"].update(left=""),
    "an entry counted from 0": lambda run: run["results"][1]["counterexample"]["at"].update(k=0),
    "a source in words": lambda run: run["results"][0].update(source="A8"),
    "a hypothesis used, perhaps": lambda run: run["results"][0]["hypotheses"][0].update(used="yes"),
    "an unknown kind of problem": lambda run: run["problems"][0].update(kind="odd"),
    "a problem without a message": lambda run: run["problems"][0].update(message=""),
}


@pytest.mark.parametrize("change", WRONG_RECORDS.values(), ids=WRONG_RECORDS.keys())
def test_the_schema_refuses(change: Change):
    document = copy.deepcopy(json_report.document(RUN))
    change(document)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json_report.schema())


# JUnit


def test_junit_has_a_suite_for_each_page_and_fails_what_is_not_as_expected():
    report = JUnitXml.fromstring(junit.dumps(RUN))
    assert {suite.name: len(suite) for suite in report} == {"my_page.py": 1, "other": 2, "softargmax": 3}
    outcomes = {
        f"{case.classname}.{case.name}": [(type(found).__name__, found.type) for found in case.result]
        for suite in report
        for case in suite
    }
    assert outcomes == {
        "my_page.py.page": [("Error", "syntax error")],
        "other.slow": [("Failure", "undecided")],
        "other.split": [("Error", "disagreement")],
        "softargmax.jacobian": [],
        "softargmax.slip": [("Failure", "refuted")],
        "softargmax.printed": [],
    }
    assert (report.tests, report.failures, report.errors, report.skipped) == (6, 2, 2, 0)


def test_junit_tells_the_numbers_and_the_wrong_line():
    text = junit.dumps(RUN)
    assert "n = 2, e^h = (1, 2), k = 1: left 2/9, right 4/9" in text
    assert "line 1: ([Σ_j exp h_j]" in text
    assert "line 3: invalid syntax" in text


def test_an_interrupted_run_is_incomplete_in_every_format():
    cut = replace(RUN, tally=None, results=(PROVED,), problems=(), interrupted=True)
    assert JUnitXml.fromstring(junit.dumps(cut)).errors == 1
    [run] = sarif.document(cut)["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "Interrupted: this is incomplete." in findings(cut)
    assert json_report.document(cut)["interrupted"] is True
    assert "interrupted" in told(PROVED, run=cut)


def test_junit_says_that_nothing_was_skipped():
    assert 'skipped="0"' in junit.dumps(RUN).partition(">")[2].partition(">")[0]


@pytest.mark.parametrize("name", ["new\nline.md", "\x1b]0;title\x07.md", "no\udcffutf.md", "\u202eright.md"])
def test_odd_names_of_files_are_shown_everywhere_and_kept_in_json(name: str):
    odd = replace(
        UNDECIDED, id=f"{name}:1:2", file=name, line=1, column=2, end_line=1, end_column=3, kind="equality"
    )
    page = PageSummary(name, name, name, (), is_document=True)
    run = replace(RUN, tally=None, results=(odd,), problems=(replace(PROBLEM, page=name),), pages=(page,))
    text = json_report.dumps(run)
    text.encode("utf-8")
    assert not set("\x1b\x07\u202e\udcff") & set(text)
    document = json.loads(text)
    assert document["results"][0]["file"] == name
    jsonschema.validate(document, json_report.schema())
    for written in (told(page, odd, run=run), junit.dumps(run), sarif.dumps(run), findings(run)):
        assert not set("\x1b\x07\u202e\udcff") & set(written)
        assert "new\nline" not in written


def test_what_acts_on_a_terminal_is_shown():
    assert shown("a\x1b[31mb\x9bc\u202ed\ud83de\tf\ng") == r"a\x1b[31mb\x9bc\u202ed\ud83de" + "\tf\ng"
    assert in_a_line("a\nb") == r"a\nb"
    assert clean(replace(PROBLEM, said=Saying("two\nlines\x07"))).message == "two\nlines" + r"\x07"
    assert clean(PROVED) == PROVED


def test_junit_is_well_formed_whatever_a_message_holds():
    odd = replace(UNDECIDED, said=Said(Saying("\x1b[31m <&> \x00 ]]> \ud800 ∂")))
    text = junit.dumps(replace(RUN, tally=None, results=(odd,)))
    [case] = [case for suite in JUnitXml.fromstring(text) if suite.name == "other" for case in suite]
    assert case.result[0].message == r"\x1b[31m <&> \x00 ]]> \ud800 ∂"
    text.encode("utf-8")


# Files


def test_a_file_is_complete_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "results.json"
    write_whole(path, "first")
    assert path.read_text() == "first"

    def half(self: Path, data: bytes) -> None:
        with self.open("wb") as file:
            file.write(data[:2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "second")
    assert path.read_text() == "first"
    assert [file.name for file in tmp_path.iterdir()] == ["results.json"]


def test_what_is_no_ordinary_file_is_written_to_directly(tmp_path: Path):
    write_whole(Path(os.devnull), "text")
    assert not Path(os.devnull).is_file()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    write_whole(tmp_path / "link", "text")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_text() == "text"


# The terminal


def told(
    *findings: object, width: int = 80, verbose: bool = False, run: Run | None = None, lang: Lang = "en"
) -> str:
    """What a pipe of that width would hold."""
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False, markup=False, emoji=False)
    report = ConsoleReport(console, verbosity=1 + verbose, lang=lang)
    for finding in findings:
        report.found(finding)
    if run:
        report.closing(run)
    return out.getvalue()


def test_a_proved_identity():
    assert told(PageSummary("softargmax", "Softargmax", "s.py", ()), PROVED) == (
        "softargmax · Softargmax\n"
        "\n"
        "✓ softargmax.jacobian  proved                                         A8 · 21 ms\n"
        "    ∂p_k/∂z_d = p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)\n"
        "    uses Σ_k y_k = 1 · not needed: y one-hot · where b ≠ 0\n"
        "    instances (m, n) = (1, 1), (2, 1) exact\n"
        "    instances (m, n) = (3, 2) at 50 digits\n"
        "    finite differences 2.1e-11, order 2.0\n"
    )


def test_a_refuted_identity_shows_the_numbers_and_the_first_wrong_line():
    assert told(REFUTED) == (
        "✗ softargmax.slip  refuted                                            A8 · 21 ms\n"
        "    ∂p_k/∂z_d = p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)\n"
        "    n = 2, e^h = (1, 2), k = 1: left 2/9, right 4/9\n"
        "    first wrong line, 1: ([Σ_j exp h_j] exp h_k ∂h_k/∂z_d − [Σ_j exp h_j\n"
        "      ∂h_j/∂z_d] exp h_k) / (Σ_j exp h_j)²  (quotient rule)\n"
        "    hint: the sign of the second term\n"
    )


def test_an_erratum_that_is_refuted_is_a_success():
    assert told(ERRATUM).startswith("✓ softargmax.printed  refuted (erratum, as expected)")
    proved = told(replace(ERRATUM, verdict="proved", counterexample=None))
    assert proved.startswith("✗ softargmax.printed  proved (erratum, not as expected)")


def test_an_undecided_identity_says_what_is_missing():
    assert told(UNDECIDED).splitlines()[-1] == "    the time limit of 30 s was reached"
    assert told(UNDECIDED).startswith("? other.slow  undecided")


def test_a_disagreement_shows_every_voice():
    text = told(DISAGREEMENT, width=120)
    assert text.startswith("! other.split  disagreement")
    assert "n = 1 exact: the sides differ" in text
    assert "5 points, noisy: the sides differ" in text
    assert "the proof says yes, the instances say no" in text


def test_numbers_that_say_neither_yes_nor_no():
    found = FiniteDifference(
        None, None, None, 0, 7, agrees=False, note="all points overflow", inconclusive=True
    )
    assert "differences inconclusive: all points overflow\n" in told(replace(PROVED, finite_difference=found))


def test_numbers_of_a_claim_without_a_derivative_are_not_called_differences():
    found = FiniteDifference(3e-16, None, 0.0, 2, 7, agrees=True, derivative=False)
    text = told(replace(PROVED, finite_difference=found))
    assert "random points 3.0e-16\n" in text
    assert "differences" not in text


def test_verbose_names_the_source_in_full():
    assert "    source: CATSMILE-1012 A8\n" in told(PROVED, verbose=True)


def test_a_problem_shows_its_place():
    assert told(PROBLEM) == "! my_page.py  syntax error, line 3\n    invalid syntax\n"


def test_verbose_shows_every_line_with_its_reason():
    assert told(REFUTED, width=120, verbose=True).splitlines()[1:6] == [
        "    ∂p_k/∂z_d = p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)",
        "       ∂p_k/∂z_d",
        f"    1  = {LINES[1].text}" + " " * 14 + "quotient rule",
        "       ✗ refuted: the sides differ",
        "    2  = p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)" + " " * 72 + "fold",
    ]
    shown = told(REFUTED, width=120, verbose=True, lang="zh")
    assert "微分恒等" in shown
    assert "quotient rule" not in shown


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal_or_ends_in_blanks(width: int, verbose: bool):
    text = told(*ALL, PROBLEM, width=width, verbose=verbose, run=RUN)
    assert max(map(cell_len, text.splitlines())) <= width
    assert not re.search(r" $", text, re.MULTILINE)


def test_the_summary_line_counts_what_there_is():
    assert told(run=RUN, width=120) == (
        "1 proved · 1 refuted · 1 undecided · 1 disagreement · 1 refuted as expected · 1 problem"
        " · 1.3 s · seed 7 · derive 0.1.0\n"
    )
    assert told(run=replace(RUN, tally=None, results=(PROVED,), problems=(), interrupted=True)) == (
        "1 proved · interrupted · 1.3 s · seed 7 · derive 0.1.0\n"
    )


def test_a_listing_has_every_identity_with_its_claim():
    out = io.StringIO()
    stated = IdentitySummary("s.p", "p", "p = q", Source("D", "A1"))
    page = PageSummary(
        "s", "Softargmax", "s.py", (stated, replace(stated, id="s.q", expected="refuted", source=None))
    )
    Listing(Console(file=out, width=40)).found(page)
    assert out.getvalue() == (
        "s · Softargmax\n\ns.p                                   A1\n    p = q\ns.q  (erratum)\n    p = q\n"
    )


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.0, "0 ms"), (0.0213, "21 ms"), (0.9996, "1.0 s"), (75.0, "75.0 s")]
)
def test_durations(seconds: float, said: str):
    assert duration(seconds) == said


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def watched() -> tuple[Screen, Console]:
    screen = Screen()
    return screen, Console(file=screen, width=80, force_terminal=True, _environ={"TERM": "xterm-256color"})


def test_colour_on_a_terminal_and_none_with_no_color():
    screen, console = watched()
    ConsoleReport(console, verbosity=1).found(PROVED)
    assert "\x1b[32m" in screen.getvalue()
    out = io.StringIO()
    ConsoleReport(Console(file=out, _environ={"NO_COLOR": "1"}, force_terminal=True)).found(PROVED)
    assert not re.search(r"\x1b\[[\d;]*3\dm", out.getvalue())


def test_continuous_integration_gets_plain_text(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert not terminal().is_terminal


def test_a_bar_appears_only_after_a_second_and_goes_away(monkeypatch: pytest.MonkeyPatch):
    screen, console = watched()
    with Bar("checking", console) as bar:
        bar.advanced(1, 3)
    assert screen.getvalue() == ""

    monkeypatch.setattr("derive.report.printing.PATIENCE", 0.0)
    with Bar("checking", console) as bar:
        bar.timer.join()
        bar.advanced(1, 3)
        assert bar.progress is not None
        bar.progress.refresh()
    assert "1/3" in screen.getvalue()


def test_a_bar_that_appears_late_knows_how_far_the_run_is():
    screen, console = watched()
    with Bar("checking", console) as bar:
        bar.advanced(2, 3)
        bar.show()
    assert "2/3" in screen.getvalue()


def test_no_bar_where_no_one_looks_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("derive.report.printing.PATIENCE", 0.0)
    out = io.StringIO()
    with Bar("checking", Console(file=out, force_terminal=True)) as bar:
        assert bar.console is None
    assert out.getvalue() == ""
