"""What a notebook shows at the end of a cell."""

import pytest

from derive.catalogue import load
from derive.language.hypotheses import constant
from derive.report.shown import proof
from derive.verdict import check

PAGE = load("cross_entropy")


def test_a_page_lists_what_it_states():
    shown = PAGE._repr_markdown_()
    assert shown.startswith("**Cross-entropy**")
    assert shown.count("\n* `") == len(PAGE.identities)
    assert repr(PAGE) == f"<page cross_entropy: {len(PAGE.identities)} statements>"


def test_a_statement_its_hypothesis_and_its_lines_are_typeset():
    gradient = PAGE.identities["gradient"]
    assert gradient._repr_latex_().startswith(r"$\displaystyle \frac{\partial")
    assert repr(gradient) == "cross_entropy.gradient: ∂CE/∂z_d = Σ_k (y_k − p_k) ∂h_k/∂z_d"
    assert gradient.given[0]._repr_latex_() == r"$\sum_k y_k = 1$"
    second = gradient.lines[1]
    assert second._repr_latex_().endswith(r"\qquad \text{by hypothesis}$")
    assert repr(second) == "= Σ_k (y_k − p_k · 1) ∂h_k/∂z_d  (by hypothesis)"
    assert (
        constant(PAGE.declared["h"], PAGE.declared["z"])._repr_latex_() == r"$h\text{ does not depend on }z$"
    )


def test_a_result_is_typeset():
    shown = check(PAGE.identities["gradient"])._repr_markdown_()
    assert shown.startswith("**✓ cross\\_entropy.gradient** · proved\n\n$$\n")
    assert r"uses $\sum_k y_k = 1$" in shown
    assert "instances $(m, n) = (1, 1), (2, 3), (3, 2)$ exact" in shown
    assert "finite differences" in shown


def test_a_refuted_result_shows_its_numbers():
    page = load("linear_classifier")
    shown = check(page.identities["probability_in_other_score_as_printed"])._repr_markdown_()
    assert "refuted (an erratum, as expected)" in shown
    assert r"left $-\frac{2}{9}$, right $-\frac{1}{9}$" in shown
    assert "First wrong line, 2: $" in shown


def test_a_proof_is_markdown_in_a_notebook(monkeypatch):
    displayed = []
    display = pytest.importorskip("IPython.display")
    monkeypatch.setattr(display, "display", lambda data, **_: displayed.append(data))
    made = proof(PAGE.identities["gradient"])
    made._ipython_display_()
    (shown,) = displayed
    assert set(shown) == {"text/markdown", "text/plain"}
    assert "the kernel's proof" not in shown["text/markdown"], "the same on every run"
    assert "\n#" not in made._repr_markdown_(), "no heading of the notebook's own"
    assert made._repr_markdown_().count("$$") == 4
    assert r"\blacksquare" in made._repr_markdown_()


def test_elsewhere_a_proof_is_html():
    shown = proof(PAGE.identities["gradient"])._repr_html_()
    assert shown.startswith('<div class="derive-proof">\n<style>\n.derive-proof {')
    assert "@font-face" not in shown
