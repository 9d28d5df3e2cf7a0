"""The inventory: the table is whole, and every row of it stands on a page."""

import re

import pytest
from click.testing import CliRunner, Result as Outcome

from derive import inventory
from derive.cli import cli
from derive.inventory import StatedRow, rows, stated_rows

IDS = ["A1", "A1b", *(f"A{number}" for number in range(2, 43))]
IDS += [
    f"{letter}{number}"
    for letter, count in zip("BCDE", (19, 12, 8, 10), strict=True)
    for number in range(1, count + 1)
]

NO_FORMULA = {"E5"}
"""Errata that are programs: there is nothing to refute, and other rows say what is right."""


@pytest.fixture(scope="module")
def stated() -> dict[str, StatedRow]:
    return {each.row.id: each for each in stated_rows()}


def test_the_table_has_every_row_once_in_the_documents_order():
    assert [row.id for row in rows()] == IDS


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_row_says_what_a_reader_needs(row: inventory.Row):
    assert row.formula
    assert re.fullmatch(r"(\d+(–\d+)?(, \d+(–\d+)?)*)?", row.lines)
    assert row.lines or row.verdict == "open"
    assert row.note or row.verdict != "erratum"
    assert not row.note or row.note.endswith(".")
    assert row.formula.count("{") == row.formula.count("}")


def test_every_row_is_stated(stated: dict[str, StatedRow]):
    missing = {name for name, each in stated.items() if not each.statements}
    assert missing == NO_FORMULA


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_it_is_stated_as_what_it_is(row: inventory.Row, stated: dict[str, StatedRow]):
    statements = stated[row.id].statements
    if not statements:
        assert row.instead
        return
    kinds = {(statement.kind, statement.expected) for statement in statements}
    match row.verdict:
        case "definition":
            assert ("definition", "proved") in kinds
        case "erratum":
            assert {expected for _, expected in kinds} == {"refuted", "proved"}
        case _:
            assert {expected for _, expected in kinds} == {"proved"}
            assert kinds - {("definition", "proved")}


def test_a_page_names_no_row_that_the_table_lacks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inventory, "rows", lambda: tuple(row for row in rows() if row.id != "A8"))
    with pytest.raises(ValueError, match=r"softargmax\.jacobian names the row A8"):
        stated_rows()


def sources(*words: str) -> Outcome:
    return CliRunner().invoke(cli, ["sources", *words])


def test_an_erratum_is_shown_with_its_numbers_and_the_right_line():
    outcome = sources("B6")
    printed, refuted, right = (
        next(number for number, line in enumerate(outcome.output.splitlines()) if f"  {word}: " in line)
        for word in ("printed", "refuted", "right")
    )
    assert printed < refuted < right
    assert "ℓ_i = −Σ_k δ_{k,y_i} A_ik" in outcome.output
    assert "left 0, right -1" in " ".join(outcome.output.split())
    assert outcome.output.splitlines()[-1].startswith("1 row · 1 erratum · ")
    assert outcome.exit_code == 0


def test_an_erratum_without_a_formula_brings_the_rows_that_are_right():
    outcome = sources("E5", "-v")
    assert r"\texttt{class Softmax}" in outcome.output
    assert "1 remark" in outcome.output
    assert "✓ E4" in outcome.output
    assert outcome.exit_code == 0


def test_what_is_no_document_and_no_row_is_refused():
    outcome = sources("B60")
    assert outcome.exit_code == 2
    assert "'B60' is no document and no row; did you mean B6" in outcome.output


def test_a_row_that_nothing_states_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inventory, "stated_rows", lambda: (StatedRow(rows()[0], ()),))
    outcome = sources()
    assert "missing" in outcome.output
    assert outcome.exit_code == 1
