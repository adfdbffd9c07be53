"""Who may do what, as a table."""

from __future__ import annotations

import pytest
from tests.cast import account, agreement, intention, organisation, project

from fairway.govern.models import Role
from fairway.land.rules import RIGHTS

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
MAY = {
    "land.see_projects": {P, Z, E, C},
    "land.open_project": {P, Z},
    "land.begin_project": {P, Z},
    "land.describe_project": {P, Z},
    "land.record_stage": {P, Z, E},
    "land.bring_evidence": {P, Z, E},
    "land.sign_evidence": {P, Z, C},
    "land.record_payment": {P, Z},
    "land.record_area": {P, Z},
    "land.record_capacity": {P, Z},
    "land.reverse_line": {P, Z},
    "land.load_stages": {P},
    "land.see_methods": {P, Z, C},
    "land.add_method": {P, Z},
    "land.approve_method": {P, Z},
    "land.manage_webhooks": {P},
    "land.see_forecasts": {P, Z, C},
    "land.make_forecast": {P, Z},
    "land.override_forecast": {P, Z},
    "land.raise_hindrance": {P, Z, E},
    "land.work_on_hindrance": {P, Z, E},
    "land.escalate_hindrances": {P, Z},
    "land.plan_milestones": {P, Z},
    "land.move_milestones": {P, Z, E},
    "land.log_visit": {P, Z},
    "land.see_doubts": {P, Z, C},
    "land.answer_doubt": {P, Z, C},
    "land.ask_reports": {P, Z},
    "land.file_report": {E},
    "land.answer_claim": {P, Z},
}
MAY_OF_OTHERS = {
    **MAY,
    "land.see_projects": {P, Z, C},
    "land.record_stage": {P, Z},
    "land.bring_evidence": {P, Z},
    "land.move_milestones": {P, Z},
    "land.raise_hindrance": {P, Z},
    "land.work_on_hindrance": {P, Z},
    "land.file_report": set(),
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


def test_before_a_signature_a_project_belongs_to_those_it_was_opened_for() -> None:
    mine = organisation()
    user = account(E, mine)
    assert user.has_perm("land.see_projects", intention(mine))
    assert not user.has_perm("land.see_projects", intention())


def test_nobody_takes_back_a_line_of_a_project_of_its_own() -> None:
    zone = organisation(kind="zone")
    own = intention(host=zone)
    assert account(Z).has_perm("land.reverse_line", own)
    assert not account(Z, zone).has_perm("land.reverse_line", own)
