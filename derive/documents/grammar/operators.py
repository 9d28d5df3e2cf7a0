"""Fractions, derivatives, sums."""

from __future__ import annotations

from fractions import Fraction

from derive.documents.grammar.cursor import Cursor
from derive.documents.grammar.items import (
    is_command,
    is_d,
    is_sign,
    letters_in,
    order_of,
    relation,
    split,
    unwrapped,
)
from derive.documents.grammar.names import MULTIPLY, NOTHING
from derive.documents.notation import (
    Big,
    Minus,
    Node,
    Number,
    Partial,
    Plus,
    Power,
    Quotient,
    Symbol,
    Times,
    Unreadable,
)
from derive.documents.tokens import Bracket, Item, Token, span


class Operators(Cursor):
    """What binds what comes next: ∂, Σ, fractions, roots."""

    def over(self, at: int) -> Node:
        r"""a \over b."""
        above, below = self.items[:at], self.items[at + 1 :]
        if not above or not below:
            raise Unreadable("a fraction lacks a part", self.where)
        operator = self._differentiation(above, below)
        if operator is not None:
            return operator
        top, bottom = (type(self)(part, self.choices, span(part)).all() for part in (above, below))
        return Quotient(top, bottom)

    # sums and terms

    def fraction(self, item: Token) -> Node:
        r"""\frac{a}{b}, which may be a derivative."""
        (above, _), (below, _) = self.argument(), self.argument()
        where = (item.start, self.items[self.at - 1].end)
        operator = self._differentiation(above, below)
        if operator is None:
            top, bottom = self.inside(above, where), self.inside(below, where)
            return self.scripts(Quotient(top, bottom), item)
        return self.applied(operator, item) if operator.body == NOTHING else self.scripts(operator, item)

    def _differentiation(self, above: tuple[Item, ...], below: tuple[Item, ...]) -> Partial | None:
        """∂…/∂… or d…/d…, as an operator on `NOTHING` where nothing is differentiated yet."""
        above, below = unwrapped(above), unwrapped(below)
        if not above or not below:
            return None
        partial = is_command(above[0], "partial") and is_command(below[0], "partial")
        total = is_d(above[0]) and is_d(below[0]) and len(below) > 1
        if not partial and not total:
            return None
        is_sign = (lambda item: is_command(item, "partial")) if partial else is_d
        order, body = order_of(above[1:])
        variables = self._variables(below, is_sign)
        if order != len(variables):
            where = span(above)
            raise Unreadable(f"∂ is taken {order} times above and {len(variables)} times below", where)
        inner = self.inside(body, span(body)) if body else NOTHING
        return Partial(inner, variables, total)

    def _variables(self, below: tuple[Item, ...], is_sign: object) -> tuple[Node, ...]:
        starts = [at for at, item in enumerate(below) if is_sign(item)]  # type: ignore[operator]
        made: list[Node] = []
        for at, end in zip(starts, [*starts[1:], len(below)], strict=True):
            items = below[at + 1 : end]
            variable = self.inside(items, span(items) if items else span(below))
            times = 1
            if isinstance(variable, Power) and isinstance(variable.exponent, Number):
                times, variable = int(variable.exponent.value), variable.base
            if times > 4:
                raise Unreadable("a derivative of more than the fourth order is not read", span(below))
            made += [variable] * times
        return tuple(made)

    def operator(self, item: Token) -> Node:
        r"""\partial_{z_i} L, \nabla_z L."""
        if not is_sign(self.item, "_"):
            raise Unreadable(f"\\{item.text} without what it is taken in", (item.start, item.end))
        self.next()
        items, where = self.argument()
        operator = Partial(NOTHING, (self.inside(items, where),))
        return self.applied(operator, item)

    def applied(self, operator: Partial, item: Item) -> Node:
        """The operator, applied to what comes next; to more than the next factor only if so chosen."""
        if self.item is None or (self.ends_term() and not is_command(self.item, *MULTIPLY)):
            raise Unreadable("nothing follows this derivative", (item.start, item.end))
        if self.multiplies():
            self.next()
        body = self.factor()
        if (
            not self.ends_term()
            and not is_sign(self.item, "/")
            and self.choices.other(item.start, "the derivative is taken of the whole product")
        ):
            factors = [body]
            while not self.ends_term() and not is_sign(self.item, "/"):
                if self.multiplies():
                    self.next()
                factors.append(self.factor())
            body = Times(tuple(factors))
        return Partial(body, operator.variables, operator.total)

    # Σ, functions, accents

    def big(self, item: Token) -> Node:
        """Σ or Π, up to the next sign."""
        low: tuple[Item, ...] = ()
        high: tuple[Item, ...] = ()
        while is_sign(self.item, "_", "^"):
            script = self.next()
            items, _ = self.argument()
            low, high = (items, high) if is_sign(script, "_") else (low, items)
        if not low:
            raise Unreadable("a sum does not say what it runs over", (item.start, item.end))
        upper = self.inside(high, span(high)) if high else None
        kind = item.text
        index, lower, without, more = self._bound(low)
        if self.item is None or (self.ends_term() and not is_sign(self.item, "-")):
            raise Unreadable("a sum has no body", (item.start, item.end))
        negative = self.leading_sign() < 0
        body = self.term()
        if (
            is_sign(self.item, "+", "-")
            and self._binds_more(index)
            and self.choices.other(item.start, "the sum goes on behind the next sign")
        ):
            terms = [(1, body)]
            while is_sign(self.item, "+", "-"):
                terms.append((self.leading_sign(), self.term()))
            body = Plus(tuple(terms))
        body = Minus(body) if negative else body
        for inner in reversed(more):
            body = Big(kind, inner, body, upper, lower)
        return Big(kind, index, body, upper, lower, without)

    def _binds_more(self, index: Symbol) -> bool:
        """Whether the letter of the sum occurs after its term."""
        names = {token.text for each in self.items[self.at :] for token in letters_in(each)}
        return index.name in names

    def _bound(
        self, low: tuple[Item, ...]
    ) -> tuple[Symbol, Node | None, tuple[Node, ...], tuple[Symbol, ...]]:
        """k; k=1; k, j; j ≠ i; 1 ≤ j ≤ n, j ≠ i is not read."""
        parts = split(unwrapped(low), ",")
        first, *rest = parts
        where = span(low)
        places = [at for at, each in enumerate(first) if relation(each)]
        if not places:
            return self._index(first), None, self._left_out(rest, first), self._more(rest)
        if len(places) > 1:
            raise Unreadable("this range of a sum is not read", where)
        at, kind = places[0], relation(first[places[0]])
        index, other = self._index(first[:at]), self.inside(first[at + 1 :], where)
        if kind == "=":
            return index, other, self._left_out(rest, first[:at]), self._more(rest)
        if kind == "≠":
            return index, None, (other,), ()
        raise Unreadable("this range of a sum is not read", where)

    def _index(self, items: tuple[Item, ...]) -> Symbol:
        made = self.inside(items, span(items)) if items else None
        if not isinstance(made, Symbol) or made.subscripts or made.labels or made.arguments is not None:
            raise Unreadable("a sum runs over something that is no letter", span(items))
        return made

    def _left_out(self, rest: list[tuple[Item, ...]], index: tuple[Item, ...]) -> tuple[Node, ...]:
        """The places that further parts of the range leave out: j, j ≠ i."""
        found: list[Node] = []
        for part in rest:
            condition = self.compared(part)
            if condition is not None:
                if condition.equal or condition.left != self._index(index):
                    raise Unreadable("this range of a sum is not read", span(part))
                found.append(condition.right)
        return tuple(found)

    def _more(self, rest: list[tuple[Item, ...]]) -> tuple[Symbol, ...]:
        return tuple(self._index(part) for part in rest if not any(map(relation, part)))

    def root(self, item: Token) -> Node:
        """√a."""
        if isinstance(self.item, Bracket) and self.item.opening == "[":
            raise Unreadable("only square roots are read", (item.start, self.item.end))
        items, where = self.argument()
        return self.scripts(Power(self.inside(items, where), Number(Fraction(1, 2))), item)
