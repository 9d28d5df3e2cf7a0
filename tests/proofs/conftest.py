"""Proofs of identities of the catalogue, checked once for all tests."""

from functools import cache

import pytest

from derive.catalogue import load
from derive.report.shown import proof
from derive.verdict import check


@cache
def _made(name: str, lang: str):
    page, _, identity = name.partition(".")
    stated = load(page).identities[identity]
    return proof(stated, _checked(name), lang=lang)


@cache
def _checked(name: str):
    page, _, identity = name.partition(".")
    return check(load(page).identities[identity])


@pytest.fixture(scope="session")
def proved():
    """The proof of an identity, by its id."""
    return lambda name, lang="en": _made(name, lang)
