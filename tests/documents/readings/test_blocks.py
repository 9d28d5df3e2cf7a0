"""In x = (x_a, x_b) the parts are vectors, and Λ_ab is a matrix."""

import pytest

from tests.documents.readings.judged import last

TEXT = "We split $x = (x_a, x_b)$ and $m = (m_a, m_b)$, and the matrix $L$ into blocks.\n\n"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("L_{aa}(x_a - m_a) + L_{ab} x_b = L_{aa}(x_a - m_a + L_{aa}^{-1} L_{ab} x_b)", "proved"),
        ("L_{aa}(x_a - m_a) + L_{ab} x_b = L_{aa}(x_a - m_a - L_{aa}^{-1} L_{ab} x_b)", "refuted"),
        ("L_{ab} L_{aa} = L_{aa} L_{ab}", "refuted"),
        ("x_a^T L_{ab} x_b = x_b^T L_{ab}^T x_a", "proved"),
        ("x_a^T L_{ab} x_b = L_{ab} x_b x_a^T", "unreadable"),
    ],
)
def test_blocks_are_no_entries(formula, verdict):
    assert last(f"{TEXT}$${formula}$$\n") == verdict


def test_entries_are_entries_elsewhere():
    assert last("Let $A$ be a matrix.\n\n$$A_{ab} A_{aa} = A_{aa} A_{ab}$$\n") == "proved"


def test_second_derivatives_are_no_blocks():
    lead = "In the next block of code, with the partition function $Z$, "
    text = lead + "$$S_{xx} S_{yy} - S_{xy} = S_{yy} S_{xx} - S_{xy}$$"
    assert last(text) == "proved"
    assert last(text.replace("xx", "aa").replace("yy", "bb").replace("xy", "ab")) == "proved"
