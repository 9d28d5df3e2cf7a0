"""Lines that are too long are broken into lines that mean the same."""

import ast

import pytest

from derive.codegen.layout import LIMIT, laid_out

TERM = "np.einsum('rk,rk->r', u[rows], x[rows])[:, None]"
LONG = [
    f"    return {TERM} * first + {TERM} * second - {TERM} / third",
    f"    result[rows] = -{TERM} * x[rows] - {TERM} * ({TERM} + {TERM}) * x[rows]",
    f"    value: np.ndarray = {TERM} - np.square({TERM}) - {TERM}",
    f"    result[rows, {'k' * 30}] = np.add(-({TERM} + {TERM}) * {TERM}, {TERM}, out=out)",
    f"    return np.where({TERM} < {TERM}, {TERM}, 0).sum(axis=1)",
    f"    return ({TERM} + {TERM} + {TERM})[:, None]",
]


@pytest.mark.parametrize("line", LONG)
def test_a_long_line_means_the_same_over_several(line):
    made = list(laid_out([line]))
    assert len(made) > 1
    assert max(map(len, made)) <= LIMIT
    function = "def f():\n{}\n"
    assert ast.dump(ast.parse(function.format("\n".join(made)))) == ast.dump(ast.parse(function.format(line)))


def test_what_cannot_be_broken_stays():
    line = f"    {'x' * 120}"
    assert list(laid_out([line])) == [line]
