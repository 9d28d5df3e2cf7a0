"""The documents in a folder: what is found, what is left out and why."""

import os

from derive.walking import walk

SUFFIXES = (".md", ".tex", ".ipynb")


def made(folder, *names, **texts):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts.get(name, "x"), encoding="utf-8")
    return folder


def found(folder, **options):
    walked = walk(folder, SUFFIXES, **options)
    return (
        [str(each.relative_to(folder)) for each in walked.documents],
        {str(each.path.relative_to(folder)): each.why for each in walked.left_out},
    )


def test_documents_are_found_however_deep_and_whatever_the_case(tmp_path):
    made(tmp_path, "a.md", "B.MD", "x/y/z.Tex", "x/n.ipynb", "x/p.py", ".hidden/h.md", "x/.h.md")
    assert found(tmp_path) == (["B.MD", "a.md", "x/n.ipynb", "x/y/z.Tex"], {})


def test_gitignore_is_respected_and_what_it_leaves_out_is_told(tmp_path):
    made(tmp_path, "a.md", "out/b.md", "x/c.md", "x/keep.md", "x/d.md", ".git/config")
    (tmp_path / ".gitignore").write_text("out/\nd.md\n", encoding="utf-8")
    (tmp_path / "x" / ".gitignore").write_text("*.md\n!keep.md\n", encoding="utf-8")
    why = ".gitignore names it"
    assert found(tmp_path) == (["a.md", "x/keep.md"], {"out": why, "x/c.md": why, "x/d.md": why})
    assert found(tmp_path / "x") == (["keep.md"], {"c.md": why, "d.md": why})


def test_the_rules_of_the_repository_hold_in_its_folders(tmp_path):
    made(tmp_path, "x/y/a.md", "x/y/b.md", ".git/config")
    (tmp_path / ".gitignore").write_text("/x/y/b.md\n", encoding="utf-8")
    assert found(tmp_path / "x" / "y")[0] == ["a.md"]


def test_include_and_exclude(tmp_path):
    made(tmp_path, "a.md", "notes/b.md", "notes/c.tex", "drafts/d.md", "notes/drafts/e.md")
    (tmp_path / ".gitignore").write_text("notes/\n", encoding="utf-8")
    assert found(tmp_path, include=["notes/"], exclude=["drafts/"])[0] == ["notes/b.md", "notes/c.tex"]
    documents, left = found(tmp_path, include=["*.md"], exclude=["/a.md"])
    assert documents == ["drafts/d.md", "notes/b.md", "notes/drafts/e.md"]
    assert left == {"a.md": "it is excluded", "notes/c.tex": "it is not included"}


def test_links_loops_environments_and_locked_folders(tmp_path):
    made(tmp_path, "a.md", "env/pyvenv.cfg", "env/lib/b.md", "node_modules/c/README.md", "image.md/d.md")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "link.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "broken.md").symlink_to(tmp_path / "nothing")
    documents, left = found(tmp_path)
    assert documents == ["a.md", "image.md/d.md", "link.md"]
    assert set(left) == {"env", "loop", "node_modules"}


def test_a_locked_folder_is_told(tmp_path, monkeypatch):
    made(tmp_path, "a.md", "locked/b.md")
    enter = os.scandir

    def locked(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return enter(path)

    monkeypatch.setattr(os, "scandir", locked)
    assert found(tmp_path) == (["a.md"], {"locked": "Permission denied"})


def test_folders_in_one_another_are_bounded(tmp_path):
    made(tmp_path, "/".join(["x"] * 60) + "/a.md", "b.md")
    documents, left = found(tmp_path)
    assert documents == ["b.md"]
    assert len(left) == 1
