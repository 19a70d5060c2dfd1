// SPDX-License-Identifier: EUPL-1.2
// Looks up the code of a sheet. It reads what the page itself says, so that it asks nobody, and
// works from a folder on a disk.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);

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
