"""What is kept from one run to the next: texts under keys, in an SQLite file of the user's cache folder.

    kept = Cache.here()                          the user's, or None where nothing is to be kept
    store = opened(kept)
    store.keep("verdict", key("a", "b"), text)
    store.kept("verdict", key("a", "b"))         the text, or None

A key holds whatever an answer rests on, `Cache.engine` among it: another version, or another line of the program's
source, finds nothing. Two runs at once share the file. A full disk or a broken file costs what is kept, never a run.
`DERIVE_CACHE` names another folder; empty, nothing is kept.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from derive.version import VERSION

FILE = "derive.sqlite"
DAYS = 90
"""What is older is thrown away."""
BUSY = 20.0
"""Seconds that are waited for another run to have written."""

_TABLES = """
CREATE TABLE IF NOT EXISTS kept (kind TEXT, key TEXT, day INTEGER, packed BLOB, PRIMARY KEY (kind, key));
CREATE INDEX IF NOT EXISTS by_day ON kept (day);
"""


@dataclass(frozen=True, slots=True)
class Cache:
    """Where answers are kept, and whose they are: a folder, and the fingerprint of the program that gave them."""

    folder: str
    engine: str

    @classmethod
    def here(cls, folder: Path | None = None) -> Self | None:
        """The cache of this engine in a folder, or in the user's own; None where nothing is to be kept."""
        place = folder or _users()
        return None if place is None else cls(str(place.absolute()), engine())


class Store:
    """The texts that are kept in a folder. It raises nothing: what cannot be read or written is not there."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.connection: sqlite3.Connection | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._open()
        except sqlite3.DatabaseError as fault:
            self._give_up(fault)
        except OSError:
            self.connection = None

    def kept(self, kind: str, key: str) -> str | None:
        """The text of this kind that was kept under the key."""
        found: list[tuple[bytes]] = []
        with suppress(_Closed):
            found = self._ask("SELECT packed FROM kept WHERE kind = ? AND key = ?", (kind, key))
        try:
            return zlib.decompress(found[0][0]).decode() if found else None
        except (zlib.error, UnicodeDecodeError, TypeError):
            return None

    def keep(self, kind: str, key: str, text: str) -> None:
        """Keep a text, in place of the one that was kept under the key before."""
        packed = zlib.compress(text.encode("utf-8", "replace"), 1)
        with suppress(_Closed):
            self._ask("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", (kind, key, _today(), packed))

    def forget(self, before: int = DAYS) -> None:
        """Throw away what was kept more than so many days ago."""
        with suppress(_Closed):
            self._ask("DELETE FROM kept WHERE day < ?", (_today() - before,))

    def _open(self) -> None:
        self.connection = sqlite3.connect(
            self.path, timeout=BUSY, isolation_level=None, check_same_thread=False
        )
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.executescript(_TABLES)

    def _ask(self, statement: str, values: tuple[object, ...]) -> list[tuple[bytes]]:
        if self.connection is None:
            raise _Closed
        try:
            return self.connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as fault:
            self._give_up(fault)
            raise _Closed from fault

    def _give_up(self, fault: sqlite3.DatabaseError) -> None:
        """Keep nothing more in this run; a file that is none of ours, or broken, makes room for the next."""
        if self.connection is not None:
            with suppress(sqlite3.Error):
                self.connection.close()
        self.connection = None
        if not isinstance(fault, sqlite3.OperationalError):  # those are a full disk, or another's lock
            for end in ("", "-wal", "-shm"):
                with suppress(OSError):
                    self.path.with_name(f"{FILE}{end}").unlink()


class _Closed(Exception):
    """Nothing is kept any more."""


def opened(cache: Cache | None) -> Store | None:
    """The store of this process in that folder, opened once."""
    return None if cache is None else _opened(cache.folder, os.getpid())


@lru_cache(maxsize=8)  # what a fork inherits stays there untouched: SQLite's connections do not survive it
def _opened(folder: str, _: int) -> Store:
    return Store(Path(folder))


def key(*parts: str) -> str:
    """The key of all this: it is another one as soon as one part is."""
    made = sha256()
    for part in parts:
        packed = part.encode("utf-8", "surrogatepass")
        made.update(len(packed).to_bytes(8, "big") + packed)
    return made.hexdigest()


@lru_cache(maxsize=1)
def engine() -> str:
    """The fingerprint of the program: its version and source, those of Python and of what it calculates with."""
    made = sha256(f"{VERSION} {sys.version}".encode())
    for path in (*_versions(), *_source()):
        with suppress(OSError):
            made.update(path.name.encode() + path.read_bytes())
    return made.hexdigest()


def _versions() -> Iterator[Path]:
    """The files in which SymPy, mpmath and NumPy say which versions they are; they are found, not loaded."""
    for name in ("sympy", "mpmath", "numpy"):
        for folder in ((spec := find_spec(name)) and spec.submodule_search_locations) or ():
            yield from (Path(folder, each) for each in ("__init__.py", "release.py", "version.py"))


def _source() -> list[Path]:
    own = Path(__file__).parent
    return sorted(path for path in own.rglob("*.*") if path.suffix in (".py", ".toml", ".json"))


def key_of(files: Iterable[Path]) -> str:
    """A key that is another one as soon as the program, or one of the files, is."""
    states = []
    for path in sorted(files):
        with suppress(OSError):
            found = path.stat()
            states.append(f"{path}\0{found.st_mtime_ns}\0{found.st_size}")
    return key(engine(), *states)


def _users() -> Path | None:
    named = os.environ.get("DERIVE_CACHE")
    if named is not None:
        return Path(named) if named else None
    home = os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(home or Path.home() / ".cache", "derive")
    except RuntimeError:  # nobody's home
        return None


def _today() -> int:
    return int(time.time() // 86_400)
