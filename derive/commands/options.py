"""What several commands take from the command line."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce, wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from derive.commands.misuse import BadValue, Misuse
from derive.language.sayings import Saying, reason, why
from derive.language.typeset.signs import lang_of_locale
from derive.store import Cache
from derive.targets import Target, UnknownTarget, targets
from derive.worker import Options, Refused

DEFAULT = Options()
MINUS = Path("-")
LEAST_LOADING = 3.0
"""Seconds that a page may always take to load."""


LANGUAGES = ("en", "zh")


def seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    """A time: more than 0, and an end to it."""
    if not (math.isfinite(value) and value > 0):
        raise BadValue(reason("{} is not in the range x>0", value))
    return value


def takes_targets(command: Callable[..., Any]) -> Callable[..., Any]:
    """The argument TARGETS: what the words name, as `selected`; none is the whole catalogue."""
    return click.argument("selected", metavar="[TARGETS]...", nargs=-1, callback=_selected)(command)


def takes_lang(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --lang; without it the language is the locale's."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        is_eager=True,
        callback=_lang,
        help="The language.  [default: the locale's]",
    )(command)


def _lang(_: click.Context, __: click.Parameter, named: str | None) -> str:
    return named or lang_of_locale()


def takes_limits(time_limit: str) -> Callable[..., Any]:
    """The options --time-limit, with this help, --memory-limit and --jobs."""
    options = (
        click.option(
            "--time-limit",
            metavar="SECONDS",
            type=float,
            callback=seconds,
            default=DEFAULT.time_limit,
            show_default=True,
            help=time_limit,
        ),
        click.option(
            "--memory-limit",
            metavar="MB",
            type=click.IntRange(min=1, max=2**24),
            default=DEFAULT.memory_limit,
            show_default=True,
            help="For each worker process.",
        ),
        click.option(
            "--jobs",
            type=click.IntRange(min=1),
            help="Worker processes; no more than four per processor.  [default: one per processor]",
        ),
    )
    return lambda command: reduce(lambda inner, option: option(inner), reversed(options), command)


def takes_cache(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --cache and --no-cache: where verdicts are kept, as `cache`, or None."""
    folder = click.option(
        "--cache",
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where verdicts are kept.  [default: $DERIVE_CACHE, or the user's cache folder]",
    )
    without = click.option("--no-cache", is_flag=True, help="Judge everything anew, and keep nothing.")

    @wraps(command)
    def chosen(*, cache: Path | None, no_cache: bool, **others: Any) -> Any:
        return command(cache=None if no_cache else Cache.here(cache), **others)

    return folder(without(chosen))


@dataclass(frozen=True)
class Cluster:
    """Documents are judged by Dask: by the workers of the scheduler at this address, or by some of this machine."""

    scheduler: str | None = None


def takes_engine(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --engine and --scheduler, as `cluster`; None is this machine's own engine."""
    which = click.option(
        "--engine",
        type=click.Choice(("local", "dask")),
        help="What judges: processes of this machine, or Dask's.",
    )
    where = click.option("--scheduler", metavar="ADDRESS", help="Of a Dask cluster, such as tcp://host:8786.")

    @wraps(command)
    def chosen(*, engine: str | None, scheduler: str | None, **others: Any) -> Any:
        if scheduler and engine == "local":
            raise Misuse(Saying("--scheduler goes with --engine dask"))
        asked = scheduler is not None or engine == "dask"
        if asked and find_spec("distributed") is None:
            raise Misuse(Saying('Dask is missing: pip install "derive-check[dask]"'))
        return command(cluster=Cluster(scheduler) if asked else None, **others)

    return which(where(chosen))


def parquet_file(ctx: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """A file that can be written, where Parquet can."""
    from derive.report.rows import NEEDED, has_parquet

    if path is not None and not has_parquet():
        raise BadValue(Saying(NEEDED))
    return output_file(ctx, parameter, path)


def limits(time_limit: float, memory_limit: int, seed: int = DEFAULT.seed, **more: Any) -> Options:
    """The options of workers; loading a page may take a third of what an identity may."""
    loading = max(time_limit / 3, LEAST_LOADING)
    return Options(seed, time_limit, loading, memory_limit=memory_limit, **more)


_OF_TEXT = {"annotated_file", "html_file"}
"""What is written as documents are."""


def _check_meant(path: Path, parameter: click.Parameter) -> None:
    """Refuse another option, and a document or page that is there: its name was left out."""
    from derive.documents.finding import SUFFIXES

    if path.name.startswith("-"):
        raise BadValue(reason("the name of a file is missing before {}", path.name))
    is_text = path.suffix.lower() in (*SUFFIXES, ".py") and parameter.name not in _OF_TEXT
    if is_text and path.exists():
        raise BadValue(reason("{} is a document or page, and would be written over", path))


def output_file(_: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """Refuse a file that cannot be written before an hour is spent on what goes into it."""
    if path is not None and path != MINUS:
        _check_meant(path, parameter)
    try:
        if path is not None and path != MINUS:
            _check_writable(path, Path(os.path.realpath(path)).parent)
    except OSError as fault:
        raise BadValue(reason("{}: {}", path, fault.strerror)) from fault
    return path


PAGES = (".html", ".htm")


def html_place(ctx: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """A file, or a folder where there are several documents. Fails where the extra `html` is missing."""
    if path is None:
        return None
    needs_html()
    _check_meant(path, parameter)
    if path.suffix.lower() in PAGES:
        return output_file(ctx, parameter, path)
    if path.exists() and not path.is_dir():
        raise BadValue(reason("{} is neither a folder nor a file that ends in .html", path))
    return path


def needs_html() -> None:
    """Fail with words where nothing can be written for browsers."""
    if find_spec("jinja2") is None or find_spec("latex2mathml") is None:
        raise Misuse(Saying('HTML needs Jinja2 and latex2mathml: pip install "derive-check[html]"'))


def _check_writable(path: Path, folder: Path) -> None:
    if path.is_dir() or not folder.is_dir():
        raise BadValue(reason("{} is not a file in an existing folder", path))
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise BadValue(reason("{} cannot be written", path))


def write_file(path: Path, text: str) -> None:
    """Write a file whole. Raises `Misuse`."""
    from derive.report import write_whole

    try:
        write_whole(path, text)
    except OSError as fault:
        raise Misuse(reason("{} could not be written: {}", path, fault.strerror or fault)) from fault


def _selected(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> tuple[Target, ...]:
    try:
        return targets(words)
    except UnknownTarget as unknown:
        raise Misuse(why(unknown)) from unknown


def one_target(wanted: str) -> Target:
    """The one page, document or identity of this name. Raises `Misuse`."""
    try:
        found = targets((wanted,))
    except UnknownTarget as unknown:
        raise Misuse(why(unknown)) from unknown
    if len(found) != 1:
        raise Misuse(reason("{} names more than one page", wanted))
    return found[0]


def made(function: Callable[..., Any], arguments: tuple[Any, ...], options: Options) -> Any:
    """What a worker makes: pages are run there, and there alone. Raises `Misuse` where it refuses or dies."""
    from derive.engines.local import call
    from derive.processes.nursery import Value

    found = call(function, arguments, options)
    if isinstance(found, Value) and not isinstance(found.value, Refused):
        return found.value
    raise Misuse(Saying(found.value.said) if isinstance(found, Value) else found.said)
