"""What a text has introduced up to here: its letters, what they are defined to be, what is granted of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.documents.finding import Document
from derive.documents.readings.announcing import SENTENCE
from derive.documents.readings.definitions import Definition
from derive.documents.readings.fitted import Residuals
from derive.documents.readings.formulas import Formula
from derive.documents.readings.naming import PROBABILITIES, is_opaque_call
from derive.documents.readings.restating import is_same, is_shifted, signature_of
from derive.documents.readings.said import Assumed, Said
from derive.documents.readings.trees import Called, Letter, Node, Number, is_bare, letters, walk


@dataclass
class Discourse:
    """The letters that stood before a formula, with their definitions, values and hypotheses.

    After "Let $p_k = e^{z_k}/Z$, and Σ_k y_k = 1." `definitions` has p and `assumed` has the sum of the y_k.
    """

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
    written: list[Definition] = field(default_factory=list)  # what is written out with its entries
    residuals: Residuals = field(default_factory=lambda: Residuals(()))
    stationary: set[int] = field(
        default_factory=set
    )  # where displays begin that hold at a least or greatest value
    told: set[tuple[str, int]] = field(
        default_factory=set
    )  # letters whose chain tells by its end what they are
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

    def _is_new(self, letter: Letter) -> bool:
        """Whether a letter, or one with these numbers at it, stands for the first time."""
        if letter.subs:
            return letter not in self.numbered
        return letter.name not in self.seen and letter.name not in self.definitions

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

    def definition_of(self, call: Called) -> Definition | None:
        """The definition of what is called, p(x | θ) or p(x)."""
        return self._same(call.head, call)

    def _goes_into(self, head: Letter, left: Node, right: Node) -> bool:
        """Whether the letter goes into what it would be defined by."""
        seen: set[tuple[str, tuple[Node | None, ...]]] = set()
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
                if (key := (inner.name, numbers_of(inner))) not in seen:
                    seen.add(key)
                    found = self.definitions.get(inner.name, ())
                    waiting += [
                        d.body for d in found if d.body is not None and not _is_apart(d.letter, inner)
                    ]
        return False

    def _made(self, formula: Formula, at: int, left: Node, right: Node | None) -> Definition:
        line = self.document.position(formula.chain.marks[at][0])[0]
        return Definition(left, right, formula.start, formula.number, formula.section, line)

    def solution(self, names: set[str], formula: Formula) -> Definition | None:
        """What was said before of one of these letters that was solved for."""
        near = (d for d in self.solved if d.at < formula.start and d.letter.name in names)
        return next((d for d in near if self.said.facts.together(d.at, formula.start)), None)


def numbers_of(letter: Letter) -> tuple[Node | None, ...]:
    """The numbers among its subscripts; None for others."""
    return tuple(each if isinstance(each, Number) else None for each in letter.subs)


def _is_apart(one: Letter, other: Letter) -> bool:
    """Whether they are x_1 and x_2."""
    places = zip(numbers_of(one), numbers_of(other), strict=False)
    return any(a is not None and b is not None and a != b for a, b in places)
