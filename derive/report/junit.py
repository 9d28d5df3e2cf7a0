"""A run as JUnit XML: a suite for each page, a case for each identity.

What came out as expected passes, errata that are refuted among them. Other verdicts are failures, a
disagreement and input that could not be checked are errors; nothing is ever reported as skipped.
"""

from __future__ import annotations

import re
from itertools import chain, groupby

from junitparser import Error, Failure, JUnitXml, TestCase, TestSuite

from derive.report.escaping import shown
from derive.results import PageProblem, Result, Run

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may hold."""


def dumps(run: Run) -> str:
    """The run as XML text."""
    report = JUnitXml("derive")
    cases = chain(map(_of_result, run.results), map(_of_problem, run.problems))
    for page, of_page in groupby(sorted(cases, key=_page), key=_page):
        suite = TestSuite(page)
        suite.add_testcases(list(of_page))
        report.add_testsuite(suite)
    if run.interrupted:
        report.add_testsuite(_incomplete())
    report.update_statistics()  # type: ignore[no-untyped-call]
    report._elem.set("skipped", "0")
    text = report.tostring()  # type: ignore[no-untyped-call]
    return f"{text.decode('utf-8') if isinstance(text, bytes) else text}\n"


def _incomplete() -> TestSuite:
    """That the run did not come to its end, as an error that no reader overlooks."""
    case = _case("run", "derive", 0.0)
    case.result = [Error("interrupted: what is not here was not checked", "interrupted")]
    suite = TestSuite("derive")
    suite.add_testcase(case)
    return suite


def _page(case: TestCase) -> str:
    return str(case.classname)


def _of_result(result: Result) -> TestCase:
    page, _, name = result.id.rpartition(".")
    if result.file is not None:
        page, name = result.file, f"{result.line}:{result.column}"
    case = _case(name, page, result.seconds)
    if not result.succeeded:
        outcome = Error if result.verdict == "disagreement" else Failure
        case.result = [outcome(_clean(_headline(result)), result.verdict)]
        case.result[0].text = _clean(_details(result))
    return case


def _of_problem(problem: PageProblem) -> TestCase:
    case = _case(problem.identity or "page", problem.page, 0.0)
    place = "" if problem.line is None else f"line {problem.line}: "
    case.result = [Error(_clean(place + problem.message), problem.kind)]
    return case


def _case(name: str, page: str, seconds: float) -> TestCase:
    return TestCase(_clean(name), _clean(page), round(seconds, 3))


def _headline(result: Result) -> str:
    found = result.counterexample.text if result.counterexample else result.message
    return found or f"{result.verdict}, {result.expected} was expected"


def _details(result: Result) -> str:
    wrong = (
        f"line {number}: {line.text} ({line.titled()}): {line.verdict} {line.message}".rstrip()
        for number, line in enumerate(result.lines)
        if line.verdict != "proved"
    )
    return "\n".join(part for part in (result.claim_text, *wrong, result.message, result.hint) if part)


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", shown(text))
