"""What is filled in on MEET's pages."""

from fairway.meet.forms.day import PairForm, ReportForm
from fairway.meet.forms.requests import AskForm

__all__ = ["AskForm", "PairForm", "ReportForm"]
