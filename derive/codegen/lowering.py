"""From the right side of an identity, as its author wrote it, to an array program.

Indices become axes, definitions named arrays that are computed once, Σ a contraction of two arrays at a time,
δ and cases a choice of places. Derivatives of letters of which nothing is known become arguments.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr, Rational

from derive.codegen import stability
from derive.codegen.choices import decided, first_choice, has_borders
from derive.codegen.comparing import compare, guarded
from derive.codegen.contraction import contracted
from derive.codegen.errors import NoCode
from derive.codegen.names import axes_of, in_order, letters_of, python_name, spoken
from derive.codegen.nodes import divided, look, multiplied, others, place_axes, quotient, squares, union
from derive.codegen.parts import at_some_places
from derive.codegen.program import (
    Add,
    Along,
    Apply,
    Argument,
    Choose,
    Contract,
    Look,
    Masked,
    Node,
    Number,
    Position,
    Power,
    Program,
    Raise,
    Reduce,
    Size,
    Statement,
    all_nodes,
    inside,
)
from derive.codegen.scans import Scans
from derive.codegen.softargmax import logsumexp, softargmax_entry
from derive.codegen.sums import rebuilt_at
from derive.codegen.trees import factors_of, has, log_of, neg, plus, product
from derive.language.binders import Before, Sum, Upto
from derive.language.claims import Identity
from derive.language.comparisons import Greatest, Larger, Smaller, Where
from derive.language.derivatives import Derivative
from derive.language.expressions import ONE, ZERO, Neg, Plus, Power as Raised, Quotient, Times
from derive.language.families import Entry
from derive.language.functions import Call, NamedNumber
from derive.language.indices import Dim, Index, Moved
from derive.language.inverses import Determinant, InverseEntry, LogDeterminant
from derive.language.places import Equal
from derive.language.products import Product as ProductOver
from derive.language.typeset import text

TOP = "result"


def lowered(
    identity: Identity, *, batch: str | None = None, batched: Iterable[str] = (), given: Iterable[str] = ()
) -> Program:
    """The array program of the right side.

    `batch` adds a leading axis of that name to the letters in `batched`: by default to every vector, label
    and derivative, not to matrices and single numbers. `given` names definitions that are handed in.
    Raises `NoCode` where a part has no array form.
    """
    return Lowering(identity, batch, frozenset(batched), frozenset(given)).program


class Lowering(Scans):
    """One identity on its way to an array program."""

    def __init__(
        self, identity: Identity, batch: str | None, batched: frozenset[str], given: frozenset[str]
    ) -> None:
        super().__init__(identity, batch, batched, given)
        self._lower()

    def _lower(self) -> None:
        stated, some = at_some_places(self.identity)
        right = self.prepared(stated)
        axes = tuple(some.get(axis, axis) for axis in axes_of(self.identity))
        node = self.node(right)
        if self.row and self.row in node.axes:
            axes = (self.row, *axes)
        self.program.result = Statement(TOP, axes, self._unnamed(node))
        self._drop_unused()
        known = {dim for argument in self.program.arguments for dim in argument.dims}
        needed = [index.dim for index in axes] + [
            each.dim for each in all_nodes(self.program) if isinstance(each, Size)
        ]
        for dim in dict.fromkeys(dim.whole for dim in needed):
            if dim not in known:
                says = f"the size of dimension {dim.name}"
                self.program.arguments.append(Argument(python_name(dim.name), (), says, "size", dim))

    def _unnamed(self, node: Node) -> Node:
        """The result itself, where it is a sum that the last statement has given a name."""
        last = self.program.statements[-1] if self.program.statements else None
        if last is None or not isinstance(node, Look) or not isinstance(last.node, Contract):
            return node
        return last.node if (node.name, node.places) == (last.name, last.axes) else node

    def _drop_unused(self) -> None:
        """Statements that a rewriting made superfluous, and arguments that only they used."""
        needed = {TOP}
        statements = [*self.program.statements, *([self.program.result] if self.program.result else [])]
        for statement in reversed(statements):
            if statement.name in needed:
                needed |= {each.name for each in inside(statement.node) if isinstance(each, Look)}
        self.program.statements = [each for each in self.program.statements if each.name in needed]
        self.program.arguments = [each for each in self.program.arguments if each.name in needed]

    # nodes

    def node(self, expression: Expr) -> Node:  # noqa: C901, PLR0912 (one case for each head)
        """The array of an expression."""
        whole = isinstance(expression, Sum | Entry) or has_borders(expression)
        split = None if whole else first_choice(expression)
        if split is not None:
            return self._choose(expression, split)
        match expression:
            case Rational():
                return Number((), expression)
            case Dim():
                return Size((), expression)
            case NamedNumber() | Raised() | Call() if not letters_of(expression):
                return Number((), expression.doit())
            case Index():
                return Position((expression,), expression)
            case Moved(args=(base, offset)):
                return self._add((base, offset))
            case Entry():
                return self.entry(expression)
            case Derivative():
                return self.unknown_derivative(expression)
            case Neg(args=(inner,)):
                return self._negative(inner)
            case Plus():
                return self._plus(expression)
            case Times() | Quotient():
                return self._product(expression)
            case Raised(args=(base, exponent)):
                return self._power(base, exponent)
            case Call():
                return self._call(expression)
            case Sum():
                return self._sum(expression)
            case Where():
                return self._compared(expression)
            case InverseEntry(args=(matrix, row, column)):
                return self.inverse(matrix, row, column)
            case Determinant() | LogDeterminant():
                return self.of_matrix(
                    "det" if isinstance(expression, Determinant) else "logdet", expression.matrix, ()
                )
            case Before():
                return self._masked(expression, Number((), ONE))
            case Larger() | Smaller():
                return self._compared(expression.cases)
            case Greatest() | ProductOver() if not expression.without:
                return self._reduced(expression)
        raise NoCode(f"{expression} has no array form")

    def _negative(self, inner: Expr) -> Node:
        """−a (b − c) as a (c − b), which saves a pass over the array."""
        number, above, below = factors_of(inner)
        for place, factor in enumerate(above):
            turned = plus(*map(neg, reversed(factor.args))) if isinstance(factor, Plus) else None
            if isinstance(factor, Plus) and isinstance(factor.args[-1], Neg) and stability.plain(factor):
                return self.node(product(number, [*above[:place], turned, *above[place + 1 :]], below))
        made = self.node(inner)
        return Add(made.axes, ((-1, made),))

    def _plus(self, expression: Plus) -> Node:
        better = stability.difference(expression)
        if better is not None:
            self.rewrite(better.identity)
            return self.node(better.expression)
        special = self.of_one_sign(expression)
        if special is not None:
            return special
        return self._add(tuple(expression.args))

    def _add(self, terms: tuple[Expr, ...]) -> Node:
        signed = []
        for term in terms:
            negative = isinstance(term, Neg) or (isinstance(term, Rational) and term < 0)
            signed.append((-1 if negative else 1, self.node(neg(term) if negative else term)))
        if signed[0][0] < 0:
            signed.sort(key=lambda each: -each[0])
        return Add(union(node for _, node in signed), tuple(signed))

    # products, powers, functions

    def _product(self, expression: Expr) -> Node:
        number, above, below = factors_of(expression)
        orders = [factor for factor in above if isinstance(factor, Before)]
        if orders:
            return self._masked(
                orders[0], self.node(product(number, [f for f in above if f is not orders[0]], below))
            )
        nodes = squares([self.node(factor) for factor in above])
        if abs(number.p) != 1:
            nodes.insert(0, Number((), Rational(abs(number.p))))
        under = squares([self.node(factor) for factor in below])
        if number.q != 1:
            under.insert(0, Number((), Rational(number.q)))
        made = quotient(nodes, multiplied(under)) if under else multiplied(nodes)
        return made if number > 0 else Add(made.axes, ((-1, made),))

    def _power(self, base: Expr, exponent: Expr) -> Node:
        inner = self.node(base)
        if not isinstance(exponent, Rational):
            power = self.node(exponent)
            return Raise(union((inner, power)), inner, power)
        return Power(inner.axes, inner, exponent)

    def _call(self, expression: Call) -> Node:
        function = expression.function
        inside = log_of(expression)
        if inside is not None and softargmax_entry(inside):
            return self._log_softargmax(inside)
        found = logsumexp(expression)
        if found:
            self.rewrite("shifted_logsumexp")
            scores, index = self.prepared(found[0]), found[1]
            argument = self.node(scores)
            return Along(tuple(a for a in argument.axes if a != index), "logsumexp", (argument,), index)
        if function.meaning is not None and not function.order:
            argument = self.node(expression.argument)
            return Apply(argument.axes, function.name, argument)
        return self._unknown_function(expression)

    def _log_softargmax(self, entry: Entry) -> Node:
        letter, scores = softargmax_entry(entry) or (None, None)
        if letter is None or scores is None:
            raise NoCode(f"{entry} is no softargmax")
        self.rewrite("log_softargmax")
        if scores.order:
            raise NoCode(f"the logarithm of {letter.name} is −∞ where it is masked")
        arguments = (self.scores(scores.body, scores.index),)
        return self.along("log_softargmax", f"log_{letter.name}", entry, arguments, scores.index)

    def _unknown_function(self, call: Call) -> Node:
        function = call.function
        argument = self.prepared(call.argument)
        if not isinstance(argument, Entry) or not all(isinstance(place, Index) for place in argument.places):
            raise NoCode(
                f"{call}: an unknown function is handed in at the entries of one letter, not elsewhere"
            )
        letter = argument.family
        name = "d" * function.order + function.name
        says = f"{function.name}{'′' * function.order} at the entries of {text(letter)}"
        spelled = self.argument(name, letter, letter.dims, says)
        return self.look(spelled, letter, argument.places)

    # sums

    def _sum(self, node: Sum) -> Node:
        if node.without:
            return self._sum_without(node)
        name = self._name_of(node)
        key = (node.body.xreplace({}), node.bound) if name else None
        if name is None:
            return self.contraction(node)
        if key not in self.known:
            made = self.contraction(node)
            self.state(key, self.free_name(name), self._rows_first(made.axes), made)
        return look(self.known[key], list(self._axes_of(self.known[key])))

    def _rows_first(self, axes: tuple[Index, ...]) -> tuple[Index, ...]:
        return tuple(sorted(axes, key=lambda axis: axis != self.row))

    def _axes_of(self, name: str) -> tuple[Index, ...]:
        return next(each.axes for each in (*self.program.statements, *self.inner) if each.name == name)

    def _name_of(self, node: Sum) -> str | None:
        """expected_t for Σ_k p_k t_k, total_y for Σ_k y_k."""
        number, above, below = factors_of(node.body)
        if number != 1 or below:
            return None
        weights = [each for each in above if softargmax_entry(each) and has(each, node.bound)]
        rest = [each for each in above if each not in weights]
        if len(weights) == 1 and len(rest) == 1:
            letter = spoken(rest[0])
            return f"expected_{letter}" if letter else None
        if len(above) == 1 and isinstance(above[0], Entry) and not weights:
            return f"total_{python_name(above[0].family.name)}"
        return None

    def _sum_without(self, node: Sum) -> Node:
        if len(node.without) != 1:
            raise NoCode(f"{node} leaves out more than one place")
        if isinstance(node.body, Entry):
            index = self.summed_to_one(node.body)
            at = dict(zip(self.parameters(node.body.family), node.body.places, strict=True))
            if index and at[index] == node.bound:
                return self.complement(rebuilt_at(node.body, {node.bound: node.without[0]}), index)
        argument = self.node(node.body)
        place = self.place(node.without[0])
        return others(argument, node.bound, place)

    def contraction(self, node: Sum) -> Node:
        """Σ of a product, two arrays at a time."""
        bound, body = [node.bound], node.body
        while isinstance(body, Sum) and not body.without:
            bound, body = [*bound, body.bound], body.body
        number, above, below = factors_of(body)
        orders = [factor for factor in above if isinstance(factor, Before)]
        if orders:
            rest = product(number, [factor for factor in above if factor is not orders[0]], below)
            return contracted([self._masked(orders[0], self.node(rest))], tuple(bound))
        operands = squares([self.node(factor) for factor in above]) or [Number((), ONE)]
        if below:
            under = multiplied(squares([self.node(factor) for factor in below]))
            operands = divided(operands, under)
        made = contracted(operands, tuple(bound))
        if number == 1:
            return made
        scaled = multiplied([Number((), abs(number)), made]) if abs(number) != 1 else made
        return scaled if number > 0 else Add(scaled.axes, ((-1, scaled),))

    # comparisons, orders

    def _reduced(self, expression: Greatest | ProductOver) -> Node:
        """The greatest, or the product, of all entries along one axis."""
        argument = self.node(self.prepared(expression.body))
        if expression.bound not in argument.axes:
            raise NoCode(f"{expression} does not depend on its index")
        axes = tuple(axis for axis in argument.axes if axis != expression.bound)
        return Reduce(axes, "max" if isinstance(expression, Greatest) else "prod", argument, expression.bound)

    def _masked(self, order: Before, rest: Node) -> Node:
        """[i < j] a, or [i ≤ j] a"""
        one, other = order.args
        sign = "≤" if isinstance(order, Upto) else "<"
        if not isinstance(one, Index) or not isinstance(other, Index) or isinstance(rest, Number):
            sides = self.node(one), self.node(other)
            if isinstance(sides[0], Number):  # n ≥ 2 reads better than 2 ≤ n
                return compare({"≤": "≥", "<": ">"}[sign], *sides[::-1], rest, Number((), ZERO))
            return compare(sign, *sides, rest, Number((), ZERO))
        kept = guarded(rest, sign, Position((one,), one), Position((other,), other))
        return Masked(union((kept,), (one, other)), one, other, isinstance(order, Upto), kept)

    # choices

    def _prepared_value(self, expression: Expr) -> Expr:
        made = self.prepared(expression)
        return self.sums.grouped(made) if isinstance(made, Plus) else made

    def _choose(self, expression: Expr, condition: Equal) -> Node:
        """{value if i = j; otherwise}, for a δ or a case that stands anywhere in the expression."""
        one, other = condition.args
        axis, place = (other, one) if isinstance(other, Index) else (one, other)
        if not isinstance(axis, Index):
            raise NoCode(f"{condition} compares two fixed places")
        inside = self._prepared_value(rebuilt_at(decided(expression, condition, holds=True), {axis: place}))
        outside = self.prepared(decided(expression, condition, holds=False))
        value, otherwise = self.node(inside), self.node(outside)
        spot = self.place(place)
        axes = union([value, otherwise], (axis,), place_axes(spot))
        return Choose(axes, axis, spot, value, otherwise)

    def _compared(self, expression: Where) -> Node:
        """{value if left > right; otherwise}."""
        condition = expression.condition
        left, right = (self.node(self.prepared(side)) for side in condition.args)
        value, otherwise = (
            self.node(self.prepared(each)) for each in (expression.value, expression.otherwise)
        )
        return compare(condition.sign, left, right, value, otherwise)


__all__ = ["Lowering", "in_order", "look", "lowered", "python_name"]
