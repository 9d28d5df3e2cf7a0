"""Sums, terms and factors, brackets, cases: the parser as a whole."""

from __future__ import annotations

from fractions import Fraction

from derive.documents.grammar.functions import Functions
from derive.documents.grammar.items import (
    is_command,
    is_kind,
    is_sign,
    letters_in,
    relation,
    shown,
    split,
    split_cells,
    split_rows,
    trimmed,
)
from derive.documents.grammar.letters import Scripted
from derive.documents.grammar.names import (
    ACCENTS,
    CASES,
    DOTS,
    ENTRYWISE,
    FUNCTIONS,
    GRIDS,
    MULTIPLY,
    NOTHING,
    OTHERWISE,
    VECTOR_ACCENTS,
    VECTOR_FUNCTIONS,
)
from derive.documents.grammar.operators import Operators
from derive.documents.notation import (
    Big,
    Cases,
    Condition,
    Entrywise,
    Grid,
    Indicator,
    Minus,
    Node,
    Number,
    Partial,
    Plus,
    Quotient,
    Symbol,
    Times,
    Unreadable,
    continued,
    put,
)
from derive.documents.tokens import Bracket, Group, Item, Token, span


class Parser(Operators, Functions, Scripted):
    """Recursive descent over the items of one level."""

    def all(self) -> Node:
        """Everything; a fraction where \\over stands."""  # noqa: D301
        for at, item in enumerate(self.items):
            if is_command(item, "over"):
                return self.over(at)
        made = self.sum()
        if self.item is not None:
            raise Unreadable(f"{shown(self.item)} is not read here", span(self.items[self.at :]))
        return made

    def sum(self) -> Node:
        """Terms with their signs."""
        terms: list[tuple[int, Node]] = [(self.leading_sign(), self.term())]
        dots = None
        while is_sign(self.item, "+", "-"):
            sign = self.leading_sign()
            if is_command(self.item, *DOTS) and is_sign(self.look(), "+"):
                dots = self.next()
                continue
            terms.append((sign, self.term()))
        if dots is not None:
            return self._continued(terms, (dots.start, dots.end))
        if terms[0][0] < 0:
            terms[0] = (1, Minus(terms[0][1]))
        return terms[0][1] if len(terms) == 1 else Plus(tuple(terms))

    def _continued(self, terms: list[tuple[int, Node]], where: tuple[int, int]) -> Node:
        """x_1 + x_2 + ⋯ + x_n is Σ_k x_k."""
        used = {token.text for item in self.items for token in letters_in(item)}
        letter = Symbol(next((each for each in "kjilmrst" if each not in used), "k"))
        found = continued(terms[0][1], terms[-1][1], letter)
        if found is None or any(sign < 0 for sign, _ in terms):
            raise Unreadable("dots stand for something that is not written", where)
        body, upper = found
        between = (put(body, letter, Number(Fraction(at), 0, str(at))) for at in range(1, len(terms)))
        if any(term != other for (_, term), other in zip(terms[:-1], between, strict=True)):
            raise Unreadable("dots stand for something that is not written", where)
        return Big("sum", letter, body, upper, Number(Fraction(1)))

    def term(self) -> Node:
        """Factors side by side, up to the next sign."""
        made = self._factors()
        while is_command(self.item, *ENTRYWISE):
            self.next()
            made = Entrywise(made, self._factors())
        return made

    def _factors(self) -> Node:
        factors, signs = [self.factor()], [""]
        while True:
            if is_command(self.item, *MULTIPLY) or is_sign(self.item, "*"):
                token = self.next()
                signs.append(MULTIPLY.get(getattr(token, "text", ""), "·"))
                negative = self.leading_sign() < 0
                factor = self.factor()
                factors.append(Minus(factor) if negative else factor)
            elif is_sign(self.item, "/") or is_command(self.item, "div"):
                self._slash(factors, signs)
            elif self.ends_term():
                break
            else:
                signs.append("")
                factors.append(self.factor())
        return factors[0] if len(factors) == 1 else Times(tuple(factors), tuple(signs))

    def _slash(self, factors: list[Node], signs: list[str]) -> None:
        """a/b; of a/b c both readings are possible, of a b/c the value is the same."""
        token = self.next()
        below = self.factor()
        if not self.ends_term() and not is_sign(self.item, "/") and not self.multiplies():
            rest = [below]
            if self.choices.other(token.start, "what follows the slash is all below it"):
                while not self.ends_term() and not is_sign(self.item, "/"):
                    rest.append(self.factor())
                below = Times(tuple(rest))
        above = factors[0] if len(factors) == 1 else Times(tuple(factors), tuple(signs))
        factors[:], signs[:] = [Quotient(above, below)], [""]

    def _rest_of_term(self) -> Node:
        """All that is left of the term, as one factor."""
        return self.term()

    # factors

    def factor(self) -> Node:
        """One factor, with what stands at it."""
        item = self.next()
        match item:
            case Token(kind="number"):
                return self.scripts(
                    Number(Fraction(item.text), len(item.text.partition(".")[2]), item.text), item
                )
            case Token(kind="letter"):
                return self.letter(item)
            case Token(kind="command"):
                return self._named(item)
            case Token(kind="text"):
                raise Unreadable("prose stands inside the formula", (item.start, item.end))
            case Token(kind="sign", text="\\{") if isinstance(self.item, Group):
                return self._cases(self.next())
            case Token(kind="sign", text="|") | Token(kind="command", text="vert" | "lvert"):
                return self.absolute(item)
            case Token():
                raise Unreadable(f"{item.text} is not read here", (item.start, item.end))
            case Bracket():
                return self.scripts(self._bracketed(item), item)
        return self._group(item)

    def _group(self, group: Group) -> Node:
        where = (group.start, group.end)
        if group.name in ("cases", "dcases", "rcases"):
            return self._cases(group)
        if group.name in GRIDS:
            return self.scripts(self._grid(group), group)
        if group.name:
            raise Unreadable(f"the environment {group.name} is not read inside a formula", where)
        if not group.items:
            if self.item is None or self.ends_term():
                raise Unreadable("there is nothing between these braces", where)
            return self.factor()
        inner = self.inside(group.items, where)
        if isinstance(inner, Partial) and inner.body == NOTHING:
            return self.applied(inner, group)
        if isinstance(inner, Symbol) and inner.arguments is None:
            return self.symbol(inner, group)
        return self.scripts(inner, group)

    def _bracketed(self, bracket: Bracket) -> Node:
        where = (bracket.start, bracket.end)
        if bracket.opening == "[" and any(relation(item) for item in bracket.items):
            return Indicator(self.condition(bracket.items, where))
        parts = split(bracket.items, ",")
        if len(parts) > 1:
            return Grid((tuple(self._cell(part) for part in parts),))
        return self.within(bracket)

    def _cell(self, items: tuple[Item, ...]) -> Node | None:
        if any(is_command(item, *DOTS) for item in items):
            return None
        return self.inside(items, span(items))

    def _named(self, item: Token) -> Node:  # noqa: C901, PLR0912
        """What a command begins."""
        name, where = item.text, (item.start, item.end)
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return self.fraction(item)
        if name in ("sum", "prod"):
            return self.big(item)
        if name == "sqrt":
            return self.root(item)
        if name in ("partial", "nabla"):
            return self.operator(item)
        if name in FUNCTIONS:
            return self.function(FUNCTIONS[name], item)
        if name in VECTOR_FUNCTIONS or name == "operatornamewithlimits":
            return self.vector_function(item)
        if name in ACCENTS or name in VECTOR_ACCENTS:
            return self.accent(item)
        if name in ("underbrace", "overbrace"):
            return self.brace()
        if name in ("bold1", "bold0"):
            return self.bold_number(item)
        if name in ("lVert", "Vert", "Vert"):
            return self.norm(item)
        if name in DOTS:
            raise Unreadable("dots stand for something that is not written", where)
        if name == "langle":
            raise Unreadable("angle brackets have no reading here", where)
        if name in ("ell", "hbar"):
            return self.letter(Token("letter", name, item.start, item.end))
        if name == "log":
            return self.function("log", item)
        raise Unreadable(f"\\{name} is not read", where)

    # fractions and derivatives

    def _grid(self, group: Group) -> Node:
        rows = [row for row in split_rows(group.items) if row]
        return Grid(tuple(tuple(self._cell(cell) for cell in split_cells(row)) for row in rows))

    def _cases(self, group: Item) -> Node:
        if not isinstance(group, Group) or group.name not in CASES:
            raise Unreadable("a brace opens here and what follows is not read", (group.start, group.end))
        branches = [self._branch(row) for row in split_rows(group.items) if row]
        if not branches:
            raise Unreadable("there are no cases here", (group.start, group.end))
        return Cases(tuple(branches))

    def _branch(self, row: tuple[Item, ...]) -> tuple[Node, Condition | None]:
        where = span(row)
        cells = [cell for cell in split_cells(row) if cell]
        if len(cells) == 1:
            at = next(
                (at for at, each in enumerate(row) if is_kind(each, "text", "space") or is_sign(each, ",")),
                None,
            )
            if at is None:
                raise Unreadable("a case has no condition", where)
            cells = [row[:at], row[at:]]
        value, condition = trimmed(cells[0]), tuple(item for cell in cells[1:] for item in cell)
        words = " ".join(
            token.text for token in condition if isinstance(token, Token) and token.kind == "text"
        )
        bare = tuple(
            i for i in condition if not is_kind(i, "text", "space") and not is_sign(i, ",", ";", ".", ":")
        )
        made = self.inside(value, where)
        if not bare:
            if not OTHERWISE.search(words):
                raise Unreadable("a case has no condition that is read", where)
            return made, None
        return made, self.condition(bare, where)
