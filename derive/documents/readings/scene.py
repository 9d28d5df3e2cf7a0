"""What a chain speaks of: its own sides, the definitions that they rest on, and how each letter is used there.

It is made anew for every chain: a use of a letter far away, or in a formula that this chain does not rest on, is
evidence and no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from derive.documents.readings.marked import marked
from derive.documents.readings.naming import (
    CALLED,
    INVERSES,
    factors_of,
    is_opaque_call,
    is_root,
    lone_letters,
    means,
    number_places,
    standing_letters,
)
from derive.documents.readings.prose import places_in
from derive.documents.readings.shown import shown
from derive.documents.readings.trees import (
    BRACKET_APART,
    OF_FIRST_FACTOR,
    OF_WHOLE_PRODUCT,
    REST_APART,
    SLOPE_BEHIND_BRACKETS,
    SLOPE_OF_WHOLE_PRODUCT,
    SUM_ENDS,
    Apply,
    Big,
    Called,
    Condition,
    Differential,
    Dots,
    Either,
    Entrywise,
    Indicator,
    Inner,
    Integral,
    Letter,
    Node,
    Norm,
    Number,
    Part,
    Partial,
    Plus,
    Power,
    Primed,
    Quotient,
    Times,
    Transposed,
    Word,
    is_bare,
    letters,
    walk,
)

if TYPE_CHECKING:
    from derive.documents.readings.facts import Facts


@dataclass(frozen=True)
class Definition:
    """head = body, as a document states it; `body` is None where it is not read."""

    head: Node
    body: Node | None
    at: int
    number: int
    section: tuple[int, ...] = ()
    line: int = 0
    said: bool = False

    @property
    def places(self) -> tuple[int, int, tuple[int, ...], int, bool]:
        """Where it stands."""
        return self.at, self.number, self.section, self.line, self.said

    @property
    def letter(self) -> Letter:
        """The letter that is defined."""
        if isinstance(self.head, Power):
            assert isinstance(self.head.base, Letter)
            return self.head.base
        return self.head.head if isinstance(self.head, Called) else self.head  # type: ignore[return-value]

    @property
    def parameters(self) -> tuple[Letter, ...]:
        """The arguments that its body has as places: the k of p(k) = e^{z_k}/Σ_j e^{z_j}, which is the entry p_k."""
        if not isinstance(self.head, Called) or self.body is None:
            return ()
        inner = places_in(self.body) if is_opaque_call(self.head) else _subscripts(self.body)
        return tuple(
            e for e in self.head.paren.items if isinstance(e, Letter) and is_bare(e) and e.name in inner
        )


def _subscripts(body: Node) -> set[str]:
    """The letters that are places of others, as the k of z_k and not the w of h_w(x), and may be indices."""
    heads = {id(node.head) for node in walk(body) if isinstance(node, Called)}
    held = (node for node in walk(body) if isinstance(node, Letter) and id(node) not in heads)
    found = {each.name for node in held for each in (*node.subs, *node.labels) if isinstance(each, Letter)}
    return {name for name in found if len(name) == 1 and name.islower()}


@dataclass
class Use:
    """How a letter of one name is used: with how many places, and how it is set."""

    counts: set[int] = field(default_factory=set)
    bold: bool = False
    numbers: set[int] = field(default_factory=set)
    shortest_bold: int = 9


class Scene:
    """The trees that a chain rests on, and what they tell of each letter."""

    def __init__(
        self,
        trees: Iterable[Node],
        definitions: Iterable[Definition],
        facts: Facts,
        at: int,
        section: tuple[int, ...],
    ) -> None:
        self.trees = list(trees)
        self.definitions = list(definitions)
        self.facts, self.at, self.section = facts, at, section
        self.lapsed = False  # whether what words said of letters before, and no longer, is taken too
        self.has_roots = any(is_root(node) for tree in self.trees for node in walk(tree))
        self.conditions = [each for each in self.trees if isinstance(each, Condition)]
        bodies = [each.body for each in self.definitions if each.body is not None]
        self.has_integrals = any(isinstance(n, Integral) for t in (*self.trees, *bodies) for n in walk(t))
        heads = [each.head for each in self.definitions]
        self.every = [*self.trees, *bodies, *heads]
        self.at_places = {each.letter.name for each in self.definitions if each.parameters}
        self._gather(heads)

    def _gather(self, heads: list[Node]) -> None:
        self.bound: set[str] = set()
        self.quantities: set[str] = set()
        self.tops: set[str] = set()
        self.arguments: set[str] = set()
        self.placed: set[str] = set()
        self.moving: set[str] = set()
        self.labelled: set[str] = set()
        self.calls: dict[str, set[tuple[Node, ...]]] = defaultdict(set)
        self.primed: set[str] = set()
        self.squares: set[Node] = set()
        self.differentials: set[str] = set()
        self.has_primed = False
        self.varied: set[str] = set()
        self.words: set[str] = set()
        for tree in self.every:
            self._look(tree)
        self.squares |= {each for each in heads if isinstance(each, Power)}
        bodies = (node.body for tree in self.every for node in walk(tree) if isinstance(node, Partial))
        self.derived = {each.head.name for each in bodies if isinstance(each, Called)}
        self.moving -= self.bound
        self.labels = self.facts.labels
        self.logged = {
            a
            for t in self.every
            for n in walk(t)
            if isinstance(n, Apply) and n.function == "log"
            for a in factors_of(n.arguments[0])
        }
        self.logged |= {
            n.base for t in self.every for n in walk(t) if is_root(n) and isinstance(n.base, Letter)
        }
        self.positive = {self.named(each)[0] for each in self.logged if isinstance(each, Letter)}
        self.by_name: dict[str, list[Definition]] = defaultdict(list)
        for each in self.definitions:
            letter = each.letter
            if isinstance(each.head, Power):
                letter = replace(letter, name=f"{letter.name}²")
            self.by_name[
                self.name_of_call(each.head) if isinstance(each.head, Called) else self.named(letter)[0]
            ].append(each)
        self.fixed = self._fixed()
        self.free = {n for tree in self.trees for n in self._free(tree, frozenset())}
        self.used = self.uses()
        self.varied_names: set[str] = set()
        self.depends = self._depends()
        self.standing = {self.named(each)[0] for tree in self.every for each in standing_letters(tree)}
        self.differentials = {
            self.named(each)[0]
            for tree in self.every
            for n in walk(tree)
            if isinstance(n, Differential)
            for each in letters(n.body)
        } - set(self.by_name)
        self._made_from: dict[str, frozenset[str]] = {}

    def _look(self, node: Node, *, place: bool = False) -> None:  # noqa: C901, PLR0912
        match node:
            case Letter():
                if place:
                    self.placed.add(node.name)
                else:
                    self.quantities.add(node.name)
                    if node.primes:
                        self.primed.add(node.name)
                for each in (*node.subs, *node.labels):
                    self._place(each)
                for each in node.labels:
                    self.labelled |= {inner.name for inner in letters(each)}
                return
            case Called(head, paren, power):
                if power is not None:
                    self._look(power)
                self.calls[head.name].add(paren.items)
                for each in (*head.subs, *head.labels):
                    self._place(each)
                if head.primes:
                    self.primed.add(head.name)
                for each in paren.items:
                    known = is_opaque_call(node) or head.name in self.at_places
                    if known and is_bare(each) and isinstance(each, Letter):
                        self.arguments.add(each.name)
                    else:
                        self._look(each)
                return
            case Big(_, index, body, upper, lower, within, conditions):
                self.bound.add(index.name)
                for end in (upper, lower, within):
                    if end is not None:
                        self.tops |= {inner.name for inner in letters(end)}
                for condition in conditions:
                    self._look(condition)
                self._look(body)
                return
            case Condition(left, right):
                for each in (left, right):
                    self._look(each, place=is_bare(each))
                return
            case Indicator(condition):
                self._look(condition)
                return
            case Partial(_, variables):
                for each in variables:
                    if isinstance(each, Power):
                        self.squares.add(each)
                    moved = each.base if isinstance(each, Power) else each
                    moved = moved.head if isinstance(moved, Called) else moved
                    if isinstance(moved, Letter):
                        self.varied.add(moved.name)
            case Part(whole, subs):
                for each in subs:
                    self._place(each)
                self._look(whole)
                return
            case Primed():
                self.has_primed = True
            case Differential(body):
                self.differentials |= {each.name for each in letters(body)}
            case Apply(_, _, _, over) if isinstance(over, Condition) and over.sign == "∼":
                if isinstance(over.left, Letter):
                    self.bound.add(over.left.name)
        for part in node.parts():
            self._look(part)

    def _place(self, node: Node) -> None:
        """What stands in a subscript or label."""
        if isinstance(node, Letter):
            self._look(node, place=is_bare(node))
        elif isinstance(node, Plus):
            self.moving |= {each.name for each in letters(node)}
            self.placed |= {each.name for each in letters(node)}
        else:
            for each in letters(node):
                self._place(each)

    def _fixed(self) -> set[str]:
        """Letters that stand free in a definition, and not among its parameters: one fixed place."""
        found: set[str] = set()
        for each in self.definitions:
            if each.body is None:
                continue
            own = {p.name for p in (*each.letter.subs, *each.letter.labels) if isinstance(p, Letter)}
            if isinstance(each.head, Called):
                own |= {
                    p.name
                    for item in each.head.paren.items
                    for e in letters(item)
                    for p in (e, *e.subs, *e.labels)
                    if isinstance(p, Letter)
                }
            found |= set(self._free(each.body, frozenset())) - own
        return found

    def _free(self, node: Node, bound: frozenset[str]) -> Iterator[str]:  # noqa: C901, PLR0912
        """The index letters that stand free."""
        match node:
            case Letter():
                for each in self.named(node)[1]:
                    if isinstance(each, Letter) and is_bare(each):
                        if each.name not in bound:
                            yield each.name
                    else:
                        yield from self._free(each, bound)
                if node.name == "delta" and len(node.subs) == 2:
                    return
            case Big():
                inner = bound | {node.index.name}
                for condition in node.conditions:
                    for each in (condition.left, condition.right):
                        if isinstance(each, Letter) and is_bare(each) and condition.sign == "≠":
                            inner |= {each.name}
                yield from self._free(node.body, inner)
            case Part():
                yield from self._free(node.whole, bound)
                for each in node.subs:
                    if isinstance(each, Letter) and is_bare(each) and self.is_index(each.name):
                        yield from () if each.name in bound else iter([each.name])
            case Condition():
                for each in (node.left, node.right):
                    if isinstance(each, Letter) and is_bare(each):
                        if each.name not in bound and self.is_index(each.name):
                            yield each.name
                    else:
                        yield from self._free(each, bound)
            case Apply() if isinstance(node.over, Condition) and isinstance(node.over.left, Letter):
                inner = bound | {node.over.left.name}
                for part in node.arguments:
                    yield from self._free(part, inner)
            case _:
                for part in node.parts():
                    yield from self._free(part, bound)

    def _depends(self) -> dict[str, frozenset[str]]:  # noqa: C901
        """For letters without a definition that is read: what they are differentiated in, or called with."""
        found: dict[str, set[str]] = defaultdict(set)
        for tree in self.every:
            for node in walk(tree):
                if isinstance(node, Partial):
                    self._differentiated(node, found)
                elif isinstance(node, Called) and self.is_call(node):
                    name = self.named(replace(node.head, primes=0))[0]
                    if name not in self.by_name and not node.head.primes:
                        for each in node.paren.items:
                            if isinstance(each, Letter) and is_bare(each) and each.name in self.varied:
                                found[name].add(self.named(each)[0])
        for name, on in self.facts.dependence(self.at):
            if name not in self.by_name:
                found[name] |= {on} & self.varied if on else self.varied
        for primed in self.primed if self.has_primed else ():
            found[primed].add("·")
        self.derived_in = {name: frozenset(on - {name}) for name, on in found.items()}
        return {
            name: frozenset(on - {name})
            for name, on in found.items()
            if all(each.body is None for each in self.by_name.get(name, ()))
            and on - {name}
            and not any(self.facts.is_constant(name, each, self.at) for each in on)
        }

    def _differentiated(self, node: Partial, found: dict[str, set[str]]) -> None:
        head = node.body.head if isinstance(node.body, Called) else node.body
        for variable in node.variables:
            inner = variable.head if isinstance(variable, Called) else variable
            if isinstance(inner, Power) and inner in self.squares and isinstance(inner.base, Letter):
                inner = replace(inner.base, name=f"{inner.base.name}²")
            if isinstance(inner, Transposed):
                inner = inner.operand
            if not isinstance(inner, Letter):
                continue
            name = self.named(inner)[0]
            self.varied_names.add(name)
            if isinstance(head, Letter):
                found[self.named(replace(head, primes=0))[0]].add(name)

    def beside(self) -> dict[str, list[Big]]:
        """The letters N of a mean 1/N Σ_i, each with the sums that they may count."""
        if not hasattr(self, "_beside"):
            self._beside: dict[str, list[Big]] = defaultdict(list)
            for tree in self.every:
                for node in walk(tree):
                    for name, sums in means(node):
                        if name not in self.by_name and name not in self.bound and name not in self.varied:
                            self._beside[name] += sums
        return self._beside

    def augmented(self, name: str) -> set[str]:
        """The ends d of sums Σ_{j=0}^d over places of this letter: it has d + 1 of them, whatever is declared."""
        if not hasattr(self, "_augmented"):
            self._augmented: dict[str, set[str]] = defaultdict(set)
            for node in (node for tree in self.every for node in walk(tree) if isinstance(node, Big)):
                if (
                    node.lower == Number(Fraction(0))
                    and isinstance(node.upper, Letter)
                    and is_bare(node.upper)
                ):
                    for each in letters(node.body):
                        if node.index in (*each.subs, *each.labels):
                            self._augmented[each.name].add(node.upper.name)
        return self._augmented.get(name, set())

    @property
    def eithers(self) -> list[Either]:
        """The places where readings part."""
        return [each for tree in self.every for each in walk(tree) if isinstance(each, Either)]

    @property
    def is_entrywise(self) -> bool:
        """Whether vectors are multiplied entry by entry here, so that their powers are meant so too."""
        return any(isinstance(each, Entrywise) for tree in self.every for each in walk(tree))

    @property
    def world(self) -> bool:
        """Whether something here is a vector or matrix: by its font, a declaration, a transpose, a norm."""
        if not hasattr(self, "_world"):
            self._world = any(
                isinstance(each, Entrywise | Inner | Norm | Transposed)
                or (isinstance(each, Letter) and each.bold)
                or (isinstance(each, Apply) and each.function in ("softmax", "logsumexp", "diag", "trace"))
                for tree in self.every
                for each in walk(tree)
            )
            self._world |= any(self.facts.is_vector_world(name, self.at) for name in self.quantities)
            self._world |= self.facts.speaks_of_wholes(self.at)
        return self._world

    @property
    def marked(self) -> dict[str, int]:
        """The letters that signs mark as vectors or matrices, with the number of places at which they stand so."""
        if not hasattr(self, "_marked"):
            used = {name for name, _ in map(self.named, (n for t in self.every for n in letters(t)))}
            near = [each for each in self.facts.marks(self.at) if self.named(each)[0] in used]
            self._marked = {**self._most(near), **self.marked_here}
        return self._marked

    @property
    def marked_here(self) -> dict[str, int]:
        """Those that are marked in the chain itself, and in the definitions that it rests on."""
        if not hasattr(self, "_marked_here"):
            self._marked_here = self._most(marked(self.every, self._bodies))
        return self._marked_here

    def _most(self, found: Iterable[Letter]) -> dict[str, int]:
        most: dict[str, int] = {}
        for name, places in map(self.named, found):
            most[name] = max(most.get(name, 0), len(places))
        return most

    def _bodies(self, letter: Letter) -> list[Node]:
        found = self.by_name.get(self.named(letter)[0], ())
        return [each.body for each in found if each.body is not None]

    def option_costs(self, node: Either) -> list[float]:
        """What it costs to take each option; a Σ goes on where its letter would otherwise stand free there alone."""
        if node.whats[0] == SUM_ENDS:
            first = set(self._free(node.options[0], frozenset()))
            second = set(self._free(node.options[1], frozenset()))
            return [2.0, 0.0] if first - second - self._beside_sum(node) else [0.0, 1.5]
        if node.whats[0] == BRACKET_APART:
            whole = node.options[1]
            call = (
                isinstance(whole, Quotient) and isinstance(whole.below, Called) and self.is_call(whole.below)
            )
            return [0.5, 0.0] if call else [0.0, 0.5]
        if node.whats[0] == REST_APART:
            product = node.options[0]
            last = product.factors[1] if isinstance(product, Times) else product
            return [0.0, 0.3] if isinstance(last, Letter | Number) else [0.0, 0.5]
        if node.whats[1].english == OF_WHOLE_PRODUCT.english and _is_log_of_density(node.options[0]):
            return [0.6, 0.0]
        if node.whats[1] == SLOPE_BEHIND_BRACKETS:
            return [0.0, 0.5]
        if node.whats[1] == SLOPE_OF_WHOLE_PRODUCT:
            return [_cost_of_first(node.options[0]), 0.0]
        if node.whats[1].english == OF_FIRST_FACTOR.english:
            return [0.0, 3.0]
        return [0.0, 0.3]

    def _beside_sum(self, node: Either) -> set[str]:
        """The letters that stand free beside a sum: in a definition those of its head, elsewhere those of the chain."""
        for each in self.definitions:
            if each.body is not None and node in set(walk(each.body)):
                return {inner.name for inner in letters(each.head)}
        return {
            n for tree in self.trees if node not in set(walk(tree)) for n in self._free(tree, frozenset())
        }

    def made_from(self, name: str) -> frozenset[str]:
        """All letters that go into a letter, by its definition or because it is said to depend on them."""
        if name in self._made_from:
            return self._made_from[name]
        self._made_from[name] = frozenset()
        found: set[str] = set(self.depends.get(name, ()))
        for each in self.by_name.get(name, ()):
            if each.body is not None:
                found |= {self.named(letter)[0] for letter in letters(each.body)}
                found |= {
                    f"{l.name}²"
                    for n in walk(each.body)
                    if n in self.squares and isinstance(n, Power)
                    for l in [n.base]
                    if isinstance(l, Letter)
                }
        for inner in list(found):
            found |= self.made_from(inner)
        self._made_from[name] = frozenset(found)
        return self._made_from[name]

    def is_positive(self, name: str) -> bool:
        """Whether a letter is positive: it stands under a logarithm, is a square, or is said to be."""
        said = self.facts.is_positive(name, self.at, lapsed=self.lapsed)
        return name in self.positive or name.endswith("²") or said

    def is_root_of_letter(self, letter: Letter, name: str) -> bool:
        """Whether σ stands for √(σ²), where σ² is a letter of its own."""
        if name in self.by_name:
            return False
        moved = Power(letter, Number(Fraction(2))) in self.squares and letter.name not in self.varied
        return f"{name}²" in self.by_name or moved

    def is_identity(self, node: Letter) -> bool:
        """Whether I is the identity matrix."""
        return not node.subs and not node.labels and (node.bold or self.facts.says_identity)

    def is_start(self, definition: Definition) -> bool:
        """Whether a recurrence begins with it."""
        return False

    def prime_variable(self, primed: Node) -> Node | None:
        """What a prime differentiates in: the argument of a definition, or the one letter that all depend on."""
        name = next((each.name for each in letters(primed)), "")
        for each in self.definitions:
            if isinstance(each.head, Called) and each.letter.name == name and len(each.head.paren.items) == 1:
                return each.head.paren.items[0]
        for tree in self.trees:
            for node in walk(tree):
                if isinstance(node, Called) and node.head.primes and len(node.paren.items) == 1:
                    return node.paren.items[0]
        on = {each for found in self.depends.values() for each in found} - {"·"}
        if len(on) == 1:
            return Letter(next(iter(on)))
        return Letter("·") if not on else None

    # calls

    def name_of_call(self, node: Called) -> str:
        """What a call is called that stands for one letter: f for f(x), P(y=1|x) for a probability."""
        name = self.named(replace(node.head, primes=0))[0]
        if is_opaque_call(node):
            return f"{name}({shown(node).partition('(')[2]}"
        return name

    def is_call(self, node: Called) -> bool:  # noqa: C901
        """Whether the letter before these brackets is a function, as far as signs and words tell."""
        head, paren = node.head, node.paren
        own = len(paren.items) == 1 and any(e.name == head.name for e in lone_letters(paren.items[0]))
        if own or (head.name == "delta" and len(head.subs) == 2):  # y_n(1 − y_n), δ_ij(a − b)
            return False
        if paren.signs or any(isinstance(each, Condition | Dots) for each in paren.items):
            return True
        if node.power in INVERSES:
            return head.name in self.facts.functions
        if head.name in self.facts.functions or head.word or head.primes or head.name.endswith("^-1"):
            return True
        [only] = paren.items
        defined = any(
            isinstance(e.head, Called) and e.letter == replace(head, primes=0) for e in self.definitions
        )
        if any(each.name == head.name for each in (lone_letters(only) if defined else letters(only))):
            return False
        if not defined and self._is_entry(head):
            return False
        if defined or any(
            isinstance(e.head, Called) and e.letter.name == head.name for e in self.definitions
        ):
            return True
        if paren.opening == "[" and head.name != "bbE":
            return False
        if self.facts.is_number_or_whole(head.name, self.at):
            return False
        if head.name in self.defined_bare():
            return (
                isinstance(only, Letter)
                and only.name in self.quantities
                and self._in_body(head.name, only.name)
            )
        if self.stands_alone(head.name):
            return False
        if head.name in CALLED:
            return True
        return isinstance(only, Letter)

    def _is_entry(self, head: Letter) -> bool:
        """Whether such an entry is defined without arguments: π_a (r_a − J) beside π_a = …"""
        bare = (each.letter for each in self.definitions if isinstance(each.head, Letter))
        return any(e.subs and e.name == head.name and len(e.subs) == len(head.subs) for e in bare)

    def defined_bare(self) -> set[str]:
        """Letters that are defined without arguments."""
        return {each.letter.name for each in self.definitions if not isinstance(each.head, Called)}

    def _in_body(self, name: str, inner: str) -> bool:
        return any(
            each.letter.name == name
            and each.body is not None
            and any(e.name == inner for e in letters(each.body))
            for each in self.definitions
        )

    def stands_alone(self, name: str) -> bool:
        """Whether the letter stands somewhere as a factor or term, without brackets behind it."""
        if not hasattr(self, "_alone"):
            self._alone = {each.name for tree in self.every for each in lone_letters(tree)}
        return name in self._alone

    def expands(self, name: str) -> bool:
        """Whether conditional probabilities are written out as quotients: several of them are related."""
        kinds: set[tuple[frozenset[str], int]] = set()
        joint = False
        for tree in self.every:
            for each in walk(tree):
                if isinstance(each, Called) and each.head.name == name:
                    if any(isinstance(d.head, Called) and d.head == each for d in self.definitions):
                        return False
                    bar = each.paren.signs.index("|") if "|" in each.paren.signs else -1
                    kinds.add((frozenset(map(shown, each.paren.items)), bar))
                    joint |= len(each.paren.items) > 1 and bar < 0
        return (joint and any(bar >= 0 for _, bar in kinds)) or len(self._given(name)) > 1

    def _given(self, name: str) -> set[frozenset[str]]:
        """What stands behind the bars: the B of P(A | B)."""
        return {
            frozenset(map(shown, each.paren.items[each.paren.signs.index("|") + 1 :]))
            for tree in self.every
            for each in walk(tree)
            if isinstance(each, Called) and each.head.name == name and "|" in each.paren.signs
        }

    def is_counted_too(self, name: str) -> bool:
        """Whether θ_0 stands beside θ_j, as a letter of its own, and a derivative is taken in θ_j."""
        return (
            name in self.varied_names
            and bool(self.used.get(name))
            and any(other.startswith(f"{name}_") and other[len(name) + 1 :].isdigit() for other in self.used)
        )

    # which letters are indices

    def is_index(self, name: str) -> bool:
        """Whether a letter in a subscript is a place, and no part of the name."""
        if name in self.bound or self.facts.is_index(name, self.at):
            return True
        if name in self.moving or name in self.tops:
            return False
        if self.facts.is_label(name, self.at):
            return True
        if name in self.quantities or (name in self.arguments and name not in self.placed):
            return False
        bare = name.rstrip("'")
        return len(bare) == 1 and bare.islower()

    def is_place(self, label: Node) -> bool:
        """Whether a label such as ^{(i)} counts samples, and is no part of the name."""
        if not is_bare(label):
            return isinstance(label, Letter)
        assert isinstance(label, Letter)
        if label.name in self.bound:
            return True
        return label.name not in self.moving and self.is_index(label.name)

    def named(self, letter: Letter) -> tuple[str, tuple[Node, ...]]:  # noqa: C901, PLR0912
        """What the letter is called, and its places."""
        name, places = letter.name, []
        if letter.primes and not self.is_derivative(letter.name):
            name += "'" * letter.primes
        for each in letter.labels:
            if self.is_place(each):
                places.append(each)
            else:
                name += f"^({shown(each)})"
        for each in letter.subs:
            if isinstance(each, Word):
                name += f"_{each.text}"
            elif isinstance(each, Number):
                if (
                    each.value >= 1
                    and not self._is_own(letter)
                    and self._counts(letter.name, len(letter.subs))
                ):
                    places.append(each)
                else:
                    name += f"_{each.text or each.value}"
            elif is_bare(each) and isinstance(each, Letter):
                if self.is_index(each.name):
                    places.append(each)
                else:
                    name += f"_{each.name}"
            elif isinstance(each, Letter):
                places.append(each)
            elif isinstance(each, Plus) and not ({e.name for e in letters(each)} & self.bound):
                name += f"_{shown(each)}"
            else:
                places.append(each)
        return name, tuple(places)

    def _is_own(self, letter: Letter) -> bool:
        """Whether the bold x_1 is defined, a vector of its own, or x_1 declared beside no x_i."""
        if letter.bold and any(each.letter == letter for each in self.definitions):
            return True
        if letter.labels or not self.facts.is_declared("_".join((letter.name, *map(shown, letter.subs)))):
            return False
        return not self._stands_at_letters(letter.name, len(letter.subs))

    def _stands_at_letters(self, name: str, length: int) -> bool:
        """Whether it stands with index letters too, x_i beside x_1."""
        stands = (e for tree in self.every for e in letters(tree) if e.name == name and len(e.subs) == length)
        return any(
            isinstance(s, Letter) and is_bare(s) and self.is_index(s.name) for e in stands for s in e.subs
        )

    def _counts(self, name: str, length: int) -> bool:
        """Whether numbers at this letter are places: it stands with index letters there too."""
        if self._stands_at_letters(name, length):
            return True
        return (self.facts.rank(name, self.at) or 0) >= length

    def is_derivative(self, name: str) -> bool:
        """Whether f′ is a derivative, and no name such as s′."""
        return (
            self.has_primed
            or name in self.calls
            or name in self.facts.functions
            or any(isinstance(each.head, Called) and each.letter.name == name for each in self.definitions)
        )

    def beside_each_other(self) -> tuple[str, ...]:
        """The capitals of which nobody says anything, where two of them are multiplied: A B may be of matrices."""
        nodes = (node for tree in self.every for node in walk(tree))
        numbers = {each.name for node in nodes for part in number_places(node) for each in letters(part)}
        names = {
            name
            for name, use in self.used.items()
            if use.counts == {0} and name[:1].isupper() and name not in numbers and self._is_unsaid(name)
        }
        return tuple(sorted(names)) if any(_are_multiplied(names, tree) for tree in self.trees) else ()

    def _is_unsaid(self, name: str) -> bool:
        return name not in self.by_name and name not in self.marked and self.facts.rank(name, self.at) is None

    def uses(self) -> dict[str, Use]:
        """For each name how it is used as a quantity."""
        found: dict[str, Use] = defaultdict(Use)
        for tree in self.every:
            for letter in self._quantities(tree):
                name, places = self.named(letter)
                use = found[name]
                use.counts.add(len(places))
                use.bold |= letter.bold
                if letter.bold:
                    use.shortest_bold = min(use.shortest_bold, len(places))
        return found

    def _quantities(self, node: Node, *, place: bool = False) -> Iterator[Letter]:
        match node:
            case Letter():
                if not (place and is_bare(node)):
                    yield node
                for each in (*node.subs, *node.labels):
                    yield from self._quantities(each, place=True)
            case Big():
                yield from self._quantities(node.body)
                for each in node.conditions:
                    yield from self._quantities(each)
            case Part():
                yield from self._quantities(node.whole)
                for each in node.subs:
                    yield from self._quantities(each, place=True)
            case Condition():
                yield from self._quantities(node.left, place=True)
                yield from self._quantities(node.right, place=True)
            case _:
                for part in node.parts():
                    yield from self._quantities(part, place=place and isinstance(node, Plus))


def _is_log_of_density(product: Node) -> bool:
    """Whether an exponential stands behind the logarithm of a fraction, log 1/σ exp(…)."""
    factors = product.factors if isinstance(product, Times) else ()
    return any(
        isinstance(one, Apply)
        and one.function == "log"
        and isinstance(one.arguments[0], Quotient)
        and isinstance(other, Apply)
        and other.function == "exp"
        for one, other in pairwise(factors)
    )


def _cost_of_first(product: Node) -> float:
    """What it costs to derive the first factor alone: ½ of ∂/∂w ½ Σ_i … nobody does, and few the xᵀ of ∂/∂x xᵀ A x."""
    factors = product.factors if isinstance(product, Times) else (product,)
    last = next((each for each in factors if isinstance(each, Partial)), None)
    if last is not None and not any(True for _ in letters(last.body)):
        return 9.0
    return 0.6 if last is not None and isinstance(last.body, Transposed) else 0.2


def _are_multiplied(names: set[str], tree: Node) -> bool:
    """Whether two of them stand side by side, A B or (A + B)(A − B)."""
    products = (node.factors for node in walk(tree) if isinstance(node, Times))
    found = ([{each.name for each in letters(factor)} & names for factor in each] for each in products)
    return any(one and other and len(one | other) > 1 for each in found for one, other in pairwise(each))
