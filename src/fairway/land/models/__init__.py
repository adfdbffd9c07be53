"""Projects, their stage log, and the money that came."""

from fairway.land.models.projects import Payment, Project, Stage, StageEntry

__all__ = ["Payment", "Project", "Stage", "StageEntry"]
