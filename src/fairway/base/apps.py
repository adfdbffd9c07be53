"""The base application."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Accounts, audit log, jobs, pages common to all steps."""

    name = "fairway.base"
    label = "base"
