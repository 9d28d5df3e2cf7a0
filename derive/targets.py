"""What a user names on the command line: pages, identities, files, folders. Nothing is imported to find them.

softargmax                  a page of the catalogue
softargmax.jacobian         one identity of it
notes/my_page.py            a file
notes/my_page.py::gradient  one identity of it
notes.md                    a document: every = in it
notes.md:84                 those on its line 84
notes.md:84:30              the one at column 30
notes                       a folder: every page and document in it
-                           a document on standard input (of `derive check`)
"""

from __future__ import annotations

import ast
import difflib
import importlib.util
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.inclusion import parts
from derive.language.errors import Reasoned
from derive.language.sayings import UNSAID, Saying, either, reason
from derive.walking import walk

CATALOGUE = "derive.identities"
"""The package whose modules are the catalogue's pages."""

DOCUMENTS = (
    ".md", ".markdown", ".mdx", ".qmd", ".rmd", ".myst", ".txt", ".tex", ".ipynb", ".rst", ".org", ".html", ".htm",
)  # fmt: skip
"""How the names of documents end, in small letters."""

STDIN = "stdin"
"""What standard input is called in reports."""


_PLACED = re.compile(r"(.*?)(?::([0-9]+(?::[0-9]+)?))?", re.DOTALL)
"""A document, and a line or a line and a column of it."""


class UnknownTarget(Reasoned, ValueError):
    """A target that names nothing; the message suggests what may have been meant."""


@dataclass(frozen=True, slots=True)
class Target:
    """A page, as it is called in reports, and which of its identities: all of them where that is None.

    The path is absolute. `text` is a document that is in no file, such as that of standard input.
    """

    path: Path
    label: str
    identities: tuple[str, ...] | None = None
    text: str | None = None

    @property
    def is_document(self) -> bool:
        """Whether it is read, never run."""
        return self.path.suffix.lower() in DOCUMENTS


@dataclass(frozen=True, slots=True)
class Subject:
    """What pages of the catalogue are about, in English and Chinese, and their names."""

    title: str
    chinese: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was named, or stands in a folder that was, and is not checked; and why."""

    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Patterns:
    """Which documents of folders are read: what matches one of `include`, if there are any, and none of `exclude`."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


ALL = Patterns()


@dataclass(frozen=True, slots=True)
class Selection:
    """What words name, each page once, in the order of first mention."""

    targets: tuple[Target, ...]
    left_out: tuple[LeftOut, ...] = ()


def targets(words: Sequence[str]) -> tuple[Target, ...]:
    """What the words name, each page once, in the order of first mention; without words, the whole catalogue.

    Raises `UnknownTarget`. A `.py` file need not exist: that is found when it is loaded.
    """
    return selected(words).targets


def selected(words: Sequence[str], patterns: Patterns = ALL) -> Selection:
    """The targets that the words name, and the files of folders that patterns leave out. Raises `UnknownTarget`."""
    if not words:
        return Selection(tuple(_merged(catalogue())))
    named = [_named(word, patterns) for word in words]
    found = (target for each in named for target in each.targets)
    return Selection(tuple(_merged(found)), tuple(out for each in named for out in each.left_out))


def documents(words: Sequence[str], patterns: Patterns = ALL) -> Selection:
    """The documents among what the words name; files that are none are left out, whatever they are.

    Raises `UnknownTarget` for what is not there.
    """
    found: list[Target] = []
    left_out: list[LeftOut] = []
    for word in words:
        try:
            named = _named(word, patterns)
        except UnknownTarget:
            if not Path(word).exists():
                raise
            left_out.append(LeftOut(word, "no document"))
            continue
        found += [target for target in named.targets if target.is_document]
        left_out += [
            LeftOut(each.label, "a page is not run") for each in named.targets if not each.is_document
        ]
        left_out += named.left_out
    return Selection(tuple(_merged(found)), tuple(left_out))


def standard_input(text: str) -> Target:
    """A document that was read from standard input, of the kind that its text shows."""
    kind = ".ipynb" if _NOTEBOOK.match(text) else ".tex" if _LATEX.search(text) else ".md"
    return Target(Path.cwd() / f"stdin{kind}", STDIN, text=text)


_NOTEBOOK = re.compile(r'\s*\{\s*"(?:cells|metadata|nbformat)')
_LATEX = re.compile(r"^[ \t]*\\(?:documentclass|begin\{document\})", re.MULTILINE)


def catalogue() -> tuple[Target, ...]:
    """The pages of the catalogue, in reading order. Raises `UnknownTarget` if there are none."""
    if not (pages := _catalogue()):
        raise UnknownTarget(
            "there is no catalogue: no package {} with pages in it is installed", repr(CATALOGUE)
        )
    return tuple(Target(path, name) for name, path in pages.items())


def near(word: str, known: Iterable[str]) -> Saying:
    """`; did you mean softargmax?`, or nothing where nothing is near."""
    matches = difflib.get_close_matches(word, list(known))
    return reason("; did you mean {}?", either(map(Saying, matches))) if matches else UNSAID


def _named(word: str, patterns: Patterns) -> Selection:
    if word and Path(word).is_dir() and word.partition(".")[0] not in _catalogue():
        return _in_folder(Path(word), patterns)
    return Selection(_one(word))


def _one(word: str) -> tuple[Target, ...]:
    place, _, identity = word.partition("::")
    if place.endswith(".py") and not Path(place).is_dir():
        return (Target(Path(place).absolute(), place, _chosen(identity)),)
    if document := _document(word):
        return (document,)
    name, _, identity = word.partition(".")
    if (path := _catalogue().get(name)) is not None:
        return (Target(path, name, _chosen(identity)),)
    raise UnknownTarget("{} names no page, file or folder{}", repr(word), near(name, _catalogue()))


def _document(word: str) -> Target | None:
    """`notes.md`, `notes.md:84`, `notes.md:84:30`."""
    found = _PLACED.fullmatch(word)
    place, where = found.groups() if found else (word, None)
    if not place.lower().endswith(DOCUMENTS) or not Path(place).is_file():
        return None
    return Target(Path(place).absolute(), place, (where,) if where else None)


def _chosen(identity: str) -> tuple[str, ...] | None:
    return (identity,) if identity else None


def _in_folder(folder: Path, patterns: Patterns) -> Selection:
    """The pages in a folder, of what ends in .py what imports derive, and the documents in it, however deep."""
    try:
        walked = walk(folder, DOCUMENTS, patterns.include, patterns.exclude)
        found = [*filter(_is_page, _pages(folder)), *walked.documents]
    except OSError as fault:
        raise UnknownTarget("the folder {} cannot be read: {}", str(folder), str(fault.strerror)) from fault
    if not found:
        raise UnknownTarget("the folder {} has no documents and no pages", str(folder))
    put_in = parts(walked.documents)
    left_out = tuple(LeftOut(str(each.path), each.why) for each in walked.left_out)
    left_out += tuple(
        LeftOut(str(inner), f"it is read as a part of {whole}") for inner, whole in put_in.items()
    )
    return Selection(
        tuple(Target(path.absolute(), str(path)) for path in found if path not in put_in), left_out
    )


def _is_page(path: Path) -> bool:
    """Whether the file imports derive, found without running it: what does not is somebody's program."""
    try:
        with path.open("rb") as source:
            return _IMPORTS.search(source.read(2**16)) is not None
    except OSError:
        return True  # that it cannot be read is told where it is loaded


_IMPORTS = re.compile(rb"^[ \t]*(?:from|import)[ \t]+derive\b", re.MULTILINE)


def _catalogue() -> dict[str, Path]:
    """The catalogue's pages by name, found without importing any: in reading order, then by name."""
    pages = {path.stem: path for folder in _folders() for path in _pages(folder)}
    read = [
        name for folder in _folders() for *_, names in _subjects(folder / "__init__.py") for name in names
    ]
    first = [name for name in read if name in pages]
    return {name: pages[name] for name in dict.fromkeys([*first, *sorted(pages)])}


def _folders() -> list[Path]:
    spec = importlib.util.find_spec(CATALOGUE)
    return [Path(folder) for folder in (spec and spec.submodule_search_locations) or ()]


def subjects() -> tuple[Subject, ...]:
    """The catalogue's subjects with the pages that there are, in the order to read them."""
    known = _catalogue()
    found = (
        Subject(title, chinese, tuple(name for name in names if name in known))
        for folder in _folders()
        for title, chinese, names in _subjects(folder / "__init__.py")
    )
    return tuple(found)


def _subjects(package: Path) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """What the package assigns to `SUBJECTS`, read without running it."""
    if not package.is_file():
        return ()
    for node in ast.parse(package.read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="SUBJECTS")], value=value):
                return tuple(ast.literal_eval(value))
    return ()


def _pages(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if path.name[0] not in "._" and path.is_file())


def _merged(found: Iterable[Target]) -> Iterator[Target]:
    """Each page once, with every identity that was named of it."""
    pages: dict[str, Target] = {}
    for target in found:
        key = os.path.realpath(target.path)
        pages[key] = _both(pages[key], target) if key in pages else target
    yield from pages.values()


def _both(one: Target, other: Target) -> Target:
    if one.identities is None or other.identities is None:
        return Target(one.path, one.label)
    return Target(one.path, one.label, tuple(dict.fromkeys(one.identities + other.identities)))
