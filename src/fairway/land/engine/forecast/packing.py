"""What was learned as bytes and back: a forecast that is kept can be explained later without learning again."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from fairway.land.engine.forecast.choices import Choices
from fairway.land.engine.forecast.encoding import Encoder
from fairway.land.engine.forecast.fitting import Fit
from fairway.land.engine.forecast.hazards import Hazards
from fairway.land.engine.forecast.projects import Road

if TYPE_CHECKING:
    from fairway.land.engine.forecast.spells import Floats

PARTS = ("effects", "spread", "variances")


def packed(hazards: Hazards) -> bytes:
    """Write everything that was learned as one compressed NumPy archive; the same hazards give the same bytes."""
    import numpy as np

    head = {
        "road": asdict(hazards.road),
        "as_of": hazards.as_of.isoformat(),
        "choices": asdict(hazards.choices),
        "encoder": asdict(hazards.encoder),
        "transitions": list(hazards.fits),
        "counts": [hazards.projects, hazards.landed, hazards.years],
    }
    arrays: dict[str, Any] = {
        f"{part}{number}": getattr(fit, part) for number, fit in enumerate(hazards.fits.values()) for part in PARTS
    }
    stream = BytesIO()
    np.savez_compressed(stream, head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8), **arrays)
    return stream.getvalue()


def unpacked(kept: bytes) -> Hazards:
    """Read what :func:`packed` wrote."""
    import numpy as np

    with np.load(BytesIO(kept), allow_pickle=False) as arrays:
        head = json.loads(arrays["head"].tobytes())
        fits = {
            (here, to): _fit([arrays[f"{part}{number}"] for part in PARTS])
            for number, (here, to) in enumerate(head["transitions"])
        }
    projects, landed, years = head["counts"]
    return Hazards(
        road=Road(tuple(head["road"]["stages"]), tuple(head["road"]["outs"])),
        as_of=date.fromisoformat(head["as_of"]),
        choices=Choices(**{key: _tuple(value) for key, value in head["choices"].items()}),
        encoder=_encoder(head["encoder"]),
        fits=fits,
        projects=projects,
        landed=landed,
        years=years,
    )


def _fit(parts: list[Floats]) -> Fit:
    return Fit(*parts)


def _tuple(value: object) -> Any:  # noqa: ANN401  # JSON knows lists only
    return tuple(value) if isinstance(value, list) else value


def _encoder(kept: dict[str, Any]) -> Encoder:
    cuts = {name: (tuple(bands), first) for name, (bands, first) in kept["cuts"].items()}
    return Encoder(kept["words"], cuts, tuple(kept["features"]), kept["width"])
