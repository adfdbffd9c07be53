"""Checks over several cells of a row that more than one table needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from fairway.lib.tables.spec import Values


def amount_with_currency(values: Values) -> Iterator[tuple[str, BadCell]]:
    """Complain about an amount without a currency, and the other way round."""
    if values["amount"] is not None and not values["currency"]:
        remedy = _("Write the currency of the amount, such as CNY.")
        yield "currency", BadCell("amount-without-currency", _("There is an amount but no currency."), remedy)
    if values["amount"] is None and values["currency"]:
        remedy = _("Write the amount, or delete the currency.")
        yield "amount", BadCell("currency-without-amount", _("There is a currency but no amount."), remedy)


def learned_after(values: Values) -> Iterator[tuple[str, BadCell]]:
    """Complain where a thing was learned of before it happened."""
    yield from learned_since(values["happened_on"], values["learned_on"])


def learned_since(happened: date, learned: date | None) -> Iterator[tuple[str, BadCell]]:
    """Complain about a day ``learned`` before what ``happened``."""
    if learned is not None and learned < happened:
        text = _("It was learned on %(learned)s, before it happened on %(happened)s.")
        remedy = _("Correct one of the two days, or leave this one empty.")
        days = {"learned": learned.isoformat(), "happened": happened.isoformat()}
        yield "learned_on", BadCell("learned-before", text, remedy, **days)
