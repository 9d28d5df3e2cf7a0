"""Definitions: which letter an = introduces, and when a letter is defined anew."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from derive.documents.readings.announcing import (
    ABOUT,
    ASSUMES,
    CONSTRAINS,
    DEFINES,
    FOLLOWS,
    GIVES,
    HENCE,
    LETS,
    NAMES,
    NOW,
    OR,
    QUESTION,
    SATISFIES,
    SAYS,
    SENTENCE,
    TITLE,
    UNDER_EQUATION,
    leaves_out,
    masked,
)
from derive.documents.readings.apart import are_apart
from derive.documents.readings.chances import told_behind_chances
from derive.documents.readings.clock import begins, is_step_behind_end, step_of
from derive.documents.readings.definitions import Definition
from derive.documents.readings.entering import TWO, Entering
from derive.documents.readings.field import SUMS, is_usual
from derive.documents.readings.formulas import Formula, Role, head_of, is_number
from derive.documents.readings.naming import PROBABILITIES, is_opaque_call
from derive.documents.readings.restating import heads_in, is_same
from derive.documents.readings.trees import (
    Apply,
    Called,
    Condition,
    Dots,
    Grid,
    Letter,
    Minus,
    Node,
    Number,
    Part,
    Partial,
    Power,
    Transposed,
    is_bare,
    letters,
    walk,
)


def _is_start_of_path(left: Node | None, right: Node | None) -> bool:
    """x(t_0) = x_0, x(0) = a: what a function is at one place says nothing of it elsewhere."""
    if not isinstance(left, Called) or right is None or not left.paren.items:
        return False
    return all(
        isinstance(each, Number) or (isinstance(each, Letter) and each.subs == (Number(Fraction(0)),))
        for each in left.paren.items
    )


_WITH = re.compile(r"\b(?:with|tak(?:e|ing)|choos(?:e|ing)|setting|putting)\s*$|[取选]\s*$", re.IGNORECASE)
"""Words right before an equation that sets a letter for what follows: "by parts, with u = x"."""
_MARK = r"[ \t>]*(?:[-*+•]|\d{1,2}[.)]|\||\\item\b)[^\n]{0,200}"
_BLANK = r"\n(?:[ \t>]*\n)*[ \t>]*"
_NEXT_ITEM = re.compile(rf"[^\n]{{0,200}}\n{_MARK}")
_ITEM = re.compile(rf"(?:^|\n){_MARK}(?:{_BLANK})?$")
_APART = re.compile(rf"[^\n]{{0,200}}{_BLANK}{_MARK}(?:{_BLANK})?")
"""What stands between the formulas of two items, with blank lines."""


def _is_implicit(left: Node, right: Node | None) -> bool:
    """F(x, y) = 0, g(x) = x, σ(z) = 0.73: as a rule what x satisfies, and no function that does nothing."""
    if not isinstance(left, Called) or left.head.primes:
        return False
    return is_number(right) or right in left.paren.items


def _are_of_one(left: Node, right: Node | None) -> bool:
    """x_1 = x_2: two places of one letter, which may be supposed to be equal."""
    same = isinstance(left, Letter) and isinstance(right, Letter) and left.name == right.name
    return same and left != right


@dataclass(frozen=True)
class _Case:
    """left = right, which may define the head of its left side; `before` are the words before it."""

    formula: Formula
    at: int
    before: str
    left: Node
    right: Node | None
    head: Letter

    @property
    def relation(self) -> str:
        """= or :="""
        return self.formula.chain.relations[self.at]

    def is_now(self, role: Role) -> None:
        """Say what it is."""
        self.formula.roles[self.at] = role


def _within(node: Node | None) -> Node | None:
    """(a, b) of (a, b)ᵀ, and of the set (0, 1)ⁿ."""
    if isinstance(node, Transposed):
        return node.operand
    return node.base if isinstance(node, Power) else node


_SLOPE_BEHIND = re.compile(
    r"[\s,;.&\\]*(?:\\quad|\\qquad)?\s*(?:[A-Za-z]\s*(?:'|\^\{?\\prime)|\\d?frac\s*\{\s*(?:d|\\partial))"
)
"""A row that begins with a derivative."""


class Defining(Entering):
    """Enters definitions: p_k = e^{z_k}/Z, f(x) = xᵀ A x, Σ_j e^{z_j} = Z where Z is new."""

    def _define(self, formula: Formula, at: int, before: str) -> None:
        """Enter what the = defines, or say what it is instead; what no case speaks of is a definition."""
        left, right = formula.sides[at].node, formula.sides[at + 1].node
        if (by_log := self._defined_by_log(left, right)) is not None:
            left, right = by_log
        if self._says_what_a_function_does(formula, at, left, right):
            return
        head = self._head(formula, left, right)
        if left is None or head is None or formula.chain.relations[at] not in ("=", ":="):
            self._name_on_the_right(formula, at, before)
            return
        case = _Case(formula, at, before, left, right, head)
        if self._is_told_by_form(case) or self._is_told_by_words(case) or self._is_told_by_steps(case):
            return
        known = self._same(head, left)
        settled = self._is_told_by_the_first(case, known) if known is not None else self._is_no_first(case)
        if settled or self._is_claimed(case, known):
            return
        self._put(formula, at, left, right)
        self._define_next(case)

    def _says_what_a_function_does(
        self, formula: Formula, at: int, left: Node | None, right: Node | None
    ) -> bool:
        """softmax(x + c) = softmax(x) says what it does, and not what it is; so does what the field means by it."""
        function = left.whole if isinstance(left, Part) else left
        if not isinstance(function, Apply):
            return False
        if right is None or any(
            isinstance(e, Apply) and e.function == function.function for e in walk(right)
        ):
            return True
        if not is_usual(function.function, function.arguments, right):
            return False
        own = function.function in self.definitions
        formula.roles[at] = "claim" if own or function.function not in SUMS else "definition"
        return True

    def _head(self, formula: Formula, left: Node | None, right: Node | None) -> Letter | None:
        """The letter that may be defined: p of p_k, σ of σ(x), s of s²."""
        if isinstance(left, Power) and isinstance(left.base, Letter) and left.exponent == TWO:
            return None if is_number(right) or self._is_under_condition(formula) else left.base
        function = left.whole if isinstance(left, Part) else left
        return Letter(function.function, word=True) if isinstance(function, Apply) else head_of(left)

    def _is_told_by_form(self, case: _Case) -> bool:
        """Whether it is ones, δ_ij, s²(X) = …, which says what the square of s is, or is written out."""
        head, left, right = case.head, case.left, case.right
        if head.name in ("ones", "zeros"):
            return True
        if isinstance(left, Called) and left.power is not None:
            case.is_now("definition" if head.name not in self.seen else "claim")
            return True
        if (
            head.name == "delta"
            and len(head.subs) == 2
            and right is not None
            and not isinstance(right, Partial)
        ):
            return True
        if not isinstance(_within(right), Grid):
            return False
        case.is_now("definition")
        if isinstance(left, Letter) and not isinstance(right, Power):
            self.written.append(self._made(case.formula, case.at, left, right))
        return True

    def _is_told_by_words(self, case: _Case) -> bool:
        """Whether words deny it, or say that it holds somewhere."""
        if self._denies(case.before):
            return True
        if leaves_out(case.before):
            case.is_now("condition")
            return True
        left, right = case.left, case.right
        if case.relation != "=" or not self._holds_somewhere(case.head.name, left, right, case.before):
            return False
        case.is_now("condition")
        if right is not None:
            self.solved.append(self._made(case.formula, case.at, left, right))
        return True

    def _is_told_by_steps(self, case: _Case) -> bool:
        """Whether it is where a recurrence begins, or what stands behind its end."""
        head, known = case.head, self.definitions.get(case.head.name, [])
        step = step_of(head, self.definitions)
        if step is not None and case.relation == "=" and not step.said:
            valued = any(letter.name == head.name for letter, *_ in self.values)
            if not valued and begins(step, head, known):
                self._put(case.formula, case.at, case.left, case.right)
            return True
        if not is_step_behind_end(head, case.right, known):
            return False
        self._put(case.formula, case.at, case.left, case.right)
        return True

    def _is_told_by_the_first(self, case: _Case, known: Definition) -> bool:
        """Whether the letter has a definition already that this one stands beside, or that it claims something of."""
        formula, before = case.formula, case.before
        if self._is_alternative(formula, before) or self._is_choice(formula, known):
            self._enter(replace(known, body=None, at=formula.start, number=formula.number))
            case.is_now("definition")
            return True
        if not is_same(known, case.left):  # f(x_i) = …, where it is said what f(x) is
            self._name_on_the_right(formula, case.at, before)
            return True
        if case.at + 2 < len(formula.sides) and self._are_one(known, case.right):
            self._define(formula, case.at + 1, before)  # Error = E = …: E may be defined anew
            if formula.roles[case.at + 1] == "definition":
                self._put(formula, case.at, case.left, formula.sides[case.at + 2].node)
            return True
        return not self._anew(formula, case.at, known, case.right, before)

    def _is_no_first(self, case: _Case) -> bool:
        """Whether it introduces no letter: an entry, a layer, an abbreviation; or what does so is not read."""
        formula, at, left, right = case.formula, case.at, case.left, case.right
        if self._is_entry(formula, left):
            return True
        if self.faulty.get(case.head.name, 1 << 60) < formula.start:
            return True  # an equation that is not read begins with it
        if isinstance(left, Letter) and case.head.name in self.said.facts.layers:
            case.is_now("condition")
            return True
        if right is None or not _abbreviates(left, right):
            return False
        case.is_now("definition")  # and what L(θ; X) is, stands behind it
        if formula.chain.relations[at + 1 : at + 2] == ["="]:
            self._put(formula, at + 1, right, formula.sides[at + 2].node)
        return True

    def _is_claimed(self, case: _Case, known: Definition | None) -> bool:
        """Whether it says something of what is known: a call, a slope, what holds on a condition, a solution."""
        formula, left, right = case.formula, case.left, case.right
        if isinstance(left, Called) and not self._defines_call(left, right):
            return True
        if right is not None and self._goes_into(case.head, left, right):
            return True
        if self._is_slope(case.head, left) or any(not each.lapsed for each in formula.conditions):
            return True
        return known is None and self._solves(formula, case.at, left, right, case.before)

    def _define_next(self, case: _Case) -> None:
        """The letter in the middle of a chain, z = W x = …, or at its end."""
        formula, at, right = case.formula, case.at, case.right
        if len(formula.sides) > at + 2 and not isinstance(formula.sides[-2].node, Letter):
            self._name_on_the_right(formula, at, case.before)
        after = formula.sides[at + 2].node if at + 2 < len(formula.sides) else None
        if after is None or right is None or formula.chain.relations[at + 1] not in ("=", ":="):
            return
        if (by_log := self._defined_by_log(right, after)) is not None:  # ℓ(θ) = log p(x | θ) = −θ x
            self._put(formula, at + 1, *by_log)
        elif self._introduces(case.left, right, after, case.before):
            self._put(formula, at + 1, right, after)
            self._forget(formula, at)
            self._put(formula, at, case.left, after)
        elif (told := told_behind_chances(self, formula, at)) is not None:
            self._forget(formula, at)
            self._put(formula, at, case.left, told)
            self.told.add((case.head.name, formula.start))

    def _introduces(self, first: Node, middle: Node, after: Node, before: str) -> bool:
        """Whether the side in the middle of a chain is a new letter or a call, and what follows says what it is."""
        head = head_of(middle)
        if head is None or (self._same(head, middle) is not None and not LETS.search(before)):
            return False
        if self._goes_into(head, middle, after):
            return False
        if isinstance(middle, Called):
            return bool(middle.paren.items)
        worded = is_bare(middle) and isinstance(first, Letter) and first.word and head.name not in self.varied
        return isinstance(middle, Letter) and (head.name not in self.seen or worded)

    def _defined_by_log(self, left: Node | None, right: Node | None) -> tuple[Node, Node] | None:
        """p(x | θ) and e^{−θ x}, where log p(x | θ) = −θ x says what a p(x | θ) is of which nothing is said."""
        if isinstance(left, Minus) and right is not None:
            left, right = left.operand, Minus(right)
        if not isinstance(left, Apply) or left.function != "log" or left.primes or len(left.arguments) != 1:
            return None
        inner = left.arguments[0]
        head = head_of(inner)
        if head is None or right is None or head.primes or is_number(right) or isinstance(right, Grid):
            return None
        inside = [each for each in walk(right) if isinstance(each, Called | Letter | Partial)]
        heads = {each.head.name for each in inside if isinstance(each, Called)}
        if any(isinstance(each, Partial) for each in inside) or heads & {head.name, *PROBABILITIES}:
            return None
        is_call = isinstance(inner, Called) and inner.power is None and bool(inner.paren.items)
        if not is_call and (head.name in self.seen or not is_bare(inner)):
            return None
        if self._same(head, inner) is not None or (
            head.name in self.definitions and not is_opaque_call(inner)  # type: ignore[arg-type]
        ):
            return None
        return inner, Apply("exp", (right,))

    def _holds_somewhere(self, name: str, left: Node, right: Node | None, before: str) -> bool:
        """Whether it says where something holds, not what it is: x(0) = a, subject to w = 1, roots of f(x) = 0."""
        if CONSTRAINS.search(before.rstrip()) or (ASSUMES.search(before) and _are_of_one(left, right)):
            return True
        if name in self.definitions:
            return False
        at_places = _is_start_of_path(left, right) or (
            bool(SATISFIES.search(before)) and (isinstance(left, Called) or is_bare(left))
        )
        return at_places or (_is_implicit(left, right) and not NAMES.search(before))

    def _is_entry(self, formula: Formula, left: Node) -> bool:
        """Whether it is an entry Y_ij of what the section defines as a whole, Y = X W + b, by what is no unknown f."""
        if not isinstance(left, Letter) or not left.subs or not all(map(is_bare, left.subs)):
            return False
        if len(left.subs) != (self.said.facts.rank(left.name, formula.start) or 2) - self._is_row(
            formula, left
        ):
            return False
        return any(
            is_bare(each.head)
            and each.section == formula.section[: len(each.section)]
            and each.body is not None
            and not any(isinstance(node, Called) for node in walk(each.body))
            for each in self.definitions.get(left.name, ())
        )

    def _is_row(self, formula: Formula, left: Letter) -> bool:
        """Whether it is Y_i of a matrix that is declared."""
        return len(left.subs) == 1 and self.said.facts.rank(left.name, formula.start) == 2

    def _is_under_condition(self, formula: Formula) -> bool:
        """Whether a condition stands before it in its sentence: if a = b, then a² = b²."""
        last = self.last
        if last is None or last.roles[:1] != ["condition"]:
            return False
        between = self.document.text[last.fragment.outer[1] : formula.fragment.outer[0]]
        return len(between) < 120 and not SENTENCE.search(between)

    def _starts_together(self, formula: Formula, at: int) -> bool:
        """m_0 = v_0 = 0: each is defined by the number."""
        *starts, last = [each.node for each in formula.sides[at:]]
        if len(starts) < 2 or not is_number(last) or not all(map(self._is_start, starts)):
            return False
        for number, start in enumerate(starts, at):
            assert start is not None
            self._put(formula, number, start, last)
        return True

    def _is_start(self, left: Node | None) -> bool:
        """Whether a recurrence says what h_0 and h_1 are."""
        at_number = isinstance(left, Letter) and isinstance(left.subs[0] if left.subs else None, Number)
        return at_number and step_of(left, self.definitions) is not None  # type: ignore[arg-type]

    def _is_alternative(self, formula: Formula, before: str) -> bool:
        """q = p, or q = p − 1: which of them is meant is not said."""
        last = (
            self.last.chain.after if self.last is not None and self.last.fragment is formula.fragment else ""
        )
        return bool(OR.search(before.rstrip()) or OR.search(last.strip(" ,，")))

    def _are_one(self, known: Definition, right: Node | None) -> bool:
        """Whether Error = E was how both were introduced."""
        if known.body is None or not isinstance(right, Letter) or not is_bare(right):
            return False
        return any(known.body in (right, each.body) for each in self.definitions.get(right.name, ())[-1:])

    def _is_choice(self, formula: Formula, known: Definition) -> bool:
        """Whether it stands right behind the other definition in a list or display of choices, each with its name."""
        last = self.last
        if last is None or known.number != last.number or known.said:
            return False
        if last.fragment is formula.fragment:
            return bool(formula.chain.words.strip() and last.chain.words.strip())
        between = self.document.text[last.fragment.outer[1] : formula.fragment.outer[0]]
        item = _ITEM.search(self.document.text[max(0, last.fragment.outer[0] - 240) : last.fragment.outer[0]])
        return bool(_NEXT_ITEM.fullmatch(between) or (item and _APART.fullmatch(between)))

    def _defines_call(self, left: Called, right: Node | None) -> bool:
        """Whether f(x) = … can say what f is: not f(u + v) = …, nor p(a, b) = p(a | b) p(b)."""
        items = left.paren.items
        if not all(isinstance(each, Letter | Condition | Dots | Called) for each in items):
            return False
        if self._is_rule_known(left):
            return False
        if right is None or any(isinstance(each, Condition) for each in items):
            return True
        return not any(isinstance(each, Called) and each.head.name == left.head.name for each in walk(right))

    def _is_rule_known(self, left: Called) -> bool:
        """Whether f(g(x)) is written where f(x) is defined for every x."""
        if not any(isinstance(each, Called) for each in left.paren.items) or is_opaque_call(left):
            return False
        return any(
            isinstance(each.head, Called)
            and each.head.head == left.head
            and len(each.head.paren.items) == len(left.paren.items)
            and all(map(is_bare, each.head.paren.items))
            for each in self.definitions.get(left.head.name, ())
        )

    def _denies(self, before: str) -> bool:
        return bool(
            re.search(r"\b(?:not|never) (?:that )?[^,.]*$", before[-40:], re.IGNORECASE)
        ) and not DEFINES.search(before)

    def _anew(self, formula: Formula, at: int, known: Definition, right: Node | None, before: str) -> bool:  # noqa: C901
        """Whether a letter that is defined already is defined anew."""
        if self.said.is_new(known.letter.name, formula.start):
            return True
        if formula.chain.relations[at] == ":=" or self._is_asked(formula, known.head):
            return True
        if (right is not None and is_number(right) and not NOW.search(before)) or UNDER_EQUATION.search(
            before
        ):
            return False
        if not formula.fragment.display and ABOUT.match(before) and right is not None and right != known.body:
            return True
        if known.said or right is None:
            return False
        if not formula.fragment.display and _WITH.search(before) and right != known.body:
            return True
        if LETS.search(before) and (right != known.body or len(formula.sides) > at + 2):
            return True
        if self._is_next_example(formula, before) and known.body and are_apart(known.body, right):
            return True
        if self._is_titled(formula, known) and right != known.body:
            return True
        if known.section == formula.section[: len(known.section)]:
            below = known.section != formula.section and self._is_of_other_letters(formula, known, right)
            return below or self._is_another(formula, known, right)
        if known.body is None or right == known.body:
            return False
        old = {each.name for each in letters(known.body)}
        new = {each.name for each in letters(right)}
        if not old <= new and not new <= old:
            return True
        return bool(NOW.search(before)) or self._is_of_another_section(formula, known.body, right)

    def _is_titled(self, formula: Formula, known: Definition) -> bool:
        """Whether it begins an item that has a title of its own: 2. **Identity**, with g = u below it."""
        start = formula.fragment.outer[0]
        found = (
            TITLE.search(self.document.text, max(0, start - 120), start) if formula.fragment.display else None
        )
        return found is not None and known.at < found.start() and not FOLLOWS.search(found["title"])

    def _is_next_example(self, formula: Formula, before: str) -> bool:
        """Whether a function is given with its derivative behind it: f(x) = cos x, f′(x) = −sin x."""
        if not formula.fragment.display:
            return bool(GIVES.search(before)) and not HENCE.search(before)
        rest = self.document.text[formula.chain.span[1] : formula.fragment.outer[1]]
        first = not self.document.text[formula.fragment.outer[0] : formula.start].strip(" \n$&\\[")
        return first and not FOLLOWS.search(self.lead(formula)) and bool(_SLOPE_BEHIND.match(rest))

    def _is_of_another_section(self, formula: Formula, known: Node, right: Node) -> bool:
        """Whether a letter is defined by others in another section, x³ for x², and not as a result."""
        words = self.lead(formula)
        if not formula.fragment.display or HENCE.search(words):
            return False
        return heads_in(known) != heads_in(right) or (not FOLLOWS.search(words) and are_apart(known, right))

    def _is_of_other_letters(self, formula: Formula, known: Definition, right: Node) -> bool:
        """Whether a bare letter is set to other letters in a section below: Y = X W + b, where Y = H W_2 + b_2 is."""
        if known.body is None or not is_bare(known.head) or HENCE.search(self.lead(formula)):
            return False
        old, new = ({each.name for each in letters(body)} for body in (known.body, right))
        return formula.fragment.display and not old <= new and not new <= old

    def _is_another(self, formula: Formula, known: Definition, right: Node) -> bool:
        """Whether a letter is defined in another way in the same section: by other functions, and not as a result."""
        words = self.lead(formula)
        if known.at >= formula.fragment.outer[0] - len(words) - 2:
            words = words.rpartition("$")[2]  # those before led to the first definition
        if known.body is None or not SAYS.search(masked(words)):
            return False
        old, new = heads_in(known.body), heads_in(right)
        if old and new and not old & new:
            return not HENCE.search(words)
        return old != new and not FOLLOWS.search(words)

    def _is_asked(self, formula: Formula, head: Node) -> bool:
        """z = x, what is ∂z/∂x? A question supposes what stands in it."""
        if formula.fragment.display or not isinstance(head, Letter):
            return False
        end = formula.fragment.outer[1]
        return bool(QUESTION.match(self.document.text[end : end + 200]))

    def _is_slope(self, head: Letter, left: Node) -> bool:
        """C′(w) where C is defined: a derivative, not a name."""
        return bool(head.primes) and (isinstance(left, Called) or head.name in self.definitions)


def _abbreviates(left: Node, right: Node | None) -> bool:
    """Whether it says L(θ) = L(θ; X, y): the one is short for the other."""
    if not isinstance(left, Called) or not isinstance(right, Called) or left.head != right.head:
        return False
    if left.head.name in PROBABILITIES or right.paren.signs.count(";") != 1 or ";" in left.paren.signs:
        return False
    at = right.paren.signs.index(";") + 1
    return right.paren.items[:at] == left.paren.items
