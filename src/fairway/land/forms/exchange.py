"""Handing in a file of projects."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.land.engine.exchange.files import READERS


class ProjectFileForm(StyledForm):
    """A file of projects."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in READERS)}),
        help_text=_("Nothing changes before you have seen what would."),
    )
