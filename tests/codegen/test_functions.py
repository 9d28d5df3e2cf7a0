"""Every function of the book in every target: the code compiles, and its numbers are mpmath's."""

import shutil

import mpmath
import numpy as np
import pytest
import sympy

from derive import dims, identity, index, pi, positive, sqrt, vector
from derive.codegen import code
from derive.language.functions import BOOK, Function

n = dims("n")
k = index("k", n)
x = vector("x", n)
MP = mpmath.mp.clone()
MP.dps = 40
EACH = pytest.mark.parametrize("name", BOOK)
TARGETS = pytest.mark.parametrize("target", ["numpy", "torch", "jax", "c"])


def claim(name):
    given = [positive(x)] if BOOK[name].above == 0 else []

    @identity(2 * Function(name)(x[k]), equals=Function(name)(x[k]) + Function(name)(x[k]), given=given)
    def twice():
        """A function of the book, by itself."""

    return twice


def points(name):
    if BOOK[name].below == 1:
        return np.concatenate([np.linspace(-0.99, 0.99, 41), [1e-20, 1 - 2.0**-20]])
    return np.linspace(0.07, 20, 41) if BOOK[name].above == 0 else np.linspace(-4, 4, 41)


def wanted(name, at):
    plain = BOOK[name].sympy(sympy.Rational(float(at)))
    return 2 * float(sympy.N(plain, 40))


def asked_for(target):
    if target == "c":
        if not shutil.which("cc"):
            pytest.skip("no C compiler")
        return np
    return pytest.importorskip(target, reason=f"the extra {target} is not installed")


@EACH
@TARGETS
def test_numbers(name, target):
    library = asked_for(target)
    at = points(name)
    given = library.asarray(at) if target == "torch" else at
    made = np.asarray(claim(name).function(target)(given), dtype=float)
    single = target == "jax"
    np.testing.assert_allclose(
        made,
        [wanted(name, each) for each in at],
        rtol=2e-5 if single else 1e-13,
        atol=2e-6 if single else 1e-14,
    )


@EACH
@TARGETS
def test_single_precision_stays_single(name, target):
    library = asked_for(target)
    at = points(name).astype(np.float32)
    given = library.asarray(at) if target == "torch" else at
    made = claim(name).function(target, dtype="float32")(given)
    assert str(made.dtype).endswith("float32")
    np.testing.assert_allclose(np.asarray(made), [wanted(name, each) for each in at], rtol=2e-5, atol=2e-6)


@TARGETS
def test_numbers_without_letters_are_worked_out(target):
    """√2, log 2 and π are numbers in the code: a library's own functions take arrays."""

    @identity(Function("log")(2) * (sqrt(2) * pi * x[k]), equals=sqrt(2) * pi * Function("log")(2) * x[k])
    def scaled():
        """A constant factor."""

    assert "0.6931471805599453" in code(scaled, target)
    library = asked_for(target)
    at = np.array([1.0, -2.0])
    given = library.asarray(at) if target == "torch" else at
    made = np.asarray(scaled.function(target)(given))
    np.testing.assert_allclose(made, at * np.sqrt(2) * np.pi * np.log(2), rtol=1e-6)
