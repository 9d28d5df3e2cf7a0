r"""Code and proofs from the lines of a document: only from those that are proved."""

import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from derive.cli import cli
from derive.documents import statements
from derive.documents.statements import NoStatement, proved
from derive.language.typeset import text

SOFTMAX = Path(__file__).parent / "softmax_cross_entropy.md"
WHERE = {  # by what stands there
    "two definitions": "6",
    "under i = j": "16",
    "refuted": "17",
    "two equalities": "25",
    "the second of them": "25:81",
    "the last line of a chain": "37",
}


def run(*words, status=0):
    done = CliRunner(env={"COLUMNS": "100"}).invoke(cli, list(map(str, words)))
    assert done.exit_code == status, done.output
    return done.output


def message(where):
    """Why there is no code from there, in one line."""
    output = run("code", f"{SOFTMAX}:{where}", status=2)
    return " ".join(output.split())


def test_code_from_a_line_computes_its_right_side():
    namespace = {}
    exec(run("code", f"{SOFTMAX}:{WHERE['the last line of a chain']}"), namespace)
    z, y = np.array([0.5, -1.0, 2.0]), np.array([0.2, 0.3, 0.5])
    p = np.exp(z) / np.exp(z).sum()
    np.testing.assert_allclose(namespace["line_37_2"](z, y), p - y, rtol=1e-14)


def test_code_from_the_end_of_a_chain_is_that_of_where_it_begins():
    written = run("code", f"{SOFTMAX}:{WHERE['the last line of a chain']}")
    assert written.startswith(f'"""{SOFTMAX}:37:2, written by derive')
    assert "∂L/∂z_j = p_j − y_j" in written
    assert "given: Σ_k y_k = 1" in written


def test_code_from_behind_a_slip_says_what_was_proved(tmp_path):
    path = tmp_path / "notes.md"
    wrong = "\\frac{\\partial p_i}{\\partial z_j} = p_i p_j = p_j p_i"
    path.write_text(f"$$p_k = \\frac{{e^{{z_k}}}}{{\\sum_j e^{{z_j}}}}$$\n\n$${wrong}$$\n", "utf-8")
    assert proved(path, "3").claim_text == "p_i p_j = p_j p_i"


@pytest.mark.parametrize(
    ("option", "found"),
    [
        (("--target", "torch"), "import torch"),
        (("--target", "jax"), "import jax"),
        (("--target", "c"), "#include"),
        (("--batch", "B"), "shape (B, n)"),
        (("--given", "p"), "p: "),
        (("--with-test",), "def test_line_37_2"),
    ],
)
def test_all_options_of_code_are_taken(option, found):
    assert found in run("code", f"{SOFTMAX}:37", *option)


def test_code_that_holds_for_some_entries_says_so():
    written = run("code", f"{SOFTMAX}:{WHERE['the second of them']}")
    assert ":25:81, for i ≠ j: other entries are not meant." in " ".join(written.split())
    assert "given: i ≠ j" in written


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("two definitions", "6:5 is a definition, which there is nothing to prove of"),
        ("refuted", "17:2 is refuted: at n = 1, e^z = (1), i = 1: left 0, right -1/2"),
        ("two equalities", "has 2 equalities that are proved; name one: "),
    ],
)
def test_there_is_no_code_of_what_is_not_proved(what, said):
    assert said in message(WHERE[what])


def test_a_line_without_mathematics_names_what_stands_nearest():
    assert "softmax_cross_entropy.md:1: no = is read there; the nearest stands at 6:5" in message("1")


def test_a_document_is_no_line():
    output = " ".join(run("code", SOFTMAX, status=2).split())
    assert "is a document; name a line of it" in output


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("$$\\oint p = 1$$", "is unreadable: "),
        ("$$\\frac{\\partial L}{\\partial z_i} = p_i - y_i$$", "is undecided: nothing says what L is"),
        ("$$\\frac{1}{3} = 0.333$$", "is a value to the digits printed, which is no proof"),
        ("nothing", "nor anywhere else in this document"),
    ],
)
def test_what_is_not_read_or_not_decided_gives_no_code(tmp_path, source, said):
    path = tmp_path / "notes.md"
    path.write_text(source, "utf-8")
    with pytest.raises(NoStatement, match=re.escape(said)):
        proved(path, "1")


def test_a_document_as_a_page_has_definitions_and_conditions():
    page = statements.page(SOFTMAX)
    assert [text(each) for each in page.identities["16:2"].given] == ["i = j"]
    assert {letter.name for letter in page.definitions} == {"p", "L"}
    assert "6:5" not in page.identities


# proofs


@pytest.mark.parametrize(
    ("form", "found"),
    [("text", "∎"), ("latex", r"\documentclass"), ("markdown", "**Proof"), ("html", "<math")],
)
def test_a_proof_from_a_line_in_every_form(form, found):
    output = run("prove", f"{SOFTMAX}:{WHERE['under i = j']}", "--format", form)
    assert found in output
    assert "16:2" in output


def test_a_proof_gives_its_hypotheses_and_reasons_in_both_languages():
    english = run("prove", f"{SOFTMAX}:37")
    assert "Given: Σ_k y_k = 1" in english
    assert "since Σ_k y_k = 1" in english
    chinese = run("prove", f"{SOFTMAX}:37", "--lang", "zh")
    assert "由假设 Σ_k y_k = 1" in chinese


def test_what_is_refuted_is_not_set_as_a_proof():
    output = run("prove", f"{SOFTMAX}:{WHERE['refuted']}", status=1)
    assert "This is refuted." in output
    assert "∎" not in output


def test_of_a_definition_there_is_nothing_to_prove():
    assert "6:5 is a definition: there is nothing to prove" in run("prove", f"{SOFTMAX}:6")


def test_what_holds_to_the_digits_printed_is_not_set_as_a_proof(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("$$\\frac{1}{3} = 0.333$$\n", "utf-8")
    output = run("prove", path)
    assert "holds to the digits printed, which is no proof" in output
    assert "∎" not in output


CHAIN = r"""
Let $q_i = \frac{e^{u_i}}{\sum_k e^{u_k}}$ and $C = -\sum_i t_i \log q_i$, where $\sum_i t_i = 1$. Then

$$
\begin{aligned}
\frac{\partial C}{\partial u_j} &= -\sum_i \frac{t_i}{q_i} \frac{\partial q_i}{\partial u_j} \\
&= -\sum_i t_i (\delta_{ij} - q_j) \\
&= SIDE \\
&= q_j - t_j
\end{aligned}
$$
"""


def lines_of(output):
    """The lines of a printed proof, with their reasons, closed up."""
    return [" ".join(line.split()) for line in output.splitlines() if line.startswith("    = ")]


def test_a_proof_follows_the_authors_chain(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(CHAIN.replace("SIDE", r"q_j \sum_i t_i - t_j"), "utf-8")
    assert lines_of(run("prove", f"{path}:9")) == [
        "= −Σ_i (t_i/q_i) ∂q_i/∂u_j differentiate, definition of C",
        "= −Σ_i t_i (δ_ij − q_j) differentiate, definition of q",
        "= q_j Σ_i t_i − t_j algebra",
        "= q_j − t_j since Σ_i t_i = 1",
    ]
    assert "∂C/∂u_j = q_j − t_j" in run("prove", f"{path}:9")
    assert len(lines_of(run("prove", f"{path}:7"))) == 2
    assert "the machine's own derivation" in run("prove", f"{path}:9", "--auto")


def test_a_chain_with_a_wrong_side_is_not_followed(tmp_path):
    """Two slips that cancel: the last = is refuted, and behind a slip a proof begins anew."""
    path = tmp_path / "notes.md"
    path.write_text(CHAIN.replace("SIDE", r"q_j + t_j = t_j + q_j"), "utf-8")
    printed = run("prove", f"{path}:8:14")
    assert "q_j + t_j = t_j + q_j" in printed
    assert "∂C/∂u_j" not in printed
