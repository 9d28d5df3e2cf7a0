"""Letters and identities of a page stay apart from the functions that a file brings along."""

import numpy as np
import pytest

from derive import D, Sum, define, delta, dims, exp, identity, indices, vector
from derive.codegen.names import RESERVED
from derive.codegen.targets.c import helpers as c_helpers
from derive.codegen.targets.jax import helpers as jax_helpers
from derive.codegen.targets.numpy import helpers as numpy_helpers
from derive.codegen.targets.torch import helpers as torch_helpers

HELPERS = {
    "numpy": numpy_helpers.HELPERS,
    "torch": torch_helpers.HELPERS,
    "jax": jax_helpers.HELPERS,
    "c": c_helpers.FUNCTIONS,
}


@pytest.mark.parametrize("target", HELPERS)
def test_no_letter_takes_the_name_of_a_helper(target):
    assert set(HELPERS[target]) <= RESERVED


@pytest.mark.parametrize("target", ["numpy", "torch", "jax"])
def test_a_page_may_use_the_names_of_helpers(target):
    """Letters and an identity that are called as functions in the file are."""
    library = pytest.importorskip(target, reason=f"the extra {target} is not installed")
    shares = dims("shares")
    j, k, plain = indices("j k plain", shares)
    exponentials = vector("exponentials", shares)
    p = define("p", k, exp(exponentials[k]) / Sum(exp(exponentials[j]), j))

    @identity(D(p[k], exponentials[plain]), equals=p[k] * (delta(k, plain) - p[plain]))
    def softargmax():
        """A Jacobian."""

    s = np.array([0.5, -1.0, 2.0])
    p = np.exp(s) / np.exp(s).sum()
    given = library.asarray(s) if target != "jax" else s
    np.testing.assert_allclose(softargmax.function(target)(given), np.diag(p) - np.outer(p, p), rtol=1e-6)


def test_words_of_c_are_no_names_in_c():
    n = dims("n")
    k = indices("k", n)
    long, log_ = vector("long", n), vector("log", n)

    def words():
        """Letters that C has for itself."""

    claim = identity(long[k] * exp(log_[k]), equals=long[k] * exp(log_[k]))(words)
    np.testing.assert_allclose(claim.function("c")(np.ones(2), np.zeros(2)), np.ones(2))
