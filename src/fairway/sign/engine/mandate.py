"""What a body may approve: which act gives it which power, up to which amount, from when."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _
from fairway.lib.money import total_by_kind
from fairway.sign.engine.amounts import money_text, trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fairway.lib.money import Money
    from fairway.sign.engine.intake import AgreementKind


@dataclass(frozen=True)
class Power:
    """An act that lets a body approve papers of a kind; ``up_to`` ``None`` is without limit, ``until`` open."""

    key: int
    act: str
    kind: AgreementKind
    valid_from: date
    valid_until: date | None = None
    up_to: Decimal | None = None
    currency: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the act is in force on a day, both ends included."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Asked:
    """A paper to be approved: its kind, the day, and its amounts; none where it states none."""

    kind: AgreementKind
    on: date
    amounts: tuple[Money, ...] = ()


def covering(powers: Sequence[Power], asked: Asked) -> Power | None:
    """Return the act the decision rests on: of those that reach far enough the one with the least reach.

    Amounts of one kind and currency are added, kinds never. An act with a limit in another currency does not reach,
    nor one with a limit where the paper states no amount.
    """
    fit = [each for each in powers if each.kind is asked.kind and each.holds_on(asked.on) and _reaches(each, asked)]
    return min(fit, key=lambda power: (power.up_to is None, power.up_to or 0, power.key), default=None)


def _reaches(power: Power, asked: Asked) -> bool:
    if power.up_to is None:
        return True
    totals = total_by_kind(asked.amounts)
    return bool(totals) and all(total.currency == power.currency and total.amount <= power.up_to for total in totals)


def missing_act(body: str, powers: Sequence[Power], asked: Asked) -> Reason:
    """Say which act the body would need, and how far the nearest one reaches."""
    wanted = " + ".join(money_text(total) for total in total_by_kind(asked.amounts))
    params = {"body": body, "kind": asked.kind.value, "day": asked.on.isoformat(), "amount": wanted}
    of_kind = [each for each in powers if each.kind is asked.kind]
    now = [each for each in of_kind if each.holds_on(asked.on)]
    if not of_kind:
        return Reason(
            _("Missing: an act that gives %(body)s the power to approve a paper of the kind %(kind)s."), params
        )
    if not now:
        last = max(of_kind, key=lambda power: power.valid_from)
        text = _("Missing: an act in force on %(day)s. “%(act)s” gives %(body)s this power from %(from)s only.")
        if last.valid_until is not None and last.valid_until < asked.on:
            text = _("Missing: an act in force on %(day)s. “%(act)s” gave %(body)s this power until %(until)s.")
        until = last.valid_until.isoformat() if last.valid_until else ""
        return Reason(text, {**params, "act": last.act, "from": last.valid_from.isoformat(), "until": until})
    widest = max(now, key=lambda power: power.up_to or 0)
    limit = {"act": widest.act, "limit": f"{trimmed(widest.up_to or Decimal(0)):,f} {widest.currency}"}
    if not asked.amounts:
        text = _(
            "Missing: an act without limit. The paper states no amount, "
            "and “%(act)s” lets %(body)s approve up to %(limit)s."
        )
        return Reason(text, {**params, **limit})
    text = _("Missing: an act that reaches %(amount)s. “%(act)s” lets %(body)s approve up to %(limit)s.")
    return Reason(text, {**params, **limit})
