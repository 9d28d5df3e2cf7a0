"""What is printed beside a proof: the numbers of every line, the code; and its words in Chinese."""

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from derive import instance
from derive.catalogue import load
from derive.codegen import TARGETS, code
from derive.proofs.translation import read
from derive.proofs.work import Printed, judge, printed
from derive.report.html.listing import highlighted, pieces
from derive.report.html.proof import document
from derive.report.shown import proof
from derive.results import PageProblem
from derive.targets import Target, catalogue
from derive.worker import Options, summary

GRADIENT = "cross_entropy.gradient"


def judged(page: str, name: str):
    stated = load(page).identities[name]
    return judge(Target(load(page).path, page), summary(stated), Options())


@pytest.fixture(scope="module")
def found():
    return judged("cross_entropy", "gradient")


# numbers


def test_every_line_is_held_against_the_one_before(found):
    assert isinstance(found, Printed)
    assert len(found.numbers) == 3
    for each in found.numbers:
        assert [one.exact for one in each.instances] == [True] * 3
        assert not each.denied
    shown = document([proof(load("cross_entropy").identities["gradient"], found)])
    assert shown.count("✓ Instances (m, n) = (1, 1), (2, 3), (3, 2), exact") == 3


def test_a_line_that_a_voice_denies_is_a_disagreement(found, monkeypatch):
    real = instance.check_instances

    def denying(*step, **options):
        first, *rest = real(*step, **options)
        return (replace(first, agrees=False), *rest)

    monkeypatch.setattr(instance, "check_instances", denying)
    result = printed(load("cross_entropy").identities["gradient"], found, 1)
    assert result.verdict == "disagreement"
    assert "line 1" in result.message


def test_what_is_not_proved_has_nothing_beside_it(tmp_path):
    refuted = judged("linear_classifier", "indicator_form_as_printed")
    assert refuted.verdict == "refuted"
    assert not isinstance(refuted, Printed)
    missing = Target(tmp_path / "none.py", "none")
    stated = summary(load("softargmax").identities["total"])
    assert isinstance(judge(missing, stated, Options()), PageProblem)


# code


def test_the_pieces_are_the_module(found):
    assert [target for target, _ in found.code] == list(TARGETS)
    for target, text in found.code:
        assert text == code(load("cross_entropy").identities["gradient"], target)
        assert "".join(pieces(text)) == text
        assert "gradient(" in pieces(text)[-1]


def test_highlighting_changes_no_sign(found):
    for target, text in found.code:
        shown = highlighted(text, "c" if target == "c" else "python")
        assert html.unescape(re.sub("</?[bi]>", "", shown)) == text
        assert "<b>return</b>" in shown


def test_what_is_copied_is_the_module(found):
    shown = document([proof(load("cross_entropy").identities["gradient"], found)])
    stored = json.loads(re.search(r'<script[^>]* id="pieces">(.*?)</script>', shown, re.DOTALL)[1])
    assert len(stored) == len(set(stored))
    blocks = re.findall(
        r'data-target="(\w+)" data-before="([\d,]*)"[^>]*><code>(.*?)</code>', shown, re.DOTALL
    )
    for (target, before, inner), (wanted, text) in zip(blocks, found.code, strict=True):
        assert target == wanted
        function = html.unescape(re.sub("<[^>]*>", "", inner))
        assert "".join(stored[int(each)] for each in before.split(",")) + function == text


# words in Chinese


@pytest.mark.parametrize("name", [target.label for target in catalogue()])
def test_the_chinese_words_are_those_of_the_page(name):
    page = load(name, lazy=True)
    words = read(page.path.with_suffix(".zh.md"))
    assert words.title
    assert words.prose
    assert list(words.statements) == list(page.identities)
    assert all(words.statements.values())


def test_a_section_that_stands_there_twice_is_refused(tmp_path: Path):
    path = tmp_path / "page.zh.md"
    path.write_text("# 页\n\n散文。\n\n## one\n一。\n\n## one\n二。\n", encoding="utf-8")
    with pytest.raises(ValueError, match="one stands there twice"):
        read(path)


def test_a_page_of_ones_own_may_have_chinese_words(tmp_path: Path):
    source = 'from derive import *\nn = dims("n")\nk = index("k", n)\nx = vector("x", n)\n\n'
    source += (
        '@identity(x[k] + x[k], equals=2 * x[k])\ndef twice(line):\n    """Twice."""\n    line(by=algebra)\n'
    )
    (tmp_path / "mine.py").write_text(source, encoding="utf-8")
    page = load(tmp_path / "mine.py")
    identity = page.identities["twice"]
    assert proof(identity, lang="zh", page=page).title == "Twice."
    (tmp_path / "other.py").write_text(source, encoding="utf-8")
    (tmp_path / "other.zh.md").write_text("# 页\n\n散文。\n\n## twice\n两倍的 x_k。\n", encoding="utf-8")
    page = load(tmp_path / "other.py")
    made = proof(page.identities["twice"], lang="zh", page=page)
    assert made.title == "两倍的 x_k。"
    assert proof(page.identities["twice"], lang="en", page=page).title == "Twice."


def test_the_catalogues_words_need_no_page():
    assert proof(load("softargmax").identities["total"], lang="zh").title == "softargmax 各分量之和为一。"
