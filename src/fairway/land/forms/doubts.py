"""The form to say what a sign means."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.land.forms.projects import reason_field


class DoubtForm(StyledForm):
    """Whether a sign is explained or a real concern, and why."""

    is_concern = forms.TypedChoiceField(
        label=_("What it is"),
        choices=[("0", _("explained")), ("1", _("a real concern"))],
        coerce=lambda value: value == "1",
    )
    reason = reason_field()
