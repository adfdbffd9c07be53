"""Who may do what, as a table."""

from __future__ import annotations

import pytest
from tests.cast import account, credit_record, organisation

from fairway.govern.models import Role
from fairway.trust.models import AssessmentOrder, IssuedStatement, Rating
from fairway.trust.rules import RIGHTS

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
MAY = {
    "trust.see_ratings": {P, Z, E, C},
    "trust.see_records": {P, Z, E, C},
    "trust.see_models": {P, Z, E, C},
    "trust.see_file": {P, Z, E, C},
    "trust.see_notices": {P, Z, E, C},
    "trust.see_looks": {P, Z, E, C},
    "trust.see_editions": {P, Z, E, C},
    "trust.rate": {C},
    "trust.draft_models": {C},
    "trust.approve_model": {C},
    "trust.load_records": {P, C},
    "trust.see_assessments": {P, Z, E, C},
    "trust.order_assessment": {P, C},
    "trust.declare_interests": {P, Z, E, C},
    "trust.deliver_assessment": {P, Z, E, C},
    "trust.publish_assessment": {C},
    "trust.issue_statement": {P, Z, E, C},
    "trust.change_status": {C},
    "trust.see_cases": {P, Z, E, C},
    "trust.open_cases": {P, Z, E, C},
    "trust.handle_cases": {C},
    "trust.decide_cases": {C},
    "trust.run_due_cases": {C},
}
MAY_OF_OTHERS = {
    **MAY,
    "trust.see_ratings": {P, Z, C},
    "trust.see_records": {P, C},
    "trust.see_assessments": {P, Z, C},
    "trust.declare_interests": {C},
    "trust.deliver_assessment": {C},
    "trust.issue_statement": {P, C},
    "trust.see_file": {P, C},
    "trust.see_notices": {C},
    "trust.see_looks": {C},
    "trust.see_cases": {P, C},
    "trust.open_cases": {C},
}
NEVER_OWN = (
    "trust.change_status",
    "trust.handle_cases",
    "trust.decide_cases",
    "trust.order_assessment",
    "trust.publish_assessment",
)


def test_the_table_covers_every_right() -> None:
    assert set(MAY) == set(RIGHTS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", MAY)
def test_a_role_holds_exactly_its_rights(role: Role, right: str) -> None:
    user = account(role)
    assert user.has_perm(right) is (role in MAY[right])
    assert user.has_perm(right, organisation()) is (role in MAY_OF_OTHERS[right])


@pytest.mark.parametrize("right", ["trust.order_assessment", "trust.publish_assessment"])
def test_nobody_decides_on_an_assessment_of_or_by_their_own(right: str) -> None:
    mine, other = organisation(), organisation()
    user = account(C, mine)
    assert user.has_perm(right, AssessmentOrder(subject=other, assessor=organisation()))
    assert not user.has_perm(right, AssessmentOrder(subject=mine, assessor=other))
    assert not user.has_perm(right, AssessmentOrder(subject=other, assessor=mine))


@pytest.mark.parametrize("role", Role)
def test_whoever_acts_for_an_organisation_sees_and_contests_what_is_said_of_it(role: Role) -> None:
    """A government body as much as an enterprise."""
    mine = organisation()
    user = account(role, mine)
    for right in ("trust.see_file", "trust.see_notices", "trust.see_looks", "trust.open_cases"):
        assert user.has_perm(right, mine)
    assert user.has_perm("trust.see_ratings", Rating(organisation=mine))
    assert user.has_perm("trust.see_records", credit_record(mine))
    assert user.has_perm("trust.issue_statement", IssuedStatement(organisation=mine))
    for order in (
        AssessmentOrder(subject=mine, assessor=organisation()),
        AssessmentOrder(subject=organisation(), assessor=mine),
    ):
        assert user.has_perm("trust.see_assessments", order)
    others = MAY_OF_OTHERS["trust.see_records"]
    assert user.has_perm("trust.see_records", credit_record(organisation())) is (role in others)


@pytest.mark.parametrize("right", NEVER_OWN)
def test_nobody_decides_on_what_is_their_own(right: str) -> None:
    mine = organisation()
    assert not account(C, mine).has_perm(right, credit_record(mine))
    assert account(C).has_perm(right, credit_record(mine))
