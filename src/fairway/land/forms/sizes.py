"""The forms to write down how much land a project takes and what it is planned to yield."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.land.actions import Area, Capacity
from fairway.land.engine.sizes import MOST_DIGITS, UNIT_LENGTH
from fairway.land.forms.projects import reason_field
from fairway.lib.money import AMOUNT_DECIMALS


class SizeForm(StyledForm):
    """Since when a size is known, and what shows it."""

    learned_on = DayField(label=_("Learned on"))
    evidence = forms.CharField(max_length=300)
    reason = reason_field()

    def _said(self) -> dict[str, Any]:
        return {name: said for name, said in self.cleaned_data.items() if name != "reason"}


class AreaForm(SizeForm):
    """So many mu."""

    mu = forms.DecimalField(
        label=_("Land area in mu"),
        max_digits=14,
        decimal_places=4,
        help_text=_("1 mu is 1/15 hectare, 666.67 square metres."),
    )
    evidence = forms.CharField(label=_("Evidence: land contract or permit"), max_length=300)
    field_order = ("mu",)

    def given(self) -> dict[str, Any]:
        """The area and the reason as the action takes them."""
        return {"area": Area(**self._said()), "reason": self.cleaned_data["reason"]}


class CapacityForm(SizeForm):
    """So much of a unit."""

    quantity = forms.DecimalField(label=_("Planned capacity"), max_digits=MOST_DIGITS, decimal_places=AMOUNT_DECIMALS)
    unit = forms.CharField(
        label=_("Unit, such as MW, vehicles/a or t/a"),
        max_length=UNIT_LENGTH,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
    )
    evidence = forms.CharField(label=_("Evidence: approval or feasibility study"), max_length=300)
    field_order = ("quantity", "unit")

    def given(self) -> dict[str, Any]:
        """The capacity and the reason as the action takes them."""
        return {"capacity": Capacity(**self._said()), "reason": self.cleaned_data["reason"]}
