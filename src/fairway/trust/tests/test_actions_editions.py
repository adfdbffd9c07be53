"""Editions: fixed once, and made again exactly whatever was written down since."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.base.models import AuditLine, User
from fairway.govern.models import Role
from fairway.know.actions import Provenance, correct_organisation
from fairway.know.actions.merging import _merge, undo_merge
from fairway.know.models import Merge, Organisation
from fairway.lib.errors import Invalid, NotAllowed, Refused
from fairway.trust import actions
from fairway.trust.engine.edition import Entry, edition_hash
from fairway.trust.models import CreditModel, CreditRecord, Edition
from fairway.trust.queries.editions import entries

pytestmark = pytest.mark.django_db

AS_OF = date(2026, 6, 1)
KINDS = (("tax_grade", "A"), ("tax_grade", "D"), ("penalty", "serious"), ("award", ""), ("court_default", ""))


def publish(actor: User | None = None, as_of: date = AS_OF) -> Edition:
    return actions.publish_edition(actor=actor or operator(), reason="yearly", model=credit_model(), as_of=as_of)


class World:
    """Organisations to which anything that may happen does happen."""

    def __init__(self, seed: int) -> None:
        self.dice, self.user = random.Random(seed), operator()
        self.bodies = [organisation() for _each in range(4)]
        for number in range(6):
            self.enter(f"N{number % 4}")

    def enter(self, number: str = "") -> None:
        """A record learned before the day, written down only now; some organisations share a number."""
        mine, (kind, severity) = self.dice.choice(self.bodies), self.dice.choice(KINDS)
        mine.refresh_from_db()
        number = number or f"L{CreditRecord.objects.count()}"
        day = AS_OF - timedelta(days=self.dice.randrange(400))
        if mine.merged_into_id is None and not mine.credit_records.filter(number=number).exists():
            credit_record(mine, number=number, kind=kind, severity=severity, happened_on=day, learned_on=day)

    def change(self) -> None:
        record = self.dice.choice(list(CreditRecord.objects.filter(status="active").order_by("pk")) or [None])
        if record is not None:
            status = self.dice.choice(["withdrawn", "repaired", "under_objection"])
            on = max(record.happened_on, AS_OF - timedelta(days=9))
            actions.change_status(actor=self.user, reason="case", record=record, status=status, on=on)

    def correct_kind(self) -> None:
        """An organisation the method is for is found to be of another kind, or the other way round."""
        mine = self.dice.choice(self.bodies)
        mine.refresh_from_db()
        if mine.merged_into_id is None:
            kind = "government" if mine.kind == "enterprise" else "enterprise"
            changes, given = {"kind": kind}, Provenance(origin="register")
            correct_organisation(actor=self.user, reason="wrong", organisation=mine, changes=changes, given=given)

    def merge(self) -> None:
        apart = list(Organisation.objects.filter(pk__in=[b.pk for b in self.bodies], merged_into=None).order_by("pk"))
        if len(apart) > 1:
            kept, merged = self.dice.sample(apart, 2)
            _merge(actor=self.user, reason="one", kept=kept, merged=merged, ruling=None)

    def undo(self) -> None:
        standing = list(Merge.objects.filter(undone_at=None).order_by("pk"))
        if standing:
            undo_merge(actor=self.user, reason="two", merge=self.dice.choice(standing))


@pytest.mark.parametrize("seed", range(10))
def test_any_past_edition_is_made_again_exactly(seed: int) -> None:
    """Records, changes of status, merges, merges taken back and corrected kinds come in between, in any order."""
    world, published = World(seed), []
    for _turn in range(3):
        published.append(publish(world.user))
        for _each in range(4):
            world.dice.choice([world.enter, world.change, world.merge, world.undo, world.correct_kind])()
    for edition in published:
        assert actions.replay_edition(actor=world.user, reason="check", edition=edition).is_reproduced


def test_an_edition_by_hand() -> None:
    """Two organisations with a file, one without: tax grade A of 2021 is past its look-back in June 2026."""
    one, two, _none = organisation(), organisation(), organisation()
    credit_record(one, happened_on=AS_OF, learned_on=AS_OF)
    credit_record(two)
    edition = publish()
    assert edition.count == 2
    found = entries(edition.model, AS_OF, edition.published_at)
    assert [(e.organisation, e.points) for e in found] == [(one.pk, 670), (two.pk, 600)]
    assert edition.sha256 == edition_hash(reversed(found))
    line = AuditLine.objects.get(verb="publish_edition")
    assert (line.facts["sha256"], line.facts["count"], line.reason) == (edition.sha256, 2, "yearly")


def test_a_kind_corrected_later_changes_no_edition_before_it() -> None:
    """It was an enterprise on the day; since it is a government body, the method is not for it any more."""
    mine, user = organisation(), operator()
    credit_record(mine, happened_on=AS_OF, learned_on=AS_OF)
    before = publish(user)
    for kind in ("government", "zone"):
        changes, given = {"kind": kind}, Provenance(origin="register")
        correct_organisation(actor=user, reason="wrong", organisation=mine, changes=changes, given=given)
    assert (before.count, publish(user).count) == (1, 0)
    assert actions.replay_edition(actor=user, reason="check", edition=before).is_reproduced


def test_the_hash_is_that_of_plain_text() -> None:
    r"""``printf '3,600,BBB\n7,420,C\n' | sha256sum``."""
    found = edition_hash([Entry(7, 420, "C"), Entry(3, 600, "BBB")])
    assert found == "68a2c900d981b73c6078348bd4e4370885221107e60af23a193dffb844e4fd00"
    assert edition_hash([Entry(3, 600, "BBB")]) != found


def test_a_tampered_edition_is_found_out() -> None:
    record = credit_record(organisation(), happened_on=AS_OF, learned_on=AS_OF)
    edition = publish()
    CreditRecord.objects.filter(pk=record.pk).update(severity="D")
    done = actions.replay_edition(actor=operator(), reason="check", edition=edition)
    assert done.is_reproduced is False
    assert AuditLine.objects.get(verb="replay_edition").facts["same"] is False


def test_what_is_not_to_be_published() -> None:
    for error, given in (
        (Refused, {"as_of": date(2026, 3, 31)}),
        (Invalid, {"as_of": timezone.localdate() + timedelta(days=1)}),
        (NotAllowed, {"actor": account(Role.PROMOTION_OFFICE)}),
    ):
        with pytest.raises(error):
            publish(**given)
    assert not Edition.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_withdrawn_method_publishes_nothing() -> None:
    model = credit_model()
    model.state = CreditModel.State.WITHDRAWN
    with pytest.raises(Refused, match="withdrawn"):
        actions.publish_edition(actor=operator(), reason="r", model=model, as_of=AS_OF)
    assert not Edition.objects.exists()


def test_a_replay_that_is_stopped_keeps_nothing() -> None:
    credit_record(organisation(), happened_on=AS_OF, learned_on=AS_OF)
    edition = publish()

    def stop(_done: int, _total: int, _reason: object) -> None:
        raise Refused("job-cancelled", "Stopped on request.")

    with pytest.raises(Refused):
        actions.replay_edition(actor=operator(), reason="check", edition=edition, progress=stop)
    edition.refresh_from_db()
    assert edition.replayed_at is None
    with pytest.raises(NotAllowed):
        actions.replay_edition(actor=account(Role.ZONE_COMMITTEE), reason="x", edition=edition)
