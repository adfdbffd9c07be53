// Keys on the board of projects. The forms on its cards do the same without this file.
//
//   [data-board] [data-column] a[data-card]    arrows go from card to card; Shift and → sends the card's form,
//                                              which asks for what the next stage needs
(() => {
  "use strict";

  const board = document.querySelector("[data-board]");
  if (!board) return;
  const cards = (column) => [...column.querySelectorAll("[data-card]")];
  const filled = () => [...board.querySelectorAll("[data-column]")].filter((column) => cards(column).length);

  function beside(card, step) {
    const columns = filled();
    const here = columns.indexOf(card.closest("[data-column]"));
    const there = columns[here + step];
    if (!there) return null;
    const place = cards(columns[here]).indexOf(card);
    return cards(there)[Math.min(place, cards(there).length - 1)];
  }

  function within(card, step) {
    const column = cards(card.closest("[data-column]"));
    return column[column.indexOf(card) + step];
  }

  const ways = {
    ArrowLeft: (card) => beside(card, -1),
    ArrowRight: (card) => beside(card, 1),
    ArrowUp: (card) => within(card, -1),
    ArrowDown: (card) => within(card, 1),
  };

  board.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card || !(event.key in ways) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (event.shiftKey) {
      const form = card.parentElement.querySelector("form");
      if (form && event.key === "ArrowRight") form.requestSubmit();
      return;
    }
    ways[event.key](card)?.focus();
  });
})();
