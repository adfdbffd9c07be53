"""Forms to open a project, record its next stage or a payment, and to ask for figures as of a day."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import AmountField, DayField, StyledForm
from fairway.base.words import in_language
from fairway.know.engine.imports.places import region
from fairway.know.engine.industries import industry
from fairway.know.models import Organisation
from fairway.know.queries import find_organisations, place_name
from fairway.land.actions import Change, Idea, Receipt, begin_project
from fairway.land.engine.log import BEFORE, Entry
from fairway.land.engine.stage_map_reading import DEFAULT
from fairway.land.models import Evidence, Payment, Project, Stage
from fairway.land.queries import newest_map, newest_maps, usable_documents
from fairway.land.templatetags.land import named
from fairway.lib.errors import Invalid
from fairway.lib.money import Money, MoneyKind, currency_code
from fairway.lib.tables.problem import BadCell
from fairway.meet.models import Event, Opportunity
from fairway.sign.models import Agreement

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet
    from django.http import QueryDict

    from fairway.base.models import User
    from fairway.land.engine.stage_map import StageMap

EARLIEST = date(1990, 1, 1)


class OrganisationField(forms.ModelChoiceField[Organisation]):
    """One organisation, named in the reader's language."""

    def label_from_instance(self, obj: Organisation) -> str:
        """Name an option."""
        return in_language(obj)


class OrganisationsField(forms.CharField):
    """Organisations of the registry by whole name, code, or # and number, separated by semicolons."""

    def clean(self, value: Any) -> tuple[Organisation, ...]:  # noqa: ANN401  # what a field takes
        """Give the records; name the first that is none or could be several."""
        written = [part.strip() for part in re.split("[;；]", super().clean(value)) if part.strip()]
        return tuple(_organisation(each) for each in written)


def _organisation(written: str) -> Organisation:
    found = find_organisations(written)
    if len(found) == 1:
        return found[0]
    if not found:
        text = _("No organisation is called “%(name)s”. Write its whole name or a code, or add it to the registry.")
        raise forms.ValidationError(text % {"name": written})
    listed = "; ".join(f"#{each.pk} {each.name} ({place_name(each.region_code)})" for each in found)
    text = _("Several organisations are written so. Write # and the number of the one you mean: %(list)s")
    raise forms.ValidationError(text % {"list": listed})


class DocumentField(forms.ModelChoiceField[Evidence]):
    """One of a project's documents, with its standing."""

    def label_from_instance(self, obj: Evidence) -> str:
        """Name an option."""
        return f"{obj.title} ({_('verified') if obj.is_verified else _('claimed only')})"


def reason_field() -> forms.CharField:
    """Why something is written down."""
    return forms.CharField(label=_("Reason for this entry"), max_length=300)


class ReasonForm(forms.Form):
    """Only why."""

    reason = reason_field()

    def said(self) -> str:
        """The reason; Invalid ``reason`` where none is given."""
        if not self.is_valid():
            raise Invalid("reason", gettext_noop("Say why, in at most 300 characters."))
        reason: str = self.cleaned_data["reason"]
        return reason


class AsOfForm(StyledForm):
    """A day from 1990 to the latest that anything can be known of."""

    as_of = DayField(label=_("As known on"))

    latest = EARLIEST

    def clean_as_of(self) -> date:
        """Refuse days of which nothing can be known."""
        day: date = self.cleaned_data["as_of"]
        if not EARLIEST <= day <= self.latest:
            text = _("Choose a day from %(first)s to %(last)s.")
            raise forms.ValidationError(text % {"first": EARLIEST.isoformat(), "last": self.latest.isoformat()})
        return day


def as_of_form(asked: QueryDict | None, usual: date, latest: date) -> AsOfForm:
    """The form with the day that is usual, refusing days after ``latest``."""
    form = AsOfForm(asked, initial={"as_of": usual})
    form.latest = latest
    return form


def clean_code(form: forms.Form, name: str) -> str:
    """Take RMB and 元 for CNY."""
    written = form.cleaned_data[name]
    code = currency_code(written) if written else ""
    if code is None:
        raise forms.ValidationError(_("Write a currency of ISO 4217, such as CNY."))
    return code


class PlaceForm(StyledForm):
    """What is said of a project: where it lies, what it is about, and how much was named before a signature."""

    region = forms.CharField(label=_("Region: name or code"), max_length=60, required=False)
    industry = forms.CharField(label=_("Industry code"), max_length=5, required=False)
    site = forms.CharField(label=_("Site: plot or address"), max_length=200, required=False)
    amount = AmountField(label=_("Amount named"), required=False)
    currency = forms.CharField(label=_("Currency"), max_length=10, required=False)
    pledged_kind = forms.ChoiceField(
        label=_("Kind of the amount"), choices=[("", "–"), *Project.PledgedKind.choices], required=False
    )

    def clean_region(self) -> str:
        """Take a name or a code, as the tables do."""
        written: str = self.cleaned_data["region"]
        try:
            return region(written) if written else ""
        except BadCell as bad:
            raise forms.ValidationError(gettext(bad.text) % bad.params) from bad

    def clean_industry(self) -> str:
        """Refuse a code that no industry has."""
        code: str = self.cleaned_data["industry"]
        if code and industry(code) is None:
            raise forms.ValidationError(_("No industry of GB/T 4754-2017 has this code."))
        return code

    def clean_currency(self) -> str:
        """Take RMB and 元 for CNY."""
        return clean_code(self, "currency")

    def clean(self) -> dict[str, Any]:
        """An amount has a currency and a kind."""
        values = super().clean() or self.cleaned_data
        written = [bool(values.get(name)) for name in ("amount", "currency", "pledged_kind")]
        if any(written) and not all(written):
            self.add_error(None, _("Amount, currency and kind come together."))
        return values

    def change(self) -> Change:
        """What is filled in, as the actions take it."""
        values = self.cleaned_data
        pledged = None
        if values.get("amount"):
            pledged = Money(values["amount"], values["currency"], MoneyKind(values["pledged_kind"]))
        said = {name: values.get(name) or None for name in ("region", "industry", "site")}
        return Change(pledged=pledged, agreement=values.get("agreement"), **said)

    def keep_only(self, asked: Collection[str]) -> None:
        """Leave out what is not asked for."""
        groups = {"region": ["region"], "industry": ["industry"], "site": ["site"]}
        groups["amount"] = ["amount", "currency", "pledged_kind"]
        for name, fields in groups.items():
            for field in fields if name not in asked else ():
                del self.fields[field]


def _roads() -> list[tuple[str, str]]:
    return [(road.key, named(road)) for road in newest_maps()]


class ProjectForm(StyledForm):
    """Open the project of an agreement that has none."""

    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Agreement"))
    road = forms.ChoiceField(label=_("Kind of project"), choices=_roads, initial=DEFAULT)
    responsible = OrganisationField(Organisation.objects.filter(merged_into=None), label=_("Responsible organisation"))
    next_due = DayField(label=_("Next stage due by"))
    reason = reason_field()

    def clean_road(self) -> StageMap:
        """The stage map in force."""
        return newest_map(self.cleaned_data["road"])


def project_form(sent: QueryDict | None, agreements: QuerySet[Agreement], chosen: str | None = None) -> ProjectForm:
    """The form with the agreements that may be chosen."""
    form = ProjectForm(sent, initial={"agreement": chosen, "road": DEFAULT})
    form.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]  # a ModelChoiceField
    return form


class IdeaForm(PlaceForm):
    """Begin a project before anything is signed: an owner and a next date are a must."""

    title = forms.CharField(label=_("Title"), max_length=300)
    road = forms.ChoiceField(label=_("Kind of project"), choices=_roads, initial=DEFAULT)
    stage = forms.ChoiceField(label=_("Stage"), choices=[(each, Stage(each).label) for each in BEFORE])
    opportunity = forms.ModelChoiceField(
        Opportunity.objects.none(), label=_("Opportunity of a meeting (if it came from one)"), required=False
    )
    event = forms.ModelChoiceField(Event.objects.all(), label=_("Event (if it came up at one)"), required=False)
    investors = OrganisationsField(label=_("Investors: names or codes, separated by semicolons"), required=False)
    hosts = OrganisationsField(label=_("Hosts: names or codes, separated by semicolons"), required=False)
    happened_on = DayField(label=_("Happened on"))
    responsible = OrganisationsField(label=_("Who answers for the next step: name or code"))
    next_due = DayField(label=_("Next stage due by"))
    reason = reason_field()

    field_order = (
        "title", "road", "stage", "happened_on", "opportunity", "event", "investors", "hosts",
        "region", "industry", "site", "amount", "currency", "pledged_kind",
        "responsible", "next_due", "reason",
    )  # fmt: skip

    def clean_responsible(self) -> Organisation:
        """One organisation answers, not several."""
        found: tuple[Organisation, ...] = self.cleaned_data["responsible"]
        if len(found) != 1:
            raise forms.ValidationError(_("One organisation answers for the next step."))
        return found[0]

    def begin(self, actor: User) -> Project:
        """Begin the project that is described."""
        reason: str = self.cleaned_data["reason"]
        return begin_project(actor=actor, reason=reason, idea=self.idea(), entry=self.entry(), change=self.change())

    def idea(self) -> Idea:
        """What it is, for whom, and where it came up."""
        values = self.cleaned_data
        opportunity: Opportunity | None = values["opportunity"]
        return Idea(
            title=values["title"],
            road=newest_map(values["road"]),
            investors=values["investors"],
            hosts=values["hosts"],
            event=values["event"] or (opportunity.event if opportunity else None),
            opportunity=opportunity,
            is_demo=any(each.is_demo for each in (*values["investors"], *values["hosts"])),
        )

    def entry(self) -> Entry:
        """The first line of its log: the stage of the map that counts as the one chosen."""
        values = self.cleaned_data
        road = newest_map(values["road"])
        stage = next((each for each in road.following(None) if each.counts_as == values["stage"]), None)
        if stage is None:
            raise Invalid("stage-order", gettext_noop("A project of this kind does not begin at this stage."))
        return Entry(
            stage=stage.counts_as,
            happened_on=values["happened_on"],
            learned_on=timezone.localdate(),
            responsible=values["responsible"].pk,
            next_due=values["next_due"],
            step=stage.key,
        )


def idea_form(sent: QueryDict | None, opportunities: QuerySet[Opportunity], chosen: str | None = None) -> IdeaForm:
    """The form with the opportunities that have no project yet."""
    form = IdeaForm(sent, initial={"opportunity": chosen, "road": DEFAULT})
    form.fields["opportunity"].queryset = opportunities  # type: ignore[attr-defined]  # a ModelChoiceField
    return form


class PaymentForm(StyledForm):
    """Money that moved on one project."""

    kind = forms.ChoiceField(label=_("Kind of money"), choices=Payment.Kind.choices)
    amount = AmountField(label=_("Amount"))
    currency = forms.CharField(label=_("Currency"), max_length=10, initial="CNY")
    happened_on = DayField(label=_("Happened on"))
    learned_on = DayField(label=_("Learned on (empty: today)"), required=False)
    document = DocumentField(Evidence.objects.none(), label=_("Document of the project"), required=False)
    evidence = forms.CharField(
        label=_("Or evidence by name: bank receipt or audit report"), max_length=300, required=False
    )
    reason = reason_field()

    def clean_currency(self) -> str:
        """Take RMB and 元 for CNY."""
        return clean_code(self, "currency")

    def receipt(self) -> Receipt:
        """The payment as the action takes it."""
        values = self.cleaned_data
        return Receipt(
            money=Money(values["amount"], values["currency"], MoneyKind(values["kind"])),
            happened_on=values["happened_on"],
            learned_on=values["learned_on"] or timezone.localdate(),
            evidence=values["evidence"],
            document=values["document"],
        )


def payment_form(project: Project, sent: QueryDict | None = None) -> PaymentForm:
    """The form with the project's documents."""
    form = PaymentForm(sent)
    form.fields["document"].queryset = usable_documents(project)  # type: ignore[attr-defined]  # a ModelChoiceField
    return form
