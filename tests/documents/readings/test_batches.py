"""Layers of a batch: a vector is added to all rows or all columns of a matrix, as the declared sizes tell."""

import pytest

from tests.documents.readings.judged import last

ROWS = """Let $P \\in \\mathbb{R}^{M \\times d}$, $V \\in \\mathbb{R}^{d \\times h}$ and $c \\in \\mathbb{R}^{h}$, and

$$Q = P V + c$$

for some loss $E$:

"""
COLUMNS = """Let $P \\in \\mathbb{R}^{d \\times M}$, $V \\in \\mathbb{R}^{h \\times d}$ and
$c \\in \\mathbb{R}^{h}$, and

$$Q = V P + c$$

for some loss $E$:

"""


@pytest.mark.parametrize(
    ("lead", "formula", "right"),
    [
        (ROWS, r"\frac{\partial E}{\partial V} = P^\top \frac{\partial E}{\partial Q}", "proved"),
        (ROWS, r"\frac{\partial E}{\partial P} = \frac{\partial E}{\partial Q} V^\top", "proved"),
        (ROWS, r"\frac{\partial Q_{ij}}{\partial c_j} = 1", "proved"),
        (
            ROWS,
            r"\frac{\partial E}{\partial c_j} = \sum_{i=1}^M \frac{\partial E}{\partial Q_{ij}}",
            "proved",
        ),
        (ROWS, r"Q_{ij} = \sum_{k=1}^d P_{ik} V_{kj} + c_j", "proved"),
        (ROWS, r"Q_{ij} = P_{i1} V_{1j} + \cdots + P_{ik} V_{kj} + \cdots + P_{id} V_{dj} + c_j", "proved"),
        (COLUMNS, r"\frac{\partial E}{\partial V} = \frac{\partial E}{\partial Q} P^\top", "proved"),
        (
            COLUMNS,
            r"\frac{\partial E}{\partial c_i} = \sum_{j=1}^M \frac{\partial E}{\partial Q_{ij}}",
            "proved",
        ),
    ],
)
def test_a_vector_beside_a_matrix_is_added_where_its_size_fits(lead, formula, right):
    assert last(f"{lead}$${formula}$$\n") == right


@pytest.mark.parametrize(
    ("lead", "formula"),
    [
        (ROWS, r"\frac{\partial E}{\partial V} = P \frac{\partial E}{\partial Q}"),
        (ROWS, r"\frac{\partial Q_{ij}}{\partial c_j} = 0"),
        (ROWS, r"\frac{\partial E}{\partial c_j} = 2 \sum_{i=1}^M \frac{\partial E}{\partial Q_{ij}}"),
        (ROWS, r"\frac{\partial E}{\partial c_j} = \sum_{i=1}^M \frac{\partial E}{\partial Q_{ji}}"),
        (ROWS, r"Q_{ij} = \sum_{k=1}^d P_{ik} V_{kj} - c_j"),
        (ROWS, r"Q_{ij} = P_{i1} V_{1j} + \cdots + P_{ik} V_{jk} + \cdots + P_{id} V_{dj} + c_j"),
        (COLUMNS, r"\frac{\partial E}{\partial c_i} = \sum_{j=1}^M \frac{\partial E}{\partial Q_{ji}}"),
    ],
)
def test_what_is_false_of_a_batch_is_not_proved(lead, formula):
    assert last(f"{lead}$${formula}$$\n") != "proved"


def test_where_no_size_tells_nothing_is_stretched():
    text = "Let $c$ be a vector, $P$ and $V$ matrices and $Q = P V + c$.\n\n$$Q_{ij} = \\sum_k P_{ik} V_{kj} + c_j$$\n"
    assert last(text) not in ("proved", "refuted")
