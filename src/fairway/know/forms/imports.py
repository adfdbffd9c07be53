"""Forms of the import: the file, its columns, and how to deal with what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.know.engine.imports.incoming import Options
from fairway.know.engine.imports.places import region
from fairway.know.engine.imports.reading import kind_of
from fairway.know.forms.fields import ParsedField, sentence_of
from fairway.know.models import Organisation
from fairway.know.queries.imports.pages import known_columns
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.core.files.uploadedfile import UploadedFile


class UploadForm(StyledForm):
    """A file, and the name of the source it comes from."""

    namespace = forms.RegexField(
        r"^[\w .()（）-]{1,60}$",
        label=_("Name of the source"),
        max_length=60,
        help_text=_("Keys of the file are kept under this name. Use the same one for every new edition of the list."),
        error_messages={"invalid": _("Use letters, digits, blanks and the signs . - _ ( ), such as park-list.")},
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json,.jsonl,.ftm"}),
        help_text=_("CSV, XLSX, or entities of followthemoney as lines of JSON."),
        allow_empty_file=True,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse other kinds, empty files, and more than is ever read."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            kind_of(given.name or "")
        except BadCell as bad:
            raise ValidationError(sentence_of(bad)) from bad
        if not given.size:
            raise ValidationError(_("The file is empty. Choose another one."))
        if given.size > settings.UPLOAD_BYTES:
            limit = settings.UPLOAD_BYTES // (1024 * 1024)
            text = _("The file is larger than %(limit)s MiB. Split it into smaller files.")
            raise ValidationError(text, params={"limit": limit})
        return given


class ChoicesForm(StyledForm):
    """What holds for rows that do not say it, and what becomes of doubtful ones."""

    kind = forms.ChoiceField(label=_("Kind, where the row names none"), required=False)
    region = ParsedField(
        region,
        label=_("Place, where the row names none"),
        required=False,
        max_length=60,
        help_text=_("A division code, or a name with its province, such as 吉林省长春市."),
    )
    demo = forms.BooleanField(label=_("The file is invented data"), required=False)
    overwrite = forms.ChoiceField(
        label=_("A field that already holds another value"),
        choices=[("yes", _("is changed, and its earlier value stays in the history")), ("no", _("is kept"))],
        initial="yes",
    )
    by_name = forms.ChoiceField(
        label=_("Rows without a known code or key"),
        choices=[("yes", _("are compared with the registry by name")), ("no", _("are new organisations"))],
        initial="yes",
    )
    hold = forms.ChoiceField(
        label=_("Rows that may be a known organisation"),
        choices=[("no", _("are added and put on the clerk's desk")), ("yes", _("stay out until a clerk has decided"))],
        initial="no",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # what a form takes
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # tells the type checker what stands above
        field.choices = [("", _("none: the row stays out")), *Organisation.Kind.choices]
        self.fields["demo"].widget.attrs["class"] = "form-check-input"

    def chosen(self) -> Options:
        """The choices as the comparison takes them."""
        given = self.cleaned_data
        return Options(
            kind=given["kind"],
            region=given["region"],
            demo=given["demo"],
            overwrite=given["overwrite"] == "yes",
            by_name=given["by_name"] == "yes",
            hold=given["hold"] == "yes",
        )


def choices_of(options: Options) -> dict[str, object]:
    """The choices as the form shows them."""
    words = {True: "yes", False: "no"}
    return {
        "kind": options.kind,
        "region": options.region,
        "demo": options.demo,
        "overwrite": words[options.overwrite],
        "by_name": words[options.by_name],
        "hold": words[options.hold],
    }


class ColumnsForm(StyledForm):
    """Which column of the file is which of ours: one choice for each heading, in the file's order."""

    def __init__(self, headings: Sequence[str], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # what a form takes
        super().__init__(*args, **kwargs)
        self._headings = tuple(headings)
        options = [("", _("leave out")), *known_columns()]
        for place, heading in enumerate(self._headings):
            widget = forms.Select(attrs={"class": "form-select", "aria-label": heading})
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=heading, choices=options, required=False, widget=widget
            )

    def mapping(self) -> dict[str, str]:
        """Heading → column key, "" for what is left out."""
        return {heading: self.cleaned_data.get(f"column{n}", "") for n, heading in enumerate(self._headings)}


def columns_initial(keys: Sequence[str]) -> Mapping[str, str]:
    """The columns as the form shows them."""
    return {f"column{place}": key for place, key in enumerate(keys)}
