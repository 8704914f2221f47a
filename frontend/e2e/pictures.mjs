// Takes the pictures of the README from the real program, in the middle of a vote, and those of the guides, in each phase
// of a round: docs/images.
// Run: make pictures
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { box, comeAs, heading, press, putIn, useSlip } from "./rig/acts.mjs";
import { desk, launch, newPage, phone } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";
import { bySlip, putForward } from "./rig/season.mjs";

const images = fileURLToPath(new URL("../../docs/images", import.meta.url));
const [browser, program] = await Promise.all([launch(), startProgram()]);
const visit = async (options) => newPage(await browser.newContext({ reducedMotion: "reduce", ...options }));
const take = (page, name) => page.screenshot({ path: `${images}/${name}.png` });
const { round, slips } = program;
const at = (page) => `${program.address}/rounds/${round}/${page}`;
const vote = (slip, picks) => program.api("PUT", `/rounds/${round}/ballot`, { picks, key: `picture-${slip}` }, slip);
const kinds = [[1, 2, 3], [1, 4, 5], [2, 5], [1, 3, 4], [1, 5, 3], [6, 2], [4, 3, 1]];

const ideas = [
  ["Breakfast before school", "Breakfast and play, three mornings a week, in the nursery's kitchen.", "Grace", 300],
  ["Bike repair evenings", "Tools and a mechanic: bring your bike and mend it with your child.", "Tom", 280],
  ["Stories in two languages", "Books and a storyteller once a month, in English and Swahili.", "Blessing", 350],
  ["Sensory corner", "Soft mats and lights in the library, an hour before it opens.", "Siobhán", 420],
  ["Growing beds", "Wood, soil and seeds behind the community centre.", "Imran", 240],
];

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
await takeGuides();
await Promise.all([browser.close(), program.stop()]);

/** Leads a round from its rules to its result, and takes a picture of each phase: as staff see it, and as a parent does. */
async function takeGuides() {
  const { id } = await program.api("POST", `/councils/${program.council}/rounds`, {
    title: "£1,200 for the spring", purpose: "Parents put ideas forward, and parents decide.", budget: 1_200_00, smallest: 50_00, largest: 600_00,
    voters: "both", ballot: "within-budget", rule: "equal-shares", standings: "after-close", minimum: 5,
    guidelines: ["It is for families of Blackbird Leys.", "Anybody may come along.", "Parents run it themselves."],
    checklist: ["It meets the guidelines.", "The costs are real."], reviews: 1,
  });
  const path = `/rounds/${id}`;
  const staff = await comeAs("advocate", program, visit, { viewport: { width: 1000, height: 800 } });
  const phoned = await visit({ viewport: { width: 360, height: 780 } });
  const show = async (page, where, name) => {
    await page.goto(`${program.address}${path}${where}`);
    await take(page, name);
  };
  const move = (to) => program.api("POST", `${path}/moves`, { to });
  const { slips: codes } = await program.api("POST", `${path}/slips`, { number: 30 });
  await show(staff, "/settings", "guide-rules");

  await move("applications");
  await useSlip(phoned, program.address, codes[0].code);
  await show(phoned, "/apply", "guide-apply");
  const sent = [];
  for (const [i, [title, about, lead, min]] of ideas.entries())
    sent.push(await putForward(await bySlip(program, codes[i].code), path, { title, about, lead, items: [{ what: "All that we need", min, wanted: "" }] }));
  await show(staff, "/ideas", "guide-ideas");

  const judge = await comeAs("parent", program, visit, { viewport: { width: 1000, height: 800 } });
  const { person } = await (await judge.request.get(`${program.address}/api/v1/me`)).json();
  await program.api("PUT", `${path}/panel`, { panel: [person], chair: person });
  await move("review");
  await show(judge, `/panel/ideas/${sent[1]}`, "guide-panel");
  for (const idea of sent) {
    const verdict = idea === sent[0] ? { decision: "send-back", guidelines: [2], reason: "Say who may come along." } : { decision: "accept", cost: 100 * ideas[sent.indexOf(idea)][3] };
    await program.api("POST", `${path}/panel/ideas/${idea}/decision`, { ...verdict, early: "For the picture." });
  }
  await show(phoned, `/ideas/${sent[0]}`, "guide-my-idea");

  await move("pitches");
  await show(phoned, "", "guide-round");
  await program.api("POST", `${path}/open`);
  for (const [i, { code }] of codes.slice(6).entries())
    await program.api("PUT", `${path}/ballot`, { picks: [[1, 2], [2, 3], [1, 4]][i % 3], key: `picture-${code}` }, code);
  await show(staff, "/desk", "guide-desk");
  await show(phoned, "/vote", "guide-vote");
  await program.api("POST", `${path}/close`);
  do await show(staff, "/result", "guide-result");
  while ((await staff.getByRole("heading", { name: /funded$/ }).count()) === 0); // it is counted a moment later
}
