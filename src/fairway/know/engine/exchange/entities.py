"""Entities as lines of JSON: an id, a schema, and for each property a list of texts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LONGEST = 80
"""Characters of an id that a local key can hold; longer ones are hashed."""
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity; ``line`` is where it stands in its file, 0 for one that is made."""

    id: str
    schema: str
    properties: Mapping[str, tuple[str, ...]]
    line: int = 0

    def first(self, name: str) -> str:
        """The first value of a property in the order of texts, "" for none: a property's values have no order."""
        return min(self.properties.get(name, ()), default="")

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a property, in the order of texts."""
        return tuple(sorted(self.properties.get(name, ())))


def entity_id(*parts: str) -> str:
    """Return the id of what the parts name: the same for ever, and unlike any other (SHA-1 of the parts)."""
    return "fw-" + hashlib.sha1("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()


def local_key(identifier: str) -> str:
    """Return the key an entity is kept under: its id, or a hash of one that is too long."""
    return identifier if len(identifier) <= LONGEST else entity_id(identifier)


def line_of(entity: Entity) -> bytes:
    """Return the entity as one line, properties and values in the order of texts."""
    data = {
        "id": entity.id,
        "schema": entity.schema,
        "properties": {name: sorted(values) for name, values in sorted(entity.properties.items()) if values},
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_lines(content: bytes, file: str) -> tuple[list[Entity], list[Problem]]:
    """Read lines of JSON, or one JSON list; fragments with the same id are put together.

    A line that is no entity is a problem with its number; the others are read all the same.
    """
    found: dict[str, Entity] = {}
    problems: list[Problem] = []
    for number, data in _objects(content, file, problems):
        try:
            entity = _entity(data, number)
        except BadCell as bad:
            problems.append(bad.at(file, number, None))
            continue
        before = found.get(entity.id)
        found[entity.id] = _joined(before, entity) if before else entity
        if len(found) > MOST:
            problems.append(BadCell("too-many-rows", _TOO_MANY, _SPLIT, limit=MOST).at(file, number, None))
            break
    return list(found.values()), problems


def _objects(content: bytes, file: str, problems: list[Problem]) -> Iterator[tuple[int, Any]]:
    text = content.decode("utf-8-sig", errors="replace")
    if text.lstrip()[:1] == "[":
        yield from _from_list(text, file, problems)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                problems.append(BadCell("json", _NO_JSON, _AS_LINES).at(file, number, None))


def _from_list(text: str, file: str, problems: list[Problem]) -> Iterable[tuple[int, Any]]:
    try:
        return list(enumerate(json.loads(text), start=1))
    except (ValueError, RecursionError):
        problems.append(BadCell("json", _NO_JSON, _AS_LINES).at(file, None, None))
        return []


def _entity(data: object, line: int) -> Entity:
    if not isinstance(data, dict) or not all(
        isinstance(data.get(name), str) and _clean(data[name]) for name in ("id", "schema")
    ):
        raise BadCell("no-entity", _NO_ENTITY, _NEEDS)
    given = data.get("properties", {})
    if not isinstance(given, dict):
        raise BadCell("no-entity", _NO_ENTITY, _NEEDS)
    properties = {str(name): tuple(dict.fromkeys(_texts(values))) for name, values in given.items()}
    return Entity(_clean(data["id"]), _clean(data["schema"]), properties, line)


def _texts(values: object) -> Iterator[str]:
    """Values are texts or, in nested files, entities: those are known by their id. NaN and true say nothing."""
    for value in values if isinstance(values, list) else [values]:
        text = value.get("id") if isinstance(value, dict) else value
        if isinstance(text, bool) or (isinstance(text, float) and not isfinite(text)):
            continue
        if isinstance(text, str | int | float) and (shown := _clean(str(text))):
            yield shown


def _clean(text: str) -> str:
    """Without what no database keeps (NUL, lone surrogates), and with single blanks."""
    kept = text.replace("\x00", "").encode("utf-8", errors="ignore").decode()
    return " ".join(kept.split())


def _joined(one: Entity, more: Entity) -> Entity:
    names = {*one.properties, *more.properties}
    both = {n: tuple(dict.fromkeys((*one.properties.get(n, ()), *more.properties.get(n, ())))) for n in names}
    return Entity(one.id, one.schema, both, one.line)


_NO_JSON = _("The line is not JSON.")
_AS_LINES = _("Write one JSON object on each line, in UTF-8.")
_NO_ENTITY = _("The line is no entity of followthemoney.")
_NEEDS = _("An entity has an id, a schema and properties.")
_TOO_MANY = _("The file has more than %(limit)s entities.")
_SPLIT = _("Split it into smaller files.")
