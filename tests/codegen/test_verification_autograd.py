"""Functions with a proved backward pass: right to the second derivative, compiled, and refused where there is none."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from linting import lint
from samples import Sample
from verification import of_documents

from derive.catalogue import load
from derive.codegen import NoCode, code, function
from derive.codegen.loading import loaded
from derive.codegen.reverse import reverse

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ALL = of_documents()


def states_a_gradient(identity):
    try:
        return bool(reverse(identity))
    except NoCode:
        return False


GRADIENTS = [each for each in ALL if states_a_gradient(each)]
every = pytest.mark.parametrize("identity", GRADIENTS, ids=[each.id for each in GRADIENTS])


def identity(name):
    page, _, own = name.partition(".")
    return load(page).identities[own]


def drawn(claim, size=3):
    """The arguments of f by name, and which of them it is differentiated in."""
    rng = np.random.default_rng(list(map(ord, claim.id)))
    both = reverse(claim)
    return sampled(claim, both, size, rng), both.variable


def sampled(claim, both, size, rng):
    """Numbers for the arguments of f; a definition that f is differentiated in has numbers of its own."""
    sample, found = Sample(claim, size, rng), {}
    for each in both.forward.arguments:
        known = each.name in sample.values
        found[each.name] = (
            sample.values[each.name] if known else rng.uniform(1, 2, sample.shape(each.family.dims))
        )
    return found


def in_torch(claim, size=3):
    """The function of its variable alone, and the variable."""
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    values, variable = drawn(claim, size)
    tensors = {name: torch.from_numpy(np.asarray(value)) for name, value in values.items()}
    run = function(claim, "torch", autograd=True)
    leaf = tensors.pop(variable).clone().requires_grad_(True)
    return torch, lambda x: run(**tensors, **{variable: x}), leaf


def test_most_gradients_of_the_catalogue_are_backward_passes():
    assert len(GRADIENTS) >= 50


@every
def test_torch_gradients_are_right_twice(identity):
    torch, run, leaf = in_torch(identity)
    assert torch.autograd.gradcheck(run, leaf)
    assert torch.autograd.gradgradcheck(run, leaf)


@every
def test_jax_gradients_are_right_twice(identity):
    jax = pytest.importorskip("jax", reason="the extra jax is not installed")
    from jax.test_util import check_grads

    jax.config.update("jax_enable_x64", True)
    values, variable = drawn(identity, 2)
    leaf = values.pop(variable)
    run = function(identity, "jax", autograd=True)
    check_grads(jax.jit(lambda x: run(**values, **{variable: x})), (leaf,), order=2, modes=["rev"])


@every
def test_the_backward_pass_is_what_torch_finds_by_itself(identity):
    """The library differentiates the same forward pass, at a size where differences would not do."""
    torch, run, leaf = in_torch(identity, 7)
    values, variable = drawn(identity, 7)
    tensors = {name: torch.from_numpy(np.asarray(value)) for name, value in values.items()}
    module = loaded(code(identity, "torch", autograd=True), "forward")
    kind = next(
        each for each in vars(module).values() if isinstance(each, type) and hasattr(each, "backward")
    )
    found = kind.forward(**{**tensors, variable: leaf})
    value = found[0] if isinstance(found, tuple) else found  # and what is kept beside it
    upstream = torch.linspace(-1, 2, value.numel(), dtype=value.dtype).reshape(value.shape)
    wanted = torch.autograd.grad(value, leaf, upstream)[0]
    torch.testing.assert_close(
        torch.autograd.grad(run(leaf), leaf, upstream)[0], wanted, rtol=1e-8, atol=1e-10
    )


@every
def test_the_backward_pass_is_what_jax_finds_by_itself(identity):
    """The same of JAX: the forward pass is an ordinary function below its custom derivative."""
    jax = pytest.importorskip("jax", reason="the extra jax is not installed")
    jax.config.update("jax_enable_x64", True)
    values, variable = drawn(identity, 7)
    leaf = values.pop(variable)
    module = loaded(code(identity, "jax", autograd=True), "forward")
    kind = next(each for each in vars(module).values() if isinstance(each, jax.custom_vjp))
    names = list(inspect.signature(kind.fun).parameters)

    def alone(run):
        return lambda x: run(*(x if name == variable else values[name] for name in names))

    value, back = jax.vjp(alone(kind.fun), leaf)
    upstream = np.linspace(-1, 2, value.size).reshape(value.shape)
    found = jax.vjp(alone(kind), leaf)[1](upstream)[0]
    np.testing.assert_allclose(found, back(upstream)[0], rtol=1e-8, atol=1e-10)


def batched():
    for claim in GRADIENTS:
        try:
            if any(dim.name == "B_" for dim in reverse(claim, batch="B_").forward.arguments[0].dims):
                yield claim
        except NoCode:
            continue


BATCHED = list(batched())


@pytest.mark.parametrize("identity", BATCHED, ids=[each.id for each in BATCHED])
def test_a_batch_has_the_gradients_of_its_rows(identity):
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    both = reverse(identity, batch="B_")
    rng = np.random.default_rng(0)
    rows = [sampled(identity, both, 3, rng) for _ in range(2)]
    values = {}
    for each in both.forward.arguments:
        alone = [np.asarray(row[each.name]) for row in rows]
        values[each.name] = torch.from_numpy(
            np.stack(alone) if each.dims[:1] == both.forward.arguments[0].dims[:1] else alone[0]
        )
    leaf = values.pop(both.variable).clone().requires_grad_(True)
    run = function(identity, "torch", batch="B_", autograd=True)
    assert torch.autograd.gradcheck(lambda x: run(**values, **{both.variable: x}), leaf)


def test_a_wrong_backward_pass_is_found():
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    claim = identity("softmax_layer.closed_form_vector")
    wrong = code(claim, "torch", autograd=True).replace("return a * (g - ", "return a * (g + ")
    run = loaded(wrong, "wrong").a_of_z
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        torch.autograd.gradcheck(run, torch.randn(3, dtype=torch.float64, requires_grad=True))


# what there is none of


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("softargmax.total", "its left side is neither ∂f/∂z nor Σ_k g_k ∂f_k/∂z"),
        ("cross_entropy.gradient", "dh, the derivatives ∂h_k/∂z_d, is no argument of CE"),
        ("softmax_by_cases.diagonal", "∂a_i/∂z_i are some entries of the derivative, not all"),
        ("softmax_by_cases.other_class_gradient", "it holds where j ≠ i, not for every entry"),
        ("linear_classifier.loss_in_probability", "are some entries of the derivative"),
        ("cross_entropy.loss_hessian", "∂L/∂h_i is itself a derivative"),
        ("column_normalisation.sum_in_normalised", "n, the size of dimension n"),
    ],
)
def test_what_is_no_gradient_is_refused(name, says):
    with pytest.raises(NoCode, match=re.escape(says)):
        code(identity(name), "torch", autograd=True)


def test_rows_that_share_the_variable_are_refused():
    with pytest.raises(NoCode, match="all rows share w, whose gradient is their sum"):
        code(identity("network_layer.loss_in_weights"), "jax", autograd=True, batch="B")


def test_numpy_and_c_do_not_differentiate():
    with pytest.raises(NoCode, match="the target numpy does not differentiate: torch and jax do"):
        code(identity("softmax_layer.closed_form_vector"), autograd=True)


def test_a_gradient_in_a_constant_is_refused_by_torch():
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    run = function(identity("softmax_by_cases.gradient"), "torch", autograd=True)
    z, y = torch.zeros(3), torch.ones(3, requires_grad=True)
    with pytest.raises(ValueError, match="there is no gradient in y"):
        run(y, z)
    with torch.no_grad():
        run(y, z)


def test_a_gradient_in_a_constant_is_refused_by_jax():
    jax = pytest.importorskip("jax", reason="the extra jax is not installed")
    run = function(identity("softmax_by_cases.gradient"), "jax", autograd=True)
    z, y = np.zeros(3), np.ones(3)
    with pytest.raises(ValueError, match="there is no gradient in y"):
        jax.grad(run, argnums=0)(y, z)
    assert jax.grad(run, argnums=1)(y, z).shape == (3,)


# compiled, transformed, as text


@pytest.mark.parametrize(
    "name", ["softmax_layer.closed_form_vector", "softmax_by_cases.gradient", "mixture_autoencoder.gradient"]
)
@pytest.mark.filterwarnings("ignore:.*should not be instantiated:DeprecationWarning")  # PyTorch's own tracer
def test_torch_functions_are_compiled_and_transformed(name):
    torch, run, leaf = in_torch(identity(name))
    wanted = torch.autograd.grad(run(leaf).sum(), leaf)[0]
    compiled = torch.compile(run, backend="aot_eager", fullgraph=True)
    torch.testing.assert_close(torch.autograd.grad(compiled(leaf).sum(), leaf)[0], wanted)
    plain = leaf.detach()
    torch.testing.assert_close(torch.func.grad(lambda x: run(x).sum())(plain), wanted)
    both = torch.stack([plain, plain])
    torch.testing.assert_close(torch.func.vmap(torch.func.grad(lambda x: run(x).sum()))(both)[1], wanted)


def test_half_precision_gradients_come_back_in_half_precision():
    torch = pytest.importorskip("torch", reason="the extra torch is not installed")
    run = function(identity("softmax_layer.closed_form_vector"), "torch", autograd=True)
    z = torch.zeros(3, dtype=torch.float16, requires_grad=True)
    run(z)[0].backward()
    assert z.grad.dtype == torch.float16


def test_every_file_passes_the_linter(tmp_path):
    pytest.importorskip("ruff", reason="ruff, of the extra dev, is not installed")
    for claim in GRADIENTS:
        for target in ("torch", "jax"):
            text = code(claim, target, autograd=True)
            (tmp_path / f"{claim.id.replace('.', '_')}_{target}.py").write_text(text, "utf-8")
    lint(tmp_path)
