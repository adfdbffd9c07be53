"""Pages of projects, what is overdue, the funnel, bulletins, forecasts and exchange."""

from fairway.land.views.board import board, stage_maps
from fairway.land.views.bulletins import bulletin, bulletin_pdf, bulletin_workbook
from fairway.land.views.cohorts import cohort_workbook, cohorts
from fairway.land.views.desk import escalated, overdue
from fairway.land.views.doubts import answer_doubt, doubt, doubts
from fairway.land.views.evidence import bring_evidence, evidence_file, sign_evidence
from fairway.land.views.exchange import discard_projects, exchange, export_projects, project_import, take_projects
from fairway.land.views.figures import funnel
from fairway.land.views.forecast import (
    forecast,
    forecast_projects,
    forecasts,
    override_forecast,
    project_forecast,
    start_forecast,
)
from fairway.land.views.hindrances import (
    answer_hindrance,
    close_hindrance,
    hindrance,
    hindrances,
    raise_hindrance,
)
from fairway.land.views.methods import approve_method, discard_method, method, method_text, methods
from fairway.land.views.milestones import milestone, milestones, move_milestone, plan_milestone, timeline
from fairway.land.views.opening import begin_project, new_project, project_of
from fairway.land.views.page import (
    project,
    record_area,
    record_capacity,
    record_payment,
    record_stage,
    reverse_payment,
    reverse_stage,
)
from fairway.land.views.projects import projects
from fairway.land.views.reports import ask_reports, decline_claim, end_reports, file_report, report, reports, take_claim
from fairway.land.views.visits import log_visit, reverse_visit, visits
from fairway.land.views.webhooks import replay_delivery, switch_webhook, webhook, webhooks

__all__ = [
    "answer_doubt",
    "answer_hindrance",
    "approve_method",
    "ask_reports",
    "begin_project",
    "board",
    "bring_evidence",
    "bulletin",
    "bulletin_pdf",
    "bulletin_workbook",
    "close_hindrance",
    "cohort_workbook",
    "cohorts",
    "decline_claim",
    "discard_method",
    "discard_projects",
    "doubt",
    "doubts",
    "end_reports",
    "escalated",
    "evidence_file",
    "exchange",
    "export_projects",
    "file_report",
    "forecast",
    "forecast_projects",
    "forecasts",
    "funnel",
    "hindrance",
    "hindrances",
    "log_visit",
    "method",
    "method_text",
    "methods",
    "milestone",
    "milestones",
    "move_milestone",
    "new_project",
    "overdue",
    "override_forecast",
    "plan_milestone",
    "project",
    "project_forecast",
    "project_import",
    "project_of",
    "projects",
    "raise_hindrance",
    "record_area",
    "record_capacity",
    "record_payment",
    "record_stage",
    "replay_delivery",
    "report",
    "reports",
    "reverse_payment",
    "reverse_stage",
    "reverse_visit",
    "sign_evidence",
    "stage_maps",
    "start_forecast",
    "switch_webhook",
    "take_claim",
    "take_projects",
    "timeline",
    "visits",
    "webhook",
    "webhooks",
]
