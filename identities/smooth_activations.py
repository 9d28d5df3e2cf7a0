r"""Smooth activations.

An activation acts on every entry by itself, so its derivative is one number for each entry, the slope. Many
slopes can be written with the value that the forward pass has computed already: σ (1 − σ) for the logistic
function, 1 − τ² for the hyperbolic tangent. SiLU, GELU and Mish are products x f(x); the product rule gives
f(x) + x f′(x), which is negative somewhere, so that none of the three is monotone.

Two bounds explain why deep stacks of the older activations learn slowly: no slope of the logistic function
exceeds ¼, and none of the tangent exceeds 1.
"""

from sympy import Rational

from derive import *

n = dims("n")
i, j = indices("i j", n)
x = vector("x", n)
beta = scalar("beta")

sigma = define("sigma", i, logistic(x[i]))
tau = define("tau", i, tanh(x[i]))


# The logistic function


@identity(logistic(x[i]), equals=exp(x[i]) / (1 + exp(x[i])))
def logistic_of_negative(line):
    """A second form of 1/(1 + exp(−x)), which does not overflow where x is very negative."""
    line(1 / (1 + exp(-x[i])), by=exp_log)
    line(exp(x[i]) / (exp(x[i]) * (1 + exp(-x[i]))), by=cancel)
    line(by=exp_log)


@identity(D(sigma[i], x[i]), equals=sigma[i] * (1 - sigma[i]), source=Source("Deep Learning, chapter 3"))
def logistic_slope(line):
    """The slope of the logistic function, from its value alone."""
    e = exp(-x[i])
    line(D(1 / (1 + e), x[i]), by=unfold(sigma) & exp_log)
    line(e / (1 + e) ** 2, by=quotient_rule)
    line(1 / (1 + e) * (1 - 1 / (1 + e)), by=algebra)
    line(by=fold(sigma) & exp_log)


@identity(D(sigma[i], x[j]), equals=delta(i, j) * (sigma[i] * (1 - sigma[i])))
def logistic_jacobian(line):
    """An activation of every entry by itself has a diagonal Jacobian."""
    line(D(logistic(x[i]), x[j]), by=unfold(sigma))
    line(logistic(x[i]) * (1 - logistic(x[i])) * D(x[i], x[j]), by=chain_rule)
    line(logistic(x[i]) * (1 - logistic(x[i])) * delta(i, j), by=differentiate)
    line(by=fold(sigma))


@identity(D(sigma[i], x[i], x[i]), equals=sigma[i] * (1 - sigma[i]) * (1 - 2 * sigma[i]))
def logistic_curvature(line):
    """Its second derivative changes sign at 0, where σ is ½."""
    line(D(sigma[i] * (1 - sigma[i]), x[i]), by=using(logistic_slope))
    line((1 - 2 * sigma[i]) * D(sigma[i], x[i]), by=product_rule)
    line((1 - 2 * sigma[i]) * (sigma[i] * (1 - sigma[i])), by=using(logistic_slope))
    line(by=algebra)


@identity(Rational(1, 4), at_least=sigma[i] * (1 - sigma[i]))
def logistic_slope_is_small(line):
    """No slope exceeds ¼: every logistic layer divides gradients by four at least."""
    line((sigma[i] - Rational(1, 2)) ** 2, by=algebra)


@identity(D(log(sigma[i]), x[i]), equals=1 - sigma[i])
def log_logistic_slope(line):
    """The logarithm of the logistic function, the log-likelihood of one coin, has what is left of 1 for its slope."""
    line(1 / sigma[i] * D(sigma[i], x[i]), by=chain_rule)
    line(1 / sigma[i] * (sigma[i] * (1 - sigma[i])), by=using(logistic_slope))
    line(by=cancel)


@identity(D(log(sigma[i] / (1 - sigma[i])), x[i]), equals=1)
def logit_slope(line):
    """The log-odds undo the logistic function, so they grow as x does."""
    e = exp(-x[i])
    line(D(log(1 / (1 + e) / (1 - 1 / (1 + e))), x[i]), by=unfold(sigma) & exp_log)
    line(D(x[i], x[i]), by=exp_log)
    line(by=differentiate)


@identity(D(softplus(x[i]), x[i]), equals=sigma[i], source=Source("Deep Learning, chapter 3"))
def softplus_slope(line):
    """Softplus is an antiderivative of the logistic function."""
    line(D(log(1 + exp(x[i])), x[i]), by=exp_log)
    line(1 / (1 + exp(x[i])) * exp(x[i]), by=chain_rule)
    line(by=fold(sigma) & exp_log)


@identity(softplus(x[i]) - softplus(-x[i]), equals=x[i])
def softplus_odd_part(line):
    """The two sides of softplus differ by x."""
    line(log(1 + exp(x[i])) - log(1 + exp(-x[i])), by=exp_log)
    line(log((1 + exp(x[i])) / (1 + exp(-x[i]))), by=exp_log)
    line(by=exp_log)


@identity(D(softplus(beta * x[i]) / beta, x[i]), equals=logistic(beta * x[i]))
def sharp_softplus_slope(line):
    """With a sharpness β the slope is a sharper logistic function; β cancels."""
    line(logistic(beta * x[i]) * beta / beta, by=chain_rule)
    line(by=cancel)


# The hyperbolic tangent


@identity(D(tau[i], x[i]), equals=1 - tau[i] ** 2, source=Source("Deep Learning, chapter 6"))
def tanh_slope(line):
    """The slope of the tangent, from its value alone."""
    up, down = exp(x[i]), exp(-x[i])
    line(D((up - down) / (up + down), x[i]), by=unfold(tau) & exp_log)
    line(((up + down) ** 2 - (up - down) ** 2) / (up + down) ** 2, by=quotient_rule)
    line(1 - ((up - down) / (up + down)) ** 2, by=split)
    line(by=fold(tau) & exp_log)


@identity(tau[i], equals=2 * logistic(2 * x[i]) - 1)
def tanh_is_a_logistic(line):
    """The tangent is a logistic function of twice the argument, stretched to (−1, 1)."""
    line(tanh(x[i]), by=unfold(tau))
    line(by=exp_log)


@identity(1, at_least=1 - tau[i] ** 2)
def tanh_slope_is_small(line):
    """No slope of the tangent exceeds 1, which it takes at 0."""
    line(tau[i] ** 2, by=algebra)


@identity(D(x[i] - tau[i], x[i]), equals=tau[i] ** 2)
def tanhshrink_slope(line):
    """Tanhshrink, x less its tangent, is flat at 0."""
    line(1 - D(tau[i], x[i]), by=linearity)
    line(1 - (1 - tau[i] ** 2), by=using(tanh_slope))
    line(by=cancel)


# Products of x with a gate

silu = define("silu", i, x[i] * logistic(x[i]))
swish = define("swish", i, x[i] * logistic(beta * x[i]))


@identity(
    D(silu[i], x[i]),
    equals=sigma[i] * (1 + x[i] * (1 - sigma[i])),
    source=Source("Sigmoid-weighted linear units"),
)
def silu_slope(line):
    """SiLU, x σ: the product rule."""
    line(D(x[i] * sigma[i], x[i]), by=unfold(silu) & fold(sigma))
    line(sigma[i] + x[i] * D(sigma[i], x[i]), by=product_rule)
    line(sigma[i] + x[i] * (sigma[i] * (1 - sigma[i])), by=using(logistic_slope))
    line(by=factor)


@identity(D(silu[i], x[i]), equals=silu[i] + sigma[i] * (1 - silu[i]))
def silu_slope_from_values(line):
    """The same from the values of SiLU and of its gate."""
    line(sigma[i] * (1 + x[i] * (1 - sigma[i])), by=using(silu_slope))
    line(sigma[i] + x[i] * sigma[i] - x[i] * sigma[i] * sigma[i], by=distribute)
    line(sigma[i] + silu[i] - silu[i] * sigma[i], by=fold(silu) & unfold(sigma))
    line(by=factor)


@identity(
    D(swish[i], x[i]),
    equals=beta * swish[i] + logistic(beta * x[i]) * (1 - beta * swish[i]),
    source=Source("Searching for activation functions"),
)
def swish_slope(line):
    """Swish: SiLU with a sharpness β of the gate."""
    gate = logistic(beta * x[i])
    line(D(x[i] * gate, x[i]), by=unfold(swish))
    line(gate + x[i] * (gate * (1 - gate) * beta), by=product_rule)
    line(gate + beta * swish[i] * (1 - gate), by=fold(swish))
    line(by=distribute)


@identity(D(swish[i], beta), equals=x[i] * swish[i] * (1 - logistic(beta * x[i])))
def swish_slope_in_sharpness(line):
    """The sharpness is learned too: the slope in β."""
    gate = logistic(beta * x[i])
    line(D(x[i] * gate, beta), by=unfold(swish))
    line(x[i] * (gate * (1 - gate) * x[i]), by=chain_rule)
    line(by=fold(swish))


mish = define("mish", i, x[i] * tanh(softplus(x[i])))
omega = define("omega", i, tanh(softplus(x[i])))


@identity(
    D(mish[i], x[i]),
    equals=omega[i] + x[i] * sigma[i] * (1 - omega[i] ** 2),
    source=Source("Mish: a self regularized non-monotonic activation function"),
)
def mish_slope(line):
    """Mish, x tanh(softplus x): the product rule, then twice the chain rule."""
    line(D(x[i] * tanh(softplus(x[i])), x[i]), by=unfold(mish))
    line(omega[i] + x[i] * D(tanh(softplus(x[i])), x[i]), by=product_rule & fold(omega))
    line(omega[i] + x[i] * (1 - tanh(softplus(x[i])) ** 2) * D(softplus(x[i]), x[i]), by=chain_rule)
    line(omega[i] + x[i] * (1 - omega[i] ** 2) * D(softplus(x[i]), x[i]), by=fold(omega))
    line(omega[i] + x[i] * (1 - omega[i] ** 2) * sigma[i], by=using(softplus_slope))
    line(by=algebra)


# GELU

Phi = define("Phi", i, (1 + erf(x[i] / sqrt(2))) / 2)
phi = define("phi", i, exp(-(x[i] ** 2) / 2) / sqrt(2 * pi))
gelu = define("gelu", i, x[i] * Phi[i])


@identity(D(Phi[i], x[i]), equals=phi[i])
def normal_distribution_slope(line):
    """The normal distribution function has the density for its slope."""
    line(D((1 + erf(x[i] / sqrt(2))) / 2, x[i]), by=unfold(Phi))
    line(2 * exp(-((x[i] / sqrt(2)) ** 2)) / sqrt(pi) * (1 / sqrt(2)) / 2, by=chain_rule)
    line(by=fold(phi))


@identity(D(gelu[i], x[i]), equals=Phi[i] + x[i] * phi[i], source=Source("Gaussian error linear units"))
def gelu_slope(line):
    """GELU, x Φ(x): the gate is a normal distribution function."""
    line(D(x[i] * Phi[i], x[i]), by=unfold(gelu))
    line(Phi[i] + x[i] * D(Phi[i], x[i]), by=product_rule)
    line(by=using(normal_distribution_slope))


a, c = scalar("a"), scalar("c")
cubic = define("q", i, a * (x[i] + c * x[i] ** 3))


@identity(
    D(x[i] * (1 + tanh(cubic[i])) / 2, x[i]),
    equals=(1 + tanh(cubic[i])) / 2 + x[i] * (1 - tanh(cubic[i]) ** 2) * (a * (1 + 3 * c * x[i] ** 2)) / 2,
    source=Source("Gaussian error linear units"),
)
def tanh_gelu_slope(line):
    """GELU by the tangent of a cubic, with a = √(2/π) and c = 0.044715: its slope is its own, not that of GELU."""
    line((1 + tanh(cubic[i])) / 2 + x[i] * D(tanh(cubic[i]), x[i]) / 2, by=product_rule)
    line((1 + tanh(cubic[i])) / 2 + x[i] * (1 - tanh(cubic[i]) ** 2) * D(cubic[i], x[i]) / 2, by=chain_rule)
    line(by=differentiate & unfold(cubic))


# Others


@identity(
    D(x[i] / sqrt(1 + x[i] ** 2), x[i]),
    equals=(1 / sqrt(1 + x[i] ** 2)) ** 3,
    source=Source("Improving deep learning by inverse square root linear units"),
)
def inverse_square_root_slope(line):
    """The inverse square root unit needs no exponential."""
    root = sqrt(1 + x[i] ** 2)
    line((root - x[i] * (x[i] / root)) / root**2, by=quotient_rule)
    line((1 + x[i] ** 2 - x[i] ** 2) / root**3, by=algebra)
    line(by=cancel)


@identity(D(arctan(x[i]), x[i]), equals=1 / (1 + x[i] ** 2))
def arctan_slope(line):
    """The arc tangent."""
    line(by=differentiate)


# A gated linear unit

y = vector("y", n)


@identity(
    D(y[i] * sigma[i], x[i]),
    equals=y[i] * sigma[i] * (1 - sigma[i]),
    source=Source("Language modeling with gated convolutional networks"),
)
def gated_linear_unit_slope(line):
    """A gated linear unit y σ(x), in its gate."""
    line(y[i] * D(sigma[i], x[i]), by=linearity)
    line(by=using(logistic_slope))
