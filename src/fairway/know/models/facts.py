"""What sources say: the documents themselves, and the facts that lean on them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceDocument(models.Model):
    """A publication that names, facts and posts lean on; ``text`` is what it reports, in our words or as stored."""

    key = models.CharField(_("key"), max_length=140, unique=True)
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200)
    published_on = models.DateField(_("published"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        """Newest first."""

        ordering = ["-published_on", "key"]

    def __str__(self) -> str:
        return self.title


class Fact(models.Model):
    """Something a source says about an organisation, or about an event (``about`` holds its code).

    ``value`` is kept as stated with its comparator: "more than 400" is ``>`` and ``400``; "" is "not stated".
    """

    class Status(models.TextChoices):
        """How far the fact can be leant on."""

        STATED = "stated", _("stated")
        DERIVED = "derived", _("derived")
        CONTESTED = "contested", _("contested")
        WITHDRAWN = "withdrawn", _("withdrawn")

    organisation = models.ForeignKey(
        "know.Organisation", on_delete=models.CASCADE, null=True, blank=True, related_name="facts"
    )
    about = models.CharField(_("event"), max_length=80, blank=True)
    predicate = models.CharField(_("what"), max_length=120)
    label = models.CharField(_("what, in words"), max_length=300, blank=True)
    label_zh = models.CharField(_("what, in Chinese"), max_length=300, blank=True)
    value = models.CharField(_("value"), max_length=300, blank=True)
    value_zh = models.CharField(_("value in Chinese"), max_length=300, blank=True)
    comparator = models.CharField(_("comparator"), max_length=2, default="=")
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    unit_zh = models.CharField(_("unit in Chinese"), max_length=60, blank=True)
    happened_on = models.DateField(_("date"))
    learned_on = models.DateField(_("learned"))
    quote = models.TextField(_("quote"), blank=True)
    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.STATED)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """A fact is about one thing."""

        ordering = ["-happened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False, about="")
                | (models.Q(organisation=None) & ~models.Q(about="")),
                name="know_fact_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.predicate}: {self.printed}"

    @property
    def words(self) -> str:
        """What the fact is about, for readers of English."""
        return self.label or self.predicate.replace("_", " ")

    @property
    def words_zh(self) -> str:
        """What the fact is about, for readers of Chinese; "" where nobody wrote it."""
        return self.label_zh

    @property
    def printed(self) -> str:
        """The value as a reader must see it: ``>400 persons``; an equals sign is not printed."""
        return _printed(self.comparator, self.value, self.unit)

    @property
    def printed_zh(self) -> str:
        """The same in Chinese."""
        return _printed(self.comparator, self.value_zh or self.value, self.unit_zh or self.unit)


def _printed(comparator: str, value: str, unit: str) -> str:
    if not value:
        return ""
    figure = f"{int(value):,}" if value.isascii() and value.isdecimal() else value
    return f"{'' if comparator == '=' else comparator}{figure}{' ' if unit else ''}{unit}"
