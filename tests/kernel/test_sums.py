"""Σ: binding, connected components, canonical names; each law holds, and a near miss of it does not."""

from itertools import permutations

import pytest
from hypothesis import given, settings, strategies as st

from derive.kernel import Limits, Proof, Residual, prove
from derive.language.binders import Sum, delta
from derive.language.comparisons import cases
from derive.language.expressions import Times, sqrt
from derive.language.families import label, labels, matrix, scalar, vector
from derive.language.functions import exp, function, log
from derive.language.indices import Index, dims, indices
from derive.language.places import distinct

n, m = dims("n m")
i, j, k, l = indices("i j k l", n)
d, e = indices("d e", m)
x, y, b = vector("x", n), vector("y", n), vector("b", n, positive=True)
u = vector("u", m)
A, S = matrix("A", n, n), matrix("S", n, n)
X, B = matrix("X", n, m), matrix("B", n, m, positive=True)
c = scalar("c")
q, L, K = label("q", n), labels("L", m, values=n), labels("K", n, values=n)
f = function("f")
odd = (x[i] - x[j]) / (1 + (x[i] - x[j]) ** 2)

LAWS = {
    "the name of a bound index": (Sum(x[k], k), Sum(x[j], j), Sum(y[k], k)),
    "linearity": (Sum(c * x[k] + y[k], k), c * Sum(x[k], k) + Sum(y[k], k), c * Sum(x[k] + y[k], k)),
    "Σ_k 1 = n": (Sum(1, k), n, 1),
    "Σ_k c = n c": (Sum(c, k), n * c, c),
    "Σ_k Σ_d 1 = n m": (Sum(1, k, d), n * m, n + m),
    "a product of sums": (Sum(x[k], k) * Sum(y[k], k), Sum(x[k] * y[j], k, j), Sum(x[k] * y[k], k)),
    "a square of a sum": (Sum(x[k], k) ** 2, Sum(x[i] * x[j], i, j), Sum(x[k] ** 2, k)),
    "a cube of a sum": (Sum(x[k], k) ** 3, Sum(x[i] * x[j] * x[k], i, j, k), Sum(x[k] ** 3, k)),
    "two sums exchanged": (Sum(X[k, d], k, d), Sum(X[k, d], d, k), Sum(X[1, d], d) * n),
    "two names exchanged": (Sum(A[i, j] * x[i], i, j), Sum(A[j, i] * x[j], j, i), Sum(A[j, i] * x[i], i, j)),
    "the inner sum has its own index": (Sum(x[k] * Sum(x[k], k), k), Sum(x[k], k) ** 2, Sum(x[k] ** 2, k)),
    "outside, the letter is free": (x[k] * Sum(x[k], k), x[k] * Sum(x[j], j), Sum(x[k] ** 2, k)),
    "δ sifts": (Sum(delta(k, j) * x[k], k), x[j], Sum(x[k], k)),
    "δ sifts through a product": (Sum(delta(k, j) * A[k, i] * x[k], k), A[j, i] * x[j], A[i, j] * x[j]),
    "δ sifts a fixed place": (Sum(delta(k, 2) * x[k], k), x[2], x[1]),
    "δ sifts a label": (Sum(delta(k, q) * x[k], k), x[q], x[1]),
    "δ sifts a label of a bound index": (
        Sum(delta(k, L[d]) * x[k] * u[d], k, d),
        Sum(x[L[d]] * u[d], d),
        Sum(x[k], k) * Sum(u[d], d),
    ),
    "δ of a label and its own index": (
        Sum(delta(k, K[k]) * x[k], k),
        Sum(delta(K[j], j) * x[K[j]], j),
        Sum(x[K[k]], k),
    ),
    "δ sifts twice": (Sum(delta(i, j) * delta(j, k) * x[i], i, j), x[k], n * x[k]),
    "Σ_i Σ_j δ_ij = n": (Sum(delta(i, j), i, j), n, n * n),
    "δ sifts inside functions": (Sum(delta(k, j) * exp(x[k]), k), exp(x[j]), exp(Sum(x[k], k))),
    "without one place": (Sum(x[k], k, without=j), Sum(x[k], k) - x[j], Sum(x[k], k)),
    "without two places": (
        Sum(x[k], k, without=(i, j)),
        Sum(x[k], k) - x[i] - x[j] + delta(i, j) * x[i],
        Sum(x[k], k) - x[i] - x[j],
    ),
    "Σ_{k≠j} 1 = n − 1": (Sum(1, k, without=j), n - 1, n),
    "cases under Σ": (Sum(cases((x[k], distinct(k, j)), c), k), Sum(x[k], k) - x[j] + c, Sum(x[k], k) + c),
    "Σ_k p_k = 1": (Sum(exp(x[k]) / Sum(exp(x[j]), j), k), 1, 1 / n),
    "every row sums to 1": (Sum(B[k, d] / Sum(B[k, e], e), d), 1, Sum(B[k, d], d)),
    "so all rows to n": (Sum(B[k, d] / Sum(B[k, e], e), k, d), n, m),
    "a weighted row sum": (Sum(x[k] * B[k, d] / Sum(B[k, e], e), d, k), Sum(x[k], k), n * Sum(x[k], k)),
    "a/(a+b) + b/(a+b) under Σ": (
        Sum(x[k] / (x[k] + y[k]), k) + Sum(y[k] / (x[k] + y[k]), k),
        n,
        1,
    ),
    "division under Σ": (
        Sum(x[k] ** 2 / (x[k] + y[k]), k),
        Sum(x[k], k) - Sum(x[k] * y[k] / (x[k] + y[k]), k),
        Sum(x[k], k) - Sum(x[k] / (x[k] + y[k]), k),
    ),
    "a reciprocal of a free index": (
        Sum(A[i, k] / (1 + b[i]), k),
        Sum(A[i, j], j) / (1 + b[i]),
        Sum(A[j, i], j) / (1 + b[i]),
    ),
    "a normalised vector": (Sum((x[k] / sqrt(Sum(x[j] ** 2, j))) ** 2, k), 1, Sum(x[k], k)),
    "what changes sign when names are exchanged": (Sum(odd, i, j), 0, Sum(odd * x[i], i, j)),
    "antisymmetric under a symmetric weight": (
        Sum((S[i, j] + S[j, i]) * odd, i, j),
        0,
        Sum((S[i, j] - S[j, i]) * odd, i, j),
    ),
    "f inside": (Sum(f(x[k] + Sum(y[j], j)), k), Sum(f(Sum(y[k], k) + x[i]), i), Sum(f(x[k]), k)),
    "log of a sum": (Sum(log(Sum(B[k, d], d)), k), Sum(log(Sum(B[j, e], e)), j), log(Sum(B[k, d], k, d))),
    "three deep": (
        Sum(exp(Sum(A[i, j] * Sum(X[j, d], d), j)), i),
        Sum(exp(Sum(A[k, l] * X[l, e], e, l)), k),
        Sum(exp(Sum(A[j, i] * Sum(X[j, d], d), j)), i),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("left", "right", "near_miss"), LAWS.values(), ids=LAWS)
def test_law(proved, differ, left, right, near_miss):
    assert proved(left, right)
    assert not proved(left, near_miss)
    assert differ(left, right) is False
    assert differ(left, near_miss)


# components are equal exactly if a renaming makes them so

BOUND = tuple(Index(letter, n) for letter in "abcde")
Edge = tuple[int, int]


def component(edges, names=BOUND):
    """Σ over all indices of the product of S_ij for each edge i → j."""
    used = sorted({end for edge in edges for end in edge})
    return Sum(Times(*(S[names[one], names[other]] for one, other in edges)), *(names[end] for end in used))


def both_ways(edges):
    return [arrow for one, other in edges for arrow in ((one, other), (other, one))]


def cycle(*ends):
    return [(end, ends[place - 1]) for place, end in enumerate(ends)]


def complete(size):
    return [(one, other) for one in range(size) for other in range(one)]


def renamings(size):
    """Some orders of `size` names: all up to 4, else those that begin with 4 and 3."""
    orders = permutations(range(size))
    return [order for order in orders if size < 5 or order[0] in (3, 4)]


SYMMETRICAL = {
    "a directed cycle of 3": cycle(0, 1, 2),
    "a directed cycle of 4": cycle(0, 1, 2, 3),
    "a cycle of 4": both_ways(cycle(0, 1, 2, 3)),
    "a cycle of 5": both_ways(cycle(0, 1, 2, 3, 4)),
    "K_3": both_ways(complete(3)),
    "K_4": both_ways(complete(4)),
    "K_5": both_ways(complete(5)),
    "a tournament on 4": complete(4),
    "a star with 4 rays": [(0, ray) for ray in range(1, 5)],
    "K_2,3": both_ways([(one, other) for one in (0, 1) for other in (2, 3, 4)]),
}


@pytest.mark.parametrize("edges", SYMMETRICAL.values(), ids=SYMMETRICAL)
def test_a_symmetrical_component_is_itself_under_any_names(proved, edges):
    size = 1 + max(max(edge) for edge in edges)
    for order in renamings(size)[::5]:
        renamed = [(order[one], order[other]) for one, other in edges]
        assert proved(component(edges), component(renamed[::-1]))


HEXAGON = tuple(Index(letter, n) for letter in "abcdef")
ALIKE = {
    "a hexagon is not two triangles": (
        both_ways(cycle(0, 1, 2, 3, 4, 5)),
        both_ways(cycle(0, 1, 2) + cycle(3, 4, 5)),
    ),
    "a prism is not K_3,3": (
        both_ways(cycle(0, 1, 2) + cycle(3, 4, 5) + [(0, 3), (1, 4), (2, 5)]),
        both_ways([(one, other) for one in (0, 1, 2) for other in (3, 4, 5)]),
    ),
    "a cycle is not its path": (cycle(0, 1, 2, 3), [(0, 1), (1, 2), (2, 3), (0, 3)]),
    "a loop is not an edge": ([(0, 0)], [(0, 1)]),
    "twice is not there and back": ([(0, 1), (0, 1)], [(0, 1), (1, 0)]),
}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
def test_components_that_look_alike_are_told_apart(proved, one, other):
    """Colour refinement alone cannot tell these regular graphs from each other."""
    assert not proved(component(one, HEXAGON), component(other, HEXAGON))
    assert proved(component(one, HEXAGON), component(one, HEXAGON[::-1]))


edges_at_random = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=6)
steady = settings(deadline=None, derandomize=True)


@steady
@given(edges_at_random, st.permutations(range(5)), st.randoms(use_true_random=False))
def test_names_do_not_matter(edges, order, random):
    renamed = [(order[one], order[other]) for one, other in edges]
    random.shuffle(renamed)
    assert isinstance(prove(component(edges), component(renamed)), Proof)


@steady
@given(edges_at_random, st.integers(0, 5), st.tuples(st.integers(0, 4), st.integers(0, 4)))
def test_all_else_matters(edges, place, instead):
    """One edge is changed: proved equal exactly if some renaming makes the two the same."""
    changed = list(edges)
    changed[place % len(edges)] = instead
    ends = [{end for edge in each for end in edge} for each in (edges, changed)]
    same = len(ends[0]) == len(ends[1]) and isomorphic(edges, changed)
    assert isinstance(prove(component(edges), component(changed)), Proof) == same


def isomorphic(edges, others):
    """Whether some permutation of the five ends takes one list of edges to the other."""
    wanted = sorted(others)
    orders = permutations(range(5))
    return any(sorted((order[one], order[other]) for one, other in edges) == wanted for order in orders)


FACTORS = (
    lambda a, b: S[a, b],
    lambda a, b: exp(x[a] - S[b, a]),
    lambda a, b: x[a] * y[b],
    lambda a, b: 1 / (1 + exp(S[a, b])),
    lambda a, b: f(x[a] * x[b]),
    lambda a, b: A[a, q] * x[b],
    lambda a, b: log(1 + exp(x[a])) * S[b, 2],
    lambda a, b: Sum(S[a, k] * S[k, b], k),
    lambda a, b: Sum(x[j], j, without=a) * x[b],
    lambda a, b: delta(a, i) * y[b],
)
factors = st.lists(
    st.tuples(st.sampled_from(FACTORS), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4
)


@steady
@given(factors, st.permutations(range(4)), st.permutations(range(4)), st.randoms(use_true_random=False))
def test_neither_names_nor_order_matter(chosen, order, nesting, random):
    """Σ over four indices, of anything, with the bound names permuted, the factors and the sums reordered."""

    def body(names, picked):
        return Times(*(factor(names[one], names[other]) for factor, one, other in picked))

    names = BOUND[:4]
    others = [names[place] for place in order]
    shuffled = random.sample(chosen, len(chosen))
    left = Sum(body(names, chosen), *names)
    right = Sum(body(others, shuffled), *(others[place] for place in nesting))
    assert isinstance(prove(left, right), Proof)


def test_limits(decided):
    """A component too symmetrical to name is undecided, with the limit's name."""
    eight = tuple(Index(letter, n) for letter in "abcdefgh")
    found = decided(component(both_ways(complete(8)), eight), c, limits=Limits(labellings=100))
    assert isinstance(found, Residual)
    assert found.expression is None
    assert found.reason == "the limit of 100 namings of one sum was reached"
