"""Forms for appointing members and ending memberships."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.base.models import User
from fairway.govern.models import Role
from fairway.know.models import Identifier, Organisation


class AppointmentForm(StyledForm):
    """Who shall act for which organisation; the organisation by a code or its exact legal name."""

    user = forms.CharField(label=_("User name"), max_length=150)
    organisation = forms.CharField(label=_("Organisation: legal name or code"), max_length=300)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(label=_("Last day, if known"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=500)

    def clean_user(self) -> User:
        """Find the account by its name."""
        found = User.objects.filter(username=self.cleaned_data["user"]).first()
        if found is None:
            raise forms.ValidationError(_("No account has this name. Make one with “fairway account add”."))
        return found

    def clean_organisation(self) -> Organisation:
        """Find exactly one organisation."""
        text = self.cleaned_data["organisation"].strip()
        coded = Identifier.objects.filter(value=text).values("organisation")
        standing = Organisation.objects.filter(merged_into=None)
        found = list(standing.filter(pk__in=coded)[:2]) or list(standing.filter(name=text)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several organisations are called that; give a code.")
                if found
                else _("No organisation has this name or code.")
            )
        return found[0]


class EndForm(StyledForm):
    """The last day of a membership."""

    last_day = DayField(label=_("Last day"))
    reason = forms.CharField(label=_("Why"), max_length=500)
