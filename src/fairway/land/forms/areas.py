"""The form to write down how much land a project takes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.land.actions import Area
from fairway.land.forms.projects import reason_field


class AreaForm(StyledForm):
    """So many mu, since when that is known, and what shows it."""

    mu = forms.DecimalField(
        label=_("Land area in mu"),
        max_digits=14,
        decimal_places=4,
        help_text=_("1 mu is 1/15 hectare, 666.67 square metres."),
    )
    learned_on = DayField(label=_("Learned on"))
    evidence = forms.CharField(label=_("Evidence: land contract or permit"), max_length=300)
    reason = reason_field()

    def area(self) -> Area:
        """The area as the action takes it."""
        return Area(**{name: self.cleaned_data[name] for name in ("mu", "learned_on", "evidence")})
