"""What people send about projects, and the days and periods they ask for."""

from fairway.land.forms.bulletins import BulletinForm, bulletin_form
from fairway.land.forms.projects import (
    EARLIEST,
    AsOfForm,
    PaymentForm,
    StageForm,
    as_of_form,
    project_form,
    stage_form,
)

__all__ = [
    "EARLIEST",
    "AsOfForm",
    "BulletinForm",
    "PaymentForm",
    "StageForm",
    "as_of_form",
    "bulletin_form",
    "project_form",
    "stage_form",
]
