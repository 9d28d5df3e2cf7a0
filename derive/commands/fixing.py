"""`--fix`: repairs that were proved, put into the documents they were found in.

A hint is offered only where the repaired line is proved. It is applied only if the whole document, judged again with
it, has fewer lines that are wrong; what is to be written is shown as a diff first, and the document as it was is kept.
"""

from __future__ import annotations

import difflib
import sys
from dataclasses import replace
from pathlib import Path

import click

from derive import runner
from derive.commands.asked import Asked
from derive.commands.misuse import Misuse
from derive.commands.options import write_file
from derive.documents.repairs import repairs
from derive.language.sayings import reason
from derive.report.escaping import shown
from derive.results import PageSummary, Result, Run
from derive.targets import Target


def fix_documents(asked: Asked, run: Run, *, ask: bool) -> None:
    """Show what can be repaired in each document, and write it where that is wanted."""
    pages = {page.path: page for page in run.pages}
    for target in asked.selection.targets:
        page = pages.get(target.label)
        if page is None or page.source is None or target.path.suffix.lower() == ".ipynb":
            continue
        fixed = _fixed(asked, target, page, [each for each in run.results if each.file == target.label])
        if fixed == _plain(page.source):
            click.echo(f"{shown(target.label)}: no repair was proved")
            continue
        click.echo(shown(_difference(target.label, _plain(page.source), fixed)), nl=False)
        if _is_wanted(target, ask=ask):
            _write(target, page.source, fixed)


def _fixed(asked: Asked, target: Target, page: PageSummary, results: list[Result]) -> str:
    """The document's text with every repair that makes it better."""
    source = _plain(page.source or "")
    best, text = _wrong(results), source
    for repair in sorted(repairs(source, results), key=lambda each: -each.start):
        tried = text[: repair.start] + repair.instead + text[repair.end :]
        found = runner.check([replace(target, text=tried, identities=None)], asked.options, jobs=asked.jobs)
        if not found.interrupted and not found.problems and (wrong := _wrong(found.results)) < best:
            best, text = wrong, tried
    return text


def _wrong(results: tuple[Result, ...] | list[Result]) -> int:
    return sum(not result.succeeded for result in results)


def _difference(label: str, before: str, after: str) -> str:
    return "".join(
        difflib.unified_diff(
            before.splitlines(keepends=True),
            after.splitlines(keepends=True),
            label,
            f"{label} (repaired)",
            n=1,
        )
    )


def _is_wanted(target: Target, *, ask: bool) -> bool:
    if not ask:
        return True
    if not (sys.stdin and sys.stdin.isatty()):
        click.echo("nothing was written: --yes applies it")
        return False
    return click.confirm(f"apply this to {shown(target.label)}?")


def _write(target: Target, source: str, fixed: str) -> None:
    """Write the document, and keep it as it was; fails where it is another by now, or is not plain UTF-8."""
    try:
        raw = target.path.read_bytes()
        written = raw.decode("utf-8")
    except (OSError, ValueError) as fault:
        raise Misuse(reason("{} was not repaired: {}", target.label, fault)) from fault
    if _plain(written) != _plain(source):
        raise Misuse(reason("{} was not repaired: it has changed since it was judged", target.label))
    backup = _free(target.path)
    write_file(backup, written)
    ends = fixed.replace("\n", "\r\n") if "\r\n" in written else fixed
    write_file(target.path, ("\ufeff" if written.startswith("\ufeff") else "") + ends)
    click.echo(f"{shown(target.label)} was repaired; as it was, it is kept in {shown(backup.name)}")


def _plain(text: str) -> str:
    """The text without a mark at its beginning, its lines ended by line feeds alone."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _free(path: Path) -> Path:
    """A name beside the file that none has yet."""
    names = [path.with_name(f"{path.name}.orig{number or ''}") for number in range(1000)]
    return next((name for name in names if not name.exists()), names[-1])
