"""Fields that MEET's forms share: text read as spreadsheets are, organisations, participants, moments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField
from fairway.know.queries import find_organisations, place_name
from fairway.lib.explain import filled
from fairway.lib.tables.problem import BadCell
from fairway.meet.models import Participation
from fairway.meet.queries.words import organisation_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fairway.know.models import Organisation

PRIORITIES = [(5, _("5 – most wanted")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 – if there is room"))]


class ParsedField(forms.CharField):
    """Text read by a cell parser of the spreadsheets: the same rules and words everywhere."""

    def __init__(self, parse: Callable[[str], Any], empty: object = "", **kwargs: Any) -> None:  # noqa: ANN401  # what a field takes
        super().__init__(**kwargs)
        self.parse, self.empty = parse, empty

    def clean(self, value: Any) -> Any:  # noqa: ANN401  # what a field takes and gives
        """Give what the parser makes of the text; its complaint is the field's error."""
        text = super().clean(value)
        if not text:
            return self.empty
        try:
            return self.parse(text)
        except BadCell as bad:
            raise forms.ValidationError(complaint(bad)) from bad


def complaint(bad: BadCell) -> str:
    """What is wrong and what would be right, in the reader's language."""
    return " ".join(filled(gettext(part), bad.params) for part in (bad.text, bad.remedy))


class ParticipantField(forms.ModelChoiceField[Participation]):
    """One participant of an event."""

    def label_from_instance(self, obj: Participation) -> str:
        """Name the organisation, and its delegation where it has one."""
        name = organisation_name(obj.organisation)
        return f"{name} ({obj.group})" if obj.group else name


class RegistryField(forms.CharField):
    """An organisation of the registry by its whole name, one of its codes, or # and its number."""

    def clean(self, value: Any) -> Organisation:  # noqa: ANN401  # what a field takes
        """Give the record; say where there is none or more than one."""
        found = find_organisations(super().clean(value))
        if not found:
            raise forms.ValidationError(_("No organisation has this name or code. Write its whole name, or add it."))
        if len(found) > 1:
            listed = "; ".join(f"#{each.pk} {each.name} ({place_name(each.region_code)})" for each in found)
            text = gettext("Several organisations are written so. Write # and the number of the one you mean: %(list)s")
            raise forms.ValidationError(text % {"list": listed})
        return found[0]


def priority_field() -> forms.TypedChoiceField:
    """How much a meeting matters, from 5 to 1."""
    return forms.TypedChoiceField(label=_("Priority"), coerce=int, initial=3, choices=PRIORITIES)


class MomentField(forms.DateTimeField):
    """A day and a time on a day that can be meant."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def validate(self, value: Any) -> None:  # noqa: ANN401  # what a field takes
        """Hold the day against the same bounds as a day alone."""
        super().validate(value)
        if value is not None:
            DayField().run_validators(value.date())


def moment_field(label: object, *, required: bool = True, help_text: object = "") -> forms.DateTimeField:
    """A day and a time, picked from the browser's calendar; in the time zone that is active."""
    return MomentField(label=label, required=required, help_text=help_text)  # type: ignore[arg-type]  # lazy text


def orders(values: Iterable[str]) -> frozenset[int]:
    """Whole numbers from a list of choices."""
    return frozenset(int(value) for value in values)
