"""Right and subtly wrong gradients, on which this check and others are measured (`benchmarks/gradient_checkers.py`).

The right ones are awkward: deep in the tail, beside a large constant, with kinks, in single precision, out of reach of
complex numbers or of many digits. The wrong ones are wrong by what finite differences overlook.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from derive.gradient.claim import Form
from derive.gradient.draws import between, labels, normal, one_hot, positive, simplex
from derive.gradient.points import At, Point, points

Array = Any
"""float64, float32, complex128 or objects: the functions below are written for all of them."""


@dataclass(frozen=True, eq=False)
class Case:
    """A function, a claimed gradient, and whether it is right.

    `usual` are the values that one types when a single point is to be checked: what other checks are given.
    """

    name: str
    f: Callable[..., Any]
    gradient: Callable[..., Any]
    right: bool
    at: At = ("n",)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    form: Form | None = None
    dtype: type = np.float64
    usual: Mapping[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> dict[str, Any]:
        """What `check_gradient` is given beside the two functions."""
        return {"at": self.at, "parameters": self.parameters, "form": self.form, "dtype": self.dtype}

    def usual_point(self, seed: int = 1) -> Point:
        """One point, with the parameters that one would type."""
        point = next(points(self.at, self.parameters, np.random.default_rng(seed)))
        return Point(point.label, point.x, {**point.parameters, **self.usual}, point.sizes)


# functions and their gradients, of vectors unless it is said otherwise


def softmax(x: Array, T: Any = 1.0) -> Array:
    """p_k = exp(x_k / T) / Σ_j exp(x_j / T), along the last axis."""
    e = np.exp((x - x.max(axis=-1, keepdims=True)) / T)
    return e / e.sum(axis=-1, keepdims=True)


def logsumexp(x: Array, T: Any = 1.0) -> Array:
    """T log Σ_k exp(x_k / T), along the last axis."""
    largest = x.max(axis=-1)
    return largest + T * np.log(np.exp((x - largest[..., None]) / T).sum(axis=-1))


def naive_logsumexp(x: Array) -> Array:
    """log Σ_k exp x_k, which overflows."""
    return np.log(np.exp(x).sum())


def softmax_vjp(x: Array, upstream: Array, T: Any = 1.0) -> Array:
    """p_k (v_k − Σ_j p_j v_j) / T."""
    p = softmax(x, T)
    return p * (upstream - (p * upstream).sum(axis=-1, keepdims=True)) / T


def softmax_jacobian(x: Array) -> Array:
    """δ_ij p_i − p_i p_j."""
    p = softmax(x)
    return np.diag(p) - np.outer(p, p)


def expectation(x: Array, t: Array) -> Array:
    """Σ_k p_k t_k."""
    return (softmax(x) * t).sum()


def expectation_gradient(x: Array, t: Array) -> Array:
    """p_k (t_k − Σ_j p_j t_j)."""
    return softmax_vjp(x, t)


def cross_entropy(x: Array, y: Array, T: Any = 1.0) -> Array:
    """−Σ_k y_k log p_k."""
    return (y * (logsumexp(x / T) - x / T)).sum()


def cross_entropy_gradient(x: Array, y: Array, T: Any = 1.0) -> Array:
    """(p_k − y_k) / T."""
    return (softmax(x, T) - y) / T


def batch_loss(x: Array, y: Array) -> Array:
    """The mean over rows b of −log p_{b, y_b}, for labels y."""
    return (logsumexp(x) - x[np.arange(len(x)), y]).mean()


def batch_gradient(x: Array, y: Array) -> Array:
    """(p_bk − [k = y_b]) / B."""
    return (softmax(x) - np.eye(x.shape[1])[y]) / len(x)


def scaled_softmax_loss(x: Array, y: Array) -> Array:
    """1e-9 of the cross-entropy."""
    return cross_entropy(x, y) * 1e-9


def offset_loss(x: Array, y: Array) -> Array:
    """The cross-entropy and a constant, 1e8."""
    return cross_entropy(x, y) + 1e8


def divergence(x: Array, q: Array) -> Array:
    """Σ_k q_k log(q_k / p_k)."""
    return (q * (np.log(q) - x + logsumexp(x))).sum()


def entropy(x: Array) -> Array:
    """−Σ_k p_k log p_k."""
    return (softmax(x) * (logsumexp(x) - x)).sum()


def entropy_gradient(x: Array) -> Array:
    """−p_k (log p_k + H)."""
    return -softmax(x) * (x - logsumexp(x) + entropy(x))


def focal(x: Array, y: Array, g: Any) -> Array:
    """−Σ_k y_k (1 − p_k)^g log p_k."""
    p = softmax(x)
    return -(y * (1 - p) ** g * np.log(p)).sum()


def focal_gradient(x: Array, y: Array, g: Any) -> Array:
    """Σ_k y_k (g (1 − p_k)^(g−1) p_k log p_k − (1 − p_k)^g) (δ_kj − p_j)."""
    p = softmax(x)
    outer = y * (g * (1 - p) ** (g - 1) * p * np.log(p) - (1 - p) ** g)
    return outer - p * outer.sum()


def logistic(x: Array) -> Array:
    """1 / (1 + exp −x), without overflow."""
    e = np.exp(-np.where(x > 0, x, -x))
    return np.where(x > 0, 1 / (1 + e), e / (1 + e))


def softplus(x: Array) -> Array:
    """log(1 + exp x), without overflow."""
    return np.where(x > 0, x, 0 * x) + np.log1p(np.exp(-np.where(x > 0, x, -x)))


def binary_loss(x: Array, y: Array) -> Array:
    """Σ_k softplus(x_k) − y_k x_k."""
    return (softplus(x) - y * x).sum()


def binary_gradient(x: Array, y: Array) -> Array:
    """logistic(x_k) − y_k."""
    return logistic(x) - y


def gelu(x: Array) -> Array:
    """½ x_k (1 + tanh(√(2/π) (x_k + 0.044715 x_k³)))."""
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def gelu_vjp(x: Array, upstream: Array) -> Array:
    """v_k gelu′(x_k)."""
    c = math.sqrt(2 / math.pi)
    t = np.tanh(c * (x + 0.044715 * x**3))
    return upstream * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * c * (1 + 3 * 0.044715 * x * x))


def layer_norm(x: Array, w: Array, eps: Any = 1e-5) -> Array:
    """w_k (x_k − x̄) / √(mean of (x − x̄)² + eps)."""
    centred = x - x.mean()
    return w * centred / np.sqrt((centred * centred).mean() + eps)


def layer_norm_vjp(x: Array, upstream: Array, w: Array, eps: Any = 1e-5) -> Array:
    """(u − ū − x̂ mean(u x̂)) / σ with u = w v."""
    centred = x - x.mean()
    deviation = np.sqrt((centred * centred).mean() + eps)
    u, normed = w * upstream, centred / deviation
    return (u - u.mean() - normed * (u * normed).mean()) / deviation


def rms_norm(x: Array, eps: Any = 1e-6) -> Array:
    """x_k / √(mean of x² + eps)."""
    return x / np.sqrt((x * x).mean() + eps)


def rms_norm_vjp(x: Array, upstream: Array, eps: Any = 1e-6) -> Array:
    """(v − y mean(v y)) / r."""
    root = np.sqrt((x * x).mean() + eps)
    y = x / root
    return (upstream - y * (upstream * y).mean()) / root


def attention(q: Array, K: Array, V: Array) -> Array:
    """softmax(q Kᵀ / √d) V, for q of shape (Q, d)."""
    return softmax(q @ K.T / math.sqrt(q.shape[-1])) @ V


def attention_vjp(q: Array, upstream: Array, K: Array, V: Array) -> Array:
    """With s = q Kᵀ / √d: what comes back through softmax, times K / √d."""
    scale = math.sqrt(q.shape[-1])
    return softmax_vjp(q @ K.T / scale, upstream @ V.T) @ K / scale


def least_squares(w: Array, X: Array, y: Array) -> Array:
    """½ |X w − y|²."""
    return 0.5 * ((X @ w - y) ** 2).sum()


def least_squares_gradient(w: Array, X: Array, y: Array) -> Array:
    """Xᵀ (X w − y)."""
    return X.T @ (X @ w - y)


def quadratic(x: Array, A: Array) -> Array:
    """xᵀ A x."""
    return x @ A @ x


def log_determinant(X: Array) -> Array:
    """log |det X|."""
    return np.linalg.slogdet(X)[1]


def cosine(x: Array, y: Array) -> Array:
    """x · y / |x| |y|."""
    return (x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum())


def cosine_gradient(x: Array, y: Array) -> Array:
    """(y / |y| − cos x / |x|) / |x|."""
    length, other = np.sqrt((x * x).sum()), np.sqrt((y * y).sum())
    return (y / other - cosine(x, y) * x / length) / length


def network(x: Array, W: Array, u: Array) -> Array:
    """u · max(W x, 0)."""
    return (u * np.maximum(W @ x, 0)).sum()


def network_gradient(x: Array, W: Array, u: Array) -> Array:
    """Wᵀ (u [W x > 0])."""
    return W.T @ (u * (W @ x > 0))


def huber(x: Array, d: Any) -> Array:
    """½ x² where |x| < d, else d (|x| − d/2), summed."""
    return np.where(abs(x) < d, 0.5 * x * x, d * (abs(x) - 0.5 * d)).sum()


def poisson(x: Array, y: Array) -> Array:
    """Σ_k exp x_k − y_k x_k."""
    return (np.exp(x) - y * x).sum()


_erf = np.vectorize(math.erf, otypes=[float])


def exact_gelu(x: Array) -> Array:
    """Σ ½ x_k (1 + erf(x_k / √2)), by Python's own erf: no complex numbers, no many digits."""
    return (0.5 * x * (1 + _erf(x / math.sqrt(2)))).sum()


def exact_gelu_gradient(x: Array) -> Array:
    """Φ(x_k) + x_k φ(x_k)."""
    return 0.5 * (1 + _erf(x / math.sqrt(2))) + x * np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)


def through_floats(x: Array) -> Array:
    """log Σ_k exp x_k, shifted by a Python float: no complex numbers, no many digits."""
    largest = float(np.max(x))
    return largest + np.log(np.exp(x - largest).sum())


def mixture(x: Array, W: Array, T: Any) -> Array:
    """−T log Σ_k exp(−|x − W_k|² / T)."""
    return -logsumexp(-((x - W) ** 2).sum(axis=-1), T)


def mixture_gradient(x: Array, W: Array, T: Any) -> Array:
    """2 Σ_k p_k (x − W_k)."""
    return 2 * (softmax(-((x - W) ** 2).sum(axis=-1), T)[:, None] * (x - W)).sum(axis=0)


def total_power(x: Array, a: Any) -> Array:
    """Σ_k x_k^a."""
    return (x**a).sum()


def decayed(x: Array, y: Array, c: Any) -> Array:
    """The cross-entropy and ½ c |x|²."""
    return cross_entropy(x, y) + 0.5 * c * (x * x).sum()


# how a gradient goes wrong


def with_least(change: Callable[[Array], Array], gradient: Callable[..., Any]) -> Callable[..., Any]:
    """The gradient with its smallest entry changed."""

    def changed(*args: Any, **parameters: Any) -> Array:
        made = np.array(gradient(*args, **parameters))
        place = np.unravel_index(np.argmin(abs(made)), made.shape)
        made[place] = change(made[place])
        return made

    return changed


def with_first(factor: float, gradient: Callable[..., Any]) -> Callable[..., Any]:
    """The gradient with its first entry multiplied."""

    def changed(*args: Any, **parameters: Any) -> Array:
        made = np.array(gradient(*args, **parameters))
        made.flat[0] = made.flat[0] * factor
        return made

    return changed


def times(factor: float, gradient: Callable[..., Any]) -> Callable[..., Any]:
    """The gradient times a factor."""
    return lambda *args, **parameters: gradient(*args, **parameters) * factor


def in_single(gradient: Callable[..., Any]) -> Callable[..., Any]:
    """The gradient computed in single precision and given in double."""

    def computed(*args: Any, **parameters: Any) -> Array:
        single = [_in_single(each) for each in args]
        named = {name: _in_single(each) for name, each in parameters.items()}
        return np.asarray(gradient(*single, **named)).astype(np.float64)

    return computed


def _in_single(value: Any) -> Any:
    return np.asarray(value).astype(np.float32) if np.asarray(value).dtype.kind in "fO" else value


def shifted_layer_norm_vjp(x: Array, upstream: Array, w: Array) -> Array:
    """A wrong backward pass of layer norm: 1e-4 of the mean that it subtracts is left in."""
    made = layer_norm_vjp(x, upstream, w)
    return made + (w * upstream).mean() * 1e-4


def coarse_gelu_vjp(x: Array, upstream: Array) -> Array:
    """A wrong backward pass of gelu: √(2/π) = 0.79788456 is rounded to 0.7978845."""
    c = 0.7978845
    t = np.tanh(c * (x + 0.044715 * x**3))
    return upstream * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * c * (1 + 3 * 0.044715 * x * x))


def deep_tail(generator: np.random.Generator) -> Array:
    """Logits whose smallest probability is near 1e-8."""
    return np.sort(generator.normal(size=5)) - np.array([18, 2, 1, 0, 0])


LOGITS, CLASSES = ("n",), {"y": one_hot("n")}
SOFT = {"y": simplex("n")}
HEAT = {"y": one_hot("n"), "T": positive()}
ONE = {"T": 1.0}
WEIGHTS = {"w": normal("n")}
KEYS = {"K": normal("n", "d"), "V": normal("n", 2)}
DATA = {"X": normal("B", "n"), "y": normal("B")}
SQUARE = {"A": normal("n", "n")}
UNITS = {"W": normal("m", "n"), "u": normal("m")}
CENTRES = {"W": normal("m", "n"), "T": positive()}

RIGHT = (
    Case("log-sum-exp", logsumexp, softmax, True),
    Case("log-sum-exp in the tail", logsumexp, softmax, True, at=deep_tail),
    Case("log-sum-exp that overflows", naive_logsumexp, softmax, True),
    Case("log-sum-exp at a temperature", logsumexp, softmax, True, LOGITS, {"T": positive()}, usual=ONE),
    Case("softmax, vjp", softmax, softmax_vjp, True, form="vjp"),
    Case("softmax, Jacobian", softmax, softmax_jacobian, True),
    Case("softmax of confident logits, vjp", lambda x: softmax(40 * x), lambda x, v: 40 * softmax_vjp(40 * x, v), True,
         form="vjp"),
    Case("expectation", expectation, expectation_gradient, True, LOGITS, {"t": normal("n")}),
    Case("cross-entropy", cross_entropy, cross_entropy_gradient, True, LOGITS, CLASSES),
    Case("cross-entropy at a temperature", cross_entropy, cross_entropy_gradient, True, LOGITS, HEAT, usual=ONE),
    Case("cross-entropy of a batch", batch_loss, batch_gradient, True, ("B", "C"), {"y": labels("B", of="C")}),
    Case("cross-entropy scaled by 1e-9", scaled_softmax_loss, times(1e-9, cross_entropy_gradient), True, LOGITS, SOFT),
    Case("cross-entropy beside 1e8", offset_loss, cross_entropy_gradient, True, LOGITS, SOFT),
    Case("cross-entropy in single precision", cross_entropy, cross_entropy_gradient, True, LOGITS, SOFT,
         dtype=np.float32),
    Case("layer norm in single precision, vjp", layer_norm, layer_norm_vjp, True, LOGITS, WEIGHTS, "vjp", np.float32),
    Case("divergence", divergence, lambda x, q: softmax(x) - q, True, LOGITS, {"q": simplex("n")}),
    Case("entropy", entropy, entropy_gradient, True),
    Case("focal loss", focal, focal_gradient, True, LOGITS, {**CLASSES, "g": between(1.5, 3.0)}, usual={"g": 2.0}),
    Case("binary cross-entropy", binary_loss, binary_gradient, True, LOGITS, {"y": between(0.0, 1.0, "n")}),
    Case("gelu, vjp", gelu, gelu_vjp, True, form="vjp"),
    Case("layer norm, vjp", layer_norm, layer_norm_vjp, True, LOGITS, WEIGHTS, "vjp"),
    Case("layer norm of inputs near 1e6, vjp", layer_norm, layer_norm_vjp, True,
         lambda generator: 1e6 + generator.normal(size=4), {"w": normal(4)}, "vjp"),
    Case("rms norm, vjp", rms_norm, rms_norm_vjp, True, form="vjp"),
    Case("attention, vjp", attention, attention_vjp, True, ("Q", "d"), KEYS, "vjp"),
    Case("least squares", least_squares, least_squares_gradient, True, LOGITS, DATA),
    Case("quadratic form", quadratic, lambda x, A: (A + A.T) @ x, True, LOGITS, SQUARE),
    Case("log determinant", log_determinant, lambda X: np.linalg.inv(X).T, True, (3, 3)),
    Case("cosine similarity", cosine, cosine_gradient, True, LOGITS, {"y": normal("n")}),
    Case("network with kinks", network, network_gradient, True, LOGITS, UNITS),
    Case("sum of absolute values", lambda x: abs(x).sum(), np.sign, True),
    Case("Huber", huber, lambda x, d: np.clip(x, -d, d), True, LOGITS, {"d": positive()}, usual={"d": 1.0}),
    Case("Poisson", poisson, lambda x, y: np.exp(x) - y, True, LOGITS, {"y": positive("n")}),
    Case("gelu by Python's erf", exact_gelu, exact_gelu_gradient, True),
    Case("log-sum-exp through a float", through_floats, softmax, True),
    Case("mixture of squares", mixture, mixture_gradient, True, LOGITS, CENTRES, usual=ONE),
    Case("sum of powers", total_power, lambda x, a: a * x ** (a - 1), True, positive("n"), {"a": positive()},
         usual={"a": 3.0}),
    Case("sum of logarithms", lambda x: np.log(x).sum(), lambda x: 1 / x, True, positive("n")),
    Case("wide range of magnitudes", lambda x, s: (s * np.sin(x)).sum(), lambda x, s: s * np.cos(x), True,
         (7,), {"s": lambda generator: 10.0 ** (-4 * generator.permutation(7))}),
)  # fmt: skip

WRONG = (
    Case("tail entry doubled", logsumexp, with_least(lambda g: 2 * g, softmax), False, at=deep_tail),
    Case("tail entry zeroed", logsumexp, with_least(lambda g: 0 * g, softmax), False, at=deep_tail),
    Case("least entry doubled", expectation, with_least(lambda g: 2 * g, expectation_gradient), False, LOGITS,
         {"t": normal("n")}),
    Case("least entry's sign", cross_entropy, with_least(lambda g: -g, cross_entropy_gradient), False, LOGITS, SOFT),
    Case("one entry 0.04 % off", cross_entropy, with_first(1.0004, cross_entropy_gradient), False, LOGITS, SOFT),
    Case("one entry 0.04 % off, vjp", layer_norm, with_first(1.0004, layer_norm_vjp), False, LOGITS, WEIGHTS, "vjp"),
    Case("1e-7 off everywhere", logsumexp, times(1 + 1e-7, softmax), False),
    Case("1e-7 off everywhere, vjp", attention, times(1 + 1e-7, attention_vjp), False, ("Q", "d"), KEYS, "vjp"),
    Case("1e-7 off, by Python's erf", exact_gelu, times(1 + 1e-7, exact_gelu_gradient), False),
    Case("scaled loss with the sign flipped", scaled_softmax_loss, times(-1e-9, cross_entropy_gradient), False, LOGITS,
         SOFT),
    Case("scaled loss with gradient 0", scaled_softmax_loss, lambda x, y: 0 * x, False, LOGITS, SOFT),
    Case("softmax with vjp 0", softmax, lambda x, v: 0 * x, False, form="vjp"),
    Case("confident softmax with vjp 0", lambda x: softmax(40 * x), lambda x, v: 0 * x, False, form="vjp"),
    Case("beside 1e8, one entry 1 % off", offset_loss, with_first(1.01, cross_entropy_gradient), False, LOGITS, SOFT),
    Case("1/T missing", cross_entropy, lambda x, y, T: softmax(x, T) - y, False, LOGITS, HEAT, usual=ONE),
    Case("1/T twice", logsumexp, lambda x, T: softmax(x, T) / T, False, LOGITS, {"T": positive()}, usual=ONE),
    Case("T left out of the exponent", logsumexp, lambda x, T: softmax(x), False, LOGITS, {"T": positive()},
         usual=ONE),
    Case("single precision inside", logsumexp, in_single(softmax), False),
    Case("single precision inside, vjp", rms_norm, in_single(rms_norm_vjp), False, form="vjp"),
    Case("float32 code, one entry 0.1 % off", cross_entropy, with_first(1.001, cross_entropy_gradient), False, LOGITS,
         SOFT, dtype=np.float32),
    Case("not a number on both sides", lambda x: np.log(-abs(x)).sum(), lambda x: np.sqrt(-abs(x)), False),
    Case("not a number where f is one", logsumexp, lambda x: np.exp(x - np.inf) / np.exp(x - np.inf).sum(), False),
    Case("overflow at large logits", logsumexp, lambda x: np.exp(x) / np.exp(x).sum(), False),
    Case("denominator with 1e-8 added", logsumexp, lambda x: softmax(x) / (1 + 1e-8), False),
    Case("layer norm without eps", layer_norm, lambda x, v, w: layer_norm_vjp(x, v, w, 0.0), False, LOGITS, WEIGHTS,
         "vjp"),
    Case("layer norm with a mean left in", layer_norm, shifted_layer_norm_vjp, False, LOGITS, WEIGHTS,
         "vjp"),
    Case("attention at the wrong scale", attention, lambda q, v, K, V: attention_vjp(q, v, K, V) * q.shape[-1] ** 0.5,
         False, (3, 4), {"K": normal(5, 4), "V": normal(5, 2)}, "vjp"),
    Case("quadratic form taken for symmetric", quadratic, lambda x, A: 2 * A @ x, False, (4,), {"A": normal(4, 4)},
         usual={"A": np.eye(4)}),
    Case("inverse not transposed", log_determinant, np.linalg.inv, False, (3, 3)),
    Case("mean taken for the sum", batch_loss, lambda x, y: batch_gradient(x, y) * len(x), False, ("B", "C"),
         {"y": labels("B", of="C")}),
    Case("weight decay forgotten", decayed, lambda x, y, c: cross_entropy_gradient(x, y), False, LOGITS,
         {**SOFT, "c": positive()}, usual={"c": 1e-5}),
    Case("Huber with another threshold", huber, lambda x, d: np.clip(x, -1, 1), False, LOGITS, {"d": positive()},
         usual={"d": 1.0}),
    Case("exponent of another power", total_power, lambda x, a: x ** (a - 1), False, positive("n"), {"a": positive()},
         usual={"a": 1.0}),
    Case("kinks taken for slopes", network, lambda x, W, u: W.T @ u, False, LOGITS, UNITS),
    Case("small entries lost", lambda x, s: (s * np.sin(x)).sum(), lambda x, s: np.where(s > 1e-7, s * np.cos(x), 0),
         False, (7,), {"s": lambda generator: 10.0 ** (-4 * generator.permutation(7))}),
    Case("gelu of an approximate constant", gelu, coarse_gelu_vjp, False, form="vjp"),
)  # fmt: skip

CASES = (*RIGHT, *WRONG)
