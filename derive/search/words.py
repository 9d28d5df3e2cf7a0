"""By words: names, titles, prose in both languages and sources.

Every word of the query must begin a word of the statement or of its page: "layer norm" finds the normalisation of
a layer. Where nothing has them all, what has most of them is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from derive.language.claims import Example, Identity
from derive.language.functions import BOOK
from derive.language.page import Page
from derive.proofs.translation import translation
from derive.search.found import Found, stated

NAME, TITLE, PROSE = 4, 2, 1
"""What a word counts for, by where it stands."""

SOFTARGMAX = ("softargmax", "softmax")

SHORT = {
    "crf": "conditional random field", "ctc": "connectionist temporal classification", "elbo": "evidence bound",
    "fm": "factorisation machine", "gae": "advantage", "gelu": "gaussian error linear", "gmm": "mixture",
    "hmm": "hidden markov", "kl": "divergence", "lse": "logsumexp", "ols": "least squares",
    "pca": "principal component", "pooling": "pool", "rbm": "boltzmann", "rope": "rotary", "sgns": "word2vec",
    "svm": "hinge", "vae": "variational bayes",
}  # fmt: skip
"""What people search for in short, and the words of the pages."""

_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def by_words(query: str, pages: Iterable[Page]) -> tuple[Found, ...]:
    """The statements that these words are about; those with the most weighty places first."""
    wanted = tuple(word for each in _words(query) for word in _words(SHORT.get(each, each)))
    scored = [(_score(wanted, page, each), page, each) for page in pages for each in page.identities.values()]
    most = max((matched for (matched, _), _, _ in scored), default=0)
    if not most or 2 * most < len(wanted):
        return ()
    best = [(weight, page, each) for (matched, weight), page, each in scored if matched == most]
    best.sort(key=lambda entry: -entry[0])
    return tuple(stated(page, each) for _, page, each in best)


def _score(wanted: tuple[str, ...], page: Page, statement: Identity | Example) -> tuple[int, int]:
    """How many of the words are there, and how much that counts for."""
    weights = [
        max((weight for weight, there in _places(page, statement) if _is_there(word, there)), default=0)
        for word in wanted
    ]
    return sum(map(bool, weights)), sum(weights)


def _places(page: Page, statement: Identity | Example) -> Iterator[tuple[int, tuple[str, ...]]]:
    chinese = translation(page, "zh")
    source = statement.source.document if statement.source else ""
    yield NAME, _words(statement.name)
    yield TITLE, _words(f"{page.name} {page.title} {chinese.title} {statement.title}")
    yield PROSE, _words(f"{statement.prose} {chinese.statements.get(statement.name, '')} {source}")


def _is_there(word: str, there: tuple[str, ...]) -> bool:
    alike = _ALIKE.get(word, (word,))
    if _HAN.match(word):
        return any(word in each for each in there)
    return any(each.startswith(alike) for each in there)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """The words in small letters, spelt with s where others write z."""
    small = text.lower().replace("_", " ").replace("iz", "is").replace("yz", "ys")
    return tuple(_WORD.findall(small))


_ALIKE = {
    spelling: names
    for names in (SOFTARGMAX, *((name, *meaning.spellings) for name, meaning in BOOK.items()))
    for spelling in names
}
"""Words for one function: sigmoid and logistic."""
