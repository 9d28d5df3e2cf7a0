"""Rows of a comparison, of losses and layers that see a vector, a matrix or a distribution as a whole."""

import numpy as np
import torch.distributions as dist
from rows_of_numbers import F, Row, jax, jnp, torch

CLASSES, NORMS, RANKS = "classification_losses.", "normalisations.", "ranking_losses."
FAMILIES = "exponential_families."
SHARES = np.array([0.1, 0.2, 0.3, 0.4])
COVARIANCE = np.array([[2.0, 0.5, -0.3], [0.5, 1.5, 0.2], [-0.3, 0.2, 1.0]])


def normal(mean, covariance=None, precision=None):
    """A Gaussian of PyTorch's."""
    return dist.MultivariateNormal(mean, covariance, precision)


def mixture(scores, means):
    """Gaussians of unit variance with weights by softmax."""
    parts = dist.Independent(dist.Normal(means, 1.0), 1)
    return dist.MixtureSameFamily(dist.Categorical(logits=scores), parts)


def squared(one, other):
    """Squared distances."""
    return ((one - other) ** 2).sum(-1)


def jax_attention(queries, keys, values, *, scale, is_causal=False):
    """By JAX's softmax: its attention takes the scores in single precision."""
    scores = queries @ keys.T * scale
    seen = jnp.tril(jnp.ones(scores.shape, bool)) if is_causal else None
    return jax.nn.softmax(scores, where=seen) @ values


def cell(a):
    """PyTorch's LSTM cell, to which the gates are given as its biases: the new h and c."""
    gates = torch.cat([a.a_i, a.a_f, a.a_g, a.a_o])
    none = torch.zeros(len(gates), 1, dtype=gates.dtype)
    state = torch.zeros_like(a.c_0)[None], a.c_0[None]
    own = torch.zeros(len(gates), len(a.c_0), dtype=gates.dtype)
    h, c = torch.lstm_cell(none[:1], state, none, own, gates, torch.zeros_like(gates))
    return h[0], c[0]


VECTORS = [
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
    Row(
        CLASSES + "entropy_gradient",
        "s",
        lambda a: dist.Categorical(logits=a.s).entropy(),
        lambda a: jnp.sum(jax.scipy.special.entr(jax.nn.softmax(a.s))),
    ),
    Row(
        CLASSES + "distillation_gradient",
        "s",
        lambda a: 4 * F.kl_div(F.log_softmax(a.s / 2, 0), a.t, reduction="sum"),
        fixed=(("t", SHARES), ("T", 2.0)),
    ),
    Row(
        CLASSES + "reverse_relative_entropy_gradient",
        "s",
        lambda a: F.kl_div(a.t.log(), F.log_softmax(a.s, 0), reduction="sum", log_target=True),
    ),
    Row(
        CLASSES + "multiclass_hinge_gradient",
        "s",
        lambda a: 4 * F.multi_margin_loss(a.s, a.c),
    ),
    Row(
        NORMS + "group_norm_backward",
        "A_g",
        lambda a: (F.group_norm(a.A_g, 1, eps=1e-5) * a.U_g).sum(),
        fixed=(("epsilon", 1e-5),),
    ),
    Row(
        NORMS + "gain_gradient",
        "gamma",
        lambda a: (F.layer_norm(a.x, a.x.shape, a.gamma, a.beta, eps=1e-5) * a.g).sum(),
        fixed=(("epsilon", 1e-5),),
    ),
    Row(
        NORMS + "bias_gradient",
        "beta",
        lambda a: (F.layer_norm(a.x, a.x.shape, a.gamma, a.beta, eps=1e-5) * a.g).sum(),
    ),
    Row(
        NORMS + "length_gradient",
        "x",
        lambda a: torch.linalg.vector_norm(a.x),
        lambda a: jnp.linalg.norm(a.x),
    ),
    Row(
        NORMS + "weight_norm_gradient_of_direction",
        "x",
        lambda a: (torch._weight_norm(a.x[None], a.s.reshape(1, 1), 0)[0] * a.g).sum(),
    ),
    Row(
        NORMS + "weight_norm_gradient_of_length",
        "s",
        lambda a: (torch._weight_norm(a.x[None], a.s.reshape(1, 1), 0)[0] * a.g).sum(),
    ),
    Row(
        "attention.gradient_of_keys_in_full",
        "K",
        lambda a: (F.scaled_dot_product_attention(a.Q, a.K, a.V, scale=0.5) * a.G).sum(),
        lambda a: jnp.sum(jax_attention(a.Q, a.K, a.V, scale=0.5) * a.G),
        fixed=(("T", 2.0),),
    ),
    *(
        Row(
            f"attention.causal_gradient_of_{name}",
            letter,
            lambda a: (F.scaled_dot_product_attention(a.X, a.Y, a.U, is_causal=True, scale=0.5) * a.H).sum(),
            lambda a: jnp.sum(jax_attention(a.X, a.Y, a.U, is_causal=True, scale=0.5) * a.H),
            fixed=(("T", 2.0),),
        )
        for name, letter in (("queries", "X"), ("keys", "Y"), ("values", "U"))
    ),
    Row(
        "attention.gradient_of_scores",
        "s",
        lambda a: (torch.softmax(a.s, 1) @ a.V * a.G).sum(),
        lambda a: jnp.sum(jax.nn.softmax(a.s, axis=1) @ a.V * a.G),
    ),
    Row(
        "gaussians.log_determinant",
        "S",
        lambda a: torch.linalg.slogdet(a.S).logabsdet,
        lambda a: jnp.linalg.slogdet(a.S)[1],
    ),
    *(
        Row(
            f"gaussians.{name}", letter, lambda a: normal(a.mu, a.S).log_prob(a.x), fixed=(("S", COVARIANCE),)
        )
        for name, letter in (
            ("gradient_in_mean", "mu"),
            ("score_of_a_gaussian", "x"),
            ("gradient_in_covariance", "S"),
        )
    ),
    *(
        Row(
            f"gaussians.divergence_in_{name}",
            letter,
            lambda a: dist.kl_divergence(normal(a.mu, a.S), normal(a.nu, a.R)),
            fixed=(("S", COVARIANCE), ("R", COVARIANCE + np.eye(3))),
        )
        for name, letter in (("mean", "mu"), ("covariance", "S"))
    ),
    *(
        Row(
            f"gaussians.standard_divergence_in_{name}",
            letter,
            lambda a: dist.kl_divergence(dist.Normal(a.m, (a.s / 2).exp()), dist.Normal(0, 1)).sum(),
        )
        for name, letter in (("mean", "m"), ("log_variance", "s"))
    ),
    Row(
        "gaussians.gradient_in_mean_by_precision",
        "mu",
        lambda a: normal(a.mu, precision=a.P).log_prob(a.x),
        fixed=(("P", COVARIANCE),),
    ),
    Row(FAMILIES + "bernoulli", "t", lambda a: dist.Bernoulli(logits=a.t, validate_args=False).log_prob(a.z)),
    Row(
        FAMILIES + "poisson",
        "t",
        lambda a: dist.Poisson(a.t.exp(), validate_args=False).log_prob(a.z.abs()),
        fixed=(("z", 3.0),),
    ),
    Row(FAMILIES + "exponential", "b", lambda a: dist.Exponential(a.b).log_prob(a.y)),
    Row(FAMILIES + "gamma_in_shape", "a", lambda a: dist.Gamma(a.a, a.b).log_prob(a.y)),
    Row(FAMILIES + "gamma_in_rate", "b", lambda a: dist.Gamma(a.a, a.b).log_prob(a.y)),
    Row(
        FAMILIES + "weibull_in_shape", "b", lambda a: dist.Weibull(torch.ones(()).double(), a.b).log_prob(a.y)
    ),
    Row(
        FAMILIES + "dirichlet",
        "alpha",
        lambda a: dist.Dirichlet(a.alpha).log_prob(a.q),
        lambda a: jax.scipy.stats.dirichlet.logpdf(a.q, a.alpha),
        fixed=(("q", SHARES),),
    ),
    Row("least_squares.gradient", "w", lambda a: F.mse_loss(a.X @ a.w, a.y, reduction="sum") / 2),
    Row(
        "optimisation.logistic_gradient",
        "w",
        lambda a: F.binary_cross_entropy_with_logits(a.X @ a.w, a.y, reduction="sum"),
    ),
    Row(RANKS + "list_net_gradient", "s", lambda a: F.cross_entropy(a.s, torch.softmax(a.t, 0))),
    *(
        Row(
            RANKS + name,
            letter,
            lambda a: F.triplet_margin_with_distance_loss(
                a.x[None], a.u[None], a.v[None], distance_function=squared, margin=2
            ),
            fixed=(("T", 2.0),),
        )
        for name, letter in (("triplet_gradient", "x"), ("triplet_gradient_of_neighbour", "u"))
    ),
    Row(
        "factorisations.poisson_factor_gradient",
        "W",
        lambda a: F.poisson_nll_loss(a.W @ a.H, a.X, log_input=False, eps=0, reduction="sum"),
    ),
    *(
        Row(
            f"factorisations.gradient_of_{side}_factor",
            letter,
            lambda a: F.mse_loss(a.U @ a.V.T, a.X, reduction="sum") / 2,
        )
        for side, letter in (("left", "U"), ("right", "V"))
    ),
    Row("embeddings.softargmax_word_gradient", "v", lambda a: F.cross_entropy(a.U @ a.v, a.c)),
    Row("embeddings.softargmax_output_gradient", "U", lambda a: F.cross_entropy(a.U @ a.v, a.c)),
    Row("mixtures.mean_shift", "z", lambda a: mixture(a.s, a.mu).log_prob(a.z)),
    Row("mixtures.mixture_gradient_in_means", "mu", lambda a: mixture(a.s, a.mu).log_prob(a.z)),
    Row("mixtures.gate_gradient", "t", lambda a: torch.softmax(a.t, 0) @ a.y),
    Row("policies.policy_gradient", "s", lambda a: torch.softmax(a.s, 0) @ a.r),
    Row(
        "policies.entropy_bonus",
        "s",
        lambda a: torch.softmax(a.s, 0) @ a.r + a.beta * dist.Categorical(logits=a.s).entropy(),
    ),
    Row(
        "policies.trust_region_gradient",
        "s",
        lambda a: F.kl_div(F.log_softmax(a.s, 0), a.q, reduction="sum"),
        fixed=(("q", SHARES),),
    ),
    Row("softmax_by_cases.gradient_by_cases", "z", lambda a: F.cross_entropy(a.z, a.j)),
    Row(
        "softmax_layer.closed_form_vector",
        "z",
        lambda a: torch.softmax(a.z, 0) @ a.g,
        lambda a: jax.nn.softmax(a.z) @ a.g,
    ),
    Row("linear_classifier.batch_gradient_matrix", "W", lambda a: F.cross_entropy(a.X @ a.W, a.y)),
    Row("linear_classifier.input_gradient_matrix", "X", lambda a: F.cross_entropy(a.X @ a.W, a.y)),
    Row("linear_classifier.bias_gradient_matrix", "b", lambda a: F.cross_entropy(a.X @ a.W + a.b, a.y)),
    *(
        Row(f"sequences.gradient_of_the_{name}", letter, lambda a: (cell(a)[0] * a.G_h).sum())
        for name, letter in (
            ("old_cell", "c_0"),
            ("input_gate", "a_i"),
            ("forget_gate", "a_f"),
            ("candidate", "a_g"),
            ("output_gate", "a_o"),
        )
    ),
    Row(
        "neighbours.gradient_of_a_tap",
        "b",
        lambda a: (F.conv1d(a.x[None], torch.stack([a.a, a.b])[None, None])[0] * a.g[:-1]).sum(),
    ),
]
"""Losses, normalisations, attention, distributions, factors and cells."""
