"""Where formulas are found, format by format, each at its own place in the file."""

import json

import pytest

from derive.documents.finding import SUFFIXES, NoDocument, find, read_document

FORMATS = {
    ".md": r"""
---
title: $a = 0$
---
# A *heading*

Take $p = q$ and `$not = this$`.
<!-- derive: skip --> <!-- $not = this$ -->

$$
a
= b
- c
$$

> quoted $$
> d = e
> $$

    $not = this$

- item

      $not = this$

  \[ f = g \]

```
$not = this$
```

```math
h = i
```

\begin{align}
j &= k \\
  &= l
\end{align}

<pre>$not = this$</pre> costs $5 and $10. Then $m = n$.
\\(o = p\\) and $`q = r`$
""",
    ".qmd": r"""
```{python}
x = "$not = this$"
```

::: {.callout-note}
$$
a = b
$$ {#eq-one}
:::
""",
    ".myst": r"""
```{math}
:label: eq
a = b
```

:::{math}
c = d
:::

Inline {math}`e = f` and {ref}`$not = this$`.

```{code-cell}
$not = this$
```
""",
    ".mdx": r"""
import x from 'y = $not = this$'

<Note>
    {/* $not = this$ */}

    $a = b$
</Note>
""",
    ".rst": r"""
Title = none
============

Take :math:`a = b` and ``:math:`not = this` ``.

.. math::
   :label: one

   c = d

   e = f

.. math:: g = h

.. code-block:: python

   $not = this$

.. derive: skip

Literal::

   $not = this$

Then \(i = j\).
""",
    ".org": r"""
* Heading

Take $a = b$, \(c = d\), =$not = this$= and
#+begin_src python
$not = this$
#+end_src
\begin{equation}
e = f
\end{equation}
: $not = this$
# derive: skip
# $not = this$
""",
    ".html": r"""
<html><head><title>$not = this$</title></head><body><h1>Heading</h1>
<p>Take \(a = b\) and \[c &lt; d = e &amp; f\].</p>
<script>$not = this$</script><code>$not = this$</code>
<script type="math/tex; mode=display">g = h</script>
<!-- derive: skip -->
<p>$lonely</p><p>i = 5$</p>
<math display="block"><semantics><mi>x</mi>
<annotation encoding="application/x-tex">j = k</annotation></semantics></math>
""",
    ".tex": r"""
\documentclass{article}
\newcommand{\x}{$not = this$}
\begin{document}
\section{One}
Take $a = b$, \verb|$not = this$| and 5\% % $not = this$
\[ c = d \]
% derive: skip
\begin{align*} e &= f \end{align*}
\begin{verbatim}
$not = this$
\end{verbatim}
\iffalse $not = this$ \fi
$$g = h$$
\end{document}
$not = this$
""",
    ".txt": r"""
    Indented $a = b$ in a text.

\[
c = d
\]
""",
}
HOW_MANY = {
    ".md": 9,
    ".qmd": 1,
    ".myst": 3,
    ".mdx": 1,
    ".rst": 5,
    ".org": 3,
    ".html": 4,
    ".tex": 4,
    ".txt": 2,
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_formula_is_found_and_nothing_else(suffix):
    document = find(FORMATS[suffix].lstrip("\n"), suffix)
    found = [document.text[each.start : each.end] for each in document.fragments]
    assert len(found) == HOW_MANY[suffix]
    assert all("not" not in each and "=" in each for each in found)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_formula_is_at_its_place_in_the_file(suffix, newline):
    text = FORMATS[suffix].lstrip("\n")
    lines = text.split("\n")
    document = find(text.replace("\n", newline), suffix)
    for each in document.fragments:
        line, column = document.position(each.start)
        written = document.written[each.start : each.start + 1]
        assert lines[line - 1][column - 1 : column] == (written if written != "\n" else "")


@pytest.mark.parametrize("suffix", [".md", ".rst", ".org", ".html", ".tex"])
def test_headings_and_remarks_are_found(suffix):
    document = find(FORMATS[suffix].lstrip("\n"), suffix)
    assert [each.text for each in document.remarks] == ["skip"]
    assert len(document.headings) == 1


def test_every_suffix_is_read_whatever_its_case(tmp_path):
    for suffix in SUFFIXES:
        path = tmp_path / f"notes{suffix.upper()}"
        text = "Take $a = b$ here." if suffix != ".ipynb" else notebook("$a = b$")
        path.write_text(text, encoding="utf-8")
        assert len(read_document(path).fragments) == 1, suffix


def notebook(*cells):
    made = [{"cell_type": "markdown", "metadata": {"source": ["no"]}, "source": each} for each in cells]
    made.insert(
        1, {"cell_type": "code", "metadata": {}, "outputs": [{"source": "$x = y$"}], "source": "$x = y$"}
    )
    return json.dumps({"metadata": {"cells": [1]}, "cells": made, "nbformat": 4})


def test_a_cell_of_a_notebook_ends_what_is_open_in_it():
    document = find(notebook("```\nunclosed", "$a = b$ and $$ odd", ["$c", " = d$"]), ".ipynb")
    assert [document.text[each.start : each.end] for each in document.fragments] == ["a = b", "c = d"]


def test_the_characters_of_a_notebook_are_at_their_places_in_the_file():
    text = notebook('"\\ud83d\\ude00 é\t$\\alpha\n = b$').replace("\\\\ud83d\\\\ude00", "\\ud83d\\ude00")
    document = find(text, ".ipynb")
    (each,) = document.fragments
    _, column = document.position(each.start)
    assert text[column - 1 :].startswith(r"\\alpha\n = b$")
    assert document.text.startswith('"😀 é')
    _, column = document.position(each.start + len("\\alpha\n "))
    assert text[column - 1 :].startswith("= b$")


def test_a_lone_surrogate_becomes_the_sign_for_what_is_no_character():
    document = find(notebook("$a = b$ ?").replace("?", "\\ud83d"), ".ipynb")
    assert document.text.strip().endswith("\ufffd")
    assert find("\ud83d $a = b$").text.startswith("\ufffd")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"cells": 3}', '{"worksheets": []}', "[" * 100_000])
def test_what_is_no_notebook_is_refused(text):
    with pytest.raises(NoDocument):
        find(text, ".ipynb")


def test_a_command_may_stand_for_the_beginning_of_a_display():
    text = "\\newcommand{\\be}{\\begin{equation}}\\def\\ee{\\end{equation}}\\begin{document}\n\\be a = b \\ee $c$\n"
    document = find(text, ".tex")
    assert [document.text[each.start : each.end] for each in document.fragments] == [" a = b ", "c"]
    assert document.position(document.fragments[0].start) == (2, 4)


# Markdown's kin


def found_in(text, suffix=".md"):
    document = find(text, suffix)
    return [" ".join(document.text[each.start : each.end].split()) for each in document.fragments]


@pytest.mark.parametrize(
    "text",
    [
        "{{< katex display=true >}}\na = b\n{{< /katex >}}",
        "{{< math >}}$$a = b$${{< /math >}}",
        "{{% math %}}\n\\[ a = b \\]\n{{% /math %}}",
        "+++\nmath = true\nx = '$no = no$'\n+++\n$a = b$",
        "!!! note\n    Then\n\n    $$a = b$$",
        "1. One\n\n    $$a = b$$\n\n    - two",
        "| $a = b$ | c |\n|---|---|",
        "$$\n\na = b\n\n$$",
        "Setext $a = b$\n---",
        "~~~ math\na = b\n~~~",
        "$$ a = b $$ {#eq:one}",
        "  > - $$\n  >   a = b\n  >   $$",
    ],
)
def test_kinds_of_markdown(text):
    assert found_in(text) == ["a = b"]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 = five, or $ 6 in all.",
        "echo $HOME and $PATH are two variables",
        "\\$a = b\\$",
        r"\[a link\](there) and \(an aside\)",
        "`` $a = b$ ` ``",
        "<style>$a = b$</style>",
        "<!--\n\n$a = b$\n\n-->",
        "````\n```\n$a = b$\n```\n````",
    ],
)
def test_what_is_no_formula(text):
    assert found_in(text) == []
