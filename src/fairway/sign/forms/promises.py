"""Forms to write a promise down, to say what became of it, and to ask where all stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import AmountField, DayField, StyledForm
from fairway.know.models import Organisation
from fairway.meet.models import Event
from fairway.sign.actions import PromiseDraft, StepDraft
from fairway.sign.engine.promises import Step
from fairway.sign.forms.agreements import OrganisationField, code_of_currency
from fairway.sign.models import Promise, PromiseStep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from fairway.sign.models import Agreement

LONGEST_PAPER = 200_000


class PromiseField(forms.ModelChoiceField[Promise]):
    """One promise of the same agreement, by its clause."""

    def label_from_instance(self, obj: Promise) -> str:
        """Name an option."""
        return f"{obj.number} – {obj.what[:80]}"


class PromisesField(forms.ModelMultipleChoiceField[Promise]):
    """Promises of the same agreement that must be kept first."""

    def label_from_instance(self, obj: Promise) -> str:
        """Name an option."""
        return f"{obj.number} – {obj.what[:80]}"


def _reason() -> forms.CharField:
    return forms.CharField(label=_("Reason for this entry"), max_length=300)


class PromiseForm(StyledForm):
    """One promise of an agreement."""

    number = forms.CharField(label=_("Clause"), max_length=40)
    debtor = OrganisationField(queryset=None, label=_("Who promises"))
    creditor = OrganisationField(queryset=None, label=_("To whom"), required=False)
    side = forms.ChoiceField(label=_("Whose promise"), choices=Promise.Side.choices)
    what = forms.CharField(label=_("What is promised"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    amount = AmountField(label=_("Amount (empty: not stated)"), required=False)
    currency = forms.CharField(label=_("Currency"), max_length=10, required=False)
    due_on = DayField(label=_("Due on (empty: not stated)"), required=False)
    after = PromiseField(queryset=None, label=_("Due after another promise is kept"), required=False)
    days_after = forms.IntegerField(label=_("Days after it"), min_value=0, max_value=9999, initial=0)
    blocked_by = PromisesField(queryset=None, label=_("Cannot be kept before"), required=False)
    condition = forms.CharField(label=_("Condition"), max_length=500, required=False)
    evidence_needed = forms.CharField(label=_("Evidence needed"), max_length=300, required=False)
    quote = forms.CharField(label=_("Quoted from"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    reason = _reason()

    def clean_currency(self) -> str:
        """Take RMB and 元 for CNY."""
        return code_of_currency(self.cleaned_data["currency"])

    def draft(self) -> PromiseDraft:
        """The promise as the action takes it."""
        return PromiseDraft(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})


def promise_form(
    agreement: Agreement, sent: QueryDict | None = None, initial: Mapping[str, object] | None = None
) -> PromiseForm:
    """The form with the parties and promises of one agreement."""
    form = PromiseForm(sent, initial=initial)
    parties = Organisation.objects.filter(pk__in=agreement.parties.values("organisation"))
    for name in ("debtor", "creditor"):
        form.fields[name].queryset = parties  # type: ignore[attr-defined]
    for name in ("after", "blocked_by"):
        form.fields[name].queryset = agreement.promises.all()  # type: ignore[attr-defined]
    return form


class StepForm(StyledForm):
    """What happened to a promise."""

    step = forms.ChoiceField(label=_("Step"), choices=PromiseStep.Step.choices)
    happened_on = DayField(label=_("Happened on"))
    evidence = forms.CharField(label=_("Evidence: document, permit or receipt"), max_length=300, required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    severity = forms.ChoiceField(
        label=_("Severity, if broken"), choices=[("", "–"), *PromiseStep.Severity.choices], required=False
    )
    reason = _reason()

    def draft(self) -> StepDraft:
        """The step as the action takes it."""
        values = self.cleaned_data
        return StepDraft(
            Step(values["step"]), values["happened_on"], values["evidence"], values["note"], values["severity"]
        )


class PaperForm(StyledForm):
    """The text of a paper, to find what binds whom."""

    text = forms.CharField(
        label=_("Text of the agreement"), max_length=LONGEST_PAPER, widget=forms.Textarea(attrs={"rows": 12})
    )


class ClauseTableForm(StyledForm):
    """A table of promises made at an event or in its agreements."""

    event = forms.ModelChoiceField(Event.objects.all(), label=_("Event"))
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_("CSV or XLSX, with a row of headings."),
        allow_empty_file=True,
    )


class LedgerForm(StyledForm):
    """Where the support measures stand on a day, perhaps those of one event only."""

    as_of = DayField(label=_("As of"))
    event = forms.ModelChoiceField(
        Event.objects.filter(Q(promises__field__gt="") | Q(agreements__promises__field__gt="")).distinct(),
        label=_("Event"),
        required=False,
    )


class BoardForm(StyledForm):
    """Where all promises stand on a day, perhaps those in one state only."""

    as_of = DayField(label=_("As of"))
    state = forms.ChoiceField(label=_("State"), choices=[("", "–"), *Promise.State.choices], required=False)

    def clean_as_of(self) -> object:
        """Refuse a day to come: what will be kept is not known."""
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day
