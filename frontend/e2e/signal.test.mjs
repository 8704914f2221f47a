// A phone with one bar of signal: a ballot is kept and sent once, live numbers come by whatever way there is, and
// nothing jumps when they do.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { heading, pick, press, receipt, useSlip } from "./rig/acts.mjs";
import { journey, launch } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";
import { loseSignal, noSignal } from "./rig/signal.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

const keptWords = /Your vote is kept on this phone/;

const stored = (page) => page.evaluate(() => ({ ...localStorage, ...sessionStorage }));

/** Comes with a slip as far as "Is this your vote?". */
async function ready(page, round, ...names) {
  await useSlip(page, program.address, round.slips[0]);
  await pick(page, ...names);
}

journey(browsing, "without signal the vote is kept on the phone, and goes in once when the signal is back", async ({ visit, expected }) => {
  expected(noSignal);
  const round = await program.makeRound({ open: true });
  const page = await visit();
  await ready(page, round, /Bike repair/);
  const sent = [];
  page.on("requestfinished", (request) => {
    if (request.method() === "POST" && new URL(request.url()).pathname === `${round.path}/vote`) sent.push(request);
  });
  const signalBack = await loseSignal(page, round);
  await press(page, "Put in my vote");
  await page.getByText(keptWords).waitFor();
  assert.equal(await round.voted(), 0);
  await signalBack();
  await heading(page, "Your vote is in");
  assert.match(await receipt(page), /\d\d$/);
  assert.equal(sent.length, 1);
  assert.equal(await round.voted(), 1);
  assert.deepEqual(Object.keys(await stored(page)), [], "nothing is left on the phone");
});

journey(browsing, "a vote whose answer was lost goes in once all the same", async ({ visit, expected }) => {
  expected(noSignal);
  const round = await program.makeRound({ open: true });
  const page = await visit();
  await ready(page, round, /Sensory den/);
  let lost = 0;
  await page.route(`**${round.path}/vote`, async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch({ maxRedirects: 0 });
    return route.abort("failed");
  });
  await press(page, "Put in my vote");
  await page.getByText(keptWords).waitFor();
  assert.equal(await round.voted(), 1, "it had arrived");
  await heading(page, "Your vote is in");
  assert.equal(await round.voted(), 1);
  assert.equal((await round.close()).projects.find((one) => one.project === 3).votes, 1);
});

journey(browsing, "a page that is closed while there is no signal loses nothing", async ({ visit, expected }) => {
  expected(noSignal);
  const round = await program.makeRound({ open: true });
  const page = await visit();
  await page.goto(`${program.address}/`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await ready(page, round, /Bike repair/);
  const signalBack = await loseSignal(page, round);
  await press(page, "Put in my vote");
  await page.getByText(keptWords).waitFor();
  await page.reload();
  await heading(page, "There is no signal");
  assert.equal(await round.voted(), 0);
  await signalBack();
  await heading(page, "Your vote is in");
  assert.equal(await round.voted(), 1);
});

journey(browsing, "signing out leaves nothing of anybody on the phone", async ({ visit, expected }) => {
  expected(noSignal);
  const round = await program.makeRound({ open: true });
  const page = await visit();
  await useSlip(page, program.address, round.slips[0]);
  await page.getByRole("checkbox", { name: /Bike repair/ }).check();
  assert.notDeepEqual(Object.keys(await stored(page)), [], "what is picked is kept through a reload");
  await page.reload();
  assert.ok(await page.getByRole("checkbox", { name: /Bike repair/ }).isChecked());
  await page.goto(`${program.address}/me`);
  await press(page, "Sign out of this phone");
  await page.getByText("You are signed out.").waitFor();
  assert.deepEqual(await stored(page), {});
  assert.deepEqual(await page.evaluate(() => caches.keys().then((names) => Promise.all(names.map((name) =>
    caches.open(name).then((one) => one.keys()).then((all) => all.map((request) => new URL(request.url).pathname)))))).then((all) => all.flat().filter((path) => path !== "/offline" && !path.startsWith("/assets/"))), []);
});

journey(browsing, "where websockets are blocked the numbers come all the same", async ({ visit, expected }) => {
  expected(/WebSocket/);
  const round = await program.makeRound();
  const page = await visit();
  await page.routeWebSocket(/\/live$/, (socket) => socket.close());
  await useSlip(page, program.address, round.slips[0]);
  await page.getByText("You are in").waitFor();
  await round.open();
  await heading(page, "Which projects should we pay for?");
  await pick(page, /Bike repair/);
  await press(page, "Put in my vote");
  await heading(page, "Your vote is in");
  for (const slip of round.slips.slice(1, 4)) await round.vote(slip, [1]);
  await page.getByText(/^4 of \d+ have voted$/).first().waitFor();
  await round.close();
  await heading(page, /funded$/);
});

journey(browsing, "nothing moves on the page when live numbers arrive", async ({ visit }) => {
  const round = await program.makeRound({ open: true, slips: 130 });
  const page = await visit();
  for (const slip of round.slips.slice(1, 9)) await round.vote(slip, [1]);
  await ready(page, round, /Bike repair/);
  await press(page, "Put in my vote");
  await heading(page, "Your vote is in");
  await page.evaluate(() => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => globalThis.shifts.push(...list.getEntries().map((one) => one.value))).observe({ type: "layout-shift" });
  });
  for (const slip of round.slips.slice(9, 110)) await round.vote(slip, [1, 2]);
  await page.getByText(/^110 of \d+ have voted$/).first().waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.shifts), []);
});
