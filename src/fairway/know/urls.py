"""Addresses of KNOW."""

from django.urls import path

from fairway.know import views

app_name = "know"
urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("search/", views.search, name="search"),
    path("posts/", views.posts, name="posts"),
    path("facts/", views.facts, name="facts"),
    path("sources/", views.sources, name="sources"),
    path("sources/<int:pk>/", views.source, name="source"),
]
