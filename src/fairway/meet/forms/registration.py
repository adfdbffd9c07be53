"""Applying to an event, setting its registration, deciding on applications."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.know.engine.intake import legal_name, organisation_uscc
from fairway.meet.actions import RegistrationPlan
from fairway.meet.engine.entry import (
    LANGUAGES,
    MOST_MEETINGS,
    MOST_SEATS,
    SHORT_TEXT,
    Entry,
    email,
    representatives,
)
from fairway.meet.forms.fields import ParsedField, RegistryField, moment_field, orders
from fairway.meet.queries.registration import registration_of
from fairway.meet.queries.timetables import hours_of

if TYPE_CHECKING:
    from fairway.meet.models import Event, Participation, Registration

GROUPS = ("topics", "available", "languages")


class ApplicationForm(StyledForm):
    """What an organisation says of itself. ``website`` is a trap: people do not see it, machines fill it in."""

    name = ParsedField(
        legal_name,
        label=_("Organisation"),
        max_length=200,
        help_text=_("The whole name as registered."),
    )
    uscc = ParsedField(
        organisation_uscc,
        label=_("Unified social credit code"),
        max_length=18,
        required=False,
        help_text=_("18 characters; leave it empty if the organisation has none."),
    )
    side = forms.ChoiceField(label=_("You come as"))
    contact_email = ParsedField(
        email,
        label=_("Contact e-mail"),
        max_length=200,
        widget=forms.EmailInput,
        help_text=_("Only the organiser sees it."),
    )
    representatives = ParsedField(
        representatives,
        (),
        label=_("Who comes"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: the post, a colon and the name, such as “Sales director: Li Hua”."),
    )
    seats = forms.IntegerField(
        label=_("Meetings at the same time"),
        min_value=1,
        max_value=MOST_SEATS,
        initial=1,
        help_text=_("How many tables your people can sit at side by side."),
    )
    looks_for = forms.CharField(label=_("You look for"), max_length=SHORT_TEXT, required=False)
    offers = forms.CharField(label=_("You offer"), max_length=SHORT_TEXT, required=False)
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(
        label=_("Languages you can talk in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    available = forms.MultipleChoiceField(
        label=_("When you can be there"), required=False, widget=forms.CheckboxSelectMultiple
    )
    at_least = forms.IntegerField(
        label=_("At least so many meetings"), min_value=0, max_value=MOST_MEETINGS, initial=0, required=False
    )
    at_most = forms.IntegerField(
        label=_("At most so many meetings"),
        min_value=0,
        max_value=MOST_MEETINGS,
        required=False,
        help_text=_("Empty: as many as find a place."),
    )
    website = forms.CharField(label=_("Leave this empty"), max_length=200, required=False)

    def __init__(self, data: object = None, *, event: Event, **kwargs: Any) -> None:  # noqa: ANN401  # what a form takes
        super().__init__(data, **kwargs)
        self.hours = hours_of(event)
        registration = registration_of(event)
        sides = registration.sides if registration else []
        choices = {
            "side": [("", "–"), *((side, side) for side in sides)],
            "topics": [(str(topic.order), topic.title) for topic in event.topics.all()],
            "languages": [(code, gettext(word)) for code, word in LANGUAGES.items()],
            "available": [(str(hour.number), hour.clock) for hour in self.hours],
        }
        for field, options in choices.items():
            self.fields[field].choices = options  # type: ignore[attr-defined]
            if not options or options == [("", "–")]:
                del self.fields[field]
        if "available" in self.fields:
            self.fields["available"].initial = [str(hour.number) for hour in self.hours]
        for field in ("website", "name", "uscc"):
            self.fields[field].widget.attrs["autocomplete"] = "organization" if field == "name" else "off"
        self.fields["website"].widget.attrs["tabindex"] = "-1"

    def clean_website(self) -> str:
        """Whoever fills in what people do not see is a machine."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This cannot be accepted. Please write to the organiser."))
        return ""

    def clean_available(self) -> frozenset[int] | None:
        """All slots are no restriction."""
        chosen = orders(self.cleaned_data["available"])
        return None if len(chosen) == len(self.hours) else chosen

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields above the groups of boxes."""
        return [self[name] for name in self.fields if name not in {*GROUPS, "website", "at_least", "at_most"}]

    @property
    def groups(self) -> list[tuple[forms.BoundField, list[tuple[str, list[tuple[str, str, bool]]]]]]:
        """Groups of boxes: field, and parts with a heading, each with value, label and whether it is ticked."""
        found = []
        for name in GROUPS:
            if name in self.fields:
                parts = self._days() if name == "available" else [("", self._boxes(name))]
                found.append((self[name], parts))
        return found

    def _boxes(self, name: str) -> list[tuple[str, str, bool]]:
        ticked = {str(value) for value in self[name].value() or ()}
        return [(value, str(label), value in ticked) for value, label in self.fields[name].choices]  # type: ignore[attr-defined]

    def _days(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        boxes = {value: (value, label, ticked) for value, label, ticked in self._boxes("available")}
        days: dict[str, list[tuple[str, str, bool]]] = {}
        for hour in self.hours:
            days.setdefault(date_format(hour.start, "DATE_FORMAT"), []).append(boxes[str(hour.number)])
        return list(days.items())

    def entry(self) -> Entry:
        """What was filled in, as an action takes it."""
        given = self.cleaned_data
        return Entry(
            name=given["name"],
            uscc=given["uscc"],
            side=given.get("side", ""),
            seats=given["seats"],
            available=given.get("available"),
            at_least=given["at_least"] or 0,
            at_most=given["at_most"],
            languages=tuple(given["languages"]),
            representatives=given["representatives"],
            topics=orders(given.get("topics", ())),
            looks_for=given["looks_for"],
            offers=given["offers"],
            contact_email=given["contact_email"],
        )


class CorrectionForm(ApplicationForm):
    """How somebody takes part, to be corrected; who it is stays."""

    group = forms.CharField(label=_("Delegation"), max_length=120, required=False)

    def __init__(self, data: object = None, *, place: Participation) -> None:
        kept = {
            name: getattr(place, name) for name in ("side", "group", "seats", "at_least", "at_most", "contact_email")
        }
        slots = range(1, len(hours_of(place.event)) + 1) if place.available is None else place.available
        lines = [
            f"{each['post']}: {each['holder']}" if each["holder"] else each["post"] for each in place.representatives
        ]
        kept |= {
            "looks_for": place.looks_for,
            "offers": place.offers,
            "languages": place.languages,
            "available": [str(slot) for slot in slots],
            "topics": [str(topic.order) for topic in place.topics.all()],
            "representatives": "\n".join(lines),
        }
        super().__init__(data, event=place.event, initial=kept)
        for field in ("name", "uscc", "website"):
            del self.fields[field]
        self.fields["contact_email"].required = False

    def entry(self) -> Entry:
        """What was filled in; the name is that of the organisation."""
        self.cleaned_data |= {"name": "", "uscc": ""}
        return replace(super().entry(), group=self.cleaned_data["group"])


class RegistrationForm(StyledForm):
    """When and for whom an event takes registrations and requests."""

    opens_at = moment_field(_("Registration opens"))
    closes_at = moment_field(_("Registration closes"))
    places = forms.IntegerField(
        label=_("Places for participants"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Empty: no limit."),
    )
    sides = forms.CharField(
        label=_("Sides"),
        max_length=400,
        required=False,
        help_text=_("What applicants choose from, apart by commas, such as: supplier, buyer. Empty: not asked."),
    )
    note = forms.CharField(
        label=_("Note to applicants"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    note_zh = forms.CharField(
        label=_("Note to applicants in Chinese"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    most_requests = forms.IntegerField(
        label=_("Most requests of one participant"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("Empty: no limit."),
    )
    requests_close_at = moment_field(
        _("Requests close"), required=False, help_text=_("After that only the organiser changes them.")
    )

    @classmethod
    def of(cls, data: object, registration: Registration | None) -> RegistrationForm:
        """The form with what is kept so far."""
        kept = vars(registration) | {"sides": ", ".join(registration.sides)} if registration else {}
        return cls(data, initial={name: kept[name] for name in cls.base_fields if name in kept})

    def plan(self) -> RegistrationPlan:
        """What was filled in, as an action takes it."""
        given = dict(self.cleaned_data)
        words = given["sides"].replace("，", ",").replace("、", ",").split(",")
        given["sides"] = tuple(dict.fromkeys(word.strip()[:40] for word in words if word.strip()))
        return RegistrationPlan(**given)


class DecisionForm(StyledForm):
    """Which applications, and what their senders read."""

    applications = forms.MultipleChoiceField(label=_("Applications"), widget=forms.CheckboxSelectMultiple)
    told = forms.CharField(
        label=_("What the applicant reads"),
        max_length=300,
        required=False,
        help_text=_("Needed to decline."),
    )

    def __init__(self, data: object = None, *, choices: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401  # what a form takes
        super().__init__(data, **kwargs)
        self.fields["applications"].choices = choices  # type: ignore[attr-defined]

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        """Value, label and whether it is ticked."""
        ticked = {str(value) for value in self["applications"].value() or ()}
        return [(value, label, value in ticked) for value, label in self.fields["applications"].choices]  # type: ignore[attr-defined]


class LinkForm(StyledForm):
    """Which organisation of the registry applied."""

    organisation = RegistryField(
        label=_("Organisation"),
        max_length=300,
        help_text=_("Its whole name, one of its codes, or # and its number."),
    )


class WithdrawForm(StyledForm):
    """Why somebody does not come."""

    why = forms.CharField(label=_("Reason"), max_length=300, required=False)
