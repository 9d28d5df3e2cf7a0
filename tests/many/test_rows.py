"""JSON lines and Parquet hold the same rows, all columns in each, in whatever way the run ended."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import cli
from derive.language.sayings import Saying
from derive.report.rows import BATCH, COLUMNS, JsonLines, Parquet, read
from derive.results import PageProblem, PageSummary, Result

PAGE = PageSummary("a\udcff.md", "Notes", "a\udcff.md", (), 0.1, is_document=True)
WRONG = Result(
    "a.md:3:1", "refuted", "x", "x = y", file="a.md", line=3, column=1, kind="equality", seconds=float("inf")
)
FINDINGS = (PAGE, WRONG, PageProblem("b.md", "missing", Saying("there is no such file")))


@pytest.mark.parametrize("kind", [JsonLines, Parquet])
def test_rows_come_back(tmp_path: Path, kind):
    path = tmp_path / f"rows.{kind.__name__.lower()}"
    with kind(path) as rows:
        for finding in FINDINGS:
            rows.found(finding)
    found = list(read(path))
    assert [each["kind"] for each in found] == ["document", "equality", "problem"]
    assert [each["document"] for each in found][1:] == [found[0]["document"], "b.md"]
    assert all(each.keys() == COLUMNS.keys() for each in found)
    assert (found[1]["line"], found[1]["seconds"], found[1]["as_expected"]) == (3, None, False)


def test_many_rows_are_written_as_they_come(tmp_path: Path):
    with Parquet(tmp_path / "rows.parquet") as rows:
        for _ in range(BATCH + 1):
            rows.found(PAGE)
        assert len(rows.waiting) == 1
    assert sum(1 for _ in read(tmp_path / "rows.parquet")) == BATCH + 1


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path):
    path = tmp_path / "rows.jsonl"
    with JsonLines(path) as rows:
        rows.found(PAGE)
        rows.found(WRONG)
    path.write_text(path.read_text()[:-9])
    assert [each["kind"] for each in read(path)] == ["document"]


@pytest.mark.parametrize("text", ["[]\n", "{}\n", "no json\n"])
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.parquet"])
def test_another_file_is_refused(tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match=r"\w"):
        list(read(tmp_path / name))


def test_a_check_writes_both_and_a_report_reads_them(tmp_path: Path):
    (tmp_path / "notes.md").write_text("For numbers $$(a + b)^2 = a^2 + a b + b^2$$ and $$a + a = 2 a$$\n")
    lines, table = tmp_path / "found.jsonl", tmp_path / "found.parquet"
    check = [
        "check",
        str(tmp_path / "notes.md"),
        "--no-cache",
        "--json-lines",
        str(lines),
        "--parquet",
        str(table),
    ]
    assert CliRunner().invoke(cli, check).exit_code == 1
    assert list(read(lines)) == list(read(table))
    assert [each["verdict"] for each in read(lines)] == [None, "refuted", "proved"]
    said = [CliRunner().invoke(cli, ["report", str(each)]).output for each in (lines, table)]
    assert said[0] == said[1]
    assert "1 documents · 2 equalities" in said[0]
