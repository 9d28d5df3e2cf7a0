r"""LaTeX that an author wrote, in MathML.

It is set by `latex2mathml` and then held to what a browser and a reader can trust: nothing but the elements of MathML
and their own attributes, letters bold or blackboard as signs of their own, since browsers know no `mathvariant`.
Where it cannot be set it stands as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree as ET

ELEMENTS = frozenset(
    {
        "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle", "msub", "msup", "msubsup",
        "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mpadded", "mphantom", "menclose", "mmultiscripts",
        "mprescripts", "none",
    }
)  # fmt: skip
ATTRIBUTES = frozenset(
    {
        "accent", "accentunder", "columnalign", "columnspacing", "displaystyle", "fence", "form", "height", "largeop",
        "linethickness", "lspace", "maxsize", "minsize", "movablelimits", "notation", "rowspacing", "rspace",
        "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width", "depth",
    }
)  # fmt: skip
_STYLES = {
    "bold": "BOLD", "italic": "ITALIC", "bold-italic": "BOLD ITALIC", "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT", "bold-script": "BOLD SCRIPT", "fraktur": "FRAKTUR", "sans-serif": "SANS-SERIF",
    "monospace": "MONOSPACE",
}  # fmt: skip
_ENVIRONMENTS = {
    "aligned": "align*",
    "split": "align*",
    "eqnarray": "align*",
    "gathered": "gather*",
    "multline": "gather*",
}
_DROPPED = re.compile(r"\\(label|tag\*?|notag|nonumber|eqref|ref)(\{[^{}]*\})?|\\bbox(\[[^\[\]]*\])?")
_KNOWN = {
    "arg": r"\operatorname{arg}",
    "newline": r"\\",
    "rvert": "|",
    "lvert": "|",
    "rVert": r"\|",
    "lVert": r"\|",
}
_IN_WORDS = re.compile(r"\\text(?:rm|bf|it|normal)?\{([^{}$]*)\$([^${}]*)\$([^{}]*)\}")


def authored(latex: str) -> str:
    """The formula, as one `<mrow>`; what is not understood, as its source."""
    from latex2mathml.converter import convert_to_element

    try:
        element = convert_to_element(_plain(latex))
    except Exception:  # noqa: BLE001  whatever the library makes of an author's LaTeX, the page goes on
        return f"<mtext>{escape(latex)}</mtext>"
    return "".join(_written(element))


def _plain(latex: str) -> str:
    """What the library has no word for, in words that it has."""
    made = _DROPPED.sub("", latex)
    made = _IN_WORDS.sub(r"\\text{\1}\2\\text{\3}", made)
    made = re.sub(r"\\([A-Za-z]+)", lambda found: _KNOWN.get(found[1], found[0]), made)
    for name, known in _ENVIRONMENTS.items():
        made = re.sub(rf"\\(begin|end)\{{{name}\*?\}}", rf"\\\1{{{known}}}", made)
    return made


def _written(element: ET.Element) -> Iterator[str]:
    """The element, if it is one of MathML; else what stands in it."""
    name = _over(element) if element.tag in ELEMENTS else "mrow"
    style = _STYLES.get(element.get("mathvariant", ""), "")
    given = "".join(
        f' {key}="{escape(str(value), quote=True)}"' for key, value in element.items() if key in ATTRIBUTES
    )
    if element.get("mathvariant") == "normal":
        given += ' mathvariant="normal"'
    yield f"<{name}{given}>"
    yield escape(_styled(_unescaped(element.text or ""), style), quote=False)
    before: ET.Element | None = None
    for child in element:
        if element.tag in _ROWS and before is not None and _apart(before, child):
            yield _THIN
        yield from _written(child)
        before = child
    yield f"</{name}>"


_ROWS = ("mrow", "mstyle", "mtd")
_THIN = '<mspace width="0.167em"/>'
_FUNCTIONS = frozenset(
    (
        "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp", "gcd",
        "hom", "ker", "lg", "ln", "log", "sec", "sin", "sinh", "tan", "tanh",
    )
)  # fmt: skip


def _apart(before: ET.Element, after: ET.Element) -> bool:
    """Whether TeX has a thin space between them: beside the name of a function, unless a bracket or a sign follows."""
    if _core(before) in _FUNCTIONS:
        return after.tag != "mo" or _unescaped(after.text or "") in _OPERATORS
    return _core(after) in _FUNCTIONS and (before.tag != "mo" or _unescaped(before.text or "") == "∂")


def _core(element: ET.Element) -> str:
    """The letter or name that indices stand at."""
    while element.tag in ("msub", "msup", "msubsup") and len(element):
        element = element[0]
    return _unescaped(element.text or "") if element.tag == "mi" else ""


_OPERATORS = frozenset("∑∏∐⋃⋂⨁⨂⨆")
_OVER = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}


def _over(element: ET.Element) -> str:
    """What stands at a sum stands below and above it, where a browser has room."""
    base = element[0] if len(element) else None
    if base is not None and base.tag == "mo" and _unescaped(base.text or "") in _OPERATORS:
        return _OVER.get(element.tag, element.tag)
    return element.tag


def _unescaped(text: str) -> str:
    """The library writes signs as references, &#x02202;."""
    return re.sub(r"&#x([0-9A-Fa-f]+);", lambda found: chr(int(found[1], 16)), text)


def _styled(text: str, style: str) -> str:
    return "".join(_sign(each, style) for each in text) if style else text


def _sign(letter: str, style: str) -> str:
    """𝐱 for a bold x, ℝ for a double-struck R; the letter itself where Unicode has no such sign."""
    name = unicodedata.name(letter, "")
    kind = re.sub(r"^(LATIN|GREEK) (CAPITAL|SMALL) LETTER ", r"\2 ", name).replace("DIGIT", "DIGIT")
    for made in (f"MATHEMATICAL {style} {kind}", f"{style} {kind}"):
        try:
            return unicodedata.lookup(made)
        except KeyError:
            continue
    return letter
