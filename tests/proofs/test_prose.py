"""What in a page's sentences is mathematics."""

import pytest

from derive.inventory import catalogue_pages
from derive.language.typeset.boxes import Source
from derive.language.typeset.formula import Formula
from derive.proofs.prose import GAP, paragraphs, spans


def shown(sentence: str) -> str:
    return "".join(f"⟦{each.latex}⟧" if isinstance(each, Formula) else each for each in spans(sentence))


SENTENCES = {
    "Every p_k is positive.": "Every ⟦p_k⟧ is positive.",
    "a matrix a is divided": "a matrix ⟦a⟧ is divided",
    "A code z chooses": "A code ⟦z⟧ chooses",
    "the rows of A.": "the rows of ⟦A⟧.",
    "Jᵀ = J.": r"⟦J^{\top} = J⟧.",
    "h_k = −Σ_d (z_d − c_kd)². Softargmax": r"⟦h_k = -\sum_d (z_d - c_{kd})^{2}⟧. Softargmax",
    "(the rows of X)": "(the rows of ⟦X⟧)",
    "they are (s_j − y_j) o_m for": "they are ⟦(s_j - y_j) o_m⟧ for",
    "The L2-mixture needs O(N C²), A-1012 says": r"The L2-mixture needs ⟦O(N C^{2})⟧, A-1012 says",
    "class j has label 1 and": "class ⟦j⟧ has label 1 and",
    "−log A_{i,y_i}, that": r"⟦-\log A_{i,y_i}⟧, that",
    "one-hot or not": "one-hot or not",
    "δ picks out one term": r"⟦\delta⟧ picks out one term",
    "scores X ∈ R^{n×d} and ŷ": r"scores ⟦X \in \mathbb{R}^{n\times d}⟧ and ⟦\hat y⟧",
    r"so $p_k$, or $\frac{a}{b}$, is p_j": r"so ⟦p_k⟧, or ⟦\frac{a}{b}⟧, is ⟦p_j⟧",
    "it costs $5 or $6": "it costs $5 or $6",
    "由 $p_k$ 得": "由 ⟦p_k⟧ 得",
}


@pytest.mark.parametrize(("sentence", "set_"), SENTENCES.items(), ids=SENTENCES)
def test_a_sentence(sentence, set_):
    assert shown(sentence) == set_


def test_the_prose_of_the_catalogue():
    """No sign of mathematics is left in words, no word is lost, every formula can be read."""
    for page in catalogue_pages():
        for prose in (page.prose, *(each.prose for each in page.identities.values())):
            for paragraph in paragraphs(prose):
                words = "".join(each for each in paragraph.spans if isinstance(each, str))
                assert not set(words) & set("ΣᵀＲ∂²_^=⊙−≥≠∈"), words
                for each in paragraph.spans:
                    assert isinstance(each, str) or each.latex


def test_displayed_formulas_are_set_apart():
    made = paragraphs("Words.\n\n    a = b,   c = d.\n\nMore.")
    assert [each.displayed for each in made] == [False, True, False]
    assert GAP in made[1].spans


def test_what_stands_between_dollars_is_the_authors():
    [made] = [each for each in spans("a $p_k$") if isinstance(each, Formula)]
    assert made.stacked == Source("p_k")
    assert paragraphs("Words.\n\n$$a = b$$")[1].displayed
