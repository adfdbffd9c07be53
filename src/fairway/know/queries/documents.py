"""What the search box should know: organisations with every spelling and code, those of merged records among them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Least, Length

from fairway.know.engine.documents import BETWEEN, LONGEST
from fairway.know.engine.industries import section_of
from fairway.know.models import Identifier, Name, Organisation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from django.db.models import QuerySet

    from fairway.know.engine.documents import Source

_COLUMNS = ("pk", "name", "name_en", "kind", "region_code", "industry_code", "is_demo", "length", "kind_order")
_CHUNK = 5_000
_NO_KIND = 7
_KINDS = {kind: order for order, kind in enumerate(Organisation.Kind.values)}


def sources(ids: Collection[int]) -> list[Source]:
    """What is known of these organisations; nothing of those merged into others."""
    kept = _in_order().filter(pk__in=ids)
    members = _members(ids)
    everybody = [*ids, *members]
    return list(_joined(kept, _spellings(members, everybody), _codes(members, everybody)))


def all_sources() -> Iterator[Source]:
    """What is known of every organisation, in the order of results."""
    members = _roots()
    return _joined(_in_order(), _spellings(members), _codes(members))


def kept_records(ids: Collection[int]) -> set[int]:
    """The records that these stand for: themselves, or what they were merged into."""
    found, wanted = set[int](), set(ids)
    while wanted:
        rows = Organisation.objects.filter(pk__in=wanted).values_list("pk", "merged_into")
        found |= {pk for pk, into in rows if into is None}
        wanted = {into for _pk, into in rows if into is not None} - found
    return found


def _in_order() -> QuerySet[Organisation, tuple[Any, ...]]:
    kinds = (When(kind=kind, then=Value(order)) for kind, order in _KINDS.items())
    order = Case(*kinds, default=Value(_NO_KIND), output_field=IntegerField())
    rows = Organisation.objects.filter(merged_into=None)
    rows = rows.annotate(length=Least(Length("name"), LONGEST), kind_order=order)
    return rows.order_by("length", "kind_order", "pk").values_list(*_COLUMNS)


def _members(kept: Collection[int]) -> dict[int, int]:
    """Records merged into ``kept``, directly or through others, each with the record it now stands under."""
    members: dict[int, int] = {}
    level = {pk: pk for pk in kept}
    while level:
        rows = Organisation.objects.filter(merged_into__in=level).values_list("pk", "merged_into")
        level = {pk: level[into] for pk, into in rows if into is not None}
        members |= level
    return members


def _roots() -> dict[int, int]:
    merged = dict(Organisation.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
    roots = {}
    for pk in merged:
        root: int = pk
        while (into := merged.get(root)) is not None:
            root = into
        roots[pk] = root
    return roots


def _spellings(members: Mapping[int, int], only: Collection[int] | None = None) -> dict[int, str]:
    """Every spelling of each organisation but its own two names; merged records bring theirs, too."""
    merged = Organisation.objects.filter(pk__in=members).values_list("pk", "name", "name_en") if members else ()
    known = Q(text=F("organisation__name")) | Q(text=F("organisation__name_en"))
    names = Name.objects.exclude(known).order_by("pk").values_list("organisation_id", "text")
    rows = _rows(names if only is None else names.filter(organisation__in=only))
    return _gathered(chain(((pk, f"{name}{BETWEEN}{name_en}") for pk, name, name_en in merged), rows), members)


def _codes(members: Mapping[int, int], only: Collection[int] | None = None) -> dict[int, str]:
    codes = Identifier.objects.order_by("pk").values_list("organisation_id", "value")
    return _gathered(_rows(codes if only is None else codes.filter(organisation__in=only)), members)


def _gathered(rows: Iterable[tuple[Any, ...]], members: Mapping[int, int]) -> dict[int, str]:
    """Texts by organisation in one string each: a million lists would keep the garbage collector busy."""
    found: dict[int, str] = {}
    for pk, text in rows:
        kept = members.get(pk, pk)
        found[kept] = f"{found[kept]}{BETWEEN}{text}" if kept in found else text
    return found


def _joined(
    rows: QuerySet[Organisation, tuple[Any, ...]], names: Mapping[int, str], codes: Mapping[int, str]
) -> Iterator[Source]:
    sections = _Sections()
    for pk, name, name_en, kind, region, industry, is_demo, length, kind_order in _rows(rows):
        spelled = f"{name}{BETWEEN}{name_en}{BETWEEN}{more}" if (more := names.get(pk)) else f"{name}{BETWEEN}{name_en}"
        yield pk, length, kind_order, kind, region, sections[industry], bool(is_demo), spelled, codes.get(pk, "")


class _Sections(dict[str, str]):
    """The section of each industry code met; "" for none."""

    def __missing__(self, code: str) -> str:
        found = section_of(code) if code else None
        self[code] = section = found.code if found else ""
        return section


def _rows(rows: QuerySet[Any, tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows as the database gives them, some thousands at a time: Django's own loop costs more than making documents."""
    sql, values = rows.query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while part := cursor.fetchmany(_CHUNK):
            yield from part
