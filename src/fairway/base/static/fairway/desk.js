// Keys of the clerk's desk. Every page works without this file.
//
//   s, r, d, l   choose a decision [data-desk-key]; the same key again (or Enter) takes it
//   j, k         follow the link to the next or previous pair
//   ?            the workbench's help, with these keys added from <template id="desk-keys">
//
// A decision whose [data-desk-needs] field is empty leads to that field first.
(() => {
  "use strict";

  const GO_WINDOW_MS = 1500;
  let going = 0; // "g s" means another page, not a decision

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  function press(button) {
    const needed = document.getElementById(button.dataset.deskNeeds || "");
    if (needed && !needed.value) needed.focus();
    else if (document.activeElement === button) button.click();
    else button.focus();
  }

  function onKey(event) {
    if (event.defaultPrevented && event.key !== "g") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "g") going = event.timeStamp + GO_WINDOW_MS;
    if (event.key === "g" || event.timeStamp < going) return;
    const target = document.querySelector(`[data-desk-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target instanceof HTMLAnchorElement) window.location.assign(target.href);
    else press(target);
  }

  const keys = document.getElementById("desk-keys");
  if (keys) document.querySelector("#help dl")?.append(keys.content.cloneNode(true));
  document.addEventListener("keydown", onKey);
})();
