"""The Know step."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KnowConfig(AppConfig):
    """Know."""

    name = "fairway.know"
    label = "know"

    def ready(self) -> None:
        """Keep what Django does not know of in step with its tables."""
        post_migrate.connect(_index_emptied, sender=self)


def _index_emptied(**_signal: object) -> None:
    """After all tables were emptied (``flush``), empty the index of the search box too."""
    from fairway.know.actions.search_stores import forget_leftovers

    forget_leftovers()
