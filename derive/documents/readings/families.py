"""Letters: families, definitions, places, labels; what depends on what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sympy import Expr

from derive.documents.readings import algebra
from derive.documents.readings.algebra import Value, number
from derive.documents.readings.base import Member
from derive.documents.readings.definitions import Definition
from derive.documents.readings.layers import base_of
from derive.documents.readings.naming import argument_places, layer_of
from derive.documents.readings.places import Places
from derive.documents.readings.scope import Place, Scope
from derive.documents.readings.shifting import offset_of, shifted
from derive.documents.readings.shown import shown
from derive.documents.readings.sizes import Circular, Misfit, Size, join
from derive.documents.readings.trees import Called, Letter, Node, Number, Plus, Power, Word, is_bare
from derive.documents.readings.wholes import ColumnOf, Slice
from derive.language import binders, families, matrices
from derive.language.binders import Delta, Sum, free_indices, fresh
from derive.language.expressions import Plus as Sum_, Times
from derive.language.families import Entry, Family, check_labels
from derive.language.functions import Call, Function, pi
from derive.language.indices import Index
from derive.language.matrices import Whole
from derive.language.sayings import Saying, reason

DEEPEST = 3
"""How often a definition for a layer or a time is opened at the one before."""


class Families(Places):
    """Finds out what letters are."""

    def called_as(self, name: str, key: tuple[str, int]) -> str:
        """The name of a family: no other letter of this reading has it."""
        while self.names.setdefault(name, key) != key:
            name += "⁽⁾"
        return name

    # letters

    def letter(self, node: Letter, scope: Scope) -> Value:
        """A letter where it stands."""
        special = self.special(node, scope)
        if special is not None:
            return special
        if node.primes and self.scene.is_derivative(node.name):
            made = self.letter(replace(node, primes=0), scope)
            for _ in range(node.primes):
                made = self.derived(made, self.prime_variable(node), scope)
            return made
        if is_bare(node) and node.name in scope.bound:
            return self.counted_place(node.name, scope.bound[node.name])
        name, places = self.scene.named(node)
        if self.scene.is_root_of_letter(node, name):
            return algebra.root(self.letter(replace(node, name=f"{node.name}²"), scope))
        declared = name in self.scene.facts.dims and not node.bold
        counts = name in self.scene.tops or declared or self.choice.ranks.get(f"{name}|count")
        if not places and counts and self.defining(node, name, 0) is None:
            return number(lambda: self.sizes.dim(self.sizes.name(name)))
        if any(isinstance(each, Word) for each in places):
            raise Misfit("{}: a row or column of a matrix is not read", shown(node))
        defined = self.defining(node, name, len(places))
        if defined is not None and isinstance(defined.head, Called):
            own = self.scene.named(defined.letter)[1]
            places = (
                (*places, *argument_places(defined.head.paren.items)) if len(places) == len(own) else places
            )
        return self.member_value(self.member(node, name, len(places)), places, scope)

    def counted_place(self, name: str, place: Place) -> Value:
        """The number that an index is: 1 at the first place of a sum that begins at 1."""
        if place.begins is None:
            raise Misfit("the index {} stands as a number", name)
        at = number(place.make)
        return algebra.plus([(1, at), (-1, algebra.constant(1 - place.begins))]) if place.begins < 1 else at

    def special(self, node: Letter, scope: Scope) -> Value | None:
        """δ_ij, 1, 0, I."""
        own = any(each.letter.name == node.name for each in self.scene.definitions)
        if own:
            return None
        if node.name == "delta" and len(node.subs) == 2 and not node.labels and not node.primes:
            left, right = (self.place(each, scope) for each in node.subs)
            if left.size is not None:
                right.over(left.size)
            elif right.size is not None:
                left.over(right.size)
            return number(lambda: Delta(left.make(), right.make()))
        size = Size()
        if node.name in ("ones", "zeros") and node.bold:
            head = matrices.Ones if node.name == "ones" else matrices.Zeros
            return Value(size, None, lambda: head(self.sizes.dim(size)))
        if node.name == "I" and (self.scene.is_identity(node) or self.is_unsaid_identity(node)):
            return Value(size, size, lambda: matrices.Identity(self.sizes.dim(size)))
        if node.name == "pi" and is_bare(node) and not node.primes and self.scene.has_circle:
            return number(lambda: pi)
        if node.word and node.name in ("argmax", "argmin"):
            raise Misfit("{} is not read", node.name)
        if node.name == "infty":
            raise Misfit("∞ stands as a number")
        return None

    def is_unsaid_identity(self, node: Letter) -> bool:
        """Whether I is read as a matrix of which nothing is said: then it is the identity."""
        if node.subs or node.labels or self.choice.ranks.get("I") != 2:
            return False
        if self.scene.facts.rank("I", self.scene.at) is not None:
            return False
        self.said.append(Saying("I is the identity matrix"))
        return True

    def member_value(self, member: Member, places: tuple[Node, ...], scope: Scope) -> Value:
        """A letter at these places, all or the first of them."""
        if len(places) > len(member.sizes):
            raise Misfit(
                "{} stands with {} indices, and with {} elsewhere",
                member.name,
                len(places),
                len(member.sizes),
            )
        read = [self.place(each, scope) for each in places]
        for at, (place, size) in enumerate(zip(read, member.sizes, strict=False)):
            place.over(size)
            if (
                place.begins is not None
                and self.origins.setdefault((member.name, at), place.begins) != place.begins
            ):
                raise Misfit("the places of {} count from 0 and from 1", member.name)
        rest = member.sizes[len(places) :]
        if rest and places and self.choice.ranks.get(f"{member.name}|columns"):
            return self.column_value(member, places, scope)
        if len(rest) > 2:
            raise Misfit("{} stands with too few indices", member.name)

        def make() -> Any:
            family = member.make()
            at = () if member.fixed else tuple(each.make() for each in read)
            if not rest:
                return Entry(family, *at)
            return Slice(family, at) if at else family

        rows, columns = (*rest, None, None)[:2]
        made = Value(rows, columns, make)
        lies = member.row if member.defined else bool(self.choice.ranks.get("|rows"))
        return algebra.transposed(made) if lies and len(rest) == 1 else made

    def column_value(self, member: Member, places: tuple[Node, ...], scope: Scope) -> Value:
        """q_j as the column j of a matrix."""
        if len(places) != 1 or len(member.sizes) != 2:
            raise Misfit("{} stands with too few indices", member.name)
        place = self.place(places[0], scope)
        place.over(member.sizes[1])

        def make() -> Any:
            return ColumnOf(member.make(), place.make())

        return Value(member.sizes[0], None, make)

    def family_value(
        self, name: str, places: tuple[Node, ...], scope: Scope, depends: tuple[str, ...] = ()
    ) -> Value:
        """An opaque letter of this name."""
        key = (name, len(places))
        if key not in self.members:
            sizes = [Size() for _ in places]
            unique = self.called_as(name, key)
            self.members[key] = Member(unique, sizes, lambda: self.build_given(unique, sizes, depends))
        return self.member_value(self.members[key], places, scope)

    def entry_of(self, member: Member, places: tuple[Expr, ...]) -> Expr:
        """An entry as a tree."""
        return Entry(member.make(), *places)

    # what a letter is

    def member(self, node: Letter, name: str, count: int) -> Member:
        """The letter of this name, as it stands here with so many places."""
        defined = self.defining(node, name, count)
        if defined is not None and self.is_mean_of(defined, name, count):
            return self.apart(node, name, count)
        if defined is not None:
            made = self.member_defined(defined, name)
            moved = self.scene.made_from(name) & self.scene.varied_names
            return made if count <= len(made.sizes) or moved else self.apart(node, name, count)
        if self.choice.ranks.get(f"{name}|split"):
            return self.apart(node, name, count)
        key = (name, -1)
        if key not in self.members:
            self.members[key] = self.given(node, self.called_as(name, key), None)
        return self.members[key]

    def is_mean_of(self, defined: Definition, name: str, count: int) -> bool:
        """Whether L = Σ_i L_i/N is being read, and this is an L_i: another letter."""
        own = self.scene.named(defined.letter)[1]
        return (
            f"{name}|{self.order(defined)}" in self.making
            and isinstance(defined.head, Letter)
            and count > len(own)
        )

    def apart(self, node: Letter, name: str, count: int) -> Member:
        """A letter that is another one with other places than these."""
        key = (name, count)
        if key not in self.members:
            other = count < self.rank_of(name) or name in self.scene.by_name
            called = self.called_as(f"{name}⁽⁾" if other else name, key)
            self.members[key] = self.given(node, called, count, self.scene.derived_in.get(name, frozenset()))
        return self.members[key]

    def member_defined(self, defined: Definition, name: str) -> Member:
        """The letter of this definition."""
        key = (name, 1000 + self.order(defined))
        if key not in self.members:
            self.members[key] = self.define(defined, name)
            if defined.squared:
                self.said.append(
                    reason("{} is what is squared on line {}", shown(defined.head), defined.line)
                )
        return self.members[key]

    def order(self, defined: Definition) -> int:
        """A number for the definition."""
        every = [*self.scene.definitions, *self.more]
        return next(
            at
            for at, each in enumerate(every)
            if each is defined or (each.body is defined.body and each.places == defined.places)
        )

    def defining(self, node: Letter, name: str, count: int) -> Definition | None:
        """The definition in force, the one with as many places if there are several."""
        found = list(self.scene.by_name.get(name, []) + [m for m in self.more if self.name_of(m) == name])
        numbers = [each for each in self.scene.named(node)[1] if isinstance(each, Number)]
        exact = []
        for each in found:
            places = self.scene.named(each.letter)[1]
            own = [p for p in places if isinstance(p, Number)]
            if own and own != numbers:
                continue
            exact.append((each, len(places)))
        for each, length in reversed(exact):
            if length == count:
                return each
        if exact:
            return exact[-1][0] if not self.choice.ranks.get(f"{name}|split") else None
        return self.instantiated(node, name)

    def name_of(self, defined: Definition) -> str:
        """What the defined letter is called."""
        return self.scene.named(defined.letter)[0]

    def instantiated(self, node: Letter, name: str) -> Definition | None:
        """h_t = … at t − 1."""
        for each in self.scene.definitions:
            letter = each.letter
            if (
                isinstance(each.head, Power)
                or letter.name != node.name
                or letter.primes != node.primes
                or isinstance(each.head, Called)
            ):
                continue
            values = _matching(letter, node)
            if not values:
                continue
            if general := values.keys() & self.scene.layers.general:
                if base_of(values[min(general)]) not in general:  # below the first layer l an input is given
                    self.unopened.add(name)
                return None
            if len(self.more) >= DEEPEST * 4 or abs(offset_of(values)) > DEEPEST:
                self.unopened.add(name)
                return None
            made = replace(
                each, head=shifted(each.head, values), body=each.body and shifted(each.body, values)
            )
            if self.name_of(made) == name:
                self.more.append(made)
                return made
        return None

    def rank_of(self, name: str) -> int:
        """How many indices a letter takes that is given."""
        if name in self.choice.ranks:
            return self.choice.ranks[name]
        use = self.scene.used.get(name)
        if use is not None and use.counts:
            return max(use.counts)
        layer = layer_of(name)
        layers = (rank for each, rank in self.choice.ranks.items() if layer and layer_of(each) == layer)
        return next(layers, 0)

    def given(self, node: Letter, name: str, count: int | None, on: frozenset[str] = frozenset()) -> Member:
        """A letter that is not defined; it depends `on` what it is derived in."""
        rank = self.rank_of(name) if count is None else count
        sizes = self.augmented(node, self.scene.facts.sizes(name, rank, self.scene.at, self.sizes))
        depends = self.scene.depends.get(name, on)
        if depends:
            return self.dependent(node, name, sizes, tuple(sorted(depends)))
        return Member(name, sizes, lambda: self.build_given(name, sizes, ()))

    def augmented(self, node: Letter, sizes: list[Size]) -> list[Size]:
        """The sizes of a letter that is declared with d entries and summed over 0..d: one has been added."""
        ends = self.scene.augmented(node.name)
        more = [self.sizes.name(f"{each.name}p1") if each.name in ends else each for each in sizes]
        if more != sizes:
            bare = shown(replace(node, subs=(), labels=()))
            self.said.append(reason("{} has an entry 0 beside those declared", bare))
        return more

    def build_given(self, name: str, sizes: list[Size], depends: tuple[str, ...]) -> Family:
        """The family of a given letter."""
        of = tuple(self.variable(each).make() for each in depends)
        if name in self.scene.differentials and not of:
            of = (self.path().make(),)
        dims = tuple(self.sizes.dim(size) for size in sizes)
        return Family(name, dims, of, self.scene.is_positive(name))

    def variable(self, name: str) -> Member:
        """The letter of this name, that others depend on."""
        found = next((m for (n, _), m in self.members.items() if n == name), None)
        return found if found is not None else self.member(Letter(name), name, self.rank_of(name))

    def path(self) -> Member:
        """The number that all letters depend on whose differentials are written."""
        return self.members.setdefault(("τ", 0), Member("τ", [], lambda: Family("τ", ())))

    def prime_variable(self, node: Node) -> Node:
        """What a prime differentiates in."""
        found = self.scene.prime_variable(node)
        if found is None:
            raise Misfit("a prime does not say what it differentiates in")
        return found

    # what depends on others

    def dependent(self, node: Letter, name: str, sizes: list[Size], depends: tuple[str, ...]) -> Member:
        """A letter of which only its derivatives are spoken of."""
        top = [each for each in depends if not self.feeds(each, depends)]
        defined = [each for each in top if self.is_defined(each)]
        chained = [each for each in depends if each not in top]
        moved = [each for each in top if self.scene.depends.get(each)]
        if not defined and not chained and not moved:
            return Member(name, sizes, lambda: self.build_given(name, sizes, depends))
        if sizes:
            raise Misfit("nothing says how {} depends on {}", name, ", ".join(depends))
        if len(top) == 1 and name in self.scene.varied_names:
            return self.through_function(name, top[0])
        if name in self.scene.standing:
            raise Misfit("nothing says what {} is, and its value stands here beside its derivatives", name)
        return self.linear_in(name, top)

    def feeds(self, name: str, others: tuple[str, ...]) -> bool:
        """Whether another of these letters is made from this one."""
        return any(name in self.scene.made_from(each) for each in others if each != name)

    def is_defined(self, name: str) -> bool:
        """Whether a letter of this name is defined."""
        return bool(self.scene.by_name.get(name))

    def through_function(self, name: str, inner: str) -> Member:
        """a = a°(z), for a function a° of which nothing is known."""
        member = self.variable(inner)
        if member.sizes:
            raise Misfit("nothing says how {} depends on {}", name, inner)
        self.unknown_functions.add(f"{name}°")

        self.unknown_functions.add(f"{name}°")

        def build() -> Family:
            return families.Definition(name, (), Call(Function(f"{name}°"), Entry(member.make())))

        return Member(name, [], build, defined=True)

    def linear_in(self, name: str, through: list[str]) -> Member:
        """Σ_i g_i z_i with g_i = ∂L/∂z_i: it has the first derivatives of L, whatever L may be."""
        members = [self.variable(each) for each in through]
        slopes = [
            Member(f"∂{name}/∂{m.name}", m.sizes, self._slope_builder(f"∂{name}/∂{m.name}", m.sizes))
            for m in members
        ]

        def build() -> Family:
            terms = []
            for slope, member in zip(slopes, members, strict=True):
                places = [
                    Index(letter, self.sizes.dim(s)) for letter, s in zip("abc", member.sizes, strict=False)
                ]
                term: Expr = Times(Entry(slope.make(), *places), Entry(member.make(), *places))
                terms.append(Sum(term, *places) if places else term)
            body = terms[0] if len(terms) == 1 else Sum_(*terms)
            return families.Definition(name, (), body)

        self.said.append(reason("{} depends on {} alone", name, ", ".join(through)))
        return Member(name, [], build, defined=True)

    def _slope_builder(self, name: str, sizes: list[Size]) -> Callable[[], Family]:
        return lambda: Family(name, tuple(self.sizes.dim(size) for size in sizes))

    # definitions

    def define(self, defined: Definition, name: str) -> Member:
        """A letter that is defined."""
        this = f"{name}|{self.order(defined)}"
        if this in self.making:
            raise Circular("{} is defined by itself", name, defined=defined)
        if defined.body is None:
            self.unread.add(name)
            _, places = self.scene.named(defined.letter)
            if isinstance(defined.head, Called):
                places = (*places, *argument_places(defined.head.paren.items))
            own = [Size() for _ in range(max(len(places), self.rank_of(name)))]
            if depends := self.scene.depends.get(name):
                return self.dependent(defined.letter, name, own, tuple(sorted(depends)))
            return Member(name, own, lambda: self.build_given(name, own, ()))
        self.making.append(this)
        try:
            return self._define(defined, name, defined.body)
        except Misfit as fault:
            fault.defined = fault.defined or defined
            raise
        finally:
            self.making.pop()

    def _define(self, defined: Definition, name: str, body: Node) -> Member:
        _, places = self.scene.named(defined.letter)
        if isinstance(defined.head, Letter) and defined.letter.word and "(" in defined.letter.name:
            places = defined.letter.subs
        if isinstance(defined.head, Called):
            places = (*places, *argument_places(defined.head.paren.items))
        parameters: list[Place] = []
        scope = Scope({}, {}, closed=name)
        for each in places:
            if isinstance(each, Number):
                continue
            if not is_bare(each) or not isinstance(each, Letter):
                raise Misfit("{} is defined at a place that is no index letter", shown(defined.letter))
            place = self.index_place(each.name, Size())
            scope.bound[each.name] = place
            parameters.append(place)
        value = self.value(body, scope)
        row = value.rows is None and value.columns is not None
        extra = [each for each in (value.rows, value.columns) if each is not None]
        fixed = [each for each in places if isinstance(each, Number)]
        sizes = [each.size for each in parameters if each.size is not None] + extra

        def build() -> Family:
            unique = self.called_as(name, (name, 1000 + id(defined)))
            return _definition(unique, parameters, value, [self.sizes.dim(each) for each in extra])

        if fixed:
            return Member(name, [Size() for _ in fixed], build, defined=True, fixed=True)
        return Member(name, sizes, build, row=row, defined=True)


def _definition(name: str, parameters: list[Place], value: Value, extra: list[Any]) -> Family:
    indices = [each.make() for each in parameters]
    body = value.make()
    if isinstance(body, Whole):
        taken = frozenset(indices) | binders.free_indices(body)
        more: list[Index] = []
        for letter, dim in zip("ij", extra, strict=False):
            more.append(fresh(Index(letter, dim), taken | frozenset(more)))
        rest = iter(more)
        body = body.entry(*(None if side is None else next(rest) for side in body.shape))
        indices += more
    check_labels(body)
    if free_indices(body) - frozenset(indices):
        lost = ", ".join(sorted(each.name for each in free_indices(body) - frozenset(indices)))
        raise Misfit("the definition of {} has a free index on its right side only: {}", name, lost)
    return families.Definition(name, tuple(indices), body)


def _matching(general: Letter, here: Letter) -> dict[str, Node]:
    """l ↦ l − 1, where z^{[l]} is defined and z^{[l−1]} stands here."""
    found: dict[str, Node] = {}
    if len(general.labels) != len(here.labels) or len(general.subs) != len(here.subs):
        return {}
    for one, other in zip((*general.labels, *general.subs), (*here.labels, *here.subs), strict=True):
        if one == other or not isinstance(one, Letter):
            continue
        if not is_bare(one) or found.get(one.name, other) != other:
            return {}
        found[one.name] = other
    return {name: node for name, node in found.items() if isinstance(node, Plus | Number)}


__all__ = ["Families", "Member", "join"]
