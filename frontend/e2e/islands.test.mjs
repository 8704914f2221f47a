// Proves the islands in a real browser, on the previews that page_test.go writes. The server is played by the
// test, which holds the clock of every answer, so that nothing is waited for but what the page shows.
// Run: go test ./internal/web/page -args -previews "$PWD/frontend/e2e/results/pages"; node --test frontend/e2e
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
let browser;

before(async () => {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
});
after(() => browser.close());

// open shows a preview as the page of an address; answers are by "METHOD /path".
async function open(t, preview, address, answers = {}, sockets = (socket) => socket.close()) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    const answer = answers[`${request.method} ${pathname}`];
    if (answer) return answer(request, response);
    if (pathname.startsWith("/assets/")) return file(response, join(here, "../dist", pathname.slice(8)));
    if (pathname === address) return file(response, join(here, "results/pages/en", `${preview}.html`));
    return response.writeHead(200, { "Content-Type": "text/html" }).end(`<h1>${pathname}</h1>`);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, serviceWorkers: "block" });
  t.after(async () => {
    await context.close();
    server.close();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.routeWebSocket(/\/live$/, sockets);
  await page.goto(`http://127.0.0.1:${server.address().port}${address}`);
  return page;
}

async function file(response, path) {
  response.writeHead(200, { "Content-Type": types[extname(path)] }).end(await readFile(path));
}

const picked = (page, name) => page.getByRole("checkbox", { name });
const state = (more) => ({ phase: "voting", opens: 0, closes: 0, now: 0, voted: 42, roll: 61, here: 20, standings: null, hidden: "until-close", winners: null, ...more });
const push = (topic, seq, more) => JSON.stringify({ topic, seq, state: state(more) });

test("the picker counts along, says in words what is too much, and lets nothing over the budget through", async (t) => {
  const page = await open(t, "vote", "/rounds/r1/vote");
  assert.equal(await page.locator("[data-spent]").textContent(), "£1,400");
  await picked(page, /Swahili story time/).check();
  await picked(page, /Sensory den/).check();
  assert.equal(await page.locator("[data-picked]").textContent(), "5 picked");
  assert.equal(await page.locator(".meter-over").textContent(), "That is £150 too much. Take one out.");
  const button = page.locator("button[data-check]");
  assert.equal(await button.textContent(), "£150 over: take one out");
  await button.click({ force: true }); // it says that it is disabled, and must hold when it is pressed all the same
  assert.equal(new URL(page.url()).pathname, "/rounds/r1/vote");
  await picked(page, /Sensory den/).uncheck();
  assert.deepEqual(await page.locator("svg.bar rect:not(.well)").evaluateAll((all) => all.map((one) => one.getAttribute("class"))), ["c0", "c1", "c3", "c4"]);
  await button.click();
  await page.waitForURL("**/vote/check");
});

test("liking none of them takes out every pick, and a pick takes that back", async (t) => {
  const page = await open(t, "vote", "/rounds/r1/vote");
  await page.locator("#pick-none").check();
  assert.equal(await page.locator("input[name=pick]:checked").count(), 0);
  assert.equal(await page.locator("button[data-check]").getAttribute("aria-disabled"), null);
  await picked(page, /Dads and lads/).check();
  assert.equal(await page.locator("#pick-none").isChecked(), false);
});

test("picks survive a reload", async (t) => {
  const page = await open(t, "vote-up-to", "/rounds/r1/vote");
  await picked(page, /Dads and lads/).check();
  await page.reload();
  assert.equal(await picked(page, /Dads and lads/).isChecked(), true);
});

test("a ballot without signal is kept, says so, and goes once with its own key", async (t) => {
  const sent = [];
  const page = await open(t, "check", "/rounds/r1/vote/check", {
    "POST /rounds/r1/vote": async (request, response) => {
      sent.push((await request.toArray()).join(""));
      response.writeHead(303, { Location: "/rounds/r1/voted" }).end();
    },
  });
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Put in my vote" }).click();
  await page.getByText("kept on this phone").waitFor();
  await page.context().setOffline(false);
  await page.waitForURL("**/rounds/r1/voted");
  assert.equal(sent.length, 1);
  assert.match(sent[0], /key=k&pick=pa&pick=pb&pick=pc/);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
});

test("signing out forgets a kept ballot and every draft", async (t) => {
  const page = await open(t, "me", "/me");
  await page.evaluate(() => {
    localStorage.setItem("pp:ballot:r1", "{}");
    sessionStorage.setItem("pp:typed:x", "{}");
  });
  await page.getByRole("button", { name: "Sign out of this phone" }).click();
  await page.waitForURL("**/sign-out");
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
});

test("numbers turn as they arrive, and the phone goes on by itself when voting opens", async (t) => {
  let socket;
  const asked = new Promise((resolve) => {
    socket = (ws) => ws.onMessage((message) => resolve([ws, JSON.parse(message)]));
  });
  const page = await open(t, "lobby-waiting", "/r/K7M4QX", {}, socket);
  const [ws, first] = await asked;
  assert.deepEqual(first, { subscribe: "round/r1", seq: 0 });
  ws.send(push("round/r1", 7, { phase: "lobby", here: 18 }));
  await page.getByText("18 people are here").first().waitFor();
  ws.send(push("round/r1", 8, {}));
  await page.waitForURL("**/rounds/r1/vote");
});

test("without a websocket the page asks over HTTP", async (t) => {
  const page = await open(t, "voted", "/rounds/r1/voted", {
    "GET /live/round/r1": (_, response) => response.writeHead(200, { ETag: '"1"' }).end(push("round/r1", 1, { voted: 43 })),
  });
  await page.getByText("43 of 61 have voted").first().waitFor();
});

test("the big screen keeps its lines in the order of the votes", async (t) => {
  let socket;
  const asked = new Promise((resolve) => {
    socket = (ws) => ws.onMessage(() => resolve(ws));
  });
  const page = await open(t, "screen", "/rounds/r1/screen", {}, socket);
  const ws = await asked;
  const standings = [["pa", 40], ["pb", 21], ["pc", 13], ["pd", 29], ["pe", 11]].map(([id, n]) => ({ id, n }));
  ws.send(push("round/r1", 9, { voted: 50, standings, hidden: "" }));
  await page.locator("[data-order] > li:first-child[data-project=pa]").waitFor();
  assert.equal(await page.locator(".leaves i.on").count(), 50);
  assert.equal(await page.locator("[data-project=pa] [data-votes]").textContent(), "40");
});

test("what was typed into a form comes back after a reload", async (t) => {
  const page = await open(t, "project-new", "/rounds/r1/projects/new");
  await page.getByLabel("What is it called?").fill("Breakfast club");
  await page.reload();
  assert.equal(await page.getByLabel("What is it called?").inputValue(), "Breakfast club");
});
