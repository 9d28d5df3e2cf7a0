"""What the parts of a reader ask of each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sympy import Expr

from derive.documents.readings.algebra import Value
from derive.documents.readings.definitions import Definition
from derive.documents.readings.scene import Scene
from derive.documents.readings.scope import Choice, Place, Scope
from derive.documents.readings.sizes import Size, Sizes, join
from derive.documents.readings.trees import Called, Letter, Node, Power, Times
from derive.language.families import Family
from derive.language.sayings import Saying


@dataclass
class Member:
    """A letter of one reading: what its places range over; its family is made when all sizes are known.

    `fixed` where it is defined at one place, such as y_1 = 1: its places are part of its name.
    """

    name: str
    sizes: list[Size]
    build: Callable[[], Family]
    row: bool = False
    defined: bool = False
    fixed: bool = False
    _made: Family | None = None

    def make(self) -> Family:
        """The family."""
        if self._made is None:
            self._made = self.build()
        return self._made


@dataclass
class Base:
    """One reading of a scene; `said` is what is assumed for it, `strange` what it costs beyond the choice.

    `unread` are letters whose definition is not read, `rigid` those of which a derivative may not be taken to be 0,
    `unopened` those of another time or layer, `unsaid` first values of recurrences, `measures` the expectations over
    what is not known.
    """

    scene: Scene
    choice: Choice
    sizes: Sizes = field(default_factory=Sizes)
    said: list[Saying] = field(default_factory=list)
    members: dict[tuple[str, int], Member] = field(default_factory=dict)
    names: dict[str, tuple[str, int]] = field(default_factory=dict)
    making: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    rigid: set[str] = field(default_factory=set)
    unopened: set[str] = field(default_factory=set)
    unsaid: set[str] = field(default_factory=set)
    unknown_functions: set[str] = field(default_factory=set)
    opaque_calls: dict[str, Node] = field(default_factory=dict)
    measures: set[str] = field(default_factory=set)
    more: list[Definition] = field(default_factory=list)
    origins: dict[tuple[str, int], int] = field(
        default_factory=dict
    )  # from where places of letters are counted
    label_sizes: dict[str, tuple[list[Size], Size]] = field(default_factory=dict)
    ranges: list[tuple[str, Size]] = field(default_factory=list)
    depth: int = 0
    broadcast: bool = False  # whether a number stands beside a matrix, and is meant for every entry
    raised: set[str] = field(default_factory=set)  # the x of xⁿ, defined for every n where x > 0
    counted: bool = False  # whether a sum to a number was written out
    strange: float = 0.0

    def ranges_over(self, name: str, size: Size, scope: Scope) -> None:
        """An index letter of the claim itself ranges over this."""
        if not scope.closed:
            self.ranges.append((name, size))

    def join_lone(self) -> None:
        """An index of which nothing tells its range, as in Σ_i 1, has that of the same letter elsewhere."""
        for name, size in self.ranges:
            others = {other.root for n, other in self.ranges if n == name and not other.root.lone}
            if size.root.lone and len(others) == 1:
                join(size, others.pop())

    def value(self, node: Node, scope: Scope) -> Value:
        """The value of a tree. Raises `Misfit`."""
        raise NotImplementedError

    def product(self, node: Times, scope: Scope) -> Value:
        """Factors side by side."""
        raise NotImplementedError

    def power(self, node: Power, scope: Scope) -> Value:
        """A power."""
        raise NotImplementedError

    def derived(self, body: Value, variable: Node, scope: Scope) -> Value:
        """The derivative in one letter."""
        raise NotImplementedError

    def letter(self, node: Letter, scope: Scope) -> Value:
        """A letter where it stands."""
        raise NotImplementedError

    def place(self, node: Node, scope: Scope) -> Place:
        """An index expression."""
        raise NotImplementedError

    def called(self, node: Called, scope: Scope) -> Value:
        """f(x), or f times x."""
        raise NotImplementedError

    def opaque(
        self, node: Called, scope: Scope, subs: tuple[Node, ...] = (), over: Node | None = None
    ) -> Value:
        """A call of which nothing is known but that it is equal at equal arguments."""
        raise NotImplementedError

    def define(self, defined: Definition, name: str) -> Member:
        """A letter that is defined."""
        raise NotImplementedError

    def order(self, defined: Definition) -> int:
        """A number for the definition."""
        raise NotImplementedError

    def rank_of(self, name: str) -> int:
        """How many indices a letter takes that is given."""
        raise NotImplementedError

    def member_value(self, member: Member, places: tuple[Node, ...], scope: Scope) -> Value:
        """A letter at these places, all or the first of them."""
        raise NotImplementedError

    def family_value(
        self, name: str, places: tuple[Node, ...], scope: Scope, depends: tuple[str, ...] = ()
    ) -> Value:
        """An opaque letter of this name."""
        raise NotImplementedError

    def entry_of(self, member: Member, places: tuple[Expr, ...]) -> Expr:
        """An entry as a tree."""
        raise NotImplementedError
