"""What is filled in on SIGN's pages."""

from fairway.sign.forms.agreements import AgreementForm, AnnouncementForm
from fairway.sign.forms.papers import ApprovalForm, MandateForm, RevisionForm
from fairway.sign.forms.promises import (
    BoardForm,
    ClauseTableForm,
    LedgerForm,
    PaperForm,
    PromiseForm,
    StepForm,
    promise_form,
)

__all__ = [
    "AgreementForm",
    "AnnouncementForm",
    "ApprovalForm",
    "BoardForm",
    "ClauseTableForm",
    "LedgerForm",
    "MandateForm",
    "PaperForm",
    "PromiseForm",
    "RevisionForm",
    "StepForm",
    "promise_form",
]
