"""The catalogue is its own test list: one loop over every identity of every page."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from derive import identities
from derive.catalogue import load
from derive.language.claims import Example, Identity
from derive.language.places import Within
from derive.verdict import check

PAGES = [load(path.stem) for path in sorted(Path(identities.__file__).parent.glob("[!_]*.py"))]
STATED = [each for page in PAGES for each in page.identities.values()]
HYPOTHESES = [
    (each, given)
    for each in STATED
    for given in each.given
    if each.expected == "proved" and not isinstance(given, Within)
]
"""Without where its places lie, a claim about neighbours has no meaning."""


MANY = 6
"""Of so many one is checked at once; all are by `derive check`, and here by the gate."""


def spread(each: list[Any]) -> list[Any]:
    """All of them; one of so many is no slow test."""
    return [
        each_ if number % MANY == 0 else pytest.param(*parts(each_), marks=pytest.mark.slow)
        for number, each_ in enumerate(each)
    ]


def parts(each: object) -> tuple[Any, ...]:
    return each if isinstance(each, tuple) else (each,)


def named(each: object) -> str:
    return each.id if isinstance(each, Identity | Example) else str(each)


@pytest.mark.parametrize("stated", spread(STATED), ids=named)
def test_the_verdict_is_the_expected_one(stated: Identity | Example) -> None:
    result = check(stated)
    assert result.verdict == stated.expected, result.message
    if stated.expected == "refuted":
        assert result.counterexample is not None
        assert result.counterexample.left != result.counterexample.right


@pytest.mark.parametrize(("stated", "hypothesis"), spread(HYPOTHESES), ids=named)
def test_a_claim_is_refuted_without_any_one_of_its_hypotheses(stated: Identity, hypothesis: object) -> None:
    fewer = tuple(each for each in stated.given if each != hypothesis)
    without = check(replace(stated, given=fewer, derivation=tuple))
    assert without.verdict == "refuted", f"{stated.id} holds without {hypothesis}"


def test_every_page_tells_what_it_states() -> None:
    assert [each.id for each in STATED if not each.title] == []


def test_every_page_has_a_subject() -> None:
    assert {page.name for page in PAGES} == {name for *_, names in identities.SUBJECTS for name in names}
