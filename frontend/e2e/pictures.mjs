// Takes the pictures of the README from the real program, in the middle of a vote: docs/images.
// Run: make pictures
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { box, comeAs, heading, press, putIn, useSlip } from "./rig/acts.mjs";
import { desk, launch, newPage, phone } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";

const images = fileURLToPath(new URL("../../docs/images", import.meta.url));
const [browser, program] = await Promise.all([launch(), startProgram()]);
const visit = async (options) => newPage(await browser.newContext({ reducedMotion: "reduce", ...options }));
const take = (page, name) => page.screenshot({ path: `${images}/${name}.png` });
const { round, slips } = program;
const at = (page) => `${program.address}/rounds/${round}/${page}`;
const vote = (slip, picks) => program.api("PUT", `/rounds/${round}/ballot`, { picks, key: `picture-${slip}` }, slip);
const kinds = [[1, 2, 3], [1, 4, 5], [2, 5], [1, 3, 4], [1, 5, 3], [6, 2], [4, 3, 1]];

await mkdir(images, { recursive: true });
const advocate = await comeAs("advocate", program, visit, { ...desk, viewport: { width: 1280, height: 720 } });
await program.api("POST", `/rounds/${round}/open`);
const parent = await visit({ ...phone, deviceScaleFactor: 2 });
await useSlip(parent, program.address, slips[0]);
for (const name of [/Saturday breakfast/, /Swahili story/]) await box(parent, name).check();
await parent.evaluate(() => scrollTo(0, 0));
await take(parent, "vote");
await press(parent, "Check my vote");
for (const [i, slip] of slips.slice(1, 34).entries()) await vote(slip, kinds[i % kinds.length]);
await putIn(parent);
await take(parent, "receipt");

await advocate.goto(at("screen"));
await advocate.locator("[data-order]").waitFor();
await take(advocate, "screen");
await advocate.goto(at("manage"));
await take(advocate, "manage");

await program.api("POST", `/rounds/${round}/close`);
await heading(parent, /funded$/);
await parent.evaluate(() => scrollTo(0, 0));
await take(parent, "result");
await Promise.all([browser.close(), program.stop()]);
