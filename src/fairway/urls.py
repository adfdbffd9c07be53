"""All addresses: the steps in the order of the chain, the API, the pages of no step."""

from __future__ import annotations

from django.urls import include, path

from fairway.api import api, api_docs

urlpatterns = [
    path("", include("fairway.chain.urls")),
    path("", include("fairway.know.urls")),
    path("", include("fairway.govern.urls")),
    path("", include("fairway.trust.urls")),
    path("", include("fairway.match.urls")),
    path("", include("fairway.meet.urls")),
    path("", include("fairway.sign.urls")),
    path("", include("fairway.land.urls")),
    path("", include("fairway.base.urls")),
    path("api/docs", api_docs, name="api_docs"),
    path("api/", api.urls),
]

handler400 = "fairway.base.views.bad_request"
handler403 = "fairway.base.views.forbidden"
handler404 = "fairway.base.views.not_found"
handler500 = "fairway.base.views.broken"
