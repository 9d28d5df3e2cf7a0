"""Rows of a comparison: an identity that states a derivative, and a library's own function of the same letters."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra torch is not installed")
jax = pytest.importorskip("jax", reason="the extra jax is not installed")

import jax.numpy as jnp  # noqa: E402  (after the question whether it is there)
import torch.nn.functional as F  # noqa: E402, N812 (as everybody calls it)


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
TABLE = "elementary_functions."

CHANCES = np.array([0.1, 0.4, 0.5, 0.9])

NUMBERS = [
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
    entrywise(TABLE + "power_in_base", lambda a: a.u**a.r, letter="u"),
    entrywise(TABLE + "power_in_exponent", lambda a: a.u**a.y, lambda a: a.u**a.y, letter="y"),
    entrywise(TABLE + "added_quotient", lambda a: torch.addcdiv(a.z, a.x, a.y, value=0.4), letter="y", r=0.4),
    entrywise(TABLE + "x_log_y_in_x", lambda a: torch.xlogy(a.x, a.v)),
    entrywise(
        TABLE + "inverse_hyperbolic_cosine",
        lambda a: torch.acosh(1 + a.u),
        lambda a: jnp.arccosh(1 + a.u),
        letter="u",
    ),
    entrywise(TABLE + "error_function", lambda a: torch.erf(a.x), lambda a: jax.scipy.special.erf(a.x)),
    entrywise(
        TABLE + "log_of_normal_distribution",
        lambda a: torch.special.log_ndtr(a.x),
        lambda a: jax.scipy.special.log_ndtr(a.x),
    ),
    entrywise(TABLE + "binary_logarithm", lambda a: torch.log2(a.u), lambda a: jnp.log2(a.u), letter="u"),
    entrywise(
        TABLE + "log_add_exp_2", lambda a: torch.logaddexp2(a.x, a.y), lambda a: jnp.logaddexp2(a.x, a.y)
    ),
    entrywise(TABLE + "scaled_by_a_power_of_two", lambda a: torch.ldexp(a.x, a.y), letter="y"),
    entrywise(
        TABLE + "x_log_of_one_more_in_y",
        lambda a: torch.special.xlog1py(a.x, a.u),
        lambda a: jax.scipy.special.xlog1py(a.x, a.u),
        letter="u",
    ),
    entrywise(TABLE + "x_log_of_one_more_in_x", lambda a: torch.special.xlog1py(a.x, a.u)),
    entrywise(TABLE + "minimum_in_first", lambda a: torch.minimum(a.x, a.y), lambda a: jnp.minimum(a.x, a.y)),
    entrywise(SMOOTH + "normal_distribution_slope", lambda a: torch.special.ndtr(a.x)),
    *(
        entrywise(TABLE + name, own, other, "y", y=CHANCES)
        for name, own, other in (
            ("inverse_sine", lambda a: torch.asin(a.y), lambda a: jnp.arcsin(a.y)),
            ("inverse_cosine", lambda a: torch.acos(a.y), lambda a: jnp.arccos(a.y)),
            (
                "inverse_error_function",
                lambda a: torch.erfinv(a.y),
                lambda a: jax.scipy.special.erfinv(a.y),
            ),
            ("normal_quantile", lambda a: torch.special.ndtri(a.y), lambda a: jax.scipy.special.ndtri(a.y)),
        )
    ),
    entrywise(TABLE + "scaled_complement", lambda a: torch.special.erfcx(a.x)),
    # PyTorch's own trigamma has nine digits.
    entrywise(
        TABLE + "digamma_slope",
        lambda a: torch.digamma(a.u),
        lambda a: jax.scipy.special.digamma(a.u),
        letter="u",
        rtol=1e-8,
    ),
    entrywise(
        TABLE + "log_beta",
        lambda a: a.u.lgamma() + a.v.lgamma() - (a.u + a.v).lgamma(),
        lambda a: jax.scipy.special.betaln(a.u, a.v),
        letter="u",
    ),
    entrywise(
        TABLE + "binary_cross_entropy",
        lambda a: F.binary_cross_entropy(a.y, a.z, reduction="none"),
        letter="y",
        y=CHANCES,
        z=1 - CHANCES**2,
    ),
    entrywise(
        TABLE + "relative_entropy_in_target",
        lambda a: F.kl_div(a.x, a.u, reduction="none"),
        letter="u",
    ),
    Row(TABLE + "product_of_all", "x", lambda a: a.x.prod(), lambda a: jnp.prod(a.x)),
    Row(
        TABLE + "length_of_any_order",
        "u",
        lambda a: torch.linalg.vector_norm(a.u, 3),
        lambda a: jnp.linalg.norm(a.u, 3),
        (("p", 3.0),),
    ),
    Row(TABLE + "determinant", "A", lambda a: torch.linalg.det(a.A), lambda a: jnp.linalg.det(a.A)),
]
"""Functions of every entry by itself, and losses that are sums of such."""
