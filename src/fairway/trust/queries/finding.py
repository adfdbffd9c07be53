"""Finding one thing by its address, or saying that it is not there."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from fairway.know.models import Organisation
from fairway.lib.errors import Missing
from fairway.trust.models import CreditRecord, Edition, Notice


def organisation(pk: int) -> Organisation:
    """Find an organisation. Raises Missing ``organisation-missing``."""
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    return found


def record(pk: int) -> CreditRecord:
    """Find a record with its organisation. Raises Missing ``record-missing``."""
    found = CreditRecord.objects.select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Missing("record-missing", gettext_noop("No record has this address."))
    return found


def notice(pk: int) -> Notice:
    """Find a notice with its organisation and rating. Raises Missing ``notice-missing``."""
    found = Notice.objects.select_related("organisation", "rating__model").filter(pk=pk).first()
    if found is None:
        raise Missing("notice-missing", gettext_noop("No notice has this address."))
    return found


def edition(pk: int) -> Edition:
    """Find an edition with its model. Raises Missing ``edition-missing``."""
    found = Edition.objects.select_related("model").filter(pk=pk).first()
    if found is None:
        raise Missing("edition-missing", gettext_noop("No edition has this address."))
    return found
