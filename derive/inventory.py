"""The inventory: every formula of the documents that the catalogue starts from, and where a page states it.

    A8    line 44    softargmax.jacobian
    A7    lines 40–43    softargmax.jacobian, line 6
    A1    line 11    the definition softargmax.p

The table is `inventory.toml` beside the pages. Pages name its rows: `source=CATSMILE("A8")`, `line(…, row="A7")`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, get_args

from derive.catalogue import PACKAGE, load
from derive.language.claims import Example, Identity
from derive.language.families import Definition, Entry
from derive.language.page import Page
from derive.language.typeset import latex, text
from derive.targets import catalogue

RowVerdict = Literal["true", "definition", "erratum", "open"]
Kind = Literal["claim", "line", "definition", "example"]

TABLE = "inventory.toml"
VERDICTS: tuple[RowVerdict, ...] = get_args(RowVerdict)


@dataclass(frozen=True, slots=True)
class Row:
    """A formula as a document prints it, in LaTeX, and what an honest check says of it.

    `lines` are those of the document, empty for what it leaves out; `note_zh` is the note in Chinese; `instead`
    are, for an erratum without a formula, the rows that state what is right.
    """

    id: str
    document: str
    lines: str
    formula: str
    verdict: RowVerdict
    note: str = ""
    note_zh: str = ""
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Where a page states a row: a claim, one `line` of a derivation, a definition, an example."""

    id: str
    kind: Kind
    text: str
    latex: str
    expected: str = "proved"
    line: int | None = None

    @property
    def place(self) -> str:
        """`softargmax.jacobian, line 6`"""
        return self.id if self.line is None else f"{self.id}, line {self.line}"


@dataclass(frozen=True, slots=True)
class StatedRow:
    """A row with all that states it, in the catalogue's order."""

    row: Row
    statements: tuple[Statement, ...]


def rows() -> tuple[Row, ...]:
    """The rows of the table, in the documents' order. Raises `ValueError` for a row that makes no sense."""
    table = resources.files(PACKAGE).joinpath(TABLE).read_text(encoding="utf-8")
    found = tuple(_row(fields) for fields in tomllib.loads(table)["row"])
    names = [row.id for row in found]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{TABLE}: the row {name} stands there twice")
    for row in found:
        for name in set(row.instead) - set(names):
            raise ValueError(f"{TABLE}, row {row.id}: there is no row {name}")
    return found


def stated_rows(pages: Iterable[Page] | None = None) -> tuple[StatedRow, ...]:
    """Every row of the table with the statements of it on these pages, or in the whole catalogue.

    Raises `ValueError` where a page names a row that the table does not have.
    """
    by_row: dict[str, list[Statement]] = {row.id: [] for row in rows()}
    for page in catalogue_pages() if pages is None else pages:
        for name, statement in _statements(page):
            if name not in by_row:
                raise ValueError(f"{statement.place} names the row {name}, which {TABLE} does not have")
            if not _repeats(statement, by_row[name]):
                by_row[name].append(statement)
    return tuple(StatedRow(row, tuple(by_row[row.id])) for row in rows())


def catalogue_pages() -> tuple[Page, ...]:
    """The pages of the catalogue, loaded, in the order to read them."""
    return tuple(load(target.path) for target in catalogue())


def _row(fields: dict[str, Any]) -> Row:
    row = Row(**fields | {"instead": tuple(fields.get("instead", ()))})
    if row.verdict not in VERDICTS:
        raise ValueError(f"{TABLE}, row {row.id}: {row.verdict!r} is none of {', '.join(VERDICTS)}")
    if not row.id.startswith(row.document):
        raise ValueError(f"{TABLE}, row {row.id}: it is no row of document {row.document}")
    return row


def _statements(page: Page) -> Iterator[tuple[str, Statement]]:
    """The rows that a page names, each with its statement."""
    for definition in page.definitions:
        statement = _definition(page, definition)
        for row in definition.source.rows if definition.source else ():
            yield row, statement
    for stated in page.identities.values():
        yield from _example(stated) if isinstance(stated, Example) else _identity(stated)


def _definition(page: Page, definition: Definition) -> Statement:
    head, body = Entry(definition, *definition.parameters), definition.body
    return Statement(
        f"{page.name}.{definition.name}",
        "definition",
        f"{text(head)} = {text(body)}",
        f"{latex(head)} = {latex(body)}",
    )


def _example(example: Example) -> Iterator[tuple[str, Statement]]:
    for row in example.rows:
        yield (
            row,
            Statement(example.id, "example", example.claim_text, example.claim_latex, example.expected),
        )


def _identity(identity: Identity) -> Iterator[tuple[str, Statement]]:
    """The rows of the claim; those of its lines too, where the claim does not name them or is an erratum."""
    of_claim = identity.source.rows if identity.source else ()
    for row in of_claim:
        yield (
            row,
            Statement(identity.id, "claim", identity.claim_text, identity.claim_latex, identity.expected),
        )
    for number, line in enumerate(identity.lines, 1):
        for row in line.rows:
            if row not in of_claim or identity.expected == "refuted":
                shown, set_ = f"… = {text(line.written)}", rf"\dots = {latex(line.written)}"
                yield row, Statement(identity.id, "line", shown, set_, identity.expected, number)


def _repeats(statement: Statement, before: Iterable[Statement]) -> bool:
    """Whether it is a definition that another page imported."""
    return statement.kind == "definition" and any(
        other.kind == "definition" and other.text == statement.text for other in before
    )
