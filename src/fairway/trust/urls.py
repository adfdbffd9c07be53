"""Addresses of TRUST."""

from django.urls import path

from fairway.trust import views

app_name = "trust"
urlpatterns = [
    path("ratings/", views.ratings, name="ratings"),
    path("ratings/<int:pk>/", views.rating, name="rating"),
    path("ratings/<int:pk>/rate/", views.rate, name="rate"),
    path("records/", views.records, name="records"),
    path("records/<int:pk>/", views.record, name="record"),
    path("models/", views.models, name="models"),
    path("models/<int:pk>/", views.model, name="model"),
    path("models/new/", views.draft_new, name="draft_new"),
    path("models/<int:pk>/edit/", views.draft_edit, name="draft_edit"),
    path("models/<int:pk>/discard/", views.discard_draft, name="discard_draft"),
    path("models/<int:pk>/simulate/", views.simulate, name="simulate"),
    path("models/<int:pk>/simulation/", views.simulation, name="simulation"),
    path("models/<int:pk>/publish/", views.publish_model, name="publish_model"),
    path("models/<int:pk>/withdraw/", views.withdraw_model, name="withdraw_model"),
    path("models/<int:pk>/compare/", views.compare_models, name="compare_models"),
]
