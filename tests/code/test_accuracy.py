"""The gradient of the cross-entropy against 50 digits: every entry, the true class too, while it is a normal number."""

import shutil
import tracemalloc

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from derive.catalogue import load
from derive.code import code, function
from derive.code.loading import loaded

GRADIENT = load("softmax_by_cases").identities["gradient_by_cases"]
needs_compiler = pytest.mark.skipif(not (shutil.which("cc") or shutil.which("gcc")), reason="no C compiler")
MARGINS = (5, 20, 40, 80, 600)


def scores(kind, count, dtype):
    rng = np.random.default_rng(count)
    z = rng.normal(size=count)
    if kind == "±1e4":
        z += rng.choice([-1e4, 1e4], size=count)
    elif kind == "equal":
        z[:] = 3
    elif kind == "negative":
        z -= 50
    elif kind != "ordinary":
        z[0] = z.max() + int(kind)
    return z.astype(dtype)


def ulps(got, z):
    """The errors of the entries that are normal numbers, and of the row's sum, in units of the last place."""
    with mpmath.workdps(50):
        e = [mpmath.exp(mpf(float(each)) - mpf(float(z.max()))) for each in z]
        total, rest = mpmath.fsum(e), mpmath.fsum(e[1:])
        exact = [-rest / total, *(each / total for each in e[1:])]
        info = np.finfo(got.dtype)
        pairs = [(mpf(float(value)), right) for value, right in zip(got, exact, strict=True)]
        normal = [pair for pair in pairs if abs(pair[1]) >= float(info.tiny)]
        errors = [abs(one - other) / last_place(other, info) for one, other in normal]
        row = abs(mpmath.fsum(one for one, _ in pairs)) / last_place(max(abs(one) for one, _ in pairs), info)
    return np.array(errors, float), float(row)


def last_place(number, info):
    return mpf(2) ** (mpmath.frexp(max(abs(number), mpf(float(info.tiny))))[1] - 1 - info.nmant)


@pytest.mark.parametrize("target", ["numpy", pytest.param("c", marks=needs_compiler)])
@pytest.mark.parametrize("batch", ["N", None])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("count", [10, 1000])
@pytest.mark.parametrize("kind", ["ordinary", "±1e4", "equal", "negative", *map(str, MARGINS)])
def test_every_entry_is_right_to_a_few_units(target, batch, dtype, count, kind):
    z = scores(kind, count, dtype)
    run = function(GRADIENT, target, batch=batch, dtype=dtype)
    got = run(z[None], np.array([0]))[0] if batch else run(z, np.array(0))
    errors, row = ulps(got, z)
    assert not errors.size or np.median(errors) <= 4
    assert errors.max(initial=0) <= 40
    assert row <= 4


def test_a_rounded_difference_is_found_out():
    """The shift by the largest score, which others take, loses hundreds of units at a margin of 600."""
    text = code(GRADIENT, batch="N")
    wrong = text.replace("r = np.floor(np.minimum(largest, np.maximum(largest - room, 0)))", "r = largest")
    assert wrong != text
    z = scores("600", 1000, "float64")
    errors, _ = ulps(loaded(wrong, "wrong").gradient_by_cases(z[None], np.array([0]))[0], z)
    assert np.median(errors) > 100


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_no_memory_is_needed_but_the_result(dtype):
    run, z = function(GRADIENT, batch="N"), np.zeros((32, 50_000), dtype)
    labels = np.zeros(32, int)
    run(z, labels)
    tracemalloc.start()
    got = run(z, labels)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < got.nbytes + 4e6
