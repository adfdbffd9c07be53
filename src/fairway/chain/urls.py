"""Addresses of the whole chain: dashboard and input folders."""

from django.urls import path

from fairway.chain import views

app_name = "chain"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("folders/", views.folders, name="folders"),
    path("folders/new/", views.new_folder, name="new_folder"),
    path("folders/<int:pk>/", views.folder, name="folder"),
    path("folders/<int:pk>/load/", views.load, name="load"),
    path("folders/<int:pk>/discard/", views.discard, name="discard"),
    path("folders/<int:pk>/to-mend.xlsx", views.to_mend, name="to_mend"),
]
