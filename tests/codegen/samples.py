"""Arguments for generated functions: random numbers for every letter of an identity."""

import numpy as np
from reference import Reference
from sympy import Integer

from derive.codegen.lowering import lowered
from derive.codegen.names import python_name
from derive.language.binders import Sum, walk
from derive.language.families import Definition, Entry, Family
from derive.language.functions import Call
from derive.language.hypotheses import Constant, Equation, Semidefinite, Symmetric
from derive.language.indices import Dim, Index
from derive.language.recurrences import Recurrence


def letters(*sides):
    """The families and dimensions in the expressions, those inside definitions and derivatives included."""
    found = {node for side in sides for node in walk(side) if isinstance(node, Family | Dim | Index)}
    for letter in list(found):
        if isinstance(letter, Index):
            found.add(letter.dim)
        elif isinstance(letter, Recurrence):
            found |= letters(letter.end, letter.step) - {letter.neighbour} | set(letter.dims)
        elif isinstance(letter, Definition):
            found |= letters(letter.body) | set(letter.dims)
        elif isinstance(letter, Family):
            found |= {*letter.dims, *([letter.values] if letter.values else [])}
            found |= {*letter.of, *(dim for variable in letter.of for dim in variable.dims)}
    return found


def chances(found, *sides):
    """Letters that are drawn between 0 and 1, since arcsin or erfinv is taken of them."""
    bodies = [
        each.body for each in found if isinstance(each, Definition) and not isinstance(each, Recurrence)
    ]
    calls = [node for side in (*sides, *bodies) for node in walk(side) if isinstance(node, Call)]
    of = [
        call.argument for call in calls if call.function.meaning and call.function.meaning.below is not None
    ]
    return {node.family for each in of for node in walk(each) if isinstance(node, Entry)}


def named_places(*sides):
    """The largest place that is written as a number, for each dimension."""
    found = {}
    for node in (node for side in sides for node in walk(side) if isinstance(node, Entry)):
        for place, dim in zip(node.places, node.family.dims, strict=True):
            if isinstance(place, Integer):
                found[dim] = max(found.get(dim, 1), int(place))
    return found


def summed_to_one(hypothesis):
    """The letter and the axis along which a hypothesis says that it sums to 1."""
    match hypothesis:
        case Equation(left=Sum(body=Entry(family=letter) as term) as total, right=1):
            if not isinstance(letter, Definition) and not total.without and total.bound in term.places:
                return letter, term.places.index(total.bound)
    return None


class Sample:
    """Numbers for the letters of an identity that meet its hypotheses.

    All dimensions are of one size, but for those in `sizes`; a dimension has at least the places that the
    identity names, such as w_{4,1}. `scale` multiplies all numbers but those that have to sum to 1.
    """

    def __init__(self, identity, size, rng, dtype=np.float64, *, sizes=None, scale=1):
        parts = [part for each in identity.given for part in each.parts]
        found = letters(identity.left, identity.right, *parts)
        self.identity, self.values, self.slopes = identity, {}, {}
        self.chances = chances(found, identity.left, identity.right)
        named = named_places(identity.left, identity.right)
        wanted = {each.name: each for each in found if isinstance(each, Dim)}
        self.sizes = {
            name: max((sizes or {}).get(name, size), named.get(dim, 1)) for name, dim in wanted.items()
        }
        families = {each for each in found if isinstance(each, Family) and not isinstance(each, Definition)}
        for letter in sorted(families, key=lambda each: each.name):
            self.values[letter.name] = self.numbers(letter, rng, dtype, scale)
            constant = any(isinstance(each, Constant) and each.family == letter for each in identity.given)
            for variable in letter.of:
                shape = self.shape((*letter.dims, *variable.dims))
                slopes = np.zeros(shape) if constant else rng.normal(size=shape)
                self.slopes[letter.name] = slopes.astype(dtype)
        for each in identity.given:
            self.meet(each, families)

    def meet(self, hypothesis, families):
        """Change the numbers such that the hypothesis holds: Σ_k y_k = 1, y_k = δ_kj for every k."""
        if isinstance(hypothesis, Symmetric):
            values = self.values[hypothesis.family.name]
            values[...] = (values + values.T) / 2
        if isinstance(hypothesis, Semidefinite):
            values = self.values[hypothesis.family.name]
            values[...] = values @ values.T + np.eye(len(values))
        if not isinstance(hypothesis, Equation):
            return
        if summed_to_one(hypothesis) is not None:
            self.normalise(*summed_to_one(hypothesis))
        if isinstance(hypothesis.left, Entry) and not isinstance(hypothesis.left.family, Definition):
            reference = Reference(self.values, self.slopes, self.sizes)
            found = reference.array(hypothesis.right, hypothesis.left.places)
            for place, value in found.items():
                self.values[hypothesis.left.family.name][place] = float(value)

    def normalise(self, letter, axis):
        """Σ = 1 along the axis, and so the slopes of its terms sum to 0."""
        values = self.values[letter.name]
        if letter.positive:
            values[...] /= values.sum(axis=axis, keepdims=True)
        else:
            values[...] += (1 - values.sum(axis=axis, keepdims=True)) / values.shape[axis]
        if letter.name in self.slopes:
            slopes = self.slopes[letter.name]
            slopes[...] -= slopes.mean(axis=axis, keepdims=True)

    def shape(self, dims):
        return tuple(self.sizes[dim.name] for dim in dims)

    def numbers(self, letter, rng, dtype, scale):
        shape = self.shape(letter.dims)
        if letter.values is not None:
            return rng.integers(0, self.sizes[letter.values.name], shape)
        if letter in self.chances:
            return np.asarray(rng.uniform(0.05, 0.95, shape), dtype)
        stated = map(summed_to_one, self.identity.given)
        summed = any(found is not None and found[0] == letter for found in stated)
        drawn = rng.normal(size=shape) * (1 if summed else scale)
        return np.asarray(np.abs(drawn) + scale / 8 if letter.positive else drawn, dtype)

    def arguments(self, program=None):
        """The arguments of the function, in order."""
        return [self.argument(each) for each in (program or lowered(self.identity)).arguments]

    def argument(self, argument):
        if argument.kind == "size":
            return self.sizes[argument.values.name]
        named = {python_name(name): value for name, value in self.values.items()}
        if argument.name in named:
            return named[argument.name]
        if argument.name == "df" and "f" not in self.slopes:
            return 2 * self.values["Z"] + 1
        return self.slopes[argument.name.removeprefix("d")]
