"""What is printed reads back: every claim and line of the catalogue, as LaTeX, to the same normal form."""

import pytest

from derive.catalogue import load
from derive.documents.latex import read_latex
from derive.documents.notation import Unreadable
from derive.documents.readings.sizes import Misfit
from derive.kernel import Limits, Openings, Proof, prove
from derive.language.binders import Span, free_indices, walk
from derive.language.claims import Identity
from derive.language.errors import IllFormed
from derive.language.families import Entry, Family
from derive.language.indices import Dim, Index, Moved
from derive.language.typeset import latex
from derive.targets import subjects


def differing(expression, declared):
    """What was read, if it is not the same; None if it is."""
    letters = [node for node in walk(expression) if isinstance(node, Family | Dim)]
    indices = [*(each for each in declared if isinstance(each, Index)), *free_indices(expression)]
    made = read_latex(latex(expression), letters, indices)
    same = made == expression or isinstance(prove(made, expression, Openings(), Limits(seconds=5)), Proof)
    return None if same else made


def expressions(page):
    """Both sides of every claim, and every line."""
    stated = [each for each in page.identities.values() if isinstance(each, Identity)]
    return [
        part for each in stated for part in (each.left, each.right, *(line.expression for line in each.lines))
    ]


@pytest.mark.parametrize("name", subjects()[0].pages)
def test_the_latex_of_a_page_reads_back(name):
    page = load(name)
    declared = list(page.declared.values())
    assert [made for each in expressions(page) if (made := differing(each, declared)) is not None] == []


def has_letters_of_its_own(made, expression):
    """Whether det(P) or P(c, x) was read as a letter, of which nothing is known."""
    letters = [{node for node in walk(each) if isinstance(node, Family)} for each in (made, expression)]
    return bool(letters[0] - letters[1])


def has_last_place(expression):
    """Whether it speaks of the last place, x_n."""
    entries = (node for node in walk(expression) if isinstance(node, Entry))
    return any(isinstance(place, Dim) for entry in entries for place in entry.places)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for subject in subjects()[1:] for name in subject.pages])
def test_what_is_read_of_another_page_is_the_same(name):
    """Inverses, orders, probabilities and places near others are not yet read, or as a letter; nothing else is."""
    page = load(name)
    declared = list(page.declared.values())
    unread, every = 0, expressions(page)
    for each in every:
        if any(isinstance(node, Moved | Span) for node in walk(each)) or has_last_place(each):
            unread += 1
            continue
        try:
            made = differing(each, declared)
            assert made is None or has_letters_of_its_own(made, each), latex(each)
            unread += made is not None
        except (Unreadable, Misfit, IllFormed):
            unread += 1
    assert unread < len(every)
