"""Addresses of MATCH."""

from django.urls import path

from fairway.match import views

app_name = "match"
urlpatterns = [
    path("suggestions/", views.suggestions, name="suggestions"),
    path("suggestions/<int:pk>/", views.suggestion, name="suggestion"),
    path("suggestions/<int:pk>/answer/", views.answer, name="answer"),
    path("offers/", views.offers, name="offers"),
    path("offers/<int:pk>/", views.offer, name="offer"),
    path("needs/", views.needs_list, name="needs"),
    path("needs/<int:pk>/", views.need, name="need"),
]
