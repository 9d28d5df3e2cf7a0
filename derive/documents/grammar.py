"""From the tokens of one side of an equation to its syntax tree.

Where convention leaves two readings open, the parser asks `choose`; by default it takes the conventional
one. The
places where it asked are kept, so that the other readings can be made too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from derive.documents.notation import (
    Apply,
    Big,
    Cases,
    Condition,
    Entrywise,
    Grid,
    Indicator,
    Minus,
    Node,
    Norm,
    Number,
    Part,
    Partial,
    Plus,
    Power,
    Quotient,
    Symbol,
    Times,
    Transposed,
    Unreadable,
    Word,
    symbols,
    walk,
)
from derive.documents.tokens import Bracket, Group, Item, Token, brackets, span

FUNCTIONS = {
    "exp": "exp", "log": "log", "ln": "log", "tanh": "tanh", "sin": "sin", "cos": "cos", "sigmoid": "logistic",
    "logistic": "logistic", "softplus": "softplus", "sigm": "logistic", "Exp": "exp", "Log": "log",
}  # fmt: skip
"""Functions of one number, and what the language calls them."""

VECTOR_FUNCTIONS = {
    "softmax": "softmax", "softargmax": "softmax", "logsumexp": "logsumexp", "lse": "logsumexp", "diag": "diag",
    "tr": "trace", "trace": "trace", "relu": "relu", "max": "max", "min": "min", "argmax": "argmax",
    "sgn": "sgn", "sign": "sgn", "det": "det", "vec": "vec",
}  # fmt: skip
"""Functions of a vector or matrix, in lower case."""

_ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
}
_VECTOR_ACCENTS = {"vec", "overrightarrow"}
_MULTIPLY = {"cdot": "·", "centerdot": "·", "bullet": "·", "times": "×", "ast": "·"}
_ENTRYWISE = {"odot", "circ"}
_CASES = {"cases", "dcases", "rcases", "matrix", "array", "aligned", "split", "gathered"}
_GRIDS = {"pmatrix", "bmatrix", "vmatrix", "matrix", "array", "smallmatrix", "Bmatrix"}
_OTHERWISE = re.compile(r"otherwise|else|other|否则|其他|其它|其余|默认", re.IGNORECASE)


@dataclass
class Choices:
    """Which reading to take where several are possible; `asked` are the places, with the other reading."""

    taken: frozenset[int] = frozenset()
    asked: dict[int, str] = field(default_factory=dict)
    stray: list[Token] = field(default_factory=list)

    def other(self, place: int, what: str) -> bool:
        """Whether to take the less usual reading here."""
        self.asked[place] = what
        return place in self.taken


def read_side(items: tuple[Item, ...], choices: Choices) -> Node:
    """The syntax tree of one side. Raises `Unreadable`."""
    whole = brackets(items, choices.stray)
    whole = tuple(item for item in whole if not _is(item, "space", "cell"))
    if not whole:
        raise Unreadable("there is nothing on this side", span(items))
    return _Parser(whole, choices, span(items)).all()


def read_condition(items: tuple[Item, ...], choices: Choices) -> Condition | None:
    """i = j or i ≠ j; None for anything else."""
    for at, item in enumerate(items):
        kind = relation(item)
        if kind in ("=", "≠") and 0 < at < len(items) - 1:
            try:
                left, right = read_side(items[:at], choices), read_side(items[at + 1 :], choices)
            except Unreadable:
                return None
            return Condition(left, right, kind == "=")
    return None


RELATIONS = {
    "ne": "≠", "neq": "≠", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "approx": "≈", "equiv": "=",
    "triangleq": ":=", "coloneqq": ":=", "doteq": ":=", "defeq": ":=", "in": "∈", "sim": "∼", "propto": "∝",
    "simeq": "≈", "xrightarrow": "=", "xlongequal": "=", "to": "→", "rightarrow": "→", "Rightarrow": "⇒",
    "implies": "⇒", "iff": "⇔", "Leftrightarrow": "⇔", "leftarrow": "←", "gets": "←", "leqslant": "≤",
    "geqslant": "≥", "cong": "≈", "ll": "≤", "gg": "≥", "mapsto": "→", "longrightarrow": "→", "therefore": "⇒",
    "Longrightarrow": "⇒", "subset": "∈", "subseteq": "∈", "because": "⇒", "longmapsto": "→", "notin": "∈",
}  # fmt: skip


def relation(item: Item) -> str:
    """=, :=, ≠, ≤, … if the item is one; otherwise nothing."""
    if not isinstance(item, Token):
        return ""
    if item.kind == "sign" and item.text in "=<>":
        return item.text
    return RELATIONS.get(item.text, "") if item.kind == "command" else ""


def _is(item: Item | None, *kinds: str) -> bool:
    return isinstance(item, Token) and item.kind in kinds


def _sign(item: Item | None, *signs: str) -> bool:
    return isinstance(item, Token) and item.kind == "sign" and item.text in signs


def _command(item: Item | None, *names: str) -> bool:
    return isinstance(item, Token) and item.kind == "command" and item.text in names


class _Parser:
    """Recursive descent over the items of one level."""

    def __init__(self, items: tuple[Item, ...], choices: Choices, where: tuple[int, int]) -> None:
        self.items, self.choices, self.where, self.at = items, choices, where, 0

    def inside(self, items: tuple[Item, ...], where: tuple[int, int]) -> Node:
        """What stands in a group, where brackets have not been matched yet."""
        matched = tuple(i for i in brackets(items, self.choices.stray) if not _is(i, "space", "cell"))
        if not matched:
            raise Unreadable("there is nothing between these brackets", where)
        return _Parser(matched, self.choices, where).all()

    def within(self, bracket: Bracket) -> Node:
        """What stands between brackets that are matched already."""
        items = tuple(item for item in bracket.items if not _is(item, "space", "cell"))
        if not items:
            raise Unreadable("there is nothing between these brackets", (bracket.start, bracket.end))
        return _Parser(items, self.choices, (bracket.start, bracket.end)).all()

    # the level as a whole

    @property
    def item(self) -> Item | None:
        """The next item."""
        return self.items[self.at] if self.at < len(self.items) else None

    def look(self, ahead: int = 1) -> Item | None:
        """A later one."""
        return self.items[self.at + ahead] if self.at + ahead < len(self.items) else None

    def next(self) -> Item:
        """Take the next item."""
        if self.item is None:
            raise Unreadable("something is missing at the end of this formula", self.where)
        self.at += 1
        return self.items[self.at - 1]

    def all(self) -> Node:
        """Everything; a fraction where \\over stands."""  # noqa: D301
        for at, item in enumerate(self.items):
            if _command(item, "over"):
                return self._over(at)
        made = self.sum()
        if self.item is not None:
            raise Unreadable(f"{_shown(self.item)} is not read here", span(self.items[self.at :]))
        return made

    def _over(self, at: int) -> Node:
        above, below = self.items[:at], self.items[at + 1 :]
        if not above or not below:
            raise Unreadable("a fraction lacks a part", self.where)
        operator = self._differentiation(above, below)
        if operator is not None:
            return operator
        top, bottom = (_Parser(part, self.choices, span(part)).all() for part in (above, below))
        return Quotient(top, bottom)

    # sums and terms

    def sum(self) -> Node:
        """Terms with their signs."""
        terms: list[tuple[int, Node]] = [(self._leading_sign(), self.term())]
        while _sign(self.item, "+", "-"):
            terms.append((self._leading_sign(), self.term()))
        if terms[0][0] < 0:
            terms[0] = (1, _negated(terms[0][1]))
        return terms[0][1] if len(terms) == 1 else Plus(tuple(terms))

    def _leading_sign(self) -> int:
        sign = 1
        while _sign(self.item, "+", "-"):
            sign = -sign if _sign(self.next(), "-") else sign
        return sign

    def term(self) -> Node:
        """Factors side by side, up to the next sign."""
        made = self._factors()
        while _command(self.item, *_ENTRYWISE):
            self.next()
            made = Entrywise(made, self._factors())
        return made

    def _factors(self) -> Node:
        factors, signs = [self.factor()], [""]
        while True:
            if _command(self.item, *_MULTIPLY) or _sign(self.item, "*"):
                token = self.next()
                signs.append(_MULTIPLY.get(getattr(token, "text", ""), "·"))
                negative = self._leading_sign() < 0
                factor = self.factor()
                factors.append(Minus(factor) if negative else factor)
            elif _sign(self.item, "/") or _command(self.item, "div"):
                self._slash(factors, signs)
            elif self._ends_term():
                break
            else:
                signs.append("")
                factors.append(self.factor())
        return factors[0] if len(factors) == 1 else Times(tuple(factors), tuple(signs))

    def _slash(self, factors: list[Node], signs: list[str]) -> None:
        """a/b; of a/b c both readings are possible, of a b/c the value is the same."""
        token = self.next()
        below = self.factor()
        if not self._ends_term() and not _sign(self.item, "/") and not self._multiplies():
            rest = [below]
            if self.choices.other(token.start, "what follows the slash is all below it"):
                while not self._ends_term() and not _sign(self.item, "/"):
                    rest.append(self.factor())
                below = Times(tuple(rest))
        above = factors[0] if len(factors) == 1 else Times(tuple(factors), tuple(signs))
        factors[:], signs[:] = [Quotient(above, below)], [""]

    def _multiplies(self) -> bool:
        return _command(self.item, *_MULTIPLY) or _sign(self.item, "*")

    def _ends_term(self) -> bool:
        return (
            self.item is None
            or _sign(self.item, "+", "-", ",", ";", ":", "=", "|", "<", ">", "!")
            or _command(self.item, *_ENTRYWISE, "mid", "pm", "over", *RELATIONS)
            or _is(self.item, "text", "row")
        )

    def _rest_of_term(self) -> Node:
        """All that is left of the term, as one factor."""
        return self.term()

    # factors

    def factor(self) -> Node:
        """One factor, with what stands at it."""
        item = self.next()
        match item:
            case Token(kind="number"):
                return self._scripts(Number(Fraction(item.text), _digits(item.text), item.text), item)
            case Token(kind="letter"):
                return self._letter(item)
            case Token(kind="command"):
                return self._named(item)
            case Token(kind="text"):
                raise Unreadable("prose stands inside the formula", (item.start, item.end))
            case Token(kind="sign", text="\\{") if isinstance(self.item, Group):
                return self._cases(self.next())
            case Token(kind="sign", text="|"):
                raise Unreadable("an absolute value has no reading here", (item.start, item.end))
            case Token():
                raise Unreadable(f"{item.text} is not read here", (item.start, item.end))
            case Bracket():
                return self._scripts(self._bracketed(item), item)
        return self._group(item)

    def _group(self, group: Group) -> Node:
        where = (group.start, group.end)
        if group.name in ("cases", "dcases", "rcases"):
            return self._cases(group)
        if group.name in _GRIDS:
            return self._scripts(self._grid(group), group)
        if group.name:
            raise Unreadable(f"the environment {group.name} is not read inside a formula", where)
        if not group.items:
            if self.item is None or self._ends_term():
                raise Unreadable("there is nothing between these braces", where)
            return self.factor()
        inner = self.inside(group.items, where)
        if isinstance(inner, Partial) and inner.body == _NOTHING:
            return self._applied(inner, group)
        if isinstance(inner, Symbol) and inner.arguments is None:
            return self._symbol(inner, group)
        return self._scripts(inner, group)

    def _bracketed(self, bracket: Bracket) -> Node:
        where = (bracket.start, bracket.end)
        if bracket.opening == "[" and any(relation(item) for item in bracket.items):
            return Indicator(self._condition(bracket.items, where))
        parts = _split(bracket.items, ",")
        if len(parts) > 1:
            return Grid((tuple(self._cell(part) for part in parts),))
        return self.within(bracket)

    def _cell(self, items: tuple[Item, ...]) -> Node | None:
        if any(_command(item, "dots", "cdots", "ldots", "vdots", "ddots", "dotsc") for item in items):
            return None
        return self.inside(items, span(items))

    def _condition(self, items: tuple[Item, ...], where: tuple[int, int]) -> Condition:
        found = read_condition(_unwrapped(items), self.choices)
        if found is None:
            raise Unreadable("this condition is not read", where)
        return found

    def _named(self, item: Token) -> Node:  # noqa: C901, PLR0912
        """What a command begins."""
        name, where = item.text, (item.start, item.end)
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return self._fraction(item)
        if name in ("sum", "prod"):
            return self._big(item)
        if name == "sqrt":
            return self._root(item)
        if name in ("partial", "nabla"):
            return self._operator(item)
        if name in FUNCTIONS:
            return self._function(FUNCTIONS[name], item)
        if name in VECTOR_FUNCTIONS or name == "operatornamewithlimits":
            return self._vector_function(item)
        if name in _ACCENTS or name in _VECTOR_ACCENTS:
            return self._accent(item)
        if name in ("underbrace", "overbrace"):
            return self._brace()
        if name in ("bold1", "bold0"):
            return self._bold_number(item)
        if name in ("lVert", "Vert", "Vert"):
            return self._norm(item)
        if name in ("dots", "cdots", "ldots", "dotsc", "vdots", "dotsb"):
            raise Unreadable("dots stand for something that is not written", where)
        if name == "langle":
            raise Unreadable("angle brackets have no reading here", where)
        if name in ("ell", "hbar"):
            return self._letter(Token("letter", name, item.start, item.end))
        if name == "log":
            return self._function("log", item)
        raise Unreadable(f"\\{name} is not read", where)

    # fractions and derivatives

    def _argument(self) -> tuple[tuple[Item, ...], tuple[int, int]]:
        item = self.next()
        if isinstance(item, Group) and not item.name:
            return item.items, (item.start, item.end)
        if isinstance(item, Token) and item.kind == "number" and len(item.text) > 1:
            item = self._first_digit(item)
        return (item,), (item.start, item.end)

    def _first_digit(self, item: Token) -> Token:
        r"""\frac12 is 1/2: without braces an argument is one sign; the others come next."""
        before = self.items[self.at - 2] if self.at > 1 else None
        if not item.text.isdecimal() or _sign(before, "_", "^"):
            raise Unreadable(f"{item.text} needs braces here", (item.start, item.end))
        first = Token("number", item.text[0], item.start, item.start + 1)
        rest = Token("number", item.text[1:], item.start + 1, item.end)
        self.items = (*self.items[: self.at - 1], first, rest, *self.items[self.at :])
        return first

    def _fraction(self, item: Token) -> Node:
        (above, _), (below, _) = self._argument(), self._argument()
        where = (item.start, self.items[self.at - 1].end)
        operator = self._differentiation(above, below)
        if operator is None:
            top, bottom = self.inside(above, where), self.inside(below, where)
            return self._scripts(Quotient(top, bottom), item)
        return self._applied(operator, item) if operator.body == _NOTHING else self._scripts(operator, item)

    def _differentiation(self, above: tuple[Item, ...], below: tuple[Item, ...]) -> Partial | None:
        """∂…/∂… or d…/d…, as an operator on `_NOTHING` where nothing is differentiated yet."""
        above, below = _unwrapped(above), _unwrapped(below)
        if not above or not below:
            return None
        partial = _command(above[0], "partial") and _command(below[0], "partial")
        total = _is_d(above[0]) and _is_d(below[0]) and len(below) > 1
        if not partial and not total:
            return None
        is_sign = (lambda item: _command(item, "partial")) if partial else _is_d
        order, body = _order(above[1:])
        variables = self._variables(below, is_sign)
        if order != len(variables):
            where = span(above)
            raise Unreadable(f"∂ is taken {order} times above and {len(variables)} times below", where)
        inner = self.inside(body, span(body)) if body else _NOTHING
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

    def _operator(self, item: Token) -> Node:
        r"""\partial_{z_i} L, \nabla_z L."""
        if not _sign(self.item, "_"):
            raise Unreadable(f"\\{item.text} without what it is taken in", (item.start, item.end))
        self.next()
        items, where = self._argument()
        operator = Partial(_NOTHING, (self.inside(items, where),))
        return self._applied(operator, item)

    def _applied(self, operator: Partial, item: Item) -> Node:
        """The operator, applied to what comes next; to more than the next factor only if so chosen."""
        if self.item is None or (self._ends_term() and not _command(self.item, *_MULTIPLY)):
            raise Unreadable("nothing follows this derivative", (item.start, item.end))
        if self._multiplies():
            self.next()
        body = self.factor()
        if (
            not self._ends_term()
            and not _sign(self.item, "/")
            and self.choices.other(item.start, "the derivative is taken of the whole product")
        ):
            factors = [body]
            while not self._ends_term() and not _sign(self.item, "/"):
                if self._multiplies():
                    self.next()
                factors.append(self.factor())
            body = Times(tuple(factors))
        return Partial(body, operator.variables, operator.total)

    # Σ, functions, accents

    def _big(self, item: Token) -> Node:
        low: tuple[Item, ...] = ()
        high: tuple[Item, ...] = ()
        while _sign(self.item, "_", "^"):
            script = self.next()
            items, _ = self._argument()
            low, high = (items, high) if _sign(script, "_") else (low, items)
        if not low:
            raise Unreadable("a sum does not say what it runs over", (item.start, item.end))
        upper = self.inside(high, span(high)) if high else None
        kind = item.text
        index, lower, without, more = self._bound(low)
        if self.item is None or (self._ends_term() and not _sign(self.item, "-")):
            raise Unreadable("a sum has no body", (item.start, item.end))
        negative = self._leading_sign() < 0
        body = self.term()
        if (
            _sign(self.item, "+", "-")
            and self._binds_more(index)
            and self.choices.other(item.start, "the sum goes on behind the next sign")
        ):
            terms = [(1, body)]
            while _sign(self.item, "+", "-"):
                terms.append((self._leading_sign(), self.term()))
            body = Plus(tuple(terms))
        body = _negated(body) if negative else body
        for inner in reversed(more):
            body = Big(kind, inner, body, upper, lower)
        return Big(kind, index, body, upper, lower, without)

    def _binds_more(self, index: Symbol) -> bool:
        """Whether the letter of the sum occurs after its term."""
        names = {token.text for each in self.items[self.at :] for token in _letters_in(each)}
        return index.name in names

    def _bound(
        self, low: tuple[Item, ...]
    ) -> tuple[Symbol, Node | None, tuple[Node, ...], tuple[Symbol, ...]]:
        """k; k=1; k, j; j ≠ i; 1 ≤ j ≤ n, j ≠ i is not read."""
        parts = _split(_unwrapped(low), ",")
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
            condition = read_condition(part, self.choices)
            if condition is not None:
                if condition.equal or condition.left != self._index(index):
                    raise Unreadable("this range of a sum is not read", span(part))
                found.append(condition.right)
        return tuple(found)

    def _more(self, rest: list[tuple[Item, ...]]) -> tuple[Symbol, ...]:
        return tuple(self._index(part) for part in rest if not any(map(relation, part)))

    def _root(self, item: Token) -> Node:
        if isinstance(self.item, Bracket) and self.item.opening == "[":
            raise Unreadable("only square roots are read", (item.start, self.item.end))
        items, where = self._argument()
        return self._scripts(Power(self.inside(items, where), Number(Fraction(1, 2))), item)

    def _function(self, name: str, item: Token) -> Node:
        """log p_k, \\exp(h), \\tanh^2 x; without brackets the argument is one factor."""  # noqa: D301
        power: Node | None = None
        primes = 0
        while _sign(self.item, "^", "_", "'"):
            sign = self.next()
            if _sign(sign, "'"):
                primes += 1
                continue
            if _sign(sign, "_"):
                items, where = self._argument()
                if name == "log" and [getattr(each, "text", "") for each in items] == ["e"]:
                    continue
                raise Unreadable("a subscript of a function has no reading here", where)
            items, where = self._argument()
            power = self.inside(items, where)
        made = self._apply(name, primes, item)
        if power is None:
            return self._scripts(made, item) if isinstance(self.items[self.at - 1], Bracket) else made
        return Power(made, power)

    def _apply(self, name: str, primes: int, item: Token) -> Node:
        if self.item is None or (self._ends_term() and not _sign(self.item, "-", "+")):
            raise Unreadable("a function has no argument", (item.start, item.end))
        if isinstance(self.item, Bracket):
            bracket = self.item
            self.at += 1
            return Apply(name, self.within(bracket), primes)
        negative = self._leading_sign() < 0
        argument = self.factor()
        longer = [argument]
        while isinstance(longer[-1], Number) and not self._ends_term() and not self._multiplies():
            longer.append(self.factor())  # log 2 x
        argument = longer[0] if len(longer) == 1 else Times(tuple(longer))
        bare = isinstance(argument, Symbol | Number | Times)
        if bare and not self._ends_term() and not self._multiplies() and not isinstance(self.item, Bracket):  # noqa: SIM102
            if self.choices.other(item.start, f"{name} is taken of the whole product"):
                argument = Times((argument, self._rest_of_term()))
        return Apply(name, Minus(argument) if negative else argument, primes)

    def _vector_function(self, item: Token) -> Node:
        """softmax(z)_i and its kind: a letter of its own with an argument."""
        name = VECTOR_FUNCTIONS.get(item.text.lower(), item.text)
        return self._symbol(Symbol(name, span=(item.start, item.end), word=True), item)

    def _accent(self, item: Token) -> Node:
        items, where = self._argument()
        inner = self.inside(items, where)
        if item.text in _VECTOR_ACCENTS:
            if not isinstance(inner, Symbol):
                raise Unreadable("an arrow stands over something that is no letter", where)
            return self._symbol(replace(inner, bold=True), item)
        if not isinstance(inner, Symbol) or "_" in inner.name:
            raise Unreadable("an accent stands over something that is no letter", where)
        accented = replace(inner, name=f"{inner.name}_{_ACCENTS[item.text]}")
        return self._symbol(accented, item)

    def _brace(self) -> Node:
        items, where = self._argument()
        while _sign(self.item, "_", "^"):
            self.next()
            self._argument()
        return self._scripts(self.inside(items, where), None)

    def _bold_number(self, item: Token) -> Node:
        """𝟙_{i=j}, 𝟙{k=y}, 𝟙[k=y], or the vector of ones."""
        if item.text == "bold0":
            return self._scripts(Symbol("zeros", span=(item.start, item.end), bold=True), item)
        if _sign(self.item, "_"):
            after = self.look()
            inner = after.items if isinstance(after, Group) else ()
            if any(map(relation, _unwrapped(inner))):
                self.at += 2
                return Indicator(self._condition(_unwrapped(inner), (item.start, item.end)))
        if isinstance(self.item, Bracket) and any(map(relation, self.item.items)):
            bracket = self.item
            self.at += 1
            return Indicator(self._condition(bracket.items, (bracket.start, bracket.end)))
        return self._scripts(Symbol("ones", span=(item.start, item.end), bold=True), item)

    def _norm(self, item: Token) -> Node:
        for end in range(self.at, len(self.items)):
            if _command(self.items[end], "Vert", "rVert"):
                inner = self.items[self.at : end]
                self.at = end + 1
                if _sign(self.item, "_"):
                    self.next()
                    if [getattr(each, "text", "") for each in self._argument()[0]] != ["2"]:
                        raise Unreadable("only the Euclidean norm is read", (item.start, item.end))
                return self._scripts(Norm(_Parser(inner, self.choices, span(inner)).all()), item)
        raise Unreadable("a norm is not closed", (item.start, item.end))

    # letters

    def _letter(self, item: Token) -> Node:  # noqa: C901
        """A letter or a run of capitals that is one name."""
        name, end = item.text, item.end
        if len(name) == 1 and name.isupper() and not item.word and not item.bold:
            while _is(self.item, "letter") and self._continues(end):
                following = self.next()
                assert isinstance(following, Token)
                name, end = name + following.text, following.end
        if len(name) == 1 and name.islower():
            name, end = self._spelled(name, end)
        if name == "d" and self._names_gradient(end):
            run = self.items[self.at : self.at + 3]
            self.at += 3
            name, end = "d" + "".join(getattr(each, "text", "") for each in run), run[-1].end
        word = item.word or (len(name) > 1 and name not in _one_letter_names() and not name.startswith("bb"))
        if _is(self.item, "number") and self.item is not None and self.item.start == end and not word:
            raise Unreadable(
                f"{name}{getattr(self.item, 'text', '')}: a product or a subscript?", (item.start, end)
            )
        if name == "bbI" and isinstance(self.item, Bracket):
            return self._bold_number(Token("command", "bold1", item.start, item.end))
        if name == "bbI" and _sign(self.item, "_"):
            return self._bold_number(Token("command", "bold1", item.start, item.end))
        if name == "I" and isinstance(self.item, Bracket) and any(map(relation, self.item.items)):
            return self._bold_number(Token("command", "bold1", item.start, item.end))
        if word and name.lower() in {each.lower() for each in FUNCTIONS}:
            return self._function(next(v for k, v in FUNCTIONS.items() if k.lower() == name.lower()), item)
        if word and name.lower() in VECTOR_FUNCTIONS:
            name = VECTOR_FUNCTIONS[name.lower()]
        made = Symbol(name, bold=item.bold, span=(item.start, end), word=word)
        if name == "e" and not item.bold and _sign(self.item, "^"):
            self.next()
            items, where = self._argument()
            return self._scripts(Apply("exp", self.inside(items, where)), item)
        return self._symbol(made, item)

    def _names_gradient(self, end: int) -> bool:
        """Whether LdZ follows a d, as in the name dLdZ."""
        run = self.items[self.at : self.at + 3]
        if len(run) < 3 or not all(isinstance(each, Token) and each.kind == "letter" for each in run):
            return False
        texts = [getattr(each, "text", "") for each in run]
        adjacent = run[0].start == end and run[0].end == run[1].start and run[1].end == run[2].start
        return adjacent and texts[0].isupper() and texts[1] == "d"

    def _continues(self, end: int) -> bool:
        """Whether the next letter is a capital that belongs to the same name, as in CE."""
        item = self.item
        if not isinstance(item, Token) or item.start != end or item.bold or item.word:
            return False
        return len(item.text) == 1 and item.text.isupper()

    def _spelled(self, name: str, end: int) -> tuple[str, int]:
        """softmax and exp where they are written without a backslash."""
        run, at = [name], self.at
        while at < len(self.items):
            item = self.items[at]
            if (
                not isinstance(item, Token)
                or item.kind != "letter"
                or item.start != end
                or len(item.text) != 1
            ):
                break
            run.append(item.text)
            end, at = item.end, at + 1
        for length in range(len(run), 2, -1):
            word = "".join(run[:length])
            if length == len(run) and (word in FUNCTIONS or word in VECTOR_FUNCTIONS):
                self.at += length - 1
                return word, self.items[self.at - 1].end
        return name, self.items[self.at - 1].end

    def _symbol(self, symbol: Symbol, item: Item) -> Node:  # noqa: C901, PLR0912
        """The letter with its subscripts, labels, primes and arguments; then whatever power is left."""
        power: Node | None = None
        transposed = False
        subscripts, labels, primes = list(symbol.subscripts), list(symbol.labels), symbol.primes
        arguments = symbol.arguments
        name = symbol.name
        while True:
            if _sign(self.item, "'"):
                self.next()
                primes += 1
            elif _sign(self.item, "_"):
                self.next()
                items, where = self._argument()
                subscripts += self._subscripts(items, where)
            elif _sign(self.item, "^"):
                self.next()
                items, where = self._argument()
                kind, value = self._superscript(items, where)
                if kind == "label":
                    labels += value
                elif kind == "name":
                    name += f"_{value}"
                elif kind == "transpose":
                    transposed = True
                elif kind == "prime":
                    primes += int(value)
                else:
                    power = value
                    break
            elif (
                isinstance(self.item, Bracket)
                and self.item.opening == "("
                and arguments is None
                and not transposed
            ):
                here = replace(symbol, name=name, subscripts=tuple(subscripts), labels=tuple(labels))
                found = self._arguments(here, self.item)
                if found is None:
                    break
                arguments = found
                self.at += 1
            else:
                break
        made: Node = replace(
            symbol,
            name=name,
            subscripts=tuple(subscripts),
            labels=tuple(labels),
            primes=primes,
            arguments=arguments,
            span=(symbol.span[0], self.items[self.at - 1].end if self.at else symbol.span[1]),
        )
        if transposed:
            made = Transposed(made)
        if power is not None:
            bare = isinstance(made, Symbol) and made == Symbol("e") and not made.bold
            return Apply("exp", power) if bare else Power(made, power)
        return made

    def _subscripts(self, items: tuple[Item, ...], where: tuple[int, int]) -> list[Node]:
        """i, ij, {i,j}, {y_i}, {41}, max."""
        found: list[Node] = []
        for part in _split(_unwrapped(items), ","):
            if not part:
                raise Unreadable("a subscript is empty", where)
            if any(relation(each) for each in part):
                raise Unreadable("a relation in a subscript has no reading here", where)
            parser = _Parser(tuple(i for i in brackets(part, self.choices.stray)), self.choices, where)
            while parser.item is not None:
                found.append(parser.place())
        return found

    def place(self) -> Node:
        """One place of a subscript."""
        item = self.next()
        where = (item.start, item.end)
        if _is(item, "text"):
            return Word(getattr(item, "text", "").strip())
        if _is(item, "command") and getattr(item, "text", "") in (*FUNCTIONS, *VECTOR_FUNCTIONS):
            return Word(getattr(item, "text", ""))
        if isinstance(item, Token) and item.kind == "letter" and item.word:
            return Word(item.text)
        if isinstance(item, Token) and item.kind == "number":
            return Number(Fraction(item.text), 0, item.text)
        if isinstance(item, Token) and item.kind == "letter":
            return self._symbol(Symbol(item.text, span=where, bold=item.bold), item)
        if isinstance(item, Group) and not item.name:
            inner = self.inside(item.items, where)
            return self._symbol(inner, item) if isinstance(inner, Symbol) else inner
        if _sign(item, "+", "-", "*") or isinstance(item, Bracket):
            raise Unreadable("arithmetic in an index has no reading here", where)
        raise Unreadable(f"{_shown(item)} in a subscript is not read", where)

    def _superscript(self, items: tuple[Item, ...], where: tuple[int, int]) -> tuple[str, Any]:
        """What a superscript of a letter is: a label, a transpose, part of the name, or a power."""
        bare = _unwrapped(tuple(i for i in items if not _is(i, "space")))
        whole = brackets(bare, [])
        if len(whole) == 1:
            only = whole[0]
            if isinstance(only, Bracket) and only.opening in "([":
                return "label", self._subscripts(only.items, where)
            if _command(only, "top", "intercal") or (
                _is(only, "letter") and getattr(only, "text", "") == "T"
            ):
                return "transpose", None
            if _sign(only, "*") or _command(only, "star", "ast", "dagger"):
                return "name", "star"
            if _sign(only, "'") or _command(only, "prime"):
                return "prime", 1
            if _sign(only, "+"):
                return "name", "plus"
            if isinstance(only, Token) and only.kind == "letter" and only.word:
                return "name", only.text
        if len(whole) > 1 and all(_command(each, "prime") or _sign(each, "'") for each in whole):
            return "prime", len(whole)
        return "power", self.inside(items, where)

    def _arguments(self, symbol: Symbol, bracket: Bracket) -> tuple[Node, ...] | None:
        """The arguments if (…) after a letter is a call; None if it is a factor."""
        parts = _split(bracket.items, ",", ";", "|", "mid", "Vert")
        plain = not symbol.subscripts and not symbol.labels
        always = plain and (symbol.word or symbol.name in _CALLED)
        try:
            read = [self.inside(part, span(part)) for part in parts if part]
        except Unreadable:
            if always:
                raise
            return None
        if not read or (len(parts) > 1 and len(read) < len(parts)):
            raise Unreadable("an argument is missing", (bracket.start, bracket.end))
        letters = all(isinstance(each, Symbol) for each in read)
        if not symbol.word and _holds_bare(read, symbol.name):
            return None  # p(1 - p)
        if symbol.name in ("p", "q", "P", "Q") and not letters:
            return None
        bare = letters and all(not each.subscripts and not each.labels for each in symbols_of(read))
        if always or len(parts) > 1 or (bare and not any(each.arguments for each in symbols_of(read))):
            return tuple(read)
        return None

    # what stands at any factor

    def _scripts(self, made: Node, item: Item | None) -> Node:
        """Powers, transposes and entries of what is no letter."""
        while _sign(self.item, "^", "_", "'"):
            script = self.next()
            if _sign(script, "'"):
                raise Unreadable("a prime stands at something that is no letter", (script.start, script.end))
            items, where = self._argument()
            if _sign(script, "_"):
                bare = _unwrapped(items)
                if made == Number(Fraction(1)) and any(map(relation, bare)):
                    made = Indicator(self._condition(bare, where))
                else:
                    made = Part(made, tuple(self._subscripts(items, where)))
                continue
            kind, value = self._superscript(items, where)
            if kind == "transpose":
                made = Transposed(made)
            elif kind == "power":
                made = Power(made, value)
            else:
                raise Unreadable("this superscript is not read", where)
        return made

    def _grid(self, group: Group) -> Node:
        rows = [row for row in _split_rows(group.items) if row]
        return Grid(tuple(tuple(self._cell(cell) for cell in _split_cells(row)) for row in rows))

    def _cases(self, group: Item) -> Node:
        if not isinstance(group, Group) or group.name not in _CASES:
            raise Unreadable("a brace opens here and what follows is not read", (group.start, group.end))
        branches = [self._branch(row) for row in _split_rows(group.items) if row]
        if not branches:
            raise Unreadable("there are no cases here", (group.start, group.end))
        return Cases(tuple(branches))

    def _branch(self, row: tuple[Item, ...]) -> tuple[Node, Condition | None]:
        where = span(row)
        cells = [cell for cell in _split_cells(row) if cell]
        if len(cells) == 1:
            at = next(
                (at for at, each in enumerate(row) if _is(each, "text", "space") or _sign(each, ",")), None
            )
            if at is None:
                raise Unreadable("a case has no condition", where)
            cells = [row[:at], row[at:]]
        value, condition = _trimmed(cells[0]), tuple(item for cell in cells[1:] for item in cell)
        words = " ".join(
            token.text for token in condition if isinstance(token, Token) and token.kind == "text"
        )
        bare = tuple(i for i in condition if not _is(i, "text", "space") and not _sign(i, ",", ";", ".", ":"))
        made = self.inside(value, where)
        if not bare:
            if not _OTHERWISE.search(words):
                raise Unreadable("a case has no condition that is read", where)
            return made, None
        return made, self._condition(bare, where)


_NOTHING = Word("")
_CALLED = frozenset({"p", "q", "P", "Q", "f", "g", "sigma", "phi", "psi", "varphi", "F", "G", "bbE"})
"""Letters that are commonly functions: p(x_k) is no product."""


def _one_letter_names() -> frozenset[str]:
    from derive.language.typeset.letters import GREEK

    return frozenset(GREEK)


def _holds_bare(nodes: list[Node], name: str) -> bool:
    return any(each.name == name and each.arguments is None for node in nodes for each in symbols(node))


def symbols_of(nodes: list[Node]) -> list[Symbol]:
    """The nodes that are letters."""
    return [each for each in nodes if isinstance(each, Symbol)]


def _negated(node: Node) -> Node:
    """−node, with the sign on its first factor's left."""
    return Minus(node)


def _digits(text: str) -> int:
    return len(text.partition(".")[2])


def _shown(item: Item) -> str:
    return item.text if isinstance(item, Token) else "this"


def _is_d(item: Item | None) -> bool:
    return isinstance(item, Token) and item.kind == "letter" and item.text == "d"


def _letters_in(item: Item) -> list[Token]:
    from derive.documents.tokens import flat

    return [token for token in flat((item,)) if token.kind == "letter"]


def _unwrapped(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items of {{…}}, without wide spaces."""
    items = tuple(item for item in items if not _is(item, "space"))
    while len(items) == 1 and isinstance(items[0], Group) and not items[0].name:
        items = tuple(item for item in items[0].items if not _is(item, "space"))
    return items


def _trimmed(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Without punctuation and wide spaces at the end."""
    while items and (_is(items[-1], "space") or _sign(items[-1], ",", ";", ".", ":")):
        items = items[:-1]
    return items


def _order(items: tuple[Item, ...]) -> tuple[int, tuple[Item, ...]]:
    """How often ∂ is taken: the exponent behind it, and what is left."""
    if items and _sign(items[0], "^") and len(items) > 1:
        inner = _unwrapped((items[1],))
        if len(inner) == 1 and isinstance(inner[0], Token) and inner[0].text.isdecimal():
            return int(inner[0].text), items[2:]
    return 1, items


def _split(items: tuple[Item, ...], *signs: str) -> list[tuple[Item, ...]]:
    parts: list[list[Item]] = [[]]
    for item in items:
        if _sign(item, *signs) or _command(item, *signs):
            parts.append([])
        elif not _is(item, "space"):
            parts[-1].append(item)
    return [tuple(part) for part in parts]


def _split_rows(items: tuple[Item, ...]) -> list[tuple[Item, ...]]:
    rows: list[list[Item]] = [[]]
    for item in items:
        if _is(item, "row"):
            rows.append([])
        else:
            rows[-1].append(item)
    return [tuple(row) for row in rows]


def _split_cells(items: tuple[Item, ...]) -> list[tuple[Item, ...]]:
    cells: list[list[Item]] = [[]]
    for item in items:
        if _is(item, "cell"):
            cells.append([])
        else:
            cells[-1].append(item)
    return [tuple(cell) for cell in cells]


__all__ = ["Choices", "read_condition", "read_side", "relation", "symbols", "walk"]
