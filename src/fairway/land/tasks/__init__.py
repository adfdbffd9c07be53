"""Work in the background: forecasts, and files of projects."""

from fairway.land.tasks.exchange import CHECK_JOB, REASON, TAKE_JOB, check_kept_file, take_kept_file
from fairway.land.tasks.forecast import FORECAST, forecast_now, forecast_task, start_forecast

__all__ = [
    "CHECK_JOB",
    "FORECAST",
    "REASON",
    "TAKE_JOB",
    "check_kept_file",
    "forecast_now",
    "forecast_task",
    "start_forecast",
    "take_kept_file",
]
