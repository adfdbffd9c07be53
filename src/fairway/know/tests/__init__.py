"""Tests of KNOW."""
