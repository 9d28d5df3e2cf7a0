"""What a page states: identities, inequalities, worked examples; and where they come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Expr

from derive.language.families import Family
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Index

GENERATOR: dict[str, Callable[..., Any]] = {}
"""What writes code from identities. The language imports nothing; `derive` enters it here."""


@dataclass(frozen=True)
class Source:
    """Where a formula stands: the document's title and the rows of the inventory."""

    document: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A document whose formulas a page states: its letter in the inventory, its title, its original title."""

    letter: str
    title: str
    original: str = ""

    def __call__(self, *rows: str) -> Source:
        """The place of a formula: its rows in the inventory."""
        return Source(self.title, rows)


@dataclass(frozen=True, repr=False)
class Line:
    """One line of a derivation: the expression, the reason it equals the line before, its inventory rows."""

    expression: Expr
    by: Any
    written: Any
    rows: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"= {self.written}  ({self.by.english})"

    def _repr_latex_(self) -> str:
        from derive.language.typeset import latex

        reason = self.by.english.replace("_", r"\_")
        return f"$\\displaystyle = {latex(self.written)} \\qquad \\text{{{reason}}}$"


class _Named:
    """What every statement of a page has: a name, its page, prose and a source."""

    name: str
    page: str
    prose: str
    source: Source | None

    @property
    def id(self) -> str:
        """page.name; the name alone, if it stands on no page."""
        return f"{self.page}.{self.name}" if self.page else self.name

    @property
    def title(self) -> str:
        """The first line of its docstring."""
        return self.prose.split("\n", 1)[0]

    @property
    def claim_latex(self) -> str:
        """The claim in LaTeX."""
        raise NotImplementedError

    @property
    def claim_text(self) -> str:
        """The claim in plain text."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{self.id}: {self.claim_text}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.claim_latex}$"


@dataclass(frozen=True, eq=False, repr=False)
class Identity(_Named):
    """left = right, or > or ≥ as `relation` says, under hypotheses, with its derivation.

    `left` and `right` are in index notation; `stated` holds both sides as written, in matrix notation if the
    page used it; `derivation` writes its lines down. `expected` is the verdict an honest check must reach:
    "refuted" for an erratum.
    """

    name: str
    page: str
    left: Expr
    right: Expr
    stated: tuple[Any, Any]
    given: tuple[Hypothesis, ...] = ()
    derivation: Callable[[], tuple[Line, ...]] = tuple
    source: Source | None = None
    prose: str = ""
    expected: str = "proved"
    number: int | None = None
    relation: str = "="

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the derivation, written down when first asked for."""
        return self.derivation()

    @property
    def claim_text(self) -> str:
        """The claim in plain text."""
        from derive.language.typeset import text

        return f"{text(self.stated[0])} {self.relation} {text(self.stated[1])}"

    @property
    def claim_latex(self) -> str:
        """The claim in LaTeX."""
        from derive.language.typeset import latex

        relation = {"≥": r"\ge"}.get(self.relation, self.relation)
        return f"{latex(self.stated[0])} {relation} {latex(self.stated[1])}"

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the inventory that the claim and its lines state."""
        own = self.source.rows if self.source else ()
        return tuple(dict.fromkeys((*(row for line in self.lines for row in line.rows), *own)))

    def code(self, target: str = "numpy", **words: Any) -> str:
        """The text of a function that computes the right side: `derive.code.code`."""
        return str(GENERATOR["code"](self, target, **words))

    def function(self, target: str = "numpy", **words: Any) -> Callable[..., Any]:
        """That function, ready to be called: `derive.code.function`."""
        made: Callable[..., Any] = GENERATOR["function"](self, target, **words)
        return made

    def lambdify(self, **sizes: int) -> Callable[..., Any]:
        """SymPy's own function of the right side at these sizes: `derive.code.lambdify`."""
        made: Callable[..., Any] = GENERATOR["lambdify"](self, **sizes)
        return made

    @property
    def start(self) -> Expr:
        """What the derivation rewrites: the left side; for an inequality the difference of the sides."""
        return self.left if self.relation == "=" or self.right == 0 else self.left - self.right


@dataclass(frozen=True, eq=False, repr=False)
class Example(_Named):
    """Numbers that a document prints: the value of an expression at given values, to the digits printed.

    `over` are the expression's free indices, in the order of the nesting of `printed`; `values` the entries
    of the families, nested likewise.
    """

    name: str
    page: str
    expression: Expr
    over: tuple[Index, ...]
    values: dict[Family, Any]
    printed: Any
    source: Source | None = None
    prose: str = ""
    expected: str = "proved"
    number: int | None = None
    given: tuple[Hypothesis, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the inventory that it states."""
        return self.source.rows if self.source else ()

    @property
    def claim_text(self) -> str:
        """The claim in plain text: p_k ≈ (0.8789, …) at h = (3, …)."""
        from derive.language.typeset import text

        at = ", ".join(f"{text(family)} = {_nested(value)}" for family, value in self.values.items())
        return f"{text(self.expression)} ≈ {_nested(self.printed)} at {at}".replace("-", "−")

    @property
    def claim_latex(self) -> str:
        """The claim in LaTeX."""
        from derive.language.typeset import latex

        at = ",\\; ".join(f"{latex(family)} = {_matrix(value)}" for family, value in self.values.items())
        return f"{latex(self.expression)} \\approx {_matrix(self.printed)} \\quad\\text{{at }} {at}"


def _matrix(value: Any) -> str:
    """Numbers in LaTeX; what is nested twice is a matrix."""
    rows = value if isinstance(value, tuple) else ()
    if not rows or any(
        not isinstance(row, tuple) or any(isinstance(each, tuple) for each in row) for row in rows
    ):
        return _nested(value)
    inner = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    return rf"\begin{{pmatrix}} {inner} \end{{pmatrix}}"


def _nested(value: Any) -> str:
    return f"({', '.join(map(_nested, value))})" if isinstance(value, tuple) else str(value)
