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
    path("cases/", views.cases, name="cases"),
    path("cases/due/", views.run_due, name="run_due"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/appeal/", views.open_appeal, name="open_appeal"),
    path("cases/<int:pk>/<str:event>/", views.move, name="move"),
    path("records/<int:pk>/object/", views.open_objection, name="open_objection"),
    path("records/<int:pk>/repair/", views.open_repair, name="open_repair"),
    path("problems/", views.problems, name="problems"),
    path("problems/open/<int:pk>/", views.open_problem, name="open_problem"),
]
