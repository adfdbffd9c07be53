"""The API of TRUST."""

from ninja import Router

from fairway.trust.api.cases import router as cases_router
from fairway.trust.api.editions import router as editions_router
from fairway.trust.api.files import router as files_router
from fairway.trust.api.ratings import router as ratings_router
from fairway.trust.api.statements import router as statements_router

router = Router(tags=["Trust"])
for _part in (ratings_router, files_router, editions_router, cases_router, statements_router):
    router.add_router("", _part)
