"""Amounts of money: what a form takes is what every store gives back, and no other is kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.cast import organisation

from fairway.base.forms import AmountField
from fairway.lib.errors import Invalid
from fairway.lib.money import is_kept
from fairway.match.models import Offer

LONG = ["1000000000000000", "99999999999999999999", "12345678901234.56", "0.00001", "1E+30", "NaN"]


class Asked(forms.Form):
    amount = AmountField(required=False)


@pytest.mark.parametrize("amount", LONG)
def test_what_some_store_would_change_is_refused_by_form_and_column(amount: str) -> None:
    assert "amount" in Asked({"amount": amount}).errors
    assert not is_kept(Decimal(amount))
    with pytest.raises(Invalid) as refused:
        Offer._meta.get_field("amount").get_db_prep_save(Decimal(amount), None)
    assert refused.value.code == "amount-digits"


class Kept(TestCase):
    @given(st.decimals(0, 10**15, allow_nan=False, places=4).filter(is_kept))
    def test_every_other_amount_comes_back_to_the_last_digit(self, amount: Decimal) -> None:
        asked = Asked({"amount": f"{amount:f}"})
        assert asked.is_valid(), asked.errors
        kept = Offer.objects.create(
            organisation=organisation(), key="o", text="seats", amount=asked.cleaned_data["amount"], currency="CNY"
        )
        assert Offer.objects.get(pk=kept.pk).amount == amount
