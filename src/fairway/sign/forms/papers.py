"""Forms to revise an agreement, to write down who may approve, and to approve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import AmountField, DayField, StyledForm
from fairway.govern.rules import own_organisations
from fairway.know.models import Organisation
from fairway.lib.errors import Invalid
from fairway.lib.money import Money, MoneyKind, currency_code, read_amount
from fairway.sign.actions import Grant, Revision
from fairway.sign.engine.intake import MONEY_KIND_WORDS, AgreementKind
from fairway.sign.forms.agreements import OrganisationField, code_of_currency
from fairway.sign.models import Agreement

if TYPE_CHECKING:
    from fairway.base.models import User

MOST_LINES = 200


class AgreementField(forms.ModelChoiceField[Agreement]):
    """One agreement, by number and title."""

    def label_from_instance(self, obj: Agreement) -> str:
        """Name an option."""
        return f"{obj.number} – {obj.title[:80]}"


def _lines(text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES or any(len(line) > MOST_LINES for line in lines):
        raise forms.ValidationError(_("Write at most 200 lines of at most 200 characters."))
    return lines


class RevisionForm(StyledForm):
    """An agreement as it shall read, and what changed."""

    what_changed = forms.CharField(label=_("What changed"), max_length=500)
    valid_from = DayField(label=_("In force from"))
    title = forms.CharField(label=_("Title"), max_length=300)
    parent = AgreementField(queryset=None, label=_("Part of"), required=False)
    amount = AmountField(label=_("Amount (leave empty if not stated)"), required=False)
    currency = forms.CharField(label=_("Currency"), max_length=10, required=False)
    further = forms.CharField(
        label=_("Further amounts, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "intention 5000000 EUR"}),
    )
    languages = forms.CharField(label=_("Languages of the paper"), max_length=60, required=False)
    certificate = forms.CharField(label=_("Number of the certificate"), max_length=80, required=False)
    areas_promised = forms.IntegerField(label=_("Number of areas promised"), min_value=0, max_value=999, required=False)
    areas = forms.CharField(
        label=_("Areas named, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    areas_unsaid = forms.BooleanField(label=_("The other areas are not stated anywhere"), required=False)
    reason = forms.CharField(label=_("Reason for this entry"), max_length=300)

    def __init__(self, agreement: Agreement, sent: Any = None) -> None:  # noqa: ANN401  # Django's own type is private
        own = {name: getattr(agreement, name) for name in self.base_fields if hasattr(agreement, name)}
        own["areas"] = "\n".join(area.name for area in agreement.areas.all())
        own["further"] = "\n".join(
            f"{m.money.kind.value} {m.amount.normalize():f} {m.currency}" for m in agreement.further_amounts.all()
        )
        super().__init__(sent, initial={**own, "valid_from": timezone.localdate()})
        others = Agreement.objects.exclude(pk=agreement.pk)
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        """Take RMB and 元 for CNY."""
        return code_of_currency(self.cleaned_data["currency"])

    def clean_areas(self) -> tuple[str, ...]:
        """One area a line."""
        return tuple(_lines(self.cleaned_data["areas"]))

    def clean_further(self) -> tuple[Money, ...]:
        """A kind of money, an amount and a currency a line."""
        return tuple(_money(line) for line in _lines(self.cleaned_data["further"]))

    def revision(self) -> Revision:
        """The revision as the action takes it."""
        return Revision(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})


def _money(line: str) -> Money:
    """Read ``intention 5000000 EUR``."""
    kind, _gap, rest = line.partition(" ")
    amount, _gap, currency = rest.rpartition(" ")
    known = MONEY_KIND_WORDS.get(kind.casefold())
    code = currency_code(currency) if currency else None
    try:
        value = read_amount(amount)[0]
    except Invalid:
        value = None
    if value is None or code is None or known is None or known.value not in Agreement.MoneyKind.values:
        text = _("“%(line)s”: write a kind of money, an amount and a currency, such as intention 5000000 EUR.")
        raise forms.ValidationError(text, params={"line": line})
    return Money(value, code, MoneyKind(known))


class MandateForm(StyledForm):
    """An act that lets a body approve papers of a kind."""

    body = OrganisationField(
        Organisation.objects.filter(merged_into=None, kind__in=("government", "zone", "committee")), label=_("Body")
    )
    act = forms.CharField(label=_("Act that gives the power"), max_length=300)
    kind = forms.ChoiceField(label=_("Papers of the kind"), choices=Agreement.Kind.choices)
    up_to = AmountField(label=_("Up to (empty: without limit)"), required=False)
    currency = forms.CharField(label=_("Currency"), max_length=10, required=False)
    valid_from = DayField(label=_("From"))
    valid_until = DayField(label=_("Until (empty: open)"), required=False)
    reason = forms.CharField(label=_("Reason for this entry"), max_length=300)

    def clean_currency(self) -> str:
        """Take RMB and 元 for CNY."""
        return code_of_currency(self.cleaned_data["currency"])

    def given(self) -> Grant:
        """The act as the action takes it."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return Grant(**{**values, "kind": AgreementKind(values["kind"])})


class ApprovalForm(StyledForm):
    """Approve a version, for a body one acts for."""

    body = OrganisationField(queryset=None, label=_("For which body"))
    decided_on = DayField(label=_("Approved on"))
    reason = forms.CharField(label=_("Reason for this entry"), max_length=300)

    def __init__(self, user: User, sent: Any = None) -> None:  # noqa: ANN401  # Django's own type is private
        super().__init__(sent, initial={"decided_on": timezone.localdate()})
        bodies = Organisation.objects.filter(pk__in=own_organisations(user), merged_into=None)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
