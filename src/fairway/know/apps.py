"""The Know step."""

from django.apps import AppConfig


class KnowConfig(AppConfig):
    """Know."""

    name = "fairway.know"
    label = "know"
