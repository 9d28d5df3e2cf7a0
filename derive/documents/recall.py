"""Claims that were judged before: an = whose sides, definitions and hypotheses are the same is judged once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from derive.language.claims import Identity
from derive.language.digest import NoDigest, digest
from derive.results import Result
from derive.results.recording import NoRecord, dumps, loads
from derive.store import Cache, key, opened
from derive.verdict import check, with_hints

KIND = "claim"
WITHOUT_HINTS = "claim without hints"
"""A refuted one of which nobody asked what it may have meant."""

PATIENCE = 0.25
"""What took more of its time limit than this is not kept: a machine with less to do might have decided it."""


@dataclass
class Recall:
    """Asks the three voices about claims, and remembers what they said, in `cache` for the next run too."""

    seed: int
    time_limit: float
    cache: Cache | None = None
    _said: dict[str, Result] = field(default_factory=dict)
    _complete: set[str] = field(default_factory=set)

    def check(self, identity: Identity) -> Result:
        """The verdict on the claim, wherever it stands; without hints. Raises `IllFormed`."""
        try:
            claim = self._digest(identity)
        except NoDigest:
            return self._checked(identity)
        if claim not in self._said:
            self._said[claim] = self._kept(claim) or self._kept_now(claim, self._checked(identity))
        return replace(self._said[claim], id=identity.id)

    def hinted(self, identity: Identity) -> Result:
        """The verdict, and what a refuted claim may have meant: that takes longer than to refute it."""
        made = self.check(identity)
        if made.counterexample is None:
            return made
        try:
            claim = self._digest(identity)
        except NoDigest:
            return with_hints(identity, made)
        if claim not in self._complete:
            self._complete.add(claim)
            self._said[claim] = self._kept_now(claim, with_hints(identity, self._said[claim]))
        return replace(self._said[claim], id=identity.id)

    @staticmethod
    def _digest(identity: Identity) -> str:
        return digest(identity.left, identity.right, identity.stated, identity.given, identity.relation)

    def _checked(self, identity: Identity) -> Result:
        return check(identity, seed=self.seed, time_limit=self.time_limit, hints=False)

    def _kept(self, claim: str) -> Result | None:
        store = opened(self.cache)
        if store is None:
            return None
        for kind in (KIND, WITHOUT_HINTS):
            text = store.kept(kind, self._key(claim))
            try:
                found = None if text is None else loads(text)
            except NoRecord:
                continue
            if isinstance(found, Result):
                self._complete |= {claim} if kind == KIND else set()
                return found
        return None

    def _kept_now(self, claim: str, result: Result) -> Result:
        """The result, kept: as complete if it has its hints, or needs none."""
        if result.counterexample is None:
            self._complete.add(claim)
        kind, store = KIND if claim in self._complete else WITHOUT_HINTS, opened(self.cache)
        if store is not None and result.seconds < PATIENCE * self.time_limit:
            store.keep(kind, self._key(claim), dumps(replace(result, id="")))
        return result

    def _key(self, claim: str) -> str:
        engine = self.cache.engine if self.cache else ""
        return key(engine, claim, str(self.seed), repr(self.time_limit))
