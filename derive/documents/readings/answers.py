"""Results of a document that no voice has given: proved by another way, undecided, not read, a definition.

And what sets one reading of a line apart from another, in words.
"""

from __future__ import annotations

from dataclasses import replace

from derive.documents.readings.claims import Claim
from derive.documents.readings.sizes import Open
from derive.language.binders import free_indices
from derive.language.errors import Reasoned
from derive.language.sayings import UNSAID, Saying, listed, reason, why as why_not
from derive.language.typeset import latex, text
from derive.results import Hint, Result, Said
from derive.results.assumptions import Taken
from derive.results.messages import Shape

SAID = {
    "condition": Saying("a condition, which claims nothing"),
    "hypothesis": Saying("a hypothesis, which is taken for granted below"),
    "assignment": Saying("a letter is set anew, which claims nothing"),
    "value": Saying("a value that the text speaks of, which claims nothing"),
    "range": Saying("a range of an index"),
    "declaration": Saying("a declaration"),
}


def told(claim: Claim) -> Saying:
    """What sets a reading apart."""
    told = (*_picked(claim), *(_IS[shape].of(name) for name, shape in shapes(claim)))
    return listed(told) if told else Saying("read as usual")


def shapes(claim: Claim) -> tuple[tuple[str, Shape], ...]:
    """What a reading takes letters for: W for a matrix; as many as are told of it."""
    assert claim.reader is not None
    ranks = sorted(claim.reader.choice.ranks.items())
    taken = [(name, _BY_RANK[min(rank, 3)]) for name, rank in ranks if "|" not in name]
    return tuple(taken[: max(0, _MOST - len(_picked(claim)))])


def _picked(claim: Claim) -> list[Saying]:
    """How a reading takes what can be taken in two ways."""
    assert claim.reader is not None
    picks = claim.reader.choice.picks
    eithers = claim.reader.scene.eithers
    return [each.whats[picks[each.at]] for each in eithers if picks.get(each.at)][:_MOST]


_MOST = 4
"""So much is told of what sets a reading apart."""
_BY_RANK: tuple[Shape, ...] = ("number", "vector", "matrix", "family")
_IS: dict[Shape, Saying] = {
    "number": Saying("{} is a number"),
    "vector": Saying("{} is a vector"),
    "matrix": Saying("{} is a matrix"),
    "family": Saying("{} is a family"),
}


def free_on_one_side(claim: Claim) -> tuple[Hint, ...]:
    """An index that is free on one side only."""
    left, right = free_indices(claim.left), free_indices(claim.right)
    if not left or not right or left == right:
        return ()
    says = Saying("{} stands free on one side only", "{} 只在一边自由出现")
    names = ", ".join(sorted(index.name for index in left ^ right))
    return (Hint("one side", says.of(names), "free index", "自由下标"),)


def why_of(fault: BaseException) -> Saying:
    """Why nothing is read: what the fault says."""
    return why_not(fault) if isinstance(fault, Reasoned) else Saying("nested too deeply to be read")


def proved(made: Result, note: Saying, by: Result | None = None) -> Result:
    """The result, proved by another way."""
    assumed = dict.fromkeys((*made.assumed, *(by.assumed if by is not None else ()), Taken(note)))
    return replace(made, verdict="proved", counterexample=None, said=None, hints=(), assumed=tuple(assumed))


def undecided(result: Result, why: Saying) -> Result:
    """The result, with nothing decided, for this reason."""
    return replace(result, verdict="undecided", counterexample=None, said=Said(why), hints=())


def unreadable(fault: BaseException | None) -> Result:
    """That no claim is read; undecided where what is read cannot be stated."""
    why = Said(why_of(fault) if fault else Saying("not read"))
    return Result("", "undecided" if isinstance(fault, Open) else "unreadable", "", "", said=why)


def introduced(note: Saying | None, claim: Claim | None = None) -> Result:
    """That nothing is claimed: a definition, with what is said of it."""
    said = Said(note) if note else None
    if claim is None:
        return Result("", "definition", "", "", said=said)
    left, right = claim.left, claim.right
    shown = f"{latex(left)} = {latex(right)}", f"{text(left)} = {text(right)}"
    return Result("", "definition", *shown, said=said)


def beside(unread: Result, passed: str, made: Result) -> Result:
    """Undecided: a side is not read, and the one before it, which is written so, gives this verdict."""
    found = reason(": {}", made.counterexample.saying) if made.counterexample else UNSAID
    why = reason(
        "{}; with {}, which stands before it, this is {}{}",
        unread.said.saying if unread.said else UNSAID,
        passed,
        Saying(made.verdict),
        found,
    )
    return replace(unread, verdict="undecided", said=Said(why))


def without(general: Result, under: Result) -> Result:
    """Undecided: with a condition that may hold no more the verdict is another than without it."""
    why = reason(
        "a condition stated further above may still hold, and with it this is {}", Saying(under.verdict)
    )
    if found := general.counterexample:
        why = reason("{}; without it, {}", why, found.saying)
    return undecided(general, why)


def of_entries(results: list[Result]) -> Result:
    """Of what is written out: proved if every entry is, refuted if one is."""
    for verdict in ("disagreement", "refuted", "unreadable", "undecided"):
        if found := next((each for each in results if each.verdict == verdict), None):
            return found
    return results[0]
