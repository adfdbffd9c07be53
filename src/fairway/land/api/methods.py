"""Stage maps and KPI definitions over the API: those that ship and the region's own."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.land import queries
from fairway.land.engine.intake import Stage
from fairway.land.engine.stage_map import StageMap
from fairway.land.queries.methods import MethodLine

router = Router()


class MapStageOut(Schema):
    """A stage of a map; figures count it as ``counts_as``. ``asks``: what must be filled in once it is reached."""

    key: str
    name: str
    name_zh: str
    counts_as: Stage
    opens: bool
    asks: list[str]


class MapReasonOut(Schema):
    """Why projects leave a map this way."""

    key: str
    name: str
    name_zh: str


class MapWayOut(Schema):
    """A way out of a map with the reasons it may be taken for."""

    key: str
    name: str
    name_zh: str
    counts_as: Stage
    reasons: list[MapReasonOut]


class LaidDownOut(Schema):
    """Who lays a version down, where, and from which day on it holds; Chinese where it was given."""

    key: str
    version: int
    name: str
    name_zh: str
    authority: str
    authority_zh: str
    source: str
    source_zh: str
    in_force_from: date


class StageMapOut(LaidDownOut):
    """A version of a map that projects may follow; money of the kinds ``verified_money`` needs a second signer."""

    stages: list[MapStageOut]
    ways_out: list[MapWayOut]
    verified_money: list[str]


class MethodOut(LaidDownOut):
    """A version of a stage map or KPI definition.

    ``is_own``: the region keeps it, it does not ship. ``approved_at`` null of one's own: it waits, and nothing goes by
    it. ``projects``: how many follow this version of a map. ``is_newest``: what is new goes by it today.
    """

    kind: Literal["stage-map", "kpis"]
    is_own: bool
    added_at: datetime | None
    approved_at: datetime | None
    projects: int
    is_newest: bool


class MethodFile(MethodOut):
    """The version with its text: a TOML file."""

    text: str


@router.get("/stage-maps", response=list[StageMapOut], summary="Stage maps")
@paginate(Pages)
def list_stage_maps(request: HttpRequest) -> list[StageMapOut]:
    """Every version that ships or is approved: what a project goes through, and what each stage asks for."""
    require(request.user, "land.see_projects")
    return [_map_out(each) for each in queries.stage_maps().values()]


@router.get("/stage-maps/{slug:key}/{int:version}", response=StageMapOut, summary="One stage map")
def get_stage_map(request: HttpRequest, key: str, version: int) -> StageMapOut:
    """One version, as ``map_key`` and ``map_version`` of a project name it."""
    require(request.user, "land.see_projects")
    return _map_out(queries.map_of(key, version))


@router.get("/methods", response=list[MethodOut], summary="Stage maps and KPI definitions")
@paginate(Pages)
def list_methods(request: HttpRequest, kind: Literal["stage-map", "kpis"] | None = None) -> list[MethodOut]:
    """Every version, those that ship and the region's own alike, also those that wait for approval."""
    require(request.user, "land.see_methods")
    return [MethodOut(**_method(line)) for line in queries.method_lines() if kind in {None, line.kind}]


@router.get("/methods/{kind}/{slug:key}/{int:version}", response=MethodFile, summary="One version with its text")
def get_method(request: HttpRequest, kind: str, key: str, version: int) -> MethodFile:
    """One version, with the text as it was kept or as it ships."""
    require(request.user, "land.see_methods")
    line = queries.method_line(kind, key, version)
    return MethodFile(text=queries.method_text(line), **_method(line))


def _map_out(road: StageMap) -> StageMapOut:
    return StageMapOut(
        **{name: getattr(road, name) for name in LaidDownOut.model_fields},
        stages=[MapStageOut(**vars(each), asks=list(road.asks(each.key))) for each in road.stages],
        ways_out=[
            MapWayOut(**{**vars(way), "reasons": [MapReasonOut(**vars(why)) for why in way.reasons]})
            for way in road.ways_out
        ],
        verified_money=sorted(road.verified_money),
    )


def _method(line: MethodLine) -> dict[str, Any]:
    said, own = line.said, line.own
    return {name: getattr(said, name) for name in LaidDownOut.model_fields} | {
        "kind": line.kind,
        "is_own": own is not None,
        "added_at": own and own.added_at,
        "approved_at": own and own.approved_at,
        "projects": line.projects,
        "is_newest": line.is_newest,
    }
