"""The templates of the pages: what is handed to one is not hidden by a macro of the same name."""

import pytest
from jinja2 import meta, nodes

from derive.report.html import environment

TEMPLATES = environment().list_templates(extensions=["html"])


def parsed(name: str) -> nodes.Template:
    loader = environment().loader
    assert loader is not None
    return environment().parse(loader.get_source(environment(), name)[0])


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_macro_hides_what_the_page_around_it_shows(name):
    macros = {each.name for each in parsed(name).find_all(nodes.Macro)}
    shown = meta.find_undeclared_variables(parsed("page.html"))
    assert "title" in shown
    assert not macros & shown, "the page would show <Macro …>"
