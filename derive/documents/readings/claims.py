"""What an = claims in one reading: both sides in index notation, the hypotheses in force, and what was assumed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Expr

from derive.documents.readings.announcing import SENTENCE
from derive.documents.readings.choices import choices
from derive.documents.readings.definitions import Definition
from derive.documents.readings.formulas import Formula, Stated
from derive.documents.readings.granted import granted
from derive.documents.readings.layers import at_layers
from derive.documents.readings.reader import Reader
from derive.documents.readings.reading import Reading
from derive.documents.readings.resting import closure
from derive.documents.readings.said import Assumed
from derive.documents.readings.scene import Scene
from derive.documents.readings.scope import Choice, Scope
from derive.documents.readings.sequences import SequenceReader, SequenceScene, in_times
from derive.documents.readings.sides import check_scopes, entrywise, fitted
from derive.documents.readings.sizes import Circular, Misfit, Open
from derive.documents.readings.spoken_of import (
    constants,
    families_in,
    integrated,
    names_in,
    positive,
    spoken_of,
)
from derive.documents.readings.trees import (
    Differential,
    Letter,
    Node,
    Number,
    Partial,
    Primed,
    Unreadable,
    is_bare,
    letters,
    walk as walk_tree,
)
from derive.language import typeset
from derive.language.binders import Delta, walk
from derive.language.errors import IllFormed, NoDependence
from derive.language.families import Entry, Family, check_labels
from derive.language.hypotheses import Hypothesis, equation
from derive.language.indices import Index
from derive.language.ranges import check_places
from derive.language.sayings import Saying, reason
from derive.results.assumptions import Assumption, Ranges, Taken, Under

_SAID_OF_IT = re.compile(
    r"\b(?:where|with|since|because|as|given|assum\w*|suppos\w*|such that|provided|recall|note|us(?:e|ed|ing)|by|and"
    r"|have|know|constraint|satisf\w*)\b|其中|因为|由于|假设|这里|即|满足|约束|利用|且",
    re.IGNORECASE,
)
"""Words before a hypothesis that is said of what stands above it."""
NEAR = 0.35
"""Readings that cost at most so much more than the best are about as good."""
FAR = 2.6
"""Readings that cost at most so much more may still be meant: they speak against a refutation."""
KEPT = 4
CIRCLES = 3
"""Letters that may be defined by themselves."""
MOST_TRIED = 300
"""Readings that are tried for one =, in all that is asked about it; beyond, only the `LEAST_TRIED` likeliest."""
LEAST_TRIED = 6
DEEPEST = 10
"""Definitions within each other that a chain may rest on."""


@dataclass(frozen=True)
class Claim:
    """left = right under hypotheses, in one reading."""

    left: Expr
    right: Expr
    given: tuple[Hypothesis, ...] = ()
    stated: tuple[Any, Any] = (None, None)
    assumed: tuple[Assumption, ...] = ()
    reader: Reader | None = field(default=None, compare=False)
    cost: float = 0.0
    turned: bool = False
    whole: bool = False  # whether the sides are vectors or matrices
    crossed: bool = False  # whether one side is a row and the other a column, and neither a gradient

    @property
    def asks(self) -> tuple[Expr, Expr, tuple[Hypothesis, ...]]:
        """left = right under what is given; letters that are positive are others than those of any sign."""
        return self.left, self.right, self.given


@dataclass(frozen=True)
class Asked:
    """Whether left = right, where a formula stands.

    With the `values` that the text gives its letters; with what words said of them that holds no more, if `lapsed`;
    `inside` the open bounds that are said; for `positive` letters.
    """

    formula: Formula
    left: Node
    right: Node
    conditions: tuple[Stated, ...] = ()
    values: bool = False
    lapsed: bool = False
    inside: bool = False
    positive: frozenset[str] = frozenset()


@dataclass
class Found:
    """The readings of one =: those about as good as the best, those that may be meant too, or why there are none."""

    near: list[Claim] = field(default_factory=list)
    far: list[Claim] = field(default_factory=list)
    fault: Unreadable | None = None
    scene: Scene | None = None
    elsewhere: bool = False  # what other sections say was left out
    steps: bool = False  # whether a recurrence is spoken of
    ends: bool = False  # whether letters stand at the times where sums of them end
    unused: tuple[Definition, ...] = ()  # the definitions that were left out since they are not read
    circles: tuple[Definition, ...] = ()  # the definitions that were left out since they go round


class Claims:
    """Makes the claims of one document."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.tried = 0  # readings, since this was last set to 0

    def scene(
        self, formula: Formula, trees: list[Node], *, here: bool = False, without: tuple[Definition, ...] = ()
    ) -> Scene:
        """What these trees rest on, where the formula stands; only on what its own section says, if `here`."""
        every = self.reading.finder(formula)

        def find(name: str) -> list[Definition]:
            return [d for d in every(name) if (not here or is_here(d, formula)) and d not in without]

        layers = at_layers(trees, closure(trees, find))
        made = Scene(trees, layers.definitions, self.reading.facts, formula.start, formula.section)
        made.layers = layers
        return made

    def in_sequences(self, asked: Asked, *, at_rest: bool = False) -> Found:
        """The readings in which places are times; none where no recurrence is spoken of, nor places near by.

        A recurrence of which no first value is said begins at 0 if `at_rest`.
        """
        formula = asked.formula
        assumed, trees = self._rests_on(asked)
        begun = [
            Definition(letter, node, at, -1, section)
            for letter, node, at, section in self.reading.roles.values
            if at <= formula.start and self.reading.facts.together(at, formula.start)
        ]
        known = [*closure(trees, self.reading.finder(formula)), *begun]
        made = in_times(trees, known, (self.reading.facts, formula.start, formula.section), at_rest=at_rest)
        if made is None:
            return Found()
        left, right = made.trees[:2]
        found = self._find(made, replace(asked, left=left, right=right), assumed)
        found.steps = bool(made.clock.recurrences)
        found.ends = made.speaks_of_ends
        return found

    def _rests_on(self, asked: Asked) -> tuple[list[Assumed], list[Node]]:
        """The equations that are taken for granted, and all trees that are read."""
        assumed = self.assumed(asked.formula, [asked.left, asked.right], lapsed=asked.lapsed)
        trees = [asked.left, asked.right, *(c.condition for c in asked.conditions)]
        return assumed, [*trees, *(side for each in assumed for side in (each.left, each.right))]

    def find(self, asked: Asked, *, here: bool = False) -> Found:
        """The readings of left = right; those with what the own section says alone, if `here`."""
        assumed, trees = self._rests_on(asked)
        found = self._find(self.scene(asked.formula, trees, here=here), asked, assumed)
        if not found.near and isinstance(found.fault, Circular):
            found = self._without_circles(found, asked, assumed, trees, here=here)
        elif not found.near and _defined_in(found.fault) is not None:
            found = self._without_unread(found, asked, assumed, trees, here=here)
        if not here and not found.near and isinstance(found.fault, Open):
            near = self._find(self.scene(asked.formula, trees, here=True), asked, assumed)
            near.elsewhere = True
            return near if near.near else found
        return found

    def _without_circles(
        self, found: Found, asked: Asked, assumed: list[Assumed], trees: list[Node], *, here: bool
    ) -> Found:
        """The readings with letters that are defined by themselves taken for any; none where something is derived."""
        if any(
            isinstance(node, Partial | Differential | Primed) for tree in trees for node in walk_tree(tree)
        ):
            return found
        without: tuple[Definition, ...] = ()
        made = found
        while not made.near and isinstance(made.fault, Circular) and len(without) < CIRCLES:
            without = (*without, made.fault.defined)
            made = self._find(self.scene(asked.formula, trees, here=here, without=without), asked, assumed)
        made.circles = without
        return made if made.near else found

    def _without_unread(
        self, found: Found, asked: Asked, assumed: list[Assumed], trees: list[Node], *, here: bool
    ) -> Found:
        """The readings with letters given whose definitions are not read, where it is told what they are.

        None where something is derived: it may move with what is derived in.
        """
        made, without = found, list[Definition]()
        while not made.near and (defined := _defined_in(made.fault)) is not None and len(without) < CIRCLES:
            without.append(defined)
            if not self._is_told(defined, made.scene) or _moves(made.scene):
                return found
            made = self._find(
                self.scene(asked.formula, trees, here=here, without=tuple(without)), asked, assumed
            )
        made.unused = tuple(without)
        return made if made.near else found

    def _is_told(self, defined: Definition, scene: Scene | None) -> bool:
        """Whether a letter is known as a vector or a matrix without its definition."""
        bare = isinstance(defined.head, Letter) and is_bare(defined.head)
        name = defined.letter.name
        rank = self.reading.facts.rank(name, defined.at)
        return bare and scene is not None and (rank or 0) > 0

    def find_without(self, asked: Asked, without: tuple[Definition, ...]) -> Found:
        """The readings in which the letters of these definitions are given ones."""
        assumed, trees = self._rests_on(asked)
        return self._find(self.scene(asked.formula, trees, without=without), asked, assumed)

    def _find(self, scene: Scene, asked: Asked, assumed: list[Assumed]) -> Found:
        scene.lapsed = asked.lapsed
        scene.positive |= asked.positive
        scene.free = {n for tree in (asked.left, asked.right) for n in scene._free(tree, frozenset())}
        found = Found(scene=scene)
        if depth(scene) > DEEPEST:
            found.fault = Open("this rests on more than {} definitions within each other", DEEPEST)
            return found
        kept: list[Claim] = []
        for number, choice in enumerate(choices(scene)):
            if number >= LEAST_TRIED and self.tried >= MOST_TRIED:
                break
            best = min((each.cost for each in kept), default=None)
            if best is not None and (choice.cost > best + FAR or len(kept) >= KEPT):
                break
            if choice.strained:
                continue
            self.tried += 1
            try:
                claim = self.claim(scene, choice, asked, assumed)
            except (Misfit, IllFormed, NotImplementedError, RecursionError, Unreadable) as fault:
                found.fault = found.fault or _fault(fault)
                continue
            if not any(c.left == claim.left and c.right == claim.right for c in kept):
                kept.append(claim)
        kept.sort(key=lambda each: each.cost)
        found.near = [each for each in kept if each.cost <= kept[0].cost + NEAR]
        found.far = [each for each in kept if each.cost > kept[0].cost + NEAR]
        return found

    def claim(self, scene: Scene, choice: Choice, asked: Asked, assumed: list[Assumed]) -> Claim:
        """Both sides as trees, in one reading. Raises `Misfit` and `IllFormed`."""
        reader, scope = _reader(scene, choice), Scope()
        one, other = reader.value(asked.left, scope), reader.value(asked.right, scope)
        one, other, turned = fitted(one, other, reader)
        made = [
            reader.compared(each.condition, scope)
            for each in asked.conditions
            if _speaks_of(each, scope, scene)
        ]
        laws = [law for each in assumed if (law := self.equation(reader, each)) is not None]
        reader.join_lone()
        reader.check_layers()
        sides = entrywise(one.make(), other.make())
        for each in sides:
            check_labels(each)
        check_scopes(*sides)
        found: dict[Hypothesis, Assumption] = {}
        for condition in made:
            hypothesis = condition()
            found[hypothesis] = Under(typeset.formula(hypothesis))
        found |= {made: Taken(read) for made, read in self.hypotheses(reader, asked, sides, laws)}
        if scene.has_integrals and (held := integrated(scene) & spoken_of(found)):
            raise Misfit("whether what is said of {} holds under ∫ is not said", min(held))
        found |= {each: Under(typeset.formula(each)) for each in (*reader.windows(), *reader.places())}
        if asked.values:
            for hypothesis in self.values(reader, asked.formula, sides):
                found[hypothesis] = Taken(reason("{}", typeset.formula(hypothesis)))
        for each in sides:
            check_places(each, found)
        notes: tuple[Assumption, ...] = tuple(found.values())
        notes += tuple(Taken(reason("{}", f"{name} > 0")) for name in positive(reader, sides, asked.positive))
        notes += (*map(Taken, reader.said), *self.ranges(*sides), *constants(*sides))
        if turned or (choice.layout == "rows" and _derives(scene)):
            notes = (*notes, Taken(Saying("a gradient is laid out as a row")))
        cost = choice.cost + (0.6 if turned else 0.0) + reader.strange
        crossed = turned and not _derives(scene)
        assumed_ = tuple(dict.fromkeys(notes))
        whole = not one.is_number
        return Claim(*sides, tuple(found), sides, assumed_, reader, cost, turned, whole, crossed)

    # what is taken for granted

    def assumed(self, formula: Formula, sides: list[Node], *, lapsed: bool = False) -> list[Assumed]:
        """The equations that hold where the formula stands, of its letters; if `lapsed`, those taken back."""
        find = self.reading.finder(formula)
        trees = [*sides, *(d.body for d in closure(sides, find) if d.body is not None)]
        names = {each.name for tree in trees for each in letters(tree)}
        return [
            each
            for each in self.reading.roles.assumed
            if (each.at <= formula.start or (not each.supposed and self._explains(each, formula)))
            and formula.start <= each.until
            and (lapsed or self.reading.facts.holds(letters(each.left), each.at, formula.start))
            and {e.name for e in letters(each.left)} & names - {"ones", "I"}
        ]

    def _explains(self, assumed: Assumed, formula: Formula) -> bool:
        """Whether what is stated below a formula is said of it: "…, where the y_k sum to one"."""
        if assumed.section != formula.section:
            return False
        words = SENTENCE.split(self.reading.document.text[max(0, assumed.at - 160) : assumed.at])[-1]
        return bool(_SAID_OF_IT.search(words))

    def hypotheses(
        self, reader: Reader, asked: Asked, sides: tuple[Expr, Expr], laws: list[Callable[[], Hypothesis]]
    ) -> Iterator[tuple[Hypothesis, Saying]]:
        """The hypotheses that the text, a comment or the words state, and how they read."""
        names = names_in(*sides)
        for each in laws:
            try:
                made = each()
            except (Misfit, IllFormed, Unreadable):
                continue
            if names & {f.name for p in made.parts for f in families_in(p)}:
                yield made, reason("{}", typeset.formula(made))
        for member in list(reader.members.values()):
            family = member._made
            if family is None or family.name not in names or member.defined:
                continue
            facts, at = self.reading.facts, asked.formula.start
            yield from granted(facts, family, at, lapsed=asked.lapsed, inside=asked.inside)
        for name, label, at in self.reading.roles.onehots:
            family = next(
                (m._made for m in reader.members.values() if m._made is not None and m.name == name), None
            )
            if family is not None and len(family.dims) == 1 and at <= asked.formula.start:
                place = Entry(Family(label, (), (), False, family.dims[0]))
                k = Index("k", family.dims[0])
                yield (
                    equation(family[k], Delta(k, place)),
                    reason("{} = 1 and the others 0", f"{name}_{label}"),
                )

    def equation(self, reader: Reader, assumed: Assumed) -> Callable[[], Hypothesis] | None:
        """An equation that is taken for granted, to be made once all sizes are known."""
        scope = Scope()
        try:
            left, right, _ = fitted(
                reader.value(assumed.left, scope), reader.value(assumed.right, scope), reader
            )
        except (Misfit, IllFormed, Unreadable):
            return None
        return lambda: equation(*entrywise(left.make(), right.make()))

    def _is_set_again(self, letter: Letter, value: Node, at: int, formula: Formula) -> bool:
        """Whether the letter is said to be something else between its value and the formula: w = 2, then w = 1.7."""
        between = (each for each in self.reading.formulas if at < each.start < formula.start)
        sides = (each.sides for each in between if each.sides[0].node == letter and len(each.sides) > 1)
        return any(each[1].node != value for each in sides)

    def values(self, reader: Reader, formula: Formula, sides: tuple[Expr, Expr]) -> Iterator[Hypothesis]:
        """x = −2, of an example."""
        names = names_in(*sides)
        for letter, node, at, section in self.reading.roles.values:
            if (
                at > formula.start
                or section != formula.section
                or self._is_set_again(letter, node, at, formula)
            ):
                continue
            name, places = reader.scene.named(letter)
            if name in names and not places:
                value = reader.value(node, Scope()).make()
                made = next((m.make() for m in reader.members.values() if m.name == name), None)
                if made is not None and not made.dims:
                    yield equation(Entry(made), value)

    def ranges(self, left: Expr, right: Expr) -> Iterator[Ranges]:
        """What the indices of the claim are taken to range over, where no comment says it."""
        found: dict[str, set[str]] = {}
        for node in (*walk(left), *walk(right)):
            if isinstance(node, Index) and node.name.isalpha() and node.name not in self.reading.said.ranges:
                found.setdefault(node.dim.name, set()).add(node.name)
        for dim, names in sorted(found.items()):
            yield Ranges(tuple(sorted(names)), dim)

    def definition(self, formula: Formula, at: int) -> Claim | None:
        """What a definition says; None where that is nothing of its own. Raises `Misfit` and the like."""
        left, right = formula.sides[at].node, formula.sides[at + 1].node
        assert left is not None and right is not None  # noqa: PT018
        scene = self.scene(formula, [left, right])
        fault: Exception | None = None
        for number, choice in enumerate(choices(scene)):
            if number > 30:
                break
            reader, scope = Reader(scene, choice), Scope()
            try:
                one, other = reader.value(left, scope), reader.value(right, scope)
                one, other, _ = fitted(one, other, reader)
                sides = entrywise(one.make(), other.make())
                return Claim(*sides, stated=sides)
            except (Misfit, IllFormed, NotImplementedError, RecursionError, Unreadable) as found:
                fault = fault or found
        if fault is not None:
            raise fault
        return None


def _reader(scene: Scene, choice: Choice) -> Reader:
    return SequenceReader(scene, choice) if isinstance(scene, SequenceScene) else Reader(scene, choice)


def is_here(defined: Definition, formula: Formula) -> bool:
    """Whether a definition stands in the section of the formula, in one around it, or in a comment."""
    return defined.said or defined.section == formula.section[: len(defined.section)]


def depth(scene: Scene) -> int:
    """How many definitions stand within each other."""
    known: dict[str, int] = {}

    def of(name: str) -> int:
        if name not in known:
            known[name] = 0
            inner = {
                e.name for d in scene.by_name.get(name, ()) if d.body is not None for e in letters(d.body)
            }
            known[name] = 1 + max((of(each) for each in inner if each in scene.by_name), default=0)
        return known[name]

    return max((of(name) for name in scene.by_name), default=0)


def _defined_in(fault: Unreadable | None) -> Definition | None:
    """The definition that a reading fails in."""
    return fault.defined if isinstance(fault, Misfit) and not isinstance(fault, Circular) else None


def _moves(scene: Scene | None) -> bool:
    """Whether something is derived in what a chain rests on."""
    return scene is not None and any(
        isinstance(node, Partial | Differential | Primed) for tree in scene.every for node in walk_tree(tree)
    )


def _fault(fault: BaseException) -> Unreadable:
    if isinstance(fault, Unreadable):
        return fault
    if isinstance(fault, NoDependence):
        return Misfit("{} does not depend on {}, as far as the text says", *fault.args[1:3])
    if isinstance(fault, RecursionError | NotImplementedError):
        return Unreadable("nested too deeply to be read")
    return Unreadable("{}", fault)


def _speaks_of(stated: Stated, scope: Scope, scene: Scene) -> bool:
    """Whether a condition is about letters that stand free here."""
    bare = [
        e.name
        for e in (stated.condition.left, stated.condition.right)
        if isinstance(e, Letter) and is_bare(e)
    ]
    return all(n in scope.free or n in scene.fixed or scene.facts.is_label(n, scene.at) for n in bare)


def _derives(scene: Scene) -> bool:
    """Whether something is differentiated here, so that a row may be a gradient."""
    nodes = (node for tree in scene.every for node in walk_tree(tree))
    return any(isinstance(node, Partial | Differential | Primed) for node in nodes)


__all__ = ["Asked", "Claim", "Claims", "Found", "Number"]
