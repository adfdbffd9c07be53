"""Projects, their stage log, the money that came, forecasts of what will come, files of projects."""

from fairway.land.models.evidence import Evidence, Verdict
from fairway.land.models.exchange import ProjectImport
from fairway.land.models.forecast import ForecastEdition, ForecastLine, ForecastOutlook, ForecastOverride
from fairway.land.models.hindrances import Hindrance, HindranceStep
from fairway.land.models.milestones import Milestone, MilestoneEntry, Wait
from fairway.land.models.projects import Payment, Project, ProjectParty, Stage, StageEntry
from fairway.land.models.webhooks import Delivery, Webhook

__all__ = [
    "Delivery",
    "Evidence",
    "ForecastEdition",
    "ForecastLine",
    "ForecastOutlook",
    "ForecastOverride",
    "Hindrance",
    "HindranceStep",
    "Milestone",
    "MilestoneEntry",
    "Payment",
    "Project",
    "ProjectImport",
    "ProjectParty",
    "Stage",
    "StageEntry",
    "Verdict",
    "Wait",
    "Webhook",
]
