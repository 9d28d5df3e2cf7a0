"""What supports a verdict: instances, differences, counterexamples, hints, the lines of a derivation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from derive.language.sayings import UNSAID, Saying, reason
from derive.language.typeset.formula import Formula
from derive.language.typeset.signs import Lang
from derive.results.messages import Message

Verdict = Literal["proved", "refuted", "undecided", "unreadable", "disagreement", "definition"]

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


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

    formula: Formula
    used: bool

    @property
    def text(self) -> str:
        """On one line, its words in English."""
        return self.formula.text

    @property
    def latex(self) -> str:
        """In LaTeX, its words in English."""
        return self.formula.latex


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line of a derivation: what was written, by which reason, and whether the reason suffices.

    The first line of a chain, the left side, has no reason. `uses` names hypotheses and definitions;
    `said` says what is wrong with a line that is not proved.
    """

    latex: str
    text: str
    reason: str = ""
    title_en: str = ""
    title_zh: str = ""
    verdict: Verdict = "proved"
    uses: tuple[str, ...] = ()
    said: Message | None = None

    @property
    def message(self) -> str:
        """What is wrong with it, in English; nothing if nothing is."""
        return self.said.told() if self.said else ""

    def titled(self, lang: Lang = "en") -> str:
        """The reason for a reader, in this language: `quotient rule`."""
        return (self.title_zh if lang == "zh" else "") or self.title_en or self.reason


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
    note: Saying = UNSAID
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
    """A named value of a counterexample, `e^h = (1, 2)`, in boxes and number by number.

    `meaning` says what of the `letter` the numbers are; derivatives are those in the letter `variable`.
    """

    name: Formula
    value: Formula
    letter: str = ""
    meaning: Meaning = "value"
    variable: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def formula(self) -> Formula:
        """`e^h = (1, 2)`"""
        return self.name.related("=", self.value)

    @property
    def name_text(self) -> str:
        """`e^h`"""
        return self.name.text

    @property
    def name_latex(self) -> str:
        """`e^{h}`"""
        return self.name.latex

    @property
    def value_text(self) -> str:
        """`(1, 2)`"""
        return self.value.text

    @property
    def value_latex(self) -> str:
        """The value in LaTeX."""
        return self.value.latex


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Sizes, values and an entry at which two sides differ: those of the claim, or of its first wrong line.

    `left` and `right` are their values for a program, `sides` in boxes.
    `line` is that line's place in `Result.lines`, where the left side of the claim stands at 0. `exact` says that
    both sides are exact; where they are not, `left_exact` and `right_exact` say whether one is. `snippet` is a program
    for NumPy that shows the two sides.
    """

    sizes: dict[str, int]
    values: tuple[Value, ...]
    at: dict[str, int]
    left: str
    right: str
    sides: tuple[Formula, Formula] | None = None
    exact: bool = True
    line: int | None = None
    left_exact: bool = False
    right_exact: bool = False
    snippet: str = ""

    @property
    def left_latex(self) -> str:
        """The value of the left side in LaTeX."""
        return self.sides[0].latex if self.sides else ""

    @property
    def right_latex(self) -> str:
        """The value of the right side in LaTeX."""
        return self.sides[1].latex if self.sides else ""

    @property
    def one_sided(self) -> bool:
        """Whether one side has no value here: the other's alone is shown."""
        return "undefined" in (self.left, self.right)

    @property
    def text(self) -> str:
        """In one line: `n = 2, e^h = (1, 2), t = (0, 1), k = 1: left 2/9, right 4/9`."""
        return self.saying.told()

    @property
    def saying(self) -> Saying:
        """The numbers and both sides, in both languages."""
        return reason("{}: {}", self._where, self._apart) if self._where else self._apart

    @property
    def placed(self) -> Saying:
        """`at n = 2, e^z = (1, 1): left 1/4, right 0`"""
        return reason("at {}: {}", self._where, self._apart) if self._where else self._apart

    @property
    def _where(self) -> str:
        """`n = 2, e^z = (1, 1)`"""
        sizes, at = (
            [f"{name} = {number}" for name, number in named.items()] for named in (self.sizes, self.at)
        )
        values = [f"{value.name_text} = {value.value_text}" for value in self.values]
        return ", ".join([*sizes, *values, *at])

    @property
    def _apart(self) -> Saying:
        """`left 1/4, right 0`"""
        left = self.left if self.exact or self.left_exact else f"≈ {self.left}"
        right = self.right if self.exact or self.right_exact else f"≈ {self.right}"
        sides = (Saying(each) if each == "undefined" else each for each in (left, right))
        return reason("left {}, right {}", *sides)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a refuted line may have meant: the slip's name, what is said of it, its titles, the repaired right side.

    `repaired_text` is empty where the line holds as written: at a place, at a size, or, where it `assumes` one, under a
    hypothesis that is not stated. `slip` is false for those, and where all that is said is what the left side is.
    """

    name: str
    said: Saying
    title_en: str = ""
    title_zh: str = ""
    repaired_text: str = ""
    repaired_latex: str = ""
    assumes: bool = False
    slip: bool = True

    @property
    def text(self) -> str:
        """In one line, in English."""
        return self.said.told()
