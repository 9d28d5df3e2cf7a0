"""The conventions under which a line may hold that is wrong as it is read: they speak against a refutation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.documents.readings.claims import Asked, Claim, Claims, Found
from derive.documents.readings.definitions import Definition
from derive.documents.readings.formulas import Formula
from derive.documents.readings.naming import variables
from derive.documents.readings.scene import Scene
from derive.documents.readings.trees import Called, Letter, Node, Partial, Power, walk
from derive.language.binders import substitute
from derive.language.derivatives import Derivative
from derive.language.indices import Index
from derive.language.sayings import Saying, reason


def otherwise(claims: Claims, asked: Asked, found: Found) -> Iterator[tuple[Saying, list[Claim]]]:
    """What may be meant instead, in words, and what is claimed then."""
    turned = laid_out_otherwise(found.near[0], (asked.left, asked.right))
    if turned is not None:
        yield Saying("it holds if a gradient in a matrix is laid out the other way, transposed"), [turned]
    assert found.scene is not None
    if passed := held(found.scene, (asked.left, asked.right), claims.reading.formulas):
        names = ", ".join(sorted({each.letter.name for each in passed}))
        yield reason("it holds if {} are held fixed in ∂", names), claims.find_without(asked, passed).near


def laid_out_otherwise(claim: Claim, sides: tuple[Node, Node]) -> Claim | None:
    """∂L/∂W = M for a whole matrix W read as ∂L/∂W_ik = M_ki, if both are square; None for other claims."""
    for one, other, written in (
        (claim.left, claim.right, sides[0]),
        (claim.right, claim.left, sides[1]),
    ):
        whole = isinstance(written, Partial) and all(
            isinstance(each, Letter) and not each.subs for each in written.variables
        )
        if whole and isinstance(one, Derivative) and len(places := one.variable.args[1:]) == 2:
            i, k = places
            if isinstance(i, Index) and isinstance(k, Index) and i != k and i.dim == k.dim:
                return replace(claim, left=one, right=substitute(other, {i: k, k: i}))
    return None


def held(scene: Scene, sides: Iterable[Node], formulas: list[Formula]) -> tuple[Definition, ...]:
    """The definitions on the way from b to a in a ∂a/∂b of these sides, of letters that the document derives in too.

    Where ∂f/∂μ and ∂f/∂σ² are spoken of, ∂x̂_i/∂x_i may mean the one step, with μ and σ² held fixed.
    """
    moved = {each.name for each in variables(side.node for f in formulas for side in f.sides)}
    found: dict[int, Definition] = {}
    for body, variable in _steps(sides):
        start, within = scene.named(variable)[0], scene.made_from(scene.named(body)[0])
        for each in scene.definitions:
            name = scene.named(each.letter)[0] + ("²" if isinstance(each.head, Power) else "")
            between = name in within and name != start and start in scene.made_from(name)
            if between and each.letter.name in moved - {body.name, variable.name}:
                found[id(each)] = each
    return tuple(found.values())


def _steps(sides: Iterable[Node]) -> Iterator[tuple[Letter, Letter]]:
    """The letters of each ∂a/∂b."""
    for node in (node for side in sides for node in walk(side)):
        body = node.body.head if isinstance(node, Partial) and isinstance(node.body, Called) else None
        body = node.body if isinstance(node, Partial) and isinstance(node.body, Letter) else body
        if body is not None:
            yield from ((body, variable) for variable in variables([node]))
