"""The Meet step."""

from django.apps import AppConfig


class MeetConfig(AppConfig):
    """Meet."""

    name = "fairway.meet"
    label = "meet"
