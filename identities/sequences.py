r"""Sequences.

A recurrence computes the state at a time from the state before; what is defined backwards, a return or an error
signal, from the state after. Every claim here holds at all times, and is proved by induction: at the border,
and for one step.

Averages of gradients, discounted rewards, gradient descent and the backward pass of a recurrent network are all
of this kind. Unrolled they are sums with geometric weights; differentiated they are recurrences again, in the
other direction.
"""

from derive import *

n, m = dims("n m")
k, s, t = indices("k s t", n)
i, j, l = indices("i j l", m)

x, r, v = vector("x", n), vector("r", n), vector("v", n)
b, c = scalar("b", positive=True), scalar("c", positive=True)
w, q = scalar("w"), scalar("q")
f = function("f")


# Averages of gradients

A = recurrence("A", t, first=(1 - b) * x[1], step=lambda old: b * old + (1 - b) * x[t])
B = recurrence("B", t, first=x[1], step=lambda old: b * old + x[t])
C = recurrence("C", t, first=(1 - b) * w, step=lambda old: b * old + (1 - b) * w)
V = recurrence("V", t, first=(1 - c) * x[1] ** 2, step=lambda old: c * old + (1 - c) * x[t] ** 2)


@identity(
    A[t],
    equals=(1 - b) * Sum(b ** (t - s) * x[s], (s, 1, t)),
    source=Source("Adam: a method for stochastic optimization"),
)
def momentum_unrolled(line):
    """An exponential average weights gradients the less the longer they are past."""
    line(by=induction(t))


@identity(
    B[t],
    equals=Sum(b ** (t - s) * x[s], (s, 1, t)),
    source=Source("Some methods of speeding up the convergence of iteration methods"),
)
def heavy_ball_unrolled(line):
    """The heavy ball adds gradients up, and forgets a share of them at every step."""
    line(by=induction(t))


@identity(A[t], equals=(1 - b) * B[t])
def two_kinds_of_momentum(line):
    """The two kinds of momentum differ by a factor, which a learning rate can take."""
    line(by=induction(t))


@identity(V[t], equals=(1 - c) * Sum(c ** (t - s) * x[s] ** 2, (s, 1, t)))
def squares_unrolled(line):
    """The average of squares, which scales a step."""
    line(by=induction(t))


@identity(C[t], equals=(1 - b**t) * w, source=Source("Adam: a method for stochastic optimization"))
def bias_of_an_average(line):
    """Of gradients that are all w an average that starts at 0 knows only 1 − b^t: the bias that is divided out."""
    line(by=induction(t))


@identity(D(A[t], x[k]), equals=upto(k, t) * (1 - b) * b ** (t - k))
def slope_of_momentum(line):
    """A gradient moves the averages that come after it."""
    line(by=induction(t))


# Rewards

G = recurrence("G", t, last=r[n], step=lambda later: r[t] + c * later)
E = recurrence("E", t, last=r[n] - v[n], step=lambda later: r[t] + c * v[t + 1] - v[t] + c * later)
H = recurrence("H", t, last=r[n], step=lambda later: r[t] + c * b * later)


@identity(
    G[t],
    equals=Sum(c ** (s - t) * r[s], (s, t, n)),
    source=Source("Reinforcement Learning: An Introduction, chapter 3"),
)
def discounted_return(line):
    """The return is what rewards to come are worth now."""
    line(by=induction(t, down=True))


@identity(D(G[t], r[k]), equals=upto(t, k) * c ** (k - t))
def slope_of_the_return(line):
    """A reward counts for the returns before it."""
    line(by=induction(t, down=True))


@identity(
    E[t],
    equals=G[t] - v[t],
    source=Source("High-dimensional continuous control using generalized advantage estimation"),
)
def advantages_telescope(line):
    """Generalised advantages at λ = 1: the errors of the values telescope to return less value."""
    line(by=induction(t, down=True))


@identity(
    H[t],
    equals=Sum((c * b) ** (s - t) * r[s], (s, t, n)),
    source=Source("High-dimensional continuous control using generalized advantage estimation"),
)
def advantages_unrolled(line):
    """In general the errors, here r, are discounted by the product of both factors."""
    line(by=induction(t, down=True))


# Descent

y = recurrence("y", t, first=w, step=lambda old: old - q * (old - c))


@identity(
    y[t] - c,
    equals=(1 - q) ** (t - 1) * (w - c),
    source=Source("Introductory lectures on convex optimization"),
)
def descent_on_a_parabola(line):
    """Gradient descent on a parabola with minimum c: every step leaves the share 1 − q of the error."""
    line(by=induction(t))


@identity(D(y[t], w), equals=(1 - q) ** (t - 1))
def memory_of_the_start(line):
    """So the start is forgotten at the same rate."""
    line(by=induction(t))


# Prefixes

S = recurrence("S", t, first=x[1], step=lambda old: old + x[t])
P = recurrence("P", t, first=exp(x[1]), step=lambda old: old * exp(x[t]))


@identity(S[t], equals=Sum(x[s], (s, 1, t)))
def prefix_sum(line):
    """A running sum."""
    line(by=induction(t))


@identity(D(S[t], x[k]), equals=upto(k, t))
def slope_of_a_prefix_sum(line):
    """Its Jacobian is a triangle of ones."""
    line(by=induction(t))


@identity(P[t], equals=exp(Sum(x[s], (s, 1, t))))
def likelihood_of_a_sequence(line):
    """Chances of steps multiply, their logarithms add."""
    line(by=induction(t))


# A recurrent cell with one weight

h = recurrence("h", t, first=f(x[1]), step=lambda old: f(w * old + x[t]))
e = recurrence("e", t, last=1 + 0 * w, step=lambda later: w * f.prime(w * h[t] + x[t + 1]) * later)


@identity(
    D(h[t + 1], w),
    equals=f.prime(w * h[t] + x[t + 1]) * (h[t] + w * D(h[t], w)),
    given=within(t, 1, n - 1),
)
def forward_slope():
    """Forward in time: the slope of a state holds that of the state before."""


@identity(
    e[t] * D(h[t], w),
    equals=Sum(e[s] * f.prime(w * h[s - 1] + x[s]) * h[s - 1], (s, 2, t)),
    source=Source("Learning representations by back-propagating errors"),
)
def backpropagation_through_time(line):
    """Backward: the error signal e meets at every time what the weight did there."""
    line(by=induction(t))


# A recurrent layer

X, W, g = matrix("X", n, m), matrix("W", m, m), family("g", m)
Z = recurrence("Z", t, i, first=f(X[1, i]), step=lambda old: f(Sum(W[i, j] * old[j], j) + X[t, i]))
F = recurrence(
    "F",
    t,
    i,
    last=g[i],
    step=lambda later: Sum(W[j, i] * f.prime(Sum(W[j, l] * Z[t, l], l) + X[t + 1, j]) * later[j], j),
)


@identity(
    Sum(F[t, l] * D(Z[t, l], W[i, j]), l),
    equals=Sum(F[s, i] * f.prime(Sum(W[i, l] * Z[s - 1, l], l) + X[s, i]) * Z[s - 1, j], (s, 2, t)),
    source=Source("Learning representations by back-propagating errors"),
)
def backpropagation_through_a_layer(line):
    """The same for a layer: error signals go back by the transpose of the weights."""
    line(by=induction(t))


# A chain of hidden states

U, T = matrix("U", n, m), matrix("T", m, m)
a = recurrence("a", t, i, first=exp(U[1, i]), step=lambda old: Sum(old[j] * exp(T[j, i]), j) * exp(U[t, i]))
d = recurrence(
    "d",
    t,
    i,
    last=1 + 0 * U[n, i],
    step=lambda later: Sum(exp(T[i, j]) * exp(U[t + 1, j]) * later[j], j),
)


@identity(
    Sum(a[t, i] * d[t, i], i),
    equals=Sum(a[t + 1, i] * d[t + 1, i], i),
    given=within(t, 1, n - 1),
    source=Source("A tutorial on hidden Markov models and selected applications in speech recognition"),
)
def forward_backward():
    """Forward and backward weights multiply to the weight of all paths, which is the same at every time."""


@identity(
    Sum(d[t, l] * D(a[t, l], T[i, j]), l),
    equals=Sum(a[s - 1, i] * exp(T[i, j]) * exp(U[s, j]) * d[s, j], (s, 2, t)),
    source=Source(
        "Conditional random fields: probabilistic models for segmenting and labeling sequence data"
    ),
)
def slope_of_all_paths(line):
    """The weight of all paths moves with the score of a transition as the paths that take it weigh, at any time."""
    line(by=induction(t))


# A cell with gates

cell = vector("c_0", m)
input_, keep, show, new = vector("a_i", m), vector("a_f", m), vector("a_o", m), vector("a_g", m)
upstream = vector("G_h", m)
state = define("c_1", i, logistic(keep[i]) * cell[i] + logistic(input_[i]) * tanh(new[i]))
shown = define("h_1", i, logistic(show[i]) * tanh(state[i]))
error = define("D_c", i, upstream[i] * logistic(show[i]) * (1 - tanh(state[i]) ** 2))


@identity(
    D(Sum(upstream[i] * shown[i], i), cell[j]),
    equals=error[j] * logistic(keep[j]),
    source=Source("Long short-term memory"),
)
def gradient_of_the_old_cell(line):
    """Back to the state before the error passes the gate that keeps it, and nothing else."""
    line(
        upstream[j] * logistic(show[j]) * (1 - tanh(state[j]) ** 2) * logistic(keep[j]),
        by=differentiate & unfold(shown) & unfold(state),
    )
    line(by=fold(error))


@identity(
    D(Sum(upstream[i] * shown[i], i), keep[j]),
    equals=error[j] * cell[j] * logistic(keep[j]) * (1 - logistic(keep[j])),
    source=Source("Learning to forget: continual prediction with LSTM"),
)
def gradient_of_the_forget_gate(line):
    """A gate learns from what it lets through."""
    line(
        upstream[j]
        * logistic(show[j])
        * (1 - tanh(state[j]) ** 2)
        * (cell[j] * logistic(keep[j]) * (1 - logistic(keep[j]))),
        by=differentiate & unfold(shown) & unfold(state),
    )
    line(by=fold(error))


@identity(
    D(Sum(upstream[i] * shown[i], i), input_[j]),
    equals=error[j] * tanh(new[j]) * logistic(input_[j]) * (1 - logistic(input_[j])),
    source=Source("Long short-term memory"),
)
def gradient_of_the_input_gate(line):
    """The gate of what is new."""
    line(
        upstream[j]
        * logistic(show[j])
        * (1 - tanh(state[j]) ** 2)
        * (tanh(new[j]) * logistic(input_[j]) * (1 - logistic(input_[j]))),
        by=differentiate & unfold(shown) & unfold(state),
    )
    line(by=fold(error))


@identity(
    D(Sum(upstream[i] * shown[i], i), new[j]),
    equals=error[j] * logistic(input_[j]) * (1 - tanh(new[j]) ** 2),
    source=Source("Long short-term memory"),
)
def gradient_of_the_candidate(line):
    """And what is new itself."""
    line(
        upstream[j]
        * logistic(show[j])
        * (1 - tanh(state[j]) ** 2)
        * (logistic(input_[j]) * (1 - tanh(new[j]) ** 2)),
        by=differentiate & unfold(shown) & unfold(state),
    )
    line(by=fold(error))


@identity(
    D(Sum(upstream[i] * shown[i], i), show[j]),
    equals=upstream[j] * tanh(state[j]) * logistic(show[j]) * (1 - logistic(show[j])),
    source=Source("Long short-term memory"),
)
def gradient_of_the_output_gate(line):
    """The gate of what is shown sees the state, and not the error in it."""
    line(by=differentiate & unfold(shown))
