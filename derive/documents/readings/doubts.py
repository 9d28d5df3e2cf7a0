"""When a refutation stands: only if nothing that was not read could make the claim true."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TypeGuard

from sympy import Rational

from derive.documents.readings.announcing import FOLLOWS, ONLY, SAYS, SENTENCE, SETS
from derive.documents.readings.claims import Claim, names_in
from derive.documents.readings.classes import of_classes
from derive.documents.readings.clock import is_step
from derive.documents.readings.counted import are_counted
from derive.documents.readings.definitions import Definition as Stated
from derive.documents.readings.described import described
from derive.documents.readings.formulas import Formula, head_of, is_numeric
from derive.documents.readings.grammar.names import ACCENTS
from derive.documents.readings.granted import left_over
from derive.documents.readings.hearsay import (
    FEW_STEPS,
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
from derive.documents.readings.restating import is_same
from derive.documents.readings.scene import Scene
from derive.documents.readings.shown import shown
from derive.documents.readings.slopes import gathers, jacobians, slopes
from derive.documents.readings.trees import (
    Big,
    Called,
    Letter,
    Minus,
    Node,
    Number,
    Partial,
    letters,
    walk as walk_tree,
)
from derive.documents.words.bounds import bounds
from derive.instance import differs_for_any, find_difference
from derive.kernel import Openings, Proof, prove
from derive.language.binders import walk
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Family, definitions, families
from derive.language.recurrences import recurrences
from derive.language.sayings import Saying, reason
from derive.results import Result


def doubt(
    reading: Reading, formula: Formula, sides: tuple[Node, Node], claim: Claim, result: Result | None
) -> Saying | None:
    """Why a counterexample is not the last word, or nothing."""
    for side in formula.sides:
        if side.stray and side.node in sides:
            return reason("a stray {} is left out", side.stray[0])
    if formula.lines is not None and formula.lines.reason_behind and sides[0] is formula.sides[0].node:
        return Saying("a reason stands between this = and what it goes on from")
    if _BRACED.search(reading.document.text, formula.start, formula.chain.span[1]):
        return Saying("what stands over a brace behind a minus may be meant as one")
    if (
        found := _of_reader(claim, result)
        or _of_values(reading, claim)
        or _of_call(claim)
        or _of_letters(reading, formula, claim)
        or _may_be_condition(formula, sides, claim, result)
        or may_be_set(reading, formula)
        or _whole_and_entry(claim, sides)
        or two_names(reading, claim)
        or _may_be_anew(reading, formula, sides, result)
        or _of_other_arguments(reading, claim)
    ):
        return found
    if (
        more := true_class(reading, claim, result)
        or may_sum_to_one(reading, claim, result)
        or may_be_symmetric(reading, claim)
        or moment(reading, formula, claim)
        or of_classes(reading, formula, claim, result)
    ):
        return more
    if (otherwise := _meant_otherwise(reading, formula, claim, result)) is not None:
        return otherwise
    if (
        words := formula.unread_condition
        or _condition_behind(reading, formula)
        or _condition_before(reading, formula)
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
    if (rival := _rival(reading, formula, claim)) is not None:
        return reason(
            "{} is defined otherwise on line {}, in another section; if it is meant anew here, say so", *rival
        )
    return None


def _may_be_differential(reading: Reading, formula: Formula, claim: Claim) -> bool:
    """Whether a d of which nothing is said was read as a number right before what it may be the differential of."""
    given = {each.name for each in (*families(claim.left), *families(claim.right))}
    if "d" not in given or reading.facts.of("d") or reading.roles.all_of("d"):
        return False
    return bool(_BEFORE_MORE.search(reading.document.text, *formula.chain.span))


_BEFORE_MORE = re.compile(r"(?<![A-Za-z\\_^{])d\s*(?:\\?[A-Za-z]|[(\[|])")


def _may_be_anew(
    reading: Reading, formula: Formula, sides: tuple[Node, Node], result: Result | None
) -> Saying | None:
    """A letter that is defined already: it may be defined anew here, for another case, if no slip explains it."""
    left = sides[0]
    if formula.chain.continues or left is not formula.sides[0].node or (head := head_of(left)) is None:
        return None
    known = [d for d in reading.finder(formula)(head.name) if is_same(d, left) and not d.said]
    words = reading.roles.lead(formula)
    if known and known[-1].body is not None and _is_of_another_model(reading, formula, known[-1], sides[1]):
        return reason(
            "{} is defined otherwise on line {}, in another section; if it is meant anew here, say so",
            shown(left),
            known[-1].line,
        )
    steps = any(is_step(each) or isinstance(each.body, Partial) for each in known)
    if known and known[-1].body is not None and not steps and _are_items(reading, formula, known[-1]):
        return reason(
            "{} is defined otherwise on line {}; if it is meant anew here, say so",
            shown(left),
            known[-1].line,
        )
    if steps:
        return None  # what h_t = a h_{t−1} + x_t is unrolled to, or what a derivative is worth
    if not known or known[-1].body is None or FOLLOWS.search(words) or not SAYS.search(words):
        return None
    more = {each.name for each in letters(sides[1])} - {each.name for each in letters(known[-1].body)}
    if any(not reading.roles.all_of(name) for name in more):  # by something new
        return reason(
            "{} is defined otherwise on line {}; if it is meant anew here, say so",
            shown(left),
            known[-1].line,
        )
    if result is not None and result.hints and result.hints[0].slip:
        return None
    return reason(
        "{} is defined otherwise on line {}; if it is meant anew here, say so", shown(left), known[-1].line
    )


def speaks_of_recurrences(claim: Claim) -> bool:
    """Whether a letter of the claim is defined by a recurrence."""
    return any(map(recurrences, (claim.left, claim.right)))


_ITEM = re.compile(r"(?:^|\n)[ \t>]*(?:[-*+•]|\d{1,2}[.)]|\||\\item)[ \t][^\n]*$")


def _are_items(reading: Reading, formula: Formula, known: Stated) -> bool:
    """Whether both begin items or rows of their own: examples, each with the same letter."""
    first = next((each for each in reading.formulas if each.number == known.number), None)
    return first is not None and all(_begins_item(reading, each) for each in (formula, first))


def _begins_item(reading: Reading, formula: Formula) -> bool:
    """Whether the formula is the first of an item of a list, or of a row of a table."""
    before = reading.document.text[max(0, formula.start - 120) : formula.start]
    item = _ITEM.search(before)
    if item is None or FOLLOWS.search(item[0]):
        return False
    earlier = reading.formulas[formula.number - 1].start if formula.number else -1
    return earlier < formula.start - len(item[0])


def _rival(reading: Reading, formula: Formula, claim: Claim) -> tuple[str, int] | None:
    """A letter of the claim that another section states otherwise than it is defined, and the line of that."""
    names = {each.name for side in (claim.left, claim.right) for each in definitions(side)}
    for other in reversed(reading.formulas[max(0, formula.number - 200) : formula.number] if names else []):
        left = other.sides[0].node
        head = head_of(left) if left is not None else None
        if left is None or head is None or head.name not in names or other.roles[:1] != ["claim"]:
            continue
        known = [d for d in reading.finder(other)(head.name) if is_same(d, left) and not d.said]
        far = known and known[-1].body is not None and known[-1].section != other.section
        if far and other.sides[1].node != known[-1].body and not FOLLOWS.search(reading.roles.lead(other)):
            return shown(head), reading.document.position(other.start)[0]
    return None


def one_sided(claim: Claim) -> set[str]:
    """The names of given letters that stand on one side alone."""
    apart = families(claim.left) ^ families(claim.right)
    return {each.name for each in apart if each.values is None and not isinstance(each, Definition)}


def _is_of_another_model(reading: Reading, formula: Formula, known: Stated, right: Node) -> bool:
    """Whether it restates a definition of another section, or meets it with letters that are new, such as a noise."""
    if known.said or known.section == formula.section[: len(known.section)]:
        return False
    assert known.body is not None
    new = {each.name for each in letters(right)} - {each.name for each in letters(known.body)}
    restated = not new and not FOLLOWS.search(reading.roles.lead(formula))
    return restated or any(not reading.roles.all_of(name) for name in new)


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
    for key in sorted(reader.opaque_calls):
        if key.partition("(")[0] in ("max", "min", "relu", "sign", "det"):
            return reason("nothing is known of {} but its name", key)
    if reader.counted or not are_counted(claim, result):
        return Saying("a range has a fixed number of places, and this is judged for every number")
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


def _of_values(reading: Reading, claim: Claim) -> Saying | None:
    """A given letter that is a number in an example of another section."""
    for each in given_letters(claim):
        for known in reading.roles.all_of(each.name.partition("^")[0].rstrip("⁽⁾")):
            if isinstance(known.head, Letter) and known.body is not None and is_numeric(known.body):
                return reason("{} = {} may be the value of an example", shown(known.head), shown(known.body))
    return None


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


_BEHIND = re.compile(
    r"[ \t,，]*(?:\n?[ \t]*(?:for|if|when|whenever|where|unless|with|provided|as long as)\b|当|若|如果|其中|对于?)"
    r"[\w \t]{0,20}"
)


_BRACED = re.compile(r"[-−]\s*\\(?:under|over)brace\s*\{[^{}+−-]*(?:\{[^{}]*\}[^{}+−-]*)*[+−-]")
"""a − \\underbrace{b − c}."""

_ASIDE = re.compile(
    r"\s*\([^().]{0,40}\b(?:if|when|whenever|for|provided(?: that)?|unless|assuming)\b[^().]{0,30}"
    r"|[^.,;()]{0,40}\bonly (?:if|when|for)\b[^.()]{0,30}|\s*[（(][^（）().]{0,20}(?:当|若|仅当)[^（）().]{0,10}"
)
"""Words behind a formula that restrict it: "(the latter only if $ε = 0$)"."""


def _condition_behind(reading: Reading, formula: Formula) -> str:
    """`$…$ for $j ≠ i$`: a condition right behind the formula, where it is not read as one of it."""
    if any(each.own for each in formula.conditions):
        return ""
    end = formula.fragment.outer[1]
    for other in reading.formulas[formula.number + 1 :]:
        start = other.fragment.outer[0]
        if start >= end:
            words = reading.document.text[end:start]
            if bounds(reading.document.text[other.fragment.start : other.fragment.end]) and not ONLY.search(
                words
            ):
                return ""  # heard as what is said of a letter
            if _ASIDE.fullmatch(words) or (other.roles[:1] == ["condition"] and _BEHIND.fullmatch(words)):
                return " ".join((words + reading.document.text[slice(*other.fragment.outer)]).split())
            return ""
    return ""


def _condition_before(reading: Reading, formula: Formula) -> str:
    """If p_i = 1/n, then …: a condition in the same sentence."""
    for other in reversed(reading.formulas[: formula.number]):
        end = other.fragment.outer[1]
        words = reading.document.text[end : formula.fragment.outer[0]]
        if len(words) > 120 or SENTENCE.search(words):
            return ""
        states = other.roles[:1] == ["condition"] and other.chain.relations[:1] == ["="]
        if states and other.fragment is not formula.fragment and not formula.conditions:
            return reading.document.text[slice(*other.fragment.outer)] + words
    return ""


def _of_letters(reading: Reading, formula: Formula, claim: Claim) -> Saying | None:  # noqa: C901, PLR0912
    """A letter of which the document does not say enough."""
    left, right = families(claim.left), families(claim.right)
    for each in sorted(left | right, key=lambda family: family.name):
        if each.name.endswith("⁽⁾"):
            return reason(
                "{} stands with one number of indices here, and with another there", each.name.rstrip("⁽⁾")
            )
        if claim.reader is not None and claim.reader.scene.is_counted_too(each.name):
            return reason("{} stands with an index, and with a number that may be its first place", each.name)
        if how := _unknown_dependence(claim, each):
            return how
        if words := left_over(reading.facts, each, formula.start):
            return reason("“{}” is said, and it is not used", words)
        made = not isinstance(each, Definition) and gathers(claim)
        if made and (words := described(reading.document, reading.formulas, each.name)):
            return reason("“{}” is said, and it is not used", words)
        line = reading.unread.get(each.name.split("^")[0])
        if line is not None and not isinstance(each, Definition):
            return reason("line {} speaks of {} and is not read", line, each.name)
    for name in sorted(slopes(claim.left) ^ slopes(claim.right)):
        return reason("nothing says what {} is, so its derivative could be anything", name)
    for name in sorted(jacobians(claim)):
        return reason("nothing says what {} is: its entries may depend on one entry each", name)
    for each in sorted(left | right, key=lambda family: family.name):
        for fact in reading.facts.of(each.name):
            if fact.kind == "depends" and "alone" in fact.said:
                return reason("how {} depends on {} is said in words", each.name, ", ".join(fact.values))
    for family in sorted(left ^ right, key=lambda each: each.name):
        if family.values is None and not _is_introduced(reading, family.name, formula.start):
            return reason("nothing says what {} is", family.name)
    if (whole := _whole_of_entries(left, right)) is not None:
        return reason("nothing relates {} to {}", whole.lower(), whole)
    one, other = ([f.name for f in each if f.values is None] for each in (left - right, right - left))
    if one and other:
        return reason("nothing relates {} to {}", ", ".join(sorted(one)), ", ".join(sorted(other)))
    return None


def _whole_of_entries(left: frozenset[Family], right: frozenset[Family]) -> str | None:
    """The X of Xᵀ(y − p) beside Σ_i (y_i − p_i) x_i, which may be made of the x_i."""
    matrices = (f.name for f in left ^ right if len(f.dims) == 2 and not isinstance(f, Definition))
    given = {f.name for f in left | right if f.dims and not isinstance(f, Definition)}
    return min((name for name in matrices if name.isupper() and name.lower() in given), default=None)


_PATHS = frozenset({"τ", "·"})
"""What everything depends on where differentials or primes are written."""


def _unknown_dependence(claim: Claim, letter: Family) -> Saying | None:
    """A given letter that stands by itself, and beside that is differentiated in another."""
    on = [each.name for each in letter.of if each.name not in _PATHS]
    if not on or isinstance(letter, Definition) or claim.reader is None:
        return None
    stands = letter.name in claim.reader.scene.standing
    return reason("nothing says how {} depends on {}", letter.name, ", ".join(on)) if stands else None


def _is_introduced(reading: Reading, name: str, at: int) -> bool:
    if name.startswith("E("):  # of random variables, or there is another doubt
        return True
    base = name.split("^", maxsplit=1)[0]
    first, _, rest = base.partition("_")
    plain = (
        base if rest in ACCENTS.values() or re.search(r"[+−-]", rest) else first
    )  # x_{n+1} is none of the x_i
    places = [
        place
        for each in (name, base, base.removesuffix("²"), plain)
        for place in reading.roles.introduced.get(each, ())
    ]
    if any(place <= at and reading.facts.together(place, at) for place in places):
        return True
    return any(
        fact.kind in ("shape", "number", "function", "random", "one-hot", "label")
        for fact in reading.facts.of(base)
    )


def _may_be_condition(
    formula: Formula, sides: tuple[Node, Node], claim: Claim, result: Result | None
) -> Saying | None:
    """An equation to be solved: ∂E/∂w = … = 0, or an equation between given letters and a number."""
    if not any(True for side in sides for _ in letters(side)):  # nothing that could be set
        return None
    constants = (Letter("ones"), Letter("zeros"))
    numbers = [isinstance(side, Number) or side in constants for side in sides]
    bare = [not any(letters(side)) and not _is_plain(side) for side in sides]
    slopes = any(isinstance(each, Partial) for side in sides for each in walk_tree(side))
    if any(bare) and not all(bare) and not slopes and not _is_constant(claim, result):
        return Saying("these may be the numbers of an example, which is not read")
    if not any(numbers) or all(numbers):
        return None
    zero = Number(Fraction(0)) in sides or Letter("zeros") in sides
    sums = any(isinstance(each, Big) for side in sides for each in walk_tree(side))
    solved = zero and isinstance(formula.sides[0].node, Partial)
    if (solved or (not slopes and (zero or not sums))) and not _is_constant(claim, result):
        return Saying("this may be a condition that is set, not a claim")
    parts = [node for side in (claim.left, claim.right) for node in walk(side)]
    held = families(claim.left) | families(claim.right)
    if held and not any(isinstance(node, Definition | Derivative) for node in parts):
        return Saying("this may be a condition on given letters, not a claim")
    return None


def at_hand(claim: Claim, sides: tuple[Node, Node]) -> set[str]:
    """The letters of a claim, without those that move in its derivatives; with all where a slope is said to be zero."""
    is_zero = Number(Fraction(0)) in sides or Letter("zeros") in sides
    return names_in(claim.left, claim.right) - {each.name for each in (() if is_zero else variables(sides))}


def may_be_set(reading: Reading, formula: Formula) -> Saying | None:
    """Let π be a stationary distribution: π_j = Σ_i π_i P_ij, where nothing is concluded."""
    words = "" if formula.chain.continues else reading.roles.lead(formula)
    found = None if words.rstrip().endswith((".", "。")) else SETS.search(words)
    if found is None or FOLLOWS.search(_EQUATION.split(found["rest"] or found["more"] or "")[-1]):
        return None
    return Saying("this may be a condition that is set, not a claim")


_EQUATION = re.compile(r"\$[^$]*=[^$]*\$")


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


def _is_plain(side: Node) -> bool:
    """Whether it is 0, 1 or −1."""
    inner = side.operand if isinstance(side, Minus) else side
    return isinstance(inner, Number) and inner.value in (0, 1)


def _is_constant(claim: Claim, result: Result | None) -> bool:
    """Whether the other side is one number for all values of its letters: then nothing can be solved for."""
    found = result.counterexample if result is not None else None
    try:
        value = Rational(found.left) if found is not None else None
    except (TypeError, ValueError):
        return False
    side = claim.left if claim.right.is_number else claim.right
    return value is not None and isinstance(prove(side, value, Openings(hypotheses=claim.given)), Proof)
