"""The registry as it goes out: entities of followthemoney, and rows with every column an import reads."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.conf import settings

from fairway.know.engine.exchange.entities import entity_id, line_of
from fairway.know.engine.exchange.writing import Bond, Outgoing, Seat, entities
from fairway.know.engine.imports.columns import REGISTRY
from fairway.know.engine.imports.incoming import FIELDS, Citation
from fairway.know.engine.imports.plan import COLUMN_OF
from fairway.know.models import Address, FieldOrigin, Identifier, Name, Organisation, Relation
from fairway.know.queries.imports.words import column_name
from fairway.know.queries.records import CODES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

BATCH = 500
PREFIX = "fw-"
"""What the ids of entities made here begin with."""


def entity_lines(only: Collection[int] | None = None) -> Iterator[bytes]:
    """Every organisation that is not merged, as lines of followthemoney, batch by batch; ``only`` some (ids)."""
    for organisation in outgoing(only):
        yield b"".join(map(line_of, entities(organisation)))


def entities_after(pk: int, limit: int) -> tuple[list[dict[str, Any]], int | None]:
    """The entities of ``limit`` organisations with ids above ``pk``, and the last of those ids, None at the end."""
    rows = list(Organisation.objects.filter(merged_into=None, pk__gt=pk).order_by("pk")[: limit + 1])
    some = rows[:limit]
    found = [
        {"id": e.id, "schema": e.schema, "properties": {name: sorted(values) for name, values in e.properties.items()}}
        for organisation in _outgoing(some)
        for e in entities(organisation)
    ]
    return found, some[-1].pk if len(rows) > limit else None


def outgoing(only: Collection[int] | None = None) -> Iterator[Outgoing]:
    """The organisations in the order of ids: six queries for each five hundred."""
    rows = Organisation.objects.filter(merged_into=None).order_by("pk")
    if only is not None:
        rows = rows.filter(pk__in=only)
    some: list[Organisation] = []
    for row in rows.iterator(chunk_size=BATCH):
        some.append(row)
        if len(some) == BATCH:
            yield from _outgoing(some)
            some = []
    yield from _outgoing(some)


def _outgoing(rows: list[Organisation]) -> Iterator[Outgoing]:
    ids = [row.pk for row in rows]
    ties = _ties(ids)
    others = {other for found in ties.values() for other, *_rest in found}
    names, codes, seats = _names(ids), _codes(ids), _seats(ids)
    told, own = _citations(ids), own_ids([*ids, *others])
    for row in rows:
        yield Outgoing(
            id=own[row.pk],
            fields={name: _text(getattr(row, name)) for name in FIELDS},
            region_edition=row.region_edition,
            names=tuple(names[row.pk]),
            codes=tuple(codes[row.pk]),
            seats=tuple(seats[row.pk]),
            bonds=tuple(Bond(own[other], *rest) for other, *rest in ties[row.pk]),
            citation=told.get(row.pk, Citation()),
            demo=row.is_demo,
        )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def own_ids(ids: Collection[int]) -> dict[int, str]:
    """The id of each organisation as an entity.

    It is one of ours that it came in with, else made of its oldest code or key, which stays the same when others are
    added; without any, of this installation and its number.
    """
    found: dict[int, str] = {}
    rows = Identifier.objects.filter(organisation__in=ids).order_by("pk")
    for pk, *parts in rows.values_list("organisation_id", "scheme", "namespace", "value"):
        if pk not in found or parts[2].startswith(PREFIX):
            found[pk] = _entity(parts)
    return {pk: found.get(pk) or entity_id(_installation(), str(pk)) for pk in ids}


def _entity(parts: list[str]) -> str:
    return parts[2] if parts[2].startswith(PREFIX) else entity_id(*parts)


def _installation() -> str:
    """What tells this installation from others, and does not say its secret."""
    return hashlib.sha256(f"exchange {settings.SECRET_KEY}".encode()).hexdigest()


def own_entities(wanted: Collection[str]) -> dict[str, int]:
    """Which of these ids are our own organisations': one walk over all of them, none where no id can be ours."""
    ours = {key for key in wanted if key.startswith(PREFIX)}
    found: dict[str, int] = {}
    if not ours:
        return found
    pks = list(Organisation.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        found |= {key: pk for pk, key in own_ids(pks[start : start + BATCH]).items() if key in ours}
    return found


def _names(ids: Collection[int]) -> Mapping[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Name.objects.filter(organisation__in=ids).order_by("pk")
    for pk, kind, text in rows.values_list("organisation_id", "kind", "text"):
        found[pk].append((kind, text))
    return found


def _codes(ids: Collection[int]) -> Mapping[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Identifier.objects.filter(organisation__in=ids, scheme__in=CODES).order_by("scheme", "value")
    for pk, scheme, value in rows.values_list("organisation_id", "scheme", "value"):
        found[pk].append((scheme, value))
    return found


def _seats(ids: Collection[int]) -> Mapping[int, list[Seat]]:
    found: dict[int, list[Seat]] = defaultdict(list)
    for row in Address.objects.filter(organisation__in=ids).exclude(text="").order_by("pk"):
        until = _text(row.valid_until)
        found[row.organisation_id].append(
            Seat(row.region_code, row.region_edition, row.text, row.kind, _text(row.valid_from), until)
        )
    return found


def _ties(ids: Collection[int]) -> Mapping[int, list[tuple[Any, ...]]]:
    """Ties to organisations that go out too."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = Relation.objects.filter(subject__in=ids, other__merged_into=None).order_by("pk")
    for row in rows:
        share = "" if row.share is None else f"{row.share.normalize():f}"
        found[row.subject_id].append((row.other_id, row.kind, share, _text(row.valid_from), _text(row.valid_until)))
    return found


def _citations(ids: Collection[int]) -> dict[int, Citation]:
    """The publication each organisation's name leans on, the latest one."""
    rows = FieldOrigin.objects.filter(organisation__in=ids, field="name", source__isnull=False)
    told = rows.order_by("learned_on", "pk").values_list(
        "organisation_id", "source__title", "source__publisher", "learned_on"
    )
    return {pk: Citation(title, publisher, day.isoformat()) for pk, title, publisher, day in told}


def table_headings() -> list[str]:
    """The headings of the exported table: those an import reads, in the reader's language."""
    return [column_name(column) for column in REGISTRY.columns]


def table_keys() -> list[str]:
    """The same columns by key, for JSON."""
    return [column.key for column in REGISTRY.columns]


def json_pieces() -> Iterator[bytes]:
    """The same rows as a JSON list of objects by column key; what is not said is left out."""
    keys = table_keys()
    yield b"["
    for number, row in enumerate(table_rows()):
        said = {key: value for key, value in zip(keys, row, strict=True) if value}
        yield f"{',' if number else ''}\n{json.dumps(said, ensure_ascii=False)}".encode()
    yield b"\n]\n"


def table_rows() -> Iterator[list[str]]:
    """Every organisation as a row that an import reads back. Of several ties the oldest stands in its row."""
    return (_row(organisation) for organisation in outgoing())


def _row(organisation: Outgoing) -> list[str]:
    fields, codes = organisation.fields, dict(organisation.codes)
    spelt: dict[str, list[str]] = defaultdict(list)
    for kind, text in organisation.names:
        if text not in {fields["name"], fields["name_en"]}:
            spelt["also" if kind in {"legal", "foreign", "printed"} else kind].append(text)
    bond = next((bond for bond in organisation.bonds if not bond.until), Bond("", ""))
    cells = {column: fields.get(name, "") for name, column in _COLUMNS.items()} | codes
    cells |= {kind: ";".join(texts) for kind, texts in spelt.items()}
    cells |= {
        "key": organisation.id,
        "address": next((seat.text for seat in organisation.seats if not seat.until), ""),
        "parent": bond.other,
        "share": bond.share,
        "relation": bond.kind,
        "demo": "yes" if organisation.demo else "no",
    }
    return [cells.get(column.key, "") for column in REGISTRY.columns]


_COLUMNS = {name: COLUMN_OF.get(name, name) for name in FIELDS}
