"""Addresses of GOVERN."""

from django.urls import path

from fairway.govern import views

app_name = "govern"
urlpatterns = [
    path("members/", views.members, name="members"),
    path("members/appoint/", views.appoint, name="appoint"),
    path("members/<int:pk>/", views.member, name="member"),
]
