"""What a page states: identities, inequalities, worked examples; and where they come from."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Expr

from derive.language.families import Family
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Index
from derive.language.typeset import boxes
from derive.language.typeset.formula import Formula, same


def _generator() -> Any:
    """What writes code from identities. It stands above the language, and is loaded when it is first asked for."""
    return importlib.import_module("derive.codegen")


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
    def claim(self) -> Formula:
        """What it states, in boxes."""
        raise NotImplementedError

    @property
    def claim_text(self) -> str:
        """The claim in plain text."""
        return self.claim.text

    @property
    def claim_latex(self) -> str:
        """The claim in LaTeX."""
        return self.claim.latex

    @property
    def id(self) -> str:
        """page.name; the name alone, if it stands on no page."""
        return f"{self.page}.{self.name}" if self.page else self.name

    @property
    def title(self) -> str:
        """The first line of its docstring."""
        return self.prose.split("\n", 1)[0]

    def __repr__(self) -> str:
        return f"{self.id}: {self.claim_text}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.claim_latex}$"


@dataclass(frozen=True, eq=False, repr=False)
class Identity(_Named):
    """left = right, or > or ≥ as `relation` says, under hypotheses, with its derivation.

    `left` and `right` are in index notation; `stated` holds both sides as written, in matrix notation if the
    page used it; `derivation` writes its lines down. `expected` is the verdict an honest check must reach:
    "refuted" for an erratum. `axes` are the row and the column of matrix notation.
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
    axes: tuple[Index, ...] = ()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the derivation, written down when first asked for."""
        return self.derivation()

    @property
    def claim(self) -> Formula:
        """The claim in boxes."""
        from derive.language.typeset import formula

        return formula(self.stated[0]).related(self.relation, formula(self.stated[1]))

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the inventory that the claim and its lines state."""
        own = self.source.rows if self.source else ()
        return tuple(dict.fromkeys((*(row for line in self.lines for row in line.rows), *own)))

    def code(self, target: str = "numpy", **words: Any) -> str:
        """The text of a function that computes the right side: `derive.code`."""
        return str(_generator().code(self, target, **words))

    def function(self, target: str = "numpy", **words: Any) -> Callable[..., Any]:
        """The emitted function, ready to be called: `identity.function("torch")(z, y)`; `derive.codegen.function`."""
        made: Callable[..., Any] = _generator().function(self, target, **words)
        return made

    def lambdify(self, **sizes: int) -> Callable[..., Any]:
        """SymPy's own function of the right side at these sizes: `derive.codegen.lambdify`."""
        made: Callable[..., Any] = _generator().lambdify(self, **sizes)
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
    def claim(self) -> Formula:
        """The claim in boxes: p_k ≈ (0.8789, …) at h = (3, …)."""
        from derive.language.typeset import formula

        value = same(_numbers(self.printed))
        at = [formula(family).related("=", same(_numbers(each))) for family, each in self.values.items()]
        stated = formula(self.expression).related("≈", value)
        return Formula(
            _at(stated.stacked, [each.stacked for each in at]),
            _at(stated.linear, [each.linear for each in at]),
        )


def _at(stated: boxes.Box, values: Iterable[boxes.Box]) -> boxes.Box:
    where = boxes.Row((boxes.Words("at"), boxes.Listing(tuple(values))))
    return boxes.Row((stated, boxes.QUAD, where))


def _numbers(value: Any) -> boxes.Box:
    """A number, or numbers in brackets; what is nested twice is a matrix."""
    if not isinstance(value, tuple):
        return boxes.signed(value)
    rows = [row for row in value if isinstance(row, tuple)]
    if rows and len(rows) == len(value) and not any(isinstance(each, tuple) for row in rows for each in row):
        return boxes.Matrix(tuple(tuple(map(boxes.signed, row)) for row in rows))
    return boxes.Fence(boxes.Listing(tuple(map(_numbers, value))), grows=False)
