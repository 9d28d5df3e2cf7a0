"""`derive find`: an identity by its words, or by its formula under any letters."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from derive.report.escaping import shown
from derive.report.printing import MARGIN, Printer, terminal

if TYPE_CHECKING:
    from derive.search import Found


@click.command("find")
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1), help="How many are shown at most."
)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def command(*, query: tuple[str, ...], limit: int, as_json: bool) -> None:
    r"""Find identities of the catalogue by words, such as layer norm, or by a formula in LaTeX.

    A formula finds what states it under any names of letters and indices: 'p_i (\delta_{ij} - p_j)' finds every
    Jacobian of a softargmax.

    Exit status: 0 found; 1 nothing found.
    """
    from derive.search import find

    found = find(" ".join(query), limit=limit)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
    else:
        _tell(found)
    raise SystemExit(0 if found else 1)


def _tell(found: tuple[Found, ...]) -> None:
    from rich.text import Text

    printer = Printer(terminal(), "looking")
    for each in found:
        printer.facing(Text(shown(each.id), "bold"), Text(shown(each.source or each.title), "dim"))
        printer.put(Text(shown(each.claim_text)), MARGIN)
    if not found:
        printer.put(Text("nothing found"))
