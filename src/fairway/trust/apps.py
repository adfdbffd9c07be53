"""The Trust step."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """Trust."""

    name = "fairway.trust"
    label = "trust"
