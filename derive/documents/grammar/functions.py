"""Functions, accents, norms, indicators."""

from __future__ import annotations

from dataclasses import replace

from derive.documents.grammar.cursor import Cursor
from derive.documents.grammar.items import is_command, is_sign, relation, split, unwrapped
from derive.documents.grammar.names import ACCENTS, VECTOR_ACCENTS, VECTOR_FUNCTIONS
from derive.documents.notation import (
    Absolute,
    Apply,
    Expectation,
    Indicator,
    Minus,
    Node,
    Norm,
    Number,
    Power,
    Symbol,
    Times,
    Unreadable,
)
from derive.documents.tokens import Bracket, Group, Token, span


class Functions(Cursor):
    """What has a name and takes what comes next."""

    def function(self, name: str, item: Token) -> Node:
        """log p_k, \\exp(h), \\tanh^2 x; without brackets the argument is one factor."""  # noqa: D301
        power: Node | None = None
        primes = 0
        while is_sign(self.item, "^", "_", "'"):
            sign = self.next()
            if is_sign(sign, "'"):
                primes += 1
                continue
            if is_sign(sign, "_"):
                items, where = self.argument()
                if name == "log" and [getattr(each, "text", "") for each in items] == ["e"]:
                    continue
                raise Unreadable("a subscript of a function has no reading here", where)
            items, where = self.argument()
            power = self.inside(items, where)
        made = self._apply(name, primes, item)
        if power is None:
            return self.scripts(made, item) if isinstance(self.items[self.at - 1], Bracket) else made
        return Power(made, power)

    def _apply(self, name: str, primes: int, item: Token) -> Node:
        if self.item is None or (self.ends_term() and not is_sign(self.item, "-", "+")):
            raise Unreadable("a function has no argument", (item.start, item.end))
        if isinstance(self.item, Bracket):
            bracket = self.item
            self.at += 1
            return Apply(name, self.within(bracket), primes)
        negative = self.leading_sign() < 0
        argument = self.factor()
        longer = [argument]
        while isinstance(longer[-1], Number) and not self.ends_term() and not self.multiplies():
            longer.append(self.factor())  # log 2 x
        argument = longer[0] if len(longer) == 1 else Times(tuple(longer))
        bare = isinstance(argument, Symbol | Number | Times)
        if bare and not self.ends_term() and not self.multiplies() and not isinstance(self.item, Bracket):  # noqa: SIM102
            if self.choices.other(item.start, f"{name} is taken of the whole product"):
                argument = Times((argument, self.term()))
        return Apply(name, Minus(argument) if negative else argument, primes)

    def vector_function(self, item: Token) -> Node:
        """softmax(z)_i and its kind: a letter of its own with an argument."""
        name = VECTOR_FUNCTIONS.get(item.text.lower(), item.text)
        return self.symbol(Symbol(name, span=(item.start, item.end), word=True), item)

    def accent(self, item: Token) -> Node:
        """A letter under an accent."""
        items, where = self.argument()
        inner = self.inside(items, where)
        if item.text in VECTOR_ACCENTS:
            if not isinstance(inner, Symbol):
                raise Unreadable("an arrow stands over something that is no letter", where)
            return self.symbol(replace(inner, bold=True), item)
        if not isinstance(inner, Symbol) or "_" in inner.name:
            raise Unreadable("an accent stands over something that is no letter", where)
        accented = replace(inner, name=f"{inner.name}_{ACCENTS[item.text]}")
        return self.symbol(accented, item)

    def brace(self) -> Node:
        """What stands over a brace, without what is written at it."""
        items, where = self.argument()
        while is_sign(self.item, "_", "^"):
            self.next()
            self.argument()
        return self.scripts(self.inside(items, where), None)

    def bold_number(self, item: Token) -> Node:
        """𝟙_{i=j}, 𝟙{k=y}, 𝟙[k=y], or the vector of ones."""
        if item.text == "bold0":
            return self.scripts(Symbol("zeros", span=(item.start, item.end), bold=True), item)
        if is_sign(self.item, "_"):
            after = self.look()
            inner = after.items if isinstance(after, Group) else ()
            if any(map(relation, unwrapped(inner))):
                self.at += 2
                return Indicator(self.condition(unwrapped(inner), (item.start, item.end)))
        if isinstance(self.item, Bracket) and any(map(relation, self.item.items)):
            bracket = self.item
            self.at += 1
            return Indicator(self.condition(bracket.items, (bracket.start, bracket.end)))
        return self.scripts(Symbol("ones", span=(item.start, item.end), bold=True), item)

    def absolute(self, item: Token) -> Node:
        """|a|."""
        for end in range(self.at, len(self.items)):
            if is_sign(self.items[end], "|") or is_command(self.items[end], "vert", "rvert"):
                inner = self.items[self.at : end]
                if not inner:
                    break
                self.at = end + 1
                return self.scripts(Absolute(type(self)(inner, self.choices, span(inner)).all()), item)
        raise Unreadable("a bar has no reading here", (item.start, item.end))

    def expectation(self, kind: str, item: Token) -> Node:
        r"""E_p[t], E_{k \sim p}[t_k], Var_p[t]."""
        over: Node | None = None
        index: Symbol | None = None
        if is_sign(self.item, "_"):
            self.next()
            items, where = self.argument()
            parts = split(unwrapped(items), "sim")
            over = self.inside(parts[-1], where)
            if len(parts) == 2:
                made = self.inside(parts[0], where)
                index = made if isinstance(made, Symbol) else None
        if not isinstance(self.item, Bracket):
            raise Unreadable("an expectation without brackets is not read", (item.start, item.end))
        bracket = self.item
        self.at += 1
        return self.scripts(Expectation(kind, self.within(bracket), over, index), item)

    def norm(self, item: Token) -> Node:
        """‖v‖."""
        for end in range(self.at, len(self.items)):
            if is_command(self.items[end], "Vert", "rVert"):
                inner = self.items[self.at : end]
                self.at = end + 1
                if is_sign(self.item, "_"):
                    self.next()
                    if [getattr(each, "text", "") for each in self.argument()[0]] != ["2"]:
                        raise Unreadable("only the Euclidean norm is read", (item.start, item.end))
                return self.scripts(Norm(type(self)(inner, self.choices, span(inner)).all()), item)
        raise Unreadable("a norm is not closed", (item.start, item.end))

    # letters
