"""Amounts of money in the store: kept to the last digit, or refused."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_noop

from fairway.lib.errors import Invalid
from fairway.lib.money import AMOUNT_DECIMALS, AMOUNT_DIGITS, is_kept

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

TOO_LONG = gettext_noop("An amount has at most %(digits)s digits, %(decimals)s of them after the point.")
FACTS = {"digits": AMOUNT_DIGITS, "decimals": AMOUNT_DECIMALS}
COLUMN_DIGITS = 24


class AmountColumn(models.DecimalField[Any, Any]):
    """A column of amounts. What SQLite would round is refused on every store, before a line is written.

    In migrations it is Django's own decimal column.
    """

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **{"max_digits": COLUMN_DIGITS, "decimal_places": AMOUNT_DECIMALS} | more)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Name Django's own field."""
        name, _own, args, more = super().deconstruct()
        return name, "django.db.models.DecimalField", list(args), more

    def get_db_prep_save(self, value: object, connection: BaseDatabaseWrapper) -> Any:  # noqa: ANN401  # as Django has it
        """Raise :class:`Invalid` for an amount that some store would change."""
        if isinstance(value, Decimal) and not is_kept(value):
            raise Invalid("amount-digits", TOO_LONG, **FACTS)
        return super().get_db_prep_save(value, connection)
