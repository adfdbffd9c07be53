"""Tests of meet."""
