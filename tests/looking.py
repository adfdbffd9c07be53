"""Axe looks at a page: every rule, and what looks alike looked at once.

Elements look alike that have the same element names, attributes and kinds of text, inside of them and around them:
every rule says the same of them, on one page or, where one list of looks is kept, on many. What differs from one to the
next though the rules say the same (ids, addresses, values, shapes of drawings) does not count, but whether it is empty
and whether what it refers to is there does. Headings, landmarks and cells of tables stay, and lists of terms keep
theirs; so does what a label or a reference of something that stays needs.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

OPTIONS = {"resultTypes": ["violations"]}
"""Axe tries every rule and describes only what breaks one."""
SCROLLING = {"runOnly": ["scrollable-region-focusable"]}
"""The rule that depends on how much there is: asked where anything scrolls."""

RUN = "options => axe.run(document, options).then(found => found.violations)"

WHOLE_PAGE = """() => {
  const ids = Array.from(document.querySelectorAll("[id]"), one => one.id);
  const scrolls = one => (one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth)
    && /auto|scroll/.test(getComputedStyle(one).overflow);
  return {
    repeated: ids.filter((id, at) => ids.indexOf(id) !== at),
    scrolls: Array.from(document.querySelectorAll("body *")).some(scrolls),
  };
}"""

TAKE_OUT_TWINS = r"""seen => {
  const differing = new RegExp("^(id|href|for|value|name|title|alt|src|action|datetime|data-(href|cell|slot|request)"
    + "|aria-(label|labelledby|describedby|controls)"
    + "|d|[xyr][xy12]?|c[xy]|width|height|points|transform|viewBox)$");
  const referring = ["for", "aria-labelledby", "aria-describedby", "aria-controls"];
  const staying = "h1, h2, h3, h4, h5, h6, main, nav, aside, header, footer, "
    + ":is(form, section):is([aria-label], [aria-labelledby])";
  const whole = "svg, th, dl, h1, h2, h3, h4, h5, h6";
  const named = ids => (ids || "").split(/\s+/).map(id => document.getElementById(id));
  const texts = one => Array.from(one.childNodes, part => part.nodeType === 3 ? part.data.trim() : "").join("").length;
  const own = one => [
    one.localName, Math.min(texts(one), 2), one.checked, one.labels?.length,
    ...Array.from(one.attributes, ({name, value}) => {
      if (!differing.test(name)) return name + "=" + value;
      return name + (referring.includes(name) ? named(value).every(Boolean) : !value.trim());
    }),
  ].join(" ");
  const short = words => {
    let one = 7, other = 11;
    for (let at = 0; at < words.length; at++) {
      one = Math.imul(one ^ words.charCodeAt(at), 0x01000193);
      other = Math.imul(other, 31) + words.charCodeAt(at) | 0;
    }
    return (one >>> 0).toString(36) + "." + (other >>> 0).toString(36);
  };
  const inside = new Map(), known = new Set(seen.split(" ")), fresh = [], twins = new Set();
  const describe = one => {
    const said = own(one);
    inside.set(one, {own: said, whole: short(said + "(" + Array.from(one.children, describe).join() + ")")});
    return inside.get(one).whole;
  };
  const visit = (one, around) => {
    const before = one.previousElementSibling, row = one.localName === "tr" ? one.sectionRowIndex % 2 : "";
    const place = short(around + ">" + row + (before ? inside.get(before).own : ""));
    const look = short(place + "+" + inside.get(one).whole);
    if (known.has(look)) {
      if (!one.matches(staying + ", th") && !one.querySelector(staying)) return twins.add(one);
    } else {
      known.add(look);
      fresh.push(look);
    }
    if (!one.matches(whole)) for (const part of one.children) visit(part, place + "+" + inside.get(one).own);
  };
  const twin = one => { while (one && !twins.has(one)) one = one.parentElement; return one; };
  describe(document.body);
  for (const part of document.body.children) visit(part, "");
  const pairs = [];
  for (const name of referring) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      for (const other of named(one.getAttribute(name)).filter(Boolean)) {
        pairs.push([one, other]);
        if (name === "for") pairs.push([other, one]);
      }
    }
  }
  for (let before = -1; before !== twins.size;) {
    before = twins.size;
    for (const [one, other] of pairs) if (!twin(one)) twins.delete(twin(other));
  }
  for (const one of twins) one.localName === "td" ? one.replaceChildren() : one.remove();
  return fresh.join(" ");
}"""


def faults(page: Page, seen: list[str] | None = None) -> list[dict[str, Any]]:
    """What breaks a rule, as axe tells it (``id``, ``impact``, ``nodes``). The page has fewer elements afterwards.

    ``seen`` is what was looked at before on pages of one width, theme and language; what is new is added to it.
    """
    seen = [] if seen is None else seen
    whole = page.evaluate(WHOLE_PAGE)
    repeated = [{"target": [one]} for one in whole["repeated"]]
    found = [{"id": "duplicate-id", "impact": "serious", "nodes": repeated}] if repeated else []
    page.evaluate(AXE_SCRIPT)
    if whole["scrolls"]:
        found += page.evaluate(RUN, OPTIONS | SCROLLING)
    seen.append(page.evaluate(TAKE_OUT_TWINS, " ".join(seen)))
    found += page.evaluate(RUN, OPTIONS)
    return found
