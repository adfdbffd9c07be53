"""The Govern step."""

from django.apps import AppConfig


class GovernConfig(AppConfig):
    """Govern."""

    name = "fairway.govern"
    label = "govern"
