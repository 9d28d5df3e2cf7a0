"""Sums, terms and factors, brackets, cases: the parser as a whole."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from derive.documents.readings.grammar.brackets import brackets
from derive.documents.readings.grammar.cursor import ENTRYWISE, MULTIPLY
from derive.documents.readings.grammar.functions import Functions
from derive.documents.readings.grammar.items import (
    entries,
    is_command,
    is_d,
    is_kind,
    is_sign,
    letters_in,
    relation,
    shown,
    split,
    split_cells,
    split_rows,
    trimmed,
    unwrapped,
)
from derive.documents.readings.grammar.letters import Scripted
from derive.documents.readings.grammar.names import (
    ACCENTS,
    CASES,
    DOTS,
    FUNCTIONS,
    GRIDS,
    OPERATORS,
    OTHERWISE,
    VECTOR_ACCENTS,
)
from derive.documents.readings.grammar.operators import Operators
from derive.documents.readings.grammar.series import continued
from derive.documents.readings.shown import shown as named
from derive.documents.readings.trees import (
    BRACKET_APART,
    BRACKET_BELOW,
    FACTORIAL,
    NOTHING,
    OF_WHOLE_PRODUCT,
    REST_APART,
    REST_BELOW,
    SLOPE_BEHIND_BRACKETS,
    SLOPE_OF_WHOLE_PRODUCT,
    SUM_ENDS,
    SUM_GOES_ON,
    USUAL,
    Apply,
    At,
    Big,
    Called,
    Cases,
    Condition,
    Dots,
    Either,
    Entrywise,
    Grid,
    Indicator,
    Integral,
    Letter,
    Minus,
    Node,
    Number,
    Partial,
    Plus,
    Power,
    Quotient,
    Times,
    Unreadable,
    enclosed,
    is_bare,
    letters,
)
from derive.documents.tokens import Bracket, Group, Item, Token, span, tokens


class Parser(Operators, Functions, Scripted):
    """Recursive descent over the items of one level."""

    def all(self) -> Node:
        r"""Everything; a fraction where \over stands."""
        for at, item in enumerate(self.items):
            if is_command(item, "over"):
                return self.over(at)
        made = self.sum()
        if self.item is not None:
            raise Unreadable("{} is not read here", shown(self.item), span=span(self.items[self.at :]))
        return made

    def sum(self) -> Node:
        """Terms with their signs."""
        terms: list[tuple[int, Node]] = [(self.leading_sign(), self.term())]
        dots: list[Item] = []
        behind: list[int] = []
        while is_sign(self.item, "+", "-"):
            sign = self.leading_sign()
            if is_command(self.item, *DOTS) and (is_sign(self.look(), "+") or self.look() is None):
                dots.append(self.next())
                behind.append(len(terms))
                continue
            terms.append((sign, self.term()))
        if dots:
            used = {token.text for item in self.items for token in letters_in(item)}
            return _sum(continued(terms, behind, used, (dots[0].start, dots[0].end)))
        return _with_scopes(terms)

    def term(self) -> Node:
        """Factors side by side, up to the next sign."""
        made = self._factors()
        while is_command(self.item, *ENTRYWISE):
            if self.choices.vocabulary.composes and is_command(self.item, "circ"):
                raise Unreadable("a composition of functions, f ∘ g, is not read")
            divides = is_command(self.next(), "oslash")
            made = Entrywise(made, self._factors(), divides)
        return made

    def _factors(self) -> Node:
        factors, signs = [self.factor()], [""]
        reach: int | None = 0 if _is_open(factors[0], self) else None
        bracketed = self.at > 0 and isinstance(self.items[self.at - 1], Bracket)
        while True:
            if self.multiplies():
                token = self.next()
                signs.append(MULTIPLY.get(getattr(token, "text", ""), "∗"))
                negative = self.leading_sign() < 0
                factor = self.factor()
                factors.append(Minus(factor) if negative else factor)
                reach = reach if reach != len(factors) - 2 else None
            elif is_sign(self.item, "/") or is_command(self.item, "div"):
                self._slash(factors, signs)
            elif is_sign(self.item, ".") and self.look() is not None and not relation(self.look()):  # type: ignore[arg-type]
                self.next()
                signs.append("·")
                factors.append(self.factor())
            elif self.evaluates():
                factors, signs = (
                    [self._worked_out(_reaching(factors, signs, reach, bracketed=bracketed))],
                    [""],
                )
                reach = None
            elif self.ends_term():
                break
            else:
                signs.append("")
                factors.append(self.factor())
            if (
                reach is None
                and _is_open(factors[-1], self)
                and self.item is not None
                and not self.ends_term()
            ):
                reach = len(factors) - 1
                bracketed = isinstance(self.items[self.at - 1], Bracket)
        return _reaching(factors, signs, reach, bracketed=bracketed)

    def _worked_out(self, body: Node) -> Node:
        """body |_{x = 2}."""
        self.at += 2
        items, where = self.argument()
        for part in split(unwrapped(items), ","):
            at = next((at for at, each in enumerate(part) if relation(each) == "="), 0)
            letter = self.inside(part[:at], where) if at else None
            if not isinstance(letter, Letter) or not is_bare(letter) or at + 1 == len(part):
                raise Unreadable("a bar has no reading here", span=where)
            body = At(body, letter, self.inside(part[at + 1 :], where))
        return body

    def _slash(self, factors: list[Node], signs: list[str]) -> None:
        """a/b; of a/b c both readings are possible, of a b/c the value is the same."""
        token = self.next()
        below = self.factor()
        above = factors[0] if len(factors) == 1 else Times(tuple(factors), tuple(signs))
        factors[:], signs[:] = [self._divided(above, below, token)], [""]

    def _divided(self, above: Node, below: Node, token: Item) -> Node:
        """a/b, a/b(c), a/b c."""
        if isinstance(below, Called) and not below.head.word and len(below.paren.items) == 1:
            first: Node = below.head if below.power is None else Power(below.head, below.power)
            apart = Times((Quotient(above, first), below.paren.items[0]), ("", ""))
            whats = (BRACKET_APART, BRACKET_BELOW)
            return Either((apart, Quotient(above, below)), whats, token.start)
        made: Node = Quotient(above, below)
        if self.ends_term() or is_sign(self.item, "/") or self.multiplies():
            return made
        rest = [below]
        while not self.ends_term() and not is_sign(self.item, "/") and not self.multiplies():
            rest.append(self.factor())
        whats = (REST_APART, REST_BELOW)
        return Either((Times((made, *rest[1:])), Quotient(above, Times(tuple(rest)))), whats, token.start)

    # factors

    def factor(self) -> Node:
        """One factor, with what stands at it, n! too."""
        made = self._unmarked()
        while is_sign(self.item, "!"):
            self.next()
            if isinstance(made, Apply) and made.function == FACTORIAL:
                raise Unreadable("{} is not read here", "!", span=span(self.items[self.at - 1 : self.at]))
            made = _factorial(made)
        return made

    def _unmarked(self) -> Node:
        item = self.next()
        match item:
            case Token(kind="number"):
                number = Number(Fraction(item.text), len(item.text.partition(".")[2]), item.text)
                if (
                    item.text == "1"
                    and isinstance(self.item, Bracket)
                    and any(map(relation, self.item.items))
                ):
                    return self.bold_number(Token("command", "bold1", item.start, item.end))
                return self.scripts(number, item)
            case Token(kind="letter"):
                return self.letter(item)
            case Token(kind="command"):
                return self._named(item)
            case Token(kind="text"):
                raise Unreadable("prose stands inside the formula", span=(item.start, item.end))
            case Token(kind="sign", text="\\{") if isinstance(self.item, Group):
                return self._cases(self.next())
            case Token(kind="sign", text="|"):
                return self.bars(item)
            case Token():
                raise Unreadable("{} is not read here", item.text, span=(item.start, item.end))
            case Bracket():
                return self.scripts(self._bracketed(item), item)
        return self._group(item)

    def _group(self, group: Group) -> Node:
        if (made := self.slash_of_groups(group)) is not None:
            return made
        where = (group.start, group.end)
        if group.name in ("cases", "dcases", "rcases"):
            return self._cases(group)
        if group.name in GRIDS:
            return self.scripts(self._grid(group), group)
        if group.name:
            raise Unreadable("the environment {} is not read inside a formula", group.name, span=where)
        if not group.items:
            if self.item is None or self.ends_term():
                raise Unreadable("there is nothing between these braces", span=where)
            return self.factor()
        if len(group.items) == 1 and is_kind(only := group.items[0], "letter") and isinstance(only, Token):
            return self.letter(only)  # {e}^x
        inner = self.inside(group.items, where)
        if isinstance(inner, Partial) and inner.body == NOTHING:
            return self.applied(inner, group)
        if isinstance(inner, Letter):
            return self.symbol(inner, group)
        return self.scripts(enclosed(inner) if is_sign(self.item, "^", "_", "'") else inner, group)

    def _bracketed(self, bracket: Bracket) -> Node:
        where = (bracket.start, bracket.end)
        if bracket.opening == "[" and any(relation(item) for item in bracket.items):
            return Indicator(self.condition(bracket.items, where))
        parts = split(bracket.items, ",")
        if len(parts) > 1:
            return Grid((tuple(self._cell(part) for part in parts),))
        if bracket.opening == "[" and any(is_command(each, *DOTS) for each in bracket.items):
            return self._side_by_side(bracket)
        inner = self.within(bracket)
        return enclosed(inner)

    def _side_by_side(self, bracket: Bracket) -> Node:
        """[u_1 ⋯ u_n], columns without commas; what is added or multiplied there is none."""
        inner = self.within(bracket)
        factors = inner.factors if isinstance(inner, Times) else ()
        cells = tuple(None if isinstance(each, Dots) else each for each in factors)
        plain = None in cells and not any(getattr(inner, "signs", ()))
        return (
            Grid((cells,))
            if plain and all(isinstance(each, Letter | None) for each in cells)
            else enclosed(inner)
        )

    def _cell(self, items: tuple[Item, ...]) -> Node | None:
        if any(is_command(item, *DOTS) for item in items):
            return None
        return self.inside(items, span(items))

    def _named(self, item: Token) -> Node:  # noqa: C901, PLR0912
        """What a command begins."""
        name, where = item.text, (item.start, item.end)
        if name in ("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"):
            return self.fraction(item)
        if name in ("binom", "dbinom", "tbinom"):
            return self._binomial(item)
        if name in ("sum", "prod"):
            return self.big(item)
        if name == "sqrt":
            return self.root(item)
        if name == "int":
            return self.integral(item)
        if name in ("partial", "nabla"):
            return self.operator(item)
        if name.lower() in FUNCTIONS:
            return self.function(FUNCTIONS[name.lower()], item)
        if name.lower() in OPERATORS or name == "operatornamewithlimits":
            return self.operator_of(OPERATORS.get(name.lower(), name), item)
        if name in ("mathbb", "E"):
            return self.operator_of("bbE", item)
        if name in ACCENTS or name in VECTOR_ACCENTS:
            return self.accent(item)
        if name in ("underbrace", "overbrace", "underbracket", "overbracket"):
            return self.brace()
        if name in ("bold1", "bold0"):
            return self.bold_number(item)
        if name in ("lVert", "Vert", "vert", "lvert", "rVert", "rvert"):
            return self.bars(item)
        if name in DOTS:
            return Dots()
        if name == "langle":
            return self.angle(item)
        if name in ("ell", "hbar", "imath", "jmath"):
            return self.letter(Token("letter", {"imath": "i", "jmath": "j"}.get(name, name), *where))
        if name == "infty":
            return Letter("infty", span=where)
        if name in ("Pr", "P"):
            return self.symbol(Letter("P", span=where), item)
        raise Unreadable("\\{} is not read", name, span=where)

    def _binomial(self, item: Token) -> Node:
        """n over k: n!/(k! (n − k)!)."""
        (above, _), (below, _) = self.argument(), self.argument()
        where = (item.start, self.items[self.at - 1].end)
        n, k = self.inside(above, where), self.inside(below, where)
        rest = Plus(((1, n), (-1, k)))
        parts = _factorial(n), _factorial(k), _factorial(rest)
        return self.scripts(Quotient(parts[0], Times(parts[1:])), item)

    def integral(self, item: Token) -> Node:
        """∫ f dx, with its bounds as they are written."""
        bounds = ""
        while is_sign(self.item, "_", "^"):
            sign = getattr(self.next(), "text", "")
            items, where = self.argument()
            bounds += f"{sign}{named(self.inside(items, where))}"
        end = self._closing_d()
        if end is None:
            raise Unreadable("an integral does not say what it is taken in", span=(item.start, item.end))
        inner, self.at = self.items[self.at : end], end + 1
        body = type(self)(inner, self.choices, span(inner)).all()
        return Integral(body, self.factor(), bounds)

    def _closing_d(self) -> int | None:
        """Where the d of dx stands that ends an integral, those inside it passed over."""
        inside = 0
        for at in range(self.at, len(self.items) - 1):
            if is_command(self.items[at], "int"):
                inside += 1
            elif is_d(self.items[at]) and at > self.at:
                if not inside:
                    return at
                inside -= 1
        return None

    def _grid(self, group: Group) -> Node:
        rows = [brackets(row, self.choices.stray) for row in split_rows(group.items) if row]
        return Grid(tuple(tuple(self._cell(cell) for cell in entries(row)) for row in rows))

    def _cases(self, group: Item) -> Node:
        if not isinstance(group, Group) or group.name not in CASES:
            raise Unreadable("a brace opens here and what follows is not read", span=(group.start, group.end))
        branches = [self._branch(row) for row in split_rows(group.items) if row]
        if not branches:
            raise Unreadable("there are no cases here", span=(group.start, group.end))
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
                raise Unreadable("a case has no condition", span=where)
            cells = [row[:at], row[at:]]
        value, condition = trimmed(cells[0]), tuple(item for cell in cells[1:] for item in cell)
        condition = _with_formulas(condition)
        words = " ".join(t.text for t in condition if isinstance(t, Token) and t.kind == "text")
        bare = tuple(
            i for i in condition if not is_kind(i, "text", "space") and not is_sign(i, ",", ";", ".", ":")
        )
        made = self.inside(value, where)
        if not bare:
            if not OTHERWISE.search(words):
                raise Unreadable("a case has no condition that is read", span=where)
            return made, None
        return made, self.condition(bare, where)


def _with_formulas(items: tuple[Item, ...]) -> tuple[Item, ...]:
    r"""The items with what stands in \text{if $x > 0$} or \text{if k = y} as formulas."""
    made: list[Item] = []
    for item in items:
        bare = ""
        if isinstance(item, Token) and item.kind == "text" and not OTHERWISE.search(item.text):
            bare = _WORDS.sub(" ", item.text)
        made += tokens(bare, 0, len(bare)) if _RELATION.search(bare) else [item]
    return tuple(made)


_WORDS = re.compile(r"(?<!\\)\b[A-Za-z]{2,}\b|[\u4e00-\u9fff]+|\$")
_RELATION = re.compile(r"[=<>≠≤≥]|\\(?:neq?|leq?|geq?|not)\b")


def _is_open(factor: Node, parser: Parser) -> bool:
    """Whether what follows this factor may belong to it: log a, ∂/∂x f, without brackets, ∂/∂x (a) b."""
    if isinstance(factor, Partial):
        return factor is parser.applied_last
    before = parser.items[parser.at - 1] if parser.at else None
    if isinstance(before, Bracket) or isinstance(parser.item, Bracket) or not isinstance(factor, Apply):
        return False
    if parser.at > 1 and is_sign(parser.items[parser.at - 2], "^"):
        return False
    inner = factor.arguments[0]
    if isinstance(inner, Quotient) and _comes_exp(parser):  # log 1/σ exp(…), of a density
        return factor.function == "log"
    return factor.function in FUNCTIONS.values() and not isinstance(inner, Quotient | Power | Apply)


def _comes_exp(parser: Parser) -> bool:
    """Whether an exponential comes next, as a command or as letters."""
    letters_ = parser.items[parser.at : parser.at + 3]
    return is_command(parser.item, "exp") or [getattr(each, "text", "") for each in letters_] == [*"exp"]


def _is_function(factor: Node) -> bool:
    """Whether a function begins here, up to which what stands before it reaches at most."""
    applied = factor.base if isinstance(factor, Power) else factor
    return isinstance(applied, Apply) and applied.function in FUNCTIONS.values()


def _reaching(factors: list[Node], signs: list[str], reach: int | None, *, bracketed: bool) -> Node:
    """The product; where a function or a ∂ may reach further, over its brackets too, both readings."""
    plain = factors[0] if len(factors) == 1 else Times(tuple(factors), tuple(signs))
    if reach is None or reach >= len(factors) - 1:
        return plain
    head = factors[reach]
    end = len(factors)
    if isinstance(head, Apply):
        end = next((at for at in range(reach + 1, end) if _is_function(factors[at])), end)
        if end == reach + 1:  # sin x cos x
            return plain
        inner = Times((head.arguments[0], *factors[reach + 1 : end]), ("", *signs[reach + 1 : end]))
        longer: Node = replace(head, arguments=(inner,))
        what = OF_WHOLE_PRODUCT.of(head.function)
    else:
        assert isinstance(head, Partial)
        inner = Times((head.body, *factors[reach + 1 :]), ("", *signs[reach + 1 :]))
        longer = replace(head, body=inner)
        what = SLOPE_BEHIND_BRACKETS if bracketed else SLOPE_OF_WHOLE_PRODUCT
    rest = [*factors[:reach], longer, *factors[end:]]
    other = rest[0] if len(rest) == 1 else Times(tuple(rest), (*signs[: reach + 1], *signs[end:]))
    return Either((plain, other), (USUAL, what))


def _with_scopes(terms: list[tuple[int, Node]]) -> Node:
    """The sum; where a Σ may go on behind the next sign, both readings."""
    plain = _sum(terms)
    for at, (sign, term) in enumerate(terms[:-1]):
        found = _open_sum(term)
        if found is None:
            continue
        rest = terms[at + 1 :]
        if not any(each.name == found.index.name for _, node in rest for each in letters(node)):
            continue
        other = _sum([*terms[:at], (sign, _absorbed(term, rest))])
        return Either((plain, other), (SUM_ENDS, SUM_GOES_ON))
    return plain


def _factorial(node: Node) -> Node:
    """n!, of n (n − 1)! that of the bracket."""
    if isinstance(node, Called) and node.power is None and len(node.paren.items) == 1:
        return Times((node.head, Apply(FACTORIAL, node.paren.items)), ("", ""))
    return Apply(FACTORIAL, (node,))


def _sum(terms: list[tuple[int, Node]]) -> Node:
    if terms[0][0] < 0:
        terms = [(1, Minus(terms[0][1])), *terms[1:]]
    return terms[0][1] if len(terms) == 1 else Plus(tuple(terms))


def _open_sum(term: Node) -> Big | None:
    """The Σ that the term ends in."""
    if isinstance(term, Big):
        return term if term.kind == "sum" else None
    if isinstance(term, Times):
        return _open_sum(term.factors[-1])
    return None


def _absorbed(term: Node, rest: list[tuple[int, Node]]) -> Node:
    if isinstance(term, Times):
        return replace(term, factors=(*term.factors[:-1], _absorbed(term.factors[-1], rest)))
    assert isinstance(term, Big)
    if isinstance(term.body, Big):
        return replace(term, body=_absorbed(term.body, rest))
    return replace(term, body=_sum([(1, term.body), *rest]))
