"""Forms of the registry: each small, each with where its values come from."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from fairway.know import queries
from fairway.know.actions import Bond, Draft, Holding, Seat, Spelling
from fairway.know.engine.imports.cells import form, industry
from fairway.know.engine.imports.places import region
from fairway.know.engine.intake import legal_name, organisation_name, organisation_uscc
from fairway.know.engine.written import Verdict
from fairway.know.forms.fields import OrganisationNameField, ParsedField, SourcedForm, day_field, sentence_of
from fairway.know.models import Address, Identifier, Name, Organisation, Relation
from fairway.know.queries.registry import CHECKS, plain_code
from fairway.lib.codes import lei_problem
from fairway.lib.tables.cells import checked_code

if TYPE_CHECKING:
    from collections.abc import Mapping

WRITTEN_DOWN = _("It is written down already, under this name or one that means the same. Look at it first.")
REGION_HELP = _("A code such as 220100, also of an earlier edition, or a name with its province, such as 吉林省长春市.")
INDUSTRY_HELP = _("A code of GB/T 4754-2017, such as 3670, or its whole Chinese name.")


def _languages() -> list[tuple[str, Any]]:
    return [("", _("as the letters show")), ("zh-Hans", "简体中文"), ("zh-Hant", "繁體中文"), ("en", "English")]


def _or_not_stated(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("not stated")), *choices]


class RecordForm(SourcedForm):
    """The fields of an organisation that can be corrected."""

    name = ParsedField(legal_name, label=_("Legal name"), max_length=200)
    name_en = forms.CharField(label=_("Foreign name"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    region_code = ParsedField(region, label=_("Region"), max_length=60, help_text=REGION_HELP)
    industry_code = ParsedField(industry, label=_("Industry"), max_length=60, required=False, help_text=INDUSTRY_HELP)
    segment = forms.CharField(label=_("Chain segment"), max_length=60, required=False)
    legal_form = ParsedField(
        form,
        label=_("Legal form"),
        max_length=60,
        required=False,
        help_text=_("A code of ISO 20275 or the form's Chinese name; empty: read off the name."),
    )
    size = forms.ChoiceField(
        label=_("Size of enterprise"), choices=lambda: _or_not_stated(Organisation.Size.choices), required=False
    )
    ownership_type = forms.ChoiceField(
        label=_("Type of ownership"),
        choices=lambda: _or_not_stated(Organisation.OwnershipType.choices),
        required=False,
        help_text=_("Whose capital controls it. Owners with their shares are relations."),
    )
    founded_on = day_field(_("Founded"), required=False)
    dissolved_on = day_field(_("Dissolved"), required=False)

    RECORD = (
        "name", "name_en", "kind", "region_code", "industry_code", "segment", "legal_form",
        "size", "ownership_type", "founded_on", "dissolved_on",
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """The fields as they are kept."""
        return {name: self.cleaned_data[name] for name in self.RECORD}


class NewOrganisationForm(RecordForm):
    """An organisation to add. Where the name is known already, it has to be said that this is another one."""

    short_name = forms.CharField(label=_("Short name"), max_length=300, required=False)
    uscc = ParsedField(organisation_uscc, label=_("Unified social credit code"), max_length=18, required=False)
    lei = ParsedField(checked_code(lei_problem), label="LEI", max_length=20, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    is_demo = forms.ChoiceField(
        label=_("Is it real?"), choices=[("", _("real")), ("demo", _("invented, marked demo"))], required=False
    )
    anyway = forms.BooleanField(
        label=_("It is another organisation: add it"), required=False, widget=forms.CheckboxInput
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["anyway"].widget.attrs["class"] = "form-check-input"

    @cached_property
    def twins(self) -> list[Organisation]:
        """Organisations that may be the one: written the same, or with a name decided to mean the same."""
        name = str(self.cleaned_data.get("name", ""))
        resolved = [
            found.organisation for found in queries.resolve_name(name) if found.decision.verdict == Verdict.SAME
        ]
        return list({each.pk: each for each in (*queries.find_organisations(name), *resolved)}.values())

    @property
    def twins_and_places(self) -> list[tuple[Organisation, str]]:
        """Each of them with its place in the reader's language."""
        return [(twin, queries.place_name(twin.region_code)) for twin in self.twins]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields that say what is written; the last question comes only when there is reason to ask."""
        return [field for field in super().own_fields if field.name != "anyway"]

    def clean(self) -> dict[str, Any]:
        """Ask before a second record of one name is made."""
        values = super().clean()
        if values.get("name") and self.twins and not values.get("anyway"):
            self.add_error("name", WRITTEN_DOWN)
        return values

    def draft(self) -> Draft:
        """The organisation as the action takes it."""
        values = self.cleaned_data
        more = {name: values[name] for name in ("short_name", "uscc", "lei", "address")}
        return Draft(**self.values(), **more, is_demo=values["is_demo"] == "demo")


class CorrectionForm(RecordForm):
    """The fields of a record as they stand, to be corrected."""

    @classmethod
    def of(cls, organisation: Organisation, sent: Mapping[str, Any] | None) -> CorrectionForm:
        """The form, filled with what is kept."""
        return cls(sent, initial={name: getattr(organisation, name) for name in cls.RECORD})


class NameForm(SourcedForm):
    """One more way of writing it."""

    text = ParsedField(organisation_name, label=_("Name"), max_length=300)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Name.Kind.choices, help_text=_("A new legal name is a renaming: the old one stays.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)
    valid_from = day_field(_("Used from"), required=False)
    valid_until = day_field(_("Used until"), required=False)

    def spelling(self) -> Spelling:
        """The name as the action takes it."""
        values = self.cleaned_data
        return Spelling(**{name: values[name] for name in ("text", "kind", "language", "valid_from", "valid_until")})


class CodeForm(SourcedForm):
    """A code, checked by the rule of its scheme."""

    scheme = forms.ChoiceField(label=_("Scheme"), choices=Identifier.Scheme.choices)
    value = forms.CharField(label=_("Code"), max_length=80)
    namespace = forms.CharField(
        label=_("Whose key (local keys only)"),
        max_length=80,
        required=False,
        help_text=_("The system or list that gives out the key."),
    )

    def clean(self) -> dict[str, Any]:
        """A local key means something only within its system; every other code has the rule of its scheme."""
        values = super().clean()
        scheme, value = values.get("scheme"), values.get("value")
        if scheme == Identifier.Scheme.LOCAL and not values.get("namespace"):
            self.add_error("namespace", _("Name the system that gives out this key."))
        check = CHECKS.get(Identifier.Scheme(scheme)) if scheme else None
        if value and check and (problem := check(plain_code(str(scheme), value))):
            self.add_error("value", sentence_of(problem))
        return values

    def code(self) -> tuple[str, str, str]:
        """Scheme, namespace and value."""
        values = self.cleaned_data
        return values["scheme"], values["namespace"], values["value"]


class AddressForm(SourcedForm):
    """A place of an organisation, in the edition of its code."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Address.Kind.choices)
    region_code = ParsedField(region, label=_("Region"), max_length=60, help_text=REGION_HELP)
    text = forms.CharField(label=_("Address"), max_length=300, required=False)
    valid_from = day_field(_("From"), required=False)
    valid_until = day_field(_("Until"), required=False)

    def seat(self) -> Seat:
        """The address as the action takes it."""
        values = self.cleaned_data
        return Seat(**{name: values[name] for name in ("kind", "region_code", "text", "valid_from", "valid_until")})


class RelationForm(SourcedForm):
    """What an organisation is to another."""

    kind = forms.ChoiceField(label=_("Relation"), choices=Relation.Kind.choices)
    other = OrganisationNameField(
        label=_("Other organisation"),
        max_length=300,
        help_text=_("Its whole name, one of its codes, or # and its number."),
    )
    share = forms.DecimalField(
        label=_("Share, per cent"),
        required=False,
        decimal_places=4,
        min_value=0,
        max_value=Decimal(100),
        help_text=_("Only where somebody owns it: a subsidiary, or partly owned."),
    )
    valid_from = day_field(_("From"), required=False)
    valid_until = day_field(_("Until"), required=False)
    since_words = forms.CharField(
        label=_("From, in the source's words"),
        required=False,
        max_length=80,
        help_text=_("Only where the source names no day, such as “the end of 2015”."),
    )

    def bond(self, subject: Organisation) -> Bond:
        """The relation as the action takes it."""
        values = self.cleaned_data
        names = ("kind", "share", "valid_from", "valid_until", "since_words")
        return Bond(subject.pk, values["other"].pk, **{name: values[name] for name in names})


class PostForm(SourcedForm):
    """Who holds a post, and when. A person is named here as the holder of a post, nowhere else."""

    title = forms.CharField(label=_("Post"), max_length=120)
    title_zh = forms.CharField(label=_("Post in Chinese"), max_length=120, required=False)
    holder = forms.CharField(label=_("Holder"), max_length=120)
    holder_zh = forms.CharField(label=_("Holder in Chinese"), max_length=120, required=False)
    valid_from = day_field(_("From"), required=False)
    valid_until = day_field(
        _("Until"), required=False, help_text=_("The same day twice where a source names only that day.")
    )

    needs_source = True

    def holding(self, organisation: Organisation) -> Holding:
        """The post as the action takes it; its source is added there."""
        values = self.cleaned_data
        names = ("title", "title_zh", "holder", "holder_zh", "valid_from", "valid_until")
        return Holding(organisation=organisation.pk, source=0, **{name: values[name] for name in names})
