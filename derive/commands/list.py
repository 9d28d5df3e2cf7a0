"""`derive list`: the pages and what they state, without any check."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from derive.commands.options import takes_targets
from derive.results import IdentitySummary, Observer, PageSummary, Source
from derive.store import Cache, key_of, opened
from derive.targets import Target, UnknownTarget, catalogue

KIND = "listing"


@click.command("list")
@takes_targets
def command(selected: tuple[Target, ...]) -> None:
    """List identities with their claims: the whole catalogue's, or those of the TARGETS.

    The listing of the catalogue is kept until derive or a page of it changes.
    """
    from derive.report.console import Listing
    from derive.report.printing import terminal

    with Listing(terminal()) as listing:
        status = _kept(selected, listing)
        if status is None:
            status = _surveyed(selected, listing)
    raise SystemExit(status)


def _surveyed(selected: tuple[Target, ...], listing: Observer) -> int:
    from derive import runner

    run = runner.survey(selected, observer=listing)
    if selected == _catalogue() and run.exit_status == 0:
        _keep(json.dumps([_record(page) for page in run.pages], ensure_ascii=False))
    return run.exit_status


def _kept(selected: tuple[Target, ...], listing: Observer) -> int | None:
    """Tell what is asked for from what is kept; None where that does not have it."""
    whole = {target.path: target for target in _catalogue()}
    if not all(target.path in whole and target.identities is None for target in selected):
        return None
    try:
        store = opened(Cache.here())
        text = store.kept(KIND, _key()) if store else None
        found = {page.path: page for page in map(_page, json.loads(text or "[]"))}
        pages = [found[str(target.path)] for target in selected]
    except (ValueError, KeyError, TypeError):
        return None
    for page in pages:
        listing.found(page)
    return 0


def _keep(text: str) -> None:
    if store := opened(Cache.here()):
        store.keep(KIND, _key(), text)


def _catalogue() -> tuple[Target, ...]:
    try:
        return catalogue()
    except UnknownTarget:
        return ()


def _key() -> str:
    """Of the program itself and of the catalogue's pages."""
    return key_of(target.path for target in _catalogue())


def _record(page: PageSummary) -> dict[str, Any]:
    return {
        "name": page.name,
        "title": page.title,
        "path": page.path,
        "identities": [
            {
                "id": each.id,
                "name": each.name,
                "claim_text": each.claim_text,
                "expected": each.expected,
                "confirmed": each.confirmed,
                "source": asdict(each.source) if each.source else None,
            }
            for each in page.identities
        ],
    }


def _page(record: dict[str, Any]) -> PageSummary:
    identities = tuple(
        IdentitySummary(**{**each, "source": Source(**each["source"]) if each["source"] else None})
        for each in record["identities"]
    )
    return PageSummary(record["name"], record["title"], record["path"], identities)
