"""Whole-chain stories, shape, docs, API contract, browser, accessibility."""
