"""Organisations as entities of followthemoney 4, in and out. Source: the schema of followthemoney 4.11."""
