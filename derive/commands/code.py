"""`derive code`: an identity's right side as a function, vectorised and stable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from derive.targets import DOCUMENTS, Target, UnknownTarget, near, targets

if TYPE_CHECKING:
    from derive.language.claims import Example, Identity


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
) -> None:
    """Write the right side of IDENTITY, such as cross_entropy.gradient, as a function.

    An = of a document that is proved is one too: notes.md:84, or notes.md:84:30 where a line has several.

    Exit status: 0 written; 2 bad usage, or an identity that has no code, such as an inequality.
    """
    from derive.code import NoCode, code

    try:
        text = code(
            identity(wanted),
            target,
            batch=batch,
            batched=_names(batched),
            given=_names(given),
            dtype=dtype,
            with_test=with_test,
            autograd=autograd,
        )
    except NoCode as none:
        raise click.UsageError(str(none)) from none
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(output, text)


def _names(words: str | None) -> tuple[str, ...]:
    return tuple(word for word in (words or "").split(",") if word)


def identity(wanted: str) -> Identity | Example:
    """The identity of this name. Raises `click.UsageError` where there is none."""
    from derive.catalogue import load
    from derive.language.errors import IllFormed

    target = _target(wanted)
    if target.path.suffix in DOCUMENTS:
        return _of_document(target)
    try:
        page = load(target.path if target.label.endswith(".py") else target.label, lazy=True)
    except (IllFormed, OSError) as fault:
        raise click.UsageError(str(fault)) from fault
    names = target.identities
    if names is None or len(names) != 1:
        listed = ", ".join(page.identities)
        raise click.UsageError(f"{wanted} is a page; name one identity of it: {listed}")
    if names[0] not in page.identities:
        raise click.UsageError(
            f"{target.label} has no identity {names[0]!r}{near(names[0], page.identities)}"
        )
    return page.identities[names[0]]


def _of_document(target: Target) -> Identity:
    """The proved = that stands there. Raises `click.UsageError` where there is none, or more than one."""
    from derive.documents.statements import NoStatement, proved

    if target.identities is None:
        raise click.UsageError(f"{target.label} is a document; name a line of it, such as {target.label}:84")
    try:
        return proved(target.path, target.identities[0])
    except NoStatement as none:
        raise click.UsageError(str(none)) from none


def _target(wanted: str) -> Target:
    try:
        found = targets((wanted,))
    except UnknownTarget as unknown:
        raise click.UsageError(str(unknown)) from unknown
    if len(found) != 1:
        raise click.UsageError(f"{wanted} names more than one page")
    return found[0]


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise click.UsageError(f"{path} could not be written: {fault.strerror or fault}") from fault
