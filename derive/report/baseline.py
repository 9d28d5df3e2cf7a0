"""A file of findings that are known: those of documents that are to stay as they are for now."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from derive.report.escaping import in_json
from derive.results import Result
from derive.results.policy import Mark, known

FORMAT = 1


class NoBaseline(ValueError):
    """A file that is no such list."""


def dumps(results: Iterable[Result]) -> str:
    """The findings that are not as expected, one a line: a change of the file is readable."""
    found = [
        json.dumps({"page": page, "verdict": verdict, "claim": claim, "times": times}, ensure_ascii=False)
        for (page, verdict, claim), times in sorted(known(results).items())
    ]
    listed = ",\n    ".join(found)
    return in_json(f'{{\n  "format": {FORMAT},\n  "known": [\n    {listed}\n  ]\n}}\n')


def loads(text: str) -> Counter[Mark]:
    """The findings that the file lists. Raises `NoBaseline`."""
    try:
        found = json.loads(text)
        if found["format"] != FORMAT:
            raise NoBaseline(f"it has format {found['format']}, not {FORMAT}")
        return Counter(
            {
                (str(each["page"]), str(each["verdict"]), str(each["claim"])): int(each["times"])
                for each in found["known"]
            }
        )
    except NoBaseline:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise NoBaseline("it is no list of known findings") from fault
