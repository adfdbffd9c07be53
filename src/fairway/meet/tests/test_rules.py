from __future__ import annotations

import pytest
from tests import cast

from fairway.govern.models import Role
from fairway.meet.rules import RIGHTS

OFFICE, ZONE, COMPANY, CREDIT = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
ON_ANY = {
    "meet.see_events": {OFFICE, ZONE, COMPANY, CREDIT},
    "meet.see_requests": {OFFICE, ZONE, CREDIT},
    "meet.see_timetable": {OFFICE, ZONE, CREDIT},
    "meet.see_agenda": {OFFICE, ZONE, CREDIT},
    "meet.ask_meeting": set(),
    "meet.answer_request": set(),
    "meet.open_event": {OFFICE},
    "meet.edit_event": {OFFICE},
    "meet.see_talks": {OFFICE, ZONE, CREDIT},
    "meet.see_leads": {OFFICE, ZONE, CREDIT},
    "meet.note_lead": {OFFICE},
    "meet.finish_action": {OFFICE},
    "meet.register_participants": {OFFICE},
    "meet.load_requests": {OFFICE},
    "meet.make_timetable": {OFFICE},
    "meet.see_participants": {OFFICE, ZONE, COMPANY, CREDIT},
    "meet.set_registration": {OFFICE},
    "meet.see_applications": {OFFICE},
    "meet.decide_applications": {OFFICE},
    "meet.withdraw_participation": {OFFICE},
    "meet.renew_link": {OFFICE},
    "meet.correct_participation": {OFFICE},
    "meet.organise_requests": {OFFICE},
    "meet.edit_timetable": {OFFICE},
    "meet.see_reports": {OFFICE, ZONE, CREDIT},
    "meet.report_meeting": set(),
    "meet.enter_report": {OFFICE},
    "meet.see_opportunities": {OFFICE, ZONE, CREDIT},
    "meet.edit_opportunity": {OFFICE},
    "meet.see_minutes": {OFFICE, ZONE, CREDIT},
    "meet.write_minutes": {OFFICE},
    "meet.see_event_report": {OFFICE, ZONE, CREDIT},
    "meet.see_day": {OFFICE, ZONE, CREDIT},
    "meet.check_in": {OFFICE, ZONE},
    "meet.run_day": {OFFICE},
}
ON_OWN = {
    **{right: set() for right in ON_ANY},
    "meet.see_requests": {COMPANY},
    "meet.see_agenda": {COMPANY},
    "meet.ask_meeting": {COMPANY, ZONE},
    "meet.answer_request": {COMPANY, ZONE},
    "meet.withdraw_participation": {COMPANY, ZONE},
    "meet.renew_link": {COMPANY, ZONE},
    "meet.correct_participation": {COMPANY, ZONE},
    "meet.see_reports": {COMPANY},
    "meet.report_meeting": {COMPANY, ZONE},
    "meet.see_opportunities": {COMPANY},
    "meet.edit_opportunity": {COMPANY, ZONE},
    "meet.see_minutes": {COMPANY},
    "meet.see_talks": {COMPANY, ZONE},
    "meet.see_leads": {COMPANY, ZONE},
    "meet.note_lead": {COMPANY, ZONE},
    "meet.finish_action": {COMPANY, ZONE},
}
NEVER_ON_OWN = {"meet.decide_applications"}
"""Nobody decides on a case of one's own."""


def test_the_table_names_every_right() -> None:
    assert set(RIGHTS) == set(ON_ANY)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("right", sorted(ON_ANY))
def test_who_may_do_what(role: Role, right: str) -> None:
    own, other = cast.organisation(), cast.organisation()
    user = cast.account(role, own)
    assert user.has_perm(right, other) == (role in ON_ANY[right])
    on_own = set() if right in NEVER_ON_OWN else ON_ANY[right] | ON_OWN[right]
    assert user.has_perm(right, own) == (role in on_own)


@pytest.mark.django_db
@pytest.mark.parametrize("right", sorted(ON_ANY))
def test_without_a_membership_nothing(right: str) -> None:
    assert not cast.account().has_perm(right, cast.organisation())
