"""Asking for meetings, answering, and what the organiser says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.meet.forms.fields import ParticipantField, priority_field
from fairway.meet.models import EventImport, Participation, Slot

if TYPE_CHECKING:
    from django.db.models import QuerySet


class SidesForm(StyledForm):
    """Two participants of an event, for the organiser."""

    one = ParticipantField(label=_("One side"), queryset=Participation.objects.none())
    other = ParticipantField(label=_("Other side"), queryset=Participation.objects.none())

    def __init__(self, data: object = None, *, sides: QuerySet[Participation], **kwargs: Any) -> None:  # noqa: ANN401  # what a form takes
        super().__init__(data, **kwargs)
        for field in ("one", "other"):
            self.fields[field].queryset = sides  # type: ignore[attr-defined]


class AddMeetingForm(SidesForm):
    """A meeting for both sides."""

    priority = priority_field()


class ApartForm(SidesForm):
    """Two that never meet."""

    why = forms.CharField(label=_("Reason"), max_length=300)


class AnswerForm(StyledForm):
    """A word with the answer, and how much the meeting matters to the asked side."""

    message = forms.CharField(label=_("Message to the other side"), max_length=300, required=False)
    priority = priority_field()


class PriorityForm(StyledForm):
    """How much a meeting matters."""

    priority = priority_field()


class SlotForm(StyledForm):
    """The slot a meeting is locked to; none lets it go."""

    slot = forms.ModelChoiceField(label=_("Slot"), queryset=Slot.objects.none(), required=False, empty_label="–")

    def __init__(self, data: object = None, *, slots: QuerySet[Slot], **kwargs: Any) -> None:  # noqa: ANN401  # what a form takes
        super().__init__(data, **kwargs)
        self.fields["slot"].queryset = slots  # type: ignore[attr-defined]


class ImportForm(StyledForm):
    """A spreadsheet for an event."""

    kind = forms.ChoiceField(label=_("The rows are"), choices=EventImport.Kind.choices)
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_("CSV or XLSX, with a row of headings."),
        allow_empty_file=True,
    )
