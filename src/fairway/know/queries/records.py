"""Organisations as the resolution of names takes them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fairway.know.engine.written import Written
from fairway.know.models import Identifier, Name, Organisation

if TYPE_CHECKING:
    from collections.abc import Collection

CODES = (
    Identifier.Scheme.USCC,
    Identifier.Scheme.ORGANISATION_CODE,
    Identifier.Scheme.LEI,
    Identifier.Scheme.STOCK,
)
"""Schemes whose codes say who somebody is; a local key says so within its own list alone."""


def written_records(*, is_demo: bool, only: Collection[int] | None = None) -> dict[int, Written]:
    """Every record that is not merged (of ``only``, if given), real or invented, with all it is written as."""
    rows = Organisation.objects.filter(is_demo=is_demo, merged_into=None).order_by("pk")
    names, codes = Name.objects.order_by("pk"), Identifier.objects.filter(scheme__in=CODES).order_by("pk")
    if only is not None:
        rows = rows.filter(pk__in=only)
        names, codes = names.filter(organisation__in=only), codes.filter(organisation__in=only)
    spellings: dict[int, list[str]] = defaultdict(list)
    for organisation, text in names.values_list("organisation_id", "text"):
        spellings[organisation].append(text)
    carried: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for organisation, scheme, value in codes.values_list("organisation_id", "scheme", "value"):
        carried[organisation].append((scheme, value))
    return {
        pk: Written(name, tuple(carried[pk]), place, industry, _others(name, [foreign, *spellings[pk]]))
        for pk, name, foreign, place, industry in rows.values_list(
            "pk", "name", "name_en", "region_code", "industry_code"
        )
    }


def _others(name: str, spellings: list[str]) -> tuple[str, ...]:
    return tuple(each for each in dict.fromkeys(spellings) if each and each != name)
