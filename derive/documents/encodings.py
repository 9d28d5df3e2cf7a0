"""The text of a file, whatever it is encoded in: UTF-8, UTF-16, GB18030 and what charset-normalizer tells."""

from __future__ import annotations

import codecs
import re
import unicodedata

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The marks at the beginning of files, the longer before what they begin with."""

_PAIR = re.compile(rb"([\xa1-\xf7])[\xa1-\xfe]|[\x80-\xff]")
"""A pair of bytes of East Asian encodings, by its first, or a byte beyond ASCII that stands alone."""


_HIRAGANA = re.compile(rb"\x82[\x9f-\xf1]")
"""Those of Shift JIS."""


def decoded(data: bytes) -> tuple[str, str, bool]:
    """The text, the encoding, and whether the file begins with a mark of it; what cannot be decoded becomes U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), encoding, True
    encoding = guessed(data)
    return data.decode(encoding, errors="replace"), encoding, False


def guessed(data: bytes) -> str:
    """The encoding of a text without a mark."""
    if wide := _wide(data):
        return wide
    if _is_utf_7(data):
        return "utf-7"
    if _is(data, "utf-8"):
        return "utf-8"
    return _east_asian(data) or _told(data)


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


_SHIFTED = re.compile(rb"\+(?:AFw|ACQ|AF8|AF4|AHs|AH0|AD0)[A-Za-z0-9+/]*-?")
r"""What \ $ _ ^ { } = become in UTF-7."""


def _is_utf_7(data: bytes) -> bool:
    """Whether it is ASCII that decodes so, as no lone + does: with a mark, one of TeX's signs, or four letters."""
    if b"+" not in data or not data.isascii() or not _is(data, "utf-7"):
        return False
    beyond = [each for each in data.decode("utf-7") if not each.isascii()]
    words = len(beyond) >= 4 and all(
        each.isalpha() or unicodedata.category(each)[0] in "PSZ" for each in beyond
    )
    return words or data.startswith(b"+/v") or _SHIFTED.search(data) is not None


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32, if nearly every second byte, or three of four, are zero at the beginning of the file."""
    sample = data[:4_000]
    zeros = [sample[place::4].count(0) for place in range(4)]
    for encoding, empty in (("utf-32-le", zeros[2:]), ("utf-32-be", zeros[:2])):
        if len(data) % 4 == 0 and len(sample) >= 8 and min(empty) == len(sample) // 4 and _is(data, encoding):
            return encoding
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(sample) < 4 or max(even, odd) < 0.3 * len(sample) / 2 or min(even, odd) > 0.1 * max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _east_asian(data: bytes) -> str:
    """Shift JIS by its kana; GB18030, EUC-KR, EUC-JP where nearly all bytes beyond ASCII stand in their pairs."""
    if 10 * len(_HIRAGANA.findall(data)) > len(_PAIR.findall(data)) and _is(data, "shift_jis"):
        return "shift_jis"
    leads = [each[0] if each else 0 for each in _PAIR.findall(data)]
    pairs = [lead for lead in leads if lead]
    if not pairs or len(pairs) < 0.9 * len(leads):
        return ""
    if len(pairs) >= 20 and max(pairs) <= 0xC8 and _is(data, "euc_kr"):
        return "euc_kr"  # Hangul are the first half of these pairs alone
    if pairs.count(0xA4) >= 0.2 * len(pairs) and _is(data, "euc_jp"):
        return "euc_jp"  # Hiragana
    return "gb18030" if _is_nearly(data, "gb18030") else ""


def _is_nearly(data: bytes, encoding: str) -> bool:
    """Whether at most one character of a thousand cannot be decoded."""
    text = data.decode(encoding, errors="replace")
    return text.count("\ufffd") * 1_000 <= len(text)


def _told(data: bytes) -> str:
    """What charset-normalizer says; UTF-8, with replaced characters, where most of it is that."""
    if 50 * data.decode("utf-8", errors="replace").count("\ufffd") <= len(_PAIR.findall(data)):
        return "utf-8"
    from charset_normalizer import from_bytes

    told = list(from_bytes(data[:200_000]))
    western = [each for each in told if each.encoding == "cp1252" and each.chaos <= told[0].chaos]
    return [*western, *told][0].encoding if told else "utf-8"
