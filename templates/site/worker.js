// SPDX-License-Identifier: EUPL-1.2
// Keeps the pages that somebody has opened, for when there is no network. What the network gives
// always comes first, and a copy says of which day it is. Version @VERSION@ of the site: another
// one renews all copies.
"use strict";

const STORE = "sfratto";
const ASSETS = "@ASSETS@".split(" ").map((path) => new URL(path, self.registration.scope).href);
/** Pages to keep; the oldest go. */
const MOST = 30;
/** Milliseconds that a copy waits for a slow network: a page, and what it is dressed in. */
const PAGE_WAITS = 6000, ASSET_WAITS = 1500;
const SEEN = "x-seen";

/** One name for a page, with index.html or without. */
const nameOf = (address) => {
  const url = new URL(address);
  return url.origin + url.pathname.replace(/index\.html$/, "");
};
const isPage = (name) => name.endsWith("/");

const keep = async (name, answer) => {
  const store = await caches.open(STORE), headers = new Headers(answer.headers);
  headers.delete("content-encoding");
  headers.set(SEEN, new Date().toISOString());
  const copied = new Response(await answer.blob(), { headers });
  await store.put(name, copied); // in one step, so that there is always a copy; the newest stand last
  const pages = (await store.keys()).map((request) => request.url).filter(isPage);
  await Promise.all(pages.slice(0, -MOST).map((old) => store.delete(old)));
};

/** What the network says today; a page that is gone is not kept either. */
const fresh = async (name, request = name) => {
  const answer = await fetch(request, { cache: "no-cache" });
  if (answer.ok) await keep(name, answer.clone());
  else if (answer.status === 404 || answer.status === 410) await (await caches.open(STORE)).delete(name);
  return answer;
};

/** A kept page with its day in its own language, undefined when there is none. */
const copyOf = async (name) => {
  const kept = await (await caches.open(STORE)).match(name, { ignoreVary: true });
  if (!kept || !isPage(name)) return kept;
  const html = await kept.text(), [, dates] = /<html [^>]*data-dates="([\w-]+)"/.exec(html) || [, "it"];
  const day = new Date(kept.headers.get(SEEN))
    .toLocaleDateString(`${dates}-u-nu-latn`, { day: "numeric", month: "long", year: "numeric" });
  const said = html.replace(/(id="rete") hidden(.*?)<bdi[^>]*>#<\/bdi>/, `$1$2<bdi>${day}</bdi>`);
  return new Response(said, { headers: kept.headers });
};

const answer = async (request) => {
  const name = nameOf(request.url), coming = fresh(name, request);
  coming.catch(() => {});
  const late = new Promise((_, stop) => { setTimeout(stop, isPage(name) ? PAGE_WAITS : ASSET_WAITS); });
  const got = await Promise.race([coming, late]).catch(() => undefined);
  if (got && got.status < 500) return got;
  return (await copyOf(name)) || got || coming;
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await self.clients.claim();
  const kept = (await (await caches.open(STORE)).keys()).map((request) => request.url);
  const open = (await self.clients.matchAll({ type: "window" })).map((client) => nameOf(client.url));
  await Promise.allSettled([...new Set([...ASSETS, ...kept, ...open])].map((name) => fresh(name)));
})()));
self.addEventListener("fetch", (event) => {
  const { request } = event, name = nameOf(request.url);
  const isOurs = request.method === "GET" && name.startsWith(self.registration.scope);
  if (isOurs && (isPage(name) || ASSETS.includes(name))) event.respondWith(answer(request));
});
