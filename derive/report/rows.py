"""What was found as rows of a table, written as they come: JSON lines or Parquet.

A row for each document, before those of what stands in it; a row for each = and each chain; a row for each problem.
`kind` says which: document, page, equality, definition, identity, chain, problem. All rows have all columns.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self, TextIO

from derive.report.escaping import in_json
from derive.results import Finding, Observer, PageProblem, PageSummary, Result
from derive.version import VERSION

COLUMNS: dict[str, type] = {
    "document": str,  # the file that was named; for a page its name
    "kind": str,
    "verdict": str,  # of a problem its kind
    "expected": str,
    "as_expected": bool,
    "id": str,
    "file": str,  # where it stands: the document itself, or a file that it puts in
    "line": int,
    "column": int,
    "claim": str,
    "left": str,
    "right": str,
    "message": str,
    "counterexample": str,
    "slip": str,  # the name of the first hint
    "hint": str,
    "seconds": float,
    "version": str,
}

BATCH = 2_000
"""Rows that are written to a Parquet file at a time."""

NEEDED = 'Parquet needs pyarrow: pip install "derive-check[parquet]"'


def row(document: str, finding: Finding) -> dict[str, Any]:
    """The finding as one row."""
    made: dict[str, Any] = dict.fromkeys(COLUMNS) | {"document": document, "version": VERSION}
    match finding:
        case PageSummary():
            kind = "document" if finding.is_document else "page"
            return made | {"kind": kind, "id": finding.name, "file": finding.path, "seconds": finding.seconds}
        case PageProblem():
            about = {
                "id": finding.place,
                "file": finding.page,
                "line": finding.line,
                "message": finding.message,
            }
            return made | about | {"kind": "problem", "verdict": finding.kind, "as_expected": False}
        case Result():
            return made | _of_result(finding)
    raise TypeError(type(finding).__name__)


def _of_result(result: Result) -> dict[str, Any]:
    found = result.counterexample
    return {
        "kind": result.kind or "identity",
        "verdict": result.verdict,
        "expected": result.expected,
        "as_expected": result.succeeded,
        "id": result.id,
        "file": result.file,
        "line": result.line,
        "column": result.column,
        "claim": result.claim_text,
        "left": result.lhs,
        "right": result.rhs,
        "message": result.message,
        "counterexample": found.text if found else None,
        "slip": result.hints[0].name if result.hints else None,
        "hint": result.hint or None,
        "seconds": result.seconds if math.isfinite(result.seconds) else None,
    }


class Rows(Observer):
    """Knows which document is told, and writes a row for each finding. Used as a context, which closes the file."""

    def __init__(self) -> None:
        self.document = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def found(self, finding: Finding) -> None:
        """Write a row."""
        if isinstance(finding, PageSummary):
            self.document = finding.name
        elif isinstance(finding, PageProblem) and finding.identity is None:
            self.document = finding.page
        self.write(row(self.document, finding))

    def write(self, made: dict[str, Any]) -> None:
        """Write this row."""
        raise NotImplementedError

    def close(self) -> None:
        """Write what is left, and close the file."""
        raise NotImplementedError


class JsonLines(Rows):
    """A JSON object on each line."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.file: TextIO = path.open("w", encoding="utf-8", newline="\n")

    def write(self, made: dict[str, Any]) -> None:
        """A line; whoever reads along has it at once."""
        self.file.write(in_json(json.dumps(made, ensure_ascii=False)) + "\n")
        self.file.flush()

    def close(self) -> None:
        """Close the file."""
        self.file.close()


class Parquet(Rows):
    """A row group for every `BATCH` rows; the file is whole once it is closed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        import pyarrow.parquet as pq

        self.waiting: list[dict[str, Any]] = []
        self.schema = _schema()
        self.writer = pq.ParquetWriter(path, self.schema, compression="zstd")

    def write(self, made: dict[str, Any]) -> None:
        """A row, written with others."""
        self.waiting.append({name: _encodable(value) for name, value in made.items()})
        if len(self.waiting) >= BATCH:
            self._flush()

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        self._flush()
        self.writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if self.waiting:
            self.writer.write_table(pa.Table.from_pylist(self.waiting, schema=self.schema))
        self.waiting = []


def has_parquet() -> bool:
    """Whether Parquet can be written and read."""
    return find_spec("pyarrow") is not None


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file that was written so. Raises `OSError`, `ValueError` for what is none."""
    if path.suffix.lower() == ".parquet":
        yield from _of_parquet(path)
        return
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith("\n"):
                return  # where it was interrupted
            try:
                made = json.loads(line)
            except ValueError as fault:
                raise ValueError(f"line {number} of {path} is none: {fault}") from fault
            if not isinstance(made, dict) or not COLUMNS.keys() <= made.keys():
                raise ValueError(f"line {number} of {path} is none")
            yield made


def _of_parquet(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            if set(COLUMNS) - set(file.schema_arrow.names):
                raise ValueError(f"{path} has other columns")
            for batch in file.iter_batches(BATCH):
                yield from batch.to_pylist()
    except pa.ArrowException as fault:
        raise ValueError(f"{path}: {fault}") from fault


def _schema() -> Any:
    import pyarrow as pa

    types = {str: pa.string(), int: pa.int64(), bool: pa.bool_(), float: pa.float64()}
    return pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])


def _encodable(value: Any) -> Any:
    """A text without what UTF-8 does not have: the name of a file may hold any bytes."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
