"""What is found: a result for each claim, a summary of each page, a problem where input could not be checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from derive.language.sayings import UNSAID, Saying, reason
from derive.language.typeset.signs import Lang
from derive.results.assumptions import Assumption, Rounded
from derive.results.evidence import (
    Counterexample,
    FiniteDifference,
    Hint,
    Hypothesis,
    InstanceResult,
    LineResult,
    Source,
    Verdict,
)
from derive.results.messages import Message
from derive.results.notebook import Shown

Expected = Literal["proved", "refuted"]
Kind = Literal["equality", "definition", "chain"]
ProblemKind = Literal[
    "missing",  # no such file, or one that cannot be read
    "syntax error",
    "raised",  # the page's own code raised
    "ill-formed",
    "empty",  # states no identity
    "unknown identity",
    "time limit",
    "memory limit",
    "died",  # the worker process was killed or crashed
    "internal error",  # derive itself failed
]

PROBLEM_KINDS: tuple[ProblemKind, ...] = get_args(ProblemKind)
UNDECIDED: frozenset[ProblemKind] = frozenset({"time limit", "memory limit", "died", "internal error"})
"""The problems that are no fault of the input: whether it is right stays open."""


@dataclass(frozen=True, slots=True, repr=False)
class Result(Shown):
    """The verdict on one identity, and all that supports it.

    `expected` is "refuted" for an erratum, which is stated as printed and must be refuted. `seconds` is the
    time of the whole check, `proof_seconds` that of the kernel. For an = of a document, `file`, `line` and `column`
    say where it stands, `end_line` and `end_column` where its right side ends, `lhs` and `rhs` what is written on
    both sides, `kind` whether it defines a letter (then the verdict is "definition"), `assumed` what was taken for
    granted; for an identity of a page they are None or empty. A result of the kind "chain" is the verdict on a whole
    chain of =, from its first side to its last; its `lines` are the sides, each with the verdict on first = this side.
    """

    id: str
    verdict: Verdict
    claim: str
    claim_text: str
    title: str = ""
    hypotheses: tuple[Hypothesis, ...] = ()
    conditions: tuple[Saying, ...] = ()
    source: Source | None = None
    lines: tuple[LineResult, ...] = ()
    instances: tuple[InstanceResult, ...] = ()
    finite_difference: FiniteDifference | None = None
    counterexample: Counterexample | None = None
    said: Message | None = None
    hints: tuple[Hint, ...] = ()
    expected: Expected = "proved"
    seconds: float = 0.0
    proof_seconds: float = 0.0
    file: str | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    lhs: str | None = None
    rhs: str | None = None
    kind: Kind | None = None
    assumed: tuple[Assumption, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether the verdict is the expected one; a definition needs none."""
        return self.verdict in (self.expected, "definition")

    @property
    def is_rounded(self) -> bool:
        """Whether it holds to the digits printed, which is no proof of an equality."""
        return any(isinstance(each, Rounded) for each in self.assumed)

    @property
    def missing_hypothesis(self) -> Saying | None:
        """That it would hold under a hypothesis, which is not stated: `holds if Σ_k y_k = 1`; or nothing."""
        return next((hint.said for hint in self.hints if hint.assumes), None)

    @property
    def message(self) -> str:
        """What is said of the verdict, in English; nothing where there is nothing to say."""
        return self.said.told() if self.said else ""

    @property
    def hint(self) -> str:
        """The hints as a reader is told them: `δ_ij was dropped …; as it is written, it holds for i = j`."""
        return self.hinted("en")

    def hinted(self, lang: Lang) -> str:
        """The hints in this language."""
        return self._hinted.told(lang)

    @property
    def _hinted(self) -> Saying:
        said = [hint.said for hint in self.hints]
        more = len(said) - 1
        if not said:
            return UNSAID
        return Saying("{}" + "; as it is written, it {}" * more, "{}" + "；照原样写，它{}" * more).of(*said)

    @property
    def remarks(self) -> tuple[tuple[str, Saying], ...]:
        """What there is to say of the verdict, part by part, each with what kind of remark it is."""
        hint = reason(
            "hint: {}, which is not stated" if self.missing_hypothesis else "hint: {}", self._hinted
        )
        said = {
            "counterexample": self.counterexample.placed if self.counterexample else None,
            "message": self.said.saying if self.message and self.said else None,
            "hint": hint if self.hints else None,
        }
        return tuple((kind, each) for kind, each in said.items() if each)

    @property
    def in_one_line(self) -> str:
        """The remarks joined: `at n = 1: left 2, right 0 · hint: …`; nothing where the verdict is the expected one."""
        return self.remarked("en")

    def remarked(self, lang: Lang) -> str:
        """The remarks joined, in this language."""
        return "" if self.succeeded else " · ".join(said.told(lang) for _, said in self.remarks)


@dataclass(frozen=True, slots=True)
class PageProblem:
    """Input that could not be checked: no page at all, or an identity that its page does not let be read."""

    page: str
    kind: ProblemKind
    said: Saying
    line: int | None = None
    identity: str | None = None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.said.told()

    def headed(self, lang: Lang = "en") -> str:
        """Of what kind it is, and on which line of the page: `ill-formed, line 3`."""
        kind = Saying(self.kind)
        return (kind if self.line is None else reason("{}, line {}", kind, self.line)).told(lang)

    @property
    def place(self) -> str:
        """`page`, `page.identity`, `notes.md:84`."""
        joined = ":" if self.identity and self.identity[0].isdigit() else "."
        return f"{self.page}{joined}{self.identity}" if self.identity else self.page

    @property
    def is_bad_input(self) -> bool:
        """Whether the input is at fault; else a limit was reached or derive failed, and it is undecided."""
        return self.kind not in UNDECIDED


@dataclass(frozen=True, slots=True)
class IdentitySummary:
    """An identity as its page states it, or an = as its document does, before any check.

    `confirmed` says that a second kernel has accepted a certificate of this claim.
    """

    id: str
    name: str
    claim_text: str
    source: Source | None = None
    expected: Expected = "proved"
    claim: str = ""
    title: str = ""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    lhs: str | None = None
    rhs: str | None = None
    kind: Kind | None = None
    confirmed: bool = False

    def undecided(self, said: Message, seconds: float = 0.0) -> Result:
        """The result where no check came to an end: undecided, for the reason that is `said`."""
        return self.without_verdict("undecided", said, seconds)

    def without_verdict(
        self, verdict: Literal["undecided", "unreadable"], said: Message, seconds: float = 0.0
    ) -> Result:
        """The result where there is no proof and no counterexample, for the reason that is `said`."""
        return Result(
            id=self.id,
            verdict=verdict,
            claim=self.claim,
            claim_text=self.claim_text,
            title=self.title,
            source=self.source,
            said=said,
            expected=self.expected,
            seconds=seconds,
            file=self.file,
            line=self.line,
            column=self.column,
            end_line=self.end_line,
            end_column=self.end_column,
            lhs=self.lhs,
            rhs=self.rhs,
            kind=self.kind,
        )


@dataclass(frozen=True, slots=True)
class PageSummary:
    """A page that was loaded: its title, its file, its identities in reading order, the seconds it took.

    Of a document the identities are its equalities and definitions, `chains` its chains as wholes; `source` is its
    text as it was judged, where that is asked for.
    """

    name: str
    title: str
    path: str
    identities: tuple[IdentitySummary, ...]
    seconds: float = 0.0
    chains: tuple[IdentitySummary, ...] = ()
    source: str | None = None
    is_document: bool = False

    @property
    def statements(self) -> tuple[IdentitySummary, ...]:
        """All that is to be judged, a chain behind its last =."""
        ends = {chain.name.rpartition("-")[2]: chain for chain in self.chains}
        found = ((each, ends.pop(each.name, None)) for each in self.identities)
        listed = [each for pair in found for each in pair if each is not None]
        return (*listed, *ends.values())


Finding = PageSummary | PageProblem | Result


class Observer:
    """Is told of a run while it goes on; by default it does nothing."""

    def advanced(self, done: int, total: int) -> None:
        """So many of the identities known so far are done."""

    def found(self, finding: Finding) -> None:
        """The next finding in order: a page's summary, then its results and problems, then the next page."""


class Several(Observer):
    """Observers that are told the same."""

    def __init__(self, *observers: Observer) -> None:
        self.observers = observers

    def advanced(self, done: int, total: int) -> None:
        """Tell all."""
        for each in self.observers:
            each.advanced(done, total)

    def found(self, finding: Finding) -> None:
        """Tell all."""
        for each in self.observers:
            each.found(finding)
