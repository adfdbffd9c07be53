"""Offers, needs, suggestions between them, and what each side answered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.amounts import AmountColumn


class Listing(models.Model):
    """What offers and needs share; ``namespace`` (the event's code) keeps keys of different folders apart."""

    namespace = models.CharField(_("folder"), max_length=80, blank=True)
    key = models.CharField(_("key"), max_length=120)
    text = models.TextField(_("text"))
    industry_code = models.CharField(_("industry"), max_length=5, blank=True)
    region_code = models.CharField(_("region"), max_length=6, blank=True)
    amount = AmountColumn(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    segment = models.CharField(_("chain segment"), max_length=60, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """A key is used once in a folder; an amount has a currency; a validity ends after it begins."""

        abstract = True
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["namespace", "key"], name="match_%(class)s_key_once"),
            models.CheckConstraint(
                condition=models.Q(amount=None, currency="")
                | (models.Q(amount__isnull=False) & ~models.Q(currency="")),
                name="match_%(class)s_amount_with_currency",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_from__lte=models.F("valid_until")),
                name="match_%(class)s_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Offer(Listing):
    """What an organisation offers: capacity, land, capital, technology."""

    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="offers")

    def own_ids(self) -> tuple[int]:
        """Name the organisation that offers."""
        return (self.organisation_id,)


class Need(Listing):
    """What an organisation looks for; ``min_grade`` is the lowest credit grade it accepts."""

    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="needs")
    min_grade = models.CharField(_("lowest grade accepted"), max_length=4, blank=True)

    def own_ids(self) -> tuple[int]:
        """Name the organisation that looks for it."""
        return (self.organisation_id,)


class Suggestion(models.Model):
    """An offer that may serve a need, with its score (0–100) and the reasons that add up to it.

    A rank counts from 1 among all suggestions of that need or offer; ``None`` beyond the first few.
    """

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="suggestions")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="suggestions")
    score = models.PositiveSmallIntegerField(_("score"))
    rank_for_need = models.PositiveSmallIntegerField(_("rank for the need"), null=True)
    rank_for_offer = models.PositiveSmallIntegerField(_("rank for the offer"), null=True)
    reasons = models.JSONField(default=list)
    made_on = models.DateField(_("made"))

    class Meta:
        """A pair is suggested once; the list starts with the best."""

        ordering = ["-score", "pk"]
        constraints = [models.UniqueConstraint(fields=["offer", "need"], name="match_pair_once")]
        indexes = [models.Index(fields=["-score", "id"], name="match_best_first")]

    def __str__(self) -> str:
        return f"{self.offer_id} → {self.need_id}: {self.score}"

    def own_ids(self) -> tuple[int, int]:
        """Name both sides."""
        return (self.offer.organisation_id, self.need.organisation_id)


class Interest(models.Model):
    """What one side of a suggestion answered, last answer counting."""

    class Answer(models.TextChoices):
        """Yes or no."""

        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="interests")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered"), auto_now=True)

    class Meta:
        """One answer a side."""

        constraints = [models.UniqueConstraint(fields=["suggestion", "organisation"], name="match_answer_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.answer}"
