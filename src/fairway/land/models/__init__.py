"""Projects, their stage log, the money that came, forecasts of what will come, files of projects."""

from fairway.land.models.doubts import DoubtAnswer
from fairway.land.models.evidence import Evidence, Verdict
from fairway.land.models.exchange import ProjectImport
from fairway.land.models.forecast import ForecastEdition, ForecastLine, ForecastOutlook, ForecastOverride
from fairway.land.models.hindrances import Hindrance, HindranceStep
from fairway.land.models.methods import Method
from fairway.land.models.milestones import Milestone, MilestoneEntry, Wait
from fairway.land.models.projects import Payment, Project, ProjectParty, Stage, StageEntry
from fairway.land.models.reports import ClaimAnswer, Report, ReportDuty
from fairway.land.models.sizes import LandArea, PlannedCapacity
from fairway.land.models.visits import Met, Visit
from fairway.land.models.webhooks import Delivery, Webhook

__all__ = [
    "ClaimAnswer",
    "Delivery",
    "DoubtAnswer",
    "Evidence",
    "ForecastEdition",
    "ForecastLine",
    "ForecastOutlook",
    "ForecastOverride",
    "Hindrance",
    "HindranceStep",
    "LandArea",
    "Met",
    "Method",
    "Milestone",
    "MilestoneEntry",
    "Payment",
    "PlannedCapacity",
    "Project",
    "ProjectImport",
    "ProjectParty",
    "Report",
    "ReportDuty",
    "Stage",
    "StageEntry",
    "Verdict",
    "Visit",
    "Wait",
    "Webhook",
]
