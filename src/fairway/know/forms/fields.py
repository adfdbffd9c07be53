"""Fields that the forms of the registry share: days, codes, and where something comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.know import queries
from fairway.know.actions import Provenance, SourceText
from fairway.know.models import Organisation, SourceDocument
from fairway.lib.codes import CodeProblem
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django_stubs_ext import StrPromise

    from fairway.lib.errors import FairwayError

MOST_SOURCES = 300
"""Sources offered to choose from, latest first; an older one is added again by its title and stays one source."""
SOURCE_FIELDS = ("source", "origin", "learned_on")
WRITTEN = gettext_noop("Written at the workbench")
YEARS = range(1900, 2101)
NEW_SOURCE_FIELDS = ("source_title", "source_publisher", "source_on")


def _plausible(day: date) -> None:
    """Years as the tables of an import allow them: outside, a digit was mistyped."""
    if day.year not in YEARS:
        raise forms.ValidationError(_("The year %(year)s cannot be right."), params={"year": day.year})


def day_field(label: StrPromise | str, *, required: bool = True, help_text: StrPromise | str = "") -> forms.DateField:
    """A day in a year that can be right."""
    return DayField(label=label, required=required, help_text=help_text, validators=[_plausible])


def sentence_of(error: FairwayError | CodeProblem) -> str:
    """A refusal as a reader sees it, with what to do where it says so."""
    if isinstance(error, CodeProblem):
        return " ".join(gettext(part) % error.params for part in (error.text, error.remedy))
    parts = [error.text, error.remedy] if isinstance(error, BadCell) else [error.text]
    return " ".join(gettext(part) % error.facts if error.facts else gettext(part) for part in parts)


class ParsedField(forms.CharField):
    """Text read by a cell parser of the input tables: the same rules and words everywhere; "" stays ""."""

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
            raise forms.ValidationError(sentence_of(bad)) from bad


class OrganisationNameField(forms.CharField):
    """An organisation by its whole name, one of its codes, or # and its number; gives the record."""

    def clean(self, value: Any) -> Organisation | None:  # noqa: ANN401  # what a field takes
        """Name what is wrong: nobody by that name, or several."""
        text = super().clean(value)
        if not text:
            return None
        found = queries.find_organisations(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("No organisation has this name or code. Write its whole name, or add it."))
        listed = "; ".join(f"#{each.pk} {each.name} ({queries.place_name(each.region_code)})" for each in found)
        text = gettext("Several organisations are written so. Write # and the number of the one you mean: %(list)s")
        raise forms.ValidationError(text % {"list": listed})


class SourcedForm(StyledForm):
    """A form whose last fields say where its values come from: a source of the list, a new one, or plain words."""

    source = forms.ModelChoiceField(SourceDocument.objects.none(), label=_("Source"), required=False, empty_label="–")
    origin = forms.CharField(
        label=_("Or in words"),
        max_length=140,
        required=False,
        help_text=_("What is no publication: a register extract, a letter."),
    )
    learned_on = day_field(_("Known since"), required=False)
    source_title = forms.CharField(label=_("Title of a new source"), max_length=300, required=False)
    source_publisher = forms.CharField(label=_("Publisher"), max_length=200, required=False)
    source_on = day_field(_("Published"), required=False)
    reason = forms.CharField(label=_("Reason for this entry"), max_length=300, required=False)

    needs_source = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        latest = SourceDocument.objects.order_by("-published_on", "-pk").values("pk")[:MOST_SOURCES]
        self.fields["source"].queryset = SourceDocument.objects.filter(pk__in=list(latest.values_list("pk", flat=True)))  # type: ignore[attr-defined]
        self.fields["learned_on"].initial = timezone.localdate
        last = (*SOURCE_FIELDS, *NEW_SOURCE_FIELDS, "reason")
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def clean(self) -> dict[str, Any]:
        """A new source has a title and a publisher; some entries cannot do without a source."""
        values = super().clean() or self.cleaned_data
        title, publisher = values.get("source_title"), values.get("source_publisher")
        if bool(title) != bool(publisher):
            self.add_error(
                "source_title" if publisher else "source_publisher", _("A source has a title and a publisher.")
            )
        if self.needs_source and not (values.get("source") or title):
            self.add_error("source", _("Say which source says so: choose one, or add its title."))
        return values

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields that say what is written."""
        last = {*SOURCE_FIELDS, *NEW_SOURCE_FIELDS, "reason"}
        return [field for field in self if field.name not in last]

    @property
    def source_fields(self) -> list[forms.BoundField]:
        """The fields that say where it comes from."""
        return [self[name] for name in (*SOURCE_FIELDS, "reason")]

    @property
    def new_source_fields(self) -> list[forms.BoundField]:
        """The fields of a source that is not in the list."""
        return [self[name] for name in NEW_SOURCE_FIELDS]

    @property
    def is_new_source(self) -> bool:
        """Whether somebody has begun to write a new source."""
        return any(self[name].value() or self[name].errors for name in NEW_SOURCE_FIELDS)

    @property
    def given(self) -> Provenance:
        """Where it comes from, as actions take it."""
        values = self.cleaned_data
        new = None
        if values["source_title"]:
            new = SourceText("", values["source_title"], values["source_publisher"], values["source_on"])
        return Provenance(
            source=values["source"].pk if values["source"] and new is None else None,
            new_source=new,
            origin=values["origin"],
            learned_on=values["learned_on"] or timezone.localdate(),
        )

    @property
    def why(self) -> str:
        """The reason given, or that it was written at the workbench."""
        given: str = self.cleaned_data["reason"]
        return given or WRITTEN


class EndForm(StyledForm):
    """Until when something held."""

    until = day_field(_("Until, the last day"))
    reason = forms.CharField(label=_("Reason for this entry"), max_length=300, required=False)

    @property
    def why(self) -> str:
        """The reason given, or that it was written at the workbench."""
        given: str = self.cleaned_data["reason"]
        return given or WRITTEN

    @property
    def until_day(self) -> date:
        """The last day."""
        day: date = self.cleaned_data["until"]
        return day


class WhyForm(StyledForm):
    """Why something is taken back or marked."""

    reason = forms.CharField(label=gettext_lazy("Reason for this entry"), max_length=300)

    @property
    def why(self) -> str:
        """The reason given."""
        given: str = self.cleaned_data["reason"]
        return given
