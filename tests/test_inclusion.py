"""What a document of LaTeX puts in is read with it, not once more by itself."""

from pathlib import Path

import pytest

from derive.inclusion import inside, named, parts
from derive.targets import selected


def put(folder: Path, **texts: str) -> dict[str, Path]:
    paths = {}
    for name, text in texts.items():
        paths[name] = folder / f"{name.replace('__', '/')}.tex"
        paths[name].parent.mkdir(parents=True, exist_ok=True)
        paths[name].write_text(text)
    return paths


def test_what_is_named():
    text = "\\input{a} % \\input{b}\n\\include{c/d}\\input e.tex\n\\subfile{f}"
    assert [name for *_, name in named(text)] == ["a", "c/d", "e.tex", "f"]


def test_a_part_of_a_part_is_sought_from_the_first_ones_folder(tmp_path: Path):
    made = put(tmp_path, main="\\input{parts/a}", parts__a="\\input{parts/b}", parts__b="$1 = 1$", other="")
    main, a, b, _ = made.values()
    assert parts([*made.values(), tmp_path / "notes.md"]) == {a: main, b: main}


def test_the_outermost_has_them(tmp_path: Path):
    made = put(tmp_path, a="\\input{b}\\input{c}", b="\\input{c}", c="")
    a, b, c = made.values()
    assert parts(made.values()) == {b: a, c: a}


def test_two_that_put_in_each_other_are_both_read(tmp_path: Path):
    made = put(tmp_path, a="\\input{b}", b="\\input{a}", c="\\input{c}")
    assert parts(made.values()) == {}


@pytest.mark.parametrize("name", ["../outside", "missing", "x" * 290])
def test_what_is_not_there_or_outside(tmp_path: Path, name: str):
    (tmp_path / "outside.tex").write_text("")
    made = put(tmp_path / "in", main=f"\\input{{{name}}}")
    assert parts([*made.values(), tmp_path / "outside.tex"]) == {}
    with pytest.raises(OSError, match=r"no such file|stands outside|too long"):
        inside(tmp_path / "in", name)


def test_a_folder_has_them_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "notes", main="\\input{part}", part="$1 = 2$")
    found = selected(["notes"])
    assert [each.label for each in found.targets] == ["notes/main.tex"]
    assert [(each.label, each.why) for each in found.left_out] == [
        ("notes/part.tex", "it is read as a part of notes/main.tex")
    ]
    assert [each.label for each in selected(["notes/part.tex", "notes"]).targets] == [
        "notes/part.tex", "notes/main.tex",
    ]  # fmt: skip
