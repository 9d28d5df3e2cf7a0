r"""A softargmax whose sum has a letter: e^{s_k}/Z, (1/Z) e^{s_k}, log Z."""

import numpy as np
import pytest

from derive.codegen import function
from derive.documents.statements import proved

NOTES = r"""
Let $Z = \sum_i b_i e^{-\beta E_i}$ with $\beta > 0$, $b_i > 0$, and $P_i = %s$.

$$\sum_i P_i E_i = \frac{1}{Z} \sum_i b_i e^{-\beta E_i} E_i$$

$$\frac{\partial \log Z}{\partial \beta} = -\sum_i E_i P_i$$
"""
WRITTEN = [
    r"\frac{1}{Z} b_i e^{-\beta E_i}",
    r"\frac{b_i e^{-\beta E_i}}{Z}",
    r"b_i e^{-\beta E_i} \frac{1}{Z}",
    r"\frac{b_i \exp(-\beta E_i)}{\sum_j b_j \exp(-\beta E_j)}",
]


@pytest.mark.parametrize("weights", [True, False])
@pytest.mark.parametrize("written", WRITTEN)
def test_code_of_a_partition_function_does_not_overflow(tmp_path, written, weights):
    text = NOTES % written
    notes = tmp_path / "notes.md"
    notes.write_text(
        text if weights else text.replace("b_i e", "e").replace(r"b_i \exp", r"\exp").replace("b_j ", "")
    )
    energies = np.array([-1000.0, 1000.0, -1000.0])
    b = {"b": np.array([1.0, 1.0, 3.0])} if weights else {}
    for line, wanted in ((4, -1000.0), (6, 1000.0)):
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            made = function(proved(notes, str(line)))(E=energies, beta=2.0, **b)
        assert made == pytest.approx(wanted)


@pytest.mark.parametrize("written", WRITTEN[:2])
def test_numbers_are_those_of_the_formula(tmp_path, written):
    notes = tmp_path / "notes.md"
    notes.write_text(NOTES % written)
    b, energies, beta = np.array([0.5, 2.0, 1.0]), np.array([0.3, -1.0, 0.7]), 1.5
    p = b * np.exp(-beta * energies)
    made = function(proved(notes, "6"))(E=energies, beta=beta, b=b)
    assert made == pytest.approx(-(p @ energies) / p.sum())


def test_a_sum_without_exponentials_is_no_normaliser(tmp_path):
    notes = tmp_path / "notes.md"
    notes.write_text(
        "Let $Z = \\sum_i b_i$, $P_i = b_i / Z$. So\n\n$$\\sum_i P_i x_i = \\frac{1}{Z} \\sum_i b_i x_i$$\n"
    )
    made = function(proved(notes, "3"))(b=np.array([1.0, 3.0]), x=np.array([2.0, 6.0]))
    assert made == pytest.approx(5.0)


def test_code_is_of_the_letters_of_its_own_section(tmp_path):
    notes = tmp_path / "notes.md"
    notes.write_text(
        "# One\n\nLet $a_{ij} = q_i k_j$.\n\n# Two\n\n$$\\log(e^a + e^b) = a + \\log(1 + e^{b - a})$$\n"
    )
    made = function(proved(notes, "7"))
    assert made(a=800.0, b=-800.0) == pytest.approx(800.0)
