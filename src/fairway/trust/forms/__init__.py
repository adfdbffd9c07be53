"""Forms of TRUST."""

from fairway.trust.forms.cases import FORMS, DecisionForm, OpeningForm, ReasonForm, RepairForm
from fairway.trust.forms.ratings import AsOfForm

__all__ = ["FORMS", "AsOfForm", "DecisionForm", "OpeningForm", "ReasonForm", "RepairForm"]
