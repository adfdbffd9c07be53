"""Exact amounts without the zeros a database column adds, and as text."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairway.lib.money import Money


def trimmed(amount: Decimal) -> Decimal:
    """Return the same amount without trailing zeros and without an exponent: 12.5000 → 12.5, 100.00 → 100."""
    whole = amount.to_integral_value()
    return whole.quantize(Decimal(1)) if amount == whole else amount.normalize()


def money_text(money: Money) -> str:
    """Return ``21,000,000,000 CNY``; the kind is left to the heading it stands under."""
    return f"{trimmed(money.amount):,f} {money.currency}"
