"""Fairway guides an investment from a first contact to a project that produces."""

__version__ = "0.1.0"
