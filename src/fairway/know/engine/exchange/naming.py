"""Which of several names is the legal one, which the foreign one: the same rule on the way in and on the way out."""

from __future__ import annotations

from fairway.know.engine.script import has_chinese

CHINESE = frozenset({"cn", "hk", "mo", "tw"})


def country_of(region: str) -> str:
    """Return the ISO 3166 code, in small letters, of a division code; "" for none."""
    return {"71": "tw", "81": "hk", "82": "mo"}.get(region[:2], "cn") if region else ""


def assign(names: tuple[str, ...], country: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the legal name, the foreign one ("" for none) and the others of a set of names.

    The legal name is in the country's script: Chinese in China and where no country is said, else not Chinese. Of
    several the first in the order of texts; the foreign name is the first in the other script.
    """
    ordered = tuple(sorted(set(names)))
    chinese = [name for name in ordered if has_chinese(name)]
    other = [name for name in ordered if not has_chinese(name)]
    home, abroad = (chinese, other) if country in CHINESE or not country else (other, chinese)
    legal = (home or abroad)[0]
    foreign = abroad[0] if home and abroad else ""
    return legal, foreign, tuple(name for name in ordered if name not in {legal, foreign})
