"""Files as they are read: encodings, and the files that a document puts in."""

import pytest

from derive.documents.encodings import decoded
from derive.documents.finding import NoDocument, of_snapshot, read_document
from derive.documents.snapshots import MOST_FILES, snapshot

ENGLISH = "# Notes\n\nTake $a = b$ where the letters are real numbers.\n"
CHINESE = "# 笔记\n\n设 $a = b$，其中字母都是实数；对每个样本求和，损失函数的梯度如下。\n"
JAPANESE = "# メモ\n\nここで $a = b$ とする。すべての文字は実数であり、損失関数の勾配は次のようになる。\n" * 3
FRENCH = "# Cours\n\nOn pose $a = b$ où les lettres représentent des nombres réels; la dérivée est nulle.\n"
KOREAN = "# 노트\n\n여기서 $a = b$ 라고 하자. 모든 문자는 실수이며 손실 함수의 기울기는 다음과 같다.\n"
RUSSIAN = "# Заметки\n\nПусть $a = b$, где все буквы обозначают вещественные числа, а градиент равен нулю.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"), (ENGLISH, "utf-8-sig"), (ENGLISH, "utf-16"), (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"), (ENGLISH, "utf-32"), (ENGLISH, "utf-32-le"), (ENGLISH, "utf-32-be"),
        (CHINESE, "utf-8"), (CHINESE, "utf-7"), (CHINESE, "utf-16"), (CHINESE, "utf-16-le"),
        (CHINESE, "gbk"), (CHINESE, "gb18030"), (CHINESE, "gb2312"), ("设 $a = b$，", "gbk"), (JAPANESE, "shift_jis"),
        (FRENCH, "latin-1"), (FRENCH, "cp1252"), (RUSSIAN, "cp1251"), (KOREAN, "euc_kr"),
        (JAPANESE, "euc_jp"), (CHINESE + "😀", "gb18030"),
    ],
)  # fmt: skip
def test_an_encoding_is_told(tmp_path, text, encoding):
    path = tmp_path / "notes.md"
    path.write_bytes(text.encode(encoding))
    document = read_document(path)
    assert document.written == text
    assert document.unread == []
    before = text.split("$")[0]
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 2
    assert document.position(document.fragments[0].start) == (line, column)


def test_bytes_that_are_no_text_are_reported_at_their_place(tmp_path):
    path = tmp_path / "notes.md"
    path.write_bytes(("设 $a = b$，其中字母都是实数。\n" * 30 + "Hier ").encode() + b"\xff\xfe $c = d$\n")
    document = read_document(path)
    assert len(document.fragments) == 31
    assert [document.position(each.start) for each in document.unread] == [(31, 6)]


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80" * 50, bytes(range(256))]
)
def test_any_bytes_are_some_text(data):
    text, _, _ = decoded(data)
    assert isinstance(text, str)


def test_control_characters_and_overrides_are_blanks(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("a \x1b]0;x\x07 \u202e $a = b$ \x00\u2028", encoding="utf-8")
    document = read_document(path)
    assert document.text == "a  ]0;x    $a = b$   "
    assert document.position(document.fragments[0].start) == (1, 13)


# LaTeX puts in files


def project(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "paper" / "main.tex"


def test_files_are_put_in_and_every_formula_is_at_its_place_in_its_own(tmp_path):
    main = project(
        tmp_path,
        {
            "paper/main.tex": "\\input{macros}\\begin{document}\n$a = b$\n"
            "\\input parts/one \\include{parts/two.tex}\n$e = \\x$",
            "paper/macros.tex": "\\newcommand{\\x}{f}",
            "paper/parts/one.tex": "One.\n $c = d$ \\input{parts/three}",
            "paper/parts/two.tex": "% \\input{nothing}\n\\section{Two}",
            "paper/parts/three.tex": "$3 = 3$",
            "paper/own.sty": "\\newcommand{\\y}{g}",
        },
    )
    document = read_document(main)
    found = [(document.text[e.start : e.end], document.place(e.start)) for e in document.fragments]
    short = [(text, at.file.removeprefix(f"{tmp_path}/paper/"), at.line, at.column) for text, at in found]
    assert short == [
        ("a = b", "main.tex", 2, 2),
        ("c = d", "parts/one.tex", 2, 3),
        ("3 = 3", "parts/three.tex", 1, 2),
        ("e = \\x", "main.tex", 4, 2),
    ]
    assert document.macros["x"].body == "f"
    assert document.unread == []
    for each in document.fragments:
        assert document.at(document.place(each.start)) == each.start


def test_definitions_of_own_packages_are_read(tmp_path):
    main = project(tmp_path, {"paper/main.tex": "\\usepackage{amsmath, own}", "paper/own.sty": "\\def\\y{g}"})
    assert read_document(main).macros["y"].body == "g"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("\\input{../secret}", "outside"),
        ("\\input{/etc/passwd}", "outside"),
        ("\\input{link}", "outside"),
        ("\\input{main}", "into itself"),
        ("\\input{round}", "into itself"),
        ("\\input{nothing}", "no such file"),
        ("\\input{folder}", "no such file"),
        ("\\input{" + "x" * 280 + "}", "is not read"),
    ],
)
def test_what_is_not_put_in_is_said_at_its_place(tmp_path, said, why):
    main = project(
        tmp_path,
        {"paper/main.tex": f"Text.\n{said} $a = b$", "secret.tex": "$no = no$", "paper/round.tex": "\\input{round2}",
         "paper/round2.tex": "\\input{round}", "paper/folder/x.tex": ""},
    )  # fmt: skip
    (tmp_path / "paper" / "link.tex").symlink_to(tmp_path / "secret.tex")
    document = read_document(main)
    assert [document.text[each.start : each.end] for each in document.fragments] == ["a = b"]
    (unread,) = document.unread
    assert why in unread.why.told()
    assert document.position(unread.start)[0] == (1 if "round" in said else 2)


def test_files_that_multiply_are_bounded(tmp_path):
    files = {f"paper/{n}.tex": f"$a = b$ \\input{{{n + 1}}} \\input{{{n + 1}}}\n" * 3 for n in range(15)}
    document = read_document(project(tmp_path, {"paper/main.tex": "\\input{0}", **files, "paper/15.tex": ""}))
    assert len(document.sources) <= MOST_FILES + 1
    assert any("more than" in each.why.told() for each in document.unread)


def test_what_is_judged_is_what_was_read_once(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("$a = b$", encoding="utf-8")
    taken = snapshot(path)
    path.write_text("$c = d$", encoding="utf-8")
    assert of_snapshot(taken).text == "$a = b$"
    assert taken.digest != snapshot(path).digest


def test_a_file_that_is_too_large_is_refused(tmp_path):
    path = tmp_path / "notes.md"
    with path.open("wb") as file:
        file.truncate(40_000_000)
    with pytest.raises(NoDocument):
        read_document(path)
