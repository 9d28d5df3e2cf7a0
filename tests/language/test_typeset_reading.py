"""Each line can be read in one way only, and that is the tree.

A reader that knows nothing of the trees reads the lines back by rules of its own. It refuses whatever a
mathematician could read in two ways, and must come to the same number as the tree.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import prod

import pytest
from hypothesis import assume, given, settings, strategies as st
from sympy import Basic, Integer, Rational

from derive import Sum, dims, function, indices, log, scalar, sqrt, vector
from derive.language.binders import free_indices
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Entry
from derive.language.functions import Call
from derive.language.indices import Index
from derive.language.typeset import latex, text

n = dims("n")
j, k = indices("j k", n)
b, s, r = (scalar(name) for name in "bsr")
t, v = (vector(name, n) for name in "tv")
f = function("f")

Value = Callable[[dict[str, int]], Fraction]
SIZE = 2
POINT = {"b": Fraction(3, 7), "s": Fraction(-5, 3), "r": Fraction(11, 2)}
TABLES = {"t": (Fraction(2, 5), Fraction(-7, 3)), "v": (Fraction(13, 4), Fraction(1, 9))}
FUNCTIONS: dict[str, Callable[[Fraction], Fraction]] = {
    # any functions will do, as long as the tree and the line mean the same ones
    "f": lambda x: x**2 + 3 * x + 5,
    "log": lambda x: 2 * x**2 - x + 7,
    "√": lambda x: x**2 + x + Fraction(1, 3),
}


def value_of(node: Basic, places: dict[Index, int]) -> Fraction:
    """The number that the tree stands for."""
    match node:
        case Rational():
            return Fraction(int(node.p), int(node.q))
        case Entry():
            name = node.family.name
            return TABLES[name][places[node.places[0]]] if node.places else POINT[name]
        case Sum():
            return sum((value_of(node.body, places | {node.bound: at}) for at in range(SIZE)), Fraction(0))
        case Call():
            return FUNCTIONS[node.function.name](value_of(node.argument, places))
        case Power() if node.args[1] == Rational(1, 2):
            return FUNCTIONS["√"](value_of(node.args[0], places))
    return combined(node, [value_of(arg, places) for arg in node.args])


def combined(node: Basic, values: list[Fraction]) -> Fraction:
    """The number, given those of the parts."""
    match node:
        case Plus():
            return sum(values, Fraction(0))
        case Times():
            return prod(values)
        case Neg():
            return -values[0]
        case Quotient():
            return values[0] / values[1]
        case Power():
            return values[0] ** int(values[1])
    raise AssertionError(node)


RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"


class Reader:
    """Reads a line of text; whatever could be read in two ways is an AssertionError."""

    TOKEN = re.compile(rf"Σ_[a-z][′″‴]*|log|f(?=\()|[a-z](?:_[a-z][′″‴]*)?|[0-9]+|[{RAISED}]+|[+−·/()√]")

    def __init__(self, line: str, free: set[str]) -> None:
        self.tokens = [*self.TOKEN.findall(line), ""]
        assert "".join(self.tokens) == line.replace(" ", "")
        self.scope = free

    def read(self) -> Value:
        made = self.total()
        assert self.next == ""
        return made

    @property
    def next(self) -> str:
        return self.tokens[0]

    def take(self, *wanted: str) -> str:
        assert not wanted or self.next in wanted, f"{self.next} instead of {wanted}"
        return self.tokens.pop(0)

    def total(self) -> Value:
        """a + b − c; only the first may have a sign of its own."""
        line = self.signed(self.take() if self.next == "−" else "+", self.product())
        while self.next in ("+", "−"):
            line = self.added(line, self.signed(self.take(), self.product()))
        return line

    def product(self, *, slash: bool = True) -> Value:
        """a b c, or a b / c with one slash and one thing after it."""
        line, open_end = self.factor()
        while self.next not in ("", "+", "−", ")", "/"):
            assert not open_end, "it would swallow what follows"
            assert slash, "which of these factors stand below?"
            if self.next == "·":
                self.take()
            else:
                assert not self.next.isdecimal(), "numbers run together"
            right, open_end = self.factor()
            line = self.times(line, right)
        if self.next == "/":
            assert slash, "two slashes"
            assert not open_end, "it would swallow what follows"
            self.take()
            below, _ = self.factor(slash=False)
            assert self.next in ("", "+", "−", ")"), "what stands below?"
            line = self.divided(line, below)
        return line

    def factor(self, *, slash: bool = True) -> tuple[Value, bool]:
        """One factor, and whether it reaches as far to the right as it can."""
        if self.next.startswith("Σ"):
            name = self.take()[2:]
            assert name not in self.scope, f"{name} has a meaning already"
            self.scope |= {name}
            body = self.product(slash=slash)
            self.scope -= {name}
            return self.summed(name, body), True
        if self.next in FUNCTIONS:
            function = FUNCTIONS[name := self.take()]
            bare = self.next != "("
            assert not (bare and name == "f")
            argument = self.factor(slash=slash)[0] if self.next.startswith("Σ") else self.atom()
            made: Value = lambda places: function(argument(places))  # noqa: E731
            return (made, True) if bare else (self.raised(made) if name == "f" else made, False)
        return self.raised(self.atom()), False

    def atom(self) -> Value:
        token = self.take()
        if token == "(":
            inner = self.total()
            self.take(")")
            return inner
        if token.isdecimal():
            return lambda _: Fraction(int(token))
        name, _, place = token.partition("_")
        if place:
            assert place in self.scope, f"{place} has no meaning"
            return lambda places: TABLES[name][places[place]]
        return lambda _: POINT[name]

    def raised(self, base: Value) -> Value:
        if self.next and self.next[0] in RAISED:
            exponent = int(self.take().translate(str.maketrans(RAISED, "-0123456789")))
            return lambda places: base(places) ** exponent
        return base

    @staticmethod
    def signed(sign: str, inner: Value) -> Value:
        return inner if sign == "+" else lambda places: -inner(places)

    @staticmethod
    def added(one: Value, other: Value) -> Value:
        return lambda places: one(places) + other(places)

    @staticmethod
    def times(one: Value, other: Value) -> Value:
        return lambda places: one(places) * other(places)

    @staticmethod
    def divided(one: Value, other: Value) -> Value:
        return lambda places: one(places) / other(places)

    @staticmethod
    def summed(name: str, body: Value) -> Value:
        return lambda places: sum((body(places | {name: at}) for at in range(SIZE)), Fraction(0))


def on_one_line(line: str) -> str:
    r"""LaTeX in the signs of text: \frac{a}{b} as ((a)/(b)), and so on."""
    signs = {r"\left": "", r"\right": "", r"\cdot": "·", r"\sum": "Σ", r"\log": "log", r" \, ": " "}
    for command, sign in signs.items():
        line = line.replace(command, sign)
    line = re.sub(r"_\{([a-z]'*)\}", r"_\1", line.replace("-", "−")).replace("'", "′")
    raised = str.maketrans("−0123456789", RAISED)
    line = re.sub(r"\^\{([−\d]+)\}", lambda found: found[1].translate(raised), line)
    innermost = r"\{([^{}]*)\}"
    before = ""
    while before != line:
        before = line
        line = re.sub(rf"\\frac{innermost}{innermost}", r"((\1)/(\2))", line)
        line = re.sub(rf"\\sqrt{innermost}", r"√(\1)", line)
    return line


def scalars() -> st.SearchStrategy[Basic]:
    """Random trees, with k free and j, k, k′ bound."""
    bound = st.sampled_from([j, k, Index("k'", n)])
    leaves = st.one_of(
        st.sampled_from([b, s, r]),
        st.sampled_from([Integer(2), Integer(-3), Rational(1, 2), Rational(-2, 3)]),
        st.builds(lambda letter: letter[k], st.sampled_from([t, v])),
        st.builds(lambda letter, place: letter[place], st.sampled_from([t, v]), bound),
    )

    def larger(parts: st.SearchStrategy[Basic]) -> st.SearchStrategy[Basic]:
        return st.one_of(
            st.builds(Plus, parts, parts),
            st.builds(Plus, parts, parts, parts),
            st.builds(lambda one, other: Plus(one, Neg(other)), parts, parts),
            st.builds(Times, parts, parts),
            st.builds(Times, parts, parts, parts),
            st.builds(Neg, parts),
            st.builds(Quotient, parts, parts),
            st.builds(Power, parts, st.sampled_from([Integer(2), Integer(-1), Rational(1, 2)])),
            st.builds(f, parts),
            st.builds(log, parts),
            st.builds(Sum, parts, bound),
        )

    return st.recursive(leaves, larger, max_leaves=12)


def closed(tree: Basic) -> Basic:
    """The tree with every index but k bound."""
    for place in (Index("k'", n), j):
        tree = Sum(tree, place)
    return tree


ONE_PLACE = (Neg, sqrt, lambda part: part**2, f, log, lambda part: Sum(part, k))


def grown(some: list[Basic], others: list[Basic]) -> Iterator[Basic]:
    """All trees of one more head, with one place over the first or two over both."""
    yield from (head(part) for head in ONE_PLACE for part in some)
    yield from (head(one, other) for head in (Plus, Times, Quotient) for one in some for other in others)


def small_trees() -> Iterator[Basic]:
    """All trees with three heads one inside another, and many more; every leaf is b."""
    small = [b, *grown([b], [b])]
    middle = [b, *grown(small, small)]
    return itertools.chain(middle, grown(middle, [b]), grown([b], middle))


def with_letters(tree: Basic, letters: Iterator[Basic]) -> Basic:
    """The tree with letters of its own in every place."""
    if tree == b:
        return next(letters)
    return tree.func(*(with_letters(arg, letters) for arg in tree.args)) if tree.args else tree


READABLE = pytest.mark.parametrize(
    "line", [text, lambda tree: on_one_line(latex(tree))], ids=["text", "latex"]
)


@READABLE
@settings(max_examples=400, deadline=None)
@given(tree=scalars())
def test_a_line_is_read_in_one_way(line: Callable[[Basic], str], tree: Basic) -> None:
    assume(reads_back(closed(tree), line))


@READABLE
def test_every_small_line_is_read_in_one_way(line: Callable[[Basic], str]) -> None:
    for tree in small_trees():
        assert reads_back(with_letters(tree, itertools.cycle([b, s, v[k], r, t[k]])), line)


def reads_back(tree: Basic, line: Callable[[Basic], str]) -> bool:
    """Whether the tree has a value; the line must have the same."""
    try:
        expected = value_of(tree, {k: 0})
    except ZeroDivisionError:
        return False
    shown = line(tree)
    assert Reader(shown, {each.name for each in free_indices(tree)}).read()({"k": 0}) == expected, shown
    return True


def plain_form(node: Basic) -> object:
    """The tree up to associativity, and to where in the first factor of a product its sign is written."""
    match node:
        case Neg():
            return "−", plain_form(node.args[0])
        case Plus() | Times():
            parts = tuple(itertools.chain.from_iterable(flat(node, type(node))))
            if isinstance(node, Times) and isinstance(parts[0], Neg):
                return plain_form(Neg(Times(parts[0].args[0], *parts[1:])))
            return type(node).__name__, *map(plain_form, parts)
        case Entry() | Rational():
            return node
    return type(node).__name__, *map(plain_form, node.args)


def flat(node: Basic, head: type) -> Iterator[tuple[Basic, ...]]:
    for arg in node.args:
        yield from flat(arg, head) if isinstance(arg, head) else [(arg,)]


@pytest.mark.parametrize("line", [text, latex], ids=["text", "latex"])
def test_different_trees_have_different_lines(line: Callable[[Basic], str]) -> None:
    forms = defaultdict(set)
    for tree in small_trees():
        forms[line(tree)].add(sign_in_front(plain_form(tree), line is text))
    assert len(forms) > 1000
    assert {shown: found for shown, found in forms.items() if len(found) > 1} == {}


def sign_in_front(form: object, slash: bool) -> object:
    """On one line −a/b is the same whether the sign belongs to a or to a/b."""
    if not isinstance(form, tuple):
        return form
    head, *parts = (form[0], *(sign_in_front(part, slash) for part in form[1:]))
    if slash and head == "Quotient" and isinstance(parts[0], tuple) and parts[0][0] == "−":
        return "−", (head, parts[0][1], parts[1])
    return head, *parts
