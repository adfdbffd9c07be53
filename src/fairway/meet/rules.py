"""Who may see events, requests and timetables, and who may change them."""

from __future__ import annotations

from fairway.govern.models import Role
from fairway.govern.rules import ALL, OFFICES, Right, grant

PROMOTION = frozenset({Role.PROMOTION_OFFICE})
COMPANY = frozenset({Role.ENTERPRISE})
DESK = frozenset({Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE})
"""Those who welcome people at an event's desk."""
SIDES = frozenset({Role.ENTERPRISE, Role.ZONE_COMMITTEE})
"""Those who sit at the tables: they ask and answer for their own organisation only."""

RIGHTS = {
    "meet.see_events": Right(ALL),
    "meet.see_requests": Right(OFFICES, own=COMPANY),
    "meet.see_timetable": Right(OFFICES),
    "meet.see_agenda": Right(OFFICES, own=COMPANY),
    "meet.ask_meeting": Right(own=SIDES),
    "meet.answer_request": Right(own=SIDES),
    "meet.open_event": Right(PROMOTION),
    "meet.edit_event": Right(PROMOTION),
    "meet.see_talks": Right(OFFICES, own=SIDES),
    "meet.see_leads": Right(OFFICES, own=SIDES),
    "meet.note_lead": Right(PROMOTION, own=SIDES),
    "meet.finish_action": Right(PROMOTION, own=SIDES),
    "meet.register_participants": Right(PROMOTION),
    "meet.load_requests": Right(PROMOTION),
    "meet.make_timetable": Right(PROMOTION),
    "meet.see_participants": Right(ALL),
    "meet.set_registration": Right(PROMOTION),
    "meet.see_applications": Right(PROMOTION),
    "meet.decide_applications": Right(PROMOTION, never_own=True),
    "meet.withdraw_participation": Right(PROMOTION, own=SIDES),
    "meet.renew_link": Right(PROMOTION, own=SIDES),
    "meet.correct_participation": Right(PROMOTION, own=SIDES),
    "meet.organise_requests": Right(PROMOTION),
    "meet.edit_timetable": Right(PROMOTION),
    "meet.see_reports": Right(OFFICES, own=COMPANY),
    "meet.report_meeting": Right(own=SIDES),
    "meet.enter_report": Right(PROMOTION),
    "meet.see_opportunities": Right(OFFICES, own=COMPANY),
    "meet.edit_opportunity": Right(PROMOTION, own=SIDES),
    "meet.see_minutes": Right(OFFICES, own=COMPANY),
    "meet.write_minutes": Right(PROMOTION),
    "meet.see_event_report": Right(OFFICES),
    "meet.see_day": Right(OFFICES),
    "meet.check_in": Right(DESK),
    "meet.run_day": Right(PROMOTION),
}
grant(RIGHTS)
