"""Every function that is written is as right as rounding lets it be: every target, size, scale, dtype and stride.

The error is measured in units of what rounding explains of the page's own formula (`rounding.py`). Here are fewer
scales than in the whole grid, `python benchmarks/verification.py`.
"""

import shutil
from functools import cache

import numpy as np
import pytest
from verification import TARGETS, Case, cases, of_documents, ratios, wanted

from derive.codegen import function

pytestmark = pytest.mark.slow

MOST = 1
"""The largest error, as a multiple of what rounding explains."""

ALL = of_documents()
COMPILER = shutil.which("cc") or shutil.which("gcc")
CXX = shutil.which("c++") or shutil.which("g++")


truth = cache(wanted)


def assert_right(identity, target):
    """Every case of the identity in one target."""
    runs, errors = {}, []
    for case in cases(identity):
        known = truth(identity, case)
        if known is None:
            continue
        if case.dtype not in runs:
            runs[case.dtype] = TARGETS[target](identity, case.dtype)
        with np.errstate(all="ignore"):  # where the page's formula leaves the range
            got = np.asarray(runs[case.dtype](*known.arguments))
        assert got.shape == known.shape
        errors.append((max(ratios(got, case, known), default=0), str(case)))
    assert errors
    assert max(errors)[0] < MOST, max(errors)


@pytest.mark.parametrize("identity", ALL, ids=[each.id for each in ALL])
def test_numpy(identity):
    assert_right(identity, "numpy")


@pytest.mark.parametrize("identity", ALL, ids=[each.id for each in ALL])
def test_torch(identity):
    pytest.importorskip("torch", reason="the extra torch is not installed")
    assert_right(identity, "torch")


@pytest.mark.parametrize("identity", ALL, ids=[each.id for each in ALL])
def test_jax(identity):
    jax = pytest.importorskip("jax", reason="the extra jax is not installed")
    jax.config.update("jax_enable_x64", True)
    assert_right(identity, "jax")


@pytest.mark.skipif(not COMPILER, reason="no C compiler")
@pytest.mark.parametrize("identity", ALL, ids=[each.id for each in ALL])
def test_c(identity):
    assert_right(identity, "c")


@pytest.mark.parametrize("factor", [1 + 1e-12, float("nan")])
def test_an_error_of_a_few_thousand_units_is_found(factor):
    identity = next(each for each in ALL if each.id == "softargmax.vector_jacobian_product")
    case = next(cases(identity))
    known = truth(identity, Case(7))
    got = TARGETS["numpy"](identity, case.dtype)(*known.arguments) * factor
    assert max(ratios(got, case, known)) > MOST


# compiled


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")  # PyTorch's own import
@pytest.mark.parametrize("identity", ALL, ids=[each.id for each in ALL])
def test_torch_code_is_compiled_as_one_graph(identity):
    """By inductor, PyTorch's own compiler, where there is a C++ compiler for it."""
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    torch.compiler.reset()
    known = truth(identity, Case(3))
    given = [
        each if isinstance(each, int) else torch.from_numpy(np.asarray(each)) for each in known.arguments
    ]
    run = function(identity, "torch")
    compiled = torch.compile(run, backend="inductor" if CXX else "eager", fullgraph=True)
    torch.testing.assert_close(compiled(*given), run(*given), equal_nan=True)
