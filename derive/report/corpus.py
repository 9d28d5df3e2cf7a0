"""A corpus in figures: what the rows of a check come to, however many there are."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from derive.results.evidence import VERDICTS

SHOWN = 25
"""Kinds, or documents, that are listed."""
EXAMPLES = 3
"""Places that are given for each kind."""

Row = dict[str, Any]


@dataclass
class Kind:
    """Findings of one kind: how many, in how many documents at least, and where the first ones stand."""

    name: str
    count: int = 0
    examples: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """One more; an example is of a document that has given none."""
        self.count += 1
        if len(self.examples) < EXAMPLES and all(row["document"] != e["document"] for e in self.examples):
            self.examples.append(row)


@dataclass
class Sheet:
    """One document: its verdicts, and the seconds it took."""

    name: str
    seconds: float = 0.0
    verdicts: Counter[str] = field(default_factory=Counter)

    @property
    def weight(self) -> tuple[int, int, float]:
        """How bad it is: what is refuted, what stays open, what it cost."""
        open_ones = self.verdicts["undecided"] + self.verdicts["unreadable"]
        return self.verdicts["refuted"] + self.verdicts["disagreement"], open_ones, self.seconds


class Corpus:
    """All rows of a check, counted as they are read."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.documents, self.equalities, self.chains = 0, 0, 0
        self.seconds = 0.0
        self.verdicts: Counter[str] = Counter()
        self.unjudged = 0
        self.slips: dict[str, Kind] = {}
        self.unread: dict[str, Kind] = {}
        self.open: dict[str, Kind] = {}
        self.problems: dict[str, Kind] = {}
        self.disagreements: list[Row] = []
        self._worst: list[Any] = []  # weight, order, sheet: a heap, the least first
        self._slowest: list[Any] = []
        self._sheet: Sheet | None = None
        for row in rows:
            self._take(row)
        self._close()

    @property
    def shares(self) -> Iterator[tuple[str, int, float]]:
        """Each verdict on an equality, how often it is given, and its share."""
        for verdict in VERDICTS:
            if verdict != "definition" and (count := self.verdicts[verdict]):
                yield verdict, count, count / self.equalities

    @property
    def worst(self) -> list[Sheet]:
        """The documents with the most wrong in them."""
        listed = [sheet for weight, _, sheet in sorted(self._worst, reverse=True) if weight[:2] != (0, 0)]
        return listed[:SHOWN]

    @property
    def slowest(self) -> list[Sheet]:
        """The documents that took longest."""
        return [sheet for _, _, sheet in sorted(self._slowest, reverse=True)][:5]

    @property
    def tables(self) -> Iterator[tuple[str, list[Kind], int]]:
        """Each table by its name: its kinds, the commonest first, and how many are left out."""
        for title, kinds in (
            ("slips", self.slips),
            ("open", self.open),
            ("unread", self.unread),
            ("problems", self.problems),
        ):
            listed = sorted(kinds.values(), key=lambda each: (-each.count, each.name))
            if listed:
                yield title, listed[:SHOWN], len(listed) - SHOWN

    def _take(self, row: Row) -> None:
        kind, verdict = row["kind"], row["verdict"]
        if kind in ("document", "page"):
            self._close()
            self.documents += 1
            self._sheet = Sheet(row["document"])
        if self._sheet is not None:
            self._sheet.seconds += row["seconds"] or 0.0
        if kind == "problem":
            _add(self.problems, verdict, row)
        elif kind == "chain":
            self.chains += 1
        elif kind not in ("document", "page"):
            self._count(row)

    def _count(self, row: Row) -> None:
        verdict = row["verdict"]
        self.verdicts[verdict] += 1
        if self._sheet is not None:
            self._sheet.verdicts[verdict] += 1
        if verdict == "definition":
            return
        self.equalities += 1
        match verdict:
            case "refuted":
                _add(self.slips, row["slip"] or "no known slip", row)
            case "undecided":
                _add(self.open, kind_of(row["message"]), row)
            case "unreadable":
                _add(self.unread, kind_of(row["message"]), row)
            case "disagreement":
                self.disagreements.append(row)

    def _close(self) -> None:
        """Weigh the document that was read last."""
        if (sheet := self._sheet) is None:
            return
        self._sheet = None
        judged = sheet.verdicts.total() - sheet.verdicts["definition"] - sheet.verdicts["unreadable"]
        self.unjudged += judged == 0
        self.seconds += sheet.seconds
        order = -self.documents
        for heap, entry in (
            (self._worst, (sheet.weight, order, sheet)),
            (self._slowest, (sheet.seconds, order, sheet)),
        ):
            heapq.heappush(heap, entry)
            if len(heap) > SHOWN:
                heapq.heappop(heap)


def _add(kinds: dict[str, Kind], name: str, row: Row) -> None:
    if name not in kinds and len(kinds) > MOST_KINDS:
        name = "others"
    kinds.setdefault(name, Kind(name)).add(row)


MOST_KINDS = 5_000
"""So many are told apart."""

_OWN = re.compile(r"“[^”]*”|‘[^’]*’|'[^']*'|`[^`]*`|(?<![\w\\])\d+(?:\.\d+)?")
"""What of a message belongs to its place alone: what is quoted, numbers."""


def kind_of(message: str | None) -> str:
    """A message without what belongs to its place: `the words “…” may state a hypothesis`."""
    first = re.split(r"[;:] ", message or "no reason given", maxsplit=1)[0]
    return _OWN.sub("…", first)[:160]


def percent(share: float) -> str:
    """`12 %`, `0.4 %`; never 0 % of what is there, nor 100 % of what is not all."""
    shown = 100 * share
    if share < 0.1:
        return f"{max(shown, 0.01):.2g} %"
    return f"{min(shown, 99.99):.2f} %" if 0.99 < share < 1 else f"{shown:.0f} %"
