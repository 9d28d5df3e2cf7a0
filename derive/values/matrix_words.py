"""Matrices of fractions that are symmetric, orthonormal, idempotent, …: what the words of hypotheses ask for."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.values.numbers import ONE, ZERO, Unsatisfied

Rows = list[list[Fraction]]
Draw = Callable[[int, int], Fraction]
"""A number for a row and a column, counted from 1."""

Toss = Callable[[int], bool]
"""Heads or tails for a row."""

SYMMETRIC, ORTHONORMAL, ORTHONORMAL_ROWS, IDEMPOTENT, DIAGONAL, SEMIDEFINITE, INVERTIBLE = (
    "symmetric",
    "orthonormal",
    "orthonormal rows",
    "idempotent",
    "diagonal",
    "semidefinite",
    "invertible",
)


def drawn(words: frozenset[str], rows: int, columns: int, draw: Draw, toss: Toss) -> Rows:
    """A matrix of which all the words are true. Raises `Unsatisfied` if none of these sizes is known."""
    if ORTHONORMAL_ROWS in words and rows != columns:
        made = drawn(words - {ORTHONORMAL_ROWS} | {ORTHONORMAL}, columns, rows, lambda i, j: draw(j, i), toss)
        return transposed(made)
    if ORTHONORMAL in words and rows < columns:
        raise Unsatisfied("{} columns of {} entries cannot be orthonormal", columns, rows)
    if words & {ORTHONORMAL, ORTHONORMAL_ROWS}:
        return [row[:columns] for row in _orthonormal(words, rows, draw, toss)]
    if IDEMPOTENT in words:
        return _idempotent(words, rows, draw, toss)
    if DIAGONAL in words:
        return _diagonal([_of_sign(words, draw(i + 1, i + 1)) for i in range(rows)])
    if SEMIDEFINITE in words:
        return _semidefinite(words, rows, draw)
    made = [[draw(i + 1, j + 1) for j in range(columns)] for i in range(rows)]
    if SYMMETRIC in words:
        made = [[made[min(i, j)][max(i, j)] for j in range(columns)] for i in range(rows)]
    return _shifted_until_invertible(made) if INVERTIBLE in words else made


def _orthonormal(words: frozenset[str], size: int, draw: Draw, toss: Toss) -> Rows:
    """±1 on the diagonal; a reflection, if it is to be symmetric; else Cayley's (I − K)⁻¹ (I + K) for a skew K."""
    if words & {IDEMPOTENT, SEMIDEFINITE}:
        return _diagonal([ONE] * size)
    if DIAGONAL in words:
        return _diagonal([ONE if toss(i) else -ONE for i in range(size)])
    if SYMMETRIC in words:
        return _reflection([draw(i + 1, 1) for i in range(size)])
    upper = [[draw(i + 1, j + 1) if i < j else ZERO for j in range(size)] for i in range(size)]
    skew = [[upper[i][j] - upper[j][i] for j in range(size)] for i in range(size)]
    plus, minus = (
        [[ONE * (i == j) + s * skew[i][j] for j in range(size)] for i in range(size)] for s in (1, -1)
    )
    made = product(inverse(minus), plus)
    return [row if toss(i) else [-each for each in row] for i, row in enumerate(made)]


def _reflection(normal: list[Fraction]) -> Rows:
    """I − 2 v vᵀ / vᵀ v"""
    length = sum((each * each for each in normal), ZERO)
    if not length:
        return _diagonal([ONE] * len(normal))
    return [[ONE * (i == j) - 2 * a * b / length for j, b in enumerate(normal)] for i, a in enumerate(normal)]


def _idempotent(words: frozenset[str], size: int, draw: Draw, toss: Toss) -> Rows:
    """V D V⁻¹ for a D of zeros and ones; V orthonormal, if it is to be symmetric."""
    if INVERTIBLE in words:
        return _diagonal([ONE] * size)
    chosen = _diagonal([ONE if toss(i) else ZERO for i in range(size)])
    if DIAGONAL in words:
        return chosen
    if words & {SYMMETRIC, SEMIDEFINITE}:
        basis = _orthonormal(frozenset(), size, draw, toss)
        return product(product(basis, chosen), transposed(basis))
    basis = [[draw(i + 1, j + 1) for j in range(size)] for i in range(size)]
    basis = _shifted_until_invertible(basis)
    return product(product(basis, chosen), inverse(basis))


def _semidefinite(words: frozenset[str], size: int, draw: Draw) -> Rows:
    """Bᵀ B"""
    root = [[draw(i + 1, j + 1) for j in range(size)] for i in range(size)]
    if INVERTIBLE in words:
        root = _shifted_until_invertible(root)
    return product(transposed(root), root)


def _of_sign(words: frozenset[str], number: Fraction) -> Fraction:
    number = abs(number) if SEMIDEFINITE in words else number
    return ONE if INVERTIBLE in words and not number else number


def _diagonal(numbers: list[Fraction]) -> Rows:
    return [[number if i == j else ZERO for j in range(len(numbers))] for i, number in enumerate(numbers)]


def _shifted_until_invertible(rows: Rows) -> Rows:
    """A + c I for the least whole c ≥ 0 at which it has an inverse: at most n of them have none."""
    size = len(rows)
    for shift in range(size + 1):
        made = [[rows[i][j] + shift * (i == j) for j in range(size)] for i in range(size)]
        if determinant(made):
            return made
    raise AssertionError("a matrix of n rows has at most n eigenvalues")


def transposed(rows: Rows) -> Rows:
    """Aᵀ"""
    return [list(column) for column in zip(*rows, strict=True)]


def product(left: Rows, right: Rows) -> Rows:
    """A B"""
    columns = transposed(right)
    return [[sum((a * b for a, b in zip(row, each, strict=True)), ZERO) for each in columns] for row in left]


def inverse(rows: Rows) -> Rows:
    """A⁻¹, for an invertible A, by Gauss and Jordan."""
    size = len(rows)
    left = [[*row, *(ONE * (i == j) for j in range(size))] for i, row in enumerate(rows)]
    for column in range(size):
        at = next(i for i in range(column, size) if left[i][column])
        left[column], left[at] = left[at], left[column]
        pivot = left[column] = [each / left[column][column] for each in left[column]]
        for i in range(size):
            if i != column and left[i][column]:
                left[i] = [a - left[i][column] * b for a, b in zip(left[i], pivot, strict=True)]
    return [row[size:] for row in left]


def determinant(rows: Rows) -> Fraction:
    """det A, by elimination."""
    left, made = [list(row) for row in rows], ONE
    for column in range(len(left)):
        at = next((i for i in range(column, len(left)) if left[i][column]), None)
        if at is None:
            return ZERO
        if at != column:
            left[column], left[at], made = left[at], left[column], -made
        pivot = left[column]
        made *= pivot[column]
        for i in range(column + 1, len(left)):
            factor = left[i][column] / pivot[column]
            left[i] = [a - factor * b for a, b in zip(left[i], pivot, strict=True)]
    return made
