"""Who may do what, as a table."""

from __future__ import annotations

import pytest
from tests.cast import account, agreement, organisation, project

from fairway.govern.models import Role
from fairway.land.rules import RIGHTS

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
MAY = {
    "land.see_projects": {P, Z, E, C},
    "land.open_project": {P, Z},
    "land.record_stage": {P, Z, E},
    "land.record_payment": {P, Z},
    "land.load_stages": {P},
    "land.see_forecasts": {P, Z, C},
    "land.make_forecast": {P, Z},
    "land.override_forecast": {P, Z},
    "land.raise_hindrance": {P, Z, E},
    "land.work_on_hindrance": {P, Z, E},
    "land.escalate_hindrances": {P, Z},
    "land.plan_milestones": {P, Z},
    "land.move_milestones": {P, Z, E},
}
MAY_OF_OTHERS = {
    **MAY,
    "land.see_projects": {P, Z, C},
    "land.record_stage": {P, Z},
    "land.move_milestones": {P, Z},
    "land.raise_hindrance": {P, Z},
    "land.work_on_hindrance": {P, Z},
}


def test_the_table_covers_every_right() -> None:
    assert set(MAY) == set(RIGHTS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", MAY)
def test_a_role_holds_exactly_its_rights(role: Role, right: str) -> None:
    user = account(role)
    assert user.has_perm(right) is (role in MAY[right])
    assert user.has_perm(right, project()) is (role in MAY_OF_OTHERS[right])


def test_a_party_follows_its_own_project() -> None:
    mine = organisation()
    own = project(agreement(parties=(organisation(), mine)))
    user = account(E, mine)
    assert user.has_perm("land.see_projects", own)
    assert user.has_perm("land.record_stage", own)
    assert not user.has_perm("land.record_payment", own)
