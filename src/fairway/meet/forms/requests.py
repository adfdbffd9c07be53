"""Asking for a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.meet.forms.fields import ParticipantField, priority_field
from fairway.meet.models import Participation

if TYPE_CHECKING:
    from django.db.models import QuerySet


class AskForm(StyledForm):
    """Who asks (one's own organisations only), whom, and how much it matters."""

    requester = ParticipantField(label=_("For"), queryset=Participation.objects.none(), empty_label=None)
    requested = ParticipantField(label=_("Whom to meet"), queryset=Participation.objects.none())
    priority = priority_field()
    message = forms.CharField(label=_("Message to the other side"), max_length=300, required=False)

    def __init__(
        self,
        data: object = None,
        *,
        own: QuerySet[Participation],
        others: QuerySet[Participation],
        **kwargs: Any,  # noqa: ANN401  # what a form takes
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["requester"].queryset = own  # type: ignore[attr-defined]
        self.fields["requested"].queryset = others  # type: ignore[attr-defined]
