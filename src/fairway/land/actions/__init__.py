"""Opening projects and keeping what became of them."""

from fairway.land.actions.projects import Receipt, load_stages, open_project, record_payment, record_stage

__all__ = ["Receipt", "load_stages", "open_project", "record_payment", "record_stage"]
