"""Documents: each says in itself, line by line, what must be found of it."""

import importlib.util
import json
import random
import re
import time
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from derive.cli import cli
from derive.documents import work
from derive.documents.finding import SUFFIXES, NoDocument, find
from derive.documents.judging import Judge
from derive.documents.reading import Reading
from derive.report.json_report import schema

_spec = importlib.util.spec_from_file_location(
    "documents_damage", Path(__file__).with_name("documents_damage.py")
)
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
damaged = _module.damaged

FOLDER = Path(__file__).parent / "documents"
DOCUMENTS = sorted(path for path in FOLDER.iterdir() if path.suffix in SUFFIXES)
MARKER = re.compile(r"(?:%!|<!--!) *([a-z ]*)")


def expected(path):
    """The verdicts that each line expects: `%! proved` inside mathematics, `<!--! proved -->` beside it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {
        number: [word for marker in MARKER.findall(line) for word in marker.split()]
        for number, line in enumerate(lines, 1)
        if MARKER.search(line)
    }


def judged(path):
    found = {}
    summary = work.describe(path)
    for identity in summary.identities:
        result = work.judge(path, identity.name, 1, 20.0)
        found.setdefault(result.line, []).append(result.verdict)
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_gets_the_verdicts_that_it_expects(path):
    assert judged(path) == {line: verdicts for line, verdicts in expected(path).items() if verdicts}


def test_there_are_enough_documents():
    assert len(DOCUMENTS) >= 20
    slips = [path for path in DOCUMENTS if any("refuted" in verdicts for verdicts in expected(path).values())]
    assert 2 * len(slips) >= len(DOCUMENTS)


# what is written about a run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    path = FOLDER / "cases.md"
    files = {name: folder / f"out.{name}" for name in ("json", "sarif", "html", "md", "xml")}
    words = ["check", str(path), "--json", files["json"], "--sarif", files["sarif"], "--html", files["html"]]
    words += ["--annotate", files["md"], "--junit", files["xml"]]
    done = CliRunner().invoke(cli, [str(word) for word in words])
    return done, {name: file.read_text(encoding="utf-8") for name, file in files.items()}, path


def test_the_terminal_tells_each_equality_at_its_place(run):
    done, _, path = run
    assert done.exit_code == 1
    assert f"{path}:26:35  refuted" in done.output
    assert "5 equalities" in done.output.replace("\n", " ")


def test_the_json_has_a_result_for_each_equality(run):
    _, written, path = run
    document = json.loads(written["json"])
    jsonschema.validate(document, schema())
    first = document["results"][0]
    assert (first["file"], first["line"], first["column"], first["kind"]) == (str(path), 3, 7, "definition")
    last = document["results"][-1]
    assert (last["verdict"], last["kind"], last["line"]) == ("refuted", "equality", 26)
    assert last["rhs"] == "-a_m a_n"
    assert last["end_column"] == last["column"] + len("= -a_m a_n")
    assert last["counterexample"]["left"] != last["counterexample"]["right"]
    assert [each["line"] for each in document["results"]] == [3, 6, 13, 15, 20, 26]


def test_sarif_names_the_places_of_what_is_wrong(run):
    _, written, _ = run
    found = json.loads(written["sarif"])["runs"][0]["results"]
    assert [each["locations"][0]["physicalLocation"]["region"]["startLine"] for each in found] == [15, 26]


def test_the_copy_keeps_every_line_and_adds_its_verdict(run):
    _, written, path = run
    before, after = path.read_text(encoding="utf-8").split("\n"), written["md"].split("\n")
    assert len(before) == len(after)
    assert all(new.startswith(old) for old, new in zip(before, after, strict=True))
    assert "% ✗" in after[25]
    assert after[12].endswith("<!-- ✓ -->")
    assert "✓" in after[12]


def test_the_page_shows_every_equality(run):
    _, written, _ = run
    assert written["html"].count("<tr><td>") == 6


def test_a_line_of_a_document_is_a_target():
    done = CliRunner().invoke(cli, ["check", f"{FOLDER / 'cases.md'}:13"])
    assert done.exit_code == 0
    assert "1 equality" in done.output


# nothing is run, nothing crashes


def test_nothing_in_a_document_is_run():
    trap = Path("/tmp/derive_was_here")
    trap.unlink(missing_ok=True)
    judged(FOLDER / "hostile.md")
    assert not trap.exists()


@pytest.mark.parametrize("seed", range(60))
def test_damaged_documents_are_read_without_a_crash(seed):
    generator = random.Random(seed)
    path = generator.choice(DOCUMENTS)
    text = damaged(path.read_text(encoding="utf-8"), generator)
    try:
        reading = Reading(find(text, path.suffix, path.name))
    except NoDocument:
        return
    equalities = list(reading.equalities())
    for equality in generator.sample(equalities, min(1, len(equalities))):
        result = Judge(reading, time_limit=3.0).judge(equality)
        assert result.verdict != "disagreement"
        assert result.message or result.verdict not in ("undecided", "unreadable")


def test_a_large_document_is_read_in_bounded_time():
    text = (FOLDER / "softmax_cross_entropy.md").read_text(encoding="utf-8")
    started = time.perf_counter()
    Reading(find("word " * 1_000_000 + text))
    assert time.perf_counter() - started < 20
