"""The manual's Python snippets run: those of one chapter in order, in one namespace."""

from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

DOCS = Path(__file__).resolve().parents[2] / "docs"
CHAPTERS = sorted(DOCS.glob("*.md"))
READER = Sybil(parsers=[PythonCodeBlockParser()], patterns=["*.md"])


def run(chapter):
    """Run its snippets; how many there are."""
    examples = list(READER.parse(chapter))
    for example in examples:
        example.evaluate()
    return len(examples)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=[each.stem for each in CHAPTERS])
def test_the_snippets_of_a_chapter_run(chapter, monkeypatch):
    monkeypatch.chdir(DOCS.parent)
    run(chapter)


def test_a_wrong_snippet_is_found(tmp_path):
    chapter = tmp_path / "chapter.md"
    chapter.write_text("```python\nx = 1\n```\n\n```python\nassert x == 2\n```\n")
    with pytest.raises(AssertionError):
        run(chapter)


def test_snippets_are_there():
    assert sum(len(list(READER.parse(each))) for each in CHAPTERS) > 20
