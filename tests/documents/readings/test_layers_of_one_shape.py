"""A letter has one shape at all its layers."""

import pytest

from tests.documents.readings.judged import last

LAYERS = r"""A layer computes $z^{l} = W^{l} a^{l-1} + b^{l}$ and $a^{l} = \sigma(z^{l})$.
We write $\delta^{l} = \frac{\partial L}{\partial z^{l}}$.
"""
BOLD = r"""第 $\ell$ 层 $\mathbf{u}^{\ell} = \mathbf{V}^{\ell}\mathbf{h}^{\ell-1} + \mathbf{c}^{\ell}$,
$\mathbf{h}^{\ell} = \sigma(\mathbf{u}^{\ell})$。
误差 $\boldsymbol{\epsilon}^{\ell} = \frac{\partial J}{\partial \mathbf{u}^{\ell}}$。
"""


@pytest.mark.parametrize(
    ("text", "formula", "verdicts"),
    [
        (LAYERS, r"\frac{\partial L}{\partial W^{l}} = \delta^{l} (a^{l-1})^\top", ["proved"]),
        (LAYERS, r"\frac{\partial L}{\partial W^{l}} = a^{l-1} (\delta^{l})^\top", ["undecided"]),
        (
            LAYERS,
            r"\frac{\partial L}{\partial W^{l}} = a^{l-1} \odot \delta^{l}",
            ["undecided", "unreadable", "refuted"],
        ),
        (LAYERS, r"\frac{\partial L}{\partial b^{l}} = \delta^{l}", ["proved"]),
        (LAYERS, r"\frac{\partial L}{\partial b^{l}} = 2\delta^{l}", ["refuted", "undecided"]),
        (
            BOLD,
            r"\frac{\partial J}{\partial \mathbf{V}^{\ell}} = \boldsymbol{\epsilon}^{\ell} (\mathbf{h}^{\ell-1})^\top",
            ["proved"],
        ),
        (
            BOLD,
            r"\frac{\partial J}{\partial \mathbf{V}^{\ell}} = \mathbf{h}^{\ell-1} \odot \boldsymbol{\epsilon}^{\ell}",
            ["unreadable"],
        ),
        (
            BOLD,
            r"\mathbf{u}^{\ell} = \mathbf{V}^{\ell}\sigma(\mathbf{u}^{\ell-1}) + \mathbf{c}^{\ell}",
            ["proved"],
        ),
    ],
)
def test_one_shape_at_all_layers(text, formula, verdicts):
    assert last(f"{text}\n$${formula}$$\n") in verdicts
