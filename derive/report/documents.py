"""Documents on the terminal: a line for each =, as a linter writes it, and what was assumed in the last one.

notes.md:51:88  refuted     ∂p_i/∂z_j = p_i p_j
                at n = 2, e^z = (1, 1), i = 1, j = 2: left -1/4, right 1/4
                hint: the sign of the right side
2 equalities: 1 proved · 1 refuted · 1 definition · assumed: i, j range over 1..n
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from derive.language.sayings import Saying, in_turn, reason
from derive.language.typeset.signs import Lang
from derive.results import VERDICTS, Result
from derive.results.assumptions import Assumption, OfLetters, Under, together

LONGEST = 24
"""The longest place behind which what is told of it stands; below a longer one it is indented by a little."""
MARGIN = 4
LEAST = 16
"""Cells that a formula needs to be worth being shown in part."""


def place(result: Result) -> str:
    """`notes.md:51:88`"""
    return f"{result.file}:{result.line}:{result.column}"


def verdict(result: Result, lang: Lang = "en") -> str:
    """`proved`, `refuted (as expected)`, `proved (refuted is expected)`."""
    found = Saying(result.verdict)
    if result.expected == "refuted":
        found = reason("{} (as expected)" if result.succeeded else "{} (refuted is expected)", found)
    return found.told(lang)


def margin(width: int) -> int:
    """Where what is told of an = begins, behind places of this width or below them."""
    return width + 2 if width <= LONGEST else MARGIN


def shortened(claim: str, room: int) -> str:
    """The claim as far as there is room; nothing where there is hardly any."""
    if cell_len(claim) <= room:
        return claim
    if room < LEAST:
        return ""
    kept = claim
    while cell_len(kept) >= room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def told(result: Result, lang: Lang = "en") -> Iterator[tuple[str, str]]:
    """What there is to say of a verdict, line by line: each with what kind of remark it is."""
    for kind, said in result.remarks:
        yield kind, said.told(lang)
    if special := [each for each in result.assumed if not isinstance(each, OfLetters)]:
        yield "assumed", _assumed(special, lang)


def of_chain(result: Result, lang: Lang = "en") -> str:
    """What a whole chain comes to: `chain 51:2–53:2: the last line follows from the first; …`."""
    where = result.id.removeprefix(f"{result.file}:").replace("-", "–")
    said = result.said.saying if result.said else reason("{} from first to last", Saying(result.verdict))
    made = reason("chain {}: {}", where, said)
    if found := result.counterexample:
        made = reason("{}; {}", made, found.placed)
    return made.told(lang)


def is_telling(result: Result) -> bool:
    """Whether the verdict on a chain says more than those on its equalities: something between is wrong."""
    if result.verdict == "refuted":
        return result.lines[-2].verdict == "refuted"
    return result.verdict == "disagreement" or any(line.verdict == "refuted" for line in result.lines)


NOTHING = Saying("nothing in it was judged")
"""What is said of a document in which no = was judged."""


def has_judged(results: Iterable[Result]) -> bool:
    """Whether there is a verdict on an =."""
    return any(result.verdict not in ("definition", "unreadable") for result in results)


def counts(results: Sequence[Result], lang: Lang = "en") -> str:
    """`12 equalities: 9 proved · 2 refuted · 1 unreadable · 3 definitions · assumed: i, j range over 1..C`"""
    assumed = together(each for result in results for each in result.assumed if not isinstance(each, Under))
    return " · ".join([tally(results, lang), *([_assumed(assumed, lang)] if assumed else [])])


def tally(results: Sequence[Result], lang: Lang = "en") -> str:
    """`12 equalities: 9 proved · 2 refuted · 1 unreadable · 3 definitions`"""
    equalities = sum(result.kind != "definition" for result in results)
    found = Counter(result.verdict for result in results)
    errata = sum(result.verdict == result.expected == "refuted" for result in results)
    wanting = sum(bool(result.missing_hypothesis) and not result.succeeded for result in results)
    said = []
    for name in VERDICTS:
        if number := found[name] - errata * (name == "refuted"):
            so_many = many(name, number)
            if wanting and name == "refuted":
                so_many = reason("{} ({} for want of a hypothesis)", so_many, wanting)
            said.append(so_many)
    said += [reason("{} refuted as expected", errata)] if errata else []
    first = many("equality", equalities)
    between = " · ".join(each.told(lang) for each in said)
    return reason("{}: {}", first, between).told(lang) if said else first.told(lang)


_ONE_OR_MORE = {
    "definition": (Saying("{} definition"), Saying("{} definitions")),
    "equality": (Saying("{} equality"), Saying("{} equalities")),
    "problem": (Saying("{} problem"), Saying("{} problems")),
    "file judged before": (Saying("{} file judged before"), Saying("{} files judged before")),
}


def many(name: str, number: int) -> Saying:
    """`3 definitions`, `1 equality`, `3 proved`."""
    if name not in _ONE_OR_MORE:
        return Saying("{} {}", "{} 个{}").of(str(number), Saying(name))
    one, several = _ONE_OR_MORE[name]
    return (one if number == 1 else several).of(str(number))


def _assumed(listed: Iterable[Assumption], lang: Lang) -> str:
    return reason("assumed: {}", in_turn(each.saying for each in listed)).told(lang)
