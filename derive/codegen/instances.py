"""SymPy's own road to numbers, for small sizes: every entry written out, common parts computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import sympy
from sympy import Add, Expr, Integer, Rational

from derive.codegen.errors import NoCode
from derive.codegen.lowering import lowered
from derive.codegen.names import axes_of
from derive.codegen.program import Argument, Program
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.expressions import Power, Quotient
from derive.language.families import Entry
from derive.language.functions import Call, NamedNumber
from derive.language.indices import Dim
from derive.values.numbers import Undefined
from derive.values.walk import Key, Places, Walk


def lambdified(identity: Identity, sizes: dict[str, int]) -> Callable[..., Any]:
    """The right side at these sizes as a NumPy function of the same arguments as the generated one.

    Raises `NoCode` for labels, for derivatives that are to be worked out, and for a size that is not given.
    """
    import numpy as np

    program = lowered(identity)
    room = _Symbols(program, _Sizes(sizes))
    indices = axes_of(identity)
    shape = tuple(room.sizes[index.dim] for index in indices)
    places = product(*(range(1, size + 1) for size in shape))
    try:
        entries = [room.write(identity.right, dict(zip(indices, at, strict=True))) for at in places]
    except Undefined as fault:
        raise NoCode(f"lambdify cannot write {fault}") from fault
    function = sympy.lambdify(room.parameters, entries, modules="numpy", cse=True)

    def run(*arrays: Any) -> Any:
        """The array of all entries."""
        flat = [entry for array in arrays for entry in np.ravel(array)]
        return np.array(function(*flat)).reshape(shape)[()]

    return run


class _Sizes(Mapping[Dim, int]):
    """Sizes given by name. Raises `NoCode` for one that is not given."""

    def __init__(self, named: Mapping[str, int]) -> None:
        self.named = named

    def __getitem__(self, dim: Dim) -> int:
        if dim.name not in self.named:
            raise NoCode(f"lambdify needs a size for {dim.name}")
        return self.named[dim.name]

    def __iter__(self) -> Iterator[Dim]:
        return map(Dim, self.named)

    def __len__(self) -> int:
        return len(self.named)


class _Symbols(Walk[Expr]):
    """Plain SymPy, with one symbol for each entry of an argument."""

    def __init__(self, program: Program, sizes: _Sizes) -> None:
        super().__init__(sizes)
        if any(each.kind == "label" for each in program.arguments):
            raise NoCode("lambdify takes no labels")
        self.symbols = {each.name: self._symbols(each) for each in program.arguments if each.kind == "real"}
        self.parameters = [symbol for each in self.symbols.values() for symbol in each.values()]

    def _symbols(self, argument: Argument) -> dict[tuple[int, ...], sympy.Symbol]:
        places = product(*(range(1, self.sizes[dim] + 1) for dim in argument.dims))
        return {at: sympy.Symbol("_".join([argument.name, *map(str, at)]), real=True) for at in places}

    def number(self, number: Rational) -> Expr:
        """The number itself."""
        return number

    def whole(self, number: int) -> Expr:
        """A whole number, likewise."""
        return Integer(number)

    def entry(self, key: Key) -> Expr:
        """The symbol that stands for it."""
        return self.symbols[key[0].name][key[1]]

    def label(self, key: Key) -> int:
        """Nothing: there are no labels."""
        raise NoCode("lambdify takes no labels")

    def total(self, terms: list[Expr]) -> Expr:
        """The sum."""
        return Add(*terms)

    def quotient(self, node: Quotient, above: Expr, below: Expr) -> Expr:
        """above / below"""
        return above / below

    def power(self, node: Power, base: Expr, exponent: Expr, places: Places) -> Expr:
        """base to the power exponent."""
        return sympy.Pow(base, exponent)

    def call(self, node: Call, argument: Expr, places: Places) -> Expr:
        """SymPy's function."""
        made: Expr = node.function.plain(argument)
        return made

    def named(self, number: NamedNumber) -> Expr:
        """π, by its name."""
        return number.doit()

    def derivative(self, node: Derivative, key: Key, places: Places) -> Expr:
        """The argument that stands for a derivative of which nothing is known."""
        body = node.body
        if not isinstance(body, Entry) or f"d{body.family.name}" not in self.symbols:
            raise NoCode(f"lambdify does not work out {node}")
        return self.symbols[f"d{body.family.name}"][self.key(body, places)[1] + key[1]]
