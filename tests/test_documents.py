"""Documents: each says in itself, line by line, what must be found of it."""

import re
from pathlib import Path

import pytest

from derive.documents import work
from derive.documents.finding import SUFFIXES

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
