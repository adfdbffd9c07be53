"""Stage maps and KPI definitions: those that ship and the office's own, several versions of one side by side.

A version that is approved never changes, so it is read once in a process and holds as long as the process. Which there
are is asked anew each time: every server process knows a new one as soon as it is approved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import unified_diff
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.land.engine import stage_map_reading
from fairway.land.engine.kpi import shipped
from fairway.land.engine.kpi.definition import Definition
from fairway.land.engine.shipped import shipped_texts
from fairway.land.engine.stage_map import StageMap
from fairway.land.models import Method, Project
from fairway.lib.errors import Missing, Refused
from fairway.trust.engine.credit_model import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import QuerySet

T = TypeVar("T", StageMap, Definition)
Place = tuple[str, int]
Kind = Method.Kind


@dataclass(frozen=True)
class Shelf(Generic[T]):
    """All methods of one kind. What the office keeps goes before what ships with the same key and version."""

    kind: Kind
    folder: str
    read: Callable[[str, str], T]
    shipped: Callable[[], Mapping[Place, T]]
    known: dict[Place, T] = field(default_factory=dict)

    def find(self, key: str, version: int) -> T | None:
        """The version that is approved or ships. No query where this process has read it before, else one."""
        if (key, version) not in self.known:
            kept = _approved(self.kind).filter(key=key, version=version).first()
            found = self.shipped().get((key, version)) if kept is None else self.read_kept(kept)
            if found is None:
                return None
            self.known[key, version] = found
        return self.known[key, version]

    def every(self) -> dict[Place, T]:
        """All versions that are approved or ship, those of one key in their order. One query where all were read."""
        own: list[Place] = list(_approved(self.kind).values_list("key", "version"))
        keys = list(dict.fromkeys(key for key, _version in (*self.shipped(), *own)))
        places = sorted({*self.shipped(), *own}, key=lambda place: (keys.index(place[0]), place[1]))
        return {place: found for place in places if (found := self.find(*place)) is not None}

    def newest(self) -> Mapping[str, T]:
        """By key the newest version in force today; keys of which none is in force yet are left out."""
        today = timezone.localdate()
        return {each.key: each for each in self.every().values() if each.in_force_from <= today}

    def read_kept(self, kept: Method) -> T:
        """Read the kept text; Refused ``method-altered`` where it is not the one that was kept."""
        if fingerprint(kept.text) != kept.sha256:
            text = gettext_noop("The text of %(method)s was altered after it was kept. Nothing goes by it any more.")
            raise Refused("method-altered", text, method=str(kept))
        return self.read(kept.text, str(kept))

    def shipped_text(self, key: str, version: int) -> str | None:
        """The text of a version that ships."""
        read = ((self.read(text, name), text) for name, text in shipped_texts(self.folder).items())
        return next((text for each, text in read if (each.key, each.version) == (key, version)), None)


def _approved(kind: Kind) -> QuerySet[Method]:
    return Method.objects.filter(kind=kind, approved_at__isnull=False)


_READ = lru_cache(maxsize=256)
"""A text that was read is not read again: those that wait for approval are shown from here, too."""
MAPS = Shelf(
    Kind.STAGE_MAP, stage_map_reading.FOLDER, _READ(stage_map_reading.read_stage_map), stage_map_reading.shipped_maps
)
KPIS = Shelf(Kind.KPIS, shipped.FOLDER, _READ(shipped.read_kpis), shipped.shipped_definitions)
SHELVES: Mapping[str, Shelf[StageMap] | Shelf[Definition]] = {Kind.STAGE_MAP: MAPS, Kind.KPIS: KPIS}


def map_of(key: str, version: int) -> StageMap:
    """The map a project follows; Missing ``map-missing`` where it is not kept here."""
    found = MAPS.find(key, version)
    if found is None:
        raise Missing("map-missing", gettext_noop("There is no stage map “%(key)s”."), key=f"{key}-{version}")
    return found


def stage_maps() -> Mapping[str, StageMap]:
    """Every map that ships or is approved, by key and version as in ``investment-1``."""
    return {f"{key}-{version}": each for (key, version), each in MAPS.every().items()}


def newest_map(key: str = stage_map_reading.DEFAULT) -> StageMap:
    """The newest version in force: new projects follow it. Missing ``map-missing`` where there is none."""
    found = MAPS.newest().get(key)
    if found is None:
        raise Missing("map-missing", gettext_noop("There is no stage map “%(key)s”."), key=key)
    return found


def newest_maps() -> tuple[StageMap, ...]:
    """The newest version in force of every map, the one most projects follow first."""
    return tuple(MAPS.newest().values())


def definitions() -> Mapping[str, Definition]:
    """Every definition that ships or is approved, by key and version as in ``fairway.1``; ours first."""
    return {f"{key}.{version}": each for (key, version), each in KPIS.every().items()}


def usual_definition() -> str:
    """The newest version of Fairway's own definition that is in force, else its first, as in ``fairway.1``."""
    found = KPIS.newest().get(shipped.DEFAULT)
    return f"{shipped.DEFAULT}.{found.version if found else 1}"


@dataclass(frozen=True)
class MethodLine:
    """A version on the list: what it says, who keeps it (``None``: it ships), how many projects follow it."""

    kind: Kind
    said: StageMap | Definition
    own: Method | None
    projects: int
    is_newest: bool


def method_lines() -> list[MethodLine]:
    """Every version of every kind, also those that wait for approval."""
    kept = list(Method.objects.select_related("added_by", "approved_by"))
    rows = Project.objects.order_by().values_list("map_key", "map_version").annotate(Count("pk"))
    follow = {(key, version): count for key, version, count in rows}
    maps = _lines(MAPS, [each for each in kept if each.kind == Kind.STAGE_MAP], follow)
    return maps + _lines(KPIS, [each for each in kept if each.kind == Kind.KPIS], {})


def _lines(shelf: Shelf[T], kept: Sequence[Method], follow: Mapping[Place, int]) -> list[MethodLine]:
    newest = {(each.key, each.version) for each in shelf.newest().values()}
    own = {(each.key, each.version): each for each in kept}
    waiting = {place: shelf.read_kept(each) for place, each in own.items() if not each.is_approved}
    return [
        MethodLine(shelf.kind, said, own.get(place), follow.get(place, 0), is_newest=place in newest)
        for place, said in sorted((shelf.every() | waiting).items())
    ]


def method_line(kind: str, key: str, version: int) -> MethodLine:
    """One version; Missing ``method-missing`` where it neither ships nor is kept."""
    found = (each for each in method_lines() if (each.kind, each.said.key, each.said.version) == (kind, key, version))
    line = next(found, None)
    if line is None:
        raise Missing("method-missing", gettext_noop("There is no stage map or KPI definition at this address."))
    return line


def changes_of(line: MethodLine) -> tuple[int, list[str]] | None:
    """The version before, and the lines that differ from it as a unified diff; ``None`` for the first of its key."""
    kin = [each for each in method_lines() if (each.kind, each.said.key) == (line.kind, line.said.key)]
    before = [each for each in kin if each.said.version < line.said.version]
    if not before:
        return None
    old, new = (method_text(each).splitlines() for each in (before[-1], line))
    return before[-1].said.version, list(unified_diff(old, new, lineterm="", n=1))[2:]


def method_text(line: MethodLine) -> str:
    """The text of a version, as it was kept or as it ships."""
    if line.own is not None:
        return line.own.text
    return SHELVES[line.kind].shipped_text(line.said.key, line.said.version) or ""
