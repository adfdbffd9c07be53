"""Addresses that belong to no step."""

from django.urls import include, path
from django.views.i18n import set_language

from fairway.base import views

urlpatterns = [
    path("accounts/", include("fairway.base.account_urls")),
    path("language/", set_language, name="set_language"),
    path("theme/", views.theme, name="theme"),
    path("health/", views.health, name="health"),
    path("audit/", views.audit_log, name="audit"),
    path("jobs/", views.job_list, name="jobs"),
    path("jobs/<int:pk>/", views.job_page, name="job"),
    path("jobs/<int:pk>/cancel/", views.job_cancel, name="job_cancel"),
]
