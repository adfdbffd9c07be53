"""A file of records; one record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.lib.tables.problem import BadCell
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.intake import RecordRow, document_number


class RecordFileForm(StyledForm):
    """A file of credit records."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.parquet"}),
        help_text=_("CSV, XLSX or Parquet, with a row for each record."),
        allow_empty_file=True,
    )


def _kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every kind with the severities it may carry, as choices under its name."""
    return [
        (gettext(kind.label), [(f"{kind.key}:{s.key}", _choice(kind.label, s.label)) for s in kind.severities])
        for kind in CATALOGUE.values()
    ]


def _choice(kind: str, severity: str) -> str:
    return f"{gettext(kind)}: {gettext(severity)}" if severity else gettext(kind)


class OneRecordForm(StyledForm):
    """One record as an officer writes it down."""

    kind = forms.ChoiceField(label=_("Kind and severity"))
    number = forms.CharField(label=_("Document number"), max_length=80)
    happened_on = DayField(label=_("Happened"))
    learned_on = DayField(
        label=_("Learned"),
        required=False,
        help_text=_("The day it was published or told; empty: the day it happened."),
    )
    authority = forms.CharField(label=_("Authority"), max_length=200)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    reason = forms.CharField(label=_("Why it is written down"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # what a form takes
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # tells the type checker what stands above
        field.choices = [("", "–"), *_kinds()]

    def clean_number(self) -> str:
        """Read the number as the tables of an import do."""
        try:
            return document_number(self.cleaned_data["number"])
        except BadCell as bad:
            told = [gettext(text) % bad.facts for text in (bad.text, bad.remedy)]
            raise forms.ValidationError(" ".join(told)) from bad

    def row(self, *, is_demo: bool) -> RecordRow:
        """The record as an action takes it; ``this`` stands for its organisation."""
        given = self.cleaned_data
        kind, _colon, severity = given["kind"].partition(":")
        return RecordRow(
            number=given["number"],
            organisation="this",
            kind=kind,
            severity=severity,
            happened_on=given["happened_on"],
            learned_on=given["learned_on"] or given["happened_on"],
            status="active",
            authority=given["authority"],
            source=given["source"],
            demo=is_demo,
        )
