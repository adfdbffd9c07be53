"""The definitions of KPIs that come with Fairway, and how another one is read."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from fairway.land.engine.intake import WAYS_OUT
from fairway.land.engine.kpi.reading import read_definition
from fairway.land.engine.log import ROAD
from fairway.land.engine.shipped import shipped_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.land.engine.kpi.definition import Definition

DEFAULT = "fairway"
FOLDER = "kpi_definitions"
STAGES = tuple(str(stage) for stage in ROAD)


def read_kpis(text: str, name: str) -> Definition:
    """Read a definition over the stages and ways out that every stage map counts as; raises :class:`Invalid`."""
    return read_definition(text, name, STAGES, sorted(str(way) for way in WAYS_OUT))


@lru_cache(maxsize=1)
def shipped_definitions() -> Mapping[tuple[str, int], Definition]:
    """Every definition that ships, by key and version; ours first."""
    read = [read_kpis(text, name) for name, text in shipped_texts(FOLDER).items()]
    ordered = sorted(read, key=lambda each: (each.key != DEFAULT, each.key, each.version))
    return {(each.key, each.version): each for each in ordered}
