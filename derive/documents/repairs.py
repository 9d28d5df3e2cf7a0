"""Repairs that were proved, as places in a document's text and what is put there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from derive.results import Result


@dataclass(frozen=True, slots=True)
class Repair:
    """What stands in the text from `start` to `end`, and what is put there."""

    start: int
    end: int
    instead: str


def repairs(source: str, results: Iterable[Result]) -> Iterator[Repair]:
    """The right sides of refuted lines for which another one was proved; the source has line ends \\n."""  # noqa: D301
    lines = [0]
    for line in source.split("\n"):
        lines.append(lines[-1] + len(line) + 1)
    for result in results:
        hint = next((each for each in result.hints if each.repaired_latex), None)
        if (
            result.succeeded
            or hint is None
            or None in (result.line, result.column, result.end_line, result.end_column)
        ):
            continue
        mark = lines[(result.line or 1) - 1] + (result.column or 1) - 1
        end = lines[(result.end_line or 1) - 1] + (result.end_column or 1) - 1
        if (start := right_side(source, mark, end, result.rhs or "")) is not None:
            yield Repair(start, end, hint.repaired_latex)


def right_side(source: str, mark: int, end: int, written: str) -> int | None:
    """Where what is written on the right begins, behind the sign at `mark`; None where it stands there otherwise."""
    for start in range(mark + 1, end):
        if source[start : start + 1].strip() and " ".join(source[start:end].split()) == written:
            return start
    return None
