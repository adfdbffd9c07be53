"""Members are appointed by the office, never by themselves, and stay in the record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import account, organisation

from fairway.base.models import AuditLine
from fairway.govern import actions, queries
from fairway.govern.models import Membership, Role
from fairway.lib.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db

DAY = date(2024, 5, 1)


def appoint(actor: object, **given: object) -> Membership:
    values: dict[str, object] = {
        "user": account(),
        "organisation": organisation(),
        "role": Role.ENTERPRISE,
        "valid_from": DAY,
    }
    appointment = actions.Appointment(**{**values, **given})  # type: ignore[arg-type]
    return actions.appoint_member(actor=actor, reason="a test", appointment=appointment)  # type: ignore[arg-type]


def test_the_office_appoints_a_member() -> None:
    membership = appoint(account(Role.PROMOTION_OFFICE))
    assert membership in queries.members_on(DAY)
    assert membership not in queries.members_on(DAY - timedelta(days=1))
    line = AuditLine.objects.get()
    assert (line.verb, line.facts["role"]) == ("appoint_member", "enterprise")


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE])
def test_others_may_not(role: Role) -> None:
    with pytest.raises(NotAllowed):
        appoint(account(role))
    assert not AuditLine.objects.exists()


def test_nobody_appoints_themselves() -> None:
    actor = account(Role.PROMOTION_OFFICE)
    with pytest.raises(Refused, match="Nobody appoints themselves"):
        appoint(actor, user=actor)


def test_nobody_is_appointed_at_a_record_that_was_merged() -> None:
    # Acting for the merged record is not acting for the kept one: it would get round "not in one's own case".
    merged = organisation(merged_into=organisation())
    with pytest.raises(Refused, match="has been merged"):
        appoint(account(Role.PROMOTION_OFFICE), organisation=merged)


def test_the_last_day_is_not_before_the_first() -> None:
    with pytest.raises(Invalid):
        appoint(account(Role.PROMOTION_OFFICE), valid_until=DAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("first", "last", "clash"),
    [(0, None, True), (-5, -1, False), (-5, 0, True), (3, 5, True), (11, None, False), (-5, 20, True)],
)
def test_the_same_role_is_not_held_twice_at_a_time(first: int, last: int | None, *, clash: bool) -> None:
    actor = account(Role.PROMOTION_OFFICE)
    held = appoint(actor, valid_until=DAY + timedelta(days=10))
    again = {
        "user": held.user,
        "organisation": held.organisation,
        "valid_from": DAY + timedelta(days=first),
        "valid_until": None if last is None else DAY + timedelta(days=last),
    }
    if clash:
        with pytest.raises(Refused, match="already holds that role"):
            appoint(actor, **again)
    else:
        appoint(actor, **again)
    assert Membership.objects.filter(user=held.user).count() == (1 if clash else 2)


def test_a_membership_is_ended_once_and_stays() -> None:
    actor = account(Role.PROMOTION_OFFICE)
    membership = appoint(actor)
    with pytest.raises(Invalid):
        actions.end_membership(actor=actor, reason="x", membership=membership, last_day=DAY - timedelta(days=1))
    actions.end_membership(actor=actor, reason="moved on", membership=membership, last_day=DAY)
    assert Membership.objects.get(pk=membership.pk).valid_until == DAY
    with pytest.raises(Refused):
        actions.end_membership(actor=actor, reason="x", membership=membership, last_day=DAY)
    assert list(AuditLine.objects.values_list("verb", flat=True)) == ["appoint_member", "end_membership"]


def test_an_enterprise_sees_its_own_members_only() -> None:
    mine, other = account(Role.ENTERPRISE), account(Role.ENTERPRISE)
    office = account(Role.CREDIT_OFFICE)
    assert [m.user for m in queries.members_seen_by(mine)] == [mine]
    assert {m.user for m in queries.members_seen_by(office)} == {mine, other, office}
