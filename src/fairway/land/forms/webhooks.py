"""Registering an address."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.land.engine.webhooks import EVENTS
from fairway.lib.addresses import LONGEST

WORDS = {
    "agreement.signed": _("an agreement is signed"),
    "agreement.published": _("an agreement is published"),
    "agreements.loaded": _("agreements are loaded"),
    "project.opened": _("a project is opened"),
    "stage.recorded": _("a stage is recorded"),
    "stage.reversed": _("a stage is taken back"),
    "payment.recorded": _("a payment is recorded"),
    "payment.reversed": _("a payment is taken back"),
    "promise.kept": _("a promise is found kept"),
    "promise.broken": _("a promise is found broken"),
    "projects.imported": _("projects are imported"),
}


class WebhookForm(StyledForm):
    """An address and the events it is told of."""

    address = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"placeholder": "https://example.org/fairway", "inputmode": "url"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Tell it when"),
        choices=[(event, WORDS[event]) for event in EVENTS],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["events"].widget.attrs["class"] = "form-check-input"
