"""Every derivative of the catalogue against automatic differentiation: the left side as it stands, by PyTorch and JAX.

The left side is walked as the page has it, entry by entry, in a library's own numbers; where it says ∂ the library
differentiates. Nothing of the generator, of the kernel or of SymPy is used, and the code that is written for the
right side must give the same numbers.
"""

import numpy as np
import pytest
from reference import Reference, axes_of
from samples import Sample
from verification import equalities, extents, holds, moved

from derive import D, Sum, define, delta, dims, exp, identity, indices, vector
from derive.codegen import function
from derive.language.binders import walk
from derive.language.derivatives import Derivative

torch = pytest.importorskip("torch", reason="the extra torch is not installed")
jax = pytest.importorskip("jax", reason="the extra jax is not installed")

import jax.numpy as jnp  # noqa: E402  (after the question whether it is there)

jax.config.update("jax_enable_x64", True)

pytestmark = pytest.mark.slow

SIZES = {"n": 3, "m": 2, "N": 2, "D": 2, "C": 2, "K": 2, "R": 2}
"""Dimensions of different sizes, so that one is not taken for another."""

IN_TORCH = {
    "exp": torch.exp,
    "log": torch.log,
    "logistic": torch.sigmoid,
    "softplus": torch.nn.functional.softplus,
    "tanh": torch.tanh,
    "sin": torch.sin,
    "cos": torch.cos,
    "arctan": torch.atan,
    "arcsin": torch.asin,
    "arccos": torch.acos,
    "erf": torch.erf,
    "erfinv": torch.erfinv,
    "loggamma": torch.lgamma,
    "digamma": torch.digamma,
    "trigamma": lambda x: torch.polygamma(1, x),
    "relu": torch.relu,
    "abs": torch.abs,
    "sign": torch.sign,
    "step": lambda x: torch.heaviside(x, torch.zeros_like(x)),
    "f": lambda x: x**2 + x,
}

IN_JAX = {
    "exp": jnp.exp,
    "log": jnp.log,
    "logistic": jax.nn.sigmoid,
    "softplus": jax.nn.softplus,
    "tanh": jnp.tanh,
    "sin": jnp.sin,
    "cos": jnp.cos,
    "arctan": jnp.arctan,
    "arcsin": jnp.arcsin,
    "arccos": jnp.arccos,
    "erf": jax.scipy.special.erf,
    "erfinv": jax.scipy.special.erfinv,
    "loggamma": jax.scipy.special.gammaln,
    "digamma": jax.scipy.special.digamma,
    "trigamma": lambda x: jax.scipy.special.polygamma(1, x),
    "relu": jax.nn.relu,
    "abs": jnp.abs,
    "sign": jnp.sign,
    "step": lambda x: jnp.heaviside(x, 0),
    "f": lambda x: x**2 + x,
}


class ByTorch(Reference):
    """Evaluates expressions in PyTorch's numbers of double precision, and ∂ by its autograd."""

    functions = IN_TORCH

    def __init__(self, values, slopes, sizes):
        super().__init__(values, slopes, sizes)
        self.variables = []

    def number(self, value):
        return torch.tensor(float(value), dtype=torch.float64)

    def apply(self, name, argument):
        return self.functions[name](argument)

    def power(self, base, exponent):
        return base ** (int(exponent) if exponent.is_Integer else float(exponent))

    def known(self, name):
        return self.number(getattr(np, name))

    def held(self):
        return tuple((key, id(number)) for key, number in self.moved.items())

    def inverse(self, rows):
        return torch.linalg.inv(self.stacked(rows))

    def determinant(self, rows):
        return torch.linalg.det(self.stacked(rows))

    def log_determinant(self, rows):
        return torch.linalg.slogdet(self.stacked(rows)).logabsdet

    def stacked(self, rows):
        return torch.stack([torch.stack(row) for row in rows])

    def slope(self, node, at):
        family = node.variable.family
        key = (family.name, tuple(self.place(place, at) for place in node.variable.places))
        before = self.moved

        def body(number):
            self.variables.append(number)  # kept, so that no other number has its address
            self.moved = before | {key: number}
            try:
                return self.value(node.body, at)
            finally:
                self.moved = before

        return self.derivative(body, self.entry(family, key[1]))

    def derivative(self, body, number):
        variable = number if number.requires_grad else number.requires_grad_(True)
        value = body(variable)
        if not value.requires_grad:
            return self.number(0)
        [found] = torch.autograd.grad(value, variable, create_graph=True, allow_unused=True)
        return self.number(0) if found is None else found


class ByJax(ByTorch):
    """The same in JAX's numbers, and ∂ by `jax.grad`."""

    functions = IN_JAX

    def number(self, value):
        return jnp.asarray(float(value))

    def inverse(self, rows):
        return jnp.linalg.inv(self.stacked(rows))

    def determinant(self, rows):
        return jnp.linalg.det(self.stacked(rows))

    def log_determinant(self, rows):
        return jnp.linalg.slogdet(self.stacked(rows)).logabsdet

    def stacked(self, rows):
        return jnp.stack([jnp.stack(row) for row in rows])

    def derivative(self, body, number):
        return jax.grad(body)(number)


DERIVATIVES = [each for each in equalities() if any(isinstance(node, Derivative) for node in walk(each.left))]
every = pytest.mark.parametrize("claim", DERIVATIVES, ids=[each.id for each in DERIVATIVES])


def compared(claim, library, most=1000):
    """The left side by a library, and what the emitted code gives, at the same places, `most` at most."""
    sample = Sample(claim, 3, np.random.default_rng(list(map(ord, claim.id))), sizes=SIZES)
    numbers = sample.values, sample.slopes, sample.sizes
    indices, plain = axes_of(claim), Reference(*numbers)
    shape, begins = extents(claim, indices, sample)
    got = np.asarray(function(claim)(*sample.arguments()))
    assert got.shape == shape
    places = [each for each in np.ndindex(shape) if holds(claim, plain, indices, moved(each, begins))]
    places = places[:: -(-len(places) // most)]
    at = [dict(zip(indices, moved(each, begins), strict=True)) for each in places]
    differentiated = library(*numbers)
    return [differentiated(claim.left, each).item() for each in at], [got[each] for each in places]


@every
def test_pytorch_differentiates_to_what_the_code_gives(claim):
    wanted, got = compared(claim, ByTorch)
    np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-11)


@every
def test_jax_differentiates_to_what_the_code_gives(claim):
    """At a few places: step by step JAX is slow."""
    wanted, got = compared(claim, ByJax, most=3)
    np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("library", [ByTorch, ByJax])
def test_a_wrong_formula_is_noticed(library):
    """The Jacobian of a softargmax with its sign turned."""
    n = dims("n")
    i, j, k = indices("i j k", n)
    z = vector("z", n)
    p = define("p", k, exp(z[k]) / Sum(exp(z[j]), j))

    @identity(D(p[k], z[i]), equals=p[k] * (delta(i, k) - p[i]))
    def right():
        """As it is."""

    sample = Sample(right, 3, np.random.default_rng(0))
    found = [
        library(sample.values, sample.slopes, sample.sizes)(right.left, {k: 0, i: place}).item()
        for place in range(3)
    ]
    jacobian = function(right)(*sample.arguments())
    np.testing.assert_allclose(jacobian[0], found, rtol=1e-12)
    assert abs(-jacobian[0] - found).max() > 0.1


def test_most_of_the_catalogue_states_derivatives():
    assert len(DERIVATIVES) >= 380
