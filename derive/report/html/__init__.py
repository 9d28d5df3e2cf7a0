"""What is written for browsers: pages that fetch nothing and need no script to be read.

In: results, proofs, documents. Out: HTML pages, each a file that is whole by itself.

    setting         formulas and words for a template
    marks           the formulas of an author, every = in them marked
    expanding       a document's own commands, put into a formula
    markdown_prose  the prose of Markdown
    tex_prose       the prose of LaTeX
    proof           proofs, as a page or in a notebook's cell
    listing         the code beside a proof
    book            the book as one file
    own             a document as its author has it, every = marked
    site            several documents, with an index
    corpus          a corpus in figures
    templates/ Jinja2, which escapes whatever is not marked as safe

Needs the extra `html`: pip install "derive-check[html]".
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

PACKAGE = "derive.report.html"


@cache
def environment() -> Environment:
    """The templates of this package."""
    return Environment(
        loader=PackageLoader(PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def rendered(template: str, **context: Any) -> str:
    """The template with what it speaks of."""
    return environment().get_template(template).render(asset=asset, font=font, **context)


@cache
def asset(name: str) -> Markup:
    """A style sheet or a script of this package, as it is."""
    return Markup(resources.files(PACKAGE).joinpath(name).read_text(encoding="utf-8"))


@cache
def font() -> str:
    """The font of formulas, as an address that holds it."""
    data = resources.files(PACKAGE).joinpath("fonts", "math.woff2").read_bytes()
    return f"data:font/woff2;base64,{b64encode(data).decode('ascii')}"
