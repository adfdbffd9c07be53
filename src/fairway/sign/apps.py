"""The Sign step."""

from django.apps import AppConfig


class SignConfig(AppConfig):
    """Sign."""

    name = "fairway.sign"
    label = "sign"
