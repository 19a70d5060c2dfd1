// SPDX-License-Identifier: EUPL-1.2
// Shares a page, and asks the browser to keep it for when there is no network (worker.js).
"use strict";

(() => {
  const { worker } = document.currentScript.dataset;
  if (worker && navigator.serviceWorker && location.protocol.startsWith("http")) {
    navigator.serviceWorker.register(worker).catch(() => {}); // a browser may forbid it: nothing is lost
  }

  const button = document.getElementById("condividi");
  if (!button || !(navigator.share || navigator.clipboard)) return;
  button.addEventListener("click", async () => {
    const url = location.href.split("#")[0];
    try {
      if (navigator.share) await navigator.share({ title: document.title, url });
      else {
        await navigator.clipboard.writeText(url);
        document.getElementById("condiviso").textContent = button.dataset.copied;
      }
    } catch {} // who changes their mind needs no message
  });
  button.hidden = false;
})();
