// Drag and drop on the organiser's grid. The page's forms do the same without this file.
//
//   [draggable][data-request]    a meeting, or a request without one
//   table[data-grid]             its cells td[data-cell="slot-table"]; data-legal asks where a meeting may go
//   form[data-drop]              what is sent when a meeting is dropped; dropping on it takes the meeting out
//
// The server checks every change again; what is marked here only saves a way in vain.
(() => {
  "use strict";

  const table = document.querySelector("table[data-grid]");
  const form = document.getElementById("drag-form");
  const said = document.getElementById("drag-said");
  if (!table || !form) return;
  let dragged = null; // {request, held, legal: null until the server has said it}

  const cells = () => table.querySelectorAll("td[data-cell]");
  const sitting = (cell) => cell.querySelector("[data-request]")?.dataset.request;

  function isLegal(cell) {
    const { legal, request, held } = dragged;
    if (legal === null) return true; // not known yet: the server decides
    const other = sitting(cell);
    if (other === request) return false;
    if (!other) return legal.slots.includes(Number(cell.dataset.slot));
    if (cell.querySelector(".slot-locked")) return false;
    return held && (legal.swaps.includes(Number(other)) || legal.own.includes(Number(cell.dataset.slot)));
  }

  function mark() {
    let places = 0;
    for (const cell of cells()) {
      const legal = isLegal(cell);
      places += legal;
      cell.classList.toggle("cell-legal", legal);
      cell.title = legal ? "" : dragged.legal.why[cell.dataset.slot] || "";
    }
    said.textContent = String(places);
  }

  function unmark() {
    table.classList.remove("dragging");
    form.hidden = true;
    for (const cell of cells()) {
      cell.classList.remove("cell-legal", "cell-over");
      cell.removeAttribute("title");
    }
    dragged = null;
  }

  async function ask(drag) {
    const url = table.dataset.legal.replace(/0\/$/, `${drag.request}/`);
    const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok) return;
    drag.legal = await answer.json();
    if (dragged === drag) mark();
  }

  function onStart(event) {
    const chip = event.target.closest?.("[draggable=true][data-request]");
    if (!chip) return;
    unmark();
    dragged = { request: chip.dataset.request, held: chip.closest("td[data-cell]") !== null, legal: null };
    event.dataTransfer.setData("text/plain", dragged.request);
    event.dataTransfer.effectAllowed = "move";
    table.classList.add("dragging");
    if (dragged.held) window.setTimeout(() => (form.hidden = !dragged));
    ask(dragged);
  }

  const target = (event) => event.target.closest?.("td[data-cell], form[data-drop]");

  function onOver(event) {
    const place = dragged && target(event);
    if (!place || (place !== form && !isLegal(place))) return;
    event.preventDefault();
    place.classList.add("cell-over");
  }

  function onDrop(event) {
    const place = dragged && target(event);
    if (!place) return;
    event.preventDefault();
    form.elements.request.value = dragged.request;
    form.elements.cell.value = place === form ? "" : place.dataset.cell;
    form.elements.deed.value = place === form ? form.dataset.drop : "place";
    form.submit();
  }

  document.addEventListener("dragstart", onStart);
  document.addEventListener("dragover", onOver);
  document.addEventListener("dragleave", (event) => target(event)?.classList.remove("cell-over"));
  document.addEventListener("drop", onDrop);
  document.addEventListener("dragend", unmark);
})();
