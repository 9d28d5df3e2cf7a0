"""The project's LaTeX taken apart: every formula of the catalogue, broken, measured and set in MathML."""

import re
from xml.etree import ElementTree as ET

import pytest

from derive.inventory import catalogue_pages
from derive.language.typeset import latex
from derive.proofs.formula import Fenced, FormulaError, Fraction, Sign, parse, walk
from derive.proofs.lines import chunks, filled, spaced, width_of
from derive.proofs.mathml import broken, mathml

IDENTITIES = [each for page in catalogue_pages() for each in page.identities.values()]
FORMULAS = sorted(
    {each.claim_latex for each in IDENTITIES}
    | {latex(line.written) for each in IDENTITIES for line in each.lines}
    | {latex(given) for each in IDENTITIES for given in each.given}
)


def bare(line: str) -> str:
    return re.sub(r"\s|\\,", "", line.replace(r"\biggl", r"\left").replace(r"\biggr", r"\right"))


@pytest.mark.parametrize("room", [4, 12, 37])
def test_the_parts_of_a_formula_are_the_formula(room):
    for formula in FORMULAS:
        assert bare("".join(chunks(formula, room))) == bare(formula)


def test_a_line_holds_what_there_is_room_for():
    for formula in FORMULAS:
        assert all(width_of(each) <= 37 for each in filled(formula, 37)), formula


def test_what_fits_is_not_broken():
    for formula in FORMULAS:
        if width_of(spaced(formula)) <= 12:
            assert len(chunks(formula, 12)) == 1


BREAKS = {
    "before a relation first": ("a = b + c", 2, ("a", "= b", "+ c")),
    "then before a sign": ("a + b c", 2, ("a", "+ b c")),
    "between factors": (r"\frac{a}{b} (c + d)", 3.8, (r"\frac{a}{b}", "(c + d)")),
    "inside brackets at last": (
        r"\left(\frac{a}{b} + \frac{c}{d}\right)", 1.5, (r"\biggl(\frac{a}{b}", r"+ \frac{c}{d}\biggr)"),
    ),
    "not after a sum sign": (r"\sum_k (a + b)", 1, (r"\sum_k (a", "+ b)")),
    "not after an operator": (r"\frac{\partial}{\partial z} (a)", 1, (r"\frac{\partial}{\partial z} (a)",)),
    "not after a function": (r"\log (a)", 0.5, (r"\log (a)",)),
    "not at a sign in front": ("-a", 0.5, ("-a",)),
    "after a comma": ("(a, b)", 1, ("(a,", "b)")),
}  # fmt: skip


@pytest.mark.parametrize(("formula", "room", "parts"), BREAKS.values(), ids=BREAKS)
def test_where_a_formula_is_broken(formula, room, parts):
    assert chunks(formula, room) == parts


def test_two_fractions_keep_apart():
    assert spaced(r"\frac{a}{b} \frac{c}{d}") == r"\frac{a}{b} \, \frac{c}{d}"
    assert spaced(r"\frac{a}{b} c") == r"\frac{a}{b} c"


def test_a_formula_is_read():
    row = parse(r"p_k \left(1 - \frac{a}{b}\right)")
    assert isinstance(row.items[1], Fenced)
    assert row.items[1].tall
    assert [type(each) for each in walk(row)].count(Fraction) == 1
    assert [each.sign for each in walk(row) if isinstance(each, Sign)] == ["p", "k", "1", "−", "a", "b"]


@pytest.mark.parametrize(
    "latex", [r"\unknown x", r"\frac{a}", "a}", r"\left(a", r"\begin{align} a \end{align}"]
)
def test_other_latex_is_refused(latex):
    with pytest.raises(FormulaError):
        parse(latex)


def test_every_formula_is_mathml():
    for formula in FORMULAS:
        for tree in (mathml(formula), f"<r>{broken(formula, 9)}</r>"):
            root = ET.fromstring(tree.replace("class=l", 'class="l"'))
            words = "".join(root.itertext())
            assert "\\" not in words
            assert "{" not in words or r"\{" in formula or "cases" in formula


MATHML = {
    "a subscript": ("p_k", "<msub><mi>p</mi><mi>k</mi></msub>"),
    "minus in front": ("-a", '<mo form="prefix">−</mo><mi>a</mi>'),
    "a prime stands at full size": ("k'", "<mi>𝑘′</mi>"),
    "a sum": (r"\sum_k a", "<munder><mo>∑</mo><mi>k</mi></munder><mi>a</mi>"),
    "a fraction": (r"\frac{1}{n}", "<mfrac><mn>1</mn><mi>n</mi></mfrac>"),
    "a word": (r"\mathrm{CE}", "<mi>CE</mi>"),
    "an upright letter": (r"\mathbf{1}", '<mi mathvariant="normal">𝟏</mi>'),
    "a sign is escaped": ("a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
}


@pytest.mark.parametrize(("formula", "made"), MATHML.values(), ids=MATHML)
def test_mathml(formula, made):
    assert re.sub(r' [lr]space="[^"]*"', "", mathml(formula)) == f"<math>{made}</math>"


def test_a_sum_keeps_its_upper_end_and_a_matrix_its_rows():
    assert "<munderover>" in mathml(r"\sum_{k=1}^C a_k", display=True)
    matrix = mathml(r"\begin{pmatrix} 1 & -2 \\ 3 & 4 \end{pmatrix}")
    assert matrix.count("<mtr>") == 2
    assert matrix.count("<mtd>") == 4
    with pytest.raises(FormulaError, match="neither cases nor pmatrix"):
        mathml(r"\begin{array} 1 \end{array}")


def test_a_minus_after_a_relation_is_a_sign():
    assert '<mo form="prefix">−</mo>' in mathml(r"a = -b")
    assert '<mo form="prefix">−</mo>' not in mathml(r"a = b - c")
