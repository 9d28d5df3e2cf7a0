"""What a comment may say that settles how an = is read."""

from __future__ import annotations

from collections.abc import Iterator

from derive.results import Result
from derive.results.assumptions import Ranges, Still
from derive.results.messages import TwoReadings, Way


def comments(result: Result) -> Iterator[str]:
    """`W is a matrix`, for each of two readings; `index i in 1..n`, for what was taken for granted."""
    if isinstance(result.said, TwoReadings):
        one, other = result.said.ways
        yield from filter(None, (_apart(one, other), _apart(other, one)))
    for assumed in result.assumed:
        match assumed:
            case Ranges(letters=letters, dim=dim):
                yield f"index {', '.join(letters)} in 1..{dim}"
            case Still(letters=letters, moved=moved):
                yield f"{', '.join(letters)} does not depend on {', '.join(moved)}"


def _apart(way: Way, other: Way) -> str:
    """`W is a matrix`: what comments can say of a reading that decides, and not of the other."""
    decided = way.verdict in ("proved", "refuted")
    apart = (each for each in way.shapes if each not in other.shapes)
    named = ((name, shape) for name, shape in apart if shape != "family" and name.isidentifier())
    return "; ".join(f"{name} is a {shape}" for name, shape in named) if decided else ""
