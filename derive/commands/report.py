"""`derive report`: a corpus in figures, from the rows that a check wrote."""

from __future__ import annotations

from pathlib import Path

import click

from derive.commands.misuse import Misuse
from derive.commands.options import needs_html, output_file, takes_lang, write_file
from derive.language.sayings import Saying, reason
from derive.language.typeset.signs import Lang
from derive.report.corpus import Corpus


@click.command("report")
@click.argument(
    "found", metavar="FILE...", nargs=-1, required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
@click.option("--html", "html_file", metavar="FILE", type=Path, callback=output_file, help="Write a page.")
@click.option(
    "--links",
    metavar="ADDRESS",
    default="{file}",
    show_default=True,
    help="Where places are found, with {file} and {line}: https://example.org/blob/main/{file}#L{line}",
)
@takes_lang
def command(*, found: tuple[Path, ...], html_file: Path | None, links: str, lang: Lang) -> None:
    """Say what the FILEs come to, which `derive check --parquet` or `--json-lines` wrote.

    Shares by verdict, kinds of slips, kinds of what is not read, the documents with most that is wrong or open.
    """
    from derive.report.rows import NEEDED, has_parquet, read

    if any(each.suffix.lower() == ".parquet" for each in found) and not has_parquet():
        raise Misuse(Saying(NEEDED))
    if html_file is not None:
        needs_html()
    try:
        corpus = Corpus(row for each in found for row in read(each))
    except (OSError, ValueError) as fault:
        raise Misuse(reason("no rows of a check: {}", fault)) from fault
    if html_file is not None:
        from derive.report.html.corpus import page

        write_file(html_file, page(corpus, ", ".join(each.name for each in found), links, lang))
        return
    _print(corpus, lang)


def _print(corpus: Corpus, lang: Lang) -> None:
    from derive.language.typeset.plain import cells
    from derive.report.corpus import percent
    from derive.report.corpus_words import kind, phrase
    from derive.report.escaping import in_a_line

    documents, equalities = phrase("documents", lang), phrase("equalities", lang)
    click.echo(f"{corpus.documents} {documents} · {corpus.equalities} {equalities}")
    for verdict, count, share in corpus.shares:
        name = phrase(verdict, lang)
        click.echo(f"  {name}{' ' * (14 - cells(name))}{count:>9}  {percent(share)}")
    for table, kinds, _ in corpus.tables:
        click.echo(f"\n{phrase(table, lang)}")
        for each in kinds[:10]:
            click.echo(f"  {each.count:>7}  {in_a_line(kind(each.name, lang))}")
