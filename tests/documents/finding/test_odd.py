"""What is odd costs itself alone: it is reported at its place, and what follows is read."""

import gc
import time

import pytest

from derive.documents.finding import MOST, find
from derive.documents.finding.delimiters import LONGEST

REST = "\n\n$$ 0 = 1 $$\n"


def unread(text, suffix=".md"):
    document = find(text, suffix)
    return [(document.position(each.start), each.why.told()) for each in document.unread], document


@pytest.mark.parametrize("suffix", [".md", ".tex", ".org", ".rst", ".ipynb", ".html", ".txt"])
@pytest.mark.parametrize(
    "odd",
    [
        "We write $$ x = 2 and stop.",
        "$$\nx = 2\n",
        "$$ x = 2\n\n$$ 1 = 1 $$",
        "A $$ too many: $$ 2 = 2 $$ here.",
        "\\begin{align} x = 2",
        "\\[\nx = 2",
        "$$ x = 2 $\n",
    ],
)
def test_what_follows_an_odd_delimiter_is_read(odd, suffix):
    text = odd + REST
    if suffix == ".ipynb":
        import json

        text = json.dumps({"cells": [{"cell_type": "markdown", "source": text}]})
    problems, document = unread(text, suffix)
    assert document.text[document.fragments[-1].start : document.fragments[-1].end] == " 0 = 1 "
    assert len(problems) >= 1


def test_an_odd_one_is_reported_at_its_place():
    problems, _ = unread("One.\n\nTwo $$ x = 2." + REST)
    assert [at for at, _ in problems] == [(3, 5)]
    assert "$$" in problems[0][1]


def test_a_display_that_is_too_long_is_reported_and_what_follows_is_read():
    problems, document = unread("$$ x = " + "y + " * (LONGEST // 4) + "z $$" + REST)
    assert [at for at, _ in problems] == [(1, 1)]
    assert "20,000 characters" in problems[0][1]
    assert len(document.fragments) == 1


def test_formulas_beyond_the_limit_are_reported():
    problems, document = unread("$a = b$\n" * (MOST + 7))
    assert len(document.fragments) == MOST
    assert [at for at, _ in problems] == [(MOST + 1, 1)]
    assert "7 from here on are not" in problems[0][1]


def test_a_block_of_code_that_is_never_closed_is_reported():
    problems, _ = unread("Text.\n\n```python\nx\n" + REST)
    assert [at for at, _ in problems] == [(3, 1)]


def test_dollars_of_money_and_of_shells_are_no_fault():
    problems, _ = unread("It costs $$ or $5, and $HOME is a folder; $$ is the shell's number.")
    assert problems == []


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("We have $x_i = x_i and no end.", ".md"),
        ("| $b_i = b_i |", ".md"),
        ("$the loss we had is L = 3 and so on$", ".md"),
        (r"so \(a_i = a_i", ".md"),
        (r"so \\(a_i = a_i", ".md"),
        ("```math\na_i = a_i", ".md"),
        ("{math}`a_i = a_i", ".myst"),
        (r"<p>\(a_i = a_i</p>", ".html"),
        (r"<p>so \[a_i = a_i</p>", ".html"),
        ("<p><math><mi>x</mi><mo>=</mo><mn>3</mn></math></p>", ".html"),
        (":math:`a_i = a_i", ".rst"),
        (r"\(a_i = a_i", ".org"),
        (r"\begin{unheard} a_i = a_i \end{unheard}", ".tex"),
    ],
)
def test_what_is_not_read_is_told(text, suffix):
    problems, document = unread(text, suffix)
    assert len(problems) == 1
    assert document.fragments == []


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        (r"\ensuremath{a_i = a_i}", ".tex"),
        ("\\newenvironment{eq}{\\begin{equation}}{\\end{equation}}\n\\begin{eq}a_i = a_i\\end{eq}", ".tex"),
        (r"$b_i \mbox{ as $a_i = a_i$ holds}$", ".md"),
    ],
)
def test_what_is_read_all_the_same(text, suffix):
    problems, document = unread(text, suffix)
    (fragment,) = document.fragments
    assert problems == []
    assert "a_i = a_i" in document.text[fragment.start : fragment.end]


@pytest.mark.parametrize(
    "text",
    [
        "It is $5 and x_1 = 3 for $6.",
        "Set `$a_i = 3` and $HOME.",
        "See \\\\(this\\\\) = that.",
        "\\[a link\\] is (x = y).",
    ],
)
def test_what_is_no_mathematics_is_no_fault(text):
    assert unread(text)[0] == []


@pytest.mark.parametrize(
    "text",
    [
        r"\includegraphics[width=3cm]{a_b} and \label{eq_a=b}",
        r"\url{http://a_b?c=d} \verb|a_i = 3|",
        r"so $a_i = a_i$ and x = y",
    ],
)
def test_what_may_stand_outside_formulas(text):
    assert unread(text, ".tex")[0] == []


# time

HOSTILE = [
    "```\n", "```math\n", "~~~~\n", "<!-- ", "<!--\n", "-->", "<code>", "<pre>", "</pre>", "`", "` `` ",
    "$", "$$", "$$\n", "$a ", "$`", "\\[ ", "\\[\n", "\\( x", "\\\\[ ", "\\]", "\\begin{align}",
    "\\begin{align}\n", "\\end{align}", "\\begin{a", "\\newcommand{\\x}{", "\\newcommand{\\x}",
    "\\newcommand", "\\newcommand" + " " * 50, "\\def\\x#1", "\\let\\a\\b", "{", "}", "{{< math >}}",
    "{math}`", "{/* ", "- a\n", "> a\n\n", "    a\n\n", "# a\n", "a\n=\n", ":::{math}\n", ":::\n",
    ".. math::\n", ".. a\n", "a::\n", ":math:`", "``a", "#+begin_src\n", "# a\n", "=a", "<a ", "<math",
    "<annotation", "&lt;", "\\input{a}", "%", "% a\n", "\\verb|", "\\begin{verbatim}", "\\iffalse ",
    "\\section{", "\n", " \n", "\t", "\\", "!!! a\n", "<script type='math/tex'>", "\\usepackage{",
    "import x\n", "---\n", "+++\n",
]  # fmt: skip


@pytest.mark.parametrize("length", [3_000, pytest.param(10_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("suffix", [".md", ".tex", ".rst", ".org", ".html", ".mdx"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_time_doubles_with_the_size(piece, suffix, length):
    def seconds(times):
        """Of the finding alone: no collector walks over all that the other tests have left."""
        gc.disable()
        try:
            started = time.process_time()
            find(piece * times, suffix)
            return time.process_time() - started
        finally:
            gc.enable()

    small = max(length // len(piece), 1)
    if seconds(4 * small) < 0.015 * length / 1000:
        return
    # Four times the time would be quadratic; another program may disturb one try, not all of them.
    tries = ((seconds(8 * small), seconds(16 * small)) for _ in range(5))
    assert any(twice < 3.2 * once + 0.1 for once, twice in tries)


@pytest.mark.parametrize(
    "text",
    [
        "```\n" * 20_000,
        "<!-- " * 50_000,
        "\\newcommand" + " " * 200_000,
        "$" * 200_000,
        "<a " * 60_000,
        "\n" * 300_000,
    ],
)
def test_hostile_texts_take_no_time(text):
    for suffix in (".md", ".tex", ".html", ".org", ".rst"):
        started = time.process_time()
        find(text, suffix)
        assert time.process_time() - started < 8
