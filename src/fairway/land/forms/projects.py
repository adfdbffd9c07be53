"""Forms to open a project, record its next stage or a payment, and to ask for figures as of a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.base.words import in_language
from fairway.know.models import Organisation
from fairway.land.actions import Receipt
from fairway.land.engine.intake import Stage as StageKey
from fairway.land.engine.log import Entry
from fairway.land.engine.stages import next_stages
from fairway.land.models import Payment, Stage
from fairway.lib.money import Money, MoneyKind, currency_code
from fairway.sign.models import Agreement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import QueryDict

    from fairway.land.models import Project

EARLIEST = date(1990, 1, 1)


class OrganisationField(forms.ModelChoiceField[Organisation]):
    """One organisation, named in the reader's language."""

    def label_from_instance(self, obj: Organisation) -> str:
        """Name an option."""
        return in_language(obj)


def _reason() -> forms.CharField:
    return forms.CharField(label=_("Reason for this entry"), max_length=300)


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


class ProjectForm(StyledForm):
    """Open the project of an agreement that has none."""

    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Agreement"))
    responsible = OrganisationField(Organisation.objects.filter(merged_into=None), label=_("Responsible organisation"))
    next_due = DayField(label=_("Next stage due by"))
    reason = _reason()


def project_form(sent: QueryDict | None, agreements: QuerySet[Agreement], chosen: str | None = None) -> ProjectForm:
    """The form with the agreements that may be chosen."""
    form = ProjectForm(sent, initial={"agreement": chosen})
    form.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]  # a ModelChoiceField
    return form


class StageForm(StyledForm):
    """The next stage of one project; only what may follow is offered."""

    stage = forms.ChoiceField(label=_("Stage"))
    happened_on = DayField(label=_("Happened on"))
    learned_on = DayField(label=_("Learned on (empty: today)"), required=False)
    evidence = forms.CharField(label=_("Evidence: document, permit or photograph"), max_length=300, required=False)
    responsible = OrganisationField(Organisation.objects.none(), label=_("Responsible for what comes next"))
    next_due = DayField(label=_("Next stage due by"), required=False)
    note = forms.CharField(label=_("Remark"), max_length=500, required=False)
    reason = _reason()

    def entry(self) -> Entry:
        """The stage as the log takes it."""
        values = self.cleaned_data
        return Entry(
            stage=StageKey(values["stage"]),
            happened_on=values["happened_on"],
            learned_on=values["learned_on"] or timezone.localdate(),
            responsible=values["responsible"].pk,
            evidence=values["evidence"],
            next_due=values["next_due"],
            note=values["note"],
        )


def stage_form(project: Project, sent: QueryDict | None = None) -> StageForm:
    """The form with what may follow on ``project`` and who may answer for it."""
    form = StageForm(sent)
    form.fields["stage"].choices = stage_choices(next_stages(StageKey(project.stage)))  # type: ignore[attr-defined]
    responsible = form.fields["responsible"]
    responsible.queryset = Organisation.objects.filter(pk__in=project.concerned_ids())  # type: ignore[attr-defined]
    responsible.initial = project.responsible_id
    return form


def stage_choices(stages: Iterable[StageKey]) -> list[tuple[str, str]]:
    """The stages with their words in the reader's language."""
    return [(stage.value, str(Stage(stage.value).label)) for stage in stages]


class PaymentForm(StyledForm):
    """Money that moved on one project."""

    kind = forms.ChoiceField(label=_("Kind of money"), choices=Payment.Kind.choices)
    amount = forms.DecimalField(label=_("Amount"), max_digits=24, decimal_places=4, min_value=0)
    currency = forms.CharField(label=_("Currency"), max_length=10, initial="CNY")
    happened_on = DayField(label=_("Happened on"))
    learned_on = DayField(label=_("Learned on (empty: today)"), required=False)
    evidence = forms.CharField(label=_("Evidence: bank receipt or audit report"), max_length=300)
    reason = _reason()

    def clean_currency(self) -> str:
        """Take RMB and 元 for CNY."""
        code = currency_code(self.cleaned_data["currency"])
        if code is None:
            raise forms.ValidationError(_("Write a currency of ISO 4217, such as CNY."))
        return code

    def receipt(self) -> Receipt:
        """The payment as the action takes it."""
        values = self.cleaned_data
        return Receipt(
            money=Money(values["amount"], values["currency"], MoneyKind(values["kind"])),
            happened_on=values["happened_on"],
            learned_on=values["learned_on"] or timezone.localdate(),
            evidence=values["evidence"],
        )
