"""A definition as a document states it."""

from __future__ import annotations

from dataclasses import dataclass

from derive.documents.readings.naming import argument_places, is_opaque_call
from derive.documents.readings.prose import places_in
from derive.documents.readings.trees import Called, Letter, Node, Power, is_bare, walk


@dataclass(frozen=True)
class Definition:
    """head = body, as a document states it; `body` is None where it is not read.

    What is `squared` is stated by its square, e² = (r − q)², and may be −body as well.
    """

    head: Node
    body: Node | None
    at: int
    number: int
    section: tuple[int, ...] = ()
    line: int = 0
    said: bool = False
    squared: bool = False

    @property
    def places(self) -> tuple[int, int, tuple[int, ...], int, bool, bool]:
        """Where it stands, and how."""
        return self.at, self.number, self.section, self.line, self.said, self.squared

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

    @property
    def argument_places(self) -> tuple[Letter, ...]:
        """The places of its arguments that are places in its body too: the i of p(x_i | θ) = θ e^{−θ x_i}."""
        if not isinstance(self.head, Called) or self.body is None or not is_opaque_call(self.head):
            return ()
        inner = _subscripts(self.body)
        own = self.parameters
        return tuple(e for e in argument_places(self.head.paren.items) if e.name in inner and e not in own)


def _subscripts(body: Node) -> set[str]:
    """The letters that are places of others, as the k of z_k and not the w of h_w(x), and may be indices."""
    heads = {id(node.head) for node in walk(body) if isinstance(node, Called)}
    held = (node for node in walk(body) if isinstance(node, Letter) and id(node) not in heads)
    found = {each.name for node in held for each in (*node.subs, *node.labels) if isinstance(each, Letter)}
    return {name for name in found if len(name) == 1 and name.islower()}
