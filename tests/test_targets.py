"""What a user names on the command line."""

import sys
from pathlib import Path

import pytest

from derive import targets as module
from derive.documents.finding import SUFFIXES
from derive.targets import Subject, Target, UnknownTarget, subjects, targets


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of three pages, none of which may be imported."""
    folder = tmp_path / "pages_of_a_test"
    folder.mkdir()
    for name in ("softargmax", "cross_entropy", "layers", "_draft", "__init__"):
        (folder / f"{name}.py").write_text("raise AssertionError('imported')")
    monkeypatch.setattr(module, "CATALOGUE", folder.name)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    return folder


def test_no_words_name_the_whole_catalogue_in_order(catalogue: Path):
    assert targets([]) == tuple(
        Target(catalogue / f"{name}.py", name) for name in ("cross_entropy", "layers", "softargmax")
    )
    assert catalogue.name not in sys.modules


def test_the_reading_order_goes_before_the_alphabet(catalogue: Path):
    (catalogue / "__init__.py").write_text(
        "import there_is_none\nSUBJECTS = (('Layers', '层', ('softargmax', 'gone', 'layers')),)\n"
    )
    assert [target.label for target in targets([])] == ["softargmax", "layers", "cross_entropy"]
    assert subjects() == (Subject("Layers", "层", ("softargmax", "layers")),)


def test_a_page_an_identity_a_file_a_folder(catalogue: Path, tmp_path: Path):
    page = catalogue / "softargmax.py"
    assert targets(["softargmax"]) == (Target(page, "softargmax"),)
    assert targets(["softargmax.jacobian"]) == (Target(page, "softargmax", ("jacobian",)),)
    mine = tmp_path / "notes" / "mine.py"
    assert targets(["notes/mine.py"]) == (Target(mine, "notes/mine.py"),)
    assert targets(["notes/mine.py::gradient"]) == (Target(mine, "notes/mine.py", ("gradient",)),)
    (tmp_path / "notes").mkdir()
    mine.write_text("from derive import *\n")
    (tmp_path / "notes" / "plot.py").write_text("import matplotlib\n")
    for litter in (".#mine.py", "._mine.py", "_draft.py"):
        (tmp_path / "notes" / litter).write_text("from derive import *\n")
    (tmp_path / "notes" / "folder.py").mkdir()
    assert targets(["notes"]) == (Target(mine, "notes/mine.py"),)


def test_a_page_is_checked_once_however_often_it_is_named(catalogue: Path):
    page = catalogue / "softargmax.py"
    assert targets(["softargmax.b", "layers", "softargmax.a", "softargmax.b"]) == (
        Target(page, "softargmax", ("b", "a")),
        Target(catalogue / "layers.py", "layers"),
    )
    assert targets(["softargmax.b", str(page)]) == (Target(page, "softargmax"),)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("softmax", "'softmax' names no page, file or folder; did you mean softargmax?"),
        ("layer.forward", "'layer.forward' names no page, file or folder; did you mean layers?"),
        ("notes.md", "'notes.md' names no page, file or folder"),
        ("", "'' names no page, file or folder"),
        ("empty", "the folder empty has no documents and no pages"),
    ],
)
def test_what_names_nothing(word: str, said: str, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnknownTarget) as unknown:
        targets([word])
    assert str(unknown.value) == said


def test_no_catalogue_at_all(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "CATALOGUE", "there_is_no_such_package")
    with pytest.raises(UnknownTarget, match="no package 'there_is_no_such_package'"):
        targets([])


def test_what_is_a_document_is_what_the_reader_reads():
    assert module.DOCUMENTS == SUFFIXES


def test_documents_in_folders_below_and_what_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "notes/a.MD",
        "notes/below/b.tex",
        "notes/below/out/c.md",
        "notes/d.md",
        "notes/.git/config",
    ):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("x", encoding="utf-8")
    Path("notes/.gitignore").write_text("out/\n", encoding="utf-8")
    found = module.selected(["notes"], module.Patterns(exclude=("d.md",)))
    assert [target.label for target in found.targets] == ["notes/a.MD", "notes/below/b.tex"]
    assert [(each.label, each.why) for each in found.left_out] == [
        ("notes/below/out", ".gitignore names it"), ("notes/d.md", "it is excluded"),
    ]  # fmt: skip
    only = module.documents(["notes"], module.Patterns(include=("*.tex",)))
    assert [target.label for target in only.targets] == ["notes/below/b.tex"]
