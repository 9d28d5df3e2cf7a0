"""Derivatives, written down: D(p[k], z[d]) is ∂p_k/∂z_d, D(p, z) the Jacobian matrix ∂p/∂z.

The derivative is partial in the variables of the page: a family h declared `of=z` depends on z, and any other
letter is constant in z. A derivative in a dependent or defined letter, such as ∂ℓ/∂a_y, treats that letter as
the variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy import Basic, Expr

from derive.language.binders import walk
from derive.language.errors import IllFormed, NoDependence
from derive.language.expressions import Written, written
from derive.language.families import Definition, Entry, Family, depends, families
from derive.language.indices import ranges_over
from derive.language.kronecker import Vec
from derive.language.matrices import (
    Matrix,
    ScalarMatrix,
    Shape,
    Transpose,
    Whole,
    dealt,
    sides_of,
    whole,
)


class Derivative(Written):
    """∂body/∂variable, one variable at a time; `D` is the word for it."""

    __slots__ = ()

    @property
    def body(self) -> Expr:
        """What is differentiated."""
        return self.args[0]

    @property
    def variable(self) -> Entry:
        """The entry it is differentiated in."""
        return self.args[1]

    def doit(self, **hints: Any) -> Expr:
        """SymPy's Derivative, unevaluated: SymPy knows nothing of what depends on what."""
        return sympy.Derivative(self.body.doit(**hints), self.variable.doit(**hints), evaluate=False)

    def _eval_subs(self, old: Basic, new: Basic) -> Expr:
        return self._xreplace({old: new})[0]

    def _xreplace(self, rule: Mapping[Any, Any]) -> tuple[Expr, bool]:
        for old in rule:
            if isinstance(old, Entry) and old.family == self.variable.family and old in walk(self):
                raise IllFormed(
                    "{} is a derivative in {}: nothing can be put for {}", self, old.family.name, old
                )
        return super()._xreplace(rule)


class Jacobian(Matrix):
    """∂f/∂z: entry k, d is ∂f_k/∂z_d. The gradient of a scalar has the shape of the variable."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """Rows of f by rows of z; for a scalar f the shape of z."""
        body, variable = self.args
        if body.shape == (None, None):
            shape: Shape = variable.shape
            return shape
        if body.shape[1] is not None or variable.shape[1] is not None:
            raise IllFormed(
                "{} has an index for each side of both: write an entry of it, D(f, X)[k, i, j]", self
            )
        return body.shape[0], variable.shape[0]

    def __getitem__(self, places: object) -> Expr:
        """The entry: first the indices of f, then those of z."""
        body, variable = self.args
        listed = [written(place) for place in (places if isinstance(places, tuple) else (places,))]
        sides = [dim for each in (body, variable) for side in each.shape for dim in sides_of(side)]
        if len(listed) != len(sides) or any(
            ranges_over(place) not in (None, dim) for place, dim in zip(listed, sides, strict=True)
        ):
            raise IllFormed("{} has no entry [{}]", self, ", ".join(map(str, listed)))
        at = dealt(listed, (*body.shape, *variable.shape))
        return D(body.entry(*at[:2]), variable.entry(*at[2:]))

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """∂f_k/∂z_d."""
        body, variable = self.args
        if body.shape == (None, None):
            return D(body.entry(None, None), variable.entry(row, column))
        return D(body.entry(row, None), variable.entry(column, None))


class Hessian(Matrix):
    """∂²L/∂x∂y of a number L: entry i, j is ∂²L/∂x_i∂y_j."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        """Rows of x by rows of y."""
        _, first, second = self.args
        return first.shape[0], second.shape[0]

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """∂²L/∂x_i∂y_j"""
        body, first, second = self.args
        return D(body.entry(None, None), first.entry(row, None), second.entry(column, None))


LAYOUTS = ("numerator", "denominator")


def D(body: object, *variables: object, layout: str | None = None) -> Any:
    """∂body/∂variable, in several variables one after another; with whole letters the Jacobian matrix.

    Of a number in a vector twice it is the Hessian. The `layout` says which index counts rows: that of the body
    ("numerator", as for the Jacobian of a vector by default) or that of the variable ("denominator", as for the
    gradient of a number, which has the variable's shape). Raises `IllFormed` if the body does not depend on the
    variable as declared, or the variable is none.
    """
    if not variables:
        raise IllFormed("a derivative needs the variable it is taken in")
    if isinstance(body, Whole) or isinstance(variables[0], Whole):
        return _laid_out(_jacobian(body, *variables), layout)
    expression = written(body)
    for variable in variables:
        entry = written(variable)
        _check(expression, entry)
        expression = Derivative(expression, entry)
    return expression


def _laid_out(made: Any, layout: str | None) -> Any:
    """The Jacobian or gradient, or its transpose, as the layout asks."""
    if layout is None or isinstance(made, Hessian):
        return made
    if layout not in LAYOUTS:
        raise IllFormed("a layout is one of {}, and {} is written", ", ".join(LAYOUTS), f"{layout!r}")
    is_gradient = made.args[0].shape == (None, None)
    return Transpose(made) if is_gradient == (layout == "numerator") else made


def _jacobian(body: object, variable: object, *more: object) -> Any:
    if more:
        return _hessian(body, variable, *more)
    letter = variable.args[0] if isinstance(variable, Vec) else variable
    if not isinstance(letter, Family):
        raise IllFormed("a Jacobian is taken in one whole letter: D(p, z)")
    matrix = whole(body)
    scalar_body = isinstance(matrix, ScalarMatrix)
    if not depends(matrix.args[0] if scalar_body else matrix, letter):
        raise NoDependence("{} does not depend on {} as declared", body, letter.name)
    return Jacobian(matrix, variable)


def _hessian(body: object, *variables: object) -> Hessian:
    matrix = whole(body)
    vectors = [each for each in variables if isinstance(each, Family) and len(each.dims) == 1]
    if matrix.shape != (None, None) or len(vectors) != 2 or len(variables) != 2:
        raise IllFormed("a Hessian is that of a number in two vectors: D(L, x, x)")
    for variable in vectors:
        if not depends(matrix, variable):
            raise NoDependence("{} does not depend on {} as declared", body, variable.name)
    return Hessian(matrix, *vectors)


def _check(body: Basic, variable: Expr) -> None:
    if not isinstance(variable, Entry) or variable.family.values is not None:
        raise IllFormed("a derivative is taken in an entry of a family, and {} is none", variable)
    letter = variable.family
    if not depends(body, letter):
        raise NoDependence(
            "{0} does not depend on {1} as declared, so its derivative in {2} is no claim;"
            " if it does depend, declare it with of={1}",
            body,
            letter.name,
            variable,
        )
    if letter.of and not isinstance(letter, Definition):
        _check_formal(body, letter)


def _check_formal(body: Basic, letter: Family) -> None:
    """∂/∂h_k for a family h of z treats h as the variable: nothing else may depend on z."""
    for other in families(body):
        shared = set(other.of or (other,)) & set(letter.of)
        if other != letter and shared:
            raise IllFormed(
                "∂/∂{} has no meaning here: {} depends on the same variables", letter.name, other.name
            )
