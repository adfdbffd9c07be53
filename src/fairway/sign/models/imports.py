"""Clause tables on their way in."""

from __future__ import annotations

from django.db import models

from fairway.base.models import CheckedTable


class ClauseImport(CheckedTable):
    """A table of promises handed in for an event: checked first, then its good rows taken, then perhaps taken back."""

    event = models.ForeignKey("meet.Event", on_delete=models.PROTECT, related_name="clause_imports")
