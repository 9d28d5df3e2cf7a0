"""The table of commands: each command once, every kind read, all that KaTeX supports in it."""

import random
from pathlib import Path

import pytest

from derive.documents.commands import ALIASES, KINDS, MACROS, SIGNS, table
from derive.documents.finding import find
from derive.documents.macros import Macro, definitions, macros
from derive.documents.notation import Unreadable
from derive.documents.tokens import Bracket, Group, Token, tokens
from derive.documents.tokens.nesting import READERS

KATEX = Path(__file__).with_name("katex_commands.txt").read_text(encoding="utf-8").split()


def shown(items):
    """The items in one line: letters bare, bold ones with !, words with ",
    commands with a backslash, groups in { }."""
    made = []
    for item in items:
        match item:
            case Token("command", text):
                made.append(f"\\{text}")
            case Token("letter", text, bold=True):
                made.append(f"!{text}")
            case Token("letter", text, word=True):
                made.append(f'"{text}"')
            case Token("text", text):
                made.append(f"<{text.strip()}>")
            case Token(_, text):
                made.append(text)
            case Group(inner, name=name):
                made.append(f"{name}{{{shown(inner)}}}")
            case Bracket():
                raise AssertionError
    return " ".join(made)


def read(text, known=None):
    return shown(tokens(text, 0, len(text), known))


def test_every_command_that_katex_supports_is_in_the_table_once():
    tables = (KINDS, ALIASES, SIGNS, MACROS)
    assert {name: n for name in KATEX if (n := sum(name in each for each in tables)) != 1} == {}


def test_every_kind_reaches_its_reader():
    assert set(KINDS.values()) == set(READERS) - {"unknown"}


def test_other_names_lead_to_commands():
    for name, other in ALIASES.items():
        assert other in KINDS or len(other) == 1, name
        assert other not in ALIASES, name


def test_two_claims_on_a_command_are_refused():
    text = '[kinds]\na = "x y"\nb = "z {}"\n[aliases]\n{} = "x"\n[signs]\n[macros]\n'
    assert table(text.format("u", "v"))[0] == {"x": "a", "y": "a", "z": "b", "u": "b"}
    for claims in (("x", "v"), ("u", "y")):
        with pytest.raises(ValueError, match="claimed twice"):
            table(text.format(*claims))


def read_or_refused(text, start=0, defined=None):
    """Whether a text is read, each item at a place in it, or refused with words."""
    try:
        items = tokens(text, start, len(text), defined)
    except Unreadable as fault:
        return bool(str(fault))
    return all(start <= each.start <= each.end <= len(text) for each in items)


COMMANDS = [*KINDS, *ALIASES, *SIGNS, *MACROS]


@pytest.mark.parametrize("initial", sorted({name[0] for name in COMMANDS}))
def test_every_command_is_read_or_refused_with_words(initial):
    for name in COMMANDS:
        if name.startswith(initial):
            assert [text for text in uses(name) if not read_or_refused(text)] == []


def uses(name):
    """The command with arguments and without."""
    return (
        f"\\{name} x",
        f"\\{name}{{x}}",
        f"\\{name}{{x}}{{y}}{{z}}",
        f"\\{name}",
        f"\\{name}[2pt]{{x}}",
        f"\\{name}*",
    )


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (r"a \textcolor{blue}{- b}", "a - b"),
        (r"\boxed{a = b}", "a = b"),
        (r"\fbox{a = b} + c", "a = b + c"),
        (r"\color{red} a = b", "a = b"),
        (r"\color{red}{a = b}", "a = b"),
        (r"\fcolorbox{a}{b}{x = y}", "x = y"),
        (r"a {= b}", "a = b"),
        (r"a {+ b}", "a + b"),
        (r"\cancel{x} y", "x y"),
        (r"\boxed{a + b}^2", "{a + b} ^ 2"),
        (r"\boxed{a}^2", "a ^ 2"),
        (r"x^{= b}", "x ^ {= b}"),
        (r"\frac{+a}{-b}", r"\frac {+ a} {- b}"),
        (r"\frac{a}\boxed{-b}", r"\frac {a} {- b}"),
        (r"\sqrt\boxed{-b}", r"\sqrt {- b}"),
        (r"{\bf u}_i", "!u _ i"),
        (r"{\bf u} + v", "!u + v"),
        (r"\bf{u} + v", "!u + v"),
        (r"{\rm softmax}(x)", '"softmax" ( x )'),
        (r"\rm{softmax}(x)", '"softmax" ( x )'),
        (r"\bf A x", "!A !x"),
        (r"\mathbf{W x + b}", "!W !x + !b"),
        (r"\mathrm{a+b} = c", "!a + !b = c"),
        (r"\operatorname{arg\,max}_x", '"argmax" _ x'),
        (r"\operatorname*{arg max}_x", '"argmax" _ x'),
        (r"\mathrm{for all}\ i", "<for all> i"),
        (r"\mathbb{R}^n", "bbR ^ n"),
        (r"\R^n", "bbR ^ n"),
        (r"\mathrm{L2}", '"L2"'),
        (r"\underbrace{a + b}_{c}", r"\underbrace {a + b} _ {c}"),
        (r"a \underbrace{- b}_{\text{c}} = d", "a - b = d"),
        (r"a \overbrace{+ b}^c = \underbrace{x = y}", "a + b = x = y"),
        (r"\left< x, y \right>", r"\langle x , y \rangle"),
        (r"\left. x \right|", "x |"),
        (r"x \kern1em y \hspace{2em} z \mkern-3mu w \hspace{-2em} u \kern.1em v", "x kern y hspace z w u v"),
        (r"x \lt y \gt z \le w", r"x < y > z \le w"),
        (r"\lVert x \rVert \norm{y}", r"\lVert x \rVert \lVert y \rVert"),
        (r"\pdv{L}{x}", r"\frac {\partial L} {\partial x}"),
        (r"\foo x", '"foo" x'),
        (r"\varrho + \thetasym", '"varrho" + vartheta'),
        (r"\htmlClass{a}{x = y}", "x = y"),
        (r"\href{u}{x = y}", "x = y"),
        (r"\bbox[5px, border: 1px]{x = y}", "x = y"),
        (r"\label{a}\tag*{1} x \nonumber \\[2pt] y", "x \\\\ y"),
        (r"\mathop{x} \mathrel{=} y", "x = y"),
        (r"\begin{array}{cc} a & b \end{array}", "array{a & b}"),
    ],
)
def test_what_wraps_binds_nothing(text, items):
    assert read(text) == items


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (r"\foo{x}", r"\\foo\{…\} is not known"),
        (r"\def\x{y}", r"\\def is not read"),
        (r"{ x", "not closed"),
        (r"x }", "closes nothing"),
        (r"\begin{a} x \end{b}", "closes nothing"),
        ("{" * 60, "levels"),
    ],
)
def test_what_is_not_read_is_named(text, why):
    with pytest.raises(Unreadable, match=why):
        read(text)


# the commands of a document's own


def known(text):
    return macros(definitions(text))


@pytest.mark.parametrize(
    ("defined", "text", "items"),
    [
        (r"\newcommand{\bw}{\mathbf{w}}", r"\bw^\top", r"!w ^ \top"),
        (r"\newcommand\bw{\mathbf w}", r"\bw x", "!w x"),
        (
            r"\newcommand*{\d}[2]{\frac{\partial #1}{\partial #2}}",
            r"\d{L}{x}",
            r"\frac {\partial L} {\partial x}",
        ),
        (r"\newcommand{\d}[2]{#2 #1}", r"\d ab", "b a"),
        (r"\newcommand{\d}[2][t]{#2_#1}", r"\d{x} \d[s]{y}", "x _ t y _ s"),
        (r"\renewcommand { \x } { y }", r"\x", "y"),
        (r"\newcommand{\x}[ ]{a}", r"\x", "a"),
        (r"\newcommand{\x}[12]{a}", r"\x", "a"),
        (r"\def\v#1{\mathbf{#1}}", r"\v{x} \v y", "!x !y"),
        (r"\def\pair(#1,#2){#2 #1}", r"\pair(a,b) c", "b a c"),
        (r"\def\until#1;{[#1]}", r"\until x y; z", "[ x y ] z"),
        (r"\gdef\x{y}\edef\z{w}", r"\x \z", "y w"),
        (r"\DeclareMathOperator{\KL}{KL}", r"\KL(p)", '"KL" ( p )'),
        (r"\DeclareMathOperator*{\am}{arg\,min}", r"\am_x", '"argmin" _ x'),
        (
            r"\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}",
            r"\abs*{x} \abs{y}",
            r"\lvert x \rvert \lvert y \rvert",
        ),
        (r"\let\eps\epsilon \let\x=y", r"\eps \x", "epsilon y"),
        (r"\let\old\alpha \renewcommand{\alpha}{\old_0}", r"\alpha", "alpha _ 0"),
        (r"\NewDocumentCommand{\d}{s O{t} m}{#2_#1}", r"\d{x} \d*[s]{y}", "x _ t y _ s"),
        (r"\providecommand{\x}{a}\providecommand{\x}{b}", r"\x", "a"),
        (r"\newcommand{\x}{a}\renewcommand{\x}{b}", r"\x", "b"),
        (r"\newcommand{\norm}[1]{N(#1)}", r"\norm{x}", "N ( x )"),
        (r"\newcommand{\eq}{=}", r"a \eq b", "a = b"),
        (r"\newcommand{\x}[1]{#1\{#1\}}", r"\x{a}", r"a \{ a \}"),
        (r"% \newcommand{\x}{a}" + "\n" + r"\newcommand{\y}{\x}", r"\y", "x"),
    ],
)
def test_definitions(defined, text, items):
    document = find(
        f"\\begin{{document}} {defined} $x = y$ \\end{{document}}".replace(defined, "", 0), ".tex"
    )
    assert read(text, document.macros if "%" in defined else known(defined)) == items


@pytest.mark.parametrize(
    "defined",
    [r"\def\x{\x}", r"\def\x{\y}\def\y{\x}", r"\newcommand{\x}{a\x b}", r"\def\x{\y}\def\y{\z}\def\z{\x\x}"],
)
def test_what_stands_for_itself_is_refused_with_words(defined):
    with pytest.raises(Unreadable, match="stands for itself"):
        read(r"\x", known(defined))


def test_what_stands_for_too_much_is_refused():
    with pytest.raises(Unreadable, match="more than 2,000"):
        read(r"\x", known(r"\def\x{" + "a" * 3000 + "}"))
    laughs = "".join(
        rf"\def\{chr(97 + n)}{{\{chr(98 + n)}\{chr(98 + n)}\{chr(98 + n)}\{chr(98 + n)}}}" for n in range(20)
    )
    with pytest.raises(Unreadable, match="500 commands"):
        read(r"\a", known(laughs))


def test_definitions_are_no_formulas_and_leave_their_places():
    text = "\\newcommand{\\x}{$a=b$}\n\n$$\\newcommand{\\y}{z} \\x = \\y$$ and $\\def\\w{u}$\n"
    for suffix in (".md", ".tex", ".org", ".rst", ".html"):
        document = find(text, suffix)
        assert [document.text[each.start : each.end].strip() for each in document.fragments] == ["\\x = \\y"]
        assert {"x", "y", "w"} <= set(document.macros)


PIECES = [
    "\\newcommand", "\\def", "\\let", "\\x", "\\y", "{", "}", "[", "]", "#1", "#2", "=", " ", "\n", "%", "a",
    "1", "^", "_", "&", "\\\\",
    "\\begin{align}", "\\end{align}", "\\frac", "\\boxed", "\\mathbf", "\\bf", "\\textcolor", "\\text",
    "\\left", "\\right", "$", "\\kern", "é",
    "\\operatorname", "\\DeclareMathOperator", "\\DeclarePairedDelimiter", "\\NewDocumentCommand", "*", "\\",
    "\\rm", "中", "'", "|", "\\underbrace",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(300))
def test_any_pieces_are_read_or_refused(seed):
    generator = random.Random(seed)
    text = "".join(generator.choice(PIECES) for _ in range(generator.randint(1, 60)))
    defined = known(text)
    assert all(isinstance(each, Macro) for each in defined.values())
    for start, known_here in ((0, defined), (len(text) // 2, {})):
        assert read_or_refused(text, start, known_here)
