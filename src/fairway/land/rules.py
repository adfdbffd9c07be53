"""Who may see projects, and who may report what became of them."""

from __future__ import annotations

from fairway.govern.models import Role
from fairway.govern.rules import OFFICES, Right, grant

PROMOTION = frozenset({Role.PROMOTION_OFFICE})
FOLLOWERS = frozenset({Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE})
"""Those who follow projects up; the credit office only reads."""
ENTERPRISE = frozenset({Role.ENTERPRISE})

RIGHTS = {
    "land.see_projects": Right(OFFICES, own=ENTERPRISE),
    "land.open_project": Right(FOLLOWERS),
    "land.begin_project": Right(FOLLOWERS),
    "land.describe_project": Right(FOLLOWERS),
    "land.record_stage": Right(FOLLOWERS, own=ENTERPRISE),
    "land.bring_evidence": Right(FOLLOWERS, own=ENTERPRISE),
    "land.sign_evidence": Right(OFFICES, never_own=True),
    "land.record_payment": Right(FOLLOWERS),
    "land.record_area": Right(FOLLOWERS),
    "land.record_capacity": Right(FOLLOWERS),
    "land.reverse_line": Right(FOLLOWERS, never_own=True),
    "land.load_stages": Right(PROMOTION),
    "land.see_methods": Right(OFFICES),
    "land.add_method": Right(FOLLOWERS),
    "land.approve_method": Right(FOLLOWERS),
    "land.manage_webhooks": Right(PROMOTION),
    "land.see_forecasts": Right(OFFICES),
    "land.make_forecast": Right(FOLLOWERS),
    "land.override_forecast": Right(FOLLOWERS),
    "land.raise_hindrance": Right(FOLLOWERS, own=ENTERPRISE),
    "land.work_on_hindrance": Right(FOLLOWERS, own=ENTERPRISE),
    "land.escalate_hindrances": Right(FOLLOWERS),
    "land.plan_milestones": Right(FOLLOWERS),
    "land.move_milestones": Right(FOLLOWERS, own=ENTERPRISE),
    "land.log_visit": Right(FOLLOWERS),
    "land.see_doubts": Right(OFFICES),
    "land.answer_doubt": Right(OFFICES, never_own=True),
    "land.ask_reports": Right(FOLLOWERS),
    "land.file_report": Right(own=ENTERPRISE),
    "land.answer_claim": Right(FOLLOWERS, never_own=True),
}
grant(RIGHTS)
