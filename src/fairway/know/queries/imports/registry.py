"""What the registry holds of the organisations a set of rows may touch, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from fairway.know.engine.imports.incoming import FIELDS
from fairway.know.engine.imports.plan import Known, Registry
from fairway.know.models import Address, FieldOrigin, Identifier, Name, Organisation, Relation
from fairway.know.queries.records import CODES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from fairway.know.engine.imports.incoming import Incoming

SAID = (*FIELDS, "address")


def origin_of(namespace: str, file_name: str) -> str:
    """What is kept as the origin of a field that came with a file."""
    return f"{namespace}: {file_name}"[:140]


def mentioned_keys(rows: Iterable[Incoming]) -> set[str]:
    """Every key the rows have or refer to."""
    own = {row.key for row in rows}
    return own | {link.value for row in rows for link in row.links if link.scheme == "key"}


def references(rows: Iterable[Incoming]) -> frozenset[tuple[str, str]]:
    """What other rows of the file can refer to its rows by: codes, keys and names."""
    found: set[tuple[str, str]] = set()
    for row in rows:
        found |= {*row.codes, *row.inside(), ("key", row.key), ("name", row.name)}
    return frozenset(found)


def registry_for(
    rows: Sequence[Incoming],
    namespace: str,
    in_file: frozenset[tuple[str, str]] = frozenset(),
    also: Collection[int] = (),
    ours: Mapping[str, int] | None = None,
) -> Registry:
    """Everything the rows' codes, keys and links lead to, and the organisations ``also`` (ids).

    ``ours`` are keys that this installation gave out itself (``queries.exchange.own_entities``).
    """
    codes = _codes(rows)
    keys = _keys(rows, namespace, ours or {})
    names = _names(rows)
    named = {pk for found in names.values() for pk in found}
    kept = _kept({*codes.values(), *keys.values(), *named, *also})
    organisations = known(set(kept.values()), namespace)
    for key, pk in keys.items():
        organisations[kept[pk]] = replace(organisations[kept[pk]], keys=organisations[kept[pk]].keys | {key})
    return Registry(
        organisations=organisations,
        codes={code: kept[pk] for code, pk in codes.items()},
        keys={key: kept[pk] for key, pk in keys.items()},
        names={name: frozenset(kept[pk] for pk in found) for name, found in names.items()},
        in_file=in_file,
    )


def _codes(rows: Sequence[Incoming]) -> dict[tuple[str, str], int]:
    wanted = {code for row in rows for code in (*row.codes, *row.inside())}
    wanted |= {(link.scheme, link.value) for row in rows for link in row.links if link.scheme in CODES}
    found = Identifier.objects.filter(scheme__in=CODES, value__in={value for _scheme, value in wanted})
    carried = found.order_by().values_list("scheme", "value", "organisation_id")
    return {(scheme, value): pk for scheme, value, pk in carried if (scheme, value) in wanted}


def _keys(rows: Sequence[Incoming], namespace: str, ours: Mapping[str, int]) -> dict[str, int]:
    wanted = {key for row in rows for key in row.known_by()}
    wanted |= {link.value for row in rows for link in row.links if link.scheme == "key"}
    local = Identifier.objects.filter(scheme=Identifier.Scheme.LOCAL, namespace=namespace, value__in=wanted)
    return {key: ours[key] for key in wanted if key in ours} | dict(
        local.order_by().values_list("value", "organisation_id")
    )


def _names(rows: Sequence[Incoming]) -> dict[str, set[int]]:
    wanted = {link.value for row in rows for link in row.links if link.scheme == "name"}
    found: dict[str, set[int]] = defaultdict(set)
    if wanted:
        for text, pk in Name.objects.filter(text__in=wanted).order_by().values_list("text", "organisation_id"):
            found[text].add(pk)
    return found


def _kept(ids: set[int]) -> dict[int, int]:
    """Each id with the record it counts as today: merged records stand for the one they were merged into."""
    here = {pk: pk for pk in ids}
    ahead = ids
    while ahead:
        moved = dict(
            Organisation.objects.filter(pk__in=ahead, merged_into__isnull=False)
            .order_by()
            .values_list("pk", "merged_into_id")
        )
        here = {pk: moved.get(at, at) for pk, at in here.items()}
        ahead = {to for to in moved.values() if to is not None}
    return here


def known(ids: Collection[int], namespace: str) -> dict[int, Known]:
    """What is kept of these organisations: six queries however many there are."""
    names, codes, keys = _spellings(ids), _identifiers(ids), _own_keys(ids, namespace)
    addresses, links, said = _addresses(ids), _links(ids), _said(ids, namespace)
    return {
        row["pk"]: Known(
            pk=row["pk"],
            fields={name: _text(row[name]) for name in FIELDS},
            demo=row["is_demo"],
            names=frozenset(names[row["pk"]]),
            codes=frozenset(codes[row["pk"]]),
            keys=frozenset(keys[row["pk"]]),
            addresses=tuple(addresses[row["pk"]]),
            links=frozenset(links[row["pk"]]),
            said=said[row["pk"]],
        )
        for row in Organisation.objects.filter(pk__in=ids).order_by().values("pk", "is_demo", *FIELDS)
    }


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _spellings(ids: Collection[int]) -> Mapping[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = Name.objects.filter(organisation__in=ids).order_by()
    for pk, kind, text in rows.values_list("organisation_id", "kind", "text"):
        found[pk].add((kind, text))
    return found


def _identifiers(ids: Collection[int]) -> Mapping[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = Identifier.objects.filter(organisation__in=ids, scheme__in=CODES).order_by()
    for pk, scheme, value in rows.values_list("organisation_id", "scheme", "value"):
        found[pk].add((scheme, value))
    return found


def _own_keys(ids: Collection[int], namespace: str) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = Identifier.objects.filter(
        organisation__in=ids, scheme=Identifier.Scheme.LOCAL, namespace=namespace
    ).order_by()
    for pk, value in rows.values_list("organisation_id", "value"):
        found[pk].add(value)
    return found


def _addresses(ids: Collection[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Address.objects.filter(organisation__in=ids, kind=Address.Kind.REGISTERED, valid_until=None).exclude(text="")
    for pk, text in rows.order_by("pk").values_list("organisation_id", "text"):
        found[pk].append(text)
    return found


def _links(ids: Collection[int]) -> Mapping[int, set[tuple[int, str, str]]]:
    found: dict[int, set[tuple[int, str, str]]] = defaultdict(set)
    rows = Relation.objects.filter(subject__in=ids, valid_until=None).order_by()
    for pk, other, kind, share in rows.values_list("subject_id", "other_id", "kind", "share"):
        found[pk].add((other, kind, "" if share is None else f"{share.normalize():f}"))
    return found


def _said(ids: Collection[int], namespace: str) -> Mapping[int, dict[str, str]]:
    """What the namespace's files last said of each field."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = FieldOrigin.objects.filter(
        organisation__in=ids, field__in=SAID, origin__startswith=f"{namespace}: "
    ).order_by("learned_on", "pk")
    for pk, name, value in rows.values_list("organisation_id", "field", "value"):
        found[pk][name] = value
    return found
