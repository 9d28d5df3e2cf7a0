"""Documents in a worker process: what a document states, and the verdict on one = of it, or on a whole chain."""

from __future__ import annotations

import functools
import gc
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from derive.documents.finding import NoDocument, find, read_document
from derive.documents.first_to_last import WholeChain, judge_chain, whole_chains
from derive.documents.notation import Unreadable
from derive.documents.readings.formulas import Equality
from derive.documents.readings.judging import Judge
from derive.documents.readings.placing import expected, placed_at
from derive.documents.readings.reading import Reading
from derive.language.sayings import Saying, why
from derive.results import IdentitySummary, PageProblem, PageSummary, Result, Said
from derive.store import Cache

Fault = tuple[tuple[int, int], Unreadable]
"""A formula that is not even parted into sides: where, and why."""


def describe(path: Path, label: str = "", text: str | None = None) -> PageSummary | PageProblem:
    """The document's title and its equalities, or why it is no document.

    It is called by its label in what is said of it; `text` is a document that is in no file.
    """
    started = time.perf_counter()
    label = label or str(path)
    try:
        reading = read(path, label, text)
    except OSError as fault:
        return PageProblem(label, "missing", Saying(fault.strerror or str(fault)))
    except NoDocument as fault:
        return PageProblem(label, "ill-formed", why(fault))
    found = [_summary(reading, name, each) for name, each in statements(reading).items()]
    chains = [_summary(reading, each.name(reading), each) for each in whole_chains(reading)]
    seconds = time.perf_counter() - started
    return PageSummary(label, title(reading), label, tuple(found), seconds, tuple(chains), is_document=True)


def judge(
    path: Path,
    name: str,
    seed: int,
    time_limit: float,
    *,
    label: str = "",
    text: str | None = None,
    cache: Cache | None = None,
) -> Result:
    """The verdict on the statement of this name, `line:column`; claims that the cache knows are not judged again."""
    reading = read(path, label or str(path), text)
    chains = {each.name(reading): each for each in whole_chains(reading)} if "-" in name else {}
    statement = chains[name] if chains else statements(reading)[name]
    if isinstance(statement, tuple):
        return _fault(reading, *statement)
    judge = _judge(reading, seed, time_limit, cache)
    return judge.judge(statement) if isinstance(statement, Equality) else judge_chain(judge, statement)


@functools.lru_cache(maxsize=2)
def _judge(reading: Reading, seed: int, time_limit: float, cache: Cache | None) -> Judge:
    return Judge(reading, seed=seed, time_limit=time_limit, cache=cache)


@functools.lru_cache(maxsize=8)
def read(path: Path, label: str = "", text: str | None = None) -> Reading:
    """The document at this path, or this text, read once per process."""
    document = read_document(path, label) if text is None else find(text, path.suffix, label or str(path))
    with nothing_thrown_away():
        return Reading(document)


@contextmanager
def nothing_thrown_away() -> Iterator[None]:
    """No garbage is looked for: what is read of a long document is some 10⁶ small parts, all of which are kept."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()


@functools.lru_cache(maxsize=8)
def statements(reading: Reading) -> dict[str, Equality | Fault]:
    """All that is reported of a document, in the order of the text, by line and column."""
    found: list[tuple[int, Equality | Fault]] = [(each.mark[0], each) for each in reading.equalities()]
    found += [(fault[0][0], fault) for fault in reading.faults]
    for problem in reading.said.problems:
        unread = Unreadable("a comment is not understood: {}", problem.why)
        found.append((problem.at[0], (problem.at, unread)))
    document = reading.document
    found += [(each.start, ((each.start, each.end), Unreadable("{}", each.why))) for each in document.unread]
    made: dict[str, Equality | Fault] = {}
    for at, each in sorted(found, key=lambda pair: pair[0]):
        place = document.place(at)
        own = "" if place.file == document.path else f"{place.file}:"
        made.setdefault(f"{own}{place.line}:{place.column}", each)
    return made


def title(reading: Reading) -> str:
    """The document's first heading, or its path."""
    document = reading.document
    if not document.headings:
        return document.path
    first = document.headings[0]
    written = document.text[first.start : first.end].strip().strip("#").strip()
    if found := re.match(r"\\\w+\*?\{(.*)\}", written):
        return found[1] or document.path
    return written or document.path


def _summary(reading: Reading, name: str, statement: Equality | Fault | WholeChain) -> IdentitySummary:
    """The statement before it is judged."""
    if isinstance(statement, tuple):
        made = _fault(reading, *statement)
    elif isinstance(statement, Equality):
        made = placed_at(reading, _UNJUDGED, statement.mark, statement.left, statement.right)
        made = replace(made, expected=expected(statement), kind="equality")
    else:
        first, last = statement.first, statement.last
        made = replace(placed_at(reading, _UNJUDGED, first.mark, first.left, last.right), kind="chain")
    return IdentitySummary(
        id=f"{reading.document.path}:{name}",
        name=name,
        claim_text=made.claim_text,
        expected=made.expected,
        claim=made.claim,
        file=made.file,
        line=made.line,
        column=made.column,
        end_line=made.end_line,
        end_column=made.end_column,
        lhs=made.lhs,
        rhs=made.rhs,
        kind=made.kind,
    )


_UNJUDGED = Result("", "undecided", "", "")


def _fault(reading: Reading, at: tuple[int, int], fault: Unreadable) -> Result:
    """A formula that is not even parted into sides."""
    document = reading.document
    place = document.place(at[0])
    end_line, end_column = document.position(at[1])
    inner = " ".join(document.text[at[0] : at[0] + 60].split()) or "?"
    return Result(
        id=f"{place.file}:{place.line}:{place.column}",
        verdict="unreadable",
        claim=inner,
        claim_text=inner,
        said=Said(why(fault)),
        file=place.file,
        line=place.line,
        column=place.column,
        end_line=end_line,
        end_column=end_column,
        lhs="",
        rhs="",
        kind="equality",
    )
