"""Documents in a worker process: what a document states, and the verdict on one = of it."""

from __future__ import annotations

import functools
import time
from pathlib import Path

from derive.documents.finding import NoDocument, read_document
from derive.documents.judging import Judge
from derive.documents.notation import Unreadable
from derive.documents.reading import Equality, Reading
from derive.results import IdentitySummary, PageProblem, PageSummary, Result


def describe(path: Path) -> PageSummary | PageProblem:
    """The document's title and its equalities, or why it is no document."""
    started = time.perf_counter()
    try:
        reading = read(path)
    except OSError as fault:
        return PageProblem(str(path), "missing", fault.strerror or str(fault))
    except NoDocument as fault:
        return PageProblem(str(path), "ill-formed", str(fault))
    identities = tuple(_summary(reading, each) for each in _statements(reading).values())
    return PageSummary(str(path), _title(reading), str(path), identities, time.perf_counter() - started)


def judge(path: Path, name: str, seed: int, time_limit: float) -> Result:
    """The verdict on the = of this name, `line:column`."""
    reading = read(path)
    statement = _statements(reading)[name]
    if isinstance(statement, Equality):
        return Judge(reading, seed=seed, time_limit=time_limit).judge(statement)
    return _fault(reading, *statement)


@functools.lru_cache(maxsize=8)
def read(path: Path) -> Reading:
    """The document at this path, read once per process."""
    return Reading(read_document(path))


Fault = tuple[tuple[int, int], Unreadable]


def _statements(reading: Reading) -> dict[str, Equality | Fault]:
    """All that is reported of a document, in the order of the text, by line and column."""
    found: list[tuple[int, Equality | Fault]] = [(each.mark[0], each) for each in reading.equalities()]
    found += [(fault[0][0], fault) for fault in reading.faults]
    for problem in reading.said.problems:
        found.append(
            (problem.at[0], (problem.at, Unreadable(f"a comment is not understood: {problem.message}")))
        )
    made: dict[str, Equality | Fault] = {}
    for at, each in sorted(found, key=lambda pair: pair[0]):
        made.setdefault("%d:%d" % reading.document.position(at), each)  # noqa: UP031
    return made


def _summary(reading: Reading, statement: Equality | Fault) -> IdentitySummary:
    if isinstance(statement, Equality):
        document = reading.document
        line, column = document.position(statement.mark[0])
        left, right = (
            " ".join(document.text[slice(*side.span)].split()) for side in (statement.left, statement.right)
        )
        expected = statement.formula.expected
        return IdentitySummary(
            id=f"{document.path}:{line}:{column}",
            name=f"{line}:{column}",
            claim_text=f"{left} = {right}",
            expected="refuted" if expected == "refuted" else "proved",
            claim=f"{left} = {right}",
        )
    result = _fault(reading, *statement)
    return IdentitySummary(id=result.id, name=f"{result.line}:{result.column}", claim_text=result.claim_text)


def _fault(reading: Reading, at: tuple[int, int], fault: Unreadable) -> Result:
    """A formula that is not even parted into sides."""
    document = reading.document
    line, column = document.position(at[0])
    end_line, end_column = document.position(at[1])
    inner = " ".join(document.text[at[0] : at[0] + 60].split()) or "?"
    return Result(
        id=f"{document.path}:{line}:{column}",
        verdict="unreadable",
        claim=inner,
        claim_text=inner,
        message=str(fault) or "not read",
        file=document.path,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        lhs="",
        rhs="",
        kind="equality",
    )


def _title(reading: Reading) -> str:
    document = reading.document
    if not document.headings:
        return document.path
    first = document.headings[0]
    return document.text[first.start : first.end].strip().strip("#").strip() or document.path
