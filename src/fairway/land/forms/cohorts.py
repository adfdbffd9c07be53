"""The form of the cohort chart: as known on which day, towards which stage, signed in quarters or years, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.know.queries import place_choices
from fairway.land.engine.cohorts import Span
from fairway.land.forms.projects import AsOfForm
from fairway.land.models import Stage
from fairway.land.queries import GOALS
from fairway.sign.models import Agreement

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

SPANS = [(Span.YEAR.value, _("year")), (Span.QUARTER.value, _("quarter"))]


class CohortForm(AsOfForm):
    """A day, a stage, a span and a region; without answers the usual ones hold."""

    goal = forms.ChoiceField(label=_("Stage reached"), choices=[(goal, Stage(goal).label) for goal in GOALS])
    span = forms.ChoiceField(label=_("Signed in the same"), choices=SPANS)
    region = forms.ChoiceField(label=_("Region"), choices=(), required=False)

    def value_of(self, name: str) -> Any:  # noqa: ANN401  # a form holds what it holds
        """What was asked for, or what is usual."""
        return self.cleaned_data[name] if self.is_bound else self.initial[name]


def cohort_form(asked: QueryDict | None, usual: date, latest: date) -> CohortForm:
    """The form with production, years and all regions until something is asked for."""
    form = CohortForm(asked, initial={"as_of": usual, "goal": "in_production", "span": "year", "region": ""})
    form.latest = latest
    codes = Agreement.objects.exclude(region_code="").values_list("region_code", flat=True)
    form.fields["region"].choices = [("", _("all regions")), *place_choices(codes.order_by())]  # type: ignore[attr-defined]
    return form
