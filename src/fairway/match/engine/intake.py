"""The tables of offers and needs as a user hands them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.know.engine.intake import INDUSTRY, REGION, SEGMENT
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import amount, choice, currency, day, key, words
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.row_checks import amount_with_currency
from fairway.lib.tables.spec import Column, TableSpec, Values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True)
class ListingRow:
    """What one organisation puts up. ``amount`` and ``currency`` come together or not at all."""

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


class OfferRow(ListingRow):
    """What one organisation offers."""


@dataclass(frozen=True)
class NeedRow(ListingRow):
    """What one organisation looks for; ``min_grade`` is the lowest credit grade it accepts, or ""."""

    min_grade: str = ""


# Grades of the shipped credit model, from the best to the worst.
GRADES = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")


def _valid_in_order(values: Values) -> Iterator[tuple[str, BadCell]]:
    start, end = values["valid_from"], values["valid_to"]
    if start and end and end < start:
        yield (
            "valid_to",
            BadCell(
                "ends-before-start",
                _("It ends on %(end)s, before it starts on %(start)s."),
                _("Correct one of the two days."),
                start=start.isoformat(),
                end=end.isoformat(),
            ),
        )


COLUMNS = (
    Column(
        "key",
        ("Key", "编号", "id"),
        key,
        required=True,
        remedy=_("Give it a short key of your own, such as o-017."),
    ),
    Column(
        "organisation",
        ("Organisation", "单位编号", "organization", "organisation key", "机构编号"),
        key,
        required=True,
        remedy=_("Write the key of an organisation of the table of organisations."),
    ),
    Column(
        "text",
        ("Text", "内容", "description", "描述", "说明"),
        words(2000),
        required=True,
        remedy=_("Say in a sentence what is offered or needed."),
    ),
    INDUSTRY,
    REGION,
    Column("amount", ("Amount", "金额"), amount),
    Column("currency", ("Currency", "币种"), currency, default=""),
    SEGMENT,
    Column("valid_from", ("Valid from", "有效期起", "from"), day),
    Column("valid_to", ("Valid to", "有效期止", "valid until", "to"), day),
)
CHECKS = (amount_with_currency, _valid_in_order)

OFFERS: TableSpec[OfferRow] = TableSpec(
    name="offers", columns=COLUMNS, build=lambda values: OfferRow(**values), checks=CHECKS
)
NEEDS: TableSpec[NeedRow] = TableSpec(
    name="needs",
    columns=(
        *COLUMNS,
        Column(
            "min_grade",
            ("Minimum grade", "最低信用等级", "min grade", "最低等级"),
            choice({g: g for g in GRADES}),
            default="",
        ),
    ),
    build=lambda values: NeedRow(**values),
    checks=CHECKS,
)
