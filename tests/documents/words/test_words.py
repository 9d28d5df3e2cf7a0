"""What words say of letters: each kind in many phrasings, denied in many ways, and from where on it is in force."""

import re
from pathlib import Path

import pytest

from derive.documents.finding import find
from derive.documents.words import said, statements
from derive.documents.words.table import KINDS

LINES = Path(__file__).with_name("phrasings.txt").read_text(encoding="utf-8").splitlines()


def phrasings():
    kind = ""
    for line in LINES:
        if line.startswith("== "):
            kind = line[3:]
        elif line and not line.startswith("#"):
            yield kind, line.removeprefix("* "), line.startswith("* ")


PHRASINGS = list(phrasings())
CLAUSES = [(kind, text) for kind, text, whole in PHRASINGS if whole]


def is_chinese(text):
    return bool(re.search("[\u4e00-\u9fff]", text))


def taken(text, kind):
    """Whether the text says this of y."""
    return [
        each
        for each in statements(find(text))
        if each.kind == kind and each.letter[0] == "y" and not each.negated
    ]


def test_there_are_enough_kinds_and_phrasings():
    assert len(KINDS) >= 25
    assert {kind for kind, _, _ in PHRASINGS} == {kind.name for kind in KINDS} - {"square"}
    for kind in {kind for kind, _, _ in PHRASINGS}:
        chinese = sum(is_chinese(text) for each, text, _ in PHRASINGS if each == kind)
        assert chinese >= 5, kind
        assert sum(each == kind for each, _, _ in PHRASINGS) - chinese >= 10, kind


@pytest.mark.parametrize(("kind", "text", "_"), PHRASINGS)
def test_a_phrasing_is_understood(kind, text, _):
    assert taken(text, kind)
    assert taken(f"First something else. {text[0].upper()}{text[1:]}. Then more.", kind)


ENGLISH = [
    "We do not assume that {}.",
    "It need not be the case that {}.",
    "It is not true that {}.",
    "Even if {}, nothing changes.",
    "This holds unless {}.",
    "It does not matter whether {}.",
    "We drop the assumption that {}.",
    "Without the assumption that {}, more is needed.",
    "Is it true that {}?",
    "The assumption that {} is not needed.",
    "In practice it may happen that {}.",
    "We never need that {}.",
]
CHINESE = [
    "我们不假设 {}。", "不要求 {}。", "即使 {}，结论也成立。", "除非 {}，否则不成立。", "是否 {} 并不重要。",
    "没有必要假设 {}。",
    "并非 {}。", "无需假设 {}。",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "clause"), CLAUSES)
def test_what_is_denied_is_not_taken(kind, clause):
    for frame in CHINESE if is_chinese(clause) else ENGLISH:
        text = frame.format(clause)
        assert not taken(text, kind), text


DENIALS = [
    ("is", "is not"), ("are", "are not"), ("is", "isn't"), ("are", "aren't"), ("is", "is no longer"), ("are",
    "are no longer"),
    ("is", "need not be"), ("are", "need not be"), ("is", "may be"), ("is", "is not necessarily"), ("has",
    "does not have"),
    ("is", "is never"), ("is", "cannot be"), ("is", "is almost"), ("sums", "does not sum"), ("sum",
    "do not sum"), ("lies", "does not lie"),
    ("是", "不是"), ("是", "未必是"), ("是", "不再是"), ("是", "不一定是"), ("为",
    "不为"), ("为", "未必为"), ("等于", "不等于"),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "denied"), DENIALS)
def test_a_verb_that_is_denied_says_nothing(verb, denied):
    for kind, clause in CLAUSES:
        if re.search(r"\bnot\b|n't|no\b|never|different|不|非|无", clause):
            continue
        pattern = verb if is_chinese(verb) else rf"\b{verb}\b"
        if is_chinese(clause) is is_chinese(verb) and (
            found := re.search(rf"(?<=\$ )(?:的.{{1,8}}?)?{pattern}", clause)
        ):
            text = clause[: found.end() - len(verb)] + denied + clause[found.end() :]
            assert not taken(f"{text}.", kind), text


@pytest.mark.parametrize(
    "text",
    [
        "$y$ is symmetric iff $B$ is.", "$y$ was symmetric before.", "A symmetric $y$ would be nicer.",
        "Some authors assume that $y$ is symmetric.",
        "$y$ is symmetric only for $n = 1$.", "$y$ is kept constant during the first phase only.",
        "A matrix $y$ is called symmetric if $y = y^T$.",
        "$y$ is positive at the optimum.", "$y$ is positive at $x = 0$.", "有人假设 $y$ 是对称的。",
        "$y$ 是对称的仅当 $n = 1$。",
        "In contrast to $y$, $B$ is symmetric.", "It is tempting to think that $y$ is symmetric.",
        "We could assume $y$ symmetric.",
        "The sum of $y$ is positive.", "$x$ is a sum of one-hot vectors and $y$ is its mean.",
        "a one-hot vector times $x$ gives $y$",
        "Since $A$ is symmetric $y = y^T$ follows.", "The symmetric part of $y$ is used.",
        "Some call $y$ an almost symmetric matrix.",
        "$y$ is one-hot or uniform.", "the diagonal elements of $y$ are read", "Let $y$ be orthogonal to $x$.",
        "$y$ is the true class distribution", "the probability of $y$ is high",
        "If only $y$ were symmetric!", "$y$ 的对称部分是",
        "The input is $x$, a one-hot label gives $y$.", "the positive class is $y$",
        "The difference between $x$ and $y$ is constant.",
        "For which $x$ is $y$ symmetric?", "non-symmetric $y$", "nonsymmetric matrices $y$",
        "$y$ is symmetric in distribution only if",
        "a normalized input $y$", "输入 $x$ 是独热向量的和，$y$ 是输出。", "The transpose of $y$ is symmetric.",
    ],
)  # fmt: skip
def test_what_speaks_of_something_else(text):
    wanted = {
        "one-hot",
        "symmetric",
        "positive",
        "diagonal",
        "orthogonal",
        "probabilities",
        "constant",
        "sums-to-one",
    }
    found = [
        each
        for each in statements(find(text))
        if each.letter == "y" and each.kind in wanted and not each.negated
    ]
    assert found == []


# where it is in force


def stretch(text, kind="one-hot"):
    document = find(text)
    (each,) = [each for each in statements(document) if each.kind == kind and not each.negated]
    return document.text[each.start : each.end], each


def test_a_statement_is_in_force_from_its_sentence_to_the_end_of_the_section():
    text = (
        "# A\n\nFirst $a = b$.\n\nLet $y$ be one-hot. Then $c = d$.\n\n## A1\n\n$e = f$\n\n# B\n\n$g = h$\n"
    )
    inner, _ = stretch(text)
    assert "a = b" not in inner
    assert "c = d" in inner
    assert "e = f" in inner
    assert "g = h" not in inner


def test_what_is_said_behind_a_display_holds_in_it():
    inner, _ = stretch("Some text. We have\n\n$$a = b$$\n\nwhere $y$ is one-hot.\n\n$$c = d$$")
    assert "a = b" in inner
    inner, _ = stretch("Some text. We have\n\n$$a = b.$$\n\nHere $y$ is one-hot.\n\n$$c = d$$")
    assert "a = b" in inner
    inner, _ = stretch("Some text. We have\n\n$$a = b.$$\n\nNow let $y$ be one-hot.\n\n$$c = d$$")
    assert "a = b" not in inner


def test_from_now_on_is_from_now_on():
    inner, _ = stretch("We have $a = b$, and from now on $y$ is one-hot, so $c = d$.")
    assert "a = b" not in inner
    assert "c = d" in inner
    inner, _ = stretch("有 $a = b$；从现在起 $y$ 是独热向量，故 $c = d$。")
    assert "a = b" not in inner


def test_a_section_of_notation_speaks_for_all_that_follow():
    inner, _ = stretch("# Notes\n\n## Notation\n\nLet $y$ be one-hot.\n\n## Proof\n\n$c = d$\n")
    assert "c = d" in inner
    inner, _ = stretch("# 笔记\n\n## 符号约定\n\n设 $y$ 为独热向量。\n\n## 证明\n\n$c = d$\n")
    assert "c = d" in inner


@pytest.mark.parametrize(
    "text",
    [
        "If $y$ is one-hot, then\n\n$$a = b.$$\n\nIn general, however,\n\n$$c = d$$",
        "For a one-hot $y$ we get\n\n$$a = b.$$\n\nBut then\n\n$$c = d$$",
        "When $y$ is one-hot, $a = b$. Now $c = d$.",
        "当 $y$ 是独热向量时，$a = b$。现在 $c = d$。",
        "如果 $y$ 是独热向量，则\n\n$$a = b$$\n\n一般地，\n\n$$c = d$$",
    ],
)
def test_what_is_supposed_holds_for_what_it_introduces(text):
    inner, each = stretch(text)
    assert each.supposed
    assert "a = b" in inner
    assert "c = d" not in inner


def test_a_denial_ends_what_was_said():
    document = find("Let $y$ be one-hot. So $a = b$. From now on $y$ is no longer one-hot. Now $c = d$.")
    first, second = (each for each in statements(document) if each.kind == "one-hot")
    assert not first.negated
    assert second.negated
    assert "c = d" not in document.text[first.start : first.end]
    assert "a = b" in document.text[first.start : first.end]


def test_letters_and_what_else_is_named():
    document = find(
        r"Let $\mathbf{A}, B_k$ and $C \in \mathbb{R}^{n \times n}$ be symmetric, $w$ does not depend on $x$ "
        r"and $\theta$; "
        r"$v$ is an $n$-dimensional vector, $W$ is an $m \times k$ matrix. At $x = 0$ this is one. Let "
        r"$p = \mathrm{softmax}(z)$ be a probability vector."
    )
    found = {(each.kind, each.letter, each.values) for each in statements(document)}
    assert {
        ("symmetric", r"\mathbf{A}", ()), ("symmetric", "B_k", ()), ("symmetric", "C", ()), ("constant", "w",
        ("x", r"\theta")),
        ("vector", "v", ("n",)), ("matrix", "W", ("m", "k")), ("at", "x", ("0",)), ("probabilities", "p", ()),
    } <= found  # fmt: skip


def test_every_letter_is_at_its_place():
    document = find(
        "é 😀 Let $x$, $\\hat{y}_i$ and $z$ be one-hot, and\n\n- $A, B$ symmetric matrices; let $A$ be diagonal."
    )
    for each in statements(document):
        assert document.text[slice(*each.letter_span)] == each.letter


def test_what_a_comment_says():
    assert [(each.kind, each.letter) for each in said("y is one-hot")] == [("one-hot", "y")]
    assert [(each.kind, each.letter, each.values) for each in said(r"\hat y_i does not depend on W_{ij}")][
        :1
    ] == [("constant", r"\hat y_i", ("W_{ij}",))]


def test_for_x_y_is_so_speaks_of_y_alone():
    found = statements(find("For $x$, $y$ is one-hot. Given $w$, $c$ is constant."))
    assert [(each.kind, each.letter) for each in found if each.kind != "constant"] == [("one-hot", "y")]
    assert {each.letter for each in found if each.kind == "constant"} == {"c"}


def test_time_grows_with_the_text():
    import time

    def seconds(times):
        """The least of three: one may have the garbage of other tests collected in it."""
        text = (
            "Let $y$ be a one-hot vector, so that the sum of its entries is one and $A$ is symmetric. "
            * times
        )
        document, taken = find(text), []
        for _ in range(3):
            started = time.process_time()
            statements(document)
            taken.append(time.process_time() - started)
        return min(taken)

    seconds(10)
    assert seconds(400) < 3.2 * seconds(200) + 0.2
    for hostile in (
        "is " * 50_000,
        "$y$ is " * 4_000,
        "$y$, " * 4_000,
        "one-hot " * 30_000,
        "a" * 200_000,
        "的" * 200_000,
    ):
        document = find(hostile)
        started = time.process_time()
        statements(document)
        assert time.process_time() - started < 15, hostile[:20]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Let $p$ be a softmax at temperature $T$, and $y$ a one-hot vector.", ["y"]),
        ("Here $x$ is the input, $W$, $b$ are weights and $y$ a one-hot vector.", ["y"]),
        ("The temperature is $T$, $y$ is a one-hot vector.", ["y"]),
        ("Let $t$ and $y$ be one-hot vectors.", ["t", "y"]),
        ("Here $t$ and $y$ are both one-hot.", ["t", "y"]),
        ("Let $t$ and $y$ each be a one-hot vector.", ["t", "y"]),
    ],
)
def test_what_is_said_of_one_is_said_of_the_last(text, letters):
    assert [each.letter for each in statements(find(text)) if each.kind == "one-hot"] == letters
