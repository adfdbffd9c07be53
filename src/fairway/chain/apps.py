"""The Chain step."""

from django.apps import AppConfig


class ChainConfig(AppConfig):
    """Chain."""

    name = "fairway.chain"
    label = "chain"
