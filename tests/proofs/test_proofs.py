"""A proof as a document, and in every format."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.catalogue import load
from derive.commands.prove import command
from derive.derivation.reasons import REASONS, fold, given, unfold, using
from derive.language.hypotheses import normalised
from derive.language.sayings import Saying
from derive.language.typeset.plain import cells
from derive.proofs.model import reason_words
from derive.proofs.prose import spans
from derive.proofs.said import scientific, sentence
from derive.proofs.words import PHRASES, Reference, in_text, phrase
from derive.report import markdown
from derive.report.html import proof as html_format
from derive.report.latex import proof as latex
from derive.report.shown import automatic, proof
from derive.report.text import plain
from derive.results import Said
from derive.results.messages import AtLine, MoreThanReason
from derive.verdict import check

JACOBIAN = "softargmax.jacobian"
GRADIENT = "cross_entropy.gradient"
SIGN = "softargmax.probability_below_one"
ERRATUM = "linear_classifier.probability_in_other_score_as_printed"
EXAMPLE = "softmax_layer.probabilities"
ALL = (JACOBIAN, GRADIENT, SIGN, ERRATUM, EXAMPLE)
FORMATS = {
    "text": plain,
    "latex": lambda made: latex.document([made], made.lang),
    "markdown": lambda made: markdown.markdown([made]),
    "html": lambda made: html_format.document([made], made.lang),
}


# reasons


@pytest.mark.parametrize("reason", REASONS.values(), ids=REASONS)
def test_a_plain_reason_is_its_title(reason):
    assert reason_words(reason, "en") == spans(reason.english)
    assert reason_words(reason, "zh") == spans(reason.chinese)


def test_a_reason_names_what_it_opens():
    page = load("cross_entropy")
    p, y = page.declared["p"], page.declared["y"]
    both = REASONS["chain_rule"] & unfold(p) & given(normalised(y))
    assert in_text(reason_words(both, "en"), "en") == "chain rule, definition of p, since Σ_k y_k = 1"
    assert in_text(reason_words(both, "zh"), "zh") == "链式法则，p 的定义，由假设 Σ_k y_k = 1"
    assert in_text(reason_words(fold(p), "zh"), "zh") == "换符号 p"
    lemma = page.identities["gradient"]
    assert reason_words(using(lemma), "en") == ("by ", Reference("cross_entropy.gradient"))


def test_every_phrase_is_in_both_languages():
    for key in PHRASES:
        assert phrase(key, "en")
        assert re.search("[\u4e00-\u9fff]", phrase(key, "zh")) or key == "version"


# the document


def test_the_lines_are_the_page_s(proved):
    made = proved(JACOBIAN)
    stated = load("softargmax").identities["jacobian"]
    assert len(made.lines) == len(stated.lines)
    assert made.proved
    assert made.lines[0].opened
    assert "with_calculus" in made.lines[1].allows
    assert "with_calculus" not in made.lines[2].allows
    assert made.lines[-1].allows == ("renaming_only",)
    assert made.rows[0] == "A2"


def test_a_hypothesis_is_named_where_it_is_used(proved):
    made = proved(GRADIENT)
    uses = [bool(each.hypotheses) for each in made.lines]
    assert uses == [False, True, False]
    assert made.given[0].used
    assert "Σ_k y_k = 1" in in_text(made.reason(made.lines[1]), "en")


def test_what_is_not_proved_is_no_proof(proved):
    """Also where the result says so of lines that stand there."""
    made = proved(JACOBIAN)
    doubted = replace(
        made, result=replace(made.result, verdict="undecided", said=Said(Saying("a limit was reached")))
    )
    for name, form in FORMATS.items():
        text = form(doubted)
        assert "Proof." not in text, name
        assert not re.search(r"∎|square|□", text.split("<body>")[-1].split("begin{document}")[-1]), name
        assert "limit was reached" in text, name


def test_an_erratum_shows_its_numbers(proved):
    made = proved(ERRATUM)
    assert not made.proved
    assert made.erratum
    for form in FORMATS.values():
        text = form(made)
        assert "Erratum" in text
        assert "Counterexample" in text
        assert "2" in text


def test_the_machine_s_own_derivation():
    page = load("softargmax")
    made = automatic(page.identities["jacobian"], page.definitions)
    assert made.proved
    assert made.machine
    assert [each.formula.text for each in made.lines] != [
        each.formula.text for each in proof(page.identities["jacobian"]).lines
    ]
    assert "machine" in plain(made)


# the formats


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_format(proved, form, lang, name):
    text = FORMATS[form](proved(name, lang))
    assert not re.search(r"Dummy|Symbol\(|Basic|_Xi|<derive|object at", text)
    if form != "html":
        assert proved(name).lines == () or proved(name).lines[-1].formula.text or text
    assert bool(re.search("[\u4e00-\u9fff]", text.split("begin{document}")[-1])) == (lang == "zh")


def test_text_keeps_its_width(proved):
    for lang in ("en", "zh"):
        for width in (60, 80, 120):
            assert all(cells(line) <= width for line in plain(proved(JACOBIAN, lang), width).splitlines())


def test_reasons_stand_at_the_right_edge(proved):
    lines = plain(proved(GRADIENT)).splitlines()
    assert any(line.endswith("since Σ_k y_k = 1") and cells(line) == 80 for line in lines)


def test_latex_has_one_row_for_each_line(proved):
    made = proved(GRADIENT)
    align = latex.derivation(made, lambda name: name)
    assert align.count("&=") == len(made.lines)
    assert align.count(r"\tag*") == len(made.lines)
    assert align.startswith("\\begin{align*}")


def test_latex_names_its_engine(proved):
    assert latex.document([proved(JACOBIAN)]).startswith("% !TEX program = pdflatex")
    assert latex.document([proved(JACOBIAN, "zh")], "zh").startswith("% !TEX program = xelatex")
    assert latex.needs_unicode("ж")


def test_a_reason_without_room_stands_below(proved, monkeypatch):
    monkeypatch.setattr(latex, "ROOM", 14.0)
    align = latex.derivation(proved(JACOBIAN), lambda name: name)
    assert re.search(r"\\\\\*\n  & \\tag\*", align)


def test_markdown_is_mathematics_between_dollars(proved):
    text = markdown.markdown([proved(JACOBIAN)])
    assert text.count("$$") == 4
    assert r"\begin{aligned}" in text


class _Reader(HTMLParser):
    """Tags that are opened and closed in order."""

    VOID = ("meta", "link", "input", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open, self.fetched, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.fetched += [value for key, value in attrs if key in ("src", "href") and value]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)


@pytest.mark.parametrize("name", ALL)
def test_html_is_whole_and_fetches_nothing(proved, name):
    reader = _Reader()
    reader.feed(html_format.document([proved(name)]))
    assert reader.open == []
    assert all(each.startswith(("#", "data:")) for each in reader.fetched)
    assert "\\" not in "".join(reader.text)


def test_a_notebook_shows_it(proved):
    made = proved(JACOBIAN)
    assert made._repr_html_().startswith('<div class="derive-proof">')
    assert made._repr_latex_().startswith("$$")
    assert made._repr_markdown_().startswith(f"`{JACOBIAN}`")
    assert str(made).startswith(JACOBIAN)


def test_small_numbers():
    assert scientific(2.1e-11).text == "2.1·10⁻¹¹"
    assert scientific(0.0).text == "0"


# the command


def prove(*words: str):
    return CliRunner().invoke(command, words)


def test_the_command(tmp_path: Path):
    shown = prove("softargmax.total")
    assert shown.exit_code == 0
    assert shown.output.startswith("softargmax.total\nSoftargmax sums to one.\n")
    assert "∎" in shown.output
    path = tmp_path / "total.tex"
    assert prove("softargmax.total", "--format", "latex", "--output", str(path)).output == ""
    assert path.read_text(encoding="utf-8").startswith("% !TEX program = pdflatex")


def test_the_command_says_what_is_wrong(tmp_path: Path):
    page = tmp_path / "mine.py"
    page.write_text(
        'from derive import *\nn = dims("n")\nk = index("k", n)\nx = vector("x", n)\n\n'
        "@identity(x[k] + x[k], equals=3 * x[k])\ndef threefold():\n    pass\n",
        encoding="utf-8",
    )
    found = prove(str(page))
    assert found.exit_code == 1
    assert "This is refuted" in found.output
    assert "∎" not in found.output
    assert prove("softargmax.nothing").exit_code == 2
    assert prove(str(tmp_path / "missing.py")).exit_code == 2
    assert prove("softargmax.total", "--output", str(tmp_path / "no" / "file")).exit_code == 2


def test_check_and_document_agree():
    stated = load("softargmax").identities["total"]
    assert proof(stated).result.verdict == check(stated).verdict


def test_a_message_is_a_sentence_with_its_blanks():
    message = AtLine(2, MoreThanReason("algebra", "代数运算", (Saying("differentiation", "求导"),)))
    said = "line 2: this step is more than “algebra”: it also uses differentiation"
    assert in_text(sentence(message, "en"), "en") == said == message.told()
    assert in_text(sentence(message, "zh"), "zh") == "第 2 行：此步不只是“代数运算”：还用到 求导"
    assert (
        in_text(sentence(Said(Saying("Σ_k y_k = 1 is not given.")), "en"), "en") == "Σ_k y_k = 1 is not given"
    )
