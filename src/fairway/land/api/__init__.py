"""The API of LAND."""

from ninja import Router

from fairway.land.api.cohorts import router as cohorts_router
from fairway.land.api.desk import router as desk_router
from fairway.land.api.doubts import router as doubts_router
from fairway.land.api.exchange import router as exchange_router
from fairway.land.api.forecast import router as forecast_router
from fairway.land.api.hindrances import router as hindrances_router
from fairway.land.api.methods import router as methods_router
from fairway.land.api.milestones import router as milestones_router
from fairway.land.api.projects import router as projects_router
from fairway.land.api.reports import router as reports_router
from fairway.land.api.sizes import router as sizes_router
from fairway.land.api.visits import router as visits_router

router = Router(tags=["Land"])
for _part in (
    projects_router,
    sizes_router,
    desk_router,
    doubts_router,
    forecast_router,
    cohorts_router,
    methods_router,
    milestones_router,
    hindrances_router,
    reports_router,
    visits_router,
    exchange_router,
):
    router.add_router("", _part)
