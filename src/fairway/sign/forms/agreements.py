"""Forms to sign an agreement and to announce a signing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import AmountField, DayField, StyledForm
from fairway.base.words import in_language
from fairway.know.engine.industries import industry
from fairway.know.engine.places import place
from fairway.know.models import Organisation
from fairway.lib.money import currency_code
from fairway.meet.models import Event
from fairway.sign.actions import Draft, SignedParty
from fairway.sign.engine.board import Announced
from fairway.sign.engine.intake import AgreementKind, Role
from fairway.sign.models import Agreement, Party

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django_stubs_ext import StrPromise

PLACES = (1, 2, 3)


class OrganisationField(forms.ModelChoiceField[Organisation]):
    """One organisation, named in the reader's language."""

    def label_from_instance(self, obj: Organisation) -> str:
        """Name an option."""
        return in_language(obj)


def code_of_currency(text: str) -> str:
    """Return the ISO 4217 code; a form error when there is none."""
    code = currency_code(text) if text else ""
    if code is None:
        raise forms.ValidationError(_("Write a currency of ISO 4217, such as CNY."))
    return code


def _role(label: StrPromise) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "–"), *Party.Role.choices], required=False)


class AgreementForm(StyledForm):
    """One agreement; the kind of money follows from the kind of paper."""

    event = forms.ModelChoiceField(Event.objects.all(), label=_("Event"))
    number = forms.CharField(label=_("Number"), max_length=80)
    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Agreement.Kind.choices)
    signed_on = DayField(label=_("Signed on"))
    amount = AmountField(label=_("Amount (leave empty if not stated)"), required=False)
    currency = forms.CharField(label=_("Currency"), max_length=10, required=False)
    region = forms.CharField(label=_("Region code"), max_length=6, required=False)
    industry = forms.CharField(label=_("Industry code"), max_length=5, required=False)
    party_1 = OrganisationField(Organisation.objects.filter(merged_into=None), label=_("First party"))
    role_1 = _role(_("Role of the first party"))
    party_2 = OrganisationField(Organisation.objects.filter(merged_into=None), label=_("Second party"))
    role_2 = _role(_("Role of the second party"))
    party_3 = OrganisationField(Organisation.objects.filter(merged_into=None), label=_("Third party"), required=False)
    role_3 = _role(_("Role of the third party"))
    reason = forms.CharField(label=_("Reason for this entry"), max_length=300)

    def clean_currency(self) -> str:
        """Take RMB and 元 for CNY."""
        return code_of_currency(self.cleaned_data["currency"])

    def clean_region(self) -> str:
        """Refuse a code that no place has."""
        code: str = self.cleaned_data["region"]
        if code and place(code) is None:
            raise forms.ValidationError(_("No place has this code. Write six digits, such as 220100."))
        return code

    def clean_industry(self) -> str:
        """Refuse a code that no industry has."""
        code: str = self.cleaned_data["industry"]
        if code and industry(code) is None:
            raise forms.ValidationError(_("No industry of GB/T 4754-2017 has this code."))
        return code

    def clean(self) -> dict[str, Any]:
        """An amount and its currency come together."""
        values = super().clean() or self.cleaned_data
        if ("amount" in values and "currency" in values) and (values["amount"] is None) != (not values["currency"]):
            self.add_error("currency", _("Write an amount and its currency, or neither."))
        return values

    def draft(self) -> Draft:
        """The agreement as the action takes it."""
        values = self.cleaned_data
        signed_on: date = values["signed_on"]
        return Draft(
            number=values["number"],
            title=values["title"],
            kind=AgreementKind(values["kind"]),
            signed_on=signed_on,
            parties=tuple(self._parties()),
            amount=values["amount"],
            currency=values["currency"],
            region=values["region"],
            industry=values["industry"],
        )

    def _parties(self) -> Iterator[SignedParty]:
        for number in PLACES:
            party, role = self.cleaned_data[f"party_{number}"], self.cleaned_data[f"role_{number}"]
            if party is not None:
                yield SignedParty(party.pk, Role(role) if role else None)


class AnnouncementForm(StyledForm):
    """What was announced; an empty field was not announced."""

    count = forms.IntegerField(label=_("Announced number"), min_value=0, max_value=10_000, required=False)
    total = AmountField(label=_("Announced total of the contracts"), required=False)
    currency = forms.CharField(label=_("Currency"), max_length=10, initial="CNY")
    reason = forms.CharField(label=_("Where it was announced"), max_length=300)

    def clean_currency(self) -> str:
        """Take RMB and 元 for CNY."""
        return code_of_currency(self.cleaned_data["currency"])

    def announced(self) -> Announced:
        """The announcement as the board takes it."""
        values = self.cleaned_data
        return Announced(values["count"], values["total"], values["currency"])
