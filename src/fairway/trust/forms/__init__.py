"""Forms of TRUST."""

from fairway.trust.forms.cases import FORMS, DecisionForm, OpeningForm, ReasonForm, RepairForm
from fairway.trust.forms.methods import MethodReasonForm, ModelTextForm
from fairway.trust.forms.ratings import AsOfForm, PurposeForm, WithdrawalForm
from fairway.trust.forms.records import OneRecordForm, RecordFileForm

__all__ = [
    "FORMS",
    "AsOfForm",
    "DecisionForm",
    "MethodReasonForm",
    "ModelTextForm",
    "OneRecordForm",
    "OpeningForm",
    "PurposeForm",
    "ReasonForm",
    "RecordFileForm",
    "RepairForm",
    "WithdrawalForm",
]
