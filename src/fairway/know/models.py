"""Organisations and what is known about them, each piece with its source and its date.

There is no table for a natural person: somebody appears only as the holder of a post (``Post``).
"""

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


class Organisation(models.Model):
    """One organisation. ``name`` is the legal name, ``name_en`` the foreign one where known.

    Codes carry the edition they were read in, since divisions and industries are renumbered over the years.
    """

    class Kind(models.TextChoices):
        """What an organisation is."""

        ENTERPRISE = "enterprise", _("enterprise")
        GOVERNMENT = "government", _("government body")
        ZONE = "zone", _("zone")
        COMMITTEE = "committee", _("committee")
        INSTITUTION = "institution", _("institution")
        ASSOCIATION = "association", _("association")
        BANK = "bank", _("bank")

    name = models.CharField(_("legal name"), max_length=300)
    name_en = models.CharField(_("foreign name"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    region_code = models.CharField(_("region"), max_length=6, db_index=True)
    region_edition = models.CharField(_("edition of region codes"), max_length=20)
    industry_code = models.CharField(_("industry"), max_length=5, blank=True, db_index=True)
    industry_edition = models.CharField(_("edition of industry codes"), max_length=20, blank=True)
    segment = models.CharField(_("chain segment"), max_length=60, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """By name."""

        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Name(models.Model):
    """One way an organisation is written. Old names stay, with the time they were used."""

    class Kind(models.TextChoices):
        """What kind of name."""

        LEGAL = "legal", _("legal name")
        SHORT = "short", _("short name")
        FOREIGN = "foreign", _("foreign name")
        PRINTED = "printed", _("as printed")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(_("name"), max_length=300, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=8)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        """One organisation is written one way once per kind."""

        ordering = ["kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "text"], name="know_name_once")]

    def __str__(self) -> str:
        return self.text


class Identifier(models.Model):
    """A code that identifies one organisation; local ones are unique within their namespace."""

    class Scheme(models.TextChoices):
        """Who gives out the code."""

        USCC = "uscc", _("unified social credit code")
        LEI = "lei", _("LEI")
        LOCAL = "local", _("local key")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=8, choices=Scheme.choices)
    namespace = models.CharField(_("namespace"), max_length=80, blank=True)
    value = models.CharField(_("code"), max_length=80)

    class Meta:
        """A code belongs to one organisation."""

        ordering = ["scheme", "value"]
        constraints = [models.UniqueConstraint(fields=["scheme", "namespace", "value"], name="know_identifier_once")]

    def __str__(self) -> str:
        return self.value


class Post(models.Model):
    """Who held a post, from–until where a source says so, or on the one day a source names (both dates the same)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField(_("post"), max_length=120)
    title_zh = models.CharField(_("post in Chinese"), max_length=120, blank=True)
    holder = models.CharField(_("holder"), max_length=120)
    holder_zh = models.CharField(_("holder in Chinese"), max_length=120, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT)

    class Meta:
        """Newest first."""

        ordering = ["-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_until")),
                name="know_post_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.holder}"


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
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="facts"
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
