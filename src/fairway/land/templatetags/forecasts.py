"""Chances, intervals and totals of a forecast in the reader's words. These filters never query."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairway.base.cells import number
from fairway.know.queries import industry_name, place_name
from fairway.land.models import Stage
from fairway.land.templatetags.land import KINDS, PAPERS
from fairway.lib.money import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Sequence

register = template.Library()

BY = {
    "region": gettext_lazy("Prefecture"),
    "industry": gettext_lazy("Industry"),
    "stage": gettext_lazy("Stage"),
    "paper": gettext_lazy("Kind of paper"),
    "size": gettext_lazy("Amount signed, CNY"),
}
STAGES = dict(Stage.choices)


@register.filter
def chance(value: float | None) -> str:
    """A chance in percent with one decimal; what cannot be said is a dash."""
    return "–" if value is None else f"{100 * float(value):.1f} %"


@register.filter
def chance_span(span: Sequence[float | None]) -> str:
    """The interval of a chance, from ``[years, chance, low, high]``."""
    _years, _expected, low, high = span
    return "" if low is None or high is None else f"{100 * low:.0f}–{100 * high:.0f} %"


@register.filter
def expected(span: Sequence[float], unit: str) -> str:
    """What is expected, from ``[years, expected, low, high]``: projects with one decimal, amounts in whole units."""
    return _amount(span[1]) if unit else f"{span[1]:,.1f}"


@register.filter
def total_span(span: Sequence[float], unit: str) -> str:
    """The interval of a sum, from ``[years, expected, low, high]``."""
    return "–".join(_amount(each) if unit else number(round(each)) for each in span[2:])


def _amount(value: float) -> str:
    """In whole units; below a hundred, where a capacity may be told in large units, to three digits."""
    return number(round(value) if value >= 100 else Decimal(f"{value:.3g}"))  # as it says


@register.filter
def unit_label(unit: str) -> str:
    """What is summed: projects, a kind of money in a currency, or a capacity in its own unit."""
    if not unit:
        return _("Projects")
    kind, _blank, currency = unit.partition(" ")
    return f"{KINDS[kind]} {currency}" if kind in KINDS and currency in CURRENCIES else unit


@register.filter
def by_label(by: str) -> str:
    """What projects are grouped by, or a feature of theirs."""
    return str(BY.get(by, by))


@register.filter
def group_label(group: str, by: str) -> str:
    """One group in words."""
    if not group:
        return _("not stated")
    labels = {"region": place_name, "industry": industry_name, "stage": goal_label, "paper": _paper}
    return labels[by](group) if by in labels else group


def _paper(paper: str) -> str:
    return str(PAPERS.get(paper, paper))


@register.filter
def goal_label(stage: str) -> str:
    """A stage in words."""
    return str(STAGES.get(stage, stage))


@register.filter
def score_text(value: float | None) -> str:
    """A score with three decimals; what cannot be said is a dash."""
    return "–" if value is None else f"{value:.3f}"
