"""Projects, their stage log, the money that came, and forecasts of what will come."""

from fairway.land.models.forecast import ForecastEdition, ForecastLine, ForecastOutlook, ForecastOverride
from fairway.land.models.projects import Payment, Project, Stage, StageEntry

__all__ = [
    "ForecastEdition",
    "ForecastLine",
    "ForecastOutlook",
    "ForecastOverride",
    "Payment",
    "Project",
    "Stage",
    "StageEntry",
]
