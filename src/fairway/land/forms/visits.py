"""The form to write a visit down."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.land.actions import VisitDraft
from fairway.land.forms.projects import OrganisationsField, reason_field


class VisitForm(StyledForm):
    """When, with whom, what was seen, and the next date."""

    happened_on = DayField(label=_("Visited on"))
    met = OrganisationsField(label=_("Whom one met: organisations, separated by semicolons"), required=False)
    posts = forms.CharField(label=_("In which posts (no names of people)"), max_length=300, required=False)
    seen = forms.CharField(label=_("What was seen"), max_length=1000)
    next_on = DayField(label=_("Next date"), required=False)
    reason = reason_field()

    def draft(self) -> VisitDraft:
        """The visit as the action takes it."""
        values = self.cleaned_data
        return VisitDraft(**{name: values[name] for name in ("happened_on", "seen", "met", "posts", "next_on")})
