"""Numbers for the letters of a claim, and what expressions are worth there: mpmath alone, ∂ by central differences.

Nothing of the project is used but the trees themselves, which are walked by the names of their heads.
"""

from __future__ import annotations

from itertools import product

import mpmath

M = mpmath.mp.clone()
M.dps = 60
STEP = M.mpf(10) ** -12
NOTHING = M.mpf(10) ** -18
CLOSE = M.mpf(10) ** -11
LARGEST = M.mpf(10) ** 9


class NoValue(Exception):
    """The expression has no value here, or one too large to be compared."""


class World:
    """Sizes, numbers and places. `numbers` has a value for (name, places), `slopes` how a letter depends on others.

    A letter that depends on z is v + Σ a_d δ_d + (Σ b_d δ_d)² + (Σ b_d δ_d)³ in the displacement δ of z.
    """

    def __init__(self, random, sizes):
        self.random, self.sizes = random, dict(sizes)
        self.numbers, self.slopes, self.labels, self.functions = {}, {}, {}, {}
        self.constant = set()
        self.shifts = {}
        self.memo = {}
        self.positive = False

    # numbers, drawn as they are asked for

    def places(self, dims):
        return product(*(range(1, self.sizes[dim.name] + 1) for dim in dims))

    def draw(self, positive=False):
        size = M.mpf(self.random.randint(1, 12)) / self.random.choice((2, 3, 5, 7))
        return size if positive or self.positive or self.random.random() < 0.5 else -size

    def number(self, family, at):
        key = family.name, at
        if key not in self.numbers:
            self.numbers[key] = self.draw(family.positive)
        value = self.numbers[key]
        for variable in family.of:
            if (family.name, variable.name) not in self.constant:
                value = value + self.moved(key, variable)
        return value + self.shifts.get(key, 0)

    def moved(self, key, variable):
        moving = [(each, shift) for each, shift in self.shifts.items() if each[0] == variable.name and shift]
        if not moving:
            return 0
        first = sum(self.slope(key, each, 1) * shift for each, shift in moving)
        second = sum(self.slope(key, each, 2) * shift for each, shift in moving)
        return first + second**2 + second**3

    def slope(self, key, variable, order):
        name = key, variable, order
        if name not in self.slopes:
            self.slopes[name] = self.draw()
        return self.slopes[name]

    def label(self, family, at):
        key = family.name, at
        if key not in self.labels:
            self.labels[key] = self.random.randint(1, self.sizes[family.values.name])
        return self.labels[key]

    def function(self, name):
        if name not in self.functions:
            self.functions[name] = [M.mpf(self.random.randint(-4, 4)) / 3 for _ in range(5)]
        return self.functions[name]

    # what an expression is worth

    def value(self, node, env):
        free = free_names(node)
        key = node, tuple(env.get(index) for index in free), tuple(sorted(self.shifts.items(), key=str))
        if key not in self.memo:
            self.memo[key] = self.worth(node, env)
            if abs(self.memo[key]) > LARGEST:
                raise NoValue("too large")
        return self.memo[key]

    def worth(self, node, env):
        head = type(node).__name__
        if getattr(node, "is_Rational", False):
            return M.mpf(int(node.p)) / int(node.q)
        return getattr(self, f"_{head.lower()}")(node, env)

    def place(self, node, env):
        head = type(node).__name__
        if head == "Index":
            return env[node]
        if head == "Entry":
            return self.label(node.args[0], tuple(self.place(each, env) for each in node.args[1:]))
        return int(node)

    def same(self, condition, env):
        one, other = (self.place(each, env) for each in condition.args)
        return (one == other) == (type(condition).__name__ == "Equal")

    def _dim(self, node, env):
        return M.mpf(self.sizes[node.name])

    def _plus(self, node, env):
        return M.fsum(self.value(each, env) for each in node.args)

    def _times(self, node, env):
        return M.fprod(self.value(each, env) for each in node.args)

    def _neg(self, node, env):
        return -self.value(node.args[0], env)

    def _quotient(self, node, env):
        above, below = (self.value(each, env) for each in node.args)
        if abs(below) < NOTHING:
            raise NoValue("a division by 0")
        return above / below

    def _power(self, node, env):
        base, exponent = (self.value(each, env) for each in node.args)
        whole = exponent == int(exponent)
        if abs(base) < NOTHING and exponent < 0:
            raise NoValue("0 to a negative power")
        if base == 0 and not getattr(node.args[1], "is_Rational", False):
            raise NoValue("0 to a power that is no fixed number")
        if base < 0 and (not whole or not getattr(node.args[1], "is_Rational", False)):
            raise NoValue("a root of a negative number")
        return base ** (int(exponent) if whole else exponent)

    def _call(self, node, env):
        function, argument = node.args[0], self.value(node.args[1], env)
        if function.name in FUNCTIONS:
            return FUNCTIONS[function.name](argument)
        coefficients, order = self.function(function.name), function.order
        powers = range(order, len(coefficients))
        return M.fsum(coefficients[s] * M.ff(s, order) * argument ** (s - order) for s in powers)

    def _sum(self, node, env):
        left_out = {self.place(each, env) for each in node.args[2]}
        dim = node.args[1].dim.name
        places = [at for at in range(1, self.sizes[dim] + 1) if at not in left_out]
        return M.fsum(self.value(node.args[0], {**env, node.args[1]: at}) for at in places)

    def _delta(self, node, env):
        return M.mpf(self.place(node.args[0], env) == self.place(node.args[1], env))

    def _cases(self, node, env):
        *branches, otherwise = node.args
        for value, condition in zip(branches[::2], branches[1::2], strict=True):
            if self.same(condition, env):
                return self.value(value, env)
        return self.value(otherwise, env)

    def _entry(self, node, env):
        family = node.args[0]
        at = tuple(self.place(each, env) for each in node.args[1:])
        if any(not 1 <= place <= self.sizes[dim.name] for place, dim in zip(at, family.dims, strict=True)):
            raise NoValue("no such entry")
        if type(family).__name__ == "Definition":
            inside = dict(zip(family.parameters, at, strict=True))
            return self.value(family.body, inside) + self.shifts.get((family.name, at), 0)
        return self.number(family, at)

    def _derivative(self, node, env):
        body, variable = node.args
        key = variable.args[0].name, tuple(self.place(each, env) for each in variable.args[1:])
        before = self.shifts.get(key, M.mpf(0))
        ends = []
        for step in (STEP, -STEP):
            self.shifts[key] = before + step
            try:
                ends.append(self.value(body, env))
            finally:
                self.shifts[key] = before
        if not before:
            del self.shifts[key]
        return (ends[0] - ends[1]) / (2 * STEP)


def _exp(x):
    if abs(x) > 40:
        raise NoValue("exp of much")
    return M.exp(x)


def _log(x):
    if x < NOTHING:
        raise NoValue("a logarithm of what is not positive")
    return M.log(x)


FUNCTIONS = {
    "exp": _exp,
    "log": _log,
    "logistic": lambda x: 1 / (1 + _exp(-x)),
    "softplus": lambda x: _log(1 + _exp(x)),
    "tanh": lambda x: M.tanh(x),
    "sin": lambda x: M.sin(x),
    "cos": lambda x: M.cos(x),
}

_FREE = {}


def free_names(node):
    """The free indices, in a fixed order, by a walk of its own."""
    if node not in _FREE:
        _FREE[node] = tuple(sorted(_free(node), key=str))
    return _FREE[node]


def _free(node):
    head = type(node).__name__
    if head == "Index":
        return {node}
    inside = [set(free_names(each)) for each in node.args]
    if head == "Sum":
        return (inside[0] - {node.args[1]}) | inside[2]
    return set().union(*inside)


def differ(one, other):
    """Whether two values are different, beyond what central differences leave."""
    return abs(one - other) > CLOSE * max(1, abs(one), abs(other))
