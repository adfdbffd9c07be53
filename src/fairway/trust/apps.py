"""The Trust step."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class TrustConfig(AppConfig):
    """Trust."""

    name = "fairway.trust"
    label = "trust"

    def ready(self) -> None:
        """Tell KNOW that ratings and credit records weigh: a merge that would move one needs two people.

        A rating in force gives way to no other record's. Deadlines that cannot be read stop the start.
        """
        from fairway.know.queries.hanging import stays_beside_own
        from fairway.know.queries.weights import weighs, weighs_nothing
        from fairway.trust.queries import clocks, credit_files, is_graded

        weighs(gettext_noop("ratings and credit records"), credit_files)
        for table in ("trust.notice", "trust.rating"):
            stays_beside_own(table, is_graded)
        weighs_nothing("trust.fileview")
        clocks()
