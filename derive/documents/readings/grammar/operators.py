"""Fractions, derivatives, differentials, sums."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derive.documents.readings.grammar.cursor import Cursor
from derive.documents.readings.grammar.items import (
    is_command,
    is_d,
    is_kind,
    is_sign,
    order_of,
    relation,
    shown,
    split,
    unwrapped,
)
from derive.documents.readings.grammar.names import FUNCTIONS, OPERATORS
from derive.documents.readings.trees import (
    NOTHING,
    Big,
    Condition,
    Differential,
    Letter,
    Minus,
    Node,
    Number,
    Partial,
    Power,
    Quotient,
    Times,
    Unreadable,
    enclosed,
    is_bare,
    letters,
    put,
    walk,
)
from derive.documents.tokens import Bracket, Group, Item, Token, span

_INDICES = frozenset("ijklmn")


def _is_unknown_operator(above: tuple[Item, ...], below: tuple[Item, ...]) -> bool:
    r"""Whether the same word stands before both parts of a fraction, \foo y over \foo x: hardly a factor of both."""
    if len(above) < 2 or len(below) < 2:
        return False
    one, other = above[0], below[0]
    return is_kind(one, "letter") and is_kind(other, "letter") and one.word and shown(one) == shown(other)  # type: ignore[union-attr]


def _marks(item: Item | None) -> bool:
    """Whether it is ∂, or a d."""
    return is_command(item, "partial") or is_d(item)


class Operators(Cursor):
    """What binds what comes next: ∂, Σ, fractions, roots."""

    def over(self, at: int) -> Node:
        r"""a \over b."""
        above, below = self.items[:at], self.items[at + 1 :]
        if not above or not below:
            raise Unreadable("a fraction lacks a part", span=self.where)
        operator = self._differentiation(above, below)
        if operator is not None:
            return operator
        top, bottom = (type(self)(part, self.choices, span(part)).all() for part in (above, below))
        return Quotient(top, bottom)

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
        if len(above) == 1 and is_command(above[0], "partial") and below and not any(map(_marks, below)):
            return Partial(NOTHING, (self.inside(below, span(below)),))  # ∂ over x, the ∂ below forgotten
        if _is_unknown_operator(above, below):
            raise Unreadable(
                "\\{} begins both parts of a fraction; if it differentiates, write \\partial", shown(above[0])
            )
        if not above or not below or not _marks(above[0]) or not _marks(below[0]) or len(below) < 2:
            return None
        order, body = order_of(above[1:])
        variables = self._variables(below, order)
        if order == 1 and body and is_sign(body[0], "_"):  # \partial_z
            return None
        if order != len(variables):
            raise Unreadable(
                "∂ is taken {} times above and {} times below", order, len(variables), span=span(above)
            )
        inner = self.inside(body, span(body)) if body else NOTHING
        return Partial(inner, variables, is_d(above[0]))

    def slash_of_groups(self, above: Group) -> Node | None:
        r"""{\partial L}/{\partial x}, behind its first group."""
        below = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        if not is_sign(self.item, "/") or not isinstance(below, Group):
            return None
        operator = self._differentiation(above.items, below.items)
        if operator is None:
            return None
        self.at += 2
        return self.applied(operator, above) if operator.body == NOTHING else self.scripts(operator, above)

    def slash_derivative(self) -> Node | None:
        """∂L/∂x in line, where ∂ comes next: the body is what stands before the slash."""
        start = self.at
        if not _marks(self.item):
            return None
        end = start + 1
        while end < len(self.items) and not is_sign(self.items[end], "/"):
            if is_sign(self.items[end], "+", "-", ",", "=") or _marks(self.items[end]):
                return None
            end += 1
        if end + 1 >= len(self.items) or not _marks(self.items[end + 1]):
            return None
        order, body = order_of(self.items[start + 1 : end])
        self.at = end + 2
        variable = self.factor()
        times = 1
        if isinstance(variable, Power) and isinstance(variable.exponent, Number) and order > 1:
            times, variable = int(variable.exponent.value), variable.base
        if times != order:
            raise Unreadable("∂ is not taken as often below as above", span=span(self.items[start : self.at]))
        total = is_d(self.items[start])
        if body:
            return Partial(self.level(body, span(body)), (variable,) * times, total)
        return self.applied(Partial(NOTHING, (variable,) * times, total), self.items[start])

    def _variables(self, below: tuple[Item, ...], order: int) -> tuple[Node, ...]:
        """What stands below: ∂z_i ∂z_j; the 2 of ∂z^2 counts if ∂^2 stands above, otherwise ∂(σ^2) is meant."""
        sign = is_d if is_d(below[0]) else lambda item: is_command(item, "partial")
        marks = [False, *(is_sign(item, "_", "^") for item in below)]  # what stands before each
        starts = [at for at, item in enumerate(below) if sign(item) and not marks[at]]
        made: list[Node] = []
        for at, end in zip(starts, [*starts[1:], len(below)], strict=True):
            items = below[at + 1 : end]
            items = items[1:] if items and is_sign(items[0], "_") else items  # ∂/∂_x
            if not items:
                raise Unreadable("a derivative does not say what it is taken in", span=span(below))
            variable = self.inside(items, span(items))
            times = 1
            if isinstance(variable, Power) and isinstance(variable.exponent, Number) and order > 1:
                times, variable = int(variable.exponent.value), variable.base
            if times > 4:
                raise Unreadable("a derivative of more than the fourth order is not read", span=span(below))
            made += [variable] * times
        return tuple(made)

    def operator(self, item: Token) -> Node:
        r"""\partial_{z_i} L, \nabla_z L, \nabla L, ∂L/∂x."""
        if is_command(item, "partial"):
            self.at -= 1
            if (made := self.slash_derivative()) is not None:
                return self.scripts(made, item)
            self.at += 1
        order = 1
        variables: tuple[Node, ...] = ()
        while is_sign(self.item, "_", "^"):
            sign = self.next()
            items, where = self.argument()
            if is_sign(sign, "^"):
                power = self.inside(items, where)
                if not isinstance(power, Number) or power.value not in (1, 2):
                    raise Unreadable("this power of a derivative is not read", span=where)
                order = int(power.value)
            else:
                variables = tuple(self.inside(part, where) for part in split(unwrapped(items), ","))
        if is_command(item, "partial") and not variables:
            raise Unreadable("∂ without what it is taken in", span=(item.start, item.end))
        return self.applied(Partial(NOTHING, variables, False, order), item)

    def applied(self, operator: Partial, item: Item) -> Node:
        """The operator, applied to what comes next."""
        if self.multiplies():
            self.next()
        if self.item is None or (self.ends_term() and not is_sign(self.item, "-")):
            raise Unreadable("nothing follows this derivative", span=(item.start, item.end))
        negative = self.leading_sign() < 0
        body = self.factor()
        made = Partial(Minus(body) if negative else body, operator.variables, operator.total, operator.order)
        self.applied_last = made
        return made

    def differential(self, item: Token) -> Node | None:
        """dL or d(…): only where the d is upright, or stands right before a letter or a bracket."""
        follows = self.item
        if follows is None or is_sign(follows, "_", "^", "'", "/"):
            return None
        if is_d(item) and (made := self._slash_total(item)) is not None:
            return made
        tight = follows.start == item.end
        sure = item.bold and not item.word
        letter = is_kind(follows, "letter") and not getattr(follows, "word", False)
        if isinstance(follows, Bracket) and follows.start <= item.end + 5:
            tight = True
        of_function = self.choices.vocabulary.differentials and _is_function(follows)
        if not (sure or of_function) and not (
            tight and (letter or isinstance(follows, Bracket) or _is_font(follows))
        ):
            return None
        if not (letter or of_function or isinstance(follows, Bracket | Group) or _is_font(follows)):
            return None
        place = self.at
        try:
            body = self.factor()
        except Unreadable:
            self.at = place
            return None
        return Differential(body, sure)

    def _slash_total(self, item: Token) -> Node | None:
        self.at -= 1
        made = self.slash_derivative()
        if made is None:
            self.at += 1
        return made

    # Σ

    def big(self, item: Token) -> Node:
        """Σ or Π, up to the next sign."""
        low: tuple[Item, ...] = ()
        high: tuple[Item, ...] = ()
        while is_sign(self.item, "_", "^") and not (low and is_sign(self.item, "_")):
            script = self.next()
            items, _ = self.argument()
            low, high = (items, high) if is_sign(script, "_") else (low, items)
        if not low and not high:
            return self._over_its_only_index(item)
        if not low:
            raise Unreadable("a sum does not say what it runs over", span=(item.start, item.end))
        high = _without_index(high, low)
        upper = self.inside(high, span(high)) if high else None
        if upper is None and (named := self._named_sum(low, item)) is not None:
            return named
        if self.multiplies():
            self.next()
        if self.item is None or (self.ends_term() and not is_sign(self.item, "-")):
            raise Unreadable("a sum has no body", span=(item.start, item.end))
        negative = self.leading_sign() < 0
        body = self.term()
        made = self._bind(item.text, low, upper, Minus(body) if negative else body)
        return made if negative else _until_bound_again(made, body)

    def _over_its_only_index(self, item: Token) -> Node:
        """Σ p_i x_i, which runs over i: the one index letter in it."""
        where = (item.start, item.end)
        if self.item is None or self.ends_term():
            raise Unreadable("a sum does not say what it runs over", span=where)
        body = self.term()
        places = {place for each in letters(body) for place in (*each.subs, *each.labels)}
        inner = {each.index for each in walk(body) if isinstance(each, Big)}
        if len(places) != 1 or inner or not is_bare(index := places.pop()) or index.name not in _INDICES:  # type: ignore[attr-defined]
            raise Unreadable("a sum does not say what it runs over", span=where)
        assert isinstance(index, Letter)
        return Big(item.text, Letter(index.name), body)

    def _named_sum(self, low: tuple[Item, ...], item: Token) -> Node | None:
        """Σ_K, where nothing stands behind it: the name of a sum that is written elsewhere."""
        bare = unwrapped(low)
        named = len(bare) == 1 and is_kind(bare[0], "letter") and getattr(bare[0], "text", "").isupper()
        if not named or not (self.ends_term() or is_sign(self.item, "^")):
            return None
        return self.scripts(Letter("Σ", (self.inside(low, span(low)),), word=True), item)

    def _bind(self, kind: str, low: tuple[Item, ...], upper: Node | None, body: Node) -> Node:  # noqa: C901, PLR0912
        """k; k=1; i, j; j ≠ i; i=1, i≠j; i<j; x ∈ X; 1 ≤ j ≤ n."""
        where = span(low)
        indices: list[Letter] = []
        lower: Node | None = None
        within: Node | None = None
        conditions: list[Condition] = []
        parts = [part for part in split(_as_meant(unwrapped(low)), ",", ":") if part]
        parts = [row for part in parts for row in _rows(part)]
        for part in parts:
            relations = [at for at, each in enumerate(part) if relation(each)]
            if not relations:
                indices += self._indices(part)
                continue
            if len(relations) == 2:
                first, last = relations
                lower = self.inside(part[:first], where)
                upper = self.inside(part[last + 1 :], where)
                indices += self._indices(part[first + 1 : last])
                continue
            found = self.compared(part)
            if found is None or len(relations) > 2:
                raise Unreadable("this range of a sum is not read", span=where)
            left = found.left
            names = [each.name for each in indices]
            if found.sign == "=" and isinstance(left, Letter) and left.name not in names:
                indices.append(left)
                lower = found.right
                if lower == found.left:
                    raise Unreadable("a sum begins at its own index", span=where)
            elif found.sign == "∈" and isinstance(left, Letter) and left.name not in names:
                indices.append(left)
                within = found.right
            else:
                for each in (left, found.right) if not indices else ():
                    if isinstance(each, Letter) and not each.subs and (each is left or kind == "both"):
                        indices.append(each)
                conditions.append(found)
        if not indices:
            raise Unreadable("a sum runs over something that is no letter", span=where)
        made = body
        for place, index in reversed(list(enumerate(indices))):
            last = place == len(indices) - 1
            if lower is None and upper is None and not conditions:
                index, made = _without_places(index, made)  # noqa: PLW2901
            made = Big(kind, index, made, upper, lower, within, tuple(conditions) if last else ())
        return made

    def _indices(self, items: tuple[Item, ...]) -> list[Letter]:
        """The letters that a sum runs over: k, or ij."""
        made = self.subscripts(items, span(items))  # type: ignore[attr-defined]
        for each in made:
            if not isinstance(each, Letter):
                raise Unreadable("a sum runs over something that is no letter", span=span(items))
        return list(made)

    def root(self, item: Token) -> Node:
        """√a, or the cube root."""
        degree = Number(Fraction(2))
        if isinstance(self.item, Bracket) and self.item.opening == "[":
            inner = self.within(self.item)
            self.at += 1
            if not isinstance(inner, Number):
                raise Unreadable("a root of this degree is not read", span=(item.start, item.end))
            degree = inner
        items, where = self.argument()
        return self.scripts(Power(enclosed(self.inside(items, where)), Number(1 / degree.value)), item)


def _until_bound_again(made: Node, body: Node) -> Node:
    """Π_i a_i Π_i b_i as a product of two, and none of a_i Π_i b_i."""
    if not isinstance(made, Big) or not isinstance(body, Times):
        return made
    again = (at for at, e in enumerate(body.factors) if at and isinstance(e, Big) and e.index == made.index)
    if (at := next(again, None)) is None or made.body != body:
        return made
    signs = body.signs or ("",) * len(body.factors)
    first = body.factors[0] if at == 1 else Times(body.factors[:at], signs[:at])
    return Times((replace(made, body=first), *body.factors[at:]), ("", *signs[at:]))


def _without_index(high: tuple[Item, ...], low: tuple[Item, ...]) -> tuple[Item, ...]:
    """The m of Σ_{i=1}^{i=m}."""
    named = len(high) > 2 and is_sign(high[1], "=") and is_kind(high[0], "letter") and bool(low)
    same = named and getattr(high[0], "text", "") == getattr(unwrapped(low)[0], "text", "")
    return high[2:] if same else high


def _as_meant(low: tuple[Item, ...]) -> tuple[Item, ...]:
    r"""\forall x is x below a Σ, and the ε of x \epsilon X is ∈."""
    if low and is_kind(low[0], "text") and getattr(low[0], "text", "") == "for all":
        low = low[1:]
    at = 1 if len(low) > 2 else 0
    if at and isinstance(low[at], Token) and getattr(low[at], "text", "") in ("epsilon", "varepsilon"):
        member = Token("command", "in", low[at].start, low[at].end)
        return (*low[:at], member, *low[at + 1 :])
    return low


def _rows(part: tuple[Item, ...]) -> list[tuple[Item, ...]]:
    made: list[list[Item]] = [[]]
    for item in part:
        if is_kind(item, "row"):
            made.append([])
        else:
            made[-1].append(item)
    return [tuple(row) for row in made if row]


def _is_function(item: Item) -> bool:
    r"""Whether it begins a function, a root, a fraction or a norm: the \\log of d\\log x."""
    named = is_kind(item, "letter") and getattr(item, "text", "").lower() in (
        FUNCTIONS.keys() | OPERATORS.keys()
    )
    return named or is_command(
        item, *FUNCTIONS, *OPERATORS, "frac", "dfrac", "tfrac", "sqrt", "Vert", "lVert"
    )


def _is_font(item: Item) -> bool:
    """Whether it begins a letter in a font, an accent or the like."""
    return is_command(item, "hat", "bar", "tilde", "vec", "mathbf", "boldsymbol", "ell")


def _without_places(index: Letter, body: Node) -> tuple[Letter, Node]:
    """z and p(x^{(i)}, z), of Σ_{z^{(i)}} p(x^{(i)}, z^{(i)}): the values of one letter, whatever its place."""
    if not index.subs and not index.labels:
        return index, body
    bare = replace(index, subs=(), labels=())
    used = [*letters(body)]
    if index not in used or bare in used:
        raise Unreadable("a sum runs over something that is no letter", span=index.span)
    return bare, put(body, index, bare)
