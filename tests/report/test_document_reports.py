r"""What is written about a document: the terminal, JSON, SARIF, the marked copy, the page, exit statuses."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from derive.cli import cli
from derive.documents import work
from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading
from derive.language.sayings import Saying
from derive.report.annotate import annotated
from derive.report.documents import is_telling, of_chain, shortened
from derive.report.json_report import schema
from derive.results import LineResult, Result, Said

FOLDER = Path(__file__).parents[1] / "documents"
NOTES = r"""# Notes

Let $p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$ and $L = -\sum_k y_k \log p_k$.

$$\frac{\partial L}{\partial z_i} = p_i - y_i$$

$$\begin{aligned}
\sum_k \frac{\partial p_k}{\partial z_j}
&= \sum_k p_k (\delta_{kj} + p_j) \\
&= p_j - p_j
\end{aligned}$$

<!-- derive: expect refuted -->
$$\frac{\partial p_i}{\partial z_j} = p_i p_j$$

$$\oint p = 1$$
"""
FIELDS = {
    "file", "line", "column", "end_line", "end_column", "lhs", "rhs", "kind", "verdict", "counterexample", "hint",
    "assumed",
}  # fmt: skip


def check(*words, status=None, width=80):
    done = CliRunner(env={"COLUMNS": str(width)}).invoke(
        cli, ["check", "-v", "--jobs", "1", *map(str, words)]
    )
    assert status is None or done.exit_code == status, done.output
    return done.output


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The notes and all that is written about them."""
    folder = tmp_path_factory.mktemp("run")
    notes = folder / "notes.md"
    notes.write_text(NOTES, encoding="utf-8")
    files = {name: folder / f"out.{name}" for name in ("json", "sarif", "html", "annotate", "junit")}
    options = [word for name, file in files.items() for word in (f"--{name}", file)]
    output = check(notes, *options, status=1)
    return {"notes": notes, "output": output} | {n: file.read_text("utf-8") for n, file in files.items()}


# the terminal


@pytest.mark.parametrize("width", [80, 120])
def test_the_terminal_tells_each_equality_at_its_place(tmp_path, monkeypatch, width):
    monkeypatch.chdir(tmp_path)
    Path("notes.md").write_text(NOTES, encoding="utf-8")
    lines = check("notes.md", width=width).splitlines()
    assert all(cell_len(line) <= width for line in lines)
    assert "notes.md:5:35   refuted     ∂L/∂z_i = p_i − y_i" in lines
    assert "                hint: holds if Σ_k y_k = 1, which is not stated" in lines
    assert "notes.md:9:2    refuted     Σ_k ∂p_k/∂z_j = Σ_k p_k (δ_kj + p_j)" in lines
    assert any(
        line.startswith("                at n = 1, e^z = (1), j = 1: left 0, right 2") for line in lines
    )
    assert "notes.md:14:37  refuted (as expected)  ∂p_i/∂z_j = p_i p_j" in lines
    assert "notes.md:16:11  unreadable  \\oint p = 1" in lines
    text = " ".join(" ".join(lines).split())
    assert "chain 9:2–10:2: the last line follows from the first; the line between is wrong" in text
    assert (
        "5 equalities: 3 refuted (1 for want of a hypothesis) · 1 unreadable · 2 definitions · 1 refuted as expected · "
        "assumed: i, j, k range over 1..n; y constant in z"
    ) in text


def test_behind_a_long_path_the_claim_stands_below(tmp_path):
    folder = tmp_path / ("a" * 60)
    folder.mkdir()
    (folder / "notes.md").write_text("$$0 + 0 = 0$$\n", "utf-8")
    lines = check(folder / "notes.md", status=0).splitlines()
    assert "    0 + 0 = 0" in lines


def test_several_documents_are_counted_one_by_one_and_together():
    output = check(FOLDER / "cases.md", FOLDER / "attention.md", status=1)
    assert "5 equalities: 3 proved · 2 refuted · 2 definitions" in output
    assert "4 equalities: 3 proved · 1 refuted · 3 definitions" in output
    assert "9 equalities · 6 proved · 3 refuted · 5 definitions" in output.replace("\n", " · ")


def test_a_claim_is_cut_where_there_is_no_room():
    assert shortened("∂p/∂z = p", 20) == "∂p/∂z = p"
    assert shortened("∂p/∂z = p (δ − p) + 0", 16) == "∂p/∂z = p (δ −…"
    assert shortened("∂p/∂z = p (δ − p) + 0", 12) == ""
    assert shortened("∂p/∂z = p (δ − p) + 0", -7) == ""


def test_a_chain_is_told_where_it_says_more_than_its_equalities():
    def chain(verdict, *sides):
        lines = tuple(LineResult("x", "x", verdict=side) for side in sides)
        return Result(
            "n.md:1:2-1:9",
            verdict,
            "x",
            "x",
            lines=lines,
            said=Said(Saying("so it is")),
            file="n.md",
            kind="chain",
        )

    assert is_telling(chain("proved", "proved", "refuted", "proved"))
    assert not is_telling(chain("proved", "proved", "proved", "proved"))
    assert is_telling(chain("refuted", "proved", "refuted", "refuted"))
    assert not is_telling(chain("refuted", "proved", "proved", "refuted"))
    assert is_telling(chain("disagreement", "proved", "proved", "disagreement"))
    assert of_chain(chain("proved", "proved", "refuted", "proved")) == "chain 1:2–1:9: so it is"


# JSON


def test_the_json_has_a_result_for_each_equality_in_the_order_of_the_text(written):
    document = json.loads(written["json"])
    jsonschema.validate(document, schema())
    results = document["results"]
    assert [(each["line"], each["column"]) for each in results] == [
        (3, 10),
        (3, 51),
        (5, 35),
        (9, 2),
        (10, 2),
        (14, 37),
        (16, 11),
    ]
    assert all(set(each) >= FIELDS for each in results)
    assert {each["file"] for each in results} == {str(written["notes"])}
    lines = NOTES.split("\n")
    for each in results:
        assert lines[each["line"] - 1][each["column"] - 1] == "="
        if each["line"] == each["end_line"]:
            rest = lines[each["line"] - 1][each["column"] : each["end_column"] - 1]
            assert rest.strip() == each["rhs"]
    first, gradient = results[0], results[2]
    assert (first["kind"], first["verdict"], first["lhs"]) == ("definition", "definition", "p_k")
    assert gradient["counterexample"]["left"] != gradient["counterexample"]["right"]
    assert gradient["hint"] == "holds if Σ_k y_k = 1"
    assert gradient["hints"][0]["title_en"] == "missing hypothesis"
    assert results[-1]["verdict"] == "unreadable"
    assert results[-1]["message"]


def test_the_json_has_the_verdicts_on_whole_chains_beside_the_results(written):
    [chain] = json.loads(written["json"])["chains"]
    assert (chain["kind"], chain["verdict"]) == ("chain", "proved")
    assert [line["verdict"] for line in chain["lines"]] == ["proved", "refuted", "proved"]
    assert (chain["line"], chain["end_line"]) == (9, 10)


def test_a_result_without_its_place_is_no_valid_json(written):
    document = json.loads(written["json"])
    del document["results"][0]["column"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema())
    document = json.loads(written["json"])
    document["chains"][0]["kind"] = "equality"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema())


def test_both_sides_are_given_as_they_are_written():
    path = FOLDER / "cases.md"
    found = [work.judge(path, each.name, 1, 20.0) for each in work.describe(path).identities[1:2]]
    assert found[0].rhs.startswith("\\begin{cases} a_m (1 - a_m) & \\text")


# SARIF

_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
_NUMBER = {"type": "integer", "minimum": 1}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": {"type": "array", "items": {"required": ["executionSuccessful"]}},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id"],
                                            "properties": {"shortDescription": _TEXT},
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["message", "ruleId", "locations"],
                            "properties": {
                                "message": _TEXT,
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "locations": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "properties": {
                                                            "uri": {"type": "string", "pattern": "^[!-~]+$"}
                                                        }
                                                    },
                                                    "region": {
                                                        "additionalProperties": False,
                                                        "properties": dict.fromkeys(
                                                            [
                                                                "startLine",
                                                                "startColumn",
                                                                "endLine",
                                                                "endColumn",
                                                            ],
                                                            _NUMBER,
                                                        ),
                                                    },
                                                },
                                            }
                                        }
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What SARIF 2.1.0 requires of the properties that are written."""


def test_sarif_names_the_places_of_what_is_wrong(written):
    document = json.loads(written["sarif"])
    jsonschema.validate(document, SARIF)
    [run] = document["runs"]
    found = run["results"]
    assert [each["ruleId"] for each in found] == ["unstated-hypothesis", "refuted", "refuted", "unreadable"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in found)
    region = found[0]["locations"][0]["physicalLocation"]["region"]
    assert NOTES.split("\n")[4][region["startColumn"] - 1 : region["endColumn"] - 1] == "= p_i - y_i"


def test_sarif_without_a_place_is_seen(written):
    document = json.loads(written["sarif"])
    del document["runs"][0]["results"][0]["locations"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SARIF)


def test_sarif_names_files_as_uris_and_tells_what_could_not_be_checked(tmp_path):
    check(FOLDER / "逻辑回归.md", "--sarif", tmp_path / "out.sarif", status=1)
    document = json.loads((tmp_path / "out.sarif").read_text("utf-8"))
    jsonschema.validate(document, SARIF)
    place = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("/%E9%80%BB%E8%BE%91%E5%9B%9E%E5%BD%92.md")
    (tmp_path / "broken.ipynb").write_text("{", "utf-8")
    check(tmp_path / "broken.ipynb", "--sarif", tmp_path / "out.sarif", status=2)
    [invocation] = json.loads((tmp_path / "out.sarif").read_text("utf-8"))["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "this is no notebook" in invocation["toolExecutionNotifications"][0]["message"]["text"]


# the marked copy


def test_the_copy_keeps_every_line_and_adds_its_verdict(written):
    before, after = NOTES.split("\n"), written["annotate"].split("\n")
    assert all(new.startswith(old) for old, new in zip(before, after, strict=True))
    assert after[2].endswith(" <!-- ≔; ≔ -->")
    assert "<!-- ✗ at n = 1" in after[4]
    assert "% ✗ at n = 1" in after[8]
    assert "% ✗" in after[9]
    assert "the line between is wrong" in after[9]
    assert [number for number, line in enumerate(after) if line != before[number]] == [2, 4, 8, 9, 13, 15]


def copy_of(tmp_path, text, name="notes.md"):
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8"))
    found = [work.judge(path, each.name, 1, 20.0) for each in work.describe(path).statements]
    return annotated(text, found, path.suffix)


@pytest.mark.parametrize(
    ("written_as", "line"),
    [
        ("\\[\n0 = 0\n\\]\n", "0 = 0  % ✓"),
        ("```math\n0 = 0\n```\n", "0 = 0  % ✓"),
        ("> $$\n> 0 = 0\n> $$\n", "> 0 = 0  % ✓"),
        ("| $0 = 0$ |\n", "| $0 = 0$  <!-- ✓ -->|"),
        ("$0 = 0$  \nhere\n", "$0 = 0$ <!-- ✓ -->  "),
        ("\ufeff$0 = 0$\r\nhere\r\n", "\ufeff$0 = 0$ <!-- ✓ -->\r"),
    ],
)
def test_a_remark_stands_where_it_changes_nothing(tmp_path, written_as, line):
    assert line in copy_of(tmp_path, written_as).split("\n")


@pytest.mark.parametrize(
    "suffix", [".md", *(pytest.param(each, marks=pytest.mark.slow) for each in (".tex", ".ipynb"))]
)
def test_a_copy_of_a_copy_has_each_mark_once(tmp_path, suffix):
    text = (
        NOTES
        if suffix != ".tex"
        else NOTES.replace("# Notes", r"\section{Notes}").replace("<!-- derive", "% derive")
    )
    text = text.replace(" -->", "") if suffix == ".tex" else text
    if suffix == ".ipynb":
        cell = {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}
        text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)
    first, second, third = (tmp_path / f"{name}{suffix}" for name in ("first", "second", "third"))
    first.write_text(text, "utf-8")
    check(first, "--annotate", second, status=1)
    check(second, "--annotate", third, status=1)
    assert second.read_text("utf-8") != text
    assert third.read_text("utf-8") == second.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "text", "copy"),
    [
        ("n.mdx", "Here $0 = 0$ and\nso on.\n", "Here $0 = 0$ and {/* ✓ */}\nso on.\n"),
        ("n.org", "Here $0 = 0$ and\nso on.\n", "Here $0 = 0$ and @@comment: ✓@@\nso on.\n"),
        ("n.rst", "- :math:`0 = 0` and\n  so on.\n\nA\n", "- :math:`0 = 0` and\n  so on.\n\n  .. ✓\n\nA\n"),
        ("n.rst", "1. :math:`0 = 0`\n", "1. :math:`0 = 0`\n\n   .. ✓\n"),
        ("n.rst", ".. math::\n\n   0 = 0\n\nA\n", ".. math::\n\n   0 = 0  % ✓\n\nA\n"),
    ],
)
def test_a_remark_is_a_comment_of_its_format(tmp_path, name, text, copy):
    assert copy_of(tmp_path, text, name) == copy
    assert copy_of(tmp_path, copy, name) == copy
    assert annotated(copy, [], Path(name).suffix) == text


@pytest.mark.parametrize(
    ("suffix", "end"),
    [
        (".md", " <!-- {} -->\n"),
        (".tex", "  % {}\n"),
        (".rst", "\n\n.. {}\n"),
        (".org", " @@comment: {}@@\n"),
    ],
)
def test_the_copy_of_an_interrupted_run_says_so(suffix, end):
    text = "One.\n\nTwo, the last line.\n"
    copy = annotated(text, [], suffix, interrupted=True)
    assert copy == text[:-1] + end.format("⁇ interrupted: what has no mark was not checked")
    assert annotated(copy, [], suffix) == text


def test_an_author_s_own_comments_stay_in_the_copy():
    source = "$$\na = a  % ? is this right\n$$ <!-- ! note -->\n"
    assert annotated(source, []) == source


def test_the_copy_is_not_written_over_the_document(tmp_path):
    (tmp_path / "notes.md").write_text("$$0 = 0$$\n", "utf-8")
    said = check(tmp_path / "notes.md", "--annotate", tmp_path / "notes.md", status=2)
    assert "would be written over" in said
    assert (tmp_path / "notes.md").read_text("utf-8") == "$$0 = 0$$\n"


def test_a_problem_has_a_place_in_sarif_and_on_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("broken.ipynb").write_text("{", "utf-8")
    Path("plain.md").write_text("# nothing\n", "utf-8")
    check("broken.ipynb", "plain.md", "--sarif", "s.json", "--html", "s.html", status=2)
    [told, nothing] = json.loads(Path("s.json").read_text("utf-8"))["runs"][0]["invocations"][0][
        "toolExecutionNotifications"
    ]
    place = told["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("broken.ipynb", 1)
    assert "nothing in it was judged" in nothing["message"]["text"]
    page = Path("s.html").read_text("utf-8")
    assert "this is no notebook" in page
    assert "nothing in it was judged" in page


def test_a_remark_cannot_end_a_formula_or_a_comment():
    [block] = find("$$\nx\n$$").fragments
    assert block.display
    result = Result(
        "n.md:2:1",
        "undecided",
        "x",
        "x",
        said=Said(Saying("so -- $$ } ` \\) --> it is")),
        line=2,
        column=1,
        kind="equality",
    )
    assert annotated("$$\nx\n$$", [result]) == "$$\nx  % ⁇ so --  ) ' ) --> it is\n$$"
    assert annotated("\nx", [result]) == "\nx <!-- ⁇ so −− $$ } ` \\) −−＞ it is -->"


def test_the_copy_of_a_notebook_is_a_notebook(tmp_path):
    source = (FOLDER / "notebook.ipynb").read_text("utf-8")
    before, after = json.loads(source), json.loads(copy_of(tmp_path, source, "notebook.ipynb"))
    strip = re.compile(r"(  %| <!--) [✓✗≔].*?( -->)?(?=\n|$)", re.MULTILINE)
    marked = 0
    for old, new in zip(before["cells"], after["cells"], strict=True):
        assert strip.sub("", "".join(new["source"])) == "".join(old["source"])
        marked += new["source"] != old["source"]
    assert marked == 2


def test_the_copy_of_a_latex_document_says_the_same_in_comments(tmp_path):
    source = (FOLDER / "temperature.tex").read_text("utf-8")
    copy = copy_of(tmp_path, source, "temperature.tex")
    assert "% ✗" in copy
    bare = [
        [re.sub(r"(?<!\\)%.*", "", line).rstrip() for line in text.split("\n")] for text in (source, copy)
    ]
    assert bare[0] == bare[1]


@pytest.mark.parametrize(
    "name", ["cases.md", "softmax_cross_entropy.md", "temperature.tex", "notebook.ipynb"]
)
def test_the_copy_gets_the_verdicts_of_the_document(name):
    path = FOLDER / name
    source = path.read_text("utf-8")

    def judged(text):
        reading = Reading(find(text, path.suffix, name))
        return [Judge(reading).judge(equality) for equality in reading.equalities()]

    found = judged(source)
    again = judged(annotated(source, found, path.suffix))
    assert [(each.line, each.verdict) for each in again] == [(each.line, each.verdict) for each in found]


# the page


def test_the_page_marks_every_equality_and_tells_of_the_whole_chain(written):
    page = written["html"]
    assert page.count("data-for=") - page.count("[data-for") == 6
    assert page.count('<details id="finding-') == 7
    assert page.count('class="finding is-refuted"') == 3
    assert "the line between is wrong" in page
    assert page.count("<math") > 10
    assert not re.search(r'(src|href)="(?!#|data:)', page)


# what is asked for, exit statuses


def test_a_line_and_a_column_of_a_document_are_targets():
    path = FOLDER / "softmax_cross_entropy.md"
    assert "1 equality" in check(f"{path}:30", status=0)
    assert "2 equalities" in check(f"{path}:25", status=0)
    assert "1 equality" in check(f"{path}:25:81", status=0)
    assert "no = is read on line 26" in check(f"{path}:26", status=2)
    assert "no = is read on line 25 at column 3" in check(f"{path}:25:3", status=2)


def test_the_exit_status_is_that_of_pages(tmp_path):
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text("$$0 = 0$$\n\n<!-- derive: expect refuted -->\n$$0 = 1$$\n", "utf-8")
    check(good, status=0)
    bad.write_text("<!-- derive: expect refuted -->\n$$0 = 0$$\n", "utf-8")
    assert "proved (refuted is expected)" in check(bad, status=1)
    check(good, bad, status=1)
    check(tmp_path, status=1)
    (tmp_path / "broken.ipynb").write_text("{", "utf-8")
    check(tmp_path, status=2)
    (tmp_path / "plain.md").write_text("# nothing\n", "utf-8")
    assert "0 equalities" in check(tmp_path / "plain.md", status=0)


# hosting services


def test_the_hook_calls_the_command(tmp_path):
    text = (Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text("utf-8")
    program, command = re.search(r"entry: (\w+) (\w+)", text).groups()
    assert (program, command) == ("derive", "check")
    words = re.search(r"entry: derive check (.*)", text)[1].split()
    words += re.search(r"args: \[(.*)\]", text)[1].split(", ")
    (tmp_path / "a.md").write_text("$$0 = 1$$\n", "utf-8")
    check(*words, tmp_path / "a.md", status=1)


def test_the_sample_workflow_runs_a_command_that_writes_what_it_uploads(tmp_path, monkeypatch):
    folder = Path(__file__).parents[2] / "docs" / "examples"
    text = (folder / "check-notes.yml").read_text("utf-8")
    [command] = re.findall(r"run: derive (check .*)", text)
    [uploaded] = re.findall(r"sarif_file: (\S+)", text)
    monkeypatch.chdir(tmp_path)
    Path("notes").mkdir()
    Path("notes", "a.md").write_text("$$0 = 1$$\n", "utf-8")
    [_, *words] = command.replace("$NOTES", "notes").split()
    check(*words, status=1)
    found = json.loads(Path(uploaded).read_text("utf-8"))
    jsonschema.validate(found, SARIF)
    [result] = found["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "notes/a.md"
