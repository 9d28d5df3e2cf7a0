"""Letters with what stands at them: subscripts, labels, primes, powers, brackets behind them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from derive.documents.readings.grammar.brackets import brackets
from derive.documents.readings.grammar.cursor import Cursor
from derive.documents.readings.grammar.items import is_command, is_kind, is_sign, relation, split, unwrapped
from derive.documents.readings.grammar.names import (
    BARS,
    FUNCTIONS,
    OPERATORS,
    SCRIPT_WORDS,
    is_word_in_script,
)
from derive.documents.readings.grammar.vocabulary import INDICES, OPERATORS_OF_BRACKETS, is_letter
from derive.documents.readings.trees import (
    Apply,
    Called,
    Indicator,
    Letter,
    Minus,
    Node,
    Number,
    Paren,
    Part,
    Power,
    Primed,
    Transposed,
    Unreadable,
    Word,
)
from derive.documents.tokens import Bracket, Group, Item, Token, span
from derive.language.typeset.letters import GREEK

_DOUBLE = ("Vert", "lVert", "rVert")


class Scripted(Cursor):
    """A letter and its scripts; the scripts of anything else."""

    def letter(self, item: Token) -> Node:
        """A letter, or a run of letters that is one name."""
        if (
            item.text == "d"
            and not self._names_operator(item)
            and (made := self.differential(item)) is not None
        ):
            return made
        if item.text in self.choices.vocabulary.changes:
            follows = self.next()
            if not isinstance(follows, Token):
                raise Unreadable(
                    "the change of what stands in brackets is not read", span=(item.start, item.end)
                )
            return self._letter(follows, item.text)
        return self._letter(item)

    def _names_operator(self, item: Token) -> bool:
        """Whether det or diag begins with this d, and brackets follow."""
        at, run = self.at, item.text
        while (
            at < len(self.items)
            and is_letter(self.items[at])
            and self.items[at].start == self.items[at - 1].end
        ):
            run, at = run + getattr(self.items[at], "text", ""), at + 1
        return run in OPERATORS and at < len(self.items) and isinstance(self.items[at], Bracket)

    def _letter(self, item: Token, change: str = "") -> Node:
        """The letter, or the change of it: Δx."""
        name, end = self._run(item)
        word = item.word or (len(name) > 1 and name not in GREEK and not name.startswith("bb"))
        lower = name.lower()
        if name.startswith("bb") and name[2:] in GREEK:
            return self.symbol(Letter(name[2:], bold=True, span=(item.start, end)), item)
        if len(name) == 3 and name.startswith("bb") and name[2].islower():  # \mathbb{x}, a vector
            return self.symbol(Letter(name[2:], bold=True, span=(item.start, end)), item)
        if word and lower in FUNCTIONS:
            return self.function(FUNCTIONS[lower], item)
        if (word and lower in OPERATORS) or name in ("bbE", "bbV", "bbP"):
            return self.operator_of(OPERATORS.get(lower, name), item)
        if name == "E" and not item.bold and self._square_brackets_follow():
            return self.operator_of("bbE", item)
        if name in ("bbI", "I") and self._conditions_follow():
            return self.bold_number(Token("command", "bold1", item.start, item.end))
        if name == "e" and not item.bold and is_sign(self.item, "^") and not self._is_turned_or_named():
            self.next()
            items, where = self.argument()
            return self.scripts(Apply("exp", (self.inside(items, where),)), item)
        name = f"{name}_{change}" if change else name
        return self.symbol(
            Letter(name, bold=item.bold and not item.word, word=word, span=(item.start, end)), item
        )

    def _square_brackets_follow(self) -> bool:
        """E[X], or E_p[X]: an expectation is taken."""
        at = self.at + 2 if is_sign(self.item, "_") else self.at
        follows = self.items[at] if at < len(self.items) else None
        return isinstance(follows, Bracket) and follows.opening == "["

    def _is_turned_or_named(self) -> bool:
        """eᵀ of an error e, and e^N_k, an error at the layer N, are no exponentials."""
        at = self.at + 2
        if at < len(self.items) and is_sign(self.items[at], "_"):
            return True
        above = unwrapped((self.items[at - 1],)) if at <= len(self.items) else ()
        if len(above) != 1 or not isinstance(above[0], Token):
            return False
        return above[0].text == "top" or (above[0].text == "T" and self.choices.vocabulary.errors)

    def _conditions_follow(self) -> bool:
        inner = self.item.items if isinstance(self.item, Bracket) else ()
        if is_sign(self.item, "_") and isinstance(self.look(), Group):
            inner = self.look().items  # type: ignore[union-attr]
        return any(map(relation, unwrapped(inner)))

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
        known = next((n for n in range(len(run), 2, -1) if run[:n] in (*FUNCTIONS, *OPERATORS)), 0)
        follows = self.items[at] if at < len(self.items) else None
        if run == "ln" and (
            isinstance(follows, Bracket) or not {"l", "n"} <= self.choices.vocabulary.letters
        ):
            known = 2
        length = known or self.choices.vocabulary.name(run)
        self.at += length - 1
        return run[:length], item.end + length - 1

    def symbol(self, letter: Letter, item: Item) -> Node:  # noqa: C901, PLR0912
        """The letter with its subscripts, labels, primes; then brackets behind it; then what is left of powers."""
        power: Node | None = None
        transposed = False
        subs, labels, primes, name = list(letter.subs), list(letter.labels), letter.primes, letter.name
        while is_sign(self.item, "'", "_", "^") or self._opens_script_in_braces():
            script = self.next()
            if is_sign(script, "'"):
                primes += 1
                continue
            items, where = self.argument()
            if is_sign(script, "_"):
                subs += self.subscripts(items, where)
                continue
            if (word := _written(unwrapped(items))) is not None and not word[0]:
                name += f"^{word[1]}"
                continue
            kind, value = self.superscript(items, where)
            if kind == "transpose" and name in self.choices.vocabulary.raised and not letter.bold:
                kind, value = "power", self.inside(items, where)
            if kind == "squared label" and power is None:
                kind, (value, power) = "label", value
            if kind in ("label", "turned label", "primed label"):
                labels += value
                transposed |= kind == "turned label"
                primes += kind == "primed label"
            elif kind == "name":
                name += f"^{value}"
            elif kind == "transpose":
                transposed = True
            elif kind == "inverse" and power is None:
                transposed, power = True, value
            elif kind == "prime":
                primes += int(value)
            elif power is None:
                power = value
            else:
                raise Unreadable("two powers stand at one letter", span=where)
        if power is None and not transposed and (inside := self._indices_in_brackets(name)) is not None:
            name += "".join(f"_{getattr(each, 'text', '') or getattr(each, 'name', '')}" for each in subs)
            return self.symbol(
                replace(letter, name=name, subs=tuple(inside), labels=tuple(labels), primes=primes), item
            )
        end = self.items[self.at - 1].end if self.at else letter.span[1]
        made: Node = replace(
            letter,
            name=name,
            subs=tuple(subs),
            labels=tuple(labels),
            primes=primes,
            span=(letter.span[0], end),
        )
        if isinstance(self.item, Bracket) and self.item.opening in "([" and not transposed:
            made = self._called(made, power)  # type: ignore[arg-type]
            return self.scripts(made, item)
        made = Power(made, power) if power is not None else made
        return Transposed(made) if transposed else made

    def _opens_script_in_braces(self) -> bool:
        """θ{_k}, whose braces say nothing: they are taken away."""
        group = self.item
        if not isinstance(group, Group) or group.name or not group.items or not is_sign(group.items[0], "_"):
            return False
        self.items = (*self.items[: self.at], *group.items, *self.items[self.at + 1 :])
        return True

    def _indices_in_brackets(self, name: str) -> list[Node] | None:
        """The places of W[m, n]: letters and numbers between square brackets; one alone where others stand so."""
        bracket = self.item
        if not isinstance(bracket, Bracket) or bracket.opening != "[" or name in OPERATORS_OF_BRACKETS:
            return None
        parts = split(bracket.items, ",")
        if len(parts) == 1 and not self._is_place(parts[0]):
            return None
        if not all(part and is_kind(part[0], "letter", "number") for part in parts):
            return None
        if any(len(part) > 1 and not is_sign(part[1], "_") for part in parts):
            return None
        self.next()
        return self.subscripts(bracket.items, (bracket.start, bracket.end))

    def _is_place(self, part: tuple[Item, ...]) -> bool:
        """Whether what stands alone in square brackets is a place: k of b[k], beside W[m, k]."""
        if not self.choices.vocabulary.in_brackets or len(part) != 1:
            return False
        [only] = part
        return isinstance(only, Token) and (only.kind == "number" or only.text in INDICES)

    def _called(self, head: Letter, power: Node | None) -> Node:
        """f(x), f^2(x), or f times brackets."""
        bracket = self.next()
        assert isinstance(bracket, Bracket)
        paren = self.paren(bracket)
        if power in (Number(Fraction(-1)), Minus(Number(Fraction(1)))) and not _may_be_matrix(head):
            return Called(replace(head, name=f"{head.name}^-1"), paren)
        return Called(head, paren, power)

    def paren(self, bracket: Bracket) -> Paren:
        """What stands between brackets, parted at commas, semicolons and bars."""
        where = (bracket.start, bracket.end)
        items = tuple(each for each in bracket.items if not is_kind(each, "space", "cell"))
        parts: list[list[Item]] = [[]]
        signs: list[str] = []
        bars = sum(is_sign(each, "|") for each in items)
        norms = sum(is_command(each, *_DOUBLE) for each in items) % 2 == 0  # ‖θ‖, and no D(p ‖ q)
        depth = 0
        for at, each in enumerate(items):
            depth += is_command(each, "langle") - is_command(each, "rangle")
            bar = (is_command(each, *BARS) and not (norms and is_command(each, *_DOUBLE))) or (
                is_sign(each, "|") and (bars == 1 or _is_double(items, at))
            )
            if depth <= 0 and (is_sign(each, ",", ";") or bar):
                if bar and not parts[-1] and signs and signs[-1] == "|":
                    signs[-1] = "‖"
                    continue
                double = is_command(each, "parallel", *_DOUBLE)
                signs.append("‖" if double else "|" if bar else str(getattr(each, "text", ",")))
                parts.append([])
            else:
                parts[-1].append(each)
        if len(parts) > 1 and not parts[-1]:
            parts.pop()
        if any(not part for part in parts):
            raise Unreadable("an argument is missing", span=where)
        read = tuple(self._argument(tuple(part)) for part in parts)
        return Paren(read, tuple(signs[: len(read) - 1]), bracket.opening)

    def _argument(self, part: tuple[Item, ...]) -> Node:
        """An argument, which may be a relation such as y = 1, or dots; any at all, in f(·, θ)."""
        if len(part) == 1 and is_command(part[0], "cdot", "bullet"):
            return Word("·")
        if any(map(relation, part)):
            found = self.compared(part)
            if found is not None:
                return found
        return self.level(part, span(part))

    def subscripts(self, items: tuple[Item, ...], where: tuple[int, int]) -> list[Node]:
        """i, ij, {i,j}, {y_i}, {41}, {t-1}, max."""
        found: list[Node] = []
        bare = unwrapped(items)
        parts = split(brackets(bare[1:] if is_sign(bare[0], "_") else bare, self.choices.stray), ",", ";")
        for whole in (each for each in parts if not _is_size(each)):
            if not whole:
                raise Unreadable("a subscript is empty", span=where)
            if any(relation(each) for each in whole):
                raise Unreadable("a relation in a subscript has no reading here", span=where)
            given = split(whole, "|", "mid", "vert")
            if len(given) == 2 and all(given):  # k|k−1
                found += [*self.subscripts(given[0], where), Word("|"), *self.subscripts(given[1], where)]
            elif len(whole) == 1 and isinstance(whole[0], Bracket):
                found += self.subscripts(whole[0].items, where)
            elif (word := _written(whole)) is not None:
                found += [*self.subscripts(word[0], where), Word(word[1])] if word[0] else [Word(word[1])]
            elif _is_named_entry(whole):
                found += [Word(getattr(whole[0], "text", "")), *self.subscripts(whole[1].items, where)]  # type: ignore[union-attr]
            elif _is_worked_out(whole):
                found.append(type(self)(whole, self.choices, where).all())
            else:
                parser = type(self)(whole, self.choices, where)
                while parser.item is not None:
                    found.append(parser.place())
        return found

    def place(self) -> Node:
        """One place of a subscript."""
        item = self.next()
        where = (item.start, item.end)
        if is_kind(item, "text"):
            return Word(getattr(item, "text", "").strip())
        if is_kind(item, "command") and getattr(item, "text", "") in SCRIPT_WORDS:
            return Word(getattr(item, "text", ""))
        if is_sign(item, ":", "*", "+", "-") or is_command(
            item, "cdot", "bullet", "star", "ast", "dots", "ldots"
        ):
            return Word(getattr(item, "text", ":"))
        if isinstance(item, Token) and item.kind == "letter" and item.word:
            return Word(item.text)
        if isinstance(item, Token) and item.kind == "number":
            return Number(Fraction(item.text), 0, item.text)
        if isinstance(item, Token) and item.kind == "letter":
            return primed_name(self.symbol(Letter(item.text, span=where, bold=item.bold), item))
        if isinstance(item, Group) and not item.name:
            inner = self.inside(item.items, where)
            return primed_name(self.symbol(inner, item) if isinstance(inner, Letter) else inner)
        self.at -= 1
        return self.factor()

    def superscript(self, items: tuple[Item, ...], where: tuple[int, int]) -> tuple[str, Any]:  # noqa: C901, PLR0912
        """What a superscript is: a label, a transpose, part of the name, a prime, or a power."""
        bare = unwrapped(tuple(i for i in items if not is_kind(i, "space")))
        whole = brackets(bare, [])
        if len(whole) == 1:
            only = whole[0]
            if isinstance(only, Bracket) and only.opening in "([":
                return "label", self.subscripts(only.items, where)
            if isinstance(only, Bracket):
                return "label", self.subscripts(only.items, where)
            signs = ("T", "⊤", "t") if self.choices.vocabulary.transposes else ("T", "⊤")
            if is_command(only, "top", "intercal", "mathsf T") or (
                is_kind(only, "letter") and getattr(only, "text", "") in signs
            ):
                return "transpose", None
            if is_sign(only, "*") or is_command(only, "star", "ast", "dagger"):
                return "name", "*"
            if is_sign(only, "'") or is_command(only, "prime"):
                return "prime", 1
            if is_sign(only, "+", "-"):
                return "name", getattr(only, "text", "+")
            if isinstance(only, Token) and only.kind == "letter" and only.word:
                return "name", only.text
            if is_kind(only, "text"):
                return "name", getattr(only, "text", "").strip()
        if (marked := self._marked_label(whole, where)) is not None:
            return marked
        if len(whole) > 1 and all(is_command(each, "prime") or is_sign(each, "'") for each in whole):
            return "prime", len(whole)
        if len(whole) == 2 and is_sign(whole[0], "-"):
            kind, _ = self.superscript((whole[1],), where)
            if kind == "transpose":
                return "inverse", Number(Fraction(-1))
        return "power", self.inside(items, where)

    def _marked_label(self, whole: tuple[Item, ...], where: tuple[int, int]) -> tuple[str, Any] | None:
        r"""The l of W^{[l]T} and of g^{[l]\prime}; the i and the 2 of x^{(i)2}."""
        if len(whole) != 2 or not isinstance(label := whole[0], Bracket) or label.opening not in "([":
            return None
        kind, power = self.superscript((whole[1],), where)
        if kind == "power" and isinstance(power, Number):
            return "squared label", (self.subscripts(label.items, where), power)
        marks = {"transpose": "turned label", "prime": "primed label"}
        return (marks[kind], self.subscripts(label.items, where)) if kind in marks else None

    # what stands at any factor

    def scripts(self, made: Node, item: Item | None) -> Node:
        """Powers, transposes, primes and entries of what is no letter."""
        while is_sign(self.item, "^", "_", "'"):
            script = self.next()
            if is_sign(script, "'"):
                made = Primed(made, 1 + (made.primes if isinstance(made, Primed) else 0))
                continue
            items, where = self.argument()
            if is_sign(script, "_"):
                bare = unwrapped(items)
                if made == Number(Fraction(1)) and any(map(relation, bare)):
                    made = Indicator(self.condition(bare, where))
                elif subs := self.subscripts(items, where):
                    inner = isinstance(made, Letter) and not made.primes
                    made = replace(made, subs=(*made.subs, *subs)) if inner else Part(made, tuple(subs))  # type: ignore[attr-defined,call-arg]
                continue
            kind, value = self.superscript(items, where)
            if kind == "transpose":
                made = Transposed(made)
            elif kind == "inverse":
                made = Transposed(Power(made, value))
            elif kind == "power":
                made = Power(made, value)
            elif kind == "prime":
                made = Primed(made, int(value))
            else:
                raise Unreadable("this superscript is not read", span=where)
        return made


def _written(items: tuple[Item, ...]) -> tuple[tuple[Item, ...], str] | None:
    """The word that letters side by side spell in a script, and the numbers before it: w_{new}, w_{1new}."""
    numbers = next((at for at, each in enumerate(items) if not is_kind(each, "number")), len(items))
    rest = items[numbers:]
    if len(rest) < 3 or not all(isinstance(each, Token) and is_letter(each) for each in rest):
        return None
    word = "".join(getattr(each, "text", "") for each in rest)
    tight = all(one.end == other.start for one, other in pairwise(rest))
    return (items[:numbers], word) if tight and is_word_in_script(word) else None


def _is_size(items: tuple[Item, ...]) -> bool:
    """Whether a subscript is m × n."""
    return len(items) > 2 and is_command(items[len(items) // 2], "times") and len(items) % 2 == 1


def _is_named_entry(items: tuple[Item, ...]) -> bool:
    """Whether a subscript is a[i]: part of a name, and a place."""
    if len(items) != 2 or not isinstance(items[1], Bracket):
        return False
    return is_kind(items[0], "letter") and items[1].opening == "["


def _is_worked_out(items: tuple[Item, ...]) -> bool:
    """Whether a subscript is an expression, such as t − 1."""
    signs = any(is_sign(each, "+", "-", "*", "/") for each in items[1:])
    return signs or any(isinstance(each, Bracket) for each in items)


def primed_name(node: Node) -> Node:
    """The index j′, which is a letter of its own."""
    if isinstance(node, Letter) and node.primes:
        return replace(node, name=node.name + "'" * node.primes, primes=0)
    return node


def _is_double(items: tuple[Item, ...], at: int) -> bool:
    """Whether the bar is one of ||."""
    return any(
        0 <= other < len(items)
        and is_sign(items[other], "|")
        and (items[other].end == items[at].start or items[at].end == items[other].start)
        for other in (at - 1, at + 1)
    )


_DISTRIBUTIONS = frozenset({"F", "G", "Phi", "Psi"})
"""Capitals that commonly are functions, whose inverse is taken of a number."""


def _may_be_matrix(head: Letter) -> bool:
    """Whether Σ⁻¹(x − μ) is a matrix times a vector: a capital, by itself or with subscripts."""
    capital = head.name[:1].isupper() and not head.word and (len(head.name) == 1 or head.name in GREEK)
    return (capital and head.name not in _DISTRIBUTIONS) or (head.bold and head.name[:1].isupper())


__all__ = ["Scripted"]
