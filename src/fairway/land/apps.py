"""The Land step."""

from django.apps import AppConfig


class LandConfig(AppConfig):
    """Land."""

    name = "fairway.land"
    label = "land"
