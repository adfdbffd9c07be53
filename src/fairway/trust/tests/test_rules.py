"""Who may do what, as a table."""

from __future__ import annotations

import pytest
from tests.cast import account, credit_record, organisation

from fairway.govern.models import Role
from fairway.trust.models import Rating
from fairway.trust.rules import RIGHTS

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
MAY = {
    "trust.see_ratings": {P, Z, E, C},
    "trust.see_records": {P, E, C},
    "trust.see_models": {P, Z, E, C},
    "trust.see_file": {P, E, C},
    "trust.see_notices": {E, C},
    "trust.see_looks": {E, C},
    "trust.see_editions": {P, Z, E, C},
    "trust.rate": {C},
    "trust.draft_models": {C},
    "trust.approve_model": {C},
    "trust.load_records": {P, C},
    "trust.change_status": {C},
    "trust.see_cases": {P, E, C},
    "trust.open_cases": {E, C},
    "trust.handle_cases": {C},
    "trust.decide_cases": {C},
    "trust.run_due_cases": {C},
}
MAY_OF_OTHERS = {
    **MAY,
    "trust.see_ratings": {P, Z, C},
    "trust.see_records": {P, C},
    "trust.see_file": {P, C},
    "trust.see_notices": {C},
    "trust.see_looks": {C},
    "trust.see_cases": {P, C},
    "trust.open_cases": {C},
}
NEVER_OWN = ("trust.change_status", "trust.handle_cases", "trust.decide_cases")


def test_the_table_covers_every_right() -> None:
    assert set(MAY) == set(RIGHTS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", MAY)
def test_a_role_holds_exactly_its_rights(role: Role, right: str) -> None:
    user = account(role)
    assert user.has_perm(right) is (role in MAY[right])
    assert user.has_perm(right, organisation()) is (role in MAY_OF_OTHERS[right])


def test_an_enterprise_sees_what_is_its_own() -> None:
    mine = organisation()
    user = account(E, mine)
    assert user.has_perm("trust.see_ratings", Rating(organisation=mine))
    assert user.has_perm("trust.see_records", credit_record(mine))
    assert not user.has_perm("trust.see_records", credit_record(organisation()))


@pytest.mark.parametrize("right", NEVER_OWN)
def test_nobody_decides_on_what_is_their_own(right: str) -> None:
    mine = organisation()
    assert not account(C, mine).has_perm(right, credit_record(mine))
    assert account(C).has_perm(right, credit_record(mine))
