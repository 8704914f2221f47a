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
  // Asked for as nobody, so that no name stays behind after signing out.
  const nobodys = new Request(page, { credentials: "omit" });
  const keep = caches.open(store).then((cache) => cache.addAll([nobodys, ...assets]));
  (event as Extendable).waitUntil(keep);
});

self.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  // A page that is the answer to a form is a page too, and is asked for again by a reload.
  const ours = request.mode === "navigate" || assets.includes(new URL(request.url).pathname);
  if (!ours) return;
  (event as Fetching).respondWith(
    fetch(request).catch(async () => {
      const kept = await caches.match(request.mode === "navigate" ? page : request);
      return kept ?? Response.error();
    }),
  );
});
