"""What is on record is a claim, not a name: one that was changed is not confirmed."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.catalogue import load
from derive.certificates import confirmed as module
from derive.certificates.confirmed import Confirmation, Confirmed, claim_of, confirmed, record
from derive.cli import cli
from derive.language.families import vector
from derive.language.hypotheses import positive
from derive.proofs.model import for_print
from derive.proofs.said import small_print
from derive.results import Result

JACOBIAN = load("softargmax").identities["jacobian"]
FOUND = Confirmed("8.16.1", "library", {JACOBIAN.id: Confirmation(claim_of(JACOBIAN), "certificate")})


@pytest.fixture
def on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derive.proofs.model.confirmed", lambda: FOUND)


def test_a_changed_claim_is_not_confirmed():
    z = vector("z", JACOBIAN.left.args[1].family.dims[0])
    assert FOUND.holds(JACOBIAN)
    assert FOUND.holds(replace(JACOBIAN, prose="Other words."))
    for changed in (
        replace(JACOBIAN, right=-JACOBIAN.right),
        replace(JACOBIAN, given=(positive(z),)),
        replace(JACOBIAN, relation=">"),
        replace(JACOBIAN, name="another"),
    ):
        assert not FOUND.holds(changed)


def test_the_record_is_read_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    record(FOUND, tmp_path / module.FILE)
    monkeypatch.setattr(module.resources, "files", lambda _: tmp_path)
    confirmed.cache_clear()
    assert confirmed() == FOUND
    (tmp_path / module.FILE).write_text("{}")
    confirmed.cache_clear()
    assert confirmed().claims == {}
    monkeypatch.undo()
    confirmed.cache_clear()


def test_a_printed_proof_says_that_it_is_confirmed(on_record: None):
    result = Result(JACOBIAN.id, "proved", JACOBIAN.claim_latex, JACOBIAN.claim_text)
    page = load("softargmax")
    assert ("✓✓ confirmed by a second kernel, Rocq 8.16.1",) in small_print(for_print(page, JACOBIAN, result))
    other = page.identities["total"]
    assert "Rocq" not in str(small_print(for_print(page, other, replace(result, id=other.id))))


def test_a_record_is_made_of_everything_or_not_at_all():
    refused = CliRunner().invoke(cli, ["certify", "softargmax.jacobian", "--record"])
    assert refused.exit_code == 2
    assert "--record goes with --all --check" in refused.output
