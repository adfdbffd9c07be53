"""Entities of followthemoney as rows of an import, with an account of everything that has no place in the registry."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.know.engine.exchange import ties
from fairway.know.engine.exchange.entities import Entity, line_of, local_key, read_lines
from fairway.know.engine.exchange.organisation import Part, incoming, is_organisation
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fairway.know.engine.imports.incoming import Incoming, Link

PERSON = _("%(what)s: natural persons are never kept.")
NO_PLACE = _("%(what)s: the registry has no place for it.")


@dataclass(frozen=True)
class ReadEntities:
    """Rows that can go in; what is wrong; the lines of entities that are organisations; what is left out, how often.

    ``left_out`` has one English sentence as key with what it is about put in: ``("text", "what") → times``.
    """

    rows: tuple[Incoming, ...]
    problems: tuple[Problem, ...]
    lines: Mapping[int, Mapping[str, str]]
    left_out: Mapping[tuple[str, str], int]


def read_entities(content: bytes, file: str) -> ReadEntities:
    """Read organisations with their addresses, codes and ties; everything else is counted by what it is."""
    entities, problems = read_lines(content, file)
    if not entities and not problems:
        text, remedy = _("The file holds no rows."), _("Add a row of headings and one row for each entry.")
        problems.append(BadCell("empty-file", text, remedy).at(file, None, None))
    left = Counter[tuple[str, str]]()
    organisations = [each for each in entities if is_organisation(each)]
    parts = _Parts({each.id: each for each in entities}, {each.id for each in organisations}, left)
    parts.gather(entities)
    rows: list[Incoming] = []
    for each in organisations:
        try:
            rows.append(incoming(each, parts.of(each), left))
        except BadCell as bad:
            problems.append(bad.at(file, each.line, str(bad.params.get("property", "")) or None))
    lines = {each.line: {"entity": line_of(each).decode().strip()} for each in organisations}
    return ReadEntities(tuple(rows), tuple(problems), lines, dict(left))


class _Parts:
    """Entities that say something about an organisation: its addresses, its codes, its ties."""

    def __init__(self, entities: Mapping[str, Entity], organisations: set[str], left: Counter[tuple[str, str]]) -> None:
        self._entities = entities
        self._organisations = organisations
        self._left = left
        self._links: dict[str, list[Link]] = {}
        self._codes: dict[str, list[Entity]] = {}
        self._used: set[str] = set()

    def gather(self, entities: Iterable[Entity]) -> None:
        """Hand each entity to the organisation it speaks of; count those that speak of none."""
        for each in entities:
            if each.id in self._organisations:
                self._used |= set(each.properties.get("addressEntity", ()))
        for each in entities:
            if each.id not in self._organisations and not self._is_used(each):
                self._left[self._why(each), each.schema] += 1

    def _is_used(self, each: Entity) -> bool:
        if each.schema == "Address":
            return each.id in self._used
        if each.schema == "Identification" and each.first("holder") in self._organisations:
            self._codes.setdefault(each.first("holder"), []).append(each)
            return True
        tie = ties.tie(each)
        if tie is None or not {tie.subject, tie.other} <= self._organisations:
            return False
        self._links.setdefault(tie.subject, []).append(tie.link(local_key(tie.other)))
        ties.count_rest(each, self._left)
        return True

    def _why(self, each: Entity) -> str:
        if each.schema == "Person" or self._names_person(each):
            return PERSON
        return ties.ENDED if each.schema in ties.SIDES and each.properties.get("endDate") else NO_PLACE

    def _names_person(self, each: Entity) -> bool:
        ends = (self._entities.get(end) for name in ties.ENDS for end in each.properties.get(name, ()))
        return any(end is not None and end.schema == "Person" for end in ends)

    def of(self, each: Entity) -> Part:
        """What belongs to one organisation."""
        found = [self._entities[key] for key in each.all("addressEntity") if key in self._entities]
        links = tuple(dict.fromkeys(self._links.get(each.id, ())))
        return Part(tuple(a for a in found if a.schema == "Address"), tuple(self._codes.get(each.id, ())), links)
