"""What a check found, as plain data.

Everything here is a frozen dataclass of strings, numbers and tuples: it crosses from a worker process to its
parent, and from there to the terminal, JSON and JUnit, without SymPy. The JSON format is these classes, field
by field (`derive/report/schema.json`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal, get_args

Verdict = Literal["proved", "refuted", "undecided", "unreadable", "disagreement", "definition"]
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

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
PROBLEM_KINDS: tuple[ProblemKind, ...] = get_args(ProblemKind)
UNDECIDED: frozenset[ProblemKind] = frozenset({"time limit", "memory limit", "died", "internal error"})
"""The problems that are no fault of the input: whether it is right stays open."""

ALL_AS_EXPECTED, NOT_AS_EXPECTED, BAD_INPUT, DISAGREEMENT, INTERRUPTED = 0, 1, 2, 3, 130
"""The exit statuses of `derive check`."""

ROUNDED = "to the digits printed"
"""What is assumed where a document prints decimals: they are compared as far as they are printed."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a formula is written: a document's title, the row of the inventory, the section."""

    document: str
    row: str = ""
    section: str = ""

    @property
    def text(self) -> str:
        """Document and row in one line: `CATSMILE-1012 A8`."""
        return " ".join(part for part in (self.document, self.row) if part)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A hypothesis that the page declares, and whether the proof really used it."""

    text: str
    latex: str
    used: bool


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line of a derivation: what was written, by which reason, and whether the reason suffices.

    The first line of a chain, the left side, has no reason. `uses` names hypotheses and definitions;
    `message` says what is wrong with a line that is not proved.
    """

    latex: str
    text: str
    reason: str = ""
    title_en: str = ""
    title_zh: str = ""
    verdict: Verdict = "proved"
    uses: tuple[str, ...] = ()
    message: str = ""

    @property
    def title(self) -> str:
        """The reason for a reader, in both languages: `quotient rule · 微分恒等`."""
        return " · ".join(part for part in (self.title_en or self.reason, self.title_zh) if part)


@dataclass(frozen=True, slots=True)
class InstanceResult:
    """Both sides on explicit components: the sizes, the entries compared, exactly or to 50 digits."""

    sizes: dict[str, int]
    entries: int
    exact: bool
    agrees: bool


@dataclass(frozen=True, slots=True)
class FiniteDifference:
    """The measured difference between the right side and difference quotients of the left.

    `error` is the largest relative error of central differences, `order` their observed order of convergence
    (2 expected), `high_precision_error` that of differences at many digits. Where no `derivative` stands in the
    claim, the errors are those of its two values. `inconclusive` means that they could not be taken or not be
    trusted, and say neither yes nor no. Where they are asked for, `errors` and
    `true_errors` are those at each of `steps` at one point: against the other side, and against the derivative.
    """

    error: float | None
    order: float | None
    high_precision_error: float | None
    points: int
    seed: int
    agrees: bool
    note: str = ""
    inconclusive: bool = False
    derivative: bool = True
    steps: tuple[float, ...] = ()
    errors: tuple[float, ...] = ()
    true_errors: tuple[float, ...] = ()


Meaning = Literal[
    "value",  # the letter's entries
    "exp",  # exp of its entries
    "place",  # those of a label, counted from 1
    "derivative",  # at: the letter's places, then the variable's
    "second derivative",  # at: the letter's places, then twice the variable's
    "function",  # the coefficients of a polynomial, at: the power
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of a value: its places, counted from 1, and the number, a fraction or a decimal."""

    at: tuple[int, ...]
    value: str


@dataclass(frozen=True, slots=True)
class Value:
    """A named value of a counterexample, `e^h = (1, 2)`, as text, as LaTeX and number by number.

    `meaning` says what of the `letter` the numbers are; derivatives are those in the letter `variable`.
    """

    name_text: str
    name_latex: str
    value_text: str
    value_latex: str
    letter: str = ""
    meaning: Meaning = "value"
    variable: str = ""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Sizes, values and an entry at which two sides differ: those of the claim, or of its first wrong line.

    `line` is that line's place in `Result.lines`, where the left side of the claim stands at 0. `exact` says that
    both sides are exact; where they are not, `left_exact` and `right_exact` say whether one is. `snippet` is a program
    for NumPy that shows the two sides.
    """

    sizes: dict[str, int]
    values: tuple[Value, ...]
    at: dict[str, int]
    left: str
    right: str
    left_latex: str = ""
    right_latex: str = ""
    exact: bool = True
    line: int | None = None
    left_exact: bool = False
    right_exact: bool = False
    snippet: str = ""

    @property
    def one_sided(self) -> bool:
        """Whether one side has no value here: the other's alone is shown."""
        return "undefined" in (self.left, self.right)

    @property
    def text(self) -> str:
        """In one line: `n = 2, e^h = (1, 2), t = (0, 1), k = 1: left 2/9, right 4/9`."""
        sizes, at = (
            [f"{name} = {number}" for name, number in named.items()] for named in (self.sizes, self.at)
        )
        values = [f"{value.name_text} = {value.value_text}" for value in self.values]
        left = self.left if self.exact or self.left_exact else f"≈ {self.left}"
        right = self.right if self.exact or self.right_exact else f"≈ {self.right}"
        where = ", ".join([*sizes, *values, *at])
        return f"{where}{': ' if where else ''}left {left}, right {right}"


@dataclass(frozen=True, slots=True)
class Hint:
    """What a refuted line may have meant: the slip's name, in words, its titles, and the repaired right side.

    `repaired_text` is empty where the line holds as written under a hypothesis, at a place or at a size.
    """

    name: str
    text: str
    title_en: str = ""
    title_zh: str = ""
    repaired_text: str = ""
    repaired_latex: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Result:
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
    conditions: tuple[str, ...] = ()
    source: Source | None = None
    lines: tuple[LineResult, ...] = ()
    instances: tuple[InstanceResult, ...] = ()
    finite_difference: FiniteDifference | None = None
    counterexample: Counterexample | None = None
    message: str = ""
    hint: str = ""
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
    assumed: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether the verdict is the expected one; a definition needs none."""
        return self.verdict in (self.expected, "definition")

    @property
    def is_rounded(self) -> bool:
        """Whether it holds to the digits printed, which is no proof of an equality."""
        return ROUNDED in self.assumed

    @property
    def missing_hypothesis(self) -> str:
        """A hypothesis that is not stated, under which the refuted line would hold; or nothing."""
        return next((hint.text for hint in self.hints if hint.title_en == "missing hypothesis"), "")

    def _repr_markdown_(self) -> str:
        from derive.report.notebook import markdown

        return markdown(self)

    def __repr__(self) -> str:
        from derive.report.notebook import plain

        return plain(self)


@dataclass(frozen=True, slots=True)
class PageProblem:
    """Input that could not be checked: no page at all, or an identity that its page does not let be read."""

    page: str
    kind: ProblemKind
    message: str
    line: int | None = None
    identity: str | None = None

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
    """An identity as its page states it, or an = as its document does, before any check."""

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

    def undecided(self, message: str, seconds: float = 0.0) -> Result:
        """The result where no check came to an end: undecided, for the reason that `message` gives."""
        return Result(
            id=self.id,
            verdict="undecided",
            claim=self.claim,
            claim_text=self.claim_text,
            title=self.title,
            source=self.source,
            message=message,
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

    Of a document the identities are its equalities and definitions, `chains` its chains as wholes.
    """

    name: str
    title: str
    path: str
    identities: tuple[IdentitySummary, ...]
    seconds: float = 0.0
    chains: tuple[IdentitySummary, ...] = ()

    @property
    def statements(self) -> tuple[IdentitySummary, ...]:
        """All that is to be judged, a chain behind its last =."""
        ends = {chain.name.rpartition("-")[2]: chain for chain in self.chains}
        found = ((each, ends.pop(each.name, None)) for each in self.identities)
        listed = [each for pair in found for each in pair if each is not None]
        return (*listed, *ends.values())


@dataclass(frozen=True, slots=True)
class Run:
    """All that one command found, in the catalogue's order; `chains` are the chains of documents, each as a whole."""

    results: tuple[Result, ...]
    problems: tuple[PageProblem, ...]
    seed: int
    version: str
    seconds: float
    interrupted: bool = False
    pages: tuple[PageSummary, ...] = ()
    chains: tuple[Result, ...] = ()

    @property
    def summary(self) -> dict[str, int]:
        """How many results there are of each verdict, in all, as expected; and how many problems."""
        counts = Counter(result.verdict for result in self.results)
        return {
            **{
                verdict: counts[verdict] for verdict in VERDICTS if verdict != "definition" or counts[verdict]
            },
            "total": len(self.results),
            "as_expected": sum(result.succeeded for result in self.results),
            "problems": len(self.problems),
        }

    @property
    def exit_status(self) -> int:
        """130 interrupted; else 3 disagreement, 2 bad input, 1 not as expected, 0 all as expected."""
        if self.interrupted:
            return INTERRUPTED
        if any(result.verdict == "disagreement" for result in (*self.results, *self.chains)):
            return DISAGREEMENT
        if any(problem.is_bad_input for problem in self.problems):
            return BAD_INPUT
        if self.problems or not all(result.succeeded for result in self.results):
            return NOT_AS_EXPECTED
        return ALL_AS_EXPECTED
