"""The letters that random claims are made of, and hypotheses: each with a setter that makes it true of a world."""

import sympy
from attack_worlds import M, NoValue
from sympy import Rational

from derive import (
    Sum,
    at_least,
    constant,
    define,
    delta,
    diagonal,
    dims,
    distinct,
    equal,
    equation,
    exp,
    family,
    function,
    idempotent,
    indices,
    invertible,
    label,
    labels,
    log,
    matrix,
    normalised,
    onehot,
    orthonormal,
    positive,
    psd,
    scalar,
    symmetric,
    vector,
)
from derive.language.hypotheses import nonnegative

n, m = dims("n m")
OVER_N, OVER_M = indices("i j k l", n), indices("d e", m)
i, j, k, l = OVER_N
d, e = OVER_M
x, y, t = vector("x", n), vector("y", n), vector("t", n)
q, r = vector("q", n, positive=True), vector("r", n, positive=True)
u, z = vector("u", m), vector("z", m)
A, S, B = matrix("A", n, n), matrix("S", n, n), matrix("B", n, m)
a, b = scalar("a"), scalar("b")
s = scalar("s", positive=True)
h = family("h", n, of=z)
w = family("w", n, of=z)
g = family("g", n, of=z)
c = label("c", n)
labels_of = labels("Y", m, values=n)
f = function("f")
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))
v = define("v", k, exp(x[k]) / Sum(exp(x[j]), j))
o = define("o", i, Sum(A[i, j] * x[j], j))
loss = define("L", -Sum(t[k] * log(v[k]), k))
variance = define("V", Sum((x[k] - Sum(x[j], j) / n) ** 2, k) / n)

VECTORS = {n: (x, y, t, q, r, h, w, p, v, o), m: (u, z)}
MATRICES = {(n, n): (A, S), (n, m): (B,)}
SCALARS = (a, b, s)


def set_vector(name, make):
    """A setter for all entries of a vector over n."""

    def setter(world):
        for at, value in enumerate(make(world), 1):
            world.numbers[name, (at,)] = M.mpf(value)

    return setter


def _size(world):
    return world.sizes["n"]


def _positives(world, name):
    return [world.numbers.setdefault((name, (at,)), abs(world.draw())) for at in range(1, _size(world) + 1)]


def _normalised(world, name, *, sign=True):
    drawn = [world.draw(positive=sign) for _ in range(_size(world))]
    total = sum(drawn)
    if abs(total) < 1e-3:
        raise NoValue("they sum to 0")
    return [each / total for each in drawn]


def _one_hot(world):
    hot = world.random.randint(1, _size(world))
    return [int(at == hot) for at in range(1, _size(world) + 1)]


def _matrix(world):
    size = _size(world)
    return M.matrix([[world.draw() for _ in range(size)] for _ in range(size)])


def _set_matrix(name, make):
    def setter(world):
        made = make(world)
        for row in range(_size(world)):
            for column in range(_size(world)):
                world.numbers[name, (row + 1, column + 1)] = M.mpf(made[row, column])

    return setter


def _orthonormal(world):
    """Gram and Schmidt."""
    columns = []
    while len(columns) < _size(world):
        drawn = [world.draw() for _ in range(_size(world))]
        for each in columns:
            along = sum(one * other for one, other in zip(drawn, each, strict=True))
            drawn = [one - along * other for one, other in zip(drawn, each, strict=True)]
        length = M.sqrt(sum(one**2 for one in drawn))
        if length > 1e-6:
            columns.append([one / length for one in drawn])
    return M.matrix(columns).T


def _idempotent(world):
    basis = _matrix(world) + 7 * M.eye(_size(world))
    chosen = M.diag([world.random.randint(0, 1) for _ in range(_size(world))])
    return basis * chosen * M.inverse(basis)


def _symmetric(world):
    made = _matrix(world)
    return made + made.T


def _skew(world):
    made = _matrix(world)
    return made - made.T


def _gram(world):
    made = _matrix(world)
    return made.T * made


def _diagonal(world):
    return M.diag([world.draw() for _ in range(_size(world))])


def _demand(condition):
    def setter(world):
        if not condition(world):
            raise NoValue("not at this size")

    return setter


def _index_condition(one, other, *, same):
    """Indices are placed by the world: see `attack.places`."""
    return lambda world: world.conditions.append((one, other, same))


def _labelled(name):
    def setter(world):
        hot = world.label(c.family, ())
        set_vector(name, lambda its: [int(at == hot) for at in range(1, _size(its) + 1)])(world)

    return setter


def _centred(world):
    drawn = [world.draw() for _ in range(_size(world))]
    mean = sum(drawn) / len(drawn)
    return [each - mean for each in drawn]


def _bits(world):
    return [world.random.randint(0, 1) for _ in range(_size(world))]


def _vector(world, family):
    return [world.number(family, (at,)) for at in range(1, _size(world) + 1)]


def _logs(world):
    return [M.log(each) for each in _vector(world, q)]


def _scalar(world, letter):
    return world.number(letter.family, ())


def _rows(world):
    entries = _vector(world, x)
    return M.matrix([[each] * _size(world) for each in entries])


HALF, TWO = Rational(1, 2), sympy.Integer(2)

HYPOTHESES = [
    ("x", lambda: equation(Sum(x[k], k), 0), set_vector("x", lambda world: _centred(world))),
    ("x", lambda: equation(x[k] ** 2, x[k]), set_vector("x", lambda world: _bits(world))),
    ("t", lambda: normalised(t), set_vector("t", lambda world: _normalised(world, "t"))),
    ("t", lambda: normalised(t), set_vector("t", lambda world: _normalised(world, "t", sign=False))),
    ("t", lambda: onehot(t), set_vector("t", _one_hot)),
    ("y", lambda: positive(y), set_vector("y", lambda world: _positives(world, "y"))),
    ("t", lambda: equation(t[k], delta(k, c)), _labelled("t")),
    (
        "y",
        lambda: equation(y[k], x[k] ** 2),
        set_vector("y", lambda world: [each**2 for each in _vector(world, x)]),
    ),
    (
        "y",
        lambda: equation(log(q[k]), y[k]),
        set_vector("y", _logs),
    ),
    (
        "y",
        lambda: nonnegative(y[k]),
        set_vector("y", lambda world: [abs(each) for each in _vector(world, y)]),
    ),
    ("indices", lambda: distinct(i, j), _index_condition(i, j, same=False)),
    ("indices", lambda: distinct(k, c), _index_condition(k, c, same=False)),
    ("indices", lambda: equal(i, j), _index_condition(i, j, same=True)),
    ("n", lambda: at_least(n, 2), _demand(lambda world: world.sizes["n"] >= 2)),
    ("S", lambda: symmetric(S), _set_matrix("S", _symmetric)),
    ("S", lambda: equation(S[i, j], S[j, i]), _set_matrix("S", _symmetric)),
    (
        "S",
        lambda: equation(S[i, j], -S[j, i]),
        _set_matrix("S", _skew),
    ),
    ("S", lambda: orthonormal(S), _set_matrix("S", _orthonormal)),
    ("S", lambda: equation(Sum(S[i, k] * S[j, k], k), delta(i, j)), _set_matrix("S", _orthonormal)),
    ("S", lambda: idempotent(S), _set_matrix("S", _idempotent)),
    ("S", lambda: diagonal(S), _set_matrix("S", _diagonal)),
    ("S", lambda: psd(S), _set_matrix("S", _gram)),
    ("S", lambda: invertible(S), _set_matrix("S", lambda world: _matrix(world) + 30 * M.eye(_size(world)))),
    ("S", lambda: equation(S[i, j], x[i]), _set_matrix("S", lambda world: _rows(world))),
    ("S", lambda: equation(S[i, j], x[j]), _set_matrix("S", lambda world: _rows(world).T)),
    ("w", lambda: constant(w, z), lambda world: world.constant.add(("w", "z"))),
    ("a", lambda: equation(a, 2 * b), lambda world: world.numbers.update({("a", ()): 2 * _scalar(world, b)})),
]
"""The letter that a hypothesis is about, the hypothesis, and what makes it true; letters that others need first."""
