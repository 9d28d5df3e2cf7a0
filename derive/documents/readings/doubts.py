"""When a refutation stands: only if nothing that was not read could make the claim true."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TypeGuard

from derive.documents.readings.anew import may_be_anew, rival
from derive.documents.readings.claims import Claim
from derive.documents.readings.classes import of_classes
from derive.documents.readings.conditions import (
    condition_before,
    condition_behind,
    may_be_condition,
    may_be_set,
)
from derive.documents.readings.counted import are_counted
from derive.documents.readings.definitions import Definition as Stated
from derive.documents.readings.formulas import Formula, is_numeric
from derive.documents.readings.hearsay import (
    FEW_STEPS,
    Hints,
    given_letters,
    may_be_symmetric,
    may_sum_to_one,
    moment,
    random_letters,
    true_class,
    two_names,
)
from derive.documents.readings.naming import is_opaque_call, lone_letters, variables
from derive.documents.readings.reach import beyond
from derive.documents.readings.reading import Reading
from derive.documents.readings.scene import Scene
from derive.documents.readings.shown import shown
from derive.documents.readings.spoken_of import names_in
from derive.documents.readings.trees import (
    FACTORIAL,
    Apply,
    Called,
    Letter,
    Node,
    Number,
    Partial,
    Quotient,
    Times,
    Transposed,
    is_bare,
    letters,
    walk as walk_tree,
)
from derive.documents.readings.unsaid import of_letters
from derive.instance import differs_for_any, find_difference
from derive.language.families import Definition, Family, families
from derive.language.recurrences import recurrences
from derive.language.sayings import Saying, reason
from derive.results import Result


def doubt(
    reading: Reading,
    formula: Formula,
    sides: tuple[Node, Node],
    claim: Claim,
    result: Result | None,
    *,
    hints: Hints,
) -> Saying | None:
    """Why a counterexample is not the last word, or nothing; hints are asked for where all depends on them."""
    for side in formula.sides:
        if side.stray and side.node in sides:
            return reason("a stray {} is left out", side.stray[0])
    if formula.lines is not None and formula.lines.reason_behind and sides[0] is formula.sides[0].node:
        return Saying("a reason stands between this = and what it goes on from")
    if _BRACED.search(reading.document.text, formula.start, formula.chain.span[1]):
        return Saying("what stands over a brace behind a minus may be meant as one")
    if (
        found := _of_reader(claim, result)
        or _of_told(reading, claim)
        or _of_factorials(reading, formula, sides, result)
        or _of_values(reading, formula, sides, claim)
        or _of_call(claim)
        or of_letters(reading, formula, claim)
        or may_be_condition(formula, sides, claim, result)
        or may_be_set(reading, formula)
        or _whole_and_entry(claim, sides)
        or _transposed_entry(sides)
        or _of_mean(claim, sides)
        or two_names(reading, claim)
        or may_be_anew(reading, formula, sides, hints)
        or _of_other_arguments(reading, claim)
    ):
        return found
    if (
        more := true_class(reading, claim, result)
        or may_sum_to_one(reading, claim, hints)
        or may_be_symmetric(reading, claim)
        or moment(reading, formula, claim)
        or of_classes(reading, formula, claim, result)
    ):
        return more
    if (otherwise := _meant_otherwise(reading, formula, claim, result)) is not None:
        return otherwise
    if (
        words := formula.unread_condition
        or condition_behind(reading, formula)
        or condition_before(reading, formula)
    ):
        return reason("the words “{}” may state a condition that is not read", words)
    return None


def _meant_otherwise(
    reading: Reading, formula: Formula, claim: Claim, result: Result | None
) -> Saying | None:
    """A d that may be a differential, a place behind a sum, a letter that another section defines."""
    if _may_be_differential(reading, formula, claim):
        return Saying("d may be a differential here, and not a number; write \\mathrm{d}x, or say what d is")
    if (behind := beyond(reading, formula, result)) is not None:
        letter, last = behind
        return reason("{} runs up to {} in a sum, and is behind it here", letter, last)
    if (other := rival(reading, formula, claim)) is not None:
        return reason(
            "{} is defined otherwise on line {}, in another section; if it is meant anew here, say so", *other
        )
    return None


def _may_be_differential(reading: Reading, formula: Formula, claim: Claim) -> bool:
    """Whether a d of which nothing is said was read as a number right before what it may be the differential of."""
    found = [each for each in (*families(claim.left), *families(claim.right)) if each.name == "d"]
    if not found or reading.roles.all_of("d"):
        return False
    if reading.facts.of("d") and not any(each.dims for each in found):
        return False
    return bool(_BEFORE_MORE.search(reading.document.text, *formula.chain.span))


_BEFORE_MORE = re.compile(r"(?<![A-Za-z\\_^{])d\s*(?:\\?[A-Za-z]|[(\[|])")


def speaks_of_recurrences(claim: Claim) -> bool:
    """Whether a letter of the claim is defined by a recurrence."""
    return any(map(recurrences, (claim.left, claim.right)))


def one_sided(claim: Claim) -> set[str]:
    """The names of given letters that stand on one side alone."""
    apart = families(claim.left) ^ families(claim.right)
    return {each.name for each in apart if each.values is None and not isinstance(each, Definition)}


def _of_reader(claim: Claim, result: Result | None) -> Saying | None:  # noqa: C901
    reader = claim.reader
    assert reader is not None
    if unread := {name for name in reader.unread if not _is_start(reader.scene, name)}:
        return reason("the definition of {} is not read", min(unread))
    if reader.unopened:
        return reason("what {} is at other times or layers is not opened", min(reader.unopened))
    if reader.unsaid:
        return reason("nothing says what {} is, where the recurrence begins", min(reader.unsaid))
    if reader.rigid:
        return reason("nothing says what {} is, so its derivative could be anything", min(reader.rigid))
    if (example := _of_example(reader.scene)) is not None:
        return reason(
            "{} = {} may be the value of an example",
            shown(example.head),
            example.body and shown(example.body),
        )
    if reader.broadcast:
        return Saying("a number stands beside a matrix: in every entry, or on the diagonal?")
    if reader.unknown_functions and not _is_idle(reader.unknown_functions, claim):
        return reason("nothing says what the function {} is", min(reader.unknown_functions))
    if reader.measures and not all(
        reader.scene.facts.says(n, "random", reader.scene.at) for n in random_letters(claim)
    ):
        return Saying("nothing says which letters are random")
    if weights := sorted(filter(_WEIGHTS.match, reader.opaque_calls)):
        return reason("whether the values of {} sum to 1 is not said", weights[0].partition("(")[0])
    for key in sorted(reader.opaque_calls):
        if key.partition("(")[0] in ("max", "min", "relu", "sign", "det"):
            return reason("nothing is known of {} but its name", key)
    if reader.counted or not are_counted(claim, result):
        return Saying("a range has a fixed number of places, and this is judged for every number")
    return None


def _of_factorials(
    reading: Reading, formula: Formula, sides: tuple[Node, Node], result: Result | None
) -> Saying | None:
    """x!, where a number that is not whole, or below 0, was taken for x; and a ! that ends a formula."""
    found = [
        each
        for each in (node for side in sides for node in walk_tree(side))
        if isinstance(each, Apply) and each.function == FACTORIAL
    ]
    if not found:
        return None
    written = [
        node
        for side in formula.sides
        if side.node
        for node in walk_tree(side.node)
        if isinstance(node, Apply) and node.function == FACTORIAL
    ]
    if len(written) == 1 and reading.document.text[: formula.chain.span[1]].rstrip(" .}$\\").endswith("!"):
        return Saying("the ! at the end may end a sentence")
    names = {each.name for node in found for each in letters(node)}
    given = result.counterexample.values if result is not None and result.counterexample is not None else ()
    for value in given:
        numbers = [each.value for each in value.entries]
        if value.letter in names and not (value.meaning == "value" and all(map(str.isdigit, numbers))):
            return reason("{} is a whole number where {}! is written", value.letter, value.letter)
    return None


_WEIGHTS = re.compile(r"(?:d|rho|eta|mu|nu|p|q|P|Q|pi|π|w)(?:_\w+)?\(#\w*\)$")
"""Calls at each value of a letter that may be a distribution of it: the d(s) of Σ_s d(s) v(s)."""


def _of_told(reading: Reading, claim: Claim) -> Saying | None:
    """ℓ = log p(D | θ) = Σ_m α_m log θ_m, of chances that nobody defines: another ℓ may be meant further below."""
    assert claim.reader is not None
    for each in claim.reader.scene.definitions:
        if (each.letter.name, each.at) in reading.roles.told:
            return reason("what {} is rests on line {}, which is not decided", each.letter.name, each.line)
    return None


def _transposed_entry(sides: tuple[Node, Node]) -> Saying | None:
    """w_ijᵀ, which may be an entry of Wᵀ, w_ji."""
    for node in (node for side in sides for node in walk_tree(side) if isinstance(node, Transposed)):
        if isinstance(node.operand, Letter) and sum(map(is_bare, node.operand.subs)) > 1:
            return reason("{} may be an entry of what is transposed", shown(node))
    return None


def _of_mean(claim: Claim, sides: tuple[Node, Node]) -> Saying | None:
    """∂L/∂W = (1/m) ∂L/∂Z Xᵀ for an L that nothing defines: a loss of one example there, and the mean of m here."""
    assert claim.reader is not None
    by_name = claim.reader.scene.by_name
    for one, other in (sides, sides[::-1]):
        body = one.body if isinstance(one, Partial) else None
        factors = other.factors if isinstance(other, Times) else (other,)
        counts = [
            e.below for e in factors if isinstance(e, Quotient) and is_bare(e.below) and e.below != body
        ]
        if isinstance(body, Letter) and counts and not {body.name, f"{body.name}²"} & by_name.keys():
            return reason("{} may be a mean over {} here", shown(body), shown(counts[0]))
    return None


def _is_idle(functions: set[str], claim: Claim) -> bool:
    """Whether numbers refute the claim whatever these functions are."""
    found = find_difference(claim.left, claim.right, claim.given, steps=FEW_STEPS)
    return found is not None and differs_for_any(functions, found)


def _of_example(scene: Scene) -> Stated | None:
    """A letter that is defined as a number, and with which no recurrence begins."""
    for each in scene.definitions:
        plain = isinstance(each.head, Letter) and not scene.is_start(each)
        if plain and each.body is not None and is_numeric(each.body):
            return each
    return None


def _of_call(claim: Claim) -> Saying | None:
    """a_1(u), read as a product, of an a_1 that stands nowhere by itself: no product of letters is written so."""
    reader = claim.reader
    assert reader is not None
    for node in (node for tree in reader.scene.trees for node in walk_tree(tree) if isinstance(node, Called)):
        letter = len(node.paren.items) == 1 and isinstance(node.paren.items[0], Letter)
        known = reader.scene.stands_alone(node.head.name) or node.head.name == "delta"
        if letter and not known and not reader.is_call(node):
            return reason("{} may be a function", shown(node.head))
    return None


def _of_values(reading: Reading, formula: Formula, sides: tuple[Node, Node], claim: Claim) -> Saying | None:
    """A given letter that is a number in an example of another section; a slope at the numbers of an example."""
    slopes = any(isinstance(node, Partial) for side in sides for node in walk_tree(side))
    decimal = any(isinstance(node, Number) and node.digits for side in sides for node in walk_tree(side))
    given = (each for each in reading.roles.values if reading.facts.together(each[2], formula.start))
    if slopes and decimal and any(at < formula.start for _, _, at, _ in given):
        return Saying("this may be the value of a derivative at the numbers of an example")
    worked = decimal or any(map(is_numeric, sides))
    for each in given_letters(claim):
        for known in reading.roles.all_of(each.name.partition("^")[0].rstrip("⁽⁾")):
            if not (worked or _may_reach(known, formula, each)):
                continue
            if isinstance(known.head, Letter) and known.body is not None and is_numeric(known.body):
                return reason("{} = {} may be the value of an example", shown(known.head), shown(known.body))
    return None


def _may_reach(known: Stated, formula: Formula, given: Family) -> bool:
    """Whether a value is set in the section of the formula or above it, of the letter itself or an entry of it."""
    above = known.section == formula.section[: len(known.section)]
    return above and (is_bare(known.head) or bool(given.dims))


def _of_other_arguments(reading: Reading, claim: Claim) -> Saying | None:
    """A letter that stands alone, defined as ξ(t, y), of which the text speaks as ξ(t, z) too."""
    assert claim.reader is not None
    scene = claim.reader.scene
    for tree in scene.trees:
        bodies = [node.body for node in walk_tree(tree) if isinstance(node, Partial)]
        for letter in (*lone_letters(tree), *(each for each in bodies if isinstance(each, Letter))):
            own = {
                each.head.paren.items for each in scene.definitions if _calls(each.head, letter.name, least=1)
            }
            trees = (
                side.node for formula in reading.formulas for side in formula.sides if side.node is not None
            )
            every = (node for each in trees for node in walk_tree(each) if _calls(node, letter.name, least=2))
            if own and any(set(each.paren.items) - set().union(*own) for each in every):
                return reason(
                    "{} stands without arguments, and elsewhere with others than it is defined with",
                    shown(letter),
                )
    return None


def _calls(node: Node, name: str, *, least: int) -> TypeGuard[Called]:
    """Whether it is f(x, y), with letters alone and as many at least."""
    if not isinstance(node, Called) or node.head.name != name or is_opaque_call(node):
        return False
    if len(node.paren.items) < least:
        return False
    return all(isinstance(each, Letter) for each in node.paren.items)


def _is_start(scene: Scene, name: str) -> bool:
    """Whether all derivatives begin at a letter: of that the definition does not matter."""
    others = scene.varied_names - {name}
    return (
        name in scene.varied_names
        and name not in scene.depends
        and all(name in scene.made_from(each) for each in others)
    )


_BRACED = re.compile(r"[-−]\s*\\(?:under|over)brace\s*\{[^{}+−-]*(?:\{[^{}]*\}[^{}+−-]*)*[+−-]")
"""a − \\underbrace{b − c}."""


def at_hand(claim: Claim, sides: tuple[Node, Node]) -> set[str]:
    """The letters of a claim, without those that move in its derivatives; with all where a slope is said to be zero."""
    is_zero = Number(Fraction(0)) in sides or Letter("zeros") in sides
    return names_in(claim.left, claim.right) - {each.name for each in (() if is_zero else variables(sides))}


def _whole_and_entry(claim: Claim, sides: tuple[Node, Node]) -> Saying | None:
    """A letter that stands with its index and without, where both sides are vectors."""
    if not claim.whole:
        return None
    counts: dict[str, set[int]] = {}
    for each in (letter for side in sides for letter in letters(side)):
        places = [place for place in (*each.subs, *each.labels) if isinstance(place, Letter)]
        counts.setdefault(each.name, set()).add(len(places))
    several = sorted(name for name, found in counts.items() if len(found) > 1)
    return reason("{} stands with an index, and without it beside that", several[0]) if several else None
