"""The author's own page: the document as it is, every = marked, nothing in it taken for HTML."""

import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import cli as main
from derive.documents.finding import find
from derive.documents.macros import Macro
from derive.report.html import markdown_prose, tex_prose
from derive.report.html.expanding import expanded
from derive.report.html.marks import formula

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MODULES = Path(os.environ.get("DERIVE_NODE_MODULES", HERE.parent / "book" / "node_modules"))
BROWSER = CHROMIUM and shutil.which("node") and (MODULES / "playwright-core").is_dir()

NOTES = r"""# Softmax & its slope

Softmax is $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$, so *its sum* is one: $\sum_i p_i = 1$. <script>alert(1)</script>

## Slope

$$\frac{\partial p_i}{\partial z_i} = p_i (1 + p_i)$$

- In a list, $\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)$.

$$\begin{aligned} 1 - p_i &= \sum_j p_j - p_i \\ &= 1 - p_i \end{aligned}$$

![a picture](http://example.com/x.png) and `code = 1`, and [a link](javascript:alert(1)).

<!-- a comment -->
"""
PAPER = r"""\documentclass{article}
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
\title{A \emph{short} note}
\begin{document}
\maketitle
\section{Loss \& slope}
Let $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$ --- the \emph{softmax}. % a comment
\begin{itemize}
\item One: $\sum_i p_i = 1$.
\end{itemize}
\begin{theorem}[Slope]
\begin{equation}\label{e}
\pd{p_i}{z_j} = p_i (\delta_{ij} - p_j)
\end{equation}
\end{theorem}
See~\eqref{e} <b>.
\end{document}
"""


class Elements(HTMLParser):
    """The elements of a page, opened and closed in order, and what it would fetch."""

    VOID = ("meta", "link", "input", "br", "hr", "img")

    def __init__(self) -> None:
        super().__init__()
        self.open, self.met, self.fetched, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.met.append((tag, dict(attrs)))
        self.fetched += [value for key, value in attrs if key == "src" and value]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"{tag} is closed in {self.open}"

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.text.append(data)


def read(page: str) -> Elements:
    made = Elements()
    made.feed(page)
    assert made.open == []
    return made


def written(path: Path, text: str, name: str = "notes.md") -> str:
    (path / name).write_text(text, encoding="utf-8")
    CliRunner().invoke(main, ["check", str(path / name), "--html", str(path / "page.html")])
    return (path / "page.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    return written(tmp_path_factory.mktemp("notes"), NOTES)


def test_the_document_stands_as_it_is(notes):
    made = read(notes)
    assert "<h1>Softmax &amp; its slope</h1>" in notes
    assert "<h2>Slope</h2>" in notes
    assert "<em>its sum</em>" in notes
    assert re.search(r"<li>In a list, <math>", notes)
    assert "a comment" not in notes
    assert "code = 1" in "".join(made.text)
    assert "\\frac" not in "".join(made.text)


def test_every_equals_is_marked_in_its_place(notes):
    made = read(notes)
    marks = [given for tag, given in made.met if tag == "mover" and "data-for" in given]
    assert [each["class"].split()[1] for each in marks] == [
        "is-definition", "is-proved", "is-refuted", "is-proved", "is-proved", "is-proved",
    ]  # fmt: skip
    ids = {given.get("id") for _, given in made.met}
    assert {each["data-for"] for each in marks} <= ids


def test_a_finding_tells_numbers_hint_and_proof(notes):
    text = " ".join("".join(read(notes).text).split())
    assert "left 0, right 2" in text
    assert "hint: the sign" in text
    assert "Proof (the machine's own derivation)" in text
    assert "quotient rule" in text or "differentiate" in text


def test_nothing_in_a_document_is_markup(notes):
    made = read(notes)
    assert "<script>alert" not in notes
    assert made.fetched == []
    assert all(not str(given.get("href", "")).startswith("javascript") for _, given in made.met)
    assert not [tag for tag, _ in made.met if tag == "img"]


HOSTILE = {
    'x"><i>y.md': "# A <i>title</i>\n\n$a + a = 2 a$",
    "in a formula.md": "$$a = \\text{<img src=x onerror=alert(1)>} \\href{javascript:x}{b} <script>$$",
    "in a title.md": "# $a</math><script>alert(1)</script>$\n\n$a + a = 2a$",
    "in code.md": "`<script>alert(1)</script>`\n\n```\n</pre><script>\n```\n\n$a + a = 2a$",
    "in a picture.md": '![$a"onerror="x$](y) $a + a = 2a$',
    "in tex.tex": r"\section{<script>x</script>} \href{javascript:x}{<b>} \verb|<i>| $a + a = 2a$",
}


@pytest.mark.parametrize(("name", "text"), HOSTILE.items(), ids=HOSTILE)
def test_a_hostile_document_changes_no_page(name, text, tmp_path):
    made = read(written(tmp_path, text, name))
    assert [tag for tag, _ in made.met if tag in ("script", "i", "b", "img", "iframe")] == ["script"]
    assert not [key for _, given in made.met for key in given if key.startswith("on")]
    assert made.fetched == []


def test_latex_stands_as_it_is(tmp_path):
    page = written(tmp_path, PAPER, "paper.tex")
    read(page)
    assert "<h1>A <em>short</em> note</h1>" in page
    assert "<h2>Loss &amp; slope</h2>" in page
    assert "the <em>softmax</em>" in page
    assert "a comment" not in page
    assert "<b>Theorem (Slope).</b>" in page
    assert page.count("mark is-proved") == 2
    assert "See (e) &lt;b&gt;." in page.replace("\u00a0", " ")


def test_several_documents_become_a_site(tmp_path):
    for name in ("a.md", "b.md", 'x"><i>y.md'):
        path = tmp_path / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# Title <b>\n\n$a + a = 2 a$\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(tmp_path / "notes"), "--html", str(tmp_path / "site")])
    assert done.exit_code == 0, done.output
    names = sorted(each.name for each in (tmp_path / "site").iterdir())
    assert len(names) == 4
    index = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    made = read(index)
    links = {given["href"] for tag, given in made.met if tag == "a"}
    assert links == set(names) - {"index.html"}
    assert not [tag for tag, _ in made.met if tag in ("i", "b")]


def test_several_documents_on_one_page(tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(f"# Of {name}\n\n$a + a = 2 a$", encoding="utf-8")
    words = ["check", str(tmp_path / "a.md"), str(tmp_path / "b.md"), "--html", str(tmp_path / "both.html")]
    assert CliRunner().invoke(main, words).exit_code == 0
    page = (tmp_path / "both.html").read_text(encoding="utf-8")
    ids = re.findall(r' id="(finding-\d+)"', page)
    assert len(ids) == len(set(ids)) == 2
    assert "<h1>Of a.md</h1>" in page
    assert "<h1>Of b.md</h1>" in page


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "a.md").write_text("$a + a = 2 a$", encoding="utf-8")
    words = ["check", str(tmp_path / "a.md"), "--html", str(tmp_path / "a.md")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "$a + a = 2 a$"


# a document's own commands


EXPANDED = {
    "no argument": ({"bw": Macro(r"\mathbf{w}")}, r"\bw x", r"{\mathbf{w}}x"),
    "two arguments": ({"pd": Macro(r"\frac{#1}{#2}", 2)}, r"\pd{a}b", r"{\frac{a}{b}}"),
    "an optional one": ({"n": Macro("#1_{#2}", 2, "x")}, r"\n[y]{k} \n{k}", r"{y_{k}} {x_{k}}"),
    "one in another": ({"a": Macro(r"\b"), "b": Macro("cc")}, r"\a", "{{cc} }"),
    "itself": ({"a": Macro(r"\a\a")}, r"\a", None),
    "unknown": ({}, r"\foo{x}", r"\foo{x}"),
}


@pytest.mark.parametrize(("macros", "source", "made"), EXPANDED.values(), ids=EXPANDED)
def test_commands_are_put_in(macros, source, made):
    found = expanded(source, macros)
    assert len(found) <= 50_000
    if made is not None:
        assert found.replace(" ", "") == made.replace(" ", "")


def test_prose_without_findings():
    def none(_: list[int]) -> str:
        return ""

    assert "<li>one</li>" in markdown_prose.rendered("- one\n- two", (), (), none)
    assert tex_prose.rendered(r"a \textbf{b} \unknown{c}", (), none) == "<p>a <strong>b</strong> c</p>\n"
    document = find("$a = b$", ".md")
    assert "<mi>a</mi>" in formula(document, document.fragments[0], ())


def test_it_works_in_a_browser(notes, tmp_path):
    if not BROWSER:
        pytest.skip("Chromium, node or playwright-core and axe-core (DERIVE_NODE_MODULES) are not installed")
    path = tmp_path / "page.html"
    path.write_text(notes, encoding="utf-8")
    assert faults(path) == []
    bad = notes.replace("</main>", '<p style="width:900px">x</p><img src="http://127.0.0.1:9/x.png"></main>')
    bad = bad.replace("data-for=", "data-none=").replace("mtd[columnalign", "td[columnalign")
    path.write_text(bad, encoding="utf-8")
    found = {each.partition(":")[0] for each in faults(path)}
    assert found >= {"wide", "network", "marks", "aligned", "light", "dark"}


def faults(path: Path) -> list[str]:
    words = ["node", str(HERE / "own_page.mjs"), str(CHROMIUM), str(MODULES), str(path)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=120, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("words", [["prove", "softargmax.total", "--format", "html"], ["book", "softargmax"]])
def test_without_the_extra_it_is_named(words, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("derive.commands.options.find_spec", lambda name: None)
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert 'pip install "derive-check[html]"' in done.output
    assert not list(tmp_path.iterdir())
