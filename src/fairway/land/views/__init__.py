"""Pages of projects, what is overdue, the funnel, bulletins, forecasts and exchange."""

from fairway.land.views.board import board, stage_maps
from fairway.land.views.bulletins import bulletin, bulletin_pdf, bulletin_workbook
from fairway.land.views.cohorts import cohort_workbook, cohorts
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
    escalated,
    hindrance,
    hindrances,
    raise_hindrance,
)
from fairway.land.views.milestones import milestone, milestones, move_milestone, plan_milestone, timeline
from fairway.land.views.opening import begin_project, new_project, project_of
from fairway.land.views.page import project, record_payment, record_stage, reverse_payment, reverse_stage
from fairway.land.views.projects import overdue, projects
from fairway.land.views.webhooks import replay_delivery, switch_webhook, webhook, webhooks

__all__ = [
    "answer_hindrance",
    "begin_project",
    "board",
    "bring_evidence",
    "bulletin",
    "bulletin_pdf",
    "bulletin_workbook",
    "close_hindrance",
    "cohort_workbook",
    "cohorts",
    "discard_projects",
    "escalated",
    "evidence_file",
    "exchange",
    "export_projects",
    "forecast",
    "forecast_projects",
    "forecasts",
    "funnel",
    "hindrance",
    "hindrances",
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
    "record_payment",
    "record_stage",
    "replay_delivery",
    "reverse_payment",
    "reverse_stage",
    "sign_evidence",
    "stage_maps",
    "start_forecast",
    "switch_webhook",
    "take_projects",
    "timeline",
    "webhook",
    "webhooks",
]
