"""What the hypotheses of a claim ask of the numbers that are drawn for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Basic, Expr, Tuple

from derive.language.binders import Delta, walk
from derive.language.families import Entry, Family
from derive.language.hypotheses import Equation, Hypothesis, Idempotent, OnDiagonal, Orthonormal, Symmetric
from derive.language.hypothesis import Drawer
from derive.language.indices import Dim, Index
from derive.language.places import Distinct, Equal, Within
from derive.values import matrix_words as words


class Asked(Drawer):
    """The demands of hypotheses, gathered; `matrices` has the words that are said of each matrix.

    An equation that says what one of the words says, as Σ_k Q_ik Q_jk = δ_ij does, counts as the word.
    """

    def __init__(self, given: Iterable[Hypothesis]) -> None:
        self.equations: list[Equation] = []
        self.bounds: list[Expr] = []
        self.positives: set[Family] = set()
        self.nonnegatives: set[Family] = set()
        self.hot: set[Family] = set()
        self.constants: set[tuple[Family, Family]] = set()
        self.sizes: list[tuple[Dim, int]] = []
        self.conditions: list[Equal | Within] = []
        self.matrices: dict[Family, frozenset[str]] = {}
        for each in given:
            each.draw(self)
        self._let_move()

    def equation(self, equation: Equation) -> None:
        """left = right."""
        family, word = _word_said(equation)
        if family is not None:
            self._say(family, word)
        else:
            self.equations.append(equation)

    def nonnegative(self, expression: Expr) -> None:
        """expression ≥ 0; a letter alone is drawn so."""
        self.bounds.append(expression)
        if isinstance(expression, Entry):
            self.nonnegatives.add(expression.family)

    def positive(self, family: Family) -> None:
        """Every entry > 0."""
        self.positives.add(family)

    def one_hot(self, family: Family) -> None:
        """One 1, and zeros."""
        self.hot.add(family)

    def constant(self, family: Family, variable: Family) -> None:
        """∂family/∂variable is zero: it is drawn so."""
        self.constants.add((family, variable))

    def at_least(self, dim: Dim, number: int) -> None:
        """dim ≥ number."""
        self.sizes.append((dim, number))

    def same_place(self, first: Expr, second: Expr) -> None:
        """i = j."""
        self.conditions.append(Equal(first, second))

    def distinct_places(self, first: Expr, second: Expr) -> None:
        """i ≠ j."""
        self.conditions.append(Distinct(first, second))

    def place_between(self, index: Index, first: Expr, last: Expr) -> None:
        """first ≤ i ≤ last."""
        self.conditions.append(Within(index, first, last))

    def symmetric(self, family: Family) -> None:
        """A_ij = A_ji."""
        self._say(family, words.SYMMETRIC)

    def on_diagonal(self, family: Family) -> None:
        """A_ij = δ_ij A_ii."""
        self._say(family, words.DIAGONAL)

    def orthonormal(self, family: Family) -> None:
        """QᵀQ = I."""
        self._say(family, words.ORTHONORMAL)

    def idempotent(self, family: Family) -> None:
        """P P = P."""
        self._say(family, words.IDEMPOTENT)

    def semidefinite(self, family: Family) -> None:
        """xᵀ A x ≥ 0."""
        self._say(family, words.SEMIDEFINITE)

    def invertible(self, family: Family) -> None:
        """det A ≠ 0."""
        self._say(family, words.INVERTIBLE)

    def _say(self, family: Family, word: str) -> None:
        self.matrices[family] = self.matrices.get(family, frozenset()) | {word}

    def _let_move(self) -> None:
        """A matrix that depends on variables moves where only linear equations are asked of it."""
        linear = {words.SYMMETRIC: Symmetric, words.DIAGONAL: OnDiagonal}
        for family in [each for each, said in self.matrices.items() if each.of and said <= {*linear}]:
            for word in sorted(self.matrices.pop(family)):
                self.equations += linear[word](family).equations


def _word_said(equation: Equation) -> tuple[Family, str] | tuple[None, str]:
    """The matrix of which the equation says that its columns, or rows, are orthonormal, or that it is idempotent."""
    letters = {node for node in walk(equation.left) if isinstance(node, Family)}
    family = letters.pop() if len(letters) == 1 else None
    if family is None or len(family.dims) != 2 or equation.fixed:
        return None, ""
    columns, *rows = Orthonormal(family).equations
    known = {_shape(columns): words.ORTHONORMAL} | {_shape(each): words.ORTHONORMAL_ROWS for each in rows}
    if family.dims[0] == family.dims[1]:
        known |= {_shape(each): words.IDEMPOTENT for each in Idempotent(family).equations}
    word = next((known[said] for said in _shapes(equation) if said in known), None)
    return (None, "") if word is None else (family, word)


def _shapes(equation: Equation) -> Iterator[Basic]:
    """The equation's shape, read either way, δ_ij as δ_ji too."""
    for left, right in ((equation.left, equation.right), (equation.right, equation.left)):
        yield _shape(Equation(left, right))
        if isinstance(right, Delta):
            yield _shape(Equation(left, Delta(*reversed(right.args))))


def _shape(equation: Equation) -> Basic:
    """The equation with its indices named in the order in which they stand, so that names do not matter."""
    both = Tuple(equation.left, equation.right)
    order = [*dict.fromkeys(node for node in walk(both) if isinstance(node, Index))]
    new = {index: Index(f"v{place}", index.dim) for place, index in enumerate(order)}
    return both.func(*(_renamed(side, new) for side in both.args))


def _renamed(node: Basic, new: dict[Index, Index]) -> Basic:
    if isinstance(node, Index):
        return new[node]
    return node.func(*(_renamed(arg, new) for arg in node.args)) if node.args else node
