"""Functions, operators, accents, norms, bars, indicators."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derive.documents.readings.grammar.cursor import Cursor
from derive.documents.readings.grammar.items import is_command, is_sign, relation, split, unwrapped
from derive.documents.readings.grammar.names import ACCENTS, FUNCTIONS, OPERATORS, VECTOR_ACCENTS
from derive.documents.readings.trees import (
    INVERSE,
    LOG_OF_POWER,
    OF_FIRST_FACTOR,
    OF_PRODUCT,
    OVER_IT,
    POWER_OF_LOG,
    Absolute,
    Apply,
    Called,
    Either,
    Indicator,
    Inner,
    Letter,
    Minus,
    Node,
    Norm,
    Number,
    Paren,
    Part,
    Power,
    Times,
    Unreadable,
    enclosed,
)
from derive.documents.tokens import Bracket, Group, Token, span

_LESS_ONE = Minus(Number(Fraction(1)))
_INVERSES = {"sin": "arcsin", "cos": "arccos", "tan": "arctan"}
_OF_PRODUCTS = ("trace", "det", "logdet")
"""What is taken of all that stands behind it, up to the next sign or function."""


class Functions(Cursor):
    """What has a name and takes what comes next."""

    def function(self, name: str, item: Token) -> Node:
        r"""log p_k, \exp(h), \tanh^2 x; without brackets the argument is one factor, or the whole product."""
        power: Node | None = None
        primes = 0
        while is_sign(self.item, "^", "_", "'"):
            sign = self.next()
            if is_sign(sign, "'"):
                primes += 1
                continue
            items, where = self.argument()
            if is_sign(sign, "_"):
                base = [getattr(each, "text", "") for each in unwrapped(items)]
                if name == "log" and base == ["e"]:
                    continue
                name = f"{name}_{''.join(base)}"
                continue
            power = self.inside(items, where)
        if power == _LESS_ONE:
            return self._inverse(name, primes, item)
        made = self._apply(name, primes, item)
        if power is None:
            return made
        if isinstance(made, Either):
            return Either(tuple(_raised(each, power) for each in made.options), made.whats, made.at)
        return _raised(made, power)

    def _inverse(self, name: str, primes: int, item: Token) -> Node:
        r"""\sin^{-1} x, which is arcsin x; 1/sin x is written so by few."""
        made = self._apply(name, primes, item) if name in _INVERSES else None
        if not isinstance(made, Apply):
            raise Unreadable("an inverse function is not read", span=(item.start, item.end))
        return Either(
            (replace(made, function=_INVERSES[name]), _raised(made, _LESS_ONE)),
            (INVERSE, OVER_IT),
            item.start,
        )

    def _apply(self, name: str, primes: int, item: Token) -> Node:
        if self.item is None or (self.ends_term() and not is_sign(self.item, "-", "+")):
            return Letter(name, primes=primes, word=True, span=(item.start, item.end))
        if isinstance(self.item, Bracket) and self.item.opening in ("(", "[", "\\{"):
            bracket = self.item
            self.at += 1
            inner = self.within(bracket)
            raised = is_sign(self.item, "^")
            made = self.scripts(Apply(name, (inner,), primes), item)
            return _of_power(made, inner, item.start) if raised and name == "log" else made
        negative = self.leading_sign() < 0
        argument = self.factor()
        factors = [argument]
        while isinstance(factors[-1], Number) and not self.ends_term() and not self.multiplies():
            factors.append(self.factor())  # log 2 x
        argument = factors[0] if len(factors) == 1 else Times(tuple(factors))
        return Apply(name, (Minus(argument) if negative else argument,), primes)

    def operator_of(self, name: str, item: Token) -> Node:
        """softmax(z)_i, E_p[t], max_k z_k, tr(A): an operator, with what stands below it and its arguments."""
        over: Node | None = None
        power: Node | None = None
        if isinstance(self.item, Token) and is_command(self.item, "limits", "nolimits"):
            self.next()
        while is_sign(self.item, "_", "^"):
            sign = self.next()
            items, where = self.argument()
            if is_sign(sign, "^"):
                power = self.inside(items, where)
            else:
                over = self.compared(unwrapped(items)) or self._below(items, where)
        if isinstance(self.item, Bracket):
            bracket = self.item
            self.at += 1
            paren = self.paren(bracket)  # type: ignore[attr-defined]
            made: Node = Apply(name, paren.items, 0, over, paren.signs)
            made = Power(made, power) if power is not None else made
            return self.scripts(made, item)
        if self.ends_term():
            found: Node = Letter(name, word=True, span=(item.start, item.end))
            return Part(found, (over,)) if over is not None else found
        if name in _OF_PRODUCTS and over is None and power is None:
            return self._of_product(name, item)
        made = Apply(name, (self.factor(),), 0, over)
        return Power(made, power) if power is not None else made

    def _of_product(self, name: str, item: Token) -> Node:
        """tr A B, log det A B without brackets: of the product; of its first factor alone, which few mean."""
        factors = [self.factor()]
        while not (self.ends_term() or self.multiplies() or is_sign(self.item, "/") or self._is_named()):
            factors.append(self.factor())
        first = Apply(name, (factors[0],))
        if len(factors) == 1:
            return first
        whats = OF_PRODUCT.of(name), OF_FIRST_FACTOR.of(name)
        return Either(
            (Apply(name, (Times(tuple(factors)),)), Times((first, *factors[1:]))), whats, item.start
        )

    def _is_named(self) -> bool:
        """Whether a function comes next."""
        return is_command(self.item, *FUNCTIONS, *OPERATORS)

    def _below(self, items: tuple, where: tuple[int, int]) -> Node:  # type: ignore[type-arg]
        """p, k ∼ p, or what cannot be told."""
        bare = unwrapped(items)
        for at, each in enumerate(bare):
            if is_command(each, "sim") and 0 < at < len(bare) - 1:
                from derive.documents.readings.trees import Condition

                left, right = bare[:at], bare[at + 1 :]
                return Condition(self.inside(left, where), self.inside(right, where), "∼")
        bars = [at for at, each in enumerate(bare) if is_sign(each, "|") or is_command(each, "mid", "vert")]
        flat = not any(isinstance(each, Bracket) or is_sign(each, "(", "[") for each in bare)
        if flat and len(bars) == 1 and 0 < bars[0] < len(bare) - 1:  # E_{x|y}, over p(x | y)
            given = [self.inside(part, where) for part in split(bare[bars[0] + 1 :], ",", ";")]
            signs = ("|", *(",",) * (len(given) - 1))
            return Called(Letter("p"), Paren((self.inside(bare[: bars[0]], where), *given), signs))
        return self.inside(items, where)

    def accent(self, item: Token) -> Node:
        """A letter under an accent."""
        items, where = self.argument()
        inner = self.inside(items, where)
        if item.text in VECTOR_ACCENTS:
            if not isinstance(inner, Letter):
                raise Unreadable("an arrow stands over something that is no letter", span=where)
            return self.symbol(replace(inner, bold=True), item)
        if isinstance(inner, Letter):
            return self.symbol(replace(inner, name=f"{inner.name}_{ACCENTS[item.text]}"), item)
        if isinstance(inner, Power) and isinstance(inner.base, Letter):
            base = replace(inner.base, name=f"{inner.base.name}_{ACCENTS[item.text]}")
            return self.scripts(Power(base, inner.exponent), item)
        if item.text == "underline":
            return self.scripts(inner, item)
        raise Unreadable("an accent stands over something that is no letter", span=where)

    def brace(self) -> Node:
        """What stands over a brace, without what is written at it."""
        items, where = self.argument()
        while is_sign(self.item, "_", "^"):
            self.next()
            self.argument()
        inner = self.inside(items, where)
        return self.scripts(enclosed(inner) if is_sign(self.item, "^", "_", "'") else inner, None)

    def bold_number(self, item: Token) -> Node:
        """𝟙_{i=j}, 𝟙{k=y}, 𝟙[k=y], or the vector of ones."""
        if item.text == "bold0":
            return self.scripts(Letter("zeros", span=(item.start, item.end), bold=True), item)
        if is_sign(self.item, "_"):
            after = self.look()
            inner = after.items if isinstance(after, Group) else ()
            if any(map(relation, unwrapped(inner))):
                self.at += 2
                return Indicator(self.condition(unwrapped(inner), (item.start, item.end)))
        if isinstance(self.item, Bracket) and any(map(relation, self.item.items)):
            bracket = self.item
            self.at += 1
            return self.scripts(Indicator(self.condition(bracket.items, (bracket.start, bracket.end))), item)
        return self.scripts(Letter("ones", span=(item.start, item.end), bold=True), item)

    def bars(self, item: Token) -> Node:
        """|a|, ‖v‖, ||v||."""
        double = is_command(item, "Vert", "lVert") or self._second_bar(item)
        if double and not is_command(item, "Vert", "lVert"):
            self.next()
        end = self._closing(double)
        if end is None:
            raise Unreadable("a bar has no reading here", span=(item.start, item.end))
        inner = self.items[self.at : end]
        self.at = end + (1 if not double or is_command(self.items[end], "Vert", "rVert") else 2)
        body = type(self)(inner, self.choices, span(inner)).all()
        if not double:
            return self.scripts(Absolute(body), item)
        return self.scripts(Norm(body, self._norm_kind()), item)

    def _norm_kind(self) -> str:
        if not is_sign(self.item, "_"):
            return ""
        self.next()
        return "".join(getattr(each, "text", "") for each in unwrapped(self.argument()[0]))

    def _second_bar(self, item: Token) -> bool:
        return bool(
            self.item is not None and _is_bar(self.item) and _is_bar(item) and self.item.start <= item.end + 1
        )

    def _closing(self, double: bool) -> int | None:
        for end in range(self.at + 1, len(self.items)):
            here = self.items[end]
            if double and is_command(here, "Vert", "rVert"):
                return end
            if _is_bar(here):
                after = self.items[end + 1] if end + 1 < len(self.items) else None
                if not double or (after is not None and _is_bar(after)):
                    return end
        return None

    def angle(self, item: Token) -> Node:
        """⟨a, b⟩."""
        depth, parts, start = 0, [], self.at
        for end in range(self.at, len(self.items)):
            here = self.items[end]
            depth += is_command(here, "langle") - is_command(here, "rangle")
            if depth == 0 and (is_sign(here, ",") or is_command(here, "mid") or is_sign(here, "|")):
                parts.append(self.items[start:end])
                start = end + 1
            if depth < 0:
                parts.append(self.items[start:end])
                self.at = end + 1
                break
        if len(parts) != 2:
            raise Unreadable("angle brackets have no reading here", span=(item.start, item.end))
        left, right = (self.level(part, (item.start, item.end)) for part in parts)
        if is_sign(self.item, "_") and _names_usual(self.look()):  # ⟨A, B⟩_F is what it is without
            self.at += 2
        return self.scripts(Inner(left, right), item)


def _of_power(made: Node, inner: Node, at: int) -> Node:
    """log(x)^p: of a whole p the square of the logarithm or, which fewer mean, the logarithm of the square."""
    if not isinstance(made, Power) or not isinstance(made.base, Apply):
        return made
    inside = replace(made.base, arguments=(Power(inner, made.exponent),))
    exponent = made.exponent
    whole = isinstance(exponent, Number) and exponent.value.denominator == 1
    both, whats = (made, inside), (POWER_OF_LOG, LOG_OF_POWER)
    return Either(both, whats, at) if whole else Either(both[::-1], whats[::-1], at)


def _names_usual(item: object) -> bool:
    """Whether it names the sum of the products of all entries: F, 2, ℝ."""
    inner = item.items if isinstance(item, Group) else (item,)
    return len(inner) == 1 and getattr(inner[0], "text", "") in ("F", "2", "bbR")


def _is_bar(item: object) -> bool:
    return is_sign(item, "|") or is_command(item, "vert", "lvert", "rvert")  # type: ignore[arg-type]


def _raised(made: Node, power: Node) -> Node:
    if isinstance(made, Letter):
        raise Unreadable("a function has no argument", span=made.span)
    return Power(made, power)
