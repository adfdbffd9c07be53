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
    path("organisations/<int:pk>/file/", views.file, name="file"),
    path("notices/", views.notices, name="notices"),
    path("notices/put-in-force/", views.put_in_force, name="put_in_force"),
    path("notices/<int:pk>/", views.notice, name="notice"),
    path("notices/<int:pk>/withdraw/", views.withdraw, name="withdraw_notice"),
    path("editions/", views.editions, name="editions"),
    path("editions/publish/", views.publish, name="publish_edition"),
    path("editions/<int:pk>/", views.edition, name="edition"),
    path("editions/<int:pk>/replay/", views.replay, name="replay_edition"),
    path("looks/", views.looks, name="looks"),
    path("looks/purpose/", views.purpose, name="purpose"),
    path("cases/", views.cases, name="cases"),
    path("cases/due/", views.run_due, name="run_due"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/appeal/", views.open_appeal, name="open_appeal"),
    path("cases/<int:pk>/<str:event>/", views.move, name="move"),
    path("records/<int:pk>/object/", views.open_objection, name="open_objection"),
    path("records/<int:pk>/repair/", views.open_repair, name="open_repair"),
    path("problems/", views.problems, name="problems"),
    path("problems/open/<int:pk>/", views.open_problem, name="open_problem"),
    path("models/new/", views.draft_new, name="draft_new"),
    path("models/<int:pk>/edit/", views.draft_edit, name="draft_edit"),
    path("models/<int:pk>/discard/", views.discard_draft, name="discard_draft"),
    path("models/<int:pk>/simulate/", views.simulate, name="simulate"),
    path("models/<int:pk>/simulation/", views.simulation, name="simulation"),
    path("models/<int:pk>/publish/", views.publish_model, name="publish_model"),
    path("models/<int:pk>/withdraw/", views.withdraw_model, name="withdraw_model"),
    path("models/<int:pk>/compare/", views.compare_models, name="compare_models"),
]
