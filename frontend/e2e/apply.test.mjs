// Journey 4: an idea by phone, one thing a page; stopped, and gone on with on another device, by account or by slip.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { comeAs, follow, heading, press, useSlip } from "./rig/acts.mjs";
import { journey, launch, phone } from "./rig/browser.mjs";
import { frame, small, violations } from "./rig/look.mjs";
import { startProgram } from "./rig/program.mjs";
import { loseSignal, noSignal } from "./rig/signal.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

const guidelines = ["For families of the estate.", "Anybody may come along."];

/** A round that takes ideas. */
async function takingIdeas() {
  const round = await program.makeRound({ list: [], smallest: 50_00, largest: 500_00, guidelines });
  await program.api("POST", `${round.path}/moves`, { to: "applications" });
  return round;
}

const fill = (page, label, text) => page.getByLabel(label, { exact: true }).fill(text);

async function addCost(page, what, min, wanted) {
  await follow(page, /^Add (the first|another) thing$/);
  await fill(page, "What is it?", what);
  await fill(page, "How much do you need at least?", min);
  if (wanted) await fill(page, "How much would be best?", wanted);
  await press(page, "Add it");
  await heading(page, "What is the money for?");
}

/** Begins an idea and says what it is: as far as the costs. */
async function begin(page, round, title, about) {
  await page.goto(round.at("apply"));
  await press(page, /^Begin/);
  await heading(page, "What is it called?");
  await fill(page, "Name of the idea", title);
  await press(page, "Go on");
  await heading(page, "What is it, and who is it for?");
  await fill(page, "About the idea", about);
  await press(page, "Go on");
  await heading(page, "What is the money for?");
}

/** From the costs to the end. */
async function finish(page, name) {
  await addCost(page, "Hall, six evenings", "£120", "150");
  await press(page, "That is all");
  await heading(page, "Who leads it?");
  await fill(page, "Your name, as others may read it", name);
  await press(page, "Go on");
  await heading(page, "Do you have a picture?");
  await press(page, "Go on");
  const alike = page.getByRole("link", { name: "Mine is different. Go on" });
  await page.waitForURL(/\/(alike|guidelines)$/);
  if (await alike.count()) await alike.click();
  await heading(page, "What an idea must meet");
  await follow(page, "I have read it");
  await heading(page, "Is this right?");
  await press(page, "Send my idea");
  await page.getByText("Your idea is sent.").waitFor();
}

async function sendIdea(page, round, title, about, name) {
  await begin(page, round, title, about);
  await finish(page, name);
  return new URL(page.url()).pathname;
}

async function looksRight(page, javaScriptEnabled = true) {
  if (!javaScriptEnabled) return; // what looks runs in the page
  assert.deepEqual([...(await frame(page)), ...(await small(page)), ...(await violations(page))], [], page.url());
}

for (const javaScriptEnabled of [true, false])
  journey(browsing, `an idea is begun on one phone and finished on another by slip ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({ visit, expected }) => {
    expected(/status of 422/);
    const round = await takingIdeas();
    const first = await visit({ ...phone, javaScriptEnabled, bypassCSP: true });
    await useSlip(first, program.address, round.slips[0]);
    await follow(first, "Share your idea");
    await heading(first, "Share your idea");
    await looksRight(first, javaScriptEnabled);
    await press(first, "Begin");
    await press(first, "Go on");
    await first.locator("#problems").getByText("Give it a name of 3 to 300 characters.").waitFor();
    await fill(first, "Name of the idea", "Bike repair evenings");
    await looksRight(first, javaScriptEnabled);
    await press(first, "Go on");
    await heading(first, "What is it, and who is it for?");
    await fill(first, "About the idea", "Dads and lads mend bikes together.");
    await press(first, "Stop for now");
    await first.getByText("Saved.").waitFor();
    await looksRight(first, javaScriptEnabled);

    const second = await visit({ ...phone, javaScriptEnabled });
    await useSlip(second, program.address, round.slips[0]);
    await follow(second, "Bike repair evenings");
    await second.getByText("Dads and lads mend bikes together.").waitFor();
    await follow(second, "Go on with it");
    await addCost(second, "Tools", "80");
    await second.getByText("Together that is £80.").waitFor();
    await finish(second, "Tom");
    await second.getByText("We have it.").waitFor();
    await first.reload();
    await first.getByText("We have it.").waitFor();
  });

journey(browsing, "a parent with an account goes on with an idea wherever they sign in, from right to left too", async ({ visit }) => {
  const round = await takingIdeas();
  const one = await comeAs("parent", program, visit, phone);
  await begin(one, round, "Swahili stories", "Songs and stories on Sundays.");
  const state = await one.context().storageState();
  const other = await visit({ ...phone, storageState: state, locale: "ar", bypassCSP: true });
  await other.goto(round.at("ideas"));
  await heading(other, "الأفكار");
  await looksRight(other);
  await follow(other, "Swahili stories");
  await follow(other, "إكمالها");
  await heading(other, "فيمَ يُصرف المال؟");
  await looksRight(other);
  await one.reload();
  await finish(one, "Amina");
});

journey(browsing, "what is typed without signal stays on the phone and goes once when the signal is back", async ({ visit, expected }) => {
  expected(noSignal);
  const round = await takingIdeas();
  const page = await visit();
  await useSlip(page, program.address, round.slips[0]);
  await page.goto(round.at("apply"));
  await press(page, "Begin");
  await heading(page, "What is it called?");
  const sent = [];
  page.on("requestfinished", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/title")) sent.push(request);
  });
  const signalBack = await loseSignal(page, round, "ideas/*/title");
  await fill(page, "Name of the idea", "Sensory den");
  await press(page, "Go on");
  await page.getByText("Your words are safe on this phone.").waitFor();
  assert.equal(await page.getByLabel("Name of the idea").inputValue(), "Sensory den");
  await signalBack();
  await heading(page, "What is it, and who is it for?");
  assert.equal(sent.length, 1);
  await page.goto(round.at("ideas"));
  await page.getByRole("link", { name: "Sensory den" }).waitFor();
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [], "nothing is left on the phone");
});

journey(browsing, "an idea that comes back says why, is mended, sent again, and stands on the ballot", async ({ visit }) => {
  const round = await takingIdeas();
  const parent = await visit();
  await useSlip(parent, program.address, round.slips[0]);
  const idea = await sendIdea(parent, round, "Garden for all", "Growing food behind the hall.", "Nadia");
  const advocate = await comeAs("advocate", program, visit);
  await advocate.goto(`${program.address}${idea}`);
  await advocate.getByRole("checkbox", { name: guidelines[1] }).check();
  await advocate.getByLabel("What they can do about it").fill("Say that all may come.");
  await press(advocate, "Send it back");
  await advocate.getByText("They can read your answer now.").waitFor();

  await parent.reload();
  await parent.getByText(`“${guidelines[1]}”`).waitFor();
  await parent.getByText("Say that all may come.").waitFor();
  await follow(parent, "Change it");
  await follow(parent, "Change: About the idea");
  await fill(parent, "About the idea", "Growing food behind the hall. All may come.");
  await press(parent, "Go on");
  await heading(parent, "Is this right?");
  await press(parent, "Send my idea");
  await parent.getByText("Your idea is sent.").waitFor();

  await advocate.goto(`${program.address}${idea}`);
  await advocate.getByLabel("Amount").fill("140");
  await press(advocate, "Put it on the ballot");
  await advocate.getByText("They can read your answer now.").waitFor();
  await parent.reload();
  await follow(parent, "See it as a project");
  await heading(parent, "Garden for all");
  await parent.getByText("£140 of the £2,000").waitFor();

  await parent.goto(`${program.address}${idea}`);
  await press(parent, "Take this idea back");
  await press(parent, "Yes, take it back");
  await parent.getByText("You took the idea back.").waitFor();
  await parent.goto(round.at(""));
  await parent.getByText("Garden for all").waitFor();
  assert.equal(await parent.getByText("£140").count(), 0, "it is off the ballot");
});

journey(browsing, "two parents lead an idea together by a code, and join theirs with another", async ({ visit, expected }) => {
  expected(/status of 422/);
  const round = await takingIdeas();
  const [one, friend, other] = [await visit(), await visit(), await visit()];
  for (const [i, page] of [one, friend, other].entries()) await useSlip(page, program.address, round.slips[i]);
  const theirs = await sendIdea(other, round, "Breakfast before school", "Porridge for toddlers and pupils.", "Grace");

  await begin(one, round, "School breakfasts", "Breakfast before school for toddlers.");
  await addCost(one, "Porridge", "60");
  await press(one, "That is all");
  await press(one, "Make a code for somebody");
  const code = (await one.locator("strong.code").textContent()).trim();
  await friend.goto(round.at("lead"));
  await fill(friend, "The code", code.toLowerCase().replace("-", " "));
  await press(friend, "Show me the idea");
  await heading(friend, "Will you lead this idea too?");
  await fill(friend, "Your name, as others may read it", "Rosa");
  await press(friend, "Yes, I lead it too");
  await friend.getByText("You lead this idea too.").waitFor();

  await one.reload();
  await one.getByText("With you: Rosa").waitFor();
  await fill(one, "Your name, as others may read it", "Ben");
  await press(one, "Go on");
  await heading(one, "Do you have a picture?");
  await press(one, "Go on");
  await heading(one, "Others had a thought like yours");
  await one.getByRole("heading", { name: "Breakfast before school" }).waitFor();
  await follow(one, "Mine is different. Go on");
  await follow(one, "I have read it");
  await press(one, "Send my idea");
  await one.getByText("Your idea is sent.").waitFor();

  await one.goto(`${program.address}${theirs}`);
  await follow(one, /Join it with/);
  await heading(one, "Join two ideas");
  await one.getByRole("radio", { name: "Breakfast before school" }).check();
  await press(one, "Ask them");
  await one.getByText("We asked the other parent.").waitFor();
  await other.goto(`${program.address}${theirs}`);
  await follow(other, "Look at it");
  await press(other, "Yes, join them");
  await other.getByText("The two ideas go on together.").waitFor();
  await other.getByText("Grace, Ben, Rosa").waitFor();
  await friend.goto(round.at("ideas"));
  await follow(friend, "Breakfast before school");
  await friend.getByText("Your idea", { exact: true }).waitFor();
});
