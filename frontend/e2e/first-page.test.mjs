// What the first page costs a parent whose phone is slow and whose data is counted. Measured on the real program, as
// bytes over the wire, with a fresh browser each time.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { gzipSync } from "node:zlib";
import { useSlip } from "./rig/acts.mjs";
import { journey, launch } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";

const kB = 1024;
const poor = { offline: false, latency: 400, downloadThroughput: (400 * 1000) / 8, uploadThroughput: (400 * 1000) / 8 };

let browser;
let program;
let round;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
  round = await program.makeRound();
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

/** Counts what comes over the wire to a page, by the browser's own account. What the service worker keeps comes later. */
async function weigh(page) {
  const line = await page.context().newCDPSession(page);
  const seen = { bytes: 0, requests: [], fonts: 0, scripts: [] };
  await line.send("Network.enable");
  line.on("Network.responseReceived", ({ type, response }) => {
    seen.requests.push(response.url);
    seen.fonts += type === "Font" ? 1 : 0;
    if (type === "Script") seen.scripts.push(response.url);
  });
  line.on("Network.loadingFinished", ({ encodedDataLength }) => (seen.bytes += encodedDataLength));
  return { line, seen };
}

for (const [name, path] of [
  ["the lobby that the QR code leads to", () => new URL(round.room.address).pathname],
  ["the first page", () => "/"],
  ["the page for slips", () => "/slip"],
])
  journey(browsing, `${name} is light: 50 KB and ten requests at the most, and no font`, async ({ visit }, t) => {
    const page = await visit();
    const { seen } = await weigh(page);
    await page.goto(program.address + path(), { waitUntil: "networkidle" });
    assert.ok(seen.bytes <= 50 * kB, `${seen.bytes} bytes`);
    assert.ok(seen.requests.length <= 10, seen.requests.join("\n"));
    assert.equal(seen.fonts, 0);
    t.diagnostic(`${seen.bytes} bytes in ${seen.requests.length} requests`);
  });

journey(browsing, "the lobby can be used within five seconds at 400 kbit/s with round trips of 400 ms", async ({ visit }, t) => {
  const page = await visit();
  const { line } = await weigh(page);
  await line.send("Network.emulateNetworkConditions", poor);
  await page.goto(round.room.address, { waitUntil: "commit" });
  const slip = page.getByRole("link", { name: "I have a paper slip" });
  await slip.waitFor();
  await page.waitForFunction(() => customElements.get("live-round"));
  const usable = await page.evaluate(() => performance.now());
  assert.ok(usable <= 5_000, `${Math.round(usable)} ms`);
  t.diagnostic(`usable after ${Math.round(usable)} ms`);
});

journey(browsing, "the JavaScript of every parent page is 25 KB at the most, gzipped", async ({ visit }, t) => {
  const voting = await program.makeRound({ open: true });
  const page = await visit();
  const { seen } = await weigh(page);
  await useSlip(page, program.address, voting.slips[0]);
  for (const path of ["/", "/me", voting.path, `${voting.path}/vote`, `${voting.path}/projects/1`]) await page.goto(program.address + path);
  const files = [...new Set(seen.scripts)].filter((url) => !url.endsWith("/worker.js"));
  const sizes = await Promise.all(files.map(async (url) => gzipSync(await (await fetch(url)).text()).length));
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(files.length > 0 && whole <= 25 * kB, `${whole} bytes: ${files}`);
  t.diagnostic(`${whole} bytes`);
});
