"""Documents: each says in itself, line by line, what must be found of it."""

import importlib.util
import random
import re
import time
from pathlib import Path

import pytest

from derive.documents import work
from derive.documents.finding import SUFFIXES, NoDocument, find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading

_spec = importlib.util.spec_from_file_location("damage", Path(__file__).with_name("damage.py"))
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
damaged = _module.damaged

FOLDER = Path(__file__).parent
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


@pytest.mark.parametrize("words", [250_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_a_large_document_is_read_in_bounded_time(words):
    text = (FOLDER / "softmax_cross_entropy.md").read_text(encoding="utf-8")
    started = time.process_time()
    Reading(find("word " * words + text))
    assert time.process_time() - started < 20 * words / 1_000_000
