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
            self._said[claim] = self._kept(claim) or self._checked(identity)
            if self._said[claim].counterexample is None:
                self._keep(claim)
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
            self._said[claim] = with_hints(identity, self._said[claim])
            self._keep(claim)
        return replace(self._said[claim], id=identity.id)

    @staticmethod
    def _digest(identity: Identity) -> str:
        return digest(identity.left, identity.right, identity.stated, identity.given, identity.relation)

    def _checked(self, identity: Identity) -> Result:
        return check(identity, seed=self.seed, time_limit=self.time_limit, hints=False)

    def _kept(self, claim: str) -> Result | None:
        store = opened(self.cache)
        text = None if store is None else store.kept(KIND, self._key(claim))
        try:
            found = None if text is None else loads(text)
        except NoRecord:
            return None
        if not isinstance(found, Result):
            return None
        self._complete.add(claim)
        return found

    def _keep(self, claim: str) -> None:
        """Keep what is complete: the verdict, and the hints if it is refuted."""
        self._complete.add(claim)
        store, result = opened(self.cache), self._said[claim]
        if store is not None and result.seconds < PATIENCE * self.time_limit:
            store.keep(KIND, self._key(claim), dumps(replace(result, id="")))

    def _key(self, claim: str) -> str:
        engine = self.cache.engine if self.cache else ""
        return key(engine, claim, str(self.seed), repr(self.time_limit))
