"""An audit on the terminal: a small table of figures for each of its parts, and what must not be, listed."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from derive.audit.figures import (
    LARGEST_MEDIAN,
    LEAST_REFUTED,
    MOST_DIGITS,
    DifferentialFigures,
    MutantFigures,
    SabotageFigures,
    SabotageFinding,
)
from derive.report.printing import duration

MOST_LISTED = 40
"""How many mutants are listed; JSON has them all."""


def tell_mutants(console: Console, found: MutantFigures, *, by_slip: bool) -> None:
    """The mutants by fate, with the bars; by kind of slip if asked for; those that must not be, listed."""
    fates, judged = found.fates, len(found.findings)
    table = _table("mutants of the catalogue", "", "bar")
    of = f" of {found.there_are}" if judged < found.there_are else ""
    table.add_row(
        "judged", f"{judged}{of} · {len(found.slips)} kinds of slip · {duration(found.seconds)}", ""
    )
    table.add_row("equivalent, by exact evaluation", str(fates["equivalent"]), "")
    table.add_row("… of these not proved", str(len(found.unproved)), "")
    table.add_row("proved", _marked(fates["proved"], not fates["proved"]), "0")
    share = f"{fates['refuted']} of {found.wrong}, {100 * found.refuted:.2f} %"
    table.add_row("refuted with a counterexample", _marked(share, found.refuted >= LEAST_REFUTED), _least())
    table.add_row("undecided", str(fates["undecided"]), "listed")
    exact = sum(each.exact for each in found.findings)
    table.add_row("… both sides exact", f"{exact} of {fates['refuted']}", "")
    size, digits = found.median("size"), found.median("digits")
    table.add_row(
        "median largest dimension", _marked(f"{size:g}", size <= LARGEST_MEDIAN), f"{LARGEST_MEDIAN}"
    )
    table.add_row("median digits", _marked(f"{digits:g}", digits <= MOST_DIGITS), f"{MOST_DIGITS}")
    console.print(table)
    if by_slip:
        console.print(_slips(found))
    for text in _listed(found):
        console.print(text, soft_wrap=True)


def _least() -> str:
    return f"{100 * LEAST_REFUTED:g} %"


def _slips(found: MutantFigures) -> Table:
    table = _table("slip", "refuted", "equivalent", "undecided", "proved")
    for slip, fates in found.slips.items():
        table.add_row(
            slip, *(str(fates[each] or "") for each in ("refuted", "equivalent", "undecided", "proved"))
        )
    return table


def _listed(found: MutantFigures) -> Iterator[Text]:
    listed = sorted(found.listed, key=lambda each: each.fate != "proved")
    for each in listed[:MOST_LISTED]:
        style = "red" if each.fate == "proved" else "yellow"
        yield Text.assemble((each.fate, style), f"  {each.mutant}\n    {each.text}\n    {each.message}")
    if len(listed) > MOST_LISTED:
        yield Text(f"and {len(listed) - MOST_LISTED} more")


def tell_differential(console: Console, found: DifferentialFigures) -> None:
    """The property test: how many cases, with which outcomes, and the failures shrunk."""
    table = _table("property test of the kernel", "")
    table.add_row("cases", f"{found.cases} · seed {found.seed} · {duration(found.seconds)}")
    for name, count in sorted(found.counts.items()):
        table.add_row(name, str(count))
    table.add_row("failures", _marked(len(found.failures), found.passed))
    console.print(table)
    for failure in found.failures:
        console.print(Text(failure), soft_wrap=True)


def tell_sabotage(console: Console, found: SabotageFigures, *, by_rule: bool) -> None:
    """How many broken rules each voice noticed; each rule, what it said and who noticed, if asked for."""
    if by_rule:
        console.print(_rules(found))
    voices = [_voices(each) for each in found.findings]
    table = _table("sabotage of the kernel", "", "bar")
    count = len(found.findings)
    table.add_row("broken rules", f"{count} · {duration(found.seconds)}", "")
    caught = sum(each.caught for each in found.findings)
    table.add_row("noticed", _marked(caught, found.passed), "all")
    for voice in VOICES:
        alone = sum(each == [voice] for each in voices)
        table.add_row(f"… by {voice}", f"{sum(voice in each for each in voices)}, alone {alone}", "")
    console.print(table)
    missed = [f"{each.module}.{each.rule}" for each in found.findings if not each.caught]
    if missed:
        console.print(Text(f"unnoticed: {', '.join(missed)}", "bold red"), soft_wrap=True)


VOICES = ("instances", "differences", "property test")


def _voices(each: SabotageFinding) -> list[str]:
    noticed = (each.instances, each.numbers, each.differential)
    return [voice for voice, noticing in zip(VOICES, noticed, strict=True) if noticing and not each.fault]


def _rules(found: SabotageFigures) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    table.add_column("broken rule, and what it says then", overflow="fold")
    table.add_column("noticed by", overflow="fold")
    for each in sorted(found.findings, key=lambda each: (each.module, each.rule)):
        style = "" if each.caught else "bold white on red"
        table.add_row(
            Text.assemble((f"{each.module}.{each.rule}", style), f"\n  {each.wrong}"),
            Text(each.fault, "red") if each.fault else _by(each),
        )
    return table


def _by(each: SabotageFinding) -> Text:
    said = ", ".join(_voices(each))
    return Text(f"{said} ({each.detail})" if each.differential and each.detail else said, "green")


def _marked(value: object, good: bool) -> Text:
    return Text(str(value), "green" if good else "bold red")


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=number == 0)
    return table
