"""What is filled in on MEET's pages."""

from fairway.meet.forms.day import PairForm, ReportForm
from fairway.meet.forms.organising import (
    AddMeetingForm,
    AnswerForm,
    ApartForm,
    ImportForm,
    PriorityForm,
    SlotForm,
)
from fairway.meet.forms.registration import (
    ApplicationForm,
    CorrectionForm,
    DecisionForm,
    LinkForm,
    RegistrationForm,
    WithdrawForm,
)
from fairway.meet.forms.requests import AskForm

__all__ = [
    "AddMeetingForm",
    "AnswerForm",
    "ApartForm",
    "ApplicationForm",
    "AskForm",
    "CorrectionForm",
    "DecisionForm",
    "ImportForm",
    "LinkForm",
    "PairForm",
    "PriorityForm",
    "RegistrationForm",
    "ReportForm",
    "SlotForm",
    "WithdrawForm",
]
