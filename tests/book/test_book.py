"""The books: what they hold; and, where the tools are installed, that they compile and work in a browser."""

import json
import os
import re
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from markupsafe import escape

from derive import runner
from derive.book import contents, diagrams
from derive.book.contents import TITLES, Chapter, book, without_proof
from derive.catalogue import load
from derive.codegen import NoCode
from derive.codegen.lowering import lowered
from derive.commands.book import command
from derive.inventory import catalogue_pages
from derive.proofs.work import judge
from derive.report.html import book as html
from derive.report.latex import book as latex, pdf
from derive.targets import targets

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MODULES = Path(os.environ.get("DERIVE_NODE_MODULES", HERE / "node_modules"))
BROWSER = (
    CHROMIUM
    and shutil.which("node")
    and (MODULES / "playwright-core").is_dir()
    and (MODULES / "axe-core").is_dir()
)


@pytest.fixture(scope="session")
def run():
    """The check of the whole catalogue, once, with the numbers of every line and the code."""
    return runner.check(targets(()), work=runner.Work(judge=judge))


@pytest.fixture(scope="session")
def made(run):
    return book(catalogue_pages(), run)


@pytest.fixture(scope="session")
def chinese(run):
    return book(catalogue_pages(), run, "zh")


@pytest.fixture(scope="session")
def pictures():
    return diagrams.diagrams()


@pytest.mark.slow
def test_every_identity_has_its_number(made):
    pages = catalogue_pages()
    assert [each.proof.id for each in made.identities] == [
        each.id for page in pages for each in page.identities.values()
    ]
    assert made.identities[0].number == "1.1"
    assert len(set(made.numbers.values())) == len(made.identities)
    assert without_proof(made) == ()


@pytest.mark.slow
def test_what_is_not_as_it_should_be_is_said_in_front(run):
    first, *rest = run.results
    doubted = replace(run, results=(replace(first, verdict="undecided"), *rest))
    made = book((load("softargmax"),), doubted)
    assert [each.number for each in without_proof(made)] == ["1.1"]
    assert "Not everything" in html.document(made)
    assert "Not everything" in latex.document(made)


@pytest.mark.slow
def test_the_errata(made):
    rows = {each.row.row.id: each for each in made.errata}
    assert set(rows) == {"B5", "B6", "B15", "E5"}
    for name in ("B5", "B6", "B15"):
        assert rows[name].printed
        assert rows[name].right
        assert all(each.proof.counterexample for each in rows[name].printed)
    assert rows["E5"].right
    text = latex.document(made)
    assert text.count(r"\counterexample{") >= 6, "each in its chapter and among the errata"
    assert r"\ell^{(i)} = -y^{(i)} \log y^{(i)}" in text, "as the document prints it"
    assert "Printed in line 35:" in text


@pytest.mark.slow
def test_references_are_numbers(made):
    for text in (latex.document(made), html.document(made)):
        assert "(1.1)" in text
    labels = set(re.findall(r"\\identityhead\{[^}]*\}\{([^}]*)\}", latex.document(made)))
    assert set(re.findall(r"\\hyperref\[([^]]*)\]", latex.document(made))) <= labels
    page = html.document(made)
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)


@pytest.mark.slow
def test_the_indexes(made):
    assert "quotient rule" in made.reasons
    assert all(used for used in made.reasons.values())
    assert [each.proof.id for each in made.index] == sorted(each.proof.id for each in made.identities)


@pytest.mark.slow
def test_chinese(chinese):
    for text in (latex.document(chinese), html.document(chinese)):
        for words in ("微分恒等", "勘误", "软极参函数的求导", "索引", "交叉熵", "漏了对数", "原文第 35 行"):
            assert words in text


@pytest.mark.slow
def test_what_stands_in_the_chinese_book_is_chinese(chinese):
    """Every chapter's title and every statement's words, but for formulas alone and the titles of works."""
    for chapter in chinese.chapters:
        assert re.search("[一-鿿]", chapter.title), chapter.name
    for each in chinese.identities:
        words = "".join(part for part in each.proof.prose[0].spans if isinstance(part, str))
        assert re.search("[一-鿿]", words) or words.strip("。") == "", each.proof.id
    english = {"Proof", "Given", "Source", "instances", "exact", "refuted", "Counterexample"}
    page = html.document(chinese)
    for each in chinese.documents:
        page = page.replace(escape(each.title), "")
    shown = re.sub(r"<(script|style|pre).*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert not english & set(re.findall("[A-Za-z_]+", shown)), "a name such as exact_line_search is one word"


@pytest.mark.slow
def test_no_template_hides_a_word_behind_a_macro_of_its_name(made, chinese):
    for each in (made, chinese):
        page = html.document(each)
        assert "&lt;Macro" not in page
        assert "<Macro" not in page
        assert f"<title>{escape(each.title)}</title>" in page


def has_array_form(identity) -> bool:
    """Whether there are arrays that compute its right side; there are none of a power u^r, or of an inverse."""
    try:
        lowered(identity)
    except NoCode:
        return False
    return True


@pytest.mark.slow
def test_a_proved_identity_has_its_code_beside_it(made):
    page = html.document(made)
    stated = {each.id: each for one in catalogue_pages() for each in one.identities.values()}
    for each in made.identities:
        section = page[page.index(f'<article id="{each.proof.id}"') :].partition("</article>")[0]
        has_code = each.proof.proved and each.proof.kind == "=" and has_array_form(stated[each.proof.id])
        assert ('<pre tabindex="0" data-target="numpy"' in section) == has_code, each.proof.id
        assert ("Copy code" in section) == has_code, each.proof.id


@pytest.mark.slow
def test_every_step_shows_the_numbers_of_its_check(made):
    for each in made.identities:
        for line in each.proof.lines if each.proof.proved else ():
            assert len(line.numbers.instances) >= 3, each.proof.id
            assert line.numbers.differences.agrees


@pytest.mark.slow
def test_no_trace_of_internal_names(made, chinese):
    for text in (latex.document(made), html.document(chinese)):
        assert not re.search(r"Dummy|Symbol\(|<derive|object at 0x|_Xi_", text)


@pytest.mark.slow
def test_the_html_book_is_one_small_file(made, pictures):
    started = time.process_time()
    page = html.document(made, pictures)
    assert time.process_time() - started < 10
    assert len(page.encode()) < 16_000 * len(made.identities)
    assert not re.search(r'(src|href)="(?!#|data:)', page)
    assert "http:" not in re.sub(r"data:[^\"]*|xmlns[^>]*", "", page)


def test_overfull_boxes_are_measured():
    log = "Overfull \\hbox (3.5pt too wide) in\nOverfull \\hbox (12.25pt too wide)\n"
    assert pdf.overfull(log) == 12.25
    assert pdf.overfull("") == 0


def test_without_an_engine_it_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    (tmp_path / "book.tex").write_text("% !TEX program = xelatex\n", encoding="utf-8")
    with pytest.raises(pdf.NoPdf, match=r"xelatex not found.*apt-get install .*fonts-noto-cjk"):
        pdf.compile_pdf(tmp_path / "book.tex")


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "engine"), [("en", "pdflatex"), ("zh", "xelatex")])
def test_it_compiles_within_its_margins(lang, engine, made, chinese, pictures, tmp_path):  # noqa: PLR0917
    if not (shutil.which("latexmk") and shutil.which(engine)):
        pytest.skip(f"latexmk or {engine} is not installed")
    for picture in pictures:
        picture.write(tmp_path)
    source = tmp_path / "book.tex"
    source.write_text(latex.document(made if lang == "en" else chinese, pictures), encoding="utf-8")
    assert f"program = {engine}" in source.read_text(encoding="utf-8").splitlines()[0]
    found = pdf.compile_pdf(source)
    assert found.pages > 40
    assert found.overfull <= 2
    log = source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    assert not re.search(r"Missing character|undefined references|multiply.defined", log)


def test_latex_that_fails_is_told(tmp_path):
    if not (shutil.which("latexmk") and shutil.which("pdflatex")):
        pytest.skip("latexmk or pdflatex is not installed")
    source = tmp_path / "book.tex"
    source.write_text(r"\documentclass{article}\begin{document}\nothing\end{document}", encoding="utf-8")
    with pytest.raises(pdf.NoPdf, match="Undefined control sequence"):
        pdf.compile_pdf(source)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_works_in_a_browser(lang, made, chinese, pictures, tmp_path):
    if not BROWSER:
        pytest.skip("Chromium, node, or playwright-core and axe-core (DERIVE_NODE_MODULES) are not installed")
    path = tmp_path / "book.html"
    path.write_text(html.document(made if lang == "en" else chinese, pictures), encoding="utf-8")
    assert faults(path) == {}


@pytest.mark.slow
def test_a_faulty_page_is_found_faulty(made, tmp_path):
    if not BROWSER:
        pytest.skip("Chromium, node, or playwright-core and axe-core (DERIVE_NODE_MODULES) are not installed")
    page = html.document(made)
    bad = (
        r'<p>\frac{a}{b}</p><p style="width:900px">wide</p><a href="#nowhere">x</a>'
        '<img src="http://127.0.0.1:9/x.png"><script>throw new Error("oops")</script>'
    )
    path = tmp_path / "book.html"
    path.write_text(page.replace("</main>", f"{bad}</main>"), encoding="utf-8")
    assert set(faults(path)) >= {"formulas", "narrow", "links", "network", "console", "light", "dark"}


def faults(path: Path) -> dict[str, list[str]]:
    words = ["node", str(HERE / "browser.mjs"), str(CHROMIUM), str(MODULES), str(path)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=300, check=True)
    return json.loads(done.stdout)


# diagrams


def test_the_numbers_in_the_pictures():
    import numpy as np

    values = diagrams.jacobian(np.array(diagrams.SCORES))
    assert np.allclose(values.sum(axis=0), 0)
    curve = diagrams.loss_curve()
    assert np.isclose(curve.order, 2, atol=0.1)
    assert min(curve.true_errors) < 1e-9
    assert min(curve.errors) > 0.1, "no step hides that y was forgotten"


@pytest.mark.slow
def test_the_pictures(pictures):
    if not diagrams.available():
        pytest.skip("matplotlib is not installed")
    assert [each.name for each in pictures] == ["jacobian", "flow", "vcurve"]
    assert 'aria-label="回传的符号' in pictures[1].drawing("zh")
    for each in pictures:
        assert each.pdf.startswith(b"%PDF")
        assert 'role="img"' in each.svg
        assert "metadata" not in each.svg
    names = [name for each in pictures for name in re.findall(r'id="([^"]*)"', each.svg)]
    assert len(names) == len(set(names)), "several drawings stand in one page"


# the command


@pytest.mark.slow
def test_the_command(tmp_path):
    done = CliRunner().invoke(command, ["eol", "--output", str(tmp_path / "out"), "--no-pdf"])
    assert done.exit_code == 0, done.output
    assert {"book.tex", "book.html"} <= {each.name for each in (tmp_path / "out").iterdir()}
    assert "identities in" in done.output


OWN = r'''r"""Sums of my own.

Here $\alpha_k$ is a letter, as in p_k.
"""

from derive import *

n = dims("n")
k = index("k", n)
x = vector("x", n)
notes = Document("Q", "My <notes>")


@identity(Sum(x[k] + x[k], k), equals=2 * Sum(x[k], k), source=notes("1"))
def twice():
    r"""A sum is doubled, $\sum_k 2 x_k$."""


@identity(Sum(x[k] + x[k], k), equals=3 * Sum(x[k], k))
def thrice():
    """A sum is tripled."""
'''


def test_a_book_of_ones_own_has_its_title_and_its_sources(tmp_path):
    (tmp_path / "mine.py").write_text(OWN, encoding="utf-8")
    words = [str(tmp_path / "mine.py"), "--output", str(tmp_path / "out"), "--no-pdf", "--jobs", "1"]
    done = CliRunner().invoke(command, words)
    assert done.exit_code == 1, done.output
    assert "mine.thrice is refuted" in done.output
    assert "mine.twice" not in done.output
    page = (tmp_path / "out" / "book.html").read_text(encoding="utf-8")
    source = (tmp_path / "out" / "book.tex").read_text(encoding="utf-8")
    assert "<h1>Sums of my own</h1>" in page.replace(".</h1>", "</h1>")
    assert "My &lt;notes&gt;" in page
    assert "CATSMILE" not in page + source
    assert "<msub><mi>α</mi><mi>k</mi></msub>" in page
    assert r"$\alpha_k$" in source
    again = CliRunner().invoke(command, [*words, "--title", "My <book>", "--auto", "--time-limit", "60"])
    assert again.exit_code == 1
    assert "<h1>My &lt;book&gt;</h1>" in (tmp_path / "out" / "book.html").read_text(encoding="utf-8")


def test_a_page_runs_in_workers_alone(tmp_path, capfd):
    """Also when the book is composed, for which the pages are loaded once more."""
    noted = tmp_path / "pids"
    loud = f"\nimport os\nprint('PRINTED')\nopen({str(noted)!r}, 'a').write(f'{{os.getpid()}}\\n')\n"
    (tmp_path / "loud.py").write_text(OWN + loud, encoding="utf-8")
    CliRunner().invoke(command, [str(tmp_path / "loud.py"), "--output", str(tmp_path / "out"), "--no-pdf"])
    assert (tmp_path / "out" / "book.html").exists()
    assert str(os.getpid()) not in noted.read_text().split()
    assert "PRINTED" not in capfd.readouterr().out


SOME = ["softargmax", "cross_entropy", "attention", "softmax_layer", "elementary_functions", "optimisation"]


@pytest.mark.parametrize(
    ("names", "lang", "title", "below"),
    [
        (SOME[:1], "en", "Softargmax", "A page of the catalogue"),
        (SOME[:2], "en", TITLES["en"][0], "From the catalogue: Softargmax, Cross-entropy"),
        (SOME[:2], "zh", TITLES["zh"][0], "选自全书：Softargmax"),
        (
            SOME[:5],
            "en",
            TITLES["en"][0],
            "Attention, The softmax layer: forward and backward and one page more",
        ),
        (SOME, "en", TITLES["en"][0], " and 2 pages more"),
    ],
)
def test_a_book_of_selected_pages_says_which(names, lang, title, below):
    pages = tuple(map(load, names))
    without = Chapter(1, "", "", (), (), (), ())
    chapters = tuple(replace(without, title=page.title) for page in pages)
    found = contents._titles(pages, chapters, lang)
    assert found[0] == title
    assert below in found[1]
