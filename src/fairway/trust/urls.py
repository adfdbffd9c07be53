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
    path("validation/", views.validation, name="validation"),
]
