"""What people send about projects, and the days and periods they ask for."""

from fairway.land.forms.bulletins import BulletinForm, bulletin_form
from fairway.land.forms.cohorts import CohortForm, cohort_form
from fairway.land.forms.doubts import DoubtForm
from fairway.land.forms.evidence import EvidenceForm, VerdictForm
from fairway.land.forms.exchange import ProjectFileForm
from fairway.land.forms.forecast import EstimateForm, ForecastForm, estimate_form, forecast_form
from fairway.land.forms.hindrances import AnswerForm, ClearedForm, hindrance_form
from fairway.land.forms.methods import MethodForm
from fairway.land.forms.milestones import MilestoneForm, NewDayForm, milestone_form
from fairway.land.forms.projects import (
    EARLIEST,
    AsOfForm,
    PaymentForm,
    ReasonForm,
    as_of_form,
    idea_form,
    payment_form,
    project_form,
)
from fairway.land.forms.reports import DutyForm, claim_form, duty_form, report_form
from fairway.land.forms.sizes import AreaForm, CapacityForm
from fairway.land.forms.stages import StageForm, stage_form
from fairway.land.forms.visits import VisitForm
from fairway.land.forms.webhooks import WebhookForm

__all__ = [
    "EARLIEST",
    "AnswerForm",
    "AreaForm",
    "AsOfForm",
    "BulletinForm",
    "CapacityForm",
    "ClearedForm",
    "CohortForm",
    "DoubtForm",
    "DutyForm",
    "EstimateForm",
    "EvidenceForm",
    "ForecastForm",
    "MethodForm",
    "MilestoneForm",
    "NewDayForm",
    "PaymentForm",
    "ProjectFileForm",
    "ReasonForm",
    "StageForm",
    "VerdictForm",
    "VisitForm",
    "WebhookForm",
    "as_of_form",
    "bulletin_form",
    "claim_form",
    "cohort_form",
    "duty_form",
    "estimate_form",
    "forecast_form",
    "hindrance_form",
    "idea_form",
    "milestone_form",
    "payment_form",
    "project_form",
    "report_form",
    "stage_form",
]
