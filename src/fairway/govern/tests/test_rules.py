"""Who may do what, as a table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.cast import account, operator, organisation

from fairway.base.models import User
from fairway.govern.models import Membership, Role
from fairway.govern.rules import RIGHTS, Right, holds, is_own_case
from fairway.know.models import Organisation

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
MAY = {
    "base.see_audit": {P, C},
    "base.see_jobs": {P, Z, C},
    "base.see_job": {P, Z, C},
    "know.see_organisations": {P, Z, E, C},
    "know.edit_organisations": {P},
    "know.see_contacts": {P, Z, C},
    "know.log_contacts": {P, Z},
    "know.see_doubles": {P, Z, C},
    "know.decide_doubles": {P},
    "know.confirm_merges": {P, C},
    "govern.see_members": {P, Z, E, C},
    "govern.appoint_members": {P},
}


def test_the_table_covers_every_right() -> None:
    assert set(MAY) == set(RIGHTS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", MAY)
def test_a_role_holds_exactly_its_rights(role: Role, right: str) -> None:
    assert account(role).has_perm(right) is (role in MAY[right])


def test_nobody_without_a_membership_holds_anything() -> None:
    user = account()
    assert not any(user.has_perm(right) for right in RIGHTS)
    assert not any(AnonymousUser().has_perm(right) for right in RIGHTS)


def test_the_operator_holds_everything() -> None:
    assert all(operator().has_perm(right) for right in RIGHTS)


@pytest.mark.parametrize(
    ("first", "last", "may"), [(-10, -1, False), (-10, 0, True), (0, None, True), (1, None, False), (0, 0, True)]
)
def test_a_membership_counts_on_its_days_only(first: int, last: int | None, *, may: bool) -> None:
    today = timezone.localdate()
    user = account()
    Membership.objects.create(
        user=user,
        organisation=organisation(),
        role=P,
        valid_from=today + timedelta(days=first),
        valid_until=None if last is None else today + timedelta(days=last),
    )
    assert user.has_perm("know.edit_organisations") is may


def test_an_account_that_was_closed_holds_nothing() -> None:
    user = account(P)
    user.is_active = False
    assert not user.has_perm("know.see_organisations")


def test_own_rights_reach_no_further_than_one_s_own_organisation() -> None:
    mine, theirs = organisation(), organisation()
    user = account(E, mine)
    right = Right(own=frozenset({E}))
    assert holds(user, right, None)
    assert holds(user, right, mine)
    assert not holds(user, right, theirs)
    assert is_own_case(user, mine)
    assert not is_own_case(user, theirs)


def test_a_merged_records_case_is_the_kept_ones() -> None:
    kept, merged = organisation(), organisation()
    user = account(E, merged)
    assert not is_own_case(user, kept)
    type(merged).objects.filter(pk=merged.pk).update(merged_into=kept)
    assert is_own_case(type(user).objects.get(pk=user.pk), kept)


def test_an_own_right_needs_the_role_at_that_organisation() -> None:
    mine, also = organisation(), organisation()
    user = account(E, mine)
    Membership.objects.create(user=user, organisation=also, role=C, valid_from=date(2020, 1, 1))
    assert not holds(user, Right(own=frozenset({E})), also)


@pytest.mark.parametrize("right", ["know.decide_doubles", "know.confirm_merges"])
@pytest.mark.parametrize("role", [P, C])
def test_nobody_decides_on_a_record_they_act_for(right: str, role: Role) -> None:
    mine, theirs = organisation(), organisation()
    user = account(role, mine)
    assert user.has_perm(right, theirs) is (role in MAY[right])
    assert not user.has_perm(right, mine)
    Membership.objects.create(user=user, organisation=theirs, role=E, valid_from=date(2020, 1, 1))
    user._memberships = None  # a new request
    assert not user.has_perm(right, theirs)


def test_what_stayed_with_a_merged_record_is_an_own_case_of_the_kept_one() -> None:
    kept, merged = organisation(), organisation()
    user = account(C, kept)
    assert not is_own_case(user, merged)
    Organisation.objects.filter(pk=merged.pk).update(merged_into=kept)
    again = User.objects.get(pk=user.pk)
    assert is_own_case(again, merged)
    assert not is_own_case(again, organisation())
