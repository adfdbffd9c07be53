"""Changing a timetable by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _

from fairway.meet.queries.hand import Place

if TYPE_CHECKING:
    from fairway.meet.models import Event

TABLES = 32_767


class GridForm(forms.Form):
    """One change: what, which meeting, where to (``cell`` is a slot and a table, such as 3-12), on which version."""

    DEEDS = ("place", "swap", "take_out", "lock", "unlock")

    deed = forms.ChoiceField(choices=[(deed, deed) for deed in DEEDS], required=False)
    version = forms.IntegerField(min_value=1)
    request = forms.IntegerField(min_value=1)
    other = forms.IntegerField(min_value=1, required=False)
    slot = forms.IntegerField(min_value=1, max_value=10_000, required=False)
    table = forms.IntegerField(min_value=1, max_value=TABLES, required=False)
    cell = forms.RegexField(r"^[0-9]{1,4}-[0-9]{1,5}$", required=False)

    def clean(self) -> dict[str, object]:
        """A meeting to be placed needs a place, one that changes places another."""
        given = self.cleaned_data
        given["deed"] = given.get("deed") or "place"
        if given["deed"] == "place" and not (given.get("cell") or given.get("slot")):
            self.add_error("slot", _("Choose where the meeting is to go."))
        if given["deed"] == "swap" and not given.get("other"):
            self.add_error("other", _("Choose the meeting to change places with."))
        return given

    def place(self) -> Place:
        """Where to; without a table, table 0 stands for the first free one."""
        given = self.cleaned_data
        if given["cell"]:
            slot, table = given["cell"].split("-")
            return Place(int(slot), int(table))
        return Place(given["slot"], given["table"] or 0)


class RunForm(forms.Form):
    """How a timetable is sought."""

    effort = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    seed = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)

    def __init__(self, data: object = None, *, event: Event, efforts: list[tuple[int, str]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["effort"].choices = efforts  # type: ignore[attr-defined]
        self.fields["seed"].initial = event.seed
