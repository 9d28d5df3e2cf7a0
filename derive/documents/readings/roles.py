"""What an = is, before what it says: a claim, a definition, a condition, a hypothesis, an assignment, a value."""

from __future__ import annotations

import re
from fractions import Fraction

from derive.documents.readings.announcing import (
    AT_THAT,
    CONDITIONAL,
    CONSTRAINS,
    EXAMPLE,
    IF,
    IMPLIES,
    INDICATES,
    MULTIPLIERS,
    OTHERS,
    SENTENCE,
    SETS_TO_ZERO,
    SUPPOSES,
)
from derive.documents.readings.defining import Defining
from derive.documents.readings.facts import Fact
from derive.documents.readings.formulas import Formula, Role, head_of, is_number
from derive.documents.readings.naming import variables
from derive.documents.readings.restating import is_shifted
from derive.documents.readings.shown import shown
from derive.documents.readings.single_letters import base_of
from derive.documents.readings.supposing import Supposing
from derive.documents.readings.trees import (
    Called,
    Dots,
    Grid,
    Letter,
    Node,
    Number,
    Plus,
    Power,
    Times,
    Word,
    is_bare,
    letters,
)

_CALLED = re.compile(r"\s*(?:\\left)?\(([^()=]+?)(?:\\right)?\)")


def _skips(node: Times) -> bool:
    """Whether dots stand between a number and one thing more: 1 … N."""
    return len(node.factors) == 3 and isinstance(node.factors[1], Dots)


_BRACES = re.compile(r"\s*(?:\\left\s*)?\\\{")


class Roles(Supposing, Defining):
    """Decides, as the text goes on, what each = is; keeps the definitions and hypotheses that it finds."""

    def decide(self, formula: Formula) -> None:
        """Give every relation of the formula a role."""
        self._begin(formula)
        chain = formula.chain
        formula.roles = ["claim"] * len(chain.relations)
        formula.why = [""] * len(chain.relations)
        for at, relation in enumerate(chain.relations):
            if relation not in ("=", ":=", "←"):
                formula.roles[at] = "declaration" if relation == "∈" else "condition"
        first = next((at for at, r in enumerate(chain.relations) if r in ("=", ":=", "←")), None)
        if first is not None:
            self._decide(formula, first)
            self._set_to_zero(formula)
            self._constrain(formula, first)
        self.last = formula
        for side in formula.sides:
            if side.node is not None:
                self.seen |= {each.name for each in letters(side.node)}
                self.numbered |= {each for each in letters(side.node) if each.subs}
        self.varied |= {each.name for each in variables(side.node for side in formula.sides)}

    def _decide(self, formula: Formula, at: int) -> None:  # noqa: C901, PLR0912  one case per kind
        left, right = formula.sides[at].node, formula.sides[at + 1].node
        relation = formula.chain.relations[at]
        before = self.words(formula)
        if formula.chain.continues:
            return
        if relation == "←" or self._is_assignment(left, right):
            formula.roles[at] = "assignment"
            return
        if self._is_start(left) and not IF.search(before.rstrip()):
            if not self._starts_together(formula, at):
                self._define(formula, at, before)
            return
        if self._says_dependence(formula, at, left):
            self._all(formula, "declaration", at)
            return
        if self._is_range(formula, at):
            self._all(formula, "range", at)
            return
        if isinstance(right, Letter) and right.subs and self._is_in_braces(formula, at):  # W = {w_ij}
            self._all(formula, "declaration", at)
            return
        if _are_all_one(left, right):
            self._all(formula, "condition", at)
            return
        if self._is_stationary(formula):
            self._all(formula, "condition", at)
            return
        if self._is_stated_condition(formula, at, before):
            self._suppose(formula, at, before)
            self._all(formula, "condition", at)
            return
        if self._is_value(formula, at, left, right, before):
            self._all(formula, "value", at)
            return
        if self._hypothesis(formula, at, left, right, before):
            self._all(formula, "hypothesis", at)
            return
        self._define(formula, at, before)
        if formula.roles[at] == "claim" and self._is_update(formula, left, right):
            formula.roles[at] = "assignment"

    def _all(self, formula: Formula, role: Role, at: int) -> None:
        for place in range(at, len(formula.roles)):
            if formula.roles[place] == "claim":
                formula.roles[place] = role

    # which

    def _is_assignment(self, left: Node | None, right: Node | None) -> bool:
        """s = s + x, J(θ) = J(θ) + λ‖θ‖²: a letter is set anew."""
        return isinstance(left, Letter | Called) and left in _parts(right)

    def _is_update(self, formula: Formula, left: Node | None, right: Node | None) -> bool:
        """w_new = w_old − η g, w^{(k+1)} = w^{(k)} − η g, where it defines nothing, and nothing says what w is."""
        if isinstance(left, Power):
            return any(_is_before(each, left) for each in _parts(right))
        known = self._same(left, left) if isinstance(left, Letter) else None
        here = known is not None and known.section == formula.section[: len(known.section)]
        if not isinstance(left, Letter) or here:
            return False
        return any(_is_older(each, left) for each in _parts(right))

    def _says_dependence(self, formula: Formula, at: int, left: Node | None) -> bool:
        """c = c(x, y): c depends on x and y."""
        if not isinstance(left, Letter) or len(formula.sides) != at + 2:
            return False
        (start, end), (mark, behind) = formula.chain.span, formula.chain.marks[at]
        written, said = self.document.text[start:mark].strip(), self.document.text[behind:end].strip(" \n.,;")
        found = _CALLED.fullmatch(said.removeprefix(written)) if said.startswith(written) else None
        on = [inner for each in found[1].split(",") if (inner := base_of(each)) is not None] if found else []
        if on:
            names = tuple(each.name for each in on)
            self.said.facts.add(Fact(left.name, "depends", formula.start, names, 0, said))
        return bool(on)

    def _is_range(self, formula: Formula, at: int) -> bool:
        """i = 1, …, N."""
        left, right = formula.sides[at].node, formula.sides[at + 1].node
        bare = is_bare(left) or (isinstance(left, Letter) and not left.labels)
        dots = formula.chain.dots or any(isinstance(s.node, Dots) for s in formula.sides)
        beside = isinstance(right, Times) and isinstance(right.factors[0], Number) and _skips(right)
        return bool(bare and (beside or (dots and isinstance(right, Number))) and len(formula.sides) == 2)

    def _is_in_braces(self, formula: Formula, at: int) -> bool:
        """Whether braces stand around the last side, which is an entry then of what is on the left."""
        last = len(formula.sides) == at + 2
        return last and bool(
            _BRACES.match(self.document.text, formula.chain.marks[at][1], formula.chain.span[1] + 10)
        )

    def _is_stationary(self, formula: Formula) -> bool:
        """Whether it holds where something is least, by Lagrange's method: it or the display before is told so."""
        if not formula.fragment.display:
            return False
        last, start = self.last, formula.fragment.outer[0]
        before = self.document.text[max(0, start - 300) : start].rstrip().removesuffix(".. math::").rstrip()
        told = bool(MULTIPLIERS.search(SENTENCE.split(before)[-1]))
        if last is not None and last.fragment.display and last.fragment.outer[0] in self.stationary:
            told |= not self.document.text[last.fragment.outer[1] : start].strip()
        if told:
            self.stationary.add(start)
        return told

    def _set_to_zero(self, formula: Formula) -> None:
        """X w − y = 0, where it is set so, or follows from what is: the end of a chain that claims nothing."""
        zeros = (Number(Fraction(0)), Letter("zeros"))
        ends = [side.node for side in formula.sides[-2:]]
        if formula.roles[-1] != "claim" or not any(end in zeros for end in ends) or all(map(is_number, ends)):
            return
        text = self.document.text[slice(*formula.fragment.outer)]
        if IMPLIES.search(text) or SETS_TO_ZERO.search(self.lead(formula)):
            formula.roles[-1] = "condition"

    def _constrain(self, formula: Formula, at: int) -> None:
        """s.t. Σ_i α_i y_i = 0: what is set to a number, and not claimed to be one."""
        numbers = [is_number(side.node) for side in formula.sides[at:]]
        alone = formula.roles[at:] == ["claim"] and numbers == [False, True]
        if alone and CONSTRAINS.search(self.lead(formula)):
            formula.roles[at] = "condition"

    def _is_stated_condition(self, formula: Formula, at: int, before: str) -> bool:
        """… if and only if p_i = 1/n."""
        if formula.fragment.display and not formula.chain.words:
            return False
        supposed = not formula.fragment.display and AT_THAT.match(self.behind(formula))
        if not supposed and not CONDITIONAL.search(before.rstrip()):
            return False
        left, right = formula.sides[at].node, formula.sides[at + 1].node
        head = head_of(left)
        plain = right is None or is_bare(right) or is_number(right)
        new = (
            head is not None and left is not None and self._same(head, left) is None and self._is_unseen(head)
        )
        return not (new and not plain and SUPPOSES.search(before.rstrip()))

    def _is_value(
        self, formula: Formula, at: int, left: Node | None, right: Node | None, before: str
    ) -> bool:
        """x = −2, for an x that is given."""
        sides = [side.node for side in formula.sides[at:]]
        values = sides[1:]
        if EXAMPLE.search(before) and not formula.fragment.display and values and is_number(values[0]):
            if isinstance(left, Letter) and any(isinstance(each, Number) for each in left.subs):
                self.values.append((left, values[0], formula.start, formula.section))  # type: ignore[arg-type]
            return True
        if not isinstance(left, Letter) or any(node is None for node in values):
            return False
        example = bool(EXAMPLE.search(before))
        plain = all(is_number(node) or is_bare(node) or isinstance(node, Grid) for node in values)
        numeric = all(
            is_number(node) or node in (Letter("ones"), Letter("zeros")) or self._is_angle(node)
            for node in values
        )
        known = [d.body for d in self.definitions.get(left.name, ())]
        if any(not is_bare(body) and not is_number(body) for body in known) and not example:
            return False
        if numeric and known and all(is_number(body) for body in known):
            return True  # y = 1 beside y = 0: cases of an example
        beside = not formula.fragment.display or formula.chain.words.strip() == "but"
        if numeric and (beside or (left.subs and not is_bare(left))):
            self._one_hot(formula, left, values[0])
            if is_number(values[0]):
                self.values.append((left, values[0], formula.start, formula.section))  # type: ignore[arg-type]
            return True
        if example and numeric:
            return True
        if (
            not formula.fragment.display
            and plain
            and len(values) == 1
            and is_bare(left)
            and is_bare(values[0])
        ):
            return {left.name, getattr(values[0], "name", "")} <= self.seen
        return False

    def _is_angle(self, node: Node | None) -> bool:
        """π/2, −2π: a value, where π is nothing else."""
        found = [*letters(node)] if node is not None else []
        angle = bool(found) and all(is_bare(each) and each.name == "pi" for each in found)
        return angle and "pi" not in self.definitions and not self.said.facts.of("pi")

    def _one_hot(self, formula: Formula, left: Letter, value: Node | None) -> None:
        """y_j = 1, where the words say that the others are 0."""
        if value != Number(Fraction(1)) or len(left.subs) != 1 or not is_bare(left.subs[0]) or left.labels:
            return
        start, end = formula.fragment.outer
        around = self.document.text[max(0, start - 40) : start] + self.document.text[end : end + 40]
        if OTHERS.search(around) and not INDICATES.match(self.document.text[end : end + 120]):
            self.onehots.append((left.name, shown(left.subs[0]), formula.start))
            self.said.facts.add(Fact(shown(left.subs[0]), "label", formula.start))


_NEWER = ("new", "next", "updated")
_OLDER = ("old", "prev")


def _parts(right: Node | None) -> list[Node]:
    """The terms of a sum and the factors of a product, and those of its terms."""
    if not isinstance(right, Plus | Times):
        return []
    terms = [term for _, term in right.terms] if isinstance(right, Plus) else [right]
    return [part for term in terms for part in (term.factors if isinstance(term, Times) else (term,))]


def _aged(letter: Letter) -> tuple[Letter, set[str]]:
    """The letter without what says whether it is the old or the new one, and that."""
    name, _, label = letter.name.partition("^")
    words = {each.text for each in (*letter.subs, *letter.labels) if isinstance(each, Word)} | {label}
    marks = words & {*_NEWER, *_OLDER}
    subs, labels = (
        tuple(each for each in places if not (isinstance(each, Word) and each.text in marks))
        for places in (letter.subs, letter.labels)
    )
    return Letter(name if label in marks else letter.name, subs, labels), marks


def _is_before(node: Node, next_one: Power) -> bool:
    """Whether it is the w^k of w^{k+1}."""
    if not isinstance(node, Power) or node.base != next_one.base or not isinstance(node.base, Letter):
        return False
    return next_one.exponent == Plus(((1, node.exponent), (1, Number(Fraction(1)))))


def _is_older(node: Node, new: Letter) -> bool:
    """Whether it is the w_old or the w of w_new, or the w^{(k)} of w^{(k+1)}."""
    if not isinstance(node, Letter):
        return False
    if is_shifted(node, new) and any(isinstance(each, Plus) for each in (*new.labels, *new.subs)):
        return not any(isinstance(each, Plus) for each in (*node.labels, *node.subs))
    (one, of_one), (other, of_other) = _aged(new), _aged(node)
    return one == other and bool(of_one & {*_NEWER}) and not of_other & {*_NEWER}


def _are_all_one(left: Node | None, right: Node | None) -> bool:
    """Whether it says that all g_k are one g: a case that is looked at, and nothing that g_k or g is."""
    entry = isinstance(left, Letter) and len(left.subs) == 1 and is_bare(left.subs[0]) and not left.labels
    return entry and is_bare(right) and left.name == right.name  # type: ignore[union-attr]
