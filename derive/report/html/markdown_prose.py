"""The prose of a Markdown document in HTML, formulas where they stand, findings below what they belong to.

Nothing in the document is taken for HTML: its own tags are shown as they are written. Pictures are named, not
fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

PLACE = 0xF0000
"""The first of the characters that stand for formulas."""
_PLACE = re.compile("[\U000f0000-\U000ffffd]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_ENDS = {"paragraph_close", "heading_close", "table_close"}

Findings = Callable[[list[int]], str]
"""What is said below a paragraph of these formulas."""


def rendered(text: str, formulas: Sequence[Markup], sources: Sequence[str], findings: Findings) -> Markup:
    """The text as HTML; its formulas are characters from `PLACE` on, `sources` what they are in the text."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("text", _text(formulas))
    parser.add_render_rule("image", _image)
    tokens = parser.parse(_FRONT.sub("", _COMMENT.sub("", text)))
    made = parser.renderer.render(_with_findings(tokens, findings), parser.options, {})
    return Markup(_PLACE.sub(lambda each: str(escape(_at(sources, each[0]))), made))


def _at(listed: Sequence[Any], sign: str) -> Any:
    number = ord(sign) - PLACE
    return listed[number] if number < len(listed) else ""


def _text(formulas: Sequence[Markup]) -> Callable[..., str]:
    def text(_: Any, tokens: Sequence[Token], number: int, *__: Any) -> str:
        words = str(escape(tokens[number].content))
        return _PLACE.sub(lambda each: str(_at(formulas, each[0])), words)

    return text


def _image(_: Any, tokens: Sequence[Token], number: int, *__: Any) -> str:
    return f'<span class="image">{escape(tokens[number].content)}</span>'


def _with_findings(tokens: Sequence[Token], findings: Findings) -> list[Token]:
    """The tokens, and behind each paragraph what there is to say of its formulas."""
    made: list[Token] = []
    met: list[int] = []
    for token in tokens:
        if token.type == "inline":
            met += [
                ord(sign) - PLACE for child in token.children or () for sign in _PLACE.findall(child.content)
            ]
        made.append(token)
        if token.type in _ENDS and met:
            made.append(Token("html_block", "", 0, content=findings(met)))
            met = []
    return made
