// SPDX-License-Identifier: EUPL-1.2
// Finds a Comune while it is typed, and looks up the code of a sheet. Both read what the page
// itself says, so that they ask nobody, and work from a folder on a disk.
"use strict";

(() => {
  const plain = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

  /** A name without what addresses put around it: «20017 Rho (MI)», «Comune di Rho». */
  const bare = (text) => plain(text).replace(/^comune (di|d) /, "").replace(/^\d{5}( |$)/, "").replace(/ (mi|milano)$/, "");

  /** How many letters must be added, left out, changed or swapped (Damerau, Levenshtein). */
  const distance = (a, b) => {
    let older = [], old = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const now = [i];
      for (let j = 1; j <= b.length; j++) {
        const cost = a[i - 1] === b[j - 1] ? 0 : 1;
        now[j] = Math.min(old[j] + 1, now[j - 1] + 1, old[j - 1] + cost);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) now[j] = Math.min(now[j], older[j - 2] + 1);
      }
      [older, old] = [old, now];
    }
    return old[b.length];
  };

  /** Whether every typed word begins a word of the name, in order, or ends it: «S. Donato M.se». */
  const begins = (typed, name) => {
    const words = name.split(" ");
    let last = "";
    return typed.split(" ").every((part) => {
      const ends = part.length > 1 && part.length < 5 && last.endsWith(part);
      if (ends && !words.some((word) => word.startsWith(part))) return true;
      while (words.length) {
        last = words.shift();
        if (last.startsWith(part)) return true;
      }
      return false;
    });
  };

  /** Without doubled letters: nobody is sure of them. */
  const single = (text) => text.replace(/(.)\1+/g, "$1");

  const LIKELY = 3;
  /** 0 is best, from 3 on it is a guess; Infinity does not fit. */
  const rank = (typed, name) => {
    const joined = name.replace(/ /g, ""), letters = typed.replace(/ /g, "");
    if (name === typed || joined === letters) return 0;
    if (name.startsWith(typed) || joined.startsWith(letters)) return 1;
    if (begins(typed, name)) return 2;
    if (letters.length < 4) return Infinity;
    const meant = single(letters), known = single(joined);
    if (known === meant) return 2.5;
    if (known.startsWith(meant) || begins(single(typed), single(name))) return LIKELY;
    const errors = Math.min(distance(meant, known), distance(meant, known.slice(0, meant.length)),
      ...single(name).split(" ").filter((word) => word.length > 3).map((word) => distance(meant, word)));
    return errors <= Math.max(1, Math.floor(letters.length / 4)) ? LIKELY + errors : Infinity;
  };

  const byId = (id) => document.getElementById(id);

  const finder = byId("cerca");
  if (finder) {
    const input = byId("comune"), list = byId("suggerimenti"), status = byId("esito");
    const places = [...document.querySelectorAll("#comuni .initial a")]
      .map((link) => ({ name: link.textContent, key: plain(link.textContent), href: link.href }));
    let shown = [], active = -1;

    const mark = (index) => {
      active = index;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
      if (index < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", list.children[index].id);
    };
    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      mark(-1);
    };
    const option = (place, index) => {
      const item = document.createElement("li"), name = document.createElement("bdi");
      item.id = `suggerimento-${index}`;
      item.setAttribute("role", "option");
      item.lang = "it";
      name.textContent = place.name;
      item.append(name);
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => { location.href = place.href; });
      return item;
    };
    const suggest = () => {
      const typed = bare(input.value);
      const ranked = typed ? places.map((place) => [rank(typed, place.key), place]) : [];
      const fitting = ranked.filter(([points]) => points < Infinity)
        .sort((a, b) => a[0] - b[0] || a[1].key.localeCompare(b[1].key)).slice(0, 7);
      shown = fitting.map(([, place]) => place);
      while (list.firstChild) list.firstChild.remove();
      shown.map(option).forEach((item) => list.append(item));
      const isGuess = shown.length && fitting[0][0] >= LIKELY;
      status.textContent = !typed ? "" : !shown.length ? input.dataset.none
        : isGuess ? input.dataset.guess : input.dataset.found.replace("#", shown.length);
      if (!shown.length) return close();
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      // Enter opens what can only be one; else the reader chooses: a wrong Comune costs a day.
      mark(isGuess || (fitting.length > 1 && fitting[1][0] === fitting[0][0]) ? -1 : 0);
    };

    input.addEventListener("input", suggest);
    input.addEventListener("blur", close);
    input.addEventListener("focus", () => { if (input.value) suggest(); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const last = shown.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return suggest();
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark(active + step > last ? 0 : active + step < 0 ? last : active + step);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (list.hidden) suggest();
        if (active >= 0) location.href = shown[active].href;
        else if (shown.length) status.textContent = input.dataset.choose;
      } else if (event.key === "Escape") {
        if (list.hidden) { input.value = ""; status.textContent = ""; }
        close();
      }
    });
    finder.hidden = false;
  }

  const form = byId("verifica");
  if (form) {
    const input = byId("codice"), status = byId("esito");
    const signs = (text) => text.normalize("NFKC").replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => digit.charCodeAt(0) & 15)
      .toUpperCase().replace(/[^A-Z0-9]/g, "");
    const rows = [...byId("codici").tBodies[0].rows].map((row) => ({ row, code: signs(row.cells[0].firstChild.textContent) }));

    /** The row of a code, also with words around it; no code has 0, O, 1 or I: they stand for what they look like. */
    const found = (typed) => {
      const read = new RegExp(`^${typed.replace(/[0O]/g, "[DQ]").replace(/[1I]/g, "[LJ7]")}$`);
      let fitting = rows.filter(({ code }) => typed.includes(code));
      if (!fitting.length) fitting = rows.filter(({ code }) => read.test(code));
      if (fitting.some(({ code }) => code !== fitting[0].code)) return undefined;
      return (fitting.find(({ row }) => row.className === "current") || fitting[0] || {}).row;
    };

    /** What was said of the last code is not true of the next one. */
    const clear = () => {
      status.className = status.textContent = "";
    };
    input.addEventListener("input", clear);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clear();
      const typed = signs(input.value);
      if (!typed) return;
      const row = found(typed);
      status.className = row && row.className === "current" ? "" : "warning";
      status.textContent = row ? `${row.cells[2].textContent.trim()}: ` : input.dataset.unknown;
      if (row) status.append(...row.cells[1].cloneNode(true).childNodes);
    });
    form.hidden = false;
  }
})();
