"""Tests of sign."""
