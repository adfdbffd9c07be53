"""The Match step."""

from django.apps import AppConfig


class MatchConfig(AppConfig):
    """Match."""

    name = "fairway.match"
    label = "match"
