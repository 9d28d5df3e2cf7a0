"""JSON lines and Parquet hold the same rows, all columns in each, in whatever way the run ended."""

from pathlib import Path

import pytest

from derive.report.rows import BATCH, COLUMNS, JsonLines, Parquet, read
from derive.results import PageProblem, PageSummary, Result

PAGE = PageSummary("a\udcff.md", "Notes", "a\udcff.md", (), 0.1, is_document=True)
WRONG = Result(
    "a.md:3:1", "refuted", "x", "x = y", file="a.md", line=3, column=1, kind="equality", seconds=float("inf")
)
FINDINGS = (PAGE, WRONG, PageProblem("b.md", "missing", "there is no such file"))


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
