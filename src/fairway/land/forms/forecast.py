"""Asking for a forecast, and setting an estimate beside one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.know.queries import place_choices
from fairway.land.actions import Asked, Estimate
from fairway.land.models import Project
from fairway.land.queries import YEARS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import QueryDict

MOST_SEED = 2**31 - 1


class ForecastForm(StyledForm):
    """As of which day, how far ahead, where, and the seed of every draw."""

    as_of = DayField(label=_("As known on"))
    years = forms.TypedChoiceField(label=_("Years ahead"), coerce=int, choices=[(year, year) for year in YEARS])
    region_code = forms.ChoiceField(label=_("Region"), choices=(), required=False)
    seed = forms.IntegerField(label=_("Seed"), min_value=0, max_value=MOST_SEED)

    def clean_as_of(self) -> date:
        """Refuse days to come."""
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet: nothing is known of it."))
        return day

    def asked(self) -> Asked:
        """What to forecast."""
        return Asked(**self.cleaned_data)


def forecast_form(sent: QueryDict | None, usual: date) -> ForecastForm:
    """The form with the usual day, and every prefecture that has projects."""
    form = ForecastForm(sent, initial={"as_of": usual, "years": 3, "region_code": "", "seed": 0})
    codes = Project.objects.exclude(region_code="").values_list("region_code", flat=True)
    places = [("", _("all regions")), *place_choices(codes.order_by())]
    form.fields["region_code"].choices = places  # type: ignore[attr-defined]  # a ChoiceField
    return form


class EstimateForm(StyledForm):
    """What an officer expects of one project by the end of one year, and why."""

    about = forms.ChoiceField(label=_("Goal"), choices=())
    percent = forms.IntegerField(label=_("Chance in percent"), min_value=0, max_value=100)
    reason = forms.CharField(label=_("Why"), max_length=500)

    def estimate(self) -> Estimate:
        """What is expected."""
        goal, _mark, years = self.cleaned_data["about"].rpartition(":")
        return Estimate(goal, int(years), Decimal(self.cleaned_data["percent"]) / 100)


def estimate_form(sent: QueryDict | None, choices: Sequence[tuple[str, str]]) -> EstimateForm:
    """The form for the goals and years that the forecast tells of."""
    form = EstimateForm(sent)
    form.fields["about"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
    return form
