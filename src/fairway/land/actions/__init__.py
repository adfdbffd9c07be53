"""Opening projects and keeping what became of them; making forecasts of what will."""

from fairway.land.actions.exchange import check_file, discard_file, keep_file, start_work, take_file, take_source
from fairway.land.actions.forecast import Asked, Estimate, make_forecast, open_forecast, override_forecast
from fairway.land.actions.projects import Receipt, load_stages, open_project, record_payment, record_stage

__all__ = [
    "Asked",
    "Estimate",
    "Receipt",
    "check_file",
    "discard_file",
    "keep_file",
    "load_stages",
    "make_forecast",
    "open_forecast",
    "open_project",
    "override_forecast",
    "record_payment",
    "record_stage",
    "start_work",
    "take_file",
    "take_source",
]
