"""Assessments by third parties: what was ordered, what the assessor declared, what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from fairway.know.models import Organisation


class AssessmentOrder(models.Model):
    """An office asks an assessor what it finds out about an organisation, for a purpose, by a day."""

    class State(models.TextChoices):
        """How far it is."""

        ORDERED = "ordered", _("ordered")
        DELIVERED = "delivered", _("delivered")
        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("not published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    subject = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="assessments_of")
    assessor = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="assessments_by")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordered_on = models.DateField(_("ordered"))
    purpose = models.CharField(_("purpose"), max_length=300)
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ORDERED, db_index=True)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """The newest first; two organisations; it is due after it was ordered."""

        ordering = ["-ordered_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(subject=models.F("assessor")), name="trust_assessment_of_two"),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("ordered_on")), name="trust_assessment_due_after_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor_id} → {self.subject_id} {self.ordered_on}"

    @property
    def organisation(self) -> Organisation:
        """Whose file it belongs to."""
        return self.subject

    def own_ids(self) -> tuple[int, int]:
        """Name both sides: each may see the order, and neither decides on it."""
        return (self.subject_id, self.assessor_id)


class DeclarationOfInterests(models.Model):
    """What ties the assessor to the subject, as it declared itself; without interests it declared that it has none.

    A declaration stays as it was made: an interest once declared is not declared away.
    """

    order = models.OneToOneField(AssessmentOrder, on_delete=models.CASCADE, related_name="declaration")
    declared_on = models.DateField(_("declared"))
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.order_id} {self.declared_on}"


class DeclaredInterest(models.Model):
    """One interest of a declaration. ``since`` is in words, so that "the end of 2015" stays what it is."""

    class Kind(models.TextChoices):
        """What the assessor is to the subject; keys of ``engine.independence``."""

        ADVISES = "advises", _("advises it")
        FINANCES = "finances", _("finances it")
        OWNS = "owns", _("owns a share of it")
        OWNED_BY = "owned_by", _("is owned by it, wholly or in part")

    declaration = models.ForeignKey(DeclarationOfInterests, on_delete=models.CASCADE, related_name="interests")
    kind = models.CharField(_("interest"), max_length=10, choices=Kind.choices)
    words = models.CharField(_("in words"), max_length=300)
    since = models.CharField(_("since when"), max_length=80, blank=True)

    class Meta:
        """As they were written down; one of a kind."""

        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["declaration", "kind"], name="trust_interest_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}"


class Assessment(models.Model):
    """What the assessor found, by its own method. It is published or refused by somebody other than its author."""

    order = models.OneToOneField(AssessmentOrder, on_delete=models.CASCADE, related_name="assessment")
    result = models.TextField(_("result"), max_length=4000)
    grade = models.CharField(_("grade, as the assessor gives it"), max_length=40, blank=True)
    method = models.CharField(_("method"), max_length=300)
    data_on = models.DateField(_("data up to"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    delivered_on = models.DateField(_("delivered"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(_("published"), null=True, blank=True)
    refused_on = models.DateField(_("refused on"), null=True, blank=True)
    refusals = models.JSONField(default=list)

    class Meta:
        """Author and decider are two people; nothing is published and refused."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("author")),
                name="trust_assessment_author_not_decider",
            ),
            models.CheckConstraint(
                condition=models.Q(published_on=None) | models.Q(refused_on=None),
                name="trust_assessment_decided_once",
            ),
            models.CheckConstraint(
                condition=models.Q(published_on=None, refused_on=None) | models.Q(decided_by__isnull=False),
                name="trust_assessment_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.grade}".strip()
