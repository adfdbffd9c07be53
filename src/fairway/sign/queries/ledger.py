"""The ledger of support measures, with where each stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.sign.engine.ledger import Item, read_ledger
from fairway.sign.engine.promises import Side, fulfilment
from fairway.sign.queries.promises import promises_seen_by, standings_of

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser

    from fairway.base.models import User
    from fairway.sign.engine.ledger import Ledger
    from fairway.sign.engine.promises import Fulfilment, Standing
    from fairway.sign.models import Promise


@dataclass(frozen=True)
class LedgerLine:
    """One measure as printed, where it stands, and the first of the same field it repeats."""

    promise: Promise
    standing: Standing
    repeats: Promise | None


@dataclass(frozen=True)
class LedgerBoard:
    """The measures in the order printed, their counts, and how many of those due are kept."""

    ledger: Ledger
    lines: tuple[LedgerLine, ...]
    rate: Fulfilment


def support_ledger(user: User | AnonymousUser | None, as_of: date, event: int | None = None) -> LedgerBoard:
    """Every support measure a government promised, with its field, at ``event`` (an id) or anywhere."""
    rows = promises_seen_by(user).filter(side=Side.GOVERNMENT).exclude(field="")
    if event is not None:
        rows = rows.filter(event=event) | rows.filter(agreement__event=event)
    shown = list(rows.order_by("pk"))
    found, _every = standings_of(shown, as_of)
    ledger = read_ledger([Item(each.pk, (each.event_id, each.agreement_id), each.field) for each in shown])
    by_key = {each.pk: each for each in shown}
    lines = [
        LedgerLine(by_key[entry.item.key], found[entry.item.key], by_key[entry.repeats] if entry.repeats else None)
        for entry in ledger.entries
    ]
    rates = {rate.side: rate for rate in fulfilment(found[each.pk] for each in shown)}
    return LedgerBoard(ledger, tuple(lines), rates[Side.GOVERNMENT])
