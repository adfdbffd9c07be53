"""What is filled in on MEET's pages."""

from fairway.meet.forms.requests import AskForm

__all__ = ["AskForm"]
