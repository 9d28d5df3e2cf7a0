"""Layers of a network: a cost is differentiated in any of them, and a letter has one kind at all of them."""

import pytest

from tests.documents.readings.judged import last

LAYERS = r"""The layers are $s^l = V^l h^{l-1} + c^l$ and $h^l = \sigma(s^l)$, the cost is
$E = \frac{1}{2}\|h^L - t\|^2$, where $L$ is the number of layers, and $\epsilon^l = \frac{\partial E}{\partial s^l}$.

$$\epsilon^l = (V^{l+1})^T\epsilon^{l+1}\odot\sigma'(s^l)$$

"""
SAID = r"""With vectors $h^{(l)}$ and matrices $V^{(l)}$ the layers are
$s^{(l)} = V^{(l)} h^{(l-1)}$ and $h^{(l)} = f(s^{(l)})$, with $f$ elementwise;
$g^{(l)} = \frac{\partial E}{\partial s^{(l)}}$ for a loss $E$.

"""

TRUE = [
    (LAYERS, r"\epsilon^L = \frac{\partial E}{\partial h^L} \odot \sigma'(s^L)"),
    (LAYERS, r"\epsilon^L = (h^L - t) \odot \sigma'(s^L)"),
    (LAYERS, r"\epsilon^l = ((V^{l+1})^T \epsilon^{l+1}) \odot \sigma'(s^l)"),
    (LAYERS, r"\frac{\partial E}{\partial V^l} = \epsilon^l (h^{l-1})^T"),
    (LAYERS, r"\frac{\partial E}{\partial c^l} = \epsilon^l"),
    (LAYERS, r"\frac{\partial E}{\partial h^l} = (V^{l+1})^T \epsilon^{l+1}"),
    (SAID, r"\frac{\partial E}{\partial V^{(l)}} = g^{(l)} (h^{(l-1)})^T"),
    (SAID, r"\frac{\partial E}{\partial h^{(l-1)}} = (V^{(l)})^T g^{(l)}"),
]
FALSE = [
    (LAYERS, r"\epsilon^L = (h^L - t) \odot \sigma(s^L)"),
    (LAYERS, r"\epsilon^L = (t - h^L) \odot \sigma'(s^L)"),
    (LAYERS, r"\epsilon^l = V^{l+1} \epsilon^{l+1} \odot \sigma'(s^l)"),
    (LAYERS, r"\epsilon^l = V^{l+1} \epsilon^{l+1} \sigma'(s^l)"),
    (LAYERS, r"\epsilon^l = (V^l)^T \epsilon^{l+1} \odot \sigma'(s^l)"),
    (LAYERS, r"\epsilon^l = (V^{l+1})^T \epsilon^{l+1} \odot \sigma'(s^{l+1})"),
    (LAYERS, r"\epsilon^l = (V^{l+1})^T \epsilon^{l+1} \odot \sigma(s^l)"),
    (LAYERS, r"\frac{\partial E}{\partial V^l} = h^{l-1} (\epsilon^l)^T"),
    (LAYERS, r"\frac{\partial E}{\partial V^l} = \epsilon^l h^{l-1}"),
    (LAYERS, r"\frac{\partial E}{\partial V^l} = \epsilon^l (h^l)^T"),
    (LAYERS, r"\frac{\partial E}{\partial c^l} = \epsilon^l \odot h^{l-1}"),
    (LAYERS, r"\frac{\partial E}{\partial h^l} = V^{l+1} \epsilon^{l+1}"),
    (SAID, r"\frac{\partial E}{\partial V^{(l)}} = h^{(l-1)} (g^{(l)})^T"),
    (SAID, r"\frac{\partial E}{\partial V^{(l)}} = g^{(l)} \odot h^{(l-1)}"),
    (SAID, r"\frac{\partial E}{\partial h^{(l-1)}} = V^{(l)} g^{(l)}"),
]


@pytest.mark.parametrize(("lead", "formula"), TRUE)
def test_a_cost_is_differentiated_in_any_layer(lead, formula):
    assert last(f"{lead}$${formula}$$\n") == "proved"


@pytest.mark.parametrize(("lead", "formula"), FALSE)
def test_what_is_false_at_a_layer_is_not_proved(lead, formula):
    assert last(f"{lead}$${formula}$$\n") != "proved"


def test_weights_that_all_layers_share_are_not_held_fixed_below():
    text = r"""With numbers $s^l = v h^{l-1}$ and $h^l = \sigma(s^l)$:

$$\frac{\partial s^l}{\partial v} = h^{l-1}$$
"""
    assert last(text) != "proved"


def test_weights_of_one_layer_do_not_go_into_what_is_below():
    text = r"""With numbers $s^l = v^l h^{l-1}$ and $h^l = \sigma(s^l)$:

$$\frac{\partial s^l}{\partial v^l} = h^{l-1}$$
"""
    assert last(text) == "proved"


MEAN = r"""Forward: $S = V H$ with $H \in \mathbb{R}^{p \times q}$ and $V \in \mathbb{R}^{k \times p}$.
Backward, for the cost over $q$ examples:

"""


@pytest.mark.parametrize(
    "formula",
    [
        r"dV = \frac{1}{q} dS H^T",
        r"\frac{\partial J}{\partial V} = \frac{1}{q} \frac{\partial J}{\partial S} H^T",
    ],
)
def test_a_cost_that_may_be_a_mean_is_not_refuted(formula):
    assert last(f"{MEAN}$${formula}$$\n") == "undecided"


def test_what_is_no_mean_is_refuted():
    assert last(f"{MEAN}$$dV = 2\\, dS H^T$$\n") == "refuted"


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{\partial E}{\partial h^{(l-1)}} = V^{(l)} g^{(l)}",
        r"\frac{\partial E}{\partial h^{(l-1)}} = -(V^{(l)})^T g^{(l)}",
        r"s^{(l)} = -V^{(l)} h^{(l-1)}",
    ],
)
def test_slips_at_a_layer_are_refuted(formula):
    assert last(f"{SAID}$${formula}$$\n") == "refuted"
