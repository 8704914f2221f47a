// The service worker keeps one page, for when there is no signal, and what that page is drawn with. It never
// answers for the server otherwise, so that nobody sees an old number or another person's page.

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const store = "offline";
const page = "/offline";
const assets: string[] = ["KEPT"];

self.addEventListener("install", (event) => {
  const keep = caches.open(store).then((cache) => cache.addAll([page, ...assets]));
  (event as Extendable).waitUntil(keep);
});

self.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const ours = request.mode === "navigate" || assets.includes(new URL(request.url).pathname);
  if (request.method !== "GET" || !ours) return;
  (event as Fetching).respondWith(
    fetch(request).catch(async () => {
      const kept = await caches.match(request.mode === "navigate" ? page : request);
      return kept ?? Response.error();
    }),
  );
});
