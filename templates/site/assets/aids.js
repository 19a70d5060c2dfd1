// SPDX-License-Identifier: EUPL-1.2
// Says that somebody has answered every question of an aid with yes. The ticks stay in the page:
// nothing is sent and nothing is kept.
"use strict";

(() => {
  const form = document.getElementById("domande");
  if (!form) return;
  const told = form.querySelector("[role=status]");
  const groups = [...form.querySelectorAll("fieldset")].map((group) => ({
    boxes: [...group.querySelectorAll("input")], isOneEnough: group.dataset.enough === "one",
  }));
  const isYes = (box) => box.checked;

  const tell = () => {
    const all = groups.every(({ boxes, isOneEnough }) => (isOneEnough ? boxes.some(isYes) : boxes.every(isYes)));
    const text = all ? told.dataset.all : "";
    if (told.textContent !== text) told.textContent = text; // one more yes is no news
  };
  form.addEventListener("change", tell);
  addEventListener("pageshow", tell); // a browser may give back the ticks of a page that was left
})();
