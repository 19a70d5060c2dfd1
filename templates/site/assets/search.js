// SPDX-License-Identifier: EUPL-1.2
// Finds a Comune while it is typed. The law of matching and the names are asked for when they are
// needed: `matching.js` and `luoghi.js` once somebody types, `altrove.js` when nothing was found here.
// They are scripts, so that a folder on a disk works too.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const finder = byId("cerca");
  if (!finder) return;

  const folder = document.currentScript.src.replace(/[^/]*$/, ""), names = {}, asked = new Set();
  const load = (file) => {
    if (asked.has(file)) return;
    asked.add(file);
    const script = document.createElement("script");
    script.src = folder + file;
    script.onload = () => suggest();
    script.onerror = () => asked.delete(file);
    document.head.append(script);
  };
  globalThis.leafletNames = (table, data) => { names[table] = data; };

  let lookUp = null;
  /** What was meant, and how surely; null while what it needs is on its way. */
  const search = (typed) => {
    for (const file of ["matching.js", "../ricerca/luoghi.js"]) load(file);
    if (!lookUp && globalThis.leafletMatching && names.here) lookUp = globalThis.leafletMatching(names.here);
    const answer = lookUp && lookUp(typed, names.elsewhere);
    if (lookUp && !answer) load("../ricerca/altrove.js");
    return answer;
  };

  const MOST_SEEN = 7;
  const input = byId("comune"), list = byId("suggerimenti"), status = byId("esito"), say = input.dataset;
  const links = new Map([...document.querySelectorAll("#comuni .initial a")].map((link) => [link.textContent, link.href]));
  let shown = [], found = null, active = -1, isEntered = false;

  /** Says something; names and numbers in it keep their direction. */
  const tell = (text, ...values) => {
    let at = 0;
    status.textContent = text.replace(/#/g, () => `\u2068${values[at++]}\u2069`);
    status.removeAttribute("lang");
    status.removeAttribute("dir");
  };
  const tellNothing = () => {
    tell(say.none);
    // Who types in the letters of another language of the portal is answered in it.
    const other = names.here.nothing.find(({ letters }) => new RegExp(letters, "u").test(input.value));
    if (other) Object.assign(status, { textContent: other.text, lang: other.code, dir: other.direction });
    status.append(" ", document.querySelector("a[href='#non-trovi']").cloneNode(true));
  };
  const label = ([name, province]) => (province ? `${name} (${province})` : name);
  const tellAway = (comuni) => tell(say.away, comuni.map(label).join(", "));

  const mark = (index) => {
    active = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const choose = (name) => {
    const address = links.get(name[0]);
    if (address && !name[1]) location.href = address;
    else { close(); tellAway([name]); }
  };
  const option = (name, index) => {
    const item = document.createElement("li"), text = document.createElement("bdi");
    item.id = `suggerimento-${index}`;
    item.setAttribute("role", "option");
    item.lang = "it";
    text.textContent = label(name);
    item.append(text);
    if (found.via) item.append(` – ${found.via}`);
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => choose(name));
    return item;
  };
  const suggest = () => {
    found = search(input.value);
    if (!found) return;
    const isAway = found.names.every((name) => name[1]);
    shown = found.kind === "elsewhere" && isAway ? [] : found.names;
    finder.dataset.kind = found.kind;
    while (list.firstChild) list.firstChild.remove();
    shown.map(option).forEach((item) => list.append(item));
    list.scrollTop = 0;
    if (!input.value.trim()) tell("");
    else if (!found.names.length) tellNothing();
    else if (isAway) tellAway(found.names);
    else if (found.kind === "guess") tell(say.guess);
    else if (shown.length > MOST_SEEN) tell(say.some, MOST_SEEN, shown.length);
    else tell(say.found, shown.length);
    if (!shown.length) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    // Enter opens what is certain; else the reader chooses: a wrong Comune costs a day.
    mark(found.kind === "certain" ? 0 : -1);
    if (isEntered) enter();
  };
  const enter = () => {
    isEntered = !found;
    if (active >= 0) choose(shown[active]);
    else if (shown.length) tell(say.choose);
  };

  input.addEventListener("input", () => { isEntered = false; suggest(); });
  input.addEventListener("blur", close);
  input.addEventListener("focus", () => suggest());
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
      enter();
    } else if (event.key === "Escape") {
      if (list.hidden) { input.value = ""; tell(""); }
      close();
    }
  });
  finder.hidden = false;
  if (input.value) suggest();
})();
