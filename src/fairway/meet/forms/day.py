"""What the desk fills in on the day: what goes otherwise than planned, who meets on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.meet.forms.fields import ParticipantField
from fairway.meet.models import Disturbance, Participation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from fairway.meet.queries.timetables import Hour

Kind = Disturbance.Kind
NEEDS = {Kind.LATE: "participation", Kind.ABSENT: "participation", Kind.CANCELLED: "other", Kind.TABLE_LOST: "table"}
"""The field that each kind of report cannot do without."""


class ReportForm(StyledForm):
    """What is reported; slots left open stand for all that is to come."""

    kind = forms.ChoiceField(label=_("What"), choices=Kind.choices)
    participation = ParticipantField(label=_("Who"), queryset=Participation.objects.none(), required=False)
    other = ParticipantField(
        label=_("With whom"),
        queryset=Participation.objects.none(),
        required=False,
        help_text=_("Only for a meeting that is called off."),
    )
    table = forms.IntegerField(
        label=_("Table"), min_value=1, required=False, help_text=_("Only for a table that is lost.")
    )
    first_slot = forms.TypedChoiceField(label=_("From slot"), coerce=int, required=False, empty_value=None)
    last_slot = forms.TypedChoiceField(label=_("To slot"), coerce=int, required=False, empty_value=None)

    def __init__(self, data: object = None, *, people: QuerySet[Participation], coming: Iterable[Hour]) -> None:
        super().__init__(data)
        choices = [("", "–"), *((hour.number, f"{hour.number} · {hour.clock}") for hour in coming)]
        fields: dict[str, Any] = self.fields
        fields["participation"].queryset = fields["other"].queryset = people
        fields["first_slot"].choices = fields["last_slot"].choices = choices

    def clean(self) -> dict[str, object]:
        """Ask for what the kind of report is about."""
        given: dict[str, object] = super().clean() or {}
        needed = NEEDS.get(str(given.get("kind", "")))  # type: ignore[call-overload]
        if needed and needed not in self.errors and given.get(needed) is None:
            self.add_error(needed, _("Say whom, which meeting or which table it is about."))
        return given


class PairForm(StyledForm):
    """Two who want to meet."""

    first = ParticipantField(label=_("Who"), queryset=Participation.objects.none())
    second = ParticipantField(label=_("With whom"), queryset=Participation.objects.none())

    def __init__(self, data: object = None, *, people: QuerySet[Participation]) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["first"].queryset = fields["second"].queryset = people

    def clean(self) -> dict[str, object]:
        """Nobody meets itself."""
        given: dict[str, object] = super().clean() or {}
        if given.get("first") is not None and given.get("first") == given.get("second"):
            self.add_error("second", _("An organisation cannot meet itself."))
        return given
