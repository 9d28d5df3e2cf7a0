"""A corpus in figures: every row is counted once, kinds are told by what they have in common, names are harmless."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import cli
from derive.report import corpus_words
from derive.report.corpus import SHOWN, Corpus, kind_of, percent
from derive.report.rows import COLUMNS
from derive.results.evidence import VERDICTS


def row(document: str, kind: str, verdict: str | None = None, **more: object) -> dict[str, object]:
    made = dict.fromkeys(COLUMNS) | {"document": document, "kind": kind, "verdict": verdict, "seconds": 0.5}
    return made | {"file": document, "id": f"{document}:3:1", "line": 3} | more


def rows(count: int = 40) -> list[dict[str, object]]:
    found = []
    for number in range(count):
        name = f"{number}.md"
        found += [
            row(name, "document"),
            row(name, "definition", "definition"),
            row(name, "equality", "proved"),
        ]
        found += [row(name, "equality", "refuted", slip="sign")] * (number % 4)
        found += [row(name, "equality", "unreadable", message=f"“x{number}” is not read; at {number}")]
    found += [row("bare.md", "document"), row("gone.md", "problem", "missing", message="no such file")]
    return found


def test_every_row_is_counted_once():
    corpus = Corpus(rows())
    assert (corpus.documents, corpus.equalities, corpus.unjudged) == (41, 140, 1)
    assert dict(corpus.verdicts) == {"definition": 40, "proved": 40, "refuted": 60, "unreadable": 40}
    assert {verdict: count for verdict, count, _ in corpus.shares} == {
        "proved": 40,
        "refuted": 60,
        "unreadable": 40,
    }
    [sign] = corpus.slips.values()
    assert (sign.name, sign.count, [each["document"] for each in sign.examples]) == (
        "sign",
        60,
        ["1.md", "2.md", "3.md"],
    )
    assert {kind.name: kind.count for kind in corpus.unread.values()} == {"… is not read": 40}
    assert {kind.name: kind.count for kind in corpus.problems.values()} == {"missing": 1}


def test_the_worst_documents_come_first():
    corpus = Corpus(rows())
    assert len(corpus.worst) == SHOWN
    assert [sheet.verdicts["refuted"] for sheet in corpus.worst][:11] == [3] * 10 + [2]
    assert corpus.worst[0].name == "3.md"
    assert corpus.slowest[0].verdicts["refuted"] == 3


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("\\oint is not read", "\\oint is not read"),
        ("x_2 in 30 places", "x_2 in … places"),
        (
            "the words “if x > 0” may state a condition; without that, left 1",
            "the words “…” may state a condition",
        ),
        (None, "no reason given"),
    ],
)
def test_what_belongs_to_a_place_alone_makes_no_kind(message: str | None, kind: str):
    assert kind_of(message) == kind.replace("“…”", "…")


@pytest.mark.parametrize(
    ("share", "said"),
    [(1, "100 %"), (0.9999999, "99.99 %"), (0.5, "50 %"), (0.0421, "4.2 %"), (1e-9, "0.01 %")],
)
def test_a_share_says_neither_nothing_nor_all_of_a_part(share: float, said: str):
    assert percent(share) == said


def test_the_page_escapes_what_strangers_wrote_and_links_to_places(tmp_path: Path):
    bad = row("<b>.md", "equality", "refuted", slip="<script>", id="<b>.md:3:1", line=3)
    lines = tmp_path / "found.jsonl"
    lines.write_text("".join(json.dumps(each) + "\n" for each in [row("<b>.md", "document"), bad]))
    outcome = CliRunner().invoke(
        cli,
        ["report", str(lines), "--html", str(tmp_path / "r.html"), "--links", "https://e.org/{file}#L{line}"],
    )
    assert outcome.exit_code == 0, outcome.output
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "<script>" not in page
    assert "<b>" not in page
    assert 'href="https://e.org/%3Cb%3E.md#L3"' in page
    assert "100 %" in page


def test_in_the_terminal_and_for_another_file(tmp_path: Path):
    lines = tmp_path / "found.jsonl"
    lines.write_text("".join(json.dumps(each) + "\n" for each in rows(4)))
    said = CliRunner().invoke(cli, ["report", str(lines)]).output
    assert "5 documents · 14 equalities" in said
    assert (
        "10 documents · 28 equalities" in CliRunner().invoke(cli, ["report", str(lines), str(lines)]).output
    )
    assert "sign" in said
    lines.write_text("{}\n")
    refused = CliRunner().invoke(cli, ["report", str(lines)])
    assert refused.exit_code == 2
    assert "no rows of a check: line 1 of" in refused.output


def test_in_chinese(tmp_path: Path):
    lines = tmp_path / "found.jsonl"
    lines.write_text("".join(json.dumps(each) + "\n" for each in rows(4)))
    said = CliRunner().invoke(cli, ["report", str(lines), "--lang", "zh"]).output
    assert "5 份文档 · 14 个等式" in said
    assert "符号" in said
    assert "sign" not in said
    written = CliRunner().invoke(
        cli, ["report", str(lines), "--lang", "zh", "--html", str(tmp_path / "r.html")]
    )
    assert written.exit_code == 0, written.output
    page = (tmp_path / "r.html").read_text("utf-8")
    assert 'lang="zh-Hans"' in page
    assert "不成立的等式，按错误类型" in page
    assert not {"documents", "verdict", "how often", "refuted"} & set(re.findall(r">([^<>]+)<", page))


def test_every_phrase_is_used_and_every_table_has_one():
    source = "".join(path.read_text("utf-8") for path in Path(corpus_words.__file__).parent.rglob("*corpus*"))
    for name in corpus_words.PHRASES.keys() - {*VERDICTS, "no known slip", "others"}:
        assert source.count(f'"{name}"') + source.count(f"'{name}'") > 1, name
    assert {table for table, _, _ in Corpus(rows()).tables} <= corpus_words.PHRASES.keys()
