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


def verdict(result: Result) -> str:
    """`proved`, `refuted (as expected)`, `proved (refuted is expected)`."""
    if result.expected == "proved":
        return result.verdict
    return f"{result.verdict} ({'as' if result.succeeded else 'refuted is'} expected)"


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


def told(result: Result) -> Iterator[tuple[str, str]]:
    """What there is to say of a verdict, line by line: each with what kind of remark it is."""
    yield from result.remarks
    if special := [each.told() for each in result.assumed if not isinstance(each, OfLetters)]:
        yield "assumed", f"assumed: {'; '.join(special)}"


def of_chain(result: Result) -> str:
    """What a whole chain comes to: `chain 51:2–53:2: the last line follows from the first; …`."""
    where = result.id.removeprefix(f"{result.file}:").replace("-", "–")
    said = result.message or f"{result.verdict} from first to last"
    found = f"; {result.counterexample.placed}" if result.counterexample else ""
    return f"chain {where}: {said}{found}"


def is_telling(result: Result) -> bool:
    """Whether the verdict on a chain says more than those on its equalities: something between is wrong."""
    if result.verdict == "refuted":
        return result.lines[-2].verdict == "refuted"
    return result.verdict == "disagreement" or any(line.verdict == "refuted" for line in result.lines)


NOTHING = "nothing in it was judged"
"""What is said of a document in which no = was judged."""


def has_judged(results: Iterable[Result]) -> bool:
    """Whether there is a verdict on an =."""
    return any(result.verdict not in ("definition", "unreadable") for result in results)


def counts(results: Sequence[Result]) -> str:
    """`12 equalities: 9 proved · 2 refuted · 1 unreadable · 3 definitions · assumed: i, j range over 1..C`"""
    assumed = together(each for result in results for each in result.assumed if not isinstance(each, Under))
    return " · ".join([tally(results), *_assumed(assumed)])


def tally(results: Sequence[Result]) -> str:
    """`12 equalities: 9 proved · 2 refuted · 1 unreadable · 3 definitions`"""
    equalities = sum(result.kind != "definition" for result in results)
    found = Counter(result.verdict for result in results)
    errata = sum(result.verdict == result.expected == "refuted" for result in results)
    wanting = sum(bool(result.missing_hypothesis) and not result.succeeded for result in results)
    said = []
    for name in VERDICTS:
        if number := found[name] - errata * (name == "refuted"):
            more = f" ({wanting} for want of a hypothesis)" if wanting and name == "refuted" else ""
            said.append(f"{number} {plural(name, number)}{more}")
    said += [f"{errata} refuted as expected"] if errata else []
    first = f"{equalities} {'equality' if equalities == 1 else 'equalities'}"
    return ": ".join(filter(None, [first, " · ".join(said)]))


def plural(name: str, number: int) -> str:
    """The verdict as so many have it: `3 definitions`, `3 proved`."""
    return f"{name}s" if name == "definition" and number != 1 else name


def _assumed(listed: Sequence[Assumption]) -> list[str]:
    return [f"assumed: {'; '.join(each.told() for each in listed)}"] if listed else []
