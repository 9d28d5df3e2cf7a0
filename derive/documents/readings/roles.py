"""What an = is, before what it says: a claim, a definition, a condition, a hypothesis, an assignment, a value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from derive.documents.finding import Document
from derive.documents.readings.announcing import (
    ABOUT,
    ASSUMES,
    CONDITIONAL,
    CONSTRAINS,
    DEFINES,
    EXAMPLE,
    FOLLOWS,
    HENCE,
    IF,
    IMPLIES,
    INDICATES,
    NAMES,
    NOW,
    ONLY,
    OR,
    OTHERS,
    QUESTION,
    SAYS,
    SENTENCE,
    SETS_TO_ZERO,
    SOLVES,
    SUPPOSES,
    TO_BE_SOLVED,
    TO_THE_END,
    UNDER_EQUATION,
)
from derive.documents.readings.clock import begins, is_step_behind_end, step_of
from derive.documents.readings.facts import Fact
from derive.documents.readings.field import SUMS, is_usual
from derive.documents.readings.fitted import Residuals
from derive.documents.readings.formulas import Formula, Role, head_of, is_number
from derive.documents.readings.naming import PROBABILITIES, is_opaque_call, variables
from derive.documents.readings.restating import (
    heads_in,
    is_same,
    is_shifted,
    is_total,
    signature_of,
    total_body,
)
from derive.documents.readings.said import Assumed, Said
from derive.documents.readings.scene import Definition
from derive.documents.readings.shown import shown
from derive.documents.readings.single_letters import base_of
from derive.documents.readings.trees import (
    Apply,
    Called,
    Condition,
    Dots,
    Grid,
    Letter,
    Node,
    Number,
    Paren,
    Part,
    Partial,
    Plus,
    Power,
    Times,
    Transposed,
    Word,
    is_bare,
    letters,
    walk,
)
from derive.documents.words.denial import force

_CALLED = re.compile(r"\s*(?:\\left)?\(([^()=]+?)(?:\\right)?\)")
_FORMULA = re.compile(r"\$[^$]*\$|\\\(.*?\\\)", re.DOTALL)
_TO_ITS_END = re.compile(r"((?:[^.。!?！？\n]|\n(?![ \t]*\n)|\.(?=\S))*)([.。!?！？]?)")
_FURTHER = re.compile(r"[,，](?!\s*(?:iff?|when|whenever|unless|only|provided|as long as)\b)")
"""A comma behind which another clause begins, which says nothing of the equation before it."""
_BY_THE_WAY = re.compile(
    r"\b(?:with|such that|so that|satisfying|subject to|for which)\s*$|满足\s*$", re.IGNORECASE
)
"""Words that join the equation to the letter before it: what stands behind is said of something else."""


def _is_start_of_path(left: Node | None, right: Node | None) -> bool:
    """x(t_0) = x_0, x(0) = a: what a function is at one place says nothing of it elsewhere."""
    if not isinstance(left, Called) or right is None or not left.paren.items:
        return False
    return all(
        isinstance(each, Number) or (isinstance(each, Letter) and each.subs == (Number(Fraction(0)),))
        for each in left.paren.items
    )


def _masked(words: str) -> str:
    return _FORMULA.sub("x", words)


def _is_named(letter: Letter) -> bool:
    """Whether it is S, or S_2: a letter with nothing but numbers at it."""
    return not letter.labels and all(isinstance(each, Number) for each in letter.subs)


def _skips(node: Times) -> bool:
    """Whether dots stand between a number and one thing more: 1 … N."""
    return len(node.factors) == 3 and isinstance(node.factors[1], Dots)


@dataclass
class Roles:
    """Decides, as the text goes on, what each = is; keeps the definitions and hypotheses that it finds."""

    document: Document
    said: Said
    definitions: dict[str, list[Definition]] = field(default_factory=dict)
    assumed: list[Assumed] = field(default_factory=list)
    values: list[tuple[Letter, Node, int, tuple[int, ...]]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    numbered: set[Letter] = field(default_factory=set)
    introduced: dict[str, list[int]] = field(default_factory=dict)
    faulty: dict[str, int] = field(default_factory=dict)
    left_open: list[Assumed] = field(default_factory=list)
    onehots: list[tuple[str, str, int]] = field(default_factory=list)
    varied: set[str] = field(default_factory=set)  # the letters in which something was differentiated
    solved: list[Definition] = field(default_factory=list)  # w = (XᵀX)⁻¹ Xᵀ y, of a w that was given
    residuals: Residuals = field(default_factory=lambda: Residuals(()))
    last: Formula | None = None
    closed: dict[str, list[Definition]] = field(default_factory=dict)  # of exercises that are over

    def __post_init__(self) -> None:
        for each in self.said.defined:
            self._enter(each)

    def _enter(self, made: Definition) -> None:
        self.definitions.setdefault(made.letter.name, []).append(made)
        if made.body is not None:
            for each in letters(made.body):
                self.introduced.setdefault(each.name, []).append(made.at)

    def _begin(self, formula: Formula) -> None:
        """In a new exercise the letters are new."""
        if self.last is None or self.said.facts.together(self.last.start, formula.start):
            return
        for name, found in self.definitions.items():
            self.closed.setdefault(name, []).extend(each for each in found if not each.said)
        self.definitions = {
            n: kept for n, found in self.definitions.items() if (kept := [e for e in found if e.said])
        }
        self.seen.clear()
        self.numbered.clear()

    def all_of(self, name: str) -> list[Definition]:
        """Every definition of a letter, in the order of the text."""
        return [*self.closed.get(name, ()), *self.definitions.get(name, ())]

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

    def _decide(self, formula: Formula, at: int) -> None:  # noqa: C901  one case per kind
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
        if _are_all_one(left, right):
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

    def words(self, formula: Formula) -> str:
        """The words of the sentence before the formula."""
        if formula.chain.words.strip():
            return formula.chain.words.strip()
        if formula.chain.row:
            return ""
        start = formula.fragment.outer[0]
        text = self.document.text[max(0, start - 160) : start]
        return SENTENCE.split(text)[-1]

    def lead(self, formula: Formula) -> str:
        """The words that lead to the formula, over a blank line too, where no other display stands between."""
        if formula.chain.words.strip() or formula.chain.row:
            return formula.chain.words.strip()
        start = formula.fragment.outer[0]
        text = self.document.text[max(0, start - 300) : start].rstrip()
        return SENTENCE.split(text)[-1]

    def behind(self, formula: Formula) -> str:
        """The words of the sentence after it."""
        end = formula.fragment.outer[1]
        return SENTENCE.split(self.document.text[end : end + 80])[0]

    def _is_unseen(self, head: Letter) -> bool:
        """Whether the letter is new, or stands with a subscript that is part of its name."""
        return head.name not in self.seen or any(isinstance(each, Number) for each in head.subs)

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
        if not CONDITIONAL.search(before.rstrip()):
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
        numeric = all(is_number(node) or node in (Letter("ones"), Letter("zeros")) for node in values)
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

    def _one_hot(self, formula: Formula, left: Letter, value: Node | None) -> None:
        """y_j = 1, where the words say that the others are 0."""
        if value != Number(Fraction(1)) or len(left.subs) != 1 or not is_bare(left.subs[0]) or left.labels:
            return
        start, end = formula.fragment.outer
        around = self.document.text[max(0, start - 40) : start] + self.document.text[end : end + 40]
        if OTHERS.search(around) and not INDICATES.match(self.document.text[end : end + 120]):
            self.onehots.append((left.name, shown(left.subs[0]), formula.start))
            self.said.facts.add(Fact(shown(left.subs[0]), "label", formula.start))

    def _hypothesis(
        self, formula: Formula, at: int, left: Node | None, right: Node | None, before: str
    ) -> bool:
        """Σ_k y_k = 1, for a y that is given; Qᵀ Q = I, A = Aᵀ where the words assume it."""
        if left is None or right is None or len(formula.sides) != at + 2:
            return False
        if is_number(left) and not is_number(right):
            left, right = right, left
        said = self.document.text[slice(*formula.chain.span)].strip()
        assumes = bool(ASSUMES.search(before)) or bool(ASSUMES.search(formula.chain.words))
        one = right == Number(Fraction(1))
        if one and is_total(left):
            letter = next(iter(letters(total_body(left))))
            defined = self.definitions.get(letter.name, [])
            opaque = all(d.body is None or isinstance(d.body, Called) for d in defined)
            if not opaque or (not assumes and self._has_total(letter.name)):
                return False
            self._take(Assumed(left, right, said, formula.start, formula.section), formula)
            return True
        names = {each.name for each in letters(left)} | {each.name for each in letters(right)}
        given = assumes and not formula.fragment.display and not names & self.definitions.keys()
        if given and self._is_law(left, right):
            self._take(Assumed(left, right, said, formula.start, formula.section), formula)
            return True
        return False

    def _has_total(self, name: str) -> bool:
        """Whether a sum of this letter is taken to be one already: without words another one claims something."""
        return any(
            is_total(each.left) and next(iter(letters(total_body(each.left)))).name == name
            for each in self.assumed
        )

    def _take(self, made: Assumed, formula: Formula) -> None:
        """Take the equation for granted as far as the words around it do; what they leave open is kept as such."""
        before, (behind, mark) = _masked(self.words(formula)), self._rest(formula)
        if _BY_THE_WAY.search(before) and not re.match(r"\s*(?:or|only|if|unless)\b", behind):
            behind = ""
        how = force(f"{before}={behind}{mark}", len(before), len(before) + 1)
        if how == "asserted":
            self._assume(made)
        elif how == "supposed":
            self._assume(replace(made, until=self._until(formula)))
        elif how == "open":
            self.left_open.append(made)

    def _rest(self, formula: Formula) -> tuple[str, str]:
        """The words of the sentence after the formula, and the sign that ends it."""
        if formula.fragment.display:
            return "", ""
        end = formula.fragment.outer[1]
        found = _TO_ITS_END.match(self.document.text[end : end + 200])
        return (_FURTHER.sub(";", _masked(found[1])), found[2]) if found else ("", "")

    def _suppose(self, formula: Formula, at: int, before: str) -> None:
        """If Σ_k y_k = 1, then …: taken for granted in the rest of the sentence, and in the displays that end it."""
        left, right = formula.sides[at].node, formula.sides[at + 1].node
        if left is None or right is None or not IF.search(before.rstrip()) or ONLY.search(before):
            return
        if (right == Number(Fraction(1)) and is_total(left)) or self._is_law(left, right):
            said = self.document.text[slice(*formula.chain.span)].strip()
            until = self._until(formula)
            self._assume(Assumed(left, right, said, formula.start, formula.section, until))

    def _until(self, formula: Formula) -> int:
        """Where that ends which is supposed: behind the formulas that follow it."""
        end = formula.fragment.outer[1]
        found = TO_THE_END.match(self.document.text[end : end + 2000])
        return end + (found.end() if found else 0)

    def _is_law(self, left: Node, right: Node) -> bool:
        """A = Aᵀ, Qᵀ Q = I, xᵀ x = 1."""
        if isinstance(right, Transposed) and right.operand == left:
            return True
        if isinstance(left, Transposed) and left.operand == right:
            return True
        has_transpose = any(isinstance(each, Transposed) for each in walk(left))
        identity = isinstance(right, Letter) and right.name == "I"
        return has_transpose and (identity or right == Number(Fraction(1)))

    def _assume(self, made: Assumed) -> None:
        self.assumed.append(made)
        for each in letters(made.left):
            self.introduced.setdefault(each.name, []).append(made.at)

    # definitions

    def _define(self, formula: Formula, at: int, before: str) -> None:  # noqa: C901, PLR0912, PLR0915
        left, right = formula.sides[at].node, formula.sides[at + 1].node
        chain = formula.chain
        head = head_of(left)
        function = left.whole if isinstance(left, Part) else left
        if isinstance(function, Apply):
            if right is None:
                return
            if is_usual(function.function, function.arguments, right):
                own = function.function in self.definitions
                formula.roles[at] = "claim" if own or function.function not in SUMS else "definition"
                return
            head = Letter(function.function, word=True)
        if isinstance(left, Power) and isinstance(left.base, Letter) and left.exponent == Number(Fraction(2)):
            head = None if is_number(right) else left.base
        if head is None or chain.relations[at] not in ("=", ":="):
            self._name_on_the_right(formula, at, before)
            return
        if left is None or head.name in ("ones", "zeros"):
            return
        name = head.name
        if name == "delta" and len(head.subs) == 2 and right is not None and not isinstance(right, Partial):
            return
        if isinstance(right, Grid) or (isinstance(right, Transposed) and isinstance(right.operand, Grid)):
            formula.roles[at] = "definition"
            return
        if self._denies(before):
            return
        starts = name not in self.definitions and _is_start_of_path(left, right)
        if chain.relations[at] == "=" and (starts or CONSTRAINS.search(before.rstrip())):
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
        if known is not None and self._is_alternative(formula, before):
            self._enter(replace(known, body=None, at=formula.start, number=formula.number))
            formula.roles[at] = "definition"
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
            other = head_of(right)
            if (
                other is not None
                and self._same(other, right) is None
                and not self._goes_into(other, right, nxt)
            ):
                call = isinstance(right, Called) and right.paren.items
                if call or (isinstance(right, Letter) and other.name not in self.seen):
                    self._put(formula, at + 1, right, nxt)
                    self._forget(formula, at)
                    self._put(formula, at, left, nxt)

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
        inner = left.whole if isinstance(left, Part) else left
        if isinstance(inner, Apply):
            subs = left.subs if isinstance(left, Part) else ()
            left = Called(Letter(inner.function, subs, word=True), Paren(inner.arguments, inner.signs))
        self._enter(self._made(formula, at, left, right))

    def _is_fitted(self, left: Node, right: Node) -> bool:
        """Whether it is a model of data, which are given: y = X w beside ‖X w − y‖²."""
        return isinstance(left, Letter) and self.residuals.fit(left, right, self.definitions)

    def _made(self, formula: Formula, at: int, left: Node, right: Node | None) -> Definition:
        line = self.document.position(formula.chain.marks[at][0])[0]
        return Definition(left, right, formula.start, formula.number, formula.section, line)

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

    def solution(self, names: set[str], formula: Formula) -> Definition | None:
        """What was said before of one of these letters that was solved for."""
        near = (d for d in self.solved if d.at < formula.start and d.letter.name in names)
        return next((d for d in near if self.said.facts.together(d.at, formula.start)), None)

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

    def _same(self, head: Letter, left: Node) -> Definition | None:
        """The definition that there is of this letter, with as many places and arguments."""
        for each in reversed(self.definitions.get(head.name, ())):
            if is_same(each, left):
                return each
        return self._same_function(left)

    def _same_function(self, left: Node) -> Definition | None:
        """The definition of f(x), for the f of f(x_i) = …."""
        if not isinstance(left, Called) or is_opaque_call(left) or left.head.name in PROBABILITIES:
            return None
        for each in reversed(self.definitions.get(left.head.name, ())):
            general = isinstance(each.head, Called) and each.head.head == left.head
            if (
                general
                and isinstance(each.head, Called)
                and len(each.head.paren.items) == len(left.paren.items)
            ):
                return each if all(map(is_bare, each.head.paren.items)) else None
        return None

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
        if known.body is None or not SAYS.search(_masked(words)):
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

    def _goes_into(self, head: Letter, left: Node, right: Node) -> bool:
        """Whether the letter goes into what it would be defined by."""
        seen: set[str] = set()
        waiting = [right]
        wanted = signature_of(left)
        while waiting:
            tree = waiting.pop()
            for each in walk(tree):
                inner = each.head if isinstance(each, Called) else each
                if not isinstance(inner, Letter):
                    continue
                if inner.name == head.name and inner.primes == head.primes:
                    called = isinstance(each, Called) or isinstance(left, Called)
                    bare = not (called or inner.subs or head.subs or inner.labels or head.labels)
                    same = bare or signature_of(each) == wanted
                    if same and (not isinstance(each, Letter) or not is_shifted(inner, head)):
                        return True
                if inner.name not in seen:
                    seen.add(inner.name)
                    found = self.definitions.get(inner.name, ())
                    waiting += [d.body for d in found if d.body is not None]
        return False

    def _is_slope(self, head: Letter, left: Node) -> bool:
        """C′(w) where C is defined: a derivative, not a name."""
        return bool(head.primes) and (isinstance(left, Called) or head.name in self.definitions)

    def _is_new(self, letter: Letter) -> bool:
        """Whether a letter, or one with these numbers at it, stands for the first time."""
        if letter.subs:
            return letter not in self.numbered
        return letter.name not in self.seen and letter.name not in self.definitions

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


_NEWER = ("new", "next", "updated")
_OLDER = ("old", "prev")


def _abbreviates(left: Node, right: Node | None) -> bool:
    """Whether it says L(θ) = L(θ; X, y): the one is short for the other."""
    if not isinstance(left, Called) or not isinstance(right, Called) or left.head != right.head:
        return False
    if left.head.name in PROBABILITIES or right.paren.signs.count(";") != 1 or ";" in left.paren.signs:
        return False
    at = right.paren.signs.index(";") + 1
    return right.paren.items[:at] == left.paren.items


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
