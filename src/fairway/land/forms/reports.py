"""Forms to ask for reports, to report on a project in under a minute, and to decline a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import AmountField, DayField, StyledForm
from fairway.know.models import Organisation
from fairway.land.actions import Said
from fairway.land.engine.reports import Every
from fairway.land.forms.projects import OrganisationField, clean_code, payment_form, reason_field
from fairway.land.forms.stages import stage_form
from fairway.land.models import ReportDuty
from fairway.land.queries import parties_of
from fairway.land.queries.methods import map_of
from fairway.land.templatetags.land import named
from fairway.lib.money import Money, MoneyKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import QueryDict

    from fairway.base.models import User
    from fairway.land.models import Project, Report


class DutyForm(StyledForm):
    """Who reports on a project, how often, from when on."""

    organisation = OrganisationField(Organisation.objects.none(), label=_("Who reports"))
    every = forms.TypedChoiceField(
        label=_("How often"), choices=ReportDuty.Every.choices, coerce=lambda value: Every(int(value)), initial=3
    )
    first_on = DayField(label=_("First report due"))
    reason = reason_field()


def duty_form(project: Project, sent: QueryDict | None = None) -> DutyForm:
    """The form with the enterprises among the parties of a project whose parties are at hand."""
    form = DutyForm(sent, prefix="duty")
    own = [each.pk for each in parties_of(project) if each.kind == Organisation.Kind.ENTERPRISE]
    form.fields["organisation"].queryset = Organisation.objects.filter(pk__in=own)  # type: ignore[attr-defined]
    if len(own) == 1:
        form.fields["organisation"].initial = own[0]
    return form


class ReportForm(StyledForm):
    """What an enterprise says of its project; whatever it has nothing to say on stays empty."""

    stage = forms.ChoiceField(label=_("Stage reached (empty: no change)"), required=False)
    paid_in = AmountField(label=_("Paid in since the last report"), required=False)
    currency = forms.CharField(label=_("Currency"), max_length=10, initial="CNY", required=False)
    jobs = forms.IntegerField(label=_("Jobs now"), min_value=0, max_value=10_000_000, required=False)
    hinders = forms.CharField(label=_("What hinders"), max_length=300, required=False)
    next_on = DayField(label=_("Next date"), required=False)
    note = forms.CharField(label=_("Remark"), max_length=500, required=False)

    def clean_currency(self) -> str:
        """Take RMB and 元 for CNY."""
        return clean_code(self, "currency") if self.cleaned_data["currency"] else ""

    def clean(self) -> dict[str, Any]:
        """Ask for the currency of an amount."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("paid_in") and not values.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Write the currency of the amount."))
        return values

    def said(self) -> Said:
        """The report as the action takes it; nothing paid in is no claim."""
        values = self.cleaned_data
        amount = values["paid_in"]
        plain = {name: values[name] for name in ("stage", "jobs", "hinders", "next_on", "note")}
        return Said(**plain, paid_in=Money(amount, values["currency"], MoneyKind.PAID_IN) if amount else None)


def report_form(duty: ReportDuty, sent: QueryDict | None = None) -> ReportForm:
    """The form with the stages that may follow, and the currency of the agreement."""
    project = duty.project
    agreed = project.agreement.currency if project.agreement is not None else ""
    form = ReportForm(sent, initial={"currency": agreed or "CNY"})
    following = map_of(project.map_key, project.map_version).following(project.map_stage)
    form.fields["stage"].choices = [("", "–"), *((each.key, named(each)) for each in following)]  # type: ignore[attr-defined]
    return form


def claim_form(report: Report, claim: str, user: User | AnonymousUser, sent: QueryDict | None = None) -> StyledForm:
    """The form by which an officer takes a claim over: the log's own, filled with what is claimed."""
    project = report.duty.project
    if claim == "stage":
        form: StyledForm = stage_form(project, user, sent, to=report.map_stage)
        form.auto_id = "stage_%s"
        return form
    form = payment_form(project, sent)
    form.auto_id = "paid_in_%s"
    form.fields["kind"].choices = [("paid_in", _("paid in"))]  # type: ignore[attr-defined]
    form.initial.update(amount=report.paid_in, currency=report.currency, happened_on=report.filed_on)
    return form
