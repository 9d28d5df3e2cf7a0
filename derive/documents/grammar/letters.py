"""Letters with what stands at them: subscripts, labels, primes, arguments, powers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from derive.documents.brackets import brackets
from derive.documents.grammar.cursor import Cursor
from derive.documents.grammar.items import is_command, is_kind, is_sign, relation, shown, split, unwrapped
from derive.documents.grammar.names import CALLED, FUNCTIONS, VECTOR_FUNCTIONS
from derive.documents.grammar.vocabulary import is_letter
from derive.documents.notation import (
    Apply,
    Indicator,
    Node,
    Number,
    Part,
    Power,
    Symbol,
    Transposed,
    Unreadable,
    Word,
    symbols,
)
from derive.documents.tokens import Bracket, Group, Item, Token, span
from derive.language.typeset.letters import GREEK


class Scripted(Cursor):
    """A letter and its scripts; the scripts of anything else."""

    def letter(self, item: Token) -> Node:
        """A letter or a run of capitals that is one name."""
        name, end = self._run(item)
        if name == "d" and self._names_gradient(end):
            run = self.items[self.at : self.at + 3]
            self.at += 3
            name, end = "d" + "".join(getattr(each, "text", "") for each in run), run[-1].end
        word = item.word or (len(name) > 1 and name not in GREEK and not name.startswith("bb"))
        if is_kind(self.item, "number") and self.item is not None and self.item.start == end and not word:
            raise Unreadable(
                f"{name}{getattr(self.item, 'text', '')}: a product or a subscript?", (item.start, end)
            )
        if name in ("bbE", "bbV") or (word and name in ("Var", "var")):
            return self.expectation("E" if name == "bbE" else "Var", item)
        if name == "bbI" and isinstance(self.item, Bracket):
            return self.bold_number(Token("command", "bold1", item.start, item.end))
        if name == "bbI" and is_sign(self.item, "_"):
            return self.bold_number(Token("command", "bold1", item.start, item.end))
        if name == "I" and isinstance(self.item, Bracket) and any(map(relation, self.item.items)):
            return self.bold_number(Token("command", "bold1", item.start, item.end))
        if word and name.lower() in {each.lower() for each in FUNCTIONS}:
            return self.function(next(v for k, v in FUNCTIONS.items() if k.lower() == name.lower()), item)
        if word and name.lower() in VECTOR_FUNCTIONS:
            name = VECTOR_FUNCTIONS[name.lower()]
        made = Symbol(name, bold=item.bold, span=(item.start, end), word=word)
        if name == "e" and not item.bold and is_sign(self.item, "^"):
            self.next()
            items, where = self.argument()
            return self.scripts(Apply("exp", self.inside(items, where)), item)
        return self.symbol(made, item)

    def _names_gradient(self, end: int) -> bool:
        """Whether LdZ follows a d, as in the name dLdZ."""
        run = self.items[self.at : self.at + 3]
        if len(run) < 3 or not all(isinstance(each, Token) and each.kind == "letter" for each in run):
            return False
        texts = [getattr(each, "text", "") for each in run]
        adjacent = run[0].start == end and run[0].end == run[1].start and run[1].end == run[2].start
        return adjacent and texts[0].isupper() and texts[1] == "d"

    def _run(self, item: Token) -> tuple[str, int]:
        """The letter, or the name of several letters that begins with it: NLL, Loss, softmax without a backslash."""
        if not is_letter(item):
            return item.text, item.end
        run, end, at = item.text, item.end, self.at
        while at < len(self.items):
            following = self.items[at]
            if not is_letter(following) or following.start != end or not isinstance(following, Token):
                break
            run, end, at = run + following.text, following.end, at + 1
        length = (
            len(run) if run in FUNCTIONS or run in VECTOR_FUNCTIONS else self.choices.vocabulary.name(run)
        )
        self.at += length - 1
        return run[:length], item.end + length - 1

    def symbol(self, symbol: Symbol, item: Item) -> Node:  # noqa: C901, PLR0912
        """The letter with its subscripts, labels, primes and arguments; then whatever power is left."""
        power: Node | None = None
        transposed = False
        subscripts, labels, primes = list(symbol.subscripts), list(symbol.labels), symbol.primes
        arguments = symbol.arguments
        name = symbol.name
        while True:
            if is_sign(self.item, "'"):
                self.next()
                primes += 1
            elif is_sign(self.item, "_"):
                self.next()
                items, where = self.argument()
                subscripts += self.subscripts(items, where)
            elif is_sign(self.item, "^"):
                self.next()
                items, where = self.argument()
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

    def subscripts(self, items: tuple[Item, ...], where: tuple[int, int]) -> list[Node]:
        """i, ij, {i,j}, {y_i}, {41}, max."""
        found: list[Node] = []
        for part in split(unwrapped(items), ","):
            if not part:
                raise Unreadable("a subscript is empty", where)
            if any(relation(each) for each in part):
                raise Unreadable("a relation in a subscript has no reading here", where)
            parser = type(self)(tuple(i for i in brackets(part, self.choices.stray)), self.choices, where)
            while parser.item is not None:
                found.append(parser.place())
        return found

    def place(self) -> Node:
        """One place of a subscript."""
        item = self.next()
        where = (item.start, item.end)
        if is_kind(item, "text"):
            return Word(getattr(item, "text", "").strip())
        if is_kind(item, "command") and getattr(item, "text", "") in (*FUNCTIONS, *VECTOR_FUNCTIONS):
            return Word(getattr(item, "text", ""))
        if isinstance(item, Token) and item.kind == "letter" and item.word:
            return Word(item.text)
        if isinstance(item, Token) and item.kind == "number":
            return Number(Fraction(item.text), 0, item.text)
        if isinstance(item, Token) and item.kind == "letter":
            return self.symbol(Symbol(item.text, span=where, bold=item.bold), item)
        if isinstance(item, Group) and not item.name:
            inner = self.inside(item.items, where)
            return self.symbol(inner, item) if isinstance(inner, Symbol) else inner
        if is_sign(item, "+", "-", "*") or isinstance(item, Bracket):
            raise Unreadable("arithmetic in an index has no reading here", where)
        raise Unreadable(f"{shown(item)} in a subscript is not read", where)

    def _superscript(self, items: tuple[Item, ...], where: tuple[int, int]) -> tuple[str, Any]:
        """What a superscript of a letter is: a label, a transpose, part of the name, or a power."""
        bare = unwrapped(tuple(i for i in items if not is_kind(i, "space")))
        whole = brackets(bare, [])
        if len(whole) == 1:
            only = whole[0]
            if isinstance(only, Bracket) and only.opening in "([":
                return "label", self.subscripts(only.items, where)
            if is_command(only, "top", "intercal") or (
                is_kind(only, "letter") and getattr(only, "text", "") == "T"
            ):
                return "transpose", None
            if is_sign(only, "*") or is_command(only, "star", "ast", "dagger"):
                return "name", "star"
            if is_sign(only, "'") or is_command(only, "prime"):
                return "prime", 1
            if is_sign(only, "+"):
                return "name", "plus"
            if isinstance(only, Token) and only.kind == "letter" and only.word:
                return "name", only.text
        if len(whole) > 1 and all(is_command(each, "prime") or is_sign(each, "'") for each in whole):
            return "prime", len(whole)
        return "power", self.inside(items, where)

    def _arguments(self, symbol: Symbol, bracket: Bracket) -> tuple[Node, ...] | None:
        """The arguments if (…) after a letter is a call; None if it is a factor."""
        parts = split(_one_bar(bracket.items), ",", ";", "|", "mid", "Vert", "parallel")
        plain = not symbol.subscripts and not symbol.labels
        always = plain and (symbol.word or symbol.name in CALLED)
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

    def scripts(self, made: Node, item: Item | None) -> Node:
        """Powers, transposes and entries of what is no letter."""
        while is_sign(self.item, "^", "_", "'"):
            script = self.next()
            if is_sign(script, "'"):
                raise Unreadable("a prime stands at something that is no letter", (script.start, script.end))
            items, where = self.argument()
            if is_sign(script, "_"):
                bare = unwrapped(items)
                if made == Number(Fraction(1)) and any(map(relation, bare)):
                    made = Indicator(self.condition(bare, where))
                else:
                    made = Part(made, tuple(self.subscripts(items, where)))
                continue
            kind, value = self._superscript(items, where)
            if kind == "transpose":
                made = Transposed(made)
            elif kind == "power":
                made = Power(made, value)
            else:
                raise Unreadable("this superscript is not read", where)
        return made


def _one_bar(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """p||q is p|q: the second of two bars is left out."""
    return tuple(
        each
        for at, each in enumerate(items)
        if not (at and is_sign(each, "|") and is_sign(items[at - 1], "|") and each.start == items[at - 1].end)
    )


def _holds_bare(nodes: list[Node], name: str) -> bool:
    return any(each.name == name and each.arguments is None for node in nodes for each in symbols(node))


def symbols_of(nodes: list[Node]) -> list[Symbol]:
    """The nodes that are letters."""
    return [each for each in nodes if isinstance(each, Symbol)]
