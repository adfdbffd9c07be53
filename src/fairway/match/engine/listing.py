"""Offers and needs as plain values, in one shape, so that neither side is treated differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Listing:
    """What one organisation puts up. Every field but the first three may be "" or ``None``: not stated.

    ``industry`` is a GB/T 4754 code (``C``, ``36``, ``C367``, ``3670``), ``region`` six digits of GB/T 2260,
    ``segment`` a part of the value chain. ``amount`` is of ``currency`` and ``amount_kind`` (money kind or a
    unit of capacity); amounts of different ones are never compared. Both days of validity are included.
    """

    key: str
    organisation: str
    text: str
    industry: str = ""
    region: str = ""
    amount: Decimal | None = None
    currency: str = ""
    segment: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    amount_kind: str = ""


@dataclass(frozen=True, slots=True)
class Offer(Listing):
    """What an organisation can supply; ``grade`` is its credit grade, "" without a file."""

    grade: str = ""


@dataclass(frozen=True, slots=True)
class Need(Listing):
    """What an organisation looks for; ``min_grade`` is the lowest credit grade it accepts, "" for any."""

    min_grade: str = ""


def check_listings(listings: Iterable[Listing]) -> None:
    """Refuse a key used twice or a validity that ends before it begins.

    Raises :class:`Invalid` ``listing-twice`` or ``listing-validity``.
    """
    keys: set[str] = set()
    for listing in listings:
        if listing.key in keys:
            text = _("“%(key)s” is listed twice. Give every offer and every need a key of its own.")
            raise Invalid("listing-twice", text, key=listing.key)
        keys.add(listing.key)
        if listing.valid_from and listing.valid_to and listing.valid_to < listing.valid_from:
            text = _("“%(key)s” ends before it begins. Exchange the two days.")
            raise Invalid("listing-validity", text, key=listing.key)
