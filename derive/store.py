"""What is kept from one run to the next: texts under keys, in the user's cache folder.

`DERIVE_CACHE` names another folder; empty, nothing is kept. A full disk or a broken file costs what is kept, never a
run.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from derive.version import VERSION


def kept(kind: str, key: str) -> str | None:
    """The text of this kind that was kept under the key; None where there is none."""
    if (path := _path(kind)) is None:
        return None
    try:
        found, _, text = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return None
    return text if found == key else None


def keep(kind: str, key: str, text: str) -> None:
    """Keep a text in place of the one of this kind that was kept before."""
    if (path := _path(kind)) is None:
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with suppress(OSError, ValueError):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(f"{key}\n{text}", encoding="utf-8")
        beside.replace(path)


def key_of(files: list[Path]) -> str:
    """A key that is another one as soon as the version, or one of the files, is."""
    made = sha256(VERSION.encode())
    for path in sorted(files):
        with suppress(OSError):
            found = path.stat()
            made.update(f"{path}\0{found.st_mtime_ns}\0{found.st_size}\0".encode("utf-8", "surrogateescape"))
    return made.hexdigest()


def _path(kind: str) -> Path | None:
    named = os.environ.get("DERIVE_CACHE")
    if named is not None:
        return Path(named, kind) if named else None
    home = os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(home or Path.home() / ".cache", "derive", kind)
    except RuntimeError:  # nobody's home
        return None
