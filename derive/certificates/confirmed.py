"""What a second kernel has confirmed: claims, by their fingerprints, with the certificates that Rocq accepted.

`derive certify --all --check --record` writes the file. A claim is looked up by what it says: one that was changed
since is not confirmed, whatever its name.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from derive.language.claims import Example, Identity
from derive.language.digest import NoDigest, digest

FILE = "confirmed.json"


@dataclass(frozen=True)
class Confirmation:
    """A claim and the certificate that was accepted for it, both as fingerprints."""

    claim: str
    certificate: str


@dataclass(frozen=True)
class Confirmed:
    """Who confirmed, and what: by the ids of the claims."""

    rocq: str
    library: str
    claims: dict[str, Confirmation]

    def holds(self, identity: Identity | Example) -> bool:
        """Whether this claim, as it is now, is among them."""
        found = self.claims.get(identity.id)
        return isinstance(identity, Identity) and found is not None and found.claim == claim_of(identity)


def claim_of(identity: Identity) -> str:
    """The fingerprint of a claim: both sides with their definitions, hypotheses, relation."""
    try:
        return digest(identity.left, identity.right, identity.given, identity.relation)[:32]
    except NoDigest:
        return ""


@cache
def confirmed() -> Confirmed:
    """What is on record; nothing, where there is no record."""
    try:
        read = json.loads(resources.files("derive.certificates").joinpath(FILE).read_text(encoding="utf-8"))
        claims = {name: Confirmation(**each) for name, each in read["claims"].items()}
        return Confirmed(read["rocq"], read["library"], claims)
    except (OSError, ValueError, KeyError, TypeError):
        return Confirmed("", "", {})


def record(found: Confirmed, path: Path | None = None) -> Path:
    """Write it down, in order, so that a change can be read."""
    place = path or Path(__file__).with_name(FILE)
    made = asdict(found) | {"claims": {name: asdict(found.claims[name]) for name in sorted(found.claims)}}
    place.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return place
