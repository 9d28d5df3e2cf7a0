"""Inverses and determinants with a law that they have not."""

from __future__ import annotations

from typing import Any

from derive.audit.letters import S, i, j, k, n
from derive.audit.sabotage.frame import Claim, sabotage
from derive.kernel.derivative import minus
from derive.language.derivatives import D
from derive.language.inverses import det, inverse, logdet
from derive.language.matrices import eye
from derive.language.places import Distinct

INV = inverse(S)
SHIFTED = inverse(S + eye(n))
UNIT = Claim((S @ INV)[i, j], INV[i, j])


@sabotage("inverses:Inverses._assume_law", "A A⁻¹ = A⁻¹", UNIT)
def _assume_law(right: Any) -> Any:
    def wrong(self: Any, product: Any, identity: Any, variables: Any) -> Any:
        square = next(iter(self.squares.values()))
        return right(self, product, self._inverse(square, (square.row, square.column)), variables)

    return wrong


@sabotage("inverses:Inverses._assume_laws", "every inverse is symmetric", Claim(INV[i, j], INV[j, i]))
def _assume_laws(right: Any) -> Any:
    def wrong(self: Any, square: Any) -> Any:
        right(self, square)
        at = square.row, square.column
        pair = (self._inverse(square, (*square.parameters, *each)) for each in (at, at[::-1]))
        self.assume(*pair, None, frozenset((*square.parameters, *at)))

    return wrong


@sabotage("inverses:Inverses.known", "all matrices are one", Claim(INV[i, j], SHIFTED[i, j]))
def _known(right: Any) -> Any:
    return lambda self, met: next(iter(self.squares.values()), None) or right(self, met)


@sabotage("inverses:Inverses.entry_of", "A⁻¹ Aᵀ = I", Claim((INV @ S.T)[i, j], eye(n)[i, j]))
def _entry_of(right: Any) -> Any:
    return lambda self, square, at: right(self, square, (*at[:-2], at[-1], at[-2]))


@sabotage(
    "derivative:_inverse_entry", "∂A⁻¹ = A⁻¹ ∂A A⁻¹", Claim(D(INV[i, j], S[k, k]), INV[i, k] * INV[k, j])
)
def _inverse_entry(right: Any) -> Any:
    return lambda expression, variable, opens: minus(right(expression, variable, opens))


@sabotage("derivative:_log_determinant", "∂ log det A = A⁻¹", Claim(D(logdet(S), S[i, j]), INV[i, j]))
def _log_determinant(_: Any) -> Any:
    return lambda expression, variable, opens: inverse(expression.matrix).entry(*variable.places)


@sabotage("derivative:_determinant", "∂ det A = A⁻ᵀ", Claim(D(det(S), S[i, j]), INV[j, i]))
def _determinant(_: Any) -> Any:
    from derive.kernel.derivative import _log_determinant as right

    return lambda expression, variable, opens: right(logdet(expression.matrix), variable, opens)


@sabotage(
    "reading:Reader._inverse_entry", "(A B)⁻¹ = A⁻¹ B⁻¹", Claim(inverse(S @ S.T)[i, j], (INV @ INV.T)[i, j])
)
def _read_inverse(right: Any) -> Any:
    def wrong(self: Any, expression: Any, places: Any) -> Any:
        matrix, row, column = expression.args
        if matrix == S @ S.T:
            matrix = S.T @ S
        return right(self, expression.func(matrix, row, column), places)

    return wrong


@sabotage("reading:Reader._determinant", "det 2A = 2 det A", Claim(det(2 * S), 2 * det(S)))
def _read_determinant(right: Any) -> Any:
    def wrong(self: Any, expression: Any, places: Any) -> Any:
        doubled = expression == det(2 * S)
        return self.scale(right(self, det(S), places), 2) if doubled else right(self, expression, places)

    return wrong


@sabotage("reading:Reader._log_determinant", "log det A⁻¹ = log det A", Claim(logdet(INV), logdet(S)))
def _read_log_determinant(right: Any) -> Any:
    return lambda self, expression, places: right(self, logdet(S), places)


@sabotage(
    "inverses:Inverses.multiplied_out",
    "what is so for i ≠ j is multiplied out over all i",
    Claim(INV[i, j], 0 * S[i, j], given=(Distinct(i, j),)),
)
def _multiplied_out(right: Any) -> Any:
    return lambda self, form, fixed: right(self, form, set())
