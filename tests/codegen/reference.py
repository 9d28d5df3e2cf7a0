"""What the code should give: identities evaluated entry by entry, derivatives by central differences.

Nothing of the generator is used: expressions are walked as they stand on the page, at 60 digits and more.
"""

import operator
from itertools import product
from math import prod

import mpmath
from mpmath import mp, mpf
from sympy import Integer, Rational

from derive.language.binders import Before, Cases, Delta, Span, Sum, Upto, free_indices, walk
from derive.language.comparisons import Larger, Smaller, Where
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry
from derive.language.functions import Call, NamedNumber
from derive.language.indices import Dim, Index, Moved, is_place
from derive.language.inverses import Determinant, InverseEntry, LogDeterminant
from derive.language.places import Distinct
from derive.language.products import Product

STEP = mpf(10) ** -30
DIGITS = 100


class Reference:
    """Evaluates expressions at the values of letters, given as nested NumPy arrays; places count from 0.

    `slopes` holds the derivatives dh of letters that depend on others, `sizes` the dimensions by name.
    """

    def __init__(self, values, slopes, sizes):
        self.values, self.slopes, self.sizes = values, slopes, sizes
        self.moved = {}
        self.memo = {}

    def __call__(self, expression, places):
        with mp.workdps(DIGITS):
            return self.value(expression, places)

    def value(self, node, at):
        if isinstance(node, Entry | Delta | Rational | Dim):
            return self._value(node, at)
        key = (node, tuple(at[index] for index in self.free(node)), self.held())
        if key not in self.memo:
            self.memo[key] = self._value(node, at)
        return self.memo[key]

    def held(self):
        """What is known at an entry that was moved."""
        return tuple(self.moved.items())

    def free(self, node):
        key = ("free", node)
        if key not in self.memo:
            self.memo[key] = sorted(free_indices(node), key=lambda index: (index.name, index.dim.name))
        return self.memo[key]

    def _value(self, node, at):  # noqa: C901, PLR0912 (one case for each head)
        match node:
            case Rational():
                return self.number(node.p) / self.number(node.q)
            case Dim():
                return self.number(self.sizes[node.name])
            case Index() | Moved():
                return self.number(self.place(node, at) + 1)
            case Entry():
                return self.entry(node.family, tuple(self.place(place, at) for place in node.places))
            case Plus():
                return sum(self.value(arg, at) for arg in node.args)
            case Times():
                return prod(self.value(arg, at) for arg in node.args)
            case Neg():
                return -self.value(node.args[0], at)
            case Quotient():
                return self.value(node.args[0], at) / self.value(node.args[1], at)
            case Power() if is_place(node.args[1]) and not isinstance(node.args[1], Rational):
                return self.value(node.args[0], at) ** self.whole(node.args[1], at)
            case Power() if not isinstance(node.args[1], Rational):
                base, exponent = (self.value(part, at) for part in node.args)
                return self.raised(base, exponent)
            case Power():
                return self.power(self.value(node.args[0], at), node.args[1])
            case Delta():
                return self.number(self.place(node.args[0], at) == self.place(node.args[1], at))
            case Upto():
                return self.number(self.place(node.args[0], at) <= self.place(node.args[1], at))
            case Before():
                return self.number(self.place(node.args[0], at) < self.place(node.args[1], at))
            case Sum() | Span():
                return self.total(node, at)
            case Product():
                return prod(self.terms(node, at))
            case Cases():
                return self.case(node, at)
            case Call():
                return self.apply(node.function.name, self.value(node.argument, at))
            case Derivative():
                return self.slope(node, at)
            case InverseEntry():
                return self.inverse(self.matrix(node.matrix, at))[
                    tuple(self.place(each, at) for each in node.args[1:])
                ]
            case Determinant():
                return self.determinant(self.matrix(node.matrix, at))
            case LogDeterminant():
                return self.log_determinant(self.matrix(node.matrix, at))
            case NamedNumber():
                return self.known(node.name)
            case Where():
                return self.value(node.value if self.holds(node.condition, at) else node.otherwise, at)
            case Larger() | Smaller():
                return self.value(node.cases, at)
        raise TypeError(type(node))

    def matrix(self, whole, at):
        """The entries of a square matrix, row by row."""
        row, column = (Index(name, whole.shape[0]) for name in ("its_row", "its_column"))
        entry, places = whole.entry(row, column), range(self.sizes[whole.shape[0].name])
        return [[self.value(entry, at | {row: i, column: j}) for j in places] for i in places]

    def inverse(self, rows):
        """The entries of the inverse, by place."""
        inverse = mp.matrix(rows) ** -1
        return {(i, j): inverse[i, j] for i in range(len(rows)) for j in range(len(rows))}

    def determinant(self, rows):
        return mp.det(mp.matrix(rows))

    def log_determinant(self, rows):
        return mp.log(abs(mp.det(mp.matrix(rows))))

    def place(self, node, at):
        if isinstance(node, Index):
            return at[node]
        if isinstance(node, Integer):
            return int(node) - 1
        if isinstance(node, Dim):
            return self.sizes[node.name] - 1
        if isinstance(node, Moved):
            return self.place(node.base, at) + int(node.offset)
        places = tuple(self.place(place, at) for place in node.places)
        return int(self.values[node.family.name][places])

    def entry(self, letter, places):
        if (letter.name, places) in self.moved:
            return self.moved[letter.name, places]
        if isinstance(letter, Definition):
            key = (letter, places, self.held())
            if key not in self.memo:
                self.memo[key] = self.value(letter.body, dict(zip(letter.parameters, places, strict=True)))
            return self.memo[key]
        found = self.number(self.values[letter.name][places])
        for (name, where), new in self.moved.items():
            if any(variable.name == name for variable in letter.of):
                slope = self.slopes[letter.name][(*places, *where)]
                found += self.number(slope) * (new - self.number(self.values[name][where]))
        return found

    def known(self, name):
        return self.number(1) * getattr(mp, name)

    def holds(self, condition, at):
        """Whether the comparison holds; of a number with an error it is the number that is compared."""
        one, other = (
            getattr(value, "value", value) for value in (self.value(arg, at) for arg in condition.args)
        )
        return COMPARED[condition.sign](one, other)

    def number(self, value):
        return mpf(float(value))

    def apply(self, name, argument):
        return FUNCTIONS[name](argument)

    def power(self, base, exponent):
        return base ** (mpf(exponent.p) / exponent.q)

    def raised(self, base, exponent):
        return base**exponent

    def whole(self, node, at):
        """An exponent, which is made of places and whole numbers."""
        value = self.value(node, at)
        return int(getattr(value, "value", value))

    def total(self, node, at):
        if isinstance(node, Span):
            places = range(self.place(node.first, at), self.place(node.last, at) + 1)
            return sum((self.value(node.body, at | {node.bound: k}) for k in places), self.number(0))
        return sum(self.terms(node, at), self.number(0))

    def terms(self, node, at):
        """What is summed or multiplied, place by place."""
        gone = {self.place(place, at) for place in node.without}
        places = [k for k in range(self.sizes[node.bound.dim.name]) if k not in gone]
        return [self.value(node.body, at | {node.bound: k}) for k in places]

    def case(self, node, at):
        for value, condition in node.branches:
            same = self.place(condition.args[0], at) == self.place(condition.args[1], at)
            if same != isinstance(condition, Distinct):
                return self.value(value, at)
        return self.value(node.otherwise, at)

    def slope(self, node, at):
        variable = node.variable
        key = (variable.family.name, tuple(self.place(place, at) for place in variable.places))
        before, moved = self.entry(variable.family, key[1]), dict(self.moved)
        found, step = [], STEP * max(1, abs(before))
        for new in (before + step, before - step):
            self.moved = moved | {key: new}
            found.append(self.value(node.body, at))
        self.moved = moved
        return (found[0] - found[1]) / (2 * step)

    def array(self, expression, indices):
        """All entries as nested lists of mpf, in the order of the indices."""
        counts = [range(self.sizes[index.dim.name]) for index in indices]
        return {spot: self(expression, dict(zip(indices, spot, strict=True))) for spot in product(*counts)}


FUNCTIONS = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "logistic": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "tanh": mpmath.tanh,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "arctan": mpmath.atan,
    "arcsin": mpmath.asin,
    "arccos": mpmath.acos,
    "erf": mpmath.erf,
    "erfinv": mpmath.erfinv,
    "loggamma": mpmath.loggamma,
    "digamma": mpmath.digamma,
    "trigamma": lambda x: mpmath.psi(1, x),
    "relu": lambda x: max(x, mpf(0)),
    "abs": abs,
    "sign": mpmath.sign,
    "step": lambda x: mpf(x > 0),
    "f": lambda x: x**2 + x,
}


COMPARED = {">": operator.gt, "≥": operator.ge, "<": operator.lt, "≤": operator.le}


def axes_of(identity):
    """Row and column of matrix notation, else the free indices in reading order."""
    return list(identity.axes) or free_in_order(identity.left)


def free_in_order(expression):
    """The free indices in reading order."""
    wanted = free_indices(expression)
    return list(
        dict.fromkeys(node for node in walk(expression) if isinstance(node, Index) and node in wanted)
    )
