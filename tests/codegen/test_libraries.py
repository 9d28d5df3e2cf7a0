"""What PyTorch and JAX differentiate themselves: emitted gradients against theirs, in double precision.

A row names an identity that states a derivative, and the library's function of the same letters; its gradient, with
upstream gradient 1 or the letter g, must be what the emitted code gives. That the code is right to the last digits is
seen elsewhere, against 100 digits.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from derive.catalogue import load
from derive.codegen import function
from derive.codegen.lowering import lowered

torch = pytest.importorskip("torch", reason="the extra torch is not installed")
jax = pytest.importorskip("jax", reason="the extra jax is not installed")

import jax.numpy as jnp  # noqa: E402  (after the question whether it is there)
import torch.nn.functional as F  # noqa: E402, N812 (as everybody calls it)

jax.config.update("jax_enable_x64", True)

pytestmark = pytest.mark.slow

SIZES = {"N": 5, "n": 4, "D": 3, "m": 6, "C": 2}
ATOL = 1e-13


@dataclass(frozen=True)
class Row:
    """The identity, the letter it differentiates in, the loss in PyTorch, and in JAX where that has it."""

    id: str
    letter: str
    torch: Any
    jax: Any = None
    fixed: tuple[tuple[str, Any], ...] = ()
    """Letters whose values the library has built in."""
    rtol: float = 1e-11


def entrywise(
    name: str, own: Any, other: Any = None, letter: str = "x", *, rtol: float = 1e-11, **fixed: Any
) -> Row:
    """A function of every entry by itself: its slopes are the gradient of its sum."""
    over = (lambda a: other(a).sum()) if other else None
    return Row(name, letter, lambda a: own(a).sum(), over, tuple(fixed.items()), rtol)


SMOOTH, PIECES, LOSSES = "smooth_activations.", "piecewise_activations.", "pointwise_losses."
CLASSES, NORMS, TABLE = "classification_losses.", "normalisations.", "elementary_functions."

ROWS = [
    entrywise(SMOOTH + "logistic_slope", lambda a: torch.sigmoid(a.x), lambda a: jax.nn.sigmoid(a.x)),
    entrywise(SMOOTH + "log_logistic_slope", lambda a: F.logsigmoid(a.x), lambda a: jax.nn.log_sigmoid(a.x)),
    entrywise(SMOOTH + "softplus_slope", lambda a: F.softplus(a.x), lambda a: jax.nn.softplus(a.x)),
    entrywise(SMOOTH + "sharp_softplus_slope", lambda a: F.softplus(a.x, beta=1.5), beta=1.5),
    entrywise(SMOOTH + "tanh_slope", lambda a: torch.tanh(a.x), lambda a: jnp.tanh(a.x)),
    entrywise(SMOOTH + "tanhshrink_slope", lambda a: F.tanhshrink(a.x)),
    entrywise(SMOOTH + "silu_slope", lambda a: F.silu(a.x), lambda a: jax.nn.silu(a.x)),
    entrywise(SMOOTH + "silu_slope_from_values", lambda a: F.silu(a.x), lambda a: jax.nn.swish(a.x)),
    entrywise(SMOOTH + "mish_slope", lambda a: F.mish(a.x), lambda a: jax.nn.mish(a.x)),
    entrywise(SMOOTH + "gelu_slope", lambda a: F.gelu(a.x), lambda a: jax.nn.gelu(a.x, approximate=False)),
    entrywise(
        SMOOTH + "tanh_gelu_slope",
        lambda a: F.gelu(a.x, approximate="tanh"),
        lambda a: jax.nn.gelu(a.x),
        a=np.sqrt(2 / np.pi),
        c=0.044715,
    ),
    entrywise(SMOOTH + "gated_linear_unit_slope", lambda a: F.glu(torch.cat([a.y, a.x]), dim=0)),
    entrywise(SMOOTH + "arctan_slope", lambda a: torch.atan(a.x), lambda a: jnp.arctan(a.x)),
    entrywise(PIECES + "relu_slope", lambda a: torch.relu(a.x), lambda a: jax.nn.relu(a.x)),
    entrywise(
        PIECES + "leaky_relu_slope",
        lambda a: F.leaky_relu(a.x, 0.25),
        lambda a: jax.nn.leaky_relu(a.x, 0.25),
        a=0.25,
    ),
    entrywise(PIECES + "elu_slope", lambda a: F.elu(a.x, 0.75), lambda a: jax.nn.elu(a.x, 0.75), a=0.75),
    entrywise(PIECES + "celu_slope", lambda a: F.celu(a.x, 0.75), lambda a: jax.nn.celu(a.x, 0.75), a=0.75),
    entrywise(
        PIECES + "selu_slope",
        lambda a: F.selu(a.x),
        lambda a: jax.nn.selu(a.x),
        a=1.6732632423543772848170429916717,
        s=1.0507009873554804934193349852946,
    ),
    entrywise(PIECES + "absolute_slope", lambda a: a.x.abs(), lambda a: jnp.abs(a.x)),
    entrywise(PIECES + "softsign_slope", lambda a: F.softsign(a.x), lambda a: jax.nn.soft_sign(a.x)),
    entrywise(PIECES + "hardtanh_slope", lambda a: F.hardtanh(a.x), lambda a: jax.nn.hard_tanh(a.x)),
    entrywise(PIECES + "relu6_slope", lambda a: F.relu6(a.x), lambda a: jax.nn.relu6(a.x)),
    # PyTorch's own slope of the hard sigmoid is a sixth in single precision, for doubles too.
    entrywise(
        PIECES + "hard_sigmoid_slope",
        lambda a: F.hardsigmoid(a.x),
        lambda a: jax.nn.hard_sigmoid(a.x),
        rtol=1e-7,
    ),
    entrywise(PIECES + "hard_swish_slope", lambda a: F.hardswish(a.x), lambda a: jax.nn.hard_silu(a.x)),
    entrywise(PIECES + "soft_threshold_slope", lambda a: F.softshrink(a.x, 0.5), s=0.5),
    entrywise(PIECES + "hard_threshold_slope", lambda a: F.hardshrink(a.x, 0.5), s=0.5),
    entrywise(PIECES + "maxout_slope", lambda a: torch.maximum(a.x, a.y), lambda a: jnp.maximum(a.x, a.y)),
    entrywise(
        PIECES + "clip_slope",
        lambda a: a.x.clamp(-0.5, 0.25),
        lambda a: jnp.clip(a.x, -0.5, 0.25),
        b=-0.5,
        s=0.75,
    ),
    Row(PIECES + "parametric_relu_slope", "a", lambda a: F.prelu(a.x, a.a).sum()),
    Row(LOSSES + "mean_square_gradient", "x", lambda a: F.mse_loss(a.x, a.y)),
    Row(LOSSES + "mean_absolute_gradient", "x", lambda a: F.l1_loss(a.x, a.y)),
    entrywise(LOSSES + "huber_slope", lambda a: F.huber_loss(a.x, a.y, reduction="none", delta=0.5), c=0.5),
    entrywise(
        LOSSES + "smooth_l1_slope", lambda a: F.smooth_l1_loss(a.x, a.y, reduction="none", beta=0.5), c=0.5
    ),
    entrywise(LOSSES + "poisson_slope", lambda a: F.poisson_nll_loss(a.x, a.k, reduction="none")),
    entrywise(
        LOSSES + "poisson_slope_in_rate",
        lambda a: F.poisson_nll_loss(a.v, a.k, log_input=False, eps=0, reduction="none"),
        letter="v",
    ),
    entrywise(
        LOSSES + "gaussian_likelihood_in_mean",
        lambda a: F.gaussian_nll_loss(a.x, a.y, a.v, eps=0, reduction="none"),
    ),
    entrywise(
        LOSSES + "gaussian_likelihood_in_variance",
        lambda a: F.gaussian_nll_loss(a.x, a.y, a.v, eps=0, reduction="none"),
        letter="v",
    ),
    entrywise(
        LOSSES + "binary_cross_entropy_slope",
        lambda a: F.binary_cross_entropy_with_logits(a.x, a.y, reduction="none"),
    ),
    entrywise(
        LOSSES + "weighted_binary_slope",
        lambda a: F.binary_cross_entropy_with_logits(
            a.x, a.y, reduction="none", pos_weight=torch.tensor(2.5)
        ),
        w=2.5,
    ),
    entrywise(
        LOSSES + "logistic_loss_slope",
        lambda a: F.soft_margin_loss(a.x, a.y, reduction="none"),
        y=np.array([1.0, -1, 1, -1, -1]),
    ),
    Row(
        CLASSES + "cross_entropy_gradient",
        "s",
        lambda a: F.cross_entropy(a.s, a.y),
        fixed=(("y", np.array([0.1, 0.2, 0.3, 0.4])),),
    ),
    Row(
        CLASSES + "label_smoothing_gradient",
        "s",
        lambda a: F.cross_entropy(a.s, a.c, label_smoothing=0.1),
        fixed=(("epsilon", 0.1),),
    ),
    Row(
        CLASSES + "class_weights_gradient",
        "s",
        lambda a: F.cross_entropy(a.s, a.c, weight=a.w, reduction="sum"),
    ),
    Row(
        CLASSES + "relative_entropy_gradient",
        "s",
        lambda a: F.kl_div(F.log_softmax(a.s, 0), a.t, reduction="sum"),
        lambda a: jnp.sum(a.t * (jnp.log(a.t) - jax.nn.log_softmax(a.s))),
        (("t", np.array([0.1, 0.2, 0.3, 0.4])),),
    ),
    Row(
        CLASSES + "brier_gradient",
        "s",
        lambda a: F.mse_loss(torch.softmax(a.s, 0), a.y, reduction="sum"),
        lambda a: jnp.sum((jax.nn.softmax(a.s) - a.y) ** 2),
    ),
    Row(
        NORMS + "layer_norm_backward",
        "x",
        lambda a: (F.layer_norm(a.x, a.x.shape, eps=1e-5) * a.g).sum(),
        lambda a: jnp.sum(jax.nn.standardize(a.x, epsilon=1e-5) * a.g),
        (("epsilon", 1e-5),),
    ),
    Row(
        NORMS + "rms_norm_backward",
        "x",
        lambda a: (F.rms_norm(a.x, a.x.shape, eps=1e-5) * a.g).sum(),
        fixed=(("epsilon", 1e-5),),
    ),
    Row(
        NORMS + "batch_norm_backward",
        "X",
        lambda a: (F.batch_norm(a.X, None, None, training=True, eps=1e-5) * a.G).sum(),
        fixed=(("epsilon", 1e-5),),
    ),
    Row(NORMS + "direction_backward", "x", lambda a: (F.normalize(a.x, dim=0) * a.g).sum()),
    Row(NORMS + "cosine_gradient", "x", lambda a: F.cosine_similarity(a.x, a.v, dim=0)),
    Row(
        "attention.gradient_of_queries_in_full",
        "Q",
        lambda a: (F.scaled_dot_product_attention(a.Q, a.K, a.V, scale=0.5) * a.G).sum(),
        fixed=(("T", 2.0),),
    ),
    Row(
        "attention.gradient_of_values",
        "V",
        lambda a: (F.scaled_dot_product_attention(a.Q, a.K, a.V, scale=0.5) * a.G).sum(),
        fixed=(("T", 2.0),),
    ),
    Row(
        "ranking_losses.info_nce_gradient",
        "s",
        lambda a: F.cross_entropy(a.s / 2, a.a),
        fixed=(("T", 2.0),),
    ),
    entrywise(TABLE + "square_root", lambda a: a.u.sqrt(), lambda a: jnp.sqrt(a.u), letter="u"),
    entrywise(TABLE + "reciprocal_root", lambda a: a.u.rsqrt(), lambda a: jax.lax.rsqrt(a.u), letter="u"),
    entrywise(TABLE + "reciprocal", lambda a: a.x.reciprocal(), lambda a: jnp.reciprocal(a.x)),
    entrywise(TABLE + "quotient_in_denominator", lambda a: a.x / a.y, lambda a: a.x / a.y, letter="y"),
    entrywise(TABLE + "hypotenuse", lambda a: torch.hypot(a.x, a.y), lambda a: jnp.hypot(a.x, a.y)),
    entrywise(TABLE + "interpolation_in_weight", lambda a: torch.lerp(a.x, a.y, a.w), letter="w"),
    entrywise(TABLE + "interpolation_in_start", lambda a: torch.lerp(a.x, a.y, a.w)),
    entrywise(TABLE + "exp_less_one", lambda a: torch.expm1(a.x), lambda a: jnp.expm1(a.x)),
    entrywise(TABLE + "power_of_two", lambda a: torch.exp2(a.x), lambda a: jnp.exp2(a.x)),
    entrywise(TABLE + "decimal_logarithm", lambda a: torch.log10(a.u), lambda a: jnp.log10(a.u), letter="u"),
    entrywise(TABLE + "log_of_one_more", lambda a: torch.log1p(a.u), lambda a: jnp.log1p(a.u), letter="u"),
    entrywise(
        TABLE + "log_odds",
        lambda a: torch.logit(a.y),
        lambda a: jax.scipy.special.logit(a.y),
        "y",
        y=np.array([0.1, 0.4, 0.5, 0.9]),
    ),
    entrywise(TABLE + "log_add_exp", lambda a: torch.logaddexp(a.x, a.y), lambda a: jnp.logaddexp(a.x, a.y)),
    entrywise(
        TABLE + "x_log_y_in_y",
        lambda a: torch.xlogy(a.x, a.v),
        lambda a: jax.scipy.special.xlogy(a.x, a.v),
        letter="v",
    ),
    entrywise(
        TABLE + "entropy_of_one",
        lambda a: torch.special.entr(a.u),
        lambda a: jax.scipy.special.entr(a.u),
        letter="u",
    ),
    entrywise(TABLE + "sine", lambda a: torch.sin(a.x), lambda a: jnp.sin(a.x)),
    entrywise(TABLE + "cosine", lambda a: torch.cos(a.x), lambda a: jnp.cos(a.x)),
    entrywise(TABLE + "circular_tangent", lambda a: torch.tan(a.x), lambda a: jnp.tan(a.x)),
    entrywise(
        TABLE + "angle_in_height",
        lambda a: torch.atan2(a.y, a.u),
        lambda a: jnp.arctan2(a.y, a.u),
        letter="y",
    ),
    entrywise(
        TABLE + "angle_in_width", lambda a: torch.atan2(a.y, a.u), lambda a: jnp.arctan2(a.y, a.u), letter="u"
    ),
    entrywise(
        TABLE + "sine_over_argument", lambda a: torch.sinc(a.x / torch.pi), lambda a: jnp.sinc(a.x / jnp.pi)
    ),
    entrywise(TABLE + "hyperbolic_sine", lambda a: torch.sinh(a.x), lambda a: jnp.sinh(a.x)),
    entrywise(TABLE + "hyperbolic_cosine", lambda a: torch.cosh(a.x), lambda a: jnp.cosh(a.x)),
    entrywise(TABLE + "inverse_hyperbolic_sine", lambda a: torch.asinh(a.x), lambda a: jnp.arcsinh(a.x)),
    entrywise(
        TABLE + "inverse_hyperbolic_tangent",
        lambda a: torch.atanh(a.y),
        lambda a: jnp.arctanh(a.y),
        "y",
        y=np.array([-0.9, 0.1, 0.3, 0.5]),
    ),
    entrywise(
        TABLE + "complementary_error_function",
        lambda a: torch.erfc(a.x),
        lambda a: jax.scipy.special.erfc(a.x),
    ),
    entrywise(
        TABLE + "log_gamma", lambda a: torch.lgamma(a.u), lambda a: jax.scipy.special.gammaln(a.u), letter="u"
    ),
    entrywise(
        TABLE + "maximum_in_second",
        lambda a: torch.maximum(a.x, a.y),
        lambda a: jnp.maximum(a.x, a.y),
        letter="y",
    ),
    entrywise(TABLE + "threshold", lambda a: F.threshold(a.x, 0.1, 0), r=0.1),
]


def identity_of(row: Row) -> Any:
    page, _, name = row.id.partition(".")
    return load(page).identities[name]


def drawn(row: Row) -> dict[str, np.ndarray]:
    """Random values for every letter that the code or the library reads, the fixed ones as they are."""
    rng = np.random.default_rng(sum(map(ord, row.id)))
    page = load(row.id.partition(".")[0])
    values: dict[str, np.ndarray] = {}
    for name, declared in page.declared.items():
        letter = getattr(declared, "family", declared)
        if type(letter).__name__ != "Family":
            continue
        shape = tuple(SIZES[dim.name] for dim in letter.dims)
        number = (
            rng.integers(0, SIZES[letter.values.name], shape) if letter.values else rng.normal(size=shape)
        )
        values[name] = np.asarray(np.abs(number) + 0.3 if letter.positive else number)
    return values | {name: np.asarray(value, dtype=float) for name, value in row.fixed}


def arguments_of(row: Row, values: dict[str, np.ndarray]) -> list[np.ndarray]:
    return [values[each.name] for each in lowered(identity_of(row)).arguments]


def emitted(row: Row, target: str, values: dict[str, np.ndarray]) -> np.ndarray:
    arguments: list[Any] = arguments_of(row, values)
    if target == "torch":
        arguments = [torch.as_tensor(each) for each in arguments]
    return np.asarray(function(identity_of(row), target)(*arguments))


def by_torch(row: Row, values: dict[str, np.ndarray]) -> np.ndarray:
    letters = SimpleNamespace(**{name: torch.as_tensor(value) for name, value in values.items()})
    variable = getattr(letters, row.letter).clone().requires_grad_()
    setattr(letters, row.letter, variable)
    [gradient] = torch.autograd.grad(row.torch(letters), variable)
    return np.asarray(gradient)


def by_jax(row: Row, values: dict[str, np.ndarray]) -> np.ndarray:
    def loss(variable: Any) -> Any:
        return row.jax(SimpleNamespace(**{**values, row.letter: variable}))

    return np.asarray(jax.grad(loss)(jnp.asarray(values[row.letter])))


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_pytorch(row):
    values = drawn(row)
    wanted = by_torch(row, values)
    for target in ("numpy", "torch"):
        got = emitted(row, target, values)
        got = got.sum() if got.shape != wanted.shape == () else got
        np.testing.assert_allclose(got, wanted, rtol=row.rtol, atol=ATOL)


@pytest.mark.parametrize("row", [row for row in ROWS if row.jax], ids=[row.id for row in ROWS if row.jax])
def test_jax(row):
    values = drawn(row)
    np.testing.assert_allclose(emitted(row, "jax", values), by_jax(row, values), rtol=row.rtol, atol=ATOL)


def test_a_wrong_function_is_noticed():
    """A row that names another function fails: the comparison has teeth."""
    row = entrywise(SMOOTH + "gelu_slope", lambda a: F.gelu(a.x, approximate="tanh"))
    values = drawn(row)
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(
            emitted(row, "numpy", values), by_torch(row, values), rtol=row.rtol, atol=ATOL
        )


def test_every_row_states_a_derivative_that_is_proved():
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert all(identity_of(row).expected == "proved" for row in ROWS)
