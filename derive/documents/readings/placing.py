"""Where a verdict stands in a document, and what is written on both sides of it."""

from __future__ import annotations

from dataclasses import replace

from derive.documents.readings.formulas import Equality, Side
from derive.documents.readings.reading import Reading
from derive.results import Expected, Result


def expected(equality: Equality) -> Expected:
    """The verdict that the document expects."""
    return "refuted" if equality.formula.expected == "refuted" else "proved"


def placed_at(reading: Reading, result: Result, mark: tuple[int, int], left: Side, right: Side) -> Result:
    """The result with the place of the = and what is written on both sides."""
    document = reading.document
    place = document.place(mark[0])
    end_line, end_column = document.position(max(right.span[1] - 1, mark[1] - 1))
    lhs, rhs = (squeezed(document.text[slice(*side.span)]) for side in (left, right))
    lhs = "" if left.items is right.items else lhs  # nothing stands before the =
    return replace(
        result,
        id=f"{place.file}:{place.line}:{place.column}",
        file=place.file,
        line=place.line,
        column=place.column,
        end_line=end_line,
        end_column=end_column + 1,
        lhs=lhs,
        rhs=rhs,
        claim=result.claim or f"{lhs} = {rhs}".strip(),
        claim_text=result.claim_text or f"{lhs} = {rhs}".strip(),
    )


def squeezed(source: str) -> str:
    """What is written, in one line, without the marks of alignment around it."""
    return " ".join(source.split()).strip("& ")
