"""Arguments for generated functions: random numbers for every letter of an identity."""

import numpy as np

from derive.code.lowering import lowered
from derive.language.binders import walk
from derive.language.families import Definition, Family
from derive.language.hypotheses import Constant, hypothesis_parts
from derive.language.indices import Dim, Index


def letters(*sides):
    """The families and dimensions in the expressions, those inside definitions and derivatives included."""
    found = {node for side in sides for node in walk(side) if isinstance(node, Family | Dim | Index)}
    for letter in list(found):
        if isinstance(letter, Index):
            found.add(letter.dim)
        elif isinstance(letter, Definition):
            found |= letters(letter.body) | set(letter.dims)
        elif isinstance(letter, Family):
            found |= {*letter.dims, *([letter.values] if letter.values else [])}
            found |= {*letter.of, *(dim for variable in letter.of for dim in variable.dims)}
    return found


class Sample:
    """Numbers for the letters of an identity, all dimensions of one size."""

    def __init__(self, identity, size, rng, dtype=np.float64):
        parts = [part for each in identity.given for part in hypothesis_parts(each)]
        found = letters(identity.left, identity.right, *parts)
        room = max([size, *(4 for each in [identity.id] if each == "network_layer.output_in_one_weight")])
        self.sizes = {each.name: room for each in found if isinstance(each, Dim)}
        self.values, self.slopes = {}, {}
        families = {each for each in found if isinstance(each, Family) and not isinstance(each, Definition)}
        for letter in sorted(families, key=lambda each: each.name):
            self.values[letter.name] = self.numbers(letter, rng, dtype)
            constant = any(isinstance(each, Constant) and each.family == letter for each in identity.given)
            for variable in letter.of:
                shape = self.shape((*letter.dims, *variable.dims))
                slopes = np.zeros(shape) if constant else rng.normal(size=shape)
                self.slopes[letter.name] = slopes.astype(dtype)
        self.identity = identity

    def shape(self, dims):
        return tuple(self.sizes[dim.name] for dim in dims)

    def numbers(self, letter, rng, dtype):
        shape = self.shape(letter.dims)
        if letter.values is not None:
            return rng.integers(0, self.sizes[letter.values.name], shape)
        return np.asarray(rng.normal(size=shape), dtype)

    def arguments(self, program=None):
        """The arguments of the function, in order."""
        return [self.argument(each) for each in (program or lowered(self.identity)).arguments]

    def argument(self, argument):
        if argument.kind == "size":
            return self.sizes[argument.values.name]
        if argument.name in self.values:
            return self.values[argument.name]
        if argument.name == "df":
            return 2 * self.values["Z"] + 1
        return self.slopes[argument.name.removeprefix("d")]
