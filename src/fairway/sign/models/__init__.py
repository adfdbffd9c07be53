"""Signing ceremonies, agreements, and what they promise."""

from fairway.sign.models.agreements import Agreement, Ceremony, Party
from fairway.sign.models.promises import Promise, PromiseStep

__all__ = ["Agreement", "Ceremony", "Party", "Promise", "PromiseStep"]
