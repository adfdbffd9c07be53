"""Answering a suggestion."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.match.models import Interest


class AnswerForm(forms.Form):
    """Yes or no for one organisation, and why."""

    organisation = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=Interest.Answer.choices, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
