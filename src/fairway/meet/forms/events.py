"""Opening and correcting an event, and what was agreed at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.know.engine.imports.places import region
from fairway.know.engine.intake import languages
from fairway.lib.tables.problem import BadCell
from fairway.meet.actions import Agreed, EventDetails, EventPlan, Lead
from fairway.meet.models import Event, Participation, PresentationLead
from fairway.meet.queries.tree import possible_wholes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import QuerySet

    from fairway.know.models import Organisation


class CellField(forms.CharField):
    """Text read as a cell of an input table would be: the same rules and words everywhere; "" stays ""."""

    def __init__(self, parse: Callable[[str], Any], **kwargs: Any) -> None:  # noqa: ANN401  # what a field takes
        super().__init__(**kwargs)
        self.parse = parse

    def clean(self, value: Any) -> Any:  # noqa: ANN401  # what a field takes and gives
        """Give what the parser makes of the text; its complaint is the field's error."""
        text = super().clean(value)
        if not text:
            return text
        try:
            return self.parse(text)
        except BadCell as bad:
            words = " ".join(gettext(part) % bad.facts for part in (bad.text, bad.remedy))
            raise forms.ValidationError(words) from bad


def one_language(cell: str) -> str:
    """Read one language."""
    return (*languages(cell), "")[0]


class EventForm(StyledForm):
    """What is said of an event."""

    name = forms.CharField(label=_("Name"), max_length=300)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Event.Kind.choices)
    parent = forms.ModelChoiceField(
        label=_("Part of"), queryset=Event.objects.none(), required=False, empty_label=_("no other event")
    )
    held_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day, where it has several"), required=False)
    region_code = CellField(
        region,
        label=_("Region"),
        max_length=60,
        help_text=_(
            "A code such as 220100, also of an earlier edition, or a name with its province, such as 吉林省长春市."
        ),
    )
    venue = forms.CharField(label=_("Venue"), max_length=200, required=False)
    venue_zh = forms.CharField(label=_("Venue in Chinese"), max_length=200, required=False)
    tables = forms.IntegerField(
        label=_("Tables for meetings"),
        min_value=0,
        max_value=2000,
        initial=0,
        help_text=_("Where the tables stand in rooms, their number is the sum of the rooms."),
    )
    time_zone = forms.CharField(label=_("Time zone"), max_length=40, initial="Asia/Shanghai")
    language = CellField(
        one_language,
        label=_("Language spoken"),
        max_length=8,
        initial="zh",
        help_text=_("Two letters, such as zh or en. Who does not speak it may need an interpreter."),
    )

    def __init__(self, data: object = None, *, event: Event | None = None) -> None:
        fields = EventDetails.__dataclass_fields__
        super().__init__(data, initial={name: getattr(event, name) for name in fields} if event else None)
        whole = self.fields["parent"]
        whole.queryset = possible_wholes(event)  # type: ignore[attr-defined]
        whole.label_from_instance = lambda each: f"{each.title} ({each.held_on.isoformat()})"  # type: ignore[attr-defined]
        if event is not None and event.rooms.exists():
            self.fields["tables"].disabled = True

    def details(self, event: Event) -> EventDetails:
        """What is said of ``event`` now; naming its days makes them known."""
        moved = {"held_on", "ends_on"} & set(self.changed_data)
        return EventDetails(**self.cleaned_data, days_known=event.days_known or bool(moved))


class NewEventForm(EventForm):
    """An event to open."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=80,
        help_text=_("A short code of your own, such as spring-2026. It names files and stays."),
    )
    field_order = ("name", "name_zh", "code")

    def plan(self) -> EventPlan:
        """Everything as it is kept; its data is as of today."""
        return EventPlan(**self.cleaned_data, as_of=timezone.localdate())


class TakingPartField(forms.ModelChoiceField[Participation]):
    """An organisation that takes part."""

    def label_from_instance(self, obj: Participation) -> str:
        """Name it in the reader's language."""
        from fairway.meet.queries.words import organisation_name

        return organisation_name(obj.organisation)


class AgreedForm(StyledForm):
    """Who does what by when."""

    text = forms.CharField(label=_("What was agreed"), max_length=300)
    text_zh = forms.CharField(label=_("The same in Chinese"), max_length=300, required=False)
    responsible = TakingPartField(
        label=_("Who answers for it"),
        queryset=Participation.objects.none(),
        required=False,
        empty_label=_("nobody was named"),
    )
    due = DayField(label=_("By when"), required=False)
    due_words = forms.CharField(label=_("By when, in words, where no day was named"), max_length=80, required=False)

    def __init__(self, data: object = None, *, event: Event) -> None:
        super().__init__(data)
        rows = event.participations.select_related("organisation").order_by("organisation__name")
        self.fields["responsible"].queryset = rows  # type: ignore[attr-defined]

    def agreed(self) -> Agreed:
        """What was agreed."""
        values = dict(self.cleaned_data)
        answers = values.pop("responsible")
        return Agreed(**values, responsible=answers.organisation_id if answers else None)


class DoneForm(StyledForm):
    """That what was agreed is done."""

    done_on = DayField(label=_("Done on"))
    outcome = forms.CharField(label=_("What came of it"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class LeadForm(StyledForm):
    """Somebody a presentation won over."""

    organisation = TakingPartField(
        label=_("Organisation that takes part"),
        queryset=Participation.objects.none(),
        required=False,
        empty_label=_("none of them"),
    )
    text = forms.CharField(label=_("Or another one, by the name it gave"), max_length=200, required=False)
    interest = forms.ChoiceField(label=_("Interest"), choices=PresentationLead.Interest.choices)
    noted_on = DayField(label=_("Noted on"))
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: object = None, *, event: Event, on: date) -> None:
        super().__init__(data, initial={"noted_on": on})
        rows: QuerySet[Participation] = event.participations.select_related("organisation")
        self.fields["organisation"].queryset = rows.order_by("organisation__name")  # type: ignore[attr-defined]

    def lead(self) -> Lead:
        """The lead as it is kept."""
        values = dict(self.cleaned_data)
        place = values.pop("organisation")
        organisation: Organisation | None = place.organisation if place else None
        return Lead(**values, organisation=organisation)
