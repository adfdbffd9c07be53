"""Forms of TRUST."""

from fairway.trust.forms.assessments import DeclarationForm, FindingForm, OrderForm, RefusalForm
from fairway.trust.forms.cases import FORMS, AppealForm, DecisionForm, OpeningForm, ReasonForm, RepairForm
from fairway.trust.forms.methods import MethodReasonForm, ModelTextForm
from fairway.trust.forms.ratings import AsOfForm, PurposeForm, WithdrawalForm
from fairway.trust.forms.records import OneRecordForm, RecordFileForm
from fairway.trust.forms.statements import CheckForm, WishForm

__all__ = [
    "FORMS",
    "AppealForm",
    "AsOfForm",
    "CheckForm",
    "DecisionForm",
    "DeclarationForm",
    "FindingForm",
    "MethodReasonForm",
    "ModelTextForm",
    "OneRecordForm",
    "OpeningForm",
    "OrderForm",
    "PurposeForm",
    "ReasonForm",
    "RecordFileForm",
    "RefusalForm",
    "RepairForm",
    "WishForm",
    "WithdrawalForm",
]
