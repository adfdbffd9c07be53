"""Projects and promises for tests of KPIs, one by one, and how figures take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np

from fairway.land.engine.columns import TEN_THOUSAND
from fairway.land.engine.kpi.figures import Known, Projects, Promises
from fairway.land.engine.log import ROAD
from fairway.land.tests.logs import Movement, money_columns
from fairway.lib.columns import days

STAGES = tuple(str(stage) for stage in ROAD)


@dataclass(frozen=True)
class Item:
    """A project or a promise as it is known on a day, with the day and the kind of the paper it comes from."""

    key: int
    signed_on: date
    paper: str
    reached: Mapping[str, date] = field(default_factory=dict)
    way_out: str = ""
    moved: Sequence[Movement] = ()
    mu: Decimal | None = None
    side: str = ""
    state: str = ""


def known(projects: Sequence[Item], promises: Sequence[Item] = ()) -> Known:
    """All of them in columns."""
    reached = [[each.reached.get(stage) for stage in STAGES] for each in projects]
    moved = [(row, movement) for row, each in enumerate(projects) for movement in each.moved]
    return Known(
        Projects(
            signed=days([each.signed_on for each in projects]),
            paper=np.array([each.paper for each in projects], "U16"),
            reached=days(reached).reshape(len(projects), len(STAGES)),
            way_out=np.array([each.way_out for each in projects], "U16"),
            area=np.array([-1 if each.mu is None else int(each.mu * TEN_THOUSAND) for each in projects], np.int64),
            money=money_columns((movement for _, movement in moved), [row for row, _ in moved]),
        ),
        Promises(
            signed=days([each.signed_on for each in promises]),
            paper=np.array([each.paper for each in promises], "U16"),
            side=np.array([each.side for each in promises], "U16"),
            state=np.array([each.state for each in promises], "U16"),
        ),
        STAGES,
    )
