"""What the book says about itself, in English and in Chinese."""

from __future__ import annotations

from derive.book.contents import Book
from derive.language.typeset.signs import Lang
from derive.proofs.prose import one_line

_TEXT: dict[str, tuple[str, str]] = {
    "contents": ("Contents", "目录"),
    "reading": ("How to read this book", "阅读说明"),
    "notation": ("Notation", "记号"),
    "definitions": ("Definitions", "定义"),
    "errata": ("Errata", "勘误"),
    "identities": ("Index of identities", "恒等式索引"),
    "reasons": ("Index of reasons", "理由索引"),
    "sources": ("Sources", "出处"),
    "printed": ("Stated here", "本书写作"),
    "right": ("What is right", "应为"),
    "search": ("Search the identities", "搜索恒等式"),
    "unfold": ("Unfold all steps", "展开所有步骤"),
    "fold": ("Fold all steps", "折叠所有步骤"),
    "chapter": ("Chapter", "章"),
    "dimension": ("Dimensions", "维数"),
    "index": ("Indices", "下标"),
    "number": ("Numbers", "标量"),
    "variable": ("Vectors and matrices", "向量与矩阵"),
    "function": ("Functions", "函数"),
    "label": ("Labels", "标签"),
    "skip": ("Skip to the text", "跳至正文"),
    "turn": ("Neighbours of chapter", "相邻各章："),
    "none": ("No identity is found.", "没有找到恒等式。"),
    "open": (
        "Not everything in this book is as it should be: see",
        "本书尚有未如预期者：见",
    ),
}


def say(key: str, lang: Lang) -> str:
    """The words in this language."""
    return _TEXT[key][lang == "zh"]


def printed_at(lines: str, lang: Lang) -> str:
    """Where a document prints a formula: Printed in lines 105–108."""
    if lang == "zh":
        return f"原文第 {lines} 行"
    return f"Printed in line{'s' if '–' in lines else ''} {lines}"


def introduction(book: Book) -> tuple[str, ...]:
    """How to read the book: a few paragraphs, with formulas in them as in a page's prose."""
    facts = {**book.counts, "version": book.version, "seed": book.seed}
    return tuple(one_line(each).format(**facts) for each in _INTRODUCTION[book.lang].split("\n\n"))


_INTRODUCTION: dict[Lang, str] = {
    "en": """
This book was made by derive {version}. It holds {proved} proved statements and {errata} errata, which
stand as printed and are refuted; the derivations have {lines} lines.

Each identity is stated first, then derived line by line. At the right of a line stands the reason why it
equals the line before. A reason bounds what may be used: a line that needs more than its reason allows
is refused. What is proved holds for every dimension.

Beside the proof two other voices were heard, which share no code with it: both sides in explicit
components at small sizes, compared exactly or to 50 digits, and difference quotients in floating point
and at high precision. What they found stands in small print. All random points come from the seed
{seed}.

An index bound by a sum is never equal to a free one: where a letter is taken, the bound one is primed.
Kronecker's δ is 1 where its indices are equal and 0 elsewhere, ⊙ multiplies entry by entry, 𝟏 is the
vector of ones, and a vector is a column.

A letter with a number, such as A8, names a formula of a source: the letter its document, the number its place in
the list of that document's formulas. The sources stand at the end, after the errata.
""",
    "zh": """
本书由 derive {version} 生成：{proved} 条已证，{errata} 条原文有误而被驳倒，推导共 {lines} 行。

每条恒等式先写命题，再逐行推导。每行右侧写明它何以等于上一行；理由限定内核可用的手段，超出者不予接受。
命题对任意维数成立。

证明之外另有两种独立检验：小维数下用 SymPy 精确比较各分量，以及与数值差分比较。
其结果以小字列于证明之后。随机点的种子为 {seed}。

求和的约束下标从不与自由下标同名：字母已被占用时加撇。δ 在下标相等时为 1，否则为 0；
⊙ 为逐元素相乘；𝟏 为全一向量；向量均为列向量。

字母加数字（例如 A8）指出处中的公式：字母为文献，数字为该文献公式表中的序号。文献列于勘误之后。
""",
}
