"""Mathematics in Org, line by line: its parsers in Python tell no columns."""

from __future__ import annotations

import re

from derive.documents.document import Found, Heading, blanked, remark
from derive.documents.finding.delimiters import ORG, Delimiters
from derive.documents.macros import definitions

_ORG_BLOCK = re.compile(
    r"^[ \t]*#\+begin_(?P<name>src|example|comment|export)\b(?P<rest>[^\n]*)$", re.MULTILINE | re.IGNORECASE
)
_ORG_LINE = re.compile(
    r"^[ \t]*(?:(?P<comment>#(?=[ \t]|$))|(?P<keyword>#\+\w+:)|(?P<fixed>:(?=[ \t]|$)))[^\n]*$", re.MULTILINE
)
_ORG_HEADING = re.compile(r"^(?P<stars>\*+)[ \t]+[^\n]*$", re.MULTILINE)


def org(text: str) -> Found:
    """All that stands in a text of Org."""
    remarks, blanks = Found(text).remarks, []
    at = 0
    for each in _ORG_BLOCK.finditer(text):
        name = each["name"].lower()
        if each.start() < at or (name == "export" and "latex" in each["rest"].lower()):
            continue
        closing = re.compile(rf"(?im)^[ \t]*#\+end_{name}\b").search(text, each.end())
        at = closing.end() if closing else len(text) if name == "src" else each.end()
        blanks.append((each.start(), at))
    plain = blanked(text, blanks)
    for line in _ORG_LINE.finditer(plain):
        start = line.end("comment") if line["comment"] else line.start()
        remarks += remark(plain[start : line.end()], start, line.span()) if line["comment"] else ()
        blanks.append(line.span())
    plain = blanked(plain, blanks)
    defined = definitions(plain)
    plain = blanked(plain, (each.span for each in defined))
    found = Delimiters(plain, ORG).run()
    found.remarks += remarks
    found.definitions = defined
    found.headings += [Heading(*each.span(), len(each["stars"])) for each in _ORG_HEADING.finditer(plain)]
    return found
