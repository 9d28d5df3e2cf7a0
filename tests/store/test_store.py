"""What is kept is found again, by whoever runs the same program; what is broken costs nothing but itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from derive import store
from derive.store import FILE, Cache, Store, key


def test_a_text_is_found_under_its_key_and_kind(tmp_path: Path):
    Store(tmp_path).keep("verdict", "k", "∂L\ud800")
    again = Store(tmp_path)
    assert again.kept("verdict", "k") == "∂L?"
    assert (again.kept("listing", "k"), again.kept("verdict", "other")) == (None, None)
    again.keep("verdict", "k", "another")
    assert again.kept("verdict", "k") == "another"


def test_keys_tell_their_parts_apart():
    assert len({key("a", "bc"), key("ab", "c"), key("abc"), key("a", "bc", ""), key("\udcff")}) == 5


def test_the_fingerprint_of_the_program_is_that_of_its_source(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    source = tmp_path / "kernel.py"
    source.write_text("a = 1")
    monkeypatch.setattr(store, "_source", lambda: [source])
    store.engine.cache_clear()
    before = store.engine()
    source.write_text("a = 2")
    store.engine.cache_clear()
    assert store.engine() != before
    monkeypatch.undo()
    store.engine.cache_clear()


@pytest.mark.parametrize("broken", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_broken_file_costs_what_is_kept(tmp_path: Path, broken: bytes):
    (tmp_path / FILE).write_bytes(broken)
    lost = Store(tmp_path)
    lost.keep("verdict", "k", "text")
    assert lost.kept("verdict", "k") is None
    after = Store(tmp_path)
    after.keep("verdict", "k", "text")
    assert after.kept("verdict", "k") == "text"


def test_a_text_that_was_damaged_is_not_there(tmp_path: Path):
    kept = Store(tmp_path)
    kept.keep("verdict", "k", "a text that is long enough to be damaged")
    assert kept.connection is not None
    kept.connection.execute("UPDATE kept SET packed = substr(packed, 1, 12)")
    assert kept.kept("verdict", "k") is None


def test_a_full_disk_costs_what_is_kept(tmp_path: Path):
    kept = Store(tmp_path)
    assert kept.connection is not None
    kept.connection.execute("PRAGMA max_page_count = 1")  # what SQLite says of a full disk
    kept.keep("verdict", "k", "x" * 10**6)
    assert (kept.kept("verdict", "k"), kept.connection) == (None, None)
    assert (tmp_path / FILE).exists()  # which is sound


def test_a_folder_that_cannot_be_made_costs_what_is_kept(tmp_path: Path):
    (tmp_path / "file").write_text("")
    nowhere = Store(tmp_path / "file" / "folder")
    nowhere.keep("verdict", "k", "text")
    assert nowhere.kept("verdict", "k") is None


def test_what_is_old_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    kept = Store(tmp_path)
    kept.keep("verdict", "old", "text")
    today = store._today()
    monkeypatch.setattr(store, "_today", lambda: today + 91)
    kept.keep("verdict", "new", "text")
    kept.forget()
    assert (kept.kept("verdict", "old"), kept.kept("verdict", "new")) == (None, "text")


WRITER = """
import sys
from pathlib import Path
from derive.store import Store
kept = Store(Path(sys.argv[1]))
for at in range(200):
    kept.keep("verdict", f"{sys.argv[2]}{at}", "text")
"""


def test_two_runs_at_once_share_the_file(tmp_path: Path):
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    runs = [subprocess.Popen([*command, name]) for name in "ab"]
    assert [run.wait(60) for run in runs] == [0, 0]
    kept = Store(tmp_path)
    assert all(kept.kept("verdict", f"{name}{at}") == "text" for name in "ab" for at in range(200))


def test_nothing_is_kept_where_the_environment_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DERIVE_CACHE", "")
    assert Cache.here() is None
    named = Cache.here(tmp_path)
    assert named is not None
    assert named.folder == str(tmp_path)
    monkeypatch.setenv("DERIVE_CACHE", str(tmp_path / "elsewhere"))
    elsewhere = Cache.here()
    assert elsewhere is not None
    assert elsewhere.folder == str(tmp_path / "elsewhere")
