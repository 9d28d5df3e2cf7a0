"""Triton kernels of tiles: attention, forward and backward, masked and not, against PyTorch's own and many digits."""

import numpy as np
import pytest

from derive import D, Sum, define, dims, exp, identity, index, indices, log, matrix, scalar
from derive.catalogue import load
from derive.codegen import NoCode, code, function
from derive.codegen.lowering import lowered

pytest.importorskip("triton", reason="the extra triton is not installed")
torch = pytest.importorskip("torch", reason="the extra torch is not installed")

LENGTH, OTHERS, WIDE, VALUES = 70, 45, 5, 3
"""No multiples of a tile's sides: rows, columns, features, values."""

SHAPES = {
    "attention.gradient_of_queries_in_full": "QKGVT",
    "attention.gradient_of_keys_in_full": "QKGVT",
    "attention.gradient_of_values": "QKGT",
    "attention.causal_gradient_of_queries": "XYUHT",
    "attention.causal_gradient_of_keys": "XYUHT",
    "attention.causal_gradient_of_values": "XYHT",
}


def claim(name):
    page, _, own = name.partition(".")
    return load(page).identities[own]


def drawn(dtype, *, scale=1.0):
    rng = np.random.default_rng(3)
    sizes = {"Q": (LENGTH, WIDE), "K": (OTHERS, WIDE), "G": (LENGTH, VALUES), "V": (OTHERS, VALUES)}
    sizes |= {"X": (LENGTH, WIDE), "Y": (LENGTH, WIDE), "H": (LENGTH, VALUES), "U": (LENGTH, VALUES)}
    made = {name: torch.from_numpy(scale * rng.normal(size=shape)).to(dtype) for name, shape in sizes.items()}
    return made | {"T": torch.tensor(2.0, dtype=dtype)}


def by_torch(values, letters, *, causal):
    """The gradients of PyTorch's own attention, in double precision, by letter."""
    leaves = [values[name].double().requires_grad_(True) for name in letters[:3]]
    own = torch.nn.functional.scaled_dot_product_attention
    value = own(*(each[None] for each in leaves), is_causal=causal, scale=0.5)[0]
    upstream = values[letters[3]].double()
    return dict(zip(letters, torch.autograd.grad(value, leaves, upstream), strict=False))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("scale", [1.0, 6.0])
@pytest.mark.parametrize("name", SHAPES)
def test_attention_is_the_librarys_own(name, dtype, scale):
    identity_ = claim(name)
    assert "tl.dot(" in code(identity_, "triton")
    values = drawn(dtype, scale=scale)
    causal = "causal" in name
    wanted = by_torch(values, "XYUH" if causal else "QKVG", causal=causal)
    letter = {"queries": "XQ", "keys": "YK", "values": "UV"}[name.replace("_in_full", "").split("_")[-1]]
    given = [values[each.name] for each in lowered(identity_).arguments]
    found = function(identity_, "triton")(*given)
    assert found.dtype == dtype
    right = wanted[letter[0 if causal else 1]]
    rounding = 40 * float(torch.finfo(dtype).eps) * scale**2
    torch.testing.assert_close(found.double(), right, rtol=rounding, atol=rounding * float(right.abs().max()))


def attended():
    """The output of an attention, stated with its weights opened."""
    m, n, d_, c_ = dims("m n D C")
    i = index("i", m)
    j, k = indices("j k", n)
    d, c = index("d", d_), index("c", c_)
    q, keys, v, t = matrix("Q", m, d_), matrix("K", n, d_), matrix("V", n, c_), scalar("T", positive=True)
    s = define("S", i, j, Sum(q[i, d] * keys[j, d], d) / t)
    a = define("A", i, j, exp(s[i, j]) / Sum(exp(s[i, k]), k))

    @identity(Sum(exp(s[i, j]) * v[j, c], j) / Sum(exp(s[i, k]), k), equals=Sum(a[i, j] * v[j, c], j))
    def output():
        """Values, averaged with weights."""

    return output


@pytest.mark.filterwarnings("ignore:All-NaN:RuntimeWarning")  # of rows behind the last one
@pytest.mark.parametrize("masked", [0, 40])
def test_the_output(masked):
    """Also where whole tiles of scores are −inf."""
    values = drawn(torch.float64)
    values["K"][:masked, 0], values["Q"][:, 0] = -torch.inf, 1.0
    given = [values[each.name] for each in lowered(attended()).arguments]
    with np.errstate(invalid="ignore"):  # of rows behind the last one, which are not stored
        found = function(attended(), "triton")(*given)
    scores = values["Q"] @ values["K"].T / values["T"]
    torch.testing.assert_close(found, torch.softmax(scores, 1) @ values["V"], rtol=1e-12, atol=1e-13)


def test_no_rows_and_no_features():
    values = drawn(torch.float64)
    run = function(attended(), "triton")
    for cut in ({"Q": values["Q"][:0]}, {"V": values["V"][:, :0]}):
        given = [(values | cut)[each.name] for each in lowered(attended()).arguments]
        assert 0 in run(*given).shape


def test_what_has_no_tiles_says_so():
    n, m = dims("n m")
    i, j, k = indices("i j k", n)
    d = index("d", m)
    x, y = matrix("x", n, m), matrix("y", n, m)
    s = define("s", i, j, Sum(x[i, d] * y[j, d], d))

    @identity(
        D(Sum(log(Sum(exp(s[i, k]), k)), i), x[j, d]),
        equals=Sum(exp(s[j, k]) * y[k, d], k) / Sum(exp(s[j, k]), k),
    )
    def right():
        """A log-sum-exp of every row."""

    with pytest.raises(NoCode):
        code(claim("attention.weights_slope"), "triton")
    assert "tl.dot(" in code(right, "triton")
