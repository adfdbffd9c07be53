"""What ties an organisation to places and to other organisations, each tie with its time and its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

IN_ORDER = (
    models.Q(valid_from__isnull=True)
    | models.Q(valid_until__isnull=True)
    | models.Q(valid_from__lte=models.F("valid_until"))
)


class Address(models.Model):
    """Where an organisation sits or works. ``region_code`` is read in ``region_edition``.

    A division that moves or is renamed changes nothing here: the code stays true of its edition.
    """

    class Kind(models.TextChoices):
        """What the place is to the organisation."""

        REGISTERED = "registered", _("registered")
        OFFICE = "office", _("office")
        SITE = "site", _("site")

    organisation = models.ForeignKey("know.Organisation", on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.REGISTERED)
    region_code = models.CharField(_("region"), max_length=6, db_index=True)
    region_edition = models.CharField(_("edition of region codes"), max_length=20)
    text = models.CharField(_("address"), max_length=300, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    source = models.ForeignKey("know.SourceDocument", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        """Latest first."""

        ordering = ["-valid_from", "pk"]
        constraints = [models.CheckConstraint(condition=IN_ORDER, name="know_address_dates_in_order")]

    def __str__(self) -> str:
        return f"{self.region_code} {self.text}".strip()


class Relation(models.Model):
    """``subject`` is related to ``other``: a branch of it, owned by it (``share`` per cent), its trade union …

    A dual line is two rows: dispatched by one body, its management entrusted to another. ``since_words`` is the
    beginning as the source says it where it names no day: "the end of 2015".
    """

    class Kind(models.TextChoices):
        """What ``subject`` is to ``other``."""

        BRANCH = "branch", _("is a branch of")
        SUBSIDIARY = "subsidiary", _("is a subsidiary of")
        OWNED = "owned", _("is partly owned by")
        UNION = "union", _("is the trade union of")
        PART = "part", _("is a part of")
        SUCCESSOR = "successor", _("is the successor of")
        DISPATCHED = "dispatched", _("is dispatched by")
        ENTRUSTED = "entrusted", _("has its management entrusted to")
        ADVISES = "advises", _("advises")
        FINANCES = "finances", _("finances")

    subject = models.ForeignKey("know.Organisation", on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey("know.Organisation", on_delete=models.CASCADE, related_name="relations_in")
    kind = models.CharField(_("relation"), max_length=12, choices=Kind.choices)
    share = models.DecimalField(_("share, per cent"), max_digits=7, decimal_places=4, null=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    since_words = models.CharField(_("from, in the source's words"), max_length=80, blank=True)
    source = models.ForeignKey("know.SourceDocument", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        """Nobody is related to itself; a share lies between 0 and 100."""

        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=IN_ORDER, name="know_relation_dates_in_order"),
            models.CheckConstraint(condition=~models.Q(subject=models.F("other")), name="know_relation_of_two"),
            models.CheckConstraint(
                condition=models.Q(share__isnull=True) | models.Q(share__gt=0, share__lte=100),
                name="know_relation_share_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.kind} {self.other_id}"


class Contact(models.Model):
    """One line of the log of visits and contacts: with an organisation, on a day, by a colleague, about something.

    Natural persons are met in their posts: ``posts_met`` names posts, not people. A withdrawn line stays, unshown.
    """

    class Kind(models.TextChoices):
        """How."""

        VISIT = "visit", _("visit")
        MEETING = "meeting", _("meeting")
        CALL = "call", _("call")
        MESSAGE = "message", _("message")

    organisation = models.ForeignKey("know.Organisation", on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("how"), max_length=8, choices=Kind.choices)
    happened_on = models.DateField(_("date"), db_index=True)
    note = models.TextField(_("what was said"), max_length=2000)
    posts_met = models.CharField(_("posts met"), max_length=200, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_on = models.DateField(_("next step due"), null=True, blank=True, db_index=True)
    next_done_on = models.DateField(_("next step done"), null=True, blank=True)
    written_by = models.ForeignKey("base.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        """Latest first."""

        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.kind}"


class FieldOrigin(models.Model):
    """Where the value of one field of an organisation came from, and when we learned it. Earlier values stay."""

    organisation = models.ForeignKey("know.Organisation", on_delete=models.CASCADE, related_name="origins")
    field = models.CharField(_("field"), max_length=40)
    value = models.CharField(_("value"), max_length=300, blank=True)
    source = models.ForeignKey("know.SourceDocument", on_delete=models.PROTECT, null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=140, blank=True)
    learned_on = models.DateField(_("learned"))
    written_by = models.ForeignKey("base.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Latest first within a field."""

        ordering = ["field", "-learned_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"

    @classmethod
    def of(
        cls,
        organisation: int,
        values: Mapping[str, object],
        *,
        learned_on: date,
        written_by: int,
        source: int | None = None,
        origin: str = "",
    ) -> list[FieldOrigin]:
        """One unsaved row for each field of ``values`` (field → value); no value is kept as ""."""
        return [
            cls(
                organisation_id=organisation,
                field=field,
                value="" if value is None else str(value)[:300],
                source_id=source,
                origin=origin[:140],
                learned_on=learned_on,
                written_by_id=written_by,
            )
            for field, value in values.items()
        ]
