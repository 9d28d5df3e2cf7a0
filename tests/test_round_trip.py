"""What is printed reads back: every claim and line of the catalogue, as LaTeX, to the same normal form."""

import pytest

from derive.catalogue import load
from derive.documents.latex import read_latex
from derive.kernel import Limits, Openings, Proof, prove
from derive.language.binders import free_indices, walk
from derive.language.claims import Identity
from derive.language.families import Family
from derive.language.indices import Dim, Index
from derive.language.typeset import latex
from derive.targets import catalogue


def differing(expression, declared):
    """What was read, if it is not the same; None if it is."""
    letters = [node for node in walk(expression) if isinstance(node, Family | Dim)]
    indices = [*(each for each in declared if isinstance(each, Index)), *free_indices(expression)]
    made = read_latex(latex(expression), letters, indices)
    same = made == expression or isinstance(prove(made, expression, Openings(), Limits(seconds=5)), Proof)
    return None if same else made


@pytest.mark.parametrize("name", [target.label for target in catalogue()])
def test_the_latex_of_a_page_reads_back(name):
    page = load(name)
    declared = list(page.declared.values())
    for identity in page.identities.values():
        if isinstance(identity, Identity):
            expressions = [identity.left, identity.right, *(line.expression for line in identity.lines)]
            assert [made for each in expressions if (made := differing(each, declared)) is not None] == []
