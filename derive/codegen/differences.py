"""Differences that are a sum of terms of one sign, which loses no digits where the difference loses all.

    1 − w_k = Σ_{j≠k} w_j                                       where Σ_k w_k = 1 and w_k ≥ 0
    p_k − y_k = p_k (1 − y_k) − y_k Σ_{j≠k} p_j

w is a softargmax, or any other letter of which the kernel proves both: a quotient by a total, weights that a
hypothesis calls normalised and non-negative.
"""

from __future__ import annotations

from derive.codegen import stability
from derive.codegen.letters import Letters
from derive.codegen.nodes import others
from derive.codegen.program import Add, Node
from derive.codegen.softargmax import softargmax_entry
from derive.codegen.sums import rebuilt_at
from derive.kernel import Openings, Proof, prove, prove_sign
from derive.language.binders import Sum, substitute
from derive.language.expressions import ONE, Neg, Plus
from derive.language.families import Definition, Entry, Family
from derive.language.hypotheses import NonNegative
from derive.language.indices import Index


class Differences(Letters):
    """Finds such differences and lowers them."""

    def of_one_sign(self, expression: Plus) -> Node | None:
        """The difference without a difference, or None."""
        found = stability.of_softargmax(expression)
        if found is not None:
            return self._less_targets(found[0], found[1], found[2])
        pair = _one_less(expression)
        if pair is None:
            return None
        entry, sign = pair
        index = self.summed_to_one(entry)
        if index is None or not self._non_negative(entry.family):
            return None
        made = self.complement(entry, index)
        return made if sign > 0 else Add(made.axes, ((-1, made),))

    def summed_to_one(self, entry: Entry) -> Index | None:
        """The index of the letter over which its entries sum to 1."""
        found, letter = softargmax_entry(entry), entry.family
        if found:
            return found[1].index
        if letter.values is not None:
            return None
        whole, openings = Entry(letter, *self.parameters(letter)), Openings(hypotheses=self.identity.given)
        sums = (k for k in self.parameters(letter) if isinstance(prove(Sum(whole, k), ONE, openings), Proof))
        return next(sums, None)

    def _non_negative(self, letter: Family) -> bool:
        """Whether no entry of the letter is negative: so it is defined, or so a hypothesis says at any place."""
        openings = Openings(hypotheses=self.identity.given)
        for each in openings.hypotheses:
            stated = each.expression if isinstance(each, NonNegative) else None
            if isinstance(stated, Entry) and stated.family == letter:
                places = stated.places
                if len(set(places)) == len(places) and all(isinstance(place, Index) for place in places):
                    return True
        inner = letter.body if isinstance(letter, Definition) else Entry(letter, *self.parameters(letter))
        return isinstance(prove_sign(inner, "≥", openings), Proof)

    def complement(self, entry: Entry, index: Index) -> Node:
        """1 − w_k: the sum of all others; `index` is the letter's own, along which it sums to 1."""
        letter, parameters = entry.family, self.parameters(entry.family)
        places = dict(zip(parameters, entry.places, strict=True))
        place, whole = places.pop(index), Entry(letter, *parameters)
        softargmax = softargmax_entry(entry) is not None
        if not isinstance(place, Index):
            self.rewrite("true_class" if softargmax else "complement_of_weights")
            return others(self.node(rebuilt_at(whole, places)), index, self.place(place))
        self.rewrite("complement" if softargmax else "complement_of_weights")
        return self.along("complement", f"not_{letter.name}", entry, (whole,), index)

    def _less_targets(self, entry: Entry, sign: int, other: Entry) -> Node | None:
        letter, found = entry.family, softargmax_entry(entry)
        if found is None or not all(isinstance(place, Index) for place in entry.places):
            return None
        if set(entry.places) != set(other.places):
            return None
        if self.row and self.is_batched(other.family) and not self.is_batched(letter):
            return None
        self.rewrite("less_targets")
        parameters = self.parameters(letter)
        back = dict(zip(entry.places, parameters, strict=True))
        arguments = Entry(letter, *parameters), substitute(other, back)
        name = f"{letter.name}_less_{other.family.name}"
        made = self.along("difference", name, entry, arguments, found[1].index)
        return made if sign > 0 else Add(made.axes, ((-1, made),))


def _one_less(expression: Plus) -> tuple[Entry, int] | None:
    """(w_k, 1) for 1 − w_k, (w_k, −1) for w_k − 1."""
    if len(expression.args) != 2:
        return None
    one, other = expression.args
    for first, second in ((one, other), (other, one)):
        if first == ONE and isinstance(second, Neg) and isinstance(second.args[0], Entry):
            return second.args[0], 1
        if first in (-ONE, Neg(ONE)) and isinstance(second, Entry):
            return second, -1
    return None
