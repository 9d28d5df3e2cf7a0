"""What formulas say of the numbers that letters may be."""

from fractions import Fraction

import pytest

from derive.documents.words.bounds import Bound, bounds

ONE, NONE = Fraction(1), Fraction(0)


@pytest.mark.parametrize(
    ("written", "letters", "bound"),
    [
        ("x > -1", "x", Bound(-ONE, None, opens=True)),
        (r"0 \lt x", "x", Bound(NONE, None, opens=True)),
        ("0<y<1", "y", Bound(NONE, ONE, opens=True, closes=True)),
        (r"1 \ge q > \frac12", "q", Bound(Fraction(1, 2), ONE, opens=True)),
        (r"z \geqslant 0", "z", Bound(NONE)),
        (r"g \le 0", "g", Bound(None, NONE)),
        (r"a, b > 0", "a, b", Bound(NONE, None, opens=True)),
        (r"v \in (0, 1)", "v", Bound(NONE, ONE, opens=True, closes=True)),
        (r"\gamma \in \left[0, 1\right)", r"\gamma", Bound(NONE, ONE, closes=True)),
        (r"x \in [0, \infty)", "x", Bound(NONE, closes=True)),
        (r"c \in \mathbb{R}_{>0}", "c", Bound(NONE, None, opens=True)),
        (r"d \in \mathbb R_+^n", "d", Bound(NONE)),
        (r"d \in \mathbb{R}^{n}_{++}", "d", Bound(NONE, None, opens=True)),
    ],
)
def test_read(written, letters, bound):
    assert bounds(written) == (letters, bound)
    assert Bound.of(bound.values) == bound


@pytest.mark.parametrize(
    "written",
    [
        "x = 3",
        "x > y",
        r"x \in \mathbb{R}^n",
        r"x \in \mathbb{R}_i^n",
        "0 < x > -1",
        "x > 1/0",
        r"x \in (a, b)",
    ],
)
def test_not_read(written):
    assert bounds(written) is None
