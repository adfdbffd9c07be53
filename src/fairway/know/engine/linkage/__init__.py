"""Deciding whether records are one organisation: two at a time, one among many, and whole tables."""
