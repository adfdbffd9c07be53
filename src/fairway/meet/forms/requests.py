"""Asking for a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.meet.models import Participation
from fairway.meet.queries.words import organisation_name

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ParticipantField(forms.ModelChoiceField[Participation]):
    """A choice of participants by name."""

    def label_from_instance(self, obj: Participation) -> str:
        """Name the organisation, and its delegation where it has one."""
        name = organisation_name(obj.organisation)
        return f"{name} ({obj.group})" if obj.group else name


class AskForm(StyledForm):
    """Who asks (one's own organisations only), whom, and how much it matters."""

    requester = ParticipantField(label=_("For"), queryset=Participation.objects.none(), empty_label=None)
    requested = ParticipantField(label=_("Whom to meet"), queryset=Participation.objects.none())
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        coerce=int,
        initial=3,
        choices=[(5, _("5 – most wanted")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 – if there is room"))],
    )

    def __init__(
        self,
        data: object = None,
        *,
        own: QuerySet[Participation],
        others: QuerySet[Participation],
    ) -> None:
        super().__init__(data)
        self.fields["requester"].queryset = own  # type: ignore[attr-defined]
        self.fields["requested"].queryset = others  # type: ignore[attr-defined]
