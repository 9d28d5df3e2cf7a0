"""The manual as a site: `python -m sphinx -W --keep-going docs site`.

Sphinx, for its links are checked, its search needs no server, and the reference is read from the code.
"""

from typing import Any

from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config, GoogleDocstring

from derive.version import VERSION

project = "derive"
author = "The derive authors"
version = release = VERSION
html_title = f"derive {release}"
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["conftest.py"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]  # types are named in signatures and have no pages

html_theme = "furo"
html_copy_source = html_show_sourcelink = False
html_static_path: list[str] = []
html_theme_options = {"navigation_with_keys": True}
highlight_language = "text"

default_role = "code"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True


def setup(app: Sphinx) -> None:
    """Sections of functions' docstrings: `Args:`. Those of properties begin with formulas that have colons, too."""

    def process(_: Sphinx, what: str, __: str, ___: Any, ____: Any, lines: list[str]) -> None:
        if what == "function":
            lines[:] = GoogleDocstring(lines, Config(), what=what).lines()

    app.connect("autodoc-process-docstring", process)
