"""Boxes: every formula of the catalogue, broken, measured and set in MathML."""

import re
from xml.etree import ElementTree as ET

import pytest

from derive.inventory import catalogue_pages
from derive.language.typeset import formula
from derive.language.typeset.authored import authored
from derive.language.typeset.boxes import (
    THIN,
    Derivative,
    Fence,
    Fraction,
    Mark,
    Matrix,
    Name,
    Number,
    Row,
    Scripts,
    Sigma,
    Source,
    Words,
    walk,
)
from derive.language.typeset.breaking import chunks, filled
from derive.language.typeset.formula import Formula
from derive.language.typeset.letters import letter
from derive.language.typeset.mathml import broken, mathml
from derive.language.typeset.measure import width
from derive.language.typeset.plain import cells, lines, plain
from derive.language.typeset.signs import WORDS
from derive.language.typeset.tex import latex

IDENTITIES = [each for page in catalogue_pages() for each in page.identities.values()]
FORMULAS: list[Formula] = list(
    dict.fromkeys(
        [
            *(each.claim for each in IDENTITIES),
            *(formula(line.written) for each in IDENTITIES for line in each.lines),
            *(formula(given) for each in IDENTITIES for given in each.given),
        ]
    )
)


def name(word):
    return Name(letter(word))


A, B, C, D, Z = map(name, "abcdz")
F = Name(letter("f"), function=True)


def bare(line: str) -> str:
    return re.sub(r"\s|\\,", "", line.replace(r"\biggl", r"\left").replace(r"\biggr", r"\right"))


@pytest.mark.parametrize("room", [4, 12, 37])
def test_the_parts_of_a_formula_are_the_formula(room):
    for each in FORMULAS:
        assert bare("".join(map(latex, chunks(each.stacked, room)))) == bare(each.latex)


@pytest.mark.parametrize("room", [30, 60, 80])
def test_the_lines_of_text_are_the_formula(room):
    for each in FORMULAS:
        found = lines(each.linear, room, start="= ")
        assert " ".join(line.strip() for line in found) == f"= {each.text}"
        assert all(cells(line) <= room for line in found) or room == 30, each.text


def test_a_line_holds_what_there_is_room_for():
    for each in FORMULAS:
        assert all(width(row) <= 37 for row in filled(each.stacked, 37)), each.latex


def test_what_fits_is_not_broken():
    for each in FORMULAS:
        if width(each.stacked) <= 12:
            assert len(chunks(each.stacked, 12)) == 1


SUM = Row((C, Mark("+"), D))
BREAKS = {
    "before a relation first": (Row((A, Mark("="), Row((B, Mark("+"), C)))), 2, ("a", "= b", "+ c")),
    "then before a sign": (Row((A, Mark("+"), Row((B, C)))), 2, ("a", "+ b c")),
    "between factors": (Row((Fraction(A, B), Fence(SUM))), 3.8, (r"\frac{a}{b}", "(c + d)")),
    "inside brackets at last": (
        Fence(Row((Fraction(A, B), Mark("+"), Fraction(C, D)))), 1.5,
        (r"\biggl(\frac{a}{b}", r"+ \frac{c}{d}\biggr)"),
    ),
    "what is raised stays with the second bracket": (
        Scripts(Fence(SUM), above=Number("2")), 1.5, ("(c", "+ d)^{2}"),
    ),
    "not after a sum sign": (
        Row((Scripts(Sigma(), name("k")), Fence(Row((A, Mark("+"), B))))), 1, (r"\sum_k (a", "+ b)"),
    ),
    "not after an operator": (
        Row((Derivative(None, ((Z, 1),)), Fence(A))), 1, (r"\frac{\partial}{\partial z} (a)",),
    ),
    "not after a function": (Row((F, Fence(A)), joined=True), 0.5, ("f(a)",)),
    "not at a sign in front": (Row((Mark("−"), A), joined=True), 0.5, ("-a",)),
    "after a comma": (Fence(Row((Row((A, Mark(",")), joined=True), B))), 1, ("(a,", "b)")),
}  # fmt: skip


@pytest.mark.parametrize(("box", "room", "parts"), BREAKS.values(), ids=BREAKS)
def test_where_a_formula_breaks(box, room, parts):
    assert tuple(map(latex, chunks(box, room))) == parts


def test_words_are_in_one_language():
    given = Row((A, Words("constant_in"), Z), joined=True)
    assert plain(given) == "a does not depend on z"
    assert plain(given, "zh") == "a 不依赖于 z"
    assert latex(given, "zh") == r"a\ \text{不依赖于}\ z"
    assert "不依赖于" in mathml(given, "zh")
    assert width(given) != width(given, 0, "zh")


def test_every_word_in_a_formula_is_in_both_languages():
    met = {box.key for each in FORMULAS for box in walk(each.stacked) if isinstance(box, Words)}
    assert met <= set(WORDS)
    for english, chinese in WORDS.values():
        assert english.isascii()
        assert re.search("[\u4e00-\u9fff]", chinese)


def test_letters_do_not_run_into_commands():
    assert (
        latex(Row((Mark("∂"), name("L"), Mark("/"), Mark("∂"), A), joined=True)) == r"\partial L/\partial a"
    )


def test_two_fractions_keep_apart():
    pairs = [
        (one, other)
        for each in FORMULAS
        for row in walk(each.stacked)
        if isinstance(row, Row)
        for one, other in zip(row.items, row.items[1:], strict=False)
        if isinstance(one, Fraction | Derivative)
    ]
    assert THIN in {other for _, other in pairs}
    assert not any(isinstance(other, Fraction | Derivative) for _, other in pairs)


def test_every_formula_is_mathml():
    for each in FORMULAS:
        for tree in (mathml(each.stacked), f"<r>{broken(each.stacked, 9)}</r>"):
            root = ET.fromstring(tree.replace("class=l", 'class="l"'))
            assert "\\" not in "".join(root.itertext())


MATRIX = (
    '<mrow><mo form="prefix" stretchy="true">(</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>'
    "<mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable>"
    '<mo form="postfix" stretchy="true">)</mo></mrow>'
)
MATHML = {
    "a subscript": (Scripts(name("p"), name("k")), "<msub><mi>p</mi><mi>k</mi></msub>"),
    "minus in front": (Row((Mark("−"), A), joined=True), '<mo form="prefix">−</mo><mi>a</mi>'),
    "a prime stands at full size": (name("k'"), "<mi>𝑘′</mi>"),
    "a sum": (Row((Scripts(Sigma(), name("k")), A)), "<munder><mo>∑</mo><mi>k</mi></munder><mi>a</mi>"),
    "a sum to an end": (
        Scripts(Sigma(), name("k"), name("n")), "<munderover><mo>∑</mo><mi>k</mi><mi>n</mi></munderover>",
    ),
    "a fraction": (Fraction(Number("1"), name("n")), "<mfrac><mn>1</mn><mi>n</mi></mfrac>"),
    "a word": (name("CE"), "<mi>CE</mi>"),
    "an upright letter": (Mark("𝟏"), '<mi mathvariant="normal">𝟏</mi>'),
    "a sign is escaped": (Row((A, Mark("<"), B)), "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
    "a matrix": (
        Matrix(((A, B), (C, D))),
        MATRIX,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("box", "made"), MATHML.values(), ids=MATHML)
def test_mathml(box, made):
    assert re.sub(r' [lr]space="[^"]*"', "", mathml(box)) == f"<math>{made}</math>"


# LaTeX that an author wrote


@pytest.mark.parametrize(
    "latex",
    [r"\text{<script>alert(1)</script>}", r"a<img src=x onerror=y>", r"\class{x}{y}", r"\frac{a", "{"],
)
def test_an_authors_latex_is_no_markup(latex):
    root = ET.fromstring(f"<r>{authored(latex)}</r>")
    assert not {each.tag for each in root.iter()} & {"script", "img"}
    assert not any(key.startswith("on") or key == "src" for each in root.iter() for key in each.attrib)


def test_an_authors_latex_in_mathml():
    assert "<mi>ℝ</mi>" in authored(r"\mathbb{R}")
    assert "<mi>𝐱</mi>" in authored(r"\mathbf{x}")
    assert authored(r"\begin{aligned} a &= b \\ &= c \end{aligned}").count("<mtr>") == 2
    assert authored(r"\text{if $k \ne j$}") == authored(r"\text{if }k \ne j\text{}")
    assert "\\" not in authored(r"\arg\min_x \lvert x \rvert \bbox[5px]{a}")
    assert "<munder>" in authored(r"\sum_k a_k")
    assert mathml(Source("p_k")) == f"<math>{authored('p_k')}</math>"
    assert plain(Source("p_k")) == latex(Source("p_k")) == "p_k"


@pytest.mark.parametrize(
    ("latex", "spaces"),
    [
        (r"\log p_i", 1),
        (r"a \log b", 2),
        (r"\partial \log p", 2),
        (r"\log^2 x", 1),
        (r"\log \sum_k x_k", 1),
        (r"\exp(x) + 1", 0),
        (r"-\log |A|", 0),
        (r"\log x + \log y", 2),
        (r"p_i q_i", 0),
    ],
)
def test_a_function_stands_apart_from_its_argument(latex, spaces):
    assert authored(latex).count("<mspace") == spaces
