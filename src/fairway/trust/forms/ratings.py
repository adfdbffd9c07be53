"""Asking for a rating as of a day, saying what a file is looked at for, and why something is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.trust.models import Purpose

if TYPE_CHECKING:
    from datetime import date


class AsOfForm(StyledForm):
    """A day up to today: of days to come nothing is known yet."""

    as_of = DayField(label=_("As of"))

    def clean_as_of(self) -> date:
        """Refuse days to come."""
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet: nothing is known of it."))
        return day


class PurposeForm(forms.Form):
    """What an office looks at files for; "other" takes words."""

    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[("", _("choose")), *Purpose.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    words = forms.CharField(
        label=_("In words"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text=_("Such as the number of the application. The organisation can read it."),
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for words where the purpose is none of the list."""
        given = super().clean() or {}
        if given.get("purpose") == Purpose.OTHER and not given.get("words", "").strip():
            self.add_error("words", _("Say it in a few words."))
        return given


class WithdrawalForm(forms.Form):
    """Why a notice is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
