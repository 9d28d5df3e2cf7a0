"""What a forward pass in PyTorch keeps for the backward pass: σ of every row, the length that is f itself."""

import pytest

from derive.catalogue import load
from derive.codegen import code
from derive.codegen.loading import loaded

pytestmark = pytest.mark.slow
torch = pytest.importorskip("torch", reason="the extra torch is not installed")

NORM = "normalisations", "layer_norm_backward", "z_of_x"
AGAIN = "if torch.is_grad_enabled():"


def text(page, name):
    """The module for a batch."""
    return code(load(page).identities[name], "torch", batch="N", autograd=True)


def rows(*shape):
    """Numbers that a gradient is wanted in, of double precision."""
    made = torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    return made.requires_grad_(True)


def normalised(text):
    """Layer norm in x alone."""
    run = loaded(text, NORM[2])
    return lambda x: getattr(run, NORM[2])(x, torch.tensor(1e-5, dtype=torch.float64))


def test_the_spread_is_kept():
    """The backward pass works it out only where it is differentiated once more."""
    made = text(*NORM[:2])
    first, _, backward = made.partition("def backward(")
    assert "sigma[:, None], sigma" in first
    assert backward.count("sigma = torch.sqrt(") == 1
    assert AGAIN in backward


def test_first_and_second_derivatives():
    """Differences find both; where σ is taken for a constant, not the second."""
    x = rows(3, 4)
    assert torch.autograd.gradcheck(normalised(text(*NORM[:2])), x)
    assert torch.autograd.gradgradcheck(normalised(text(*NORM[:2])), x)
    wrong = normalised(text(*NORM[:2]).replace(AGAIN, "if n == 0:"))
    assert torch.autograd.gradcheck(wrong, x)
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        torch.autograd.gradgradcheck(wrong, x)


def test_in_blocks_of_rows():
    """So many rows that they are worked out a few at a time: as PyTorch's own, value and derivatives."""
    run, x = normalised(text(*NORM[:2])), rows(700, 1024)
    upstream, weights = torch.randn_like(x), torch.randn_like(x)
    found = []
    for norm in (run, lambda x: torch.nn.functional.layer_norm(x, x.shape[1:], eps=1e-5)):
        value = norm(x)
        plain = torch.autograd.grad(norm(x), x, upstream)[0]
        first = torch.autograd.grad(value, x, upstream, create_graph=True)[0]
        found.append((value, plain, first, torch.autograd.grad((first * weights).sum(), x)[0]))
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-11)


def test_f_itself_is_saved_as_f():
    """The length of a vector in its own gradient: no array beside it, and its second derivative is right."""
    made = text("normalisations", "length_gradient")
    assert AGAIN not in made
    assert torch.autograd.gradgradcheck(loaded(made, "R_of_x").R_of_x, rows(3, 4))


def test_under_the_transformations():
    """torch.func sees through: a Jacobian of the gradient, row by row."""
    run, x = normalised(text(*NORM[:2])), rows(2, 3).detach()
    found = torch.func.jacrev(torch.func.grad(lambda x: run(x).pow(3).sum()))(x)
    own = torch.func.jacrev(
        torch.func.grad(lambda x: torch.nn.functional.layer_norm(x, (3,), eps=1e-5).pow(3).sum())
    )(x)
    torch.testing.assert_close(found, own, rtol=1e-8, atol=1e-10)
