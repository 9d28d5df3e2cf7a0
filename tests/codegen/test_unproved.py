"""Code carries the word `proved`: none is written from what is not."""

import pytest

from derive import *
from derive.codegen import NoCode, code

n = dims("n")
i, j, k = indices("i j k", n)
x = vector("x", n)
T = scalar("T", positive=True)
p = define("p", k, exp(x[k] / T) / Sum(exp(x[j] / T), j))


@identity(D(p[i], x[j]), equals=p[i] * (delta(i, j) - p[j]) / T)
def jacobian():
    """True."""


@identity(D(p[i], x[j]), equals=p[i] * (delta(i, j) - p[j]))
def forgotten():
    """The factor 1/T is missing."""


def test_code_is_written_from_what_is_proved() -> None:
    assert "Proved" in code(jacobian)


def test_no_code_is_written_from_what_is_refuted() -> None:
    with pytest.raises(NoCode, match="refuted, not proved"):
        code(forgotten)
