"""The invented region's history, kept in the tables: a thousand or fewer signed projects and what became of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.cast import account, event, organisation

from fairway.base.models import Job, User
from fairway.govern.models import Role
from fairway.land import actions
from fairway.land.models import ForecastEdition, Project, StageEntry
from fairway.land.tests.invented_history import AS_OF, invented
from fairway.sign.models import Agreement

if TYPE_CHECKING:
    from fairway.know.models import Organisation
    from fairway.land.engine.forecast.projects import Project as Told
    from fairway.meet.models import Event

STAGES = {"signed": "signed", "started": "started", "landed": "in_production", "withdrawn": "withdrawn"}
INDUSTRIES = {"slow": "3011", "usual": "3670", "fast": "6510"}
REGIONS = {"N": "220100", "S": "220200", "E": "220300", "W": "220400"}


def keep_history(count: int = 160, lag: int = 10) -> list[Project]:
    """Keep the projects; everything was learned ``lag`` days after it happened."""
    held, owner = event(), organisation()
    told = invented(count)
    papers = Agreement.objects.bulk_create(_signed(each, held) for each in told)
    projects = Project.objects.bulk_create(_followed(paper, owner) for paper in papers)
    StageEntry.objects.bulk_create(
        StageEntry(
            project=project,
            stage=STAGES[stage],
            map_stage=STAGES[stage],
            happened_on=day,
            learned_on=day + timedelta(days=lag),
            evidence="permit 7",
            responsible=owner,
            note="as reported",
        )
        for project, each in zip(projects, told, strict=True)
        for stage, day in each.reached.items()
    )
    return projects


def _signed(told: Told, held: Event) -> Agreement:
    return Agreement(
        event=held,
        number=told.key,
        title=f"Plant {told.key}",
        kind="contract",
        money_kind="contract",
        amount=Decimal(int(told.amounts["MW"])) * 1_000_000,
        currency="CNY",
        signed_on=told.reached["signed"],
        region_code=REGIONS[str(told.features["region"])],
        industry_code=INDUSTRIES[str(told.features["industry"])],
        is_demo=True,
    )


def _followed(paper: Agreement, owner: Organisation) -> Project:
    return Project(
        agreement=paper,
        event=paper.event,
        title=paper.title,
        region_code=paper.region_code,
        industry_code=paper.industry_code,
        map_key="investment",
        map_version=1,
        map_stage="signed",
        stage="signed",
        stage_since=paper.signed_on,
        responsible=owner,
        is_demo=True,
    )


def officer() -> User:
    """Whoever makes forecasts."""
    return account(Role.PROMOTION_OFFICE)


def made_forecast(
    as_of: date = AS_OF, *, years: int = 3, actor: User | None = None, **asked: object
) -> ForecastEdition:
    """A forecast of what is kept, made at once."""
    by = actor or officer()
    job = Job.objects.create(kind="Make a forecast", started_by=by)
    wish = actions.Asked(as_of, years, **asked)  # type: ignore[arg-type]
    opened = actions.open_forecast(actor=by, reason="monthly", job=job, asked=wish)
    return actions.make_forecast(actor=by, reason="monthly", edition=opened, progress=lambda *_said: None)
