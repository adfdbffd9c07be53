"""The board: projects of one stage map in columns by the stage they stand at, what is due first on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from fairway.land.queries.methods import MAPS
from fairway.land.queries.projects import projects_seen_by

if TYPE_CHECKING:
    from fairway.land.engine.stage_map import MapStage, StageMap, Way
    from fairway.land.models import Project
    from fairway.land.queries.projects import Reader

SHOWN = 20
"""Cards of one column; the rest is in the list of projects."""


@dataclass(frozen=True)
class Column:
    """One stage or way out: how many projects stand there, the first of them, and what may follow."""

    stage: MapStage | Way
    count: int
    projects: tuple[Project, ...]
    following: tuple[MapStage | Way, ...]


def maps_in_use(user: Reader) -> list[StageMap]:
    """The maps the reader's projects follow, those that ship first. Two queries."""
    used = set(projects_seen_by(user).order_by().values_list("map_key", "map_version").distinct())
    return [road for place, road in MAPS.every().items() if place in used]


def board(user: Reader, road: StageMap) -> list[Column]:
    """The columns of a map, those of the ways out last. Two queries, however many projects."""
    rows = projects_seen_by(user).filter(map_key=road.key, map_version=road.version)
    counts = dict(rows.order_by().values_list("map_stage").annotate(Count("pk")))
    order = [F("next_due").asc(nulls_last=True), F("pk").asc()]
    place = Window(RowNumber(), partition_by=[F("map_stage")], order_by=order)
    cards: dict[str, list[Project]] = {}
    for project in rows.annotate(place=place).filter(place__lte=SHOWN).order_by("map_stage", "place"):
        cards.setdefault(project.map_stage, []).append(project)
    stages: list[MapStage | Way] = [*road.stages, *road.ways_out]
    return [
        Column(each, counts.get(each.key, 0), tuple(cards.get(each.key, ())), road.following(each.key))
        for each in stages
    ]
