"""Definitions: which letter an = introduces, and when a letter is defined anew."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from derive.documents.readings.announcing import (
    ABOUT,
    ASSUMES,
    CONSTRAINS,
    DEFINES,
    FOLLOWS,
    HENCE,
    LETS,
    NAMES,
    NOW,
    OR,
    QUESTION,
    SATISFIES,
    SAYS,
    SENTENCE,
    SOLVES,
    TO_BE_SOLVED,
    UNDER_EQUATION,
    masked,
)
from derive.documents.readings.clock import begins, is_step_behind_end, step_of
from derive.documents.readings.definitions import Definition
from derive.documents.readings.discourse import Discourse
from derive.documents.readings.field import SUMS, is_usual
from derive.documents.readings.formulas import Formula, head_of, is_number
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
    Paren,
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


_NEXT_ITEM = re.compile(r"[^\n]{0,200}\n[ \t>]*(?:[-*+•]|\d{1,2}[.)]|\||\\item\b)[^\n]{0,200}")


def _is_implicit(left: Node, right: Node | None) -> bool:
    """F(x, y) = 0, g(x) = x, σ(z) = 0.73: as a rule what x satisfies, and no function that does nothing."""
    if not isinstance(left, Called) or left.head.primes:
        return False
    return is_number(right) or right in left.paren.items


_TWO = Number(Fraction(2))


def _are_of_one(left: Node, right: Node | None) -> bool:
    """x_1 = x_2: two places of one letter, which may be supposed to be equal."""
    same = isinstance(left, Letter) and isinstance(right, Letter) and left.name == right.name
    return same and left != right


def _is_named(letter: Letter) -> bool:
    """Whether it is S, or S_2: a letter with nothing but numbers at it."""
    return not letter.labels and all(isinstance(each, Number) for each in letter.subs)


class Defining(Discourse):
    """Enters definitions: p_k = e^{z_k}/Z, f(x) = xᵀ A x, Σ_j e^{z_j} = Z where Z is new."""

    def _define(self, formula: Formula, at: int, before: str) -> None:  # noqa: C901, PLR0912, PLR0915
        left, right = formula.sides[at].node, formula.sides[at + 1].node
        chain = formula.chain
        if (by_log := self._defined_by_log(left, right)) is not None:
            left, right = by_log
        head = head_of(left)
        function = left.whole if isinstance(left, Part) else left
        if isinstance(function, Apply):
            if right is None or any(
                isinstance(e, Apply) and e.function == function.function for e in walk(right)
            ):
                return  # softmax(x + c) = softmax(x) says what it does, and not what it is
            if is_usual(function.function, function.arguments, right):
                own = function.function in self.definitions
                formula.roles[at] = "claim" if own or function.function not in SUMS else "definition"
                return
            head = Letter(function.function, word=True)
        if isinstance(left, Power) and isinstance(left.base, Letter) and left.exponent == _TWO:
            head = None if is_number(right) or self._is_under_condition(formula) else left.base
        if head is None or chain.relations[at] not in ("=", ":="):
            self._name_on_the_right(formula, at, before)
            return
        if left is None or head.name in ("ones", "zeros"):
            return
        if isinstance(left, Called) and left.power is not None:  # s²(X) = … says what the square of s is
            formula.roles[at] = "definition" if head.name not in self.seen else "claim"
            return
        name = head.name
        if name == "delta" and len(head.subs) == 2 and right is not None and not isinstance(right, Partial):
            return
        inner = (
            right.operand
            if isinstance(right, Transposed)
            else right.base
            if isinstance(right, Power)
            else right
        )
        if isinstance(inner, Grid):  # (a, b)ᵀ, or the set (0, 1)ⁿ
            formula.roles[at] = "definition"
            if isinstance(left, Letter) and not isinstance(right, Power):
                self.written.append(self._made(formula, at, left, right))
            return
        if self._denies(before):
            return
        if chain.relations[at] == "=" and self._holds_somewhere(name, left, right, before):
            formula.roles[at] = "condition"
            if right is not None:
                self.solved.append(self._made(formula, at, left, right))
            return
        if (
            (step := step_of(head, self.definitions)) is not None
            and chain.relations[at] == "="
            and not step.said
        ):
            valued = any(letter.name == head.name for letter, *_ in self.values)
            if not valued and begins(step, head, self.definitions[head.name]):
                self._put(formula, at, left, right)
            return
        if is_step_behind_end(head, right, self.definitions.get(head.name, ())):
            self._put(formula, at, left, right)
            return
        known = self._same(head, left)
        if known is not None and (self._is_alternative(formula, before) or self._is_choice(formula, known)):
            self._enter(replace(known, body=None, at=formula.start, number=formula.number))
            formula.roles[at] = "definition"
            return
        if known is None and self._is_entry(formula, left):
            return
        if known is None and self.faulty.get(name, 1 << 60) < formula.start:
            return  # an equation that is not read begins with it
        if known is not None and not is_same(known, left):  # f(x_i) = …, where it is said what f(x) is
            self._name_on_the_right(formula, at, before)
            return
        if known is not None and not self._anew(formula, at, known, right, before):
            return
        if known is None and isinstance(left, Letter) and name in self.said.facts.layers:
            formula.roles[at] = "condition"
            return
        if known is None and _abbreviates(left, right):
            formula.roles[at] = "definition"  # and what L(θ; X) is, stands behind it
            if at + 1 < len(chain.relations) and chain.relations[at + 1] == "=":
                self._put(formula, at + 1, right, formula.sides[at + 2].node)  # type: ignore[arg-type]
            return
        if isinstance(left, Called) and not self._defines_call(left, right):
            return
        if right is not None and self._goes_into(head, left, right):
            return
        if self._is_slope(head, left) or any(not each.lapsed for each in formula.conditions):
            return
        if known is None and self._solves(formula, at, left, right, before):
            return
        self._put(formula, at, left, right)
        if len(formula.sides) > at + 2 and not isinstance(formula.sides[-2].node, Letter):
            self._name_on_the_right(formula, at, before)
        nxt = formula.sides[at + 2].node if at + 2 < len(formula.sides) else None
        if nxt is not None and right is not None and chain.relations[at + 1] in ("=", ":="):
            if (by_log := self._defined_by_log(right, nxt)) is not None:  # ℓ(θ) = log p(x | θ) = −θ x
                self._put(formula, at + 1, *by_log)
                return
            other = head_of(right)
            if (
                other is not None
                and (self._same(other, right) is None or LETS.search(before))
                and not self._goes_into(other, right, nxt)
            ):
                call = isinstance(right, Called) and right.paren.items
                if call or (isinstance(right, Letter) and other.name not in self.seen):
                    self._put(formula, at + 1, right, nxt)
                    self._forget(formula, at)
                    self._put(formula, at, left, nxt)

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
        if not isinstance(left, Letter) or len(left.subs) != 2 or not all(map(is_bare, left.subs)):
            return False
        return any(
            is_bare(each.head)
            and each.section == formula.section
            and each.body is not None
            and not any(isinstance(node, Called) for node in walk(each.body))
            for each in self.definitions.get(left.name, ())
        )

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

    def _is_choice(self, formula: Formula, known: Definition) -> bool:
        """Whether it stands right behind the other definition in a list or display of choices, each with its name."""
        last = self.last
        if last is None or known.number != last.number or known.said:
            return False
        if last.fragment is formula.fragment:
            return bool(formula.chain.words.strip() and last.chain.words.strip())
        between = self.document.text[last.fragment.outer[1] : formula.fragment.outer[0]]
        return bool(_NEXT_ITEM.fullmatch(between))

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

    def _put(self, formula: Formula, at: int, left: Node, right: Node | None) -> None:
        if right is not None and formula.chain.relations[at] == "=" and self._is_fitted(left, right):
            formula.roles[at] = "condition"
            self.solved.append(self._made(formula, at, left, right))
            return
        formula.roles[at] = "definition"
        if isinstance(left, Power) and isinstance(right, Power) and left.exponent == right.exponent == _TWO:
            made = self._made(formula, at, left.base, right.base)  # e² = (r − q)² says that e is r − q
            self._enter(replace(made, squared=True))
            return
        inner = left.whole if isinstance(left, Part) else left
        if isinstance(inner, Apply):
            subs = left.subs if isinstance(left, Part) else ()
            left = Called(Letter(inner.function, subs, word=True), Paren(inner.arguments, inner.signs))
        self._enter(self._made(formula, at, left, right))

    def _is_fitted(self, left: Node, right: Node) -> bool:
        """Whether it is a model of data, which are given: y = X w beside ‖X w − y‖²."""
        return isinstance(left, Letter) and self.residuals.fit(left, right, self.definitions)

    def _solves(self, formula: Formula, at: int, left: Node, right: Node | None, before: str) -> bool:
        """w = (XᵀX)⁻¹ Xᵀ y, of a w that was given before: where a slope in w is zero, and nowhere else."""
        if not isinstance(left, Letter) or not is_bare(left) or left.name not in self.seen or right is None:
            return False
        if formula.chain.relations[at] == ":=" or NAMES.search(before) or is_number(right):
            return False
        text = self.document.text[max(0, formula.start - 300) : formula.start]
        known = {each.name for each in letters(right)} <= self.seen | {"I", "ones", "zeros"}
        if not known or not (left.name in self.varied or SOLVES.search(text)):
            return False
        self.solved.append(self._made(formula, at, left, right))
        formula.roles[at] = "condition"
        return True

    def _forget(self, formula: Formula, at: int) -> None:
        for found in self.definitions.values():
            found[:] = [
                d
                for d in found
                if not (
                    d.number == formula.number and d.at == formula.start and d.head == formula.sides[at].node
                )
            ]

    def _denies(self, before: str) -> bool:
        return bool(
            re.search(r"\b(?:not|never) (?:that )?[^,.]*$", before[-40:], re.IGNORECASE)
        ) and not DEFINES.search(before)

    def _anew(self, formula: Formula, at: int, known: Definition, right: Node | None, before: str) -> bool:
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
        if LETS.search(before) and (right != known.body or len(formula.sides) > at + 2):
            return True
        if known.section == formula.section[: len(known.section)]:
            return self._is_another(formula, known, right)
        if known.body is None or right == known.body:
            return False
        old = {each.name for each in letters(known.body)}
        new = {each.name for each in letters(right)}
        if not old <= new and not new <= old:
            return True
        return bool(NOW.search(before)) or self._is_of_another_section(formula, known.body, right)

    def _is_of_another_section(self, formula: Formula, known: Node, right: Node) -> bool:
        """Whether a letter is defined by other functions in another section, and not as a result."""
        if not formula.fragment.display or HENCE.search(self.lead(formula)):
            return False
        return heads_in(known) != heads_in(right)

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

    def _name_on_the_right(self, formula: Formula, at: int, before: str) -> None:
        """Σ_j e^{f_j} = S: a new letter at the right end."""
        relations = formula.chain.relations
        last = next(
            (n for n, each in enumerate(relations) if n > at and each not in ("=", ":=")), len(relations)
        )
        right, left = formula.sides[last].node, formula.sides[last - 1].node
        if not isinstance(right, Letter) or not _is_named(right) or left is None or is_number(left):
            return
        if not self._is_new(right) or right.name in ("I", "infty"):
            return
        if isinstance(left, Partial) or any(each.name == right.name for each in letters(left)):
            return
        line = self.document.position(formula.chain.marks[last - 1][0])[0]
        made = Definition(right, left, formula.start, formula.number, formula.section, line)
        if self._is_fitted(right, left) or TO_BE_SOLVED.search(before.rstrip()):
            formula.roles[last - 1] = "condition"
            self.solved.append(made)
            return
        formula.roles[last - 1] = "definition"
        self._enter(made)


def _abbreviates(left: Node, right: Node | None) -> bool:
    """Whether it says L(θ) = L(θ; X, y): the one is short for the other."""
    if not isinstance(left, Called) or not isinstance(right, Called) or left.head != right.head:
        return False
    if left.head.name in PROBABILITIES or right.paren.signs.count(";") != 1 or ";" in left.paren.signs:
        return False
    at = right.paren.signs.index(";") + 1
    return right.paren.items[:at] == left.paren.items
