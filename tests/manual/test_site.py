"""The manual as a site: every chapter is in it, its links lead somewhere, and a link that does not is an error."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted(path.stem for path in (ROOT / "docs").glob("*.md"))


def built(docs, out):
    """A run of the one command."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", str(docs), str(out)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=300)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site."""
    folder = tmp_path_factory.mktemp("manual")
    run = built(ROOT / "docs", folder)
    assert run.returncode == 0, run.stderr[-3000:]
    return folder


@pytest.mark.slow
def test_every_chapter_is_listed(site):
    index = (site / "index.html").read_text(encoding="utf-8")
    assert {f"{name}.html" for name in CHAPTERS} - set(re.findall(r'href="([\w-]+\.html)', index)) <= {
        "index.html"
    }


@pytest.mark.slow
def test_search_finds_words_of_the_gallery_and_names_of_the_reference(site):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert "gallery" in index
    assert "check_files" in index


@pytest.mark.slow
def test_nothing_is_fetched(site):
    pages = "".join(path.read_text(encoding="utf-8") for path in site.glob("*.html"))
    assert not re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="https?://[^"]*"', pages)


@pytest.mark.slow
def test_a_link_that_leads_nowhere_is_an_error(tmp_path):
    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", docs, ignore=shutil.ignore_patterns("__pycache__", "reference.md"))
    page = docs / "trust.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[lost](nowhere.md)\n", encoding="utf-8")
    run = built(docs, tmp_path / "out")
    assert run.returncode != 0
    assert "nowhere.md" in run.stderr
