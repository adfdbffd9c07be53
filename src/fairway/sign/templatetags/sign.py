"""States of promises and shares in the reader's words. These filters never query."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django import template

from fairway.sign.engine.amounts import money_text
from fairway.sign.engine.promises import State
from fairway.sign.models import Promise, PromiseStep

if TYPE_CHECKING:
    from fractions import Fraction

    from fairway.lib.money import Money

register = template.Library()
TONES = {
    State.NOT_YET_DUE: "plain",
    State.DUE: "warn",
    State.KEPT: "ok",
    State.KEPT_LATE: "ok",
    State.BROKEN: "bad",
    State.WAIVED: "plain",
    State.VOID: "plain",
    State.DISPUTED: "info",
}


@register.filter
def state_label(state: str) -> str:
    """Where a promise stands, in words."""
    return str(Promise.State(state).label)


@register.filter
def state_tone(state: str) -> str:
    """The colour of a state's tag."""
    return TONES[State(state)]


@register.filter
def share(part: Fraction | None) -> str:
    """A share with one decimal, rounded half up; a dash where it cannot be said."""
    if part is None:
        return "–"
    return f"{(Decimal(part.numerator) * 100 / part.denominator).quantize(Decimal('0.1'), ROUND_HALF_UP)} %"


@register.filter
def promised(money: Money) -> str:
    """An exact amount with its currency."""
    return money_text(money)


NOTICE_TONES = {"served": "warn", "passed_on": "ok", "held": "info", "withdrawn": "plain"}


@register.filter
def notice_tone(state: str) -> str:
    """The colour of a notice's tag."""
    return NOTICE_TONES[state]


@register.filter
def severity_label(severity: str) -> str:
    """How much a broken promise weighs, in words."""
    return str(PromiseStep.Severity(severity).label)
