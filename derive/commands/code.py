"""`derive code`: an identity's right side as a function, vectorised and stable."""

from __future__ import annotations

from pathlib import Path

import click

from derive.commands.options import limits, made, one_target, takes_limits, write_file
from derive.report.escaping import shown
from derive.worker import emit


@click.command("code")
@click.argument("wanted", metavar="IDENTITY")
@click.option("--target", default="numpy", show_default=True, help="numpy, torch, jax or c.")
@click.option("--batch", metavar="NAME", help="Add a leading axis of this name.")
@click.option(
    "--batched", metavar="LETTERS", help="The letters that have it, with commas.  [default: vectors, labels]"
)
@click.option("--given", metavar="LETTERS", help="Definitions that are handed in as arguments, with commas.")
@click.option(
    "--dtype",
    type=click.Choice(["float32", "float64"]),
    default="float64",
    show_default=True,
    help="Of the C function, and of the numbers of a test.",
)
@click.option("--output", metavar="FILE", type=Path, help="Write the file instead of printing it.")
@click.option(
    "--autograd",
    is_flag=True,
    help="Write the function of which IDENTITY states the derivative, with that as its backward pass: a "
    "torch.autograd.Function, a jax.custom_vjp.",
)
@click.option("--with-test", is_flag=True, help="Put a test by finite differences beside the function.")
@takes_limits("For writing the code, the loading of its page included.")
def command(
    *,
    wanted: str,
    target: str,
    batch: str | None,
    batched: str | None,
    given: str | None,
    dtype: str,
    output: Path | None,
    autograd: bool,
    with_test: bool,
    time_limit: float,
    memory_limit: int,
    jobs: int | None,
) -> None:
    """Write the right side of IDENTITY, such as cross_entropy.gradient, as a function.

    An = of a document that is proved is one too: notes.md:84, or notes.md:84:30 where a line has several.

    Exit status: 0 written; 2 bad usage, or an identity that has no code, such as an inequality.
    """
    how = {
        "target": target,
        "batch": batch,
        "batched": _names(batched),
        "given": _names(given),
        "dtype": dtype,
        "with_test": with_test,
        "autograd": autograd,
    }
    text: str = made(emit, (one_target(wanted), how), limits(time_limit, memory_limit))
    if output is None:
        click.echo(shown(text), nl=False)
    else:
        write_file(output, shown(text))


def _names(words: str | None) -> tuple[str, ...]:
    return tuple(word for word in (words or "").split(",") if word)
