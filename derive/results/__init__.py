"""What a check found, as plain data.

In: what the voices say. Out: one `Result` for each claim, a `Run` for all of them.

Everything here is a frozen dataclass of strings, numbers and tuples: it crosses from a worker process to its
parent, and from there to the terminal, JSON and JUnit, without SymPy. The JSON format is these classes, field
by field (`derive/report/schema.json`). In the order to read it:

    messages     what is said, kind by kind, in both languages
    assumptions  what is taken for granted of a document
    evidence     what supports a verdict: instances, differences, counterexamples, hints, lines
    notebook     a result at the end of a notebook's cell
    findings     results, pages, problems, and who is told of them
    policy       which findings fail a run
    tally        how much of what was found
    run          a whole run, and its exit status
    recording    what is found as JSON, and back from it
"""

from __future__ import annotations

from derive.results.evidence import (
    VERDICTS,
    Counterexample,
    Entry,
    FiniteDifference,
    Hint,
    Hypothesis,
    InstanceResult,
    LineResult,
    Meaning,
    Source,
    Value,
    Verdict,
)
from derive.results.findings import (
    PROBLEM_KINDS,
    UNDECIDED,
    Expected,
    Finding,
    IdentitySummary,
    Kind,
    Observer,
    PageProblem,
    PageSummary,
    ProblemKind,
    Result,
    Several,
)
from derive.results.messages import Message, Said
from derive.results.run import (
    ALL_AS_EXPECTED,
    BAD_INPUT,
    DISAGREEMENT,
    INTERRUPTED,
    NOT_AS_EXPECTED,
    Run,
)
from derive.results.tally import Tally

__all__ = [
    "ALL_AS_EXPECTED",
    "BAD_INPUT",
    "DISAGREEMENT",
    "INTERRUPTED",
    "NOT_AS_EXPECTED",
    "PROBLEM_KINDS",
    "UNDECIDED",
    "VERDICTS",
    "Counterexample",
    "Entry",
    "Expected",
    "Finding",
    "FiniteDifference",
    "Hint",
    "Hypothesis",
    "IdentitySummary",
    "InstanceResult",
    "Kind",
    "LineResult",
    "Message",
    "Meaning",
    "Observer",
    "PageProblem",
    "PageSummary",
    "ProblemKind",
    "Result",
    "Run",
    "Said",
    "Several",
    "Source",
    "Tally",
    "Value",
    "Verdict",
]
