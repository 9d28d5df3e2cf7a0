"""Expressions made ready for arrays: derivatives worked out, sums in the cheapest shape, names that are free."""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr

from derive.codegen import stability
from derive.codegen.calculus import Calculus
from derive.codegen.errors import NoCode
from derive.codegen.names import letters_of, python_name
from derive.codegen.parts import over_part
from derive.codegen.program import (
    Program,
)
from derive.codegen.softargmax import as_quotient, softargmax, softargmax_entry
from derive.codegen.sums import Sums
from derive.codegen.trees import mapped, product
from derive.kernel import Openings, Proof, prove
from derive.language.binders import Before, Cases, Delta, Span, Sum, Upto, free_indices
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.expressions import ONE, ZERO, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family, families
from derive.language.functions import Call
from derive.language.hypotheses import Constant
from derive.language.indices import Dim, Index, Moved
from derive.language.recurrences import Recurrence


class Preparation:
    """One identity: its expressions before they become arrays."""

    def __init__(
        self, identity: Identity, batch: str | None, batched: frozenset[str], given: frozenset[str]
    ) -> None:
        self.identity, self.given = identity, given
        constants = frozenset((h.family, h.variable) for h in identity.given if isinstance(h, Constant))
        self.calculus = Calculus(constants)
        self.row = self._row(batch)
        self.batched = batched
        self.sums = Sums(self._batch_of, self._vanishes)
        self.program = Program(python_name(identity.name), batch=self.row.dim if self.row else None)
        self.known: dict[Any, str] = {}
        self.named: list[Definition] = []
        self.without_rows: set[Family] = set()

    def _row(self, batch: str | None) -> Index | None:
        if batch is None:
            return None
        taken = {node.name for side in (self.identity.left, self.identity.right) for node in letters_of(side)}
        if batch in taken:
            raise NoCode(f"{batch} is a name of {self.identity.id} already; call the batch something else")
        return Index(f"row of {batch}".replace(" ", "_"), Dim(batch))

    def prepared(self, expression: Expr) -> Expr:
        """The expression with derivatives worked out and sums in the shape that is cheapest."""
        return self.sums.simplified(self.opened(expression))

    def opened(self, expression: Basic) -> Expr:
        """Derivatives of what is known worked out; definitions that should not be stored put in."""
        if isinstance(expression, Derivative):
            return self._derivative(expression)
        if isinstance(expression, Entry):
            return self._opened_entry(expression)
        if isinstance(expression, Span):
            return self.opened(_without_limits(expression))
        if isinstance(expression, Quotient | Times):
            expression = as_quotient(expression)
        scores = softargmax(expression) if isinstance(expression, Quotient) else None
        if scores:
            return self._named_softargmax(expression, scores.index)
        made: Expr = mapped(expression, self.opened)
        better = stability.logarithm(made) if isinstance(made, Call) else None
        if better is None and isinstance(made, Quotient | Power | Call):
            better = stability.quotient(made, self._named_softargmax)
        if better is None:
            return made
        self.rewrite(better.identity)
        return better.expression

    def _derivative(self, node: Derivative) -> Expr:
        if _is_unknown(node):
            constant = (node.body.family, node.variable.family) in self.calculus.constants
            return ZERO if constant else node
        found = self.calculus.derivative(node.body, node.variable)
        if found == node:
            raise NoCode(f"{node} is not known and is no derivative of a letter")
        return self.opened(found)

    def _opened_entry(self, entry: Entry) -> Expr:
        letter = entry.family
        plain = (
            isinstance(letter, Recurrence) or not isinstance(letter, Definition) or letter.name in self.given
        )
        if plain or not _transparent(letter):
            return entry
        return self.opened(letter.at(entry.places))

    def _named_softargmax(self, expression: Expr, index: Index) -> Expr:
        """A softargmax that stands in the formula gets a name."""
        parameters = tuple(sorted(free_indices(expression), key=lambda each: (each == index, each.name)))
        dims = [each.dim for each in parameters]
        for known in self.named:
            same = [each.dim for each in known.parameters] == dims
            if same and known.at(parameters) == expression:
                return Entry(known, *parameters)
        self.named.append(Definition(self.free_name("p"), parameters, expression))
        return Entry(self.named[-1], *parameters)

    def free_name(self, wanted: str) -> str:
        """The name, with an underscore while it is taken."""
        letters = letters_of(self.identity.left) | letters_of(self.identity.right)
        taken = {python_name(each.name) for each in (*letters, *self.named)} | set(self.known.values())
        while wanted in taken:
            wanted += "_"
        return wanted

    def _vanishes(self, expression: Expr) -> bool:
        proved = isinstance(prove(expression, ZERO, Openings(hypotheses=self.identity.given)), Proof)
        if proved:
            self.rewrite("centred_weights")
        return proved

    def rewrite(self, name: str) -> None:
        """Note a numerical rewrite that was used."""
        if name not in self.program.rewrites:
            self.program.rewrites.append(name)

    def _batch_of(self, entry: Entry) -> frozenset[Index]:
        return frozenset((self.row,)) if self.row and self.is_batched(entry.family) else frozenset()

    def is_batched(self, letter: Family) -> bool:
        """Whether the letter has an entry for every row of the batch."""
        if letter in self.without_rows:
            return False
        if isinstance(letter, Definition) and letter.name not in self.given:
            return any(self.is_batched(each) for each in families(letter.body))
        if self.batched:
            return letter.name in self.batched
        return len(letter.dims) == 1 or letter.values is not None or isinstance(letter, Definition)


def _without_limits(node: Span) -> Expr:
    """Σ over a part of the dimension, or where the limits are places of other indices Σ_i [a ≤ i] [i ≤ b] f_i."""
    return over_part(node) or _masked(node)


def _masked(node: Span) -> Expr:
    orders: list[Expr] = []
    for limit, lower in ((node.last, False), (node.first, True)):
        base, offset = (limit.base, int(limit.offset)) if isinstance(limit, Moved) else (limit, 0)
        if limit == (1 if lower else node.bound.dim):
            continue
        strict = isinstance(base, Index) and offset == (1 if lower else -1)
        order, other = (Before, base) if strict else (Upto, limit)
        orders.append(order(other, node.bound) if lower else order(node.bound, other))
    return Sum(product(ONE, [*orders, node.body]), node.bound)


def _transparent(letter: Definition) -> bool:
    """Whether a definition is better put in than stored: cases, a δ, a quotient by probabilities."""
    body = letter.body
    if isinstance(body, Cases | Delta):
        return True
    return isinstance(body, Quotient) and softargmax_entry(body.args[1]) is not None


def _is_unknown(node: Derivative) -> bool:
    body = node.body
    if isinstance(body, Derivative):
        return _is_unknown(body)
    return (
        isinstance(body, Entry)
        and not isinstance(body.family, Definition)
        and body.family != node.variable.family
        and node.variable.family in body.family.of
    )
