"""Forms of TRUST."""

from fairway.trust.forms.assessments import DeclarationForm, FindingForm, OrderForm, RefusalForm
from fairway.trust.forms.ratings import AsOfForm
from fairway.trust.forms.statements import CheckForm, WishForm

__all__ = ["AsOfForm", "CheckForm", "DeclarationForm", "FindingForm", "OrderForm", "RefusalForm", "WishForm"]
