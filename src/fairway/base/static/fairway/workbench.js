// Keys and small conveniences of the workbench. Every page works without this file.
//
//   /      to the search field [data-search]          g x    follow the link [data-key="x"]
//   j, k   next, previous row of tr[data-href]        Enter  open the row
//   ?      open <dialog id="help">                    Esc    leave a field or close the dialog
//
// [data-poll="/url"] is filled with the answer of the url each second, or as often as [data-poll-seconds] says, until it
// holds [data-done].
(() => {
  "use strict";

  const GO_WINDOW_MS = 1500;
  const POLL_MS = 1000;
  let goUntil = 0;

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  const rows = () => [...document.querySelectorAll("tr[data-href]")];
  const current = () => document.querySelector("tr[data-href].is-current");

  function follow(letter) {
    const link = document.querySelector(`a[data-key="${CSS.escape(letter)}"]`);
    if (link) window.location.assign(link.href);
    return Boolean(link);
  }

  function focusSearch() {
    const field = document.querySelector("[data-search]");
    field?.focus();
    field?.select();
    return Boolean(field);
  }

  function toggleHelp() {
    const help = document.getElementById("help");
    if (!help) return false;
    if (help.open) help.close();
    else help.showModal();
    return true;
  }

  function step(by) {
    const all = rows();
    if (all.length === 0) return false;
    const at = all.indexOf(current());
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
    current()?.classList.remove("is-current");
    all[next].classList.add("is-current");
    (all[next].querySelector("a") || all[next]).focus({ preventScroll: true });
    all[next].scrollIntoView({ block: "nearest" });
    return true;
  }

  function open() {
    const row = current();
    if (row) window.location.assign(row.dataset.href);
    return Boolean(row);
  }

  const startGoing = (event) => {
    goUntil = event.timeStamp + GO_WINDOW_MS;
    return true;
  };

  const KEYS = {
    "/": focusSearch,
    "?": toggleHelp,
    g: startGoing,
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => current() !== null && step(1),
    ArrowUp: () => current() !== null && step(-1),
  };

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const going = event.timeStamp < goUntil;
    goUntil = 0;
    const onLink = event.target.closest("a, button, summary") !== null;
    const act = event.key === "Enter" ? !onLink && open : going ? () => follow(event.key) : KEYS[event.key];
    if (act && act(event)) event.preventDefault();
  }

  // A click on the row, unless it was meant for something in it or to mark text.
  function onClick(event) {
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog")?.close();
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, summary") || String(window.getSelection())) return;
    window.location.assign(row.dataset.href);
  }

  const wait = (ms) => new Promise((resume) => window.setTimeout(resume, ms));

  async function poll(box) {
    while (box.isConnected && !box.querySelector("[data-done]")) {
      await wait(1000 * Number(box.dataset.pollSeconds || 0) || POLL_MS);
      if (document.hidden) continue;
      const request = fetch(box.dataset.poll, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
      const answer = await request.catch(() => null); // offline for a moment: ask again
      if (answer === null) continue;
      if (!answer.ok) return;
      box.innerHTML = await answer.text();
      document.dispatchEvent(new CustomEvent("fairway:swapped", { detail: box }));
    }
    box.removeAttribute("aria-busy");
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.querySelectorAll("[data-poll]").forEach(poll);
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
})();
