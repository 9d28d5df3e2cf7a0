r"""Alignments.

A connectionist temporal classifier says at every time t which symbol it hears, y_tk = softargmax of u_t. A target is
a short sequence; it is heard along any path through its states (its symbols, blanks between them), and its
probability is the sum over paths. State i stands for the symbol k with E_ik = 1; N_ji says which steps are allowed,
b_i and c_i where a path may begin and end: stay, go on by one, or skip a blank between two different symbols.

Forward weights α and backward weights β sum the paths up, as in any chain of hidden states, and the gradient is that
of every softargmax: what is said less what was there, here the occupancy of the states.
"""

from derive import *

n, S, C, m = dims("n S C m")
s, t = indices("s t", n)
i, j, l = indices("i j l", S)
k, h = indices("k h", C)
r = index("r", m)

w = vector("w", m)
U, N = family("U", n, S, of=w), matrix("N", S, S)
b, c = vector("b", S), vector("c", S)

alpha = recurrence(
    "alpha",
    t,
    i,
    first=b[i] * exp(U[1, i]),
    step=lambda old: Sum(old[j] * N[j, i], j) * exp(U[t, i]),
)
beta = recurrence(
    "beta",
    t,
    i,
    last=c[i] + 0 * U[n, i],
    step=lambda later: Sum(N[i, j] * exp(U[t + 1, j]) * later[j], j),
)
GRAVES = Source(
    "Connectionist temporal classification: labelling unsegmented sequence data with recurrent neural networks"
)


@identity(
    Sum(alpha[t, i] * beta[t, i], i),
    equals=Sum(alpha[t + 1, i] * beta[t + 1, i], i),
    given=within(t, 1, n - 1),
    source=GRAVES,
)
def every_time_sees_all_paths():
    """At every time the paths through all states are all paths."""


@identity(
    Sum(beta[t, l] * D(alpha[t, l], w[r]), l),
    equals=Sum(Sum(alpha[s, j] * beta[s, j] * D(U[s, j], w[r]), j), (s, 1, t)),
    source=GRAVES,
)
def slope_of_all_paths(line):
    """In whatever log-probabilities depend on: each weighs as much as the paths through its state."""
    line(by=induction(t))


# From the states to the scores

u, occupancy = matrix("u", n, C), matrix("o", n, S)
E_ = matrix("E", S, C)
shared, sure = equation(Sum(occupancy[t, i], i), 1), equation(Sum(E_[i, k], k), 1)
y = define("y", t, k, exp(u[t, k]) / Sum(exp(u[t, h]), h))


@identity(
    D(log(y[t, k]), u[t, h]),
    equals=delta(k, h) - y[t, h],
)
def log_probability_slope(line):
    """What is heard at one time, by the slope of a log-softargmax."""
    line(D(u[t, k] - log(Sum(exp(u[t, h]), h)), u[t, h]), by=exp_log & unfold(y))
    line(by=differentiate & fold(y))


@identity(
    -Sum(occupancy[t, i] * D(Sum(E_[i, k] * log(y[t, k]), k), u[t, h]), i),
    equals=y[t, h] - Sum(occupancy[t, i] * E_[i, h], i),
    given=(shared, sure),
    source=GRAVES,
)
def gradient_is_probability_less_occupancy(line):
    """The gradient of −log p in the scores: the probability of a symbol less the occupancy of its states."""
    line(
        -Sum(occupancy[t, i] * Sum(E_[i, k] * (delta(k, h) - y[t, h]), k), i),
        by=using(log_probability_slope) & linearity,
    )
    line(-Sum(occupancy[t, i] * (E_[i, h] - y[t, h]), i), by=sift & given(sure))
    line(by=given(shared))
