"""A document, read: every = with both its sides, what it is, and what is in force where it stands.

One pass over the text: parse; hear what is said of letters; decide what each = is. What a letter means is settled
later, for each chain by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from derive.documents.finding import Document, Fragment
from derive.documents.readings.chains import Chain, chains
from derive.documents.readings.clock import is_step
from derive.documents.readings.definitions import Definition
from derive.documents.readings.facts import Fact, Facts
from derive.documents.readings.fitted import Residuals
from derive.documents.readings.formulas import Equality, Formula, Side, Stated, head_of, is_numeric, read
from derive.documents.readings.grammar.items import is_sign
from derive.documents.readings.grammar.vocabulary import vocabulary
from derive.documents.readings.passes import Passes
from derive.documents.readings.prose import InForce
from derive.documents.readings.restating import is_same
from derive.documents.readings.roles import Roles
from derive.documents.readings.rows_and_columns import written_out
from derive.documents.readings.said import Assumed, Said
from derive.documents.readings.stretches import Stretches
from derive.documents.readings.trees import (
    Big,
    Condition,
    Letter,
    Unreadable,
    is_bare,
    letters,
    walk,
)
from derive.documents.tokens import Item, Token, flat, tokens
from derive.documents.tokens.equal_signs import equal_signs
from derive.documents.words.bounds import bounds, kinds_of

Fault = tuple[tuple[int, int], Unreadable]
_MATRICES = re.compile(r"\bmatri|矩阵", re.IGNORECASE)
_LEADS_ON = re.compile(
    r"(?:and|(?:and )?so|thus|hence|then|which (?:is|gives)|or|that is|i\.e|所以|因此|故|即|于是)",
    re.IGNORECASE,
)
"""Words behind which a chain goes on; any others are its first side: \\text{hot} = (1, 0)."""
_TAG = re.compile(r"</?\w{1,12}[^<>\n]{0,200}>|<!--.*?-->", re.DOTALL)
_IF_NOT = re.compile(r"\b(?:not|unless|except|or|only)\b|除非|不", re.IGNORECASE)
_EXPLAINS = re.compile(
    r"[\s,，;；:：]*(?:where|with|in which|[Hh]ere|其中|这里|式中|此处)(?![A-Za-z])[^.。!！?？]*$"
    r"|[^\w\n.。]*$|[\s,，;；]*(?:and|以及|和)\s*$"
)
"""What stands between a formula and what explains it."""


_STANDS_WITHIN = "this = relates no sides that are read: it stands within words, a fraction or another group"


class Reading(Passes):
    """A document and all that was read of it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.facts = Facts(document)
        self.said = Said(document, self.facts)
        self._starts = sorted(each.start for each in document.headings)
        self.formulas: list[Formula] = []
        self.faults: list[Fault] = []
        self._lost: dict[int, Fragment] = {}
        self._parse()
        self.said.tell_of_strangers(self._written())
        self._rewrite()
        self.roles = Roles(document, self.said)
        self.roles.assumed += self.said.assumed
        self.roles.assumed += (
            Assumed(e.product, e.zero, e.said.text, e.said.start, until=e.said.end)
            for e in self.facts.orthogonal
        )
        self.roles.faulty = self._faulty()
        self.roles.residuals = Residuals(each.node for f in self.formulas for each in f.sides if each.node)
        self._classify()
        self._explain()
        self.unread = self._unread()

    # parsing

    def _parse(self) -> None:
        found: list[tuple[Fragment, Chain]] = []
        lost = self._lost
        for fragment in self.document.fragments:
            if self.said.is_off(fragment.start):
                continue
            try:
                parted = chains(self.document.text, fragment.start, fragment.end, self.document.macros)
            except Unreadable as fault:
                self._fault(fragment, fault)
                lost[fragment.start] = fragment
                continue
            found += [(fragment, chain) for chain in parted]
        written = (side for _, chain in found for side in chain.sides if chain.relations)
        alone = (chain.sides[0] for _, chain in found if not chain.relations and len(chain.sides) == 1)
        self.vocabulary = vocabulary(written, alone if _MATRICES.search(self.document.text) else ())
        before: Formula | None = None
        for fragment, chain in found:
            made = self._formula(fragment, chain, before)
            if made is not None and chain.aside and before is not None and before.fragment is fragment:
                before.reason_behind = True
            else:
                before = made or before
        self._tell_of_the_rest(set(lost))

    def _tell_of_the_rest(self, lost: set[int]) -> None:
        """Each = that stands in no side that is read and relates no sides: nothing is lost in silence."""
        told = [side for formula in self.formulas for side in formula.sides if _is_told(formula, side)]
        listed = Stretches(
            [mark for formula in self.formulas for mark in formula.chain.marks]
            + [(token.start, token.end) for side in told for token in _unscripted(side.items)]
        )
        for fragment in self.document.fragments:
            if fragment.start in lost or self.said.is_off(fragment.start):
                continue
            for place in equal_signs(self.document.text, fragment.start, fragment.end):
                if place not in listed:
                    self.faults.append((place, Unreadable(_STANDS_WITHIN)))

    def _fault(self, fragment: Fragment, fault: Unreadable) -> None:
        """Each = of a formula that is not parted into sides."""
        places = equal_signs(self.document.text, fragment.start, fragment.end)
        self.faults += ((place, fault) for place in places)

    def _formula(self, fragment: Fragment, chain: Chain, before: Formula | None) -> Formula | None:
        sides = [read(items, self.vocabulary) for items in chain.sides if items]
        if not chain.relations and sides[0].node is None:
            return None
        lines = None
        if chain.continues:
            if before is not None and self._goes_on(before, fragment, chain):
                last = before.sides[-1]
                sides = [Side(last.items, last.node, last.error), *sides]
                lines = before
            else:
                missing = Unreadable("what stands before this relation is not found", span=chain.marks[0])
                sides = [Side(sides[0].items, None, missing), *sides]
        made = Formula(len(self.formulas), fragment, chain, sides, lines=lines)
        made.expected = self.said.expected(chain.span[0])
        made.skipped = self.said.is_skipped(chain.span[0])
        self.formulas.append(made)
        return made

    def _goes_on(self, before: Formula, fragment: Fragment, chain: Chain) -> bool:
        """Whether the chain goes on from the formula before: in one display, from display to display, line by line."""
        named = bool(chain.words.strip()) and not _LEADS_ON.fullmatch(chain.words.strip(" ,:."))
        if before.fragment is fragment:
            return not named or chain.row != before.chain.row
        if chain.row or named:
            return False
        if before.fragment.display and fragment.display:
            return True
        text = self.document.text[before.fragment.outer[1] : fragment.outer[0]]
        return not re.search(r"\w", _TAG.sub("", text))

    def _written(self) -> set[str]:
        """The letters of all formulas, and the words, which a name of several letters may be."""
        sides = (side for formula in self.formulas for side in formula.sides)
        letters = {token.text for side in sides for token in flat(side.items) if token.kind == "letter"}
        return letters | set(re.findall(r"[A-Za-z]{2,}", self.document.text))

    # what is in force

    def _classify(self) -> None:
        placed = self._placed()
        in_force = InForce(self.document, placed.__contains__)
        groups: dict[int, list[Formula]] = {}
        for formula in self.formulas:
            groups.setdefault(formula.fragment.start, []).append(formula)
        for group in groups.values():
            in_force.advance(group[0].fragment)
            for formula in group:
                formula.section = in_force.section
                self._classify_one(formula, group, in_force, placed)

    def _placed(self) -> set[str]:
        """Letters that stand as an index somewhere."""
        found = set(self.said.ranges)
        for formula in self.formulas:
            for side in formula.sides:
                for node in walk(side.node) if side.node is not None else ():
                    if isinstance(node, Letter):
                        for each in (*node.subs, *node.labels):
                            found |= {inner.name for inner in letters(each) if is_bare(inner)}
                    elif isinstance(node, Big):
                        found.add(node.index.name)
        return found

    def _classify_one(
        self, formula: Formula, group: list[Formula], in_force: InForce, placed: set[str]
    ) -> None:
        condition = self._condition(formula, placed)
        if condition is not None:
            formula.roles = ["condition"]
            formula.why = [""]
            in_force.condition(condition, formula, group)
            return
        said = self.said.conditions(formula.chain.span[0])
        formula.conditions += [Stated(each, own=True) for each in said]
        formula.conditions = in_force.conditions(formula)
        formula.unread_condition = in_force.unread(formula)
        self.roles.decide(formula)
        self._bound(formula, group)
        if "definition" in formula.roles:
            in_force.defined()
            for each in written_out(formula):
                self.facts.add(each)

    def _bound(self, formula: Formula, group: list[Formula]) -> None:
        """x > 0 within a longer formula: of what is declared or defined there from here on, else of its row alone."""
        said = bounds(self.document.text[slice(*formula.chain.span)].strip())
        row = [each for each in group if each.chain.row == formula.chain.row]
        if said is None or len(group) == 1 or _IF_NOT.search(formula.chain.words):
            return
        claims = any("=" in each.chain.relations and "definition" not in each.roles for each in row)
        start, until = (row[0].start, row[-1].chain.span[1]) if claims else (formula.start, 1 << 60)
        nodes = [each.node for each in formula.sides]
        nodes += [each.sides[0].node for each in _listed_before(formula, group)]
        for name in [each.name for each in nodes if isinstance(each, Letter)]:
            for kind in kinds_of(said[1]):
                values = said[1].values if kind == "bounded" else ()
                self.facts.add(Fact(name, kind, start, values, until=until))

    def _condition(self, formula: Formula, placed: set[str]) -> Condition | None:
        """j = k or j ≠ k about places, alone."""
        chain = formula.chain
        if len(chain.relations) != 1 or chain.relations[0] not in ("=", "≠") or chain.dots:
            return None
        left, right = (side.node for side in formula.sides)
        if not isinstance(left, Letter) or not isinstance(right, Letter):
            return None
        if chain.relations[0] == "≠":
            return Condition(left, right, "≠")
        places = all(is_bare(each) and each.name in placed for each in (left, right)) or (
            is_bare(left) and left.name in placed and not is_bare(right) and self._is_label(right)
        )
        numbers = {left.name, right.name} & self.roles.definitions.keys()
        return Condition(left, right) if places and not numbers else None

    def _is_label(self, node: Letter) -> bool:
        return self.facts.is_label(node.name, 1 << 60)

    def _explain(self) -> None:
        """What a formula is said to mean right behind it, "where p = …", holds in it too."""
        self.explained: dict[int, set[int]] = {}
        for number, formula in enumerate(self.formulas):
            at = formula.fragment
            for later in self.formulas[number + 1 :]:
                if later.fragment is not at:
                    between = self.document.text[at.outer[1] : later.fragment.outer[0]]
                    between = re.sub(r"<!--.*?-->", "", between, flags=re.DOTALL)
                    if len(between) > 80 or not _EXPLAINS.match(between):
                        break
                    at = later.fragment
                if "definition" in later.roles:
                    self.explained.setdefault(number, set()).add(later.number)

    def _faulty(self) -> dict[str, int]:
        """The letters that begin a formula which cannot be parted into sides, with its place."""
        found: dict[str, int] = {}
        text, macros = self.document.text, self.document.macros
        for fragment in self._lost.values():
            first = next(equal_signs(text, fragment.start, fragment.end), None)
            try:
                before = flat(tokens(text, fragment.start, first[0], macros)) if first else ()
            except Unreadable:
                continue
            for token in before:
                if token.kind == "letter":
                    found.setdefault(token.text, fragment.start)
        return found

    def _unread(self) -> dict[str, int]:
        """The letters that begin a formula which is not read, with its line: it may define them."""
        found = {name: self.document.position(at)[0] for name, at in self.roles.faulty.items()}
        for formula in self.formulas:
            for at, relation in enumerate(formula.chain.relations):
                if relation not in ("=", ":="):
                    continue
                side, other = formula.sides[at], formula.sides[at + 1]
                if side.error is None and (other.error is None or formula.roles[at] == "definition"):
                    continue
                line = self.document.position(formula.start)[0]
                for name in _may_define(side):
                    found.setdefault(name, line)
        return found

    def finder(self, formula: Formula) -> Callable[[str], list[Definition]]:
        """The definitions of a letter that are in force where the formula stands."""
        behind = self.explained.get(formula.number, set())

        def find(name: str) -> list[Definition]:
            known = (d for d in self.roles.all_of(name) if self.facts.together(d.at, formula.start))
            every = [d for d in known if not _is_of_example(d, formula) and not self._is_past(d, formula)]
            ready = [d for d in every if d.said or d.number <= formula.number or d.number in behind]
            latest: list[Definition] = []
            for each in ready:
                latest = [d for d in latest if not is_same(d, each.head) or is_step(d) != is_step(each)]
                latest.append(each)
            return latest

        return find

    def _is_past(self, defined: Definition, formula: Formula) -> bool:
        """Whether the letter was declared anew between its definition and the formula: "let v be any vector"."""
        return (
            not defined.said
            and defined.at < self.facts.renewed(defined.letter.name, defined.at) <= formula.start
        )

    def equalities(self) -> Iterator[Equality]:
        """Every = of the document, in order."""
        for formula in self.formulas:
            if formula.skipped:
                continue
            for at, kind in enumerate(formula.chain.relations):
                if kind not in ("=", ":=", "←") or at + 1 >= len(formula.sides):
                    continue
                yield Equality(
                    formula, at, formula.chain.marks[at], formula.sides[at], formula.sides[at + 1], kind
                )


def _is_of_example(defined: Definition, formula: Formula) -> bool:
    """Whether a letter has this number in another section: there it is a value, and here the letter is any."""
    here = defined.said or defined.section == formula.section[: len(defined.section)]
    number = isinstance(defined.head, Letter) and defined.body is not None and is_numeric(defined.body)
    return number and not here


def _unscripted(items: tuple[Item, ...]) -> Iterator[Token]:
    """The tokens of a side, without those of its scripts."""
    for before, item in zip((None, *items), items, strict=False):
        if isinstance(item, Token):
            yield item
        elif not is_sign(before, "_", "^"):
            yield from _unscripted(item.items)


def _is_told(formula: Formula, side: Side) -> bool:
    """Whether an = within this side is read as part of it, or is told with the relation that the side belongs to."""
    return side.node is not None or any(each in ("=", ":=") for each in formula.chain.relations)


def _may_define(side: Side) -> list[str]:
    """The letters that an equation with this left side may define, whose sides are not all read."""
    if side.node is not None:
        head = head_of(side.node)
        return [head.name] if head is not None else []
    every = flat(side.items)
    if any(token.text in ("partial", "nabla") for token in every):
        return []
    return [token.text for token in every if token.kind == "letter"]


def _listed_before(formula: Formula, group: list[Formula]) -> Iterator[Formula]:
    """The letters that stand before it in a list with nothing but commas between, as the a and b of a, b, c > 0."""
    before = [each for each in group if each.fragment is formula.fragment and each.start < formula.start]
    for each in sorted(before, key=lambda one: -one.start):
        if each.chain.relations or not isinstance(each.sides[0].node, Letter):
            return
        yield each
