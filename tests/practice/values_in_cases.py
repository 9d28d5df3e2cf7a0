"""Values in cases: relu, |x|, sign, maximum, Huber, and their derivatives; ties and x = 0 among the numbers."""

from sympy import Rational

from derive import (
    D,
    Sum,
    cases,
    clip,
    delta,
    dims,
    exp,
    family,
    indices,
    log,
    maximum,
    minimum,
    relu,
    scalar,
    sign,
    step,
    vector,
)
from tests.practice.claims import Claims

n, m = dims("n m")
i, j, k = indices("i j k", n)
x, y = vector("x", n), vector("y", n)
t = family("t", n)
a, b, c = scalar("a"), scalar("b"), scalar("c", positive=True)
M = maximum(x[k], k)

claims = Claims()
holds, fails = claims.holds, claims.fails

holds("|a|² = a²", abs(a) ** 2, a**2)
fails("|a|² = a |a|", abs(a) ** 2, a * abs(a))
holds("|a| in cases", abs(a), cases((a, a > 0), (-a, True)))
fails("|a| in the wrong cases", abs(a), cases((a, a > 1), (-a, True)))
holds("sign a |a| = a", sign(a) * abs(a), a)
fails("sign² = 1, but not at 0", sign(a) ** 2, 1)
holds("step² = step", step(a) ** 2, step(a))
fails("step(a) + step(−a) = 1, but not at 0", step(a) + step(-a), 1)
holds("a = relu a − relu(−a)", relu(a) - relu(-a), a)
holds("|a| = relu a + relu(−a)", relu(a) + relu(-a), abs(a))
fails("|a| = relu a − relu(−a)", relu(a) - relu(-a), abs(a))
holds("relu is homogeneous", relu(c * a), c * relu(a))
fails("relu is odd", relu(-a), -relu(a))
holds("relu is idempotent", relu(relu(a)), relu(a))
fails("relu is additive", relu(a + b), relu(a) + relu(b))
holds("relu of what is positive", relu(Sum(exp(x[k]), k)), Sum(exp(x[k]), k))

holds("relu′ = step", D(relu(a), a), step(a))
holds("relu′ = 1 from 0 on", D(relu(a), a), cases((1, a >= 0), (0, True)))
fails("relu′ = sign", D(relu(a), a), sign(a))
holds("|a|′ = sign", D(abs(a), a), sign(a))
fails("|a|′ = |a|", D(abs(a), a), abs(a))
holds("(|a|′)² = 1", D(abs(a), a) ** 2, 1)
holds("the lasso", D(Sum(abs(x[k]), k), x[j]), sign(x[j]))
fails("the lasso, smoothed", D(Sum(abs(x[k]), k), x[j]), x[j])
holds("a layer of relus", D(Sum(t[k] * relu(x[k] * b), k), b), Sum(t[k] * x[k] * step(x[k] * b), k))
fails("a layer of relus, the gate forgotten", D(Sum(t[k] * relu(x[k] * b), k), b), Sum(t[k] * x[k], k))
holds("squared hinge", D(relu(1 - a * b) ** 2, a), -2 * b * relu(1 - a * b))
fails("squared hinge, inner slope forgotten", D(relu(1 - a * b) ** 2, a), 2 * relu(1 - a * b))
holds("hinge", D(relu(1 - a * b), a), cases((-b, a * b < 1), (0, True)))
fails("hinge, the margin forgotten", D(relu(1 - a * b), a), cases((-b, a * b < 0), (0, True)))

huber = cases((a**2 / 2, abs(a) <= 1), (abs(a) - Rational(1, 2), True))
holds("Huber′ = clip", D(huber, a), clip(a, -1, 1))
fails("Huber′ = sign", D(huber, a), sign(a))
wide = cases((a**2 / 2, abs(a) <= c), (c * (abs(a) - c / 2), True))
holds("Huber′ at any width", D(wide, a), cases((a, abs(a) <= c), (c * sign(a), True)))
fails("Huber′ at any width, without it", D(wide, a), cases((a, abs(a) <= c), (sign(a), True)))
elu = cases((a, a > 0), (c * (exp(a) - 1), True))
holds("ELU′", D(elu, a), cases((1, a > 0), (elu + c, True)))
fails("ELU′ without its constant", D(elu, a), cases((1, a > 0), (elu, True)))
holds("leaky relu", D(cases((a, a > 0), (a / 10, True)), a), Rational(1, 10) + Rational(9, 10) * step(a))
holds("clip′", D(clip(a, -1, 1), a), cases((cases((1, a < 1), (0, True)), a > -1), (0, True)))
fails("clip′ = 1", D(clip(a, -1, 1), a), 1 + 0 * a)
holds("hard sigmoid", clip((a + 1) / 2, 0, 1), (clip(a, -1, 1) + 1) / 2)
fails("hard sigmoid, shifted", clip((a + 1) / 2, 0, 1), clip(a, -1, 1) + 1)

holds("max by |·|", maximum(a, b), (a + b + abs(a - b)) / 2)
fails("max by |·|, its sign", maximum(a, b), (a + b - abs(a - b)) / 2)
holds("max + min", maximum(a, b) + minimum(a, b), a + b)
fails("max − min", maximum(a, b) - minimum(a, b), a - b)
holds("max is symmetric", maximum(a, b), maximum(b, a))
holds("exp of a max", exp(maximum(a, 0)), cases((exp(a), a > 0), (1, True)))
fails("exp of a max, at 0", exp(maximum(a, 0)), cases((exp(a), a > 0), (0, True)))
holds(
    "max of two entries",
    D(maximum(x[i], x[j]), x[k]),
    cases((delta(i, k), x[i] > x[j]), (delta(j, k), True)),
)
fails(
    "max of two entries, exchanged",
    D(maximum(x[i], x[j]), x[k]),
    cases((delta(j, k), x[i] > x[j]), (delta(i, k), True)),
)

holds("a maximum is shifted", maximum(x[k] + a, k), M + a)
fails("a maximum is shifted n times", maximum(x[k] + a, k), M + n * a)
holds("a maximum is scaled", maximum(c * x[k], k), c * M)
fails("a maximum is negated", maximum(-x[k], k), -M)
holds("a minimum is a maximum", minimum(x[k], k), -maximum(-x[k], k))
fails("a maximum of a sum", maximum(x[k] + y[k], k), M + maximum(y[k], k))
holds("softargmax, shifted", exp(x[j] - M) / Sum(exp(x[k] - M), k), exp(x[j]) / Sum(exp(x[k]), k))
holds("log-sum-exp, shifted", M + log(Sum(exp(x[k] - M), k)), log(Sum(exp(x[k]), k)))
fails("log-sum-exp, not shifted back", log(Sum(exp(x[k] - M), k)), log(Sum(exp(x[k]), k)))
holds("its gradient", D(M + log(Sum(exp(x[k] - M), k)), x[j]), exp(x[j]) / Sum(exp(x[k]), k))
fails("its gradient, for all", D(M + log(Sum(exp(x[k] - M), k)), x[j]), exp(x[j]) / Sum(exp(x[k] - M), k))
holds(
    "margin ranking",
    D(Sum(relu(1 + x[k] - x[j]), k, without=j), x[j]),
    -Sum(step(1 + x[k] - x[j]), k, without=j),
)
fails(
    "margin ranking, with j",
    D(Sum(relu(1 + x[k] - x[j]), k, without=j), x[j]),
    -Sum(step(1 + x[k] - x[j]), k),
)
