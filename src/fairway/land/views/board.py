"""The board of projects by stage, and the stage maps they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from fairway.base.rights import needs
from fairway.land import queries
from fairway.land.engine.stage_map import AGREEMENT
from fairway.land.templatetags.land import FIELD_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.land.engine.stage_map import StageMap


@needs("land.see_projects")
def board(request: HttpRequest) -> HttpResponse:
    """Where every project stands, as columns of cards that are moved by a form, or by keys."""
    used = queries.maps_in_use(request.user) or [queries.newest_map()]
    named = {f"{road.key}-{road.version}": road for road in used}
    chosen = named.get(request.GET.get("map", ""), used[0])
    context = {
        "maps": named,
        "road": chosen,
        "columns": queries.board(request.user, chosen),
        "may_move": request.user.has_perm("land.record_stage"),
        "as_of": queries.reporting_date(),
    }
    return render(request, "land/board.html", context)


@needs("land.see_projects")
def stage_maps(request: HttpRequest) -> HttpResponse:
    """The stage maps: what a project of each kind goes through, and what each stage asks for."""
    return render(request, "land/stage_maps.html", {"maps": [_shown(road) for road in queries.stage_maps().values()]})


def _shown(road: StageMap) -> dict[str, object]:
    """A map with its fields as columns: from which stage on each must be filled in."""
    fields = [AGREEMENT, *road.required]
    rows = [(stage, [name in road.asks(stage.key) for name in fields]) for stage in road.stages]
    return {"road": road, "fields": [FIELD_WORDS[name] for name in fields], "rows": rows}
