"""What a comment may say that settles how an = is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.results import Result
from derive.results.assumptions import Ranges, Still

_READ_AS = re.compile(r"(?P<verdict>proved|refuted) if (?P<kinds>[^;]+)")
_KIND = re.compile(r"(?P<letter>\w+) is a (?P<kind>number|vector|matrix)")


def comments(result: Result) -> Iterator[str]:
    """`W is a matrix`, for each of two readings; `index i in 1..n`, for what was taken for granted."""
    for reading in _READ_AS.finditer(result.message):
        if said := "; ".join(f"{e['letter']} is a {e['kind']}" for e in _KIND.finditer(reading["kinds"])):
            yield said
    for assumed in result.assumed:
        match assumed:
            case Ranges(letters=letters, dim=dim):
                yield f"index {', '.join(letters)} in 1..{dim}"
            case Still(letters=letters, moved=moved):
                yield f"{', '.join(letters)} does not depend on {', '.join(moved)}"
