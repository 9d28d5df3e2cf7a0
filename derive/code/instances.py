"""SymPy's own road to numbers, for small sizes: every entry written out, common parts computed once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import sympy

from derive.code.errors import NoCode
from derive.code.lowering import lowered
from derive.code.names import in_order
from derive.code.program import Argument, Program
from derive.language.binders import Cases, Delta, Distinct, Sum
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry
from derive.language.functions import Call, NamedNumber
from derive.language.indices import Dim, Index

Places = dict[Index, int]


def lambdified(identity: Identity, sizes: dict[str, int]) -> Callable[..., Any]:
    """The right side at these sizes as a NumPy function of the same arguments as the generated one.

    Raises `NoCode` for labels, for derivatives that are to be worked out, and for a size that is not given.
    """
    import numpy as np

    program = lowered(identity)
    written = _Components(program, sizes)
    indices = in_order(identity.left)
    shape = tuple(written.size(index.dim) for index in indices)
    spots = [dict(zip(indices, spot, strict=True)) for spot in product(*map(range, shape))]
    entries = [written.write(identity.right, spot) for spot in spots]
    function = sympy.lambdify(written.parameters, entries, modules="numpy", cse=True)

    def run(*arrays: Any) -> Any:
        """The array of all entries."""
        flat = [entry for array in arrays for entry in np.ravel(array)]
        return np.array(function(*flat)).reshape(shape)[()]

    return run


class _Components:
    """Writes every entry in plain SymPy, over one symbol for each entry of an argument."""

    def __init__(self, program: Program, sizes: dict[str, int]) -> None:
        self.sizes = sizes
        self.symbols = {each.name: self._symbols(each) for each in program.arguments if each.kind == "real"}
        if any(each.kind == "label" for each in program.arguments):
            raise NoCode("lambdify takes no labels")
        self.parameters = [symbol for each in self.symbols.values() for symbol in each.values()]

    def size(self, dim: Dim) -> int:
        """The size given for a dimension."""
        if dim.name not in self.sizes:
            raise NoCode(f"lambdify needs a size for {dim.name}")
        return self.sizes[dim.name]

    def _symbols(self, argument: Argument) -> dict[tuple[int, ...], sympy.Symbol]:
        spots = product(*(range(self.size(dim)) for dim in argument.dims))
        return {spot: sympy.Symbol("_".join([argument.name, *map(str, spot)]), real=True) for spot in spots}

    def write(self, node: Any, at: Places) -> Any:
        """The node in components."""
        match node:
            case sympy.Rational() | NamedNumber():
                return node.doit()
            case Dim():
                return sympy.Integer(self.size(node))
            case Entry():
                return self._entry(node, at)
            case Plus() | Times() | Neg() | Quotient() | Power():
                return node._plain(*(self.write(part, at) for part in node.args))
            case Call():
                return node.function.plain(self.write(node.argument, at))
            case Delta():
                return sympy.Integer(self._place(node.args[0], at) == self._place(node.args[1], at))
            case Sum():
                gone = {self._place(place, at) for place in node.without}
                places = (place for place in range(self.size(node.bound.dim)) if place not in gone)
                return sympy.Add(*(self.write(node.body, at | {node.bound: place}) for place in places))
            case Cases():
                return self._cases(node, at)
            case Derivative():
                return self._derivative(node, at)
        raise NoCode(f"lambdify cannot write {node}")

    def _entry(self, node: Entry, at: Places) -> Any:
        spot = tuple(self._place(place, at) for place in node.places)
        letter = node.family
        if isinstance(letter, Definition):
            return self.write(letter.body, dict(zip(letter.parameters, spot, strict=True)))
        return self.symbols[letter.name][spot]

    def _cases(self, node: Cases, at: Places) -> Any:
        for value, condition in node.branches:
            same = self._place(condition.args[0], at) == self._place(condition.args[1], at)
            if same != isinstance(condition, Distinct):
                return self.write(value, at)
        return self.write(node.otherwise, at)

    def _derivative(self, node: Derivative, at: Places) -> Any:
        body, variable = node.body, node.variable
        known = isinstance(body, Entry) and f"d{body.family.name}" in self.symbols
        if not known:
            raise NoCode(f"lambdify does not work out {node}")
        spots = (self._place(place, at) for place in (*body.places, *variable.places))
        return self.symbols[f"d{body.family.name}"][tuple(spots)]

    def _place(self, place: Any, at: Places) -> int:
        return at[place] if isinstance(place, Index) else int(place) - 1
