"""Opening projects and keeping what became of them; making forecasts of what will."""

from fairway.land.actions.doubts import answer_doubt
from fairway.land.actions.evidence import Document, bring_evidence, sign_evidence
from fairway.land.actions.exchange import check_file, discard_file, keep_file, start_work, take_file, take_source
from fairway.land.actions.forecast import Asked, Estimate, make_forecast, open_forecast, override_forecast
from fairway.land.actions.hindrances import (
    HindranceDraft,
    answer_hindrance,
    close_hindrance,
    escalate_hindrances,
    raise_hindrance,
)
from fairway.land.actions.lines import Change
from fairway.land.actions.loading import load_stages
from fairway.land.actions.methods import add_method, approve_method, discard_method
from fairway.land.actions.milestones import MilestoneDraft, NewDay, move_milestone, plan_milestone
from fairway.land.actions.projects import (
    Idea,
    Receipt,
    begin_project,
    describe_project,
    open_project,
    record_payment,
    record_stage,
    reverse_payment,
    reverse_stage,
)
from fairway.land.actions.reports import (
    Said,
    ask_reports,
    decline_claim,
    end_reports,
    file_report,
    take_payment,
    take_stage,
)
from fairway.land.actions.sizes import Area, Capacity, record_area, record_capacity
from fairway.land.actions.visits import VisitDraft, log_visit, reverse_visit
from fairway.land.actions.webhooks import deliver_webhooks, register_webhook, replay_delivery, switch_webhook

__all__ = [
    "Area",
    "Asked",
    "Capacity",
    "Change",
    "Document",
    "Estimate",
    "HindranceDraft",
    "Idea",
    "MilestoneDraft",
    "NewDay",
    "Receipt",
    "Said",
    "VisitDraft",
    "add_method",
    "answer_doubt",
    "answer_hindrance",
    "approve_method",
    "ask_reports",
    "begin_project",
    "bring_evidence",
    "check_file",
    "close_hindrance",
    "decline_claim",
    "deliver_webhooks",
    "describe_project",
    "discard_file",
    "discard_method",
    "end_reports",
    "escalate_hindrances",
    "file_report",
    "keep_file",
    "load_stages",
    "log_visit",
    "make_forecast",
    "move_milestone",
    "open_forecast",
    "open_project",
    "override_forecast",
    "plan_milestone",
    "raise_hindrance",
    "record_area",
    "record_capacity",
    "record_payment",
    "record_stage",
    "register_webhook",
    "replay_delivery",
    "reverse_payment",
    "reverse_stage",
    "reverse_visit",
    "sign_evidence",
    "start_work",
    "switch_webhook",
    "take_file",
    "take_payment",
    "take_source",
    "take_stage",
]
