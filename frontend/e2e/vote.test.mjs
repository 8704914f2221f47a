// Journey 1: scan the QR code on the screen, wait in the lobby, vote within the budget, watch, and read the result.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { box, comeAs, follow, heading, pick, press, putIn, receipt, scan, useSlip } from "./rig/acts.mjs";
import { journey, launch, phone } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;
const projector = { viewport: { width: 1280, height: 720 } };

journey(browsing, "a parent scans the code, votes when voting opens, and reads on the same phone what won and why", async ({ visit }) => {
  const round = await program.makeRound({ slips: 24 });
  const screen = await comeAs("advocate", program, visit, projector);
  await screen.goto(round.at("screen"));

  const parent = await visit();
  await parent.goto(await scan(screen));
  await heading(parent, "£2,000 for our own projects");
  await follow(parent, "I have a paper slip");
  await parent.getByLabel("Code on the slip").fill(round.slips[0]);
  await press(parent, "Use this slip");
  await parent.getByText("You are in").waitFor();
  await screen.getByText("2 people are here").waitFor();

  await round.open();
  await heading(parent, "Which projects should we pay for?");
  for (const name of [/Saturday breakfast/, /Driving theory/, /Summer trip/]) await box(parent, name).check();
  await parent.getByText("£2,000", { exact: true }).first().waitFor();
  await box(parent, /Sensory den/).check();
  await parent.getByText("That is £350 too much. Take one out.").waitFor();
  await parent.getByRole("button", { name: "£350 over: take one out" }).waitFor();
  await box(parent, /Summer trip/).uncheck();
  await pick(parent);
  await parent.getByText("You picked 3 projects. Together they cost £1,450.").waitFor();
  const words = await putIn(parent);
  assert.match(words, /^\w+\s·\s\w+\s·\s\w+\s·\s\d\d$/u);
  await screen.getByText(/^1 of \d+ has voted$/).waitFor();

  await follow(parent, "Change my vote");
  assert.ok(await box(parent, /Sensory den/).isChecked(), "the ballot opens as it is in the box");
  await box(parent, /Sensory den/).uncheck();
  await pick(parent, /Bike repair/);
  assert.equal(await putIn(parent), words, "the receipt stays good");
  assert.equal(await round.voted(), 1);

  // Numbers move in batches, so that no two of them differ by one person's vote.
  const [some, more] = [round.slips.slice(1, 12), round.slips.slice(12)];
  const standing = parent.locator(".standings li", { hasText: "Saturday breakfast club" }).getByRole("strong");
  for (const slip of some) await round.vote(slip, [1, 2, 4]);
  await parent.getByText(/^12 of \d+ have voted$/).first().waitFor();
  const shown = await standing.textContent();
  for (const [i, slip] of more.entries()) await round.vote(slip, i % 3 === 0 ? [6] : [1, 2, 4]);
  await parent.getByText(/^24 of \d+ have voted$/).first().waitFor();
  assert.ok(Number(await standing.textContent()) > Number(shown), "the standings moved on the phone");
  const leader = screen.locator("[data-order] > li").first();
  await leader.getByText("Saturday breakfast club").waitFor();
  const { y, height } = await screen.locator(".screen-foot").boundingBox();
  assert.ok(y + height <= screen.viewportSize().height, "the turnout is on the screen, under all projects");

  await round.close();
  await heading(parent, "Three projects are funded");
  await parent.getByText(/20 people backed it\. Their shares/).first().waitFor();
  await parent.getByText(/4 people backed it\./).first().waitFor();
  await screen.getByText("Three projects are funded").waitFor();

  await parent.getByLabel("The words of your receipt").fill(words.toUpperCase());
  await press(parent, "Look for my vote");
  await heading(parent, "Your vote was counted");
});

journey(browsing, "every step of the vote works without JavaScript", async ({ visit, expected }) => {
  expected(/status of 422.*vote\/check/);
  const round = await program.makeRound();
  const parent = await visit({ ...phone, javaScriptEnabled: false });
  await parent.goto(round.room.address);
  await follow(parent, "I have a paper slip");
  await parent.getByLabel("Code on the slip").fill(round.slips[0]);
  await press(parent, "Use this slip");
  await parent.getByText("Voting is not open yet.").waitFor();
  await round.open();
  await follow(parent, "Look again");
  await follow(parent, "Vote now");

  await press(parent, "Check my vote");
  await parent.getByText("Pick at least one, or say that you do not like any of these.").first().waitFor();
  for (const name of [/Saturday breakfast/, /Driving theory/, /Summer trip/, /Bike repair/]) await box(parent, name).check();
  await press(parent, "Check my vote");
  await parent.getByText("That is £300 over. Take one out.").first().waitFor();
  assert.ok(await box(parent, /Bike repair/).isChecked(), "what was picked is kept");
  await box(parent, /Bike repair/).uncheck();
  await pick(parent);
  await press(parent, "Go back and change it");
  assert.ok(await box(parent, /Summer trip/).isChecked(), "going back keeps what was picked");
  await pick(parent);
  const words = await putIn(parent);
  await parent.reload();
  assert.equal(await receipt(parent), words);

  await round.close();
  await parent.goto(round.at("result"));
  await heading(parent, "Three projects are funded");
  await parent.getByLabel("The words of your receipt").fill(words);
  await press(parent, "Look for my vote");
  await heading(parent, "Your vote was counted");
});

journey(browsing, "a parent who likes none of the projects says so, and is counted", async ({ visit }) => {
  const round = await program.makeRound({ open: true });
  const parent = await visit();
  await useSlip(parent, program.address, round.slips[0]);
  await box(parent, /Bike repair/).check();
  await pick(parent, /I do not like any of these/);
  await parent.getByText("That is a vote too.").waitFor();
  await putIn(parent);
  assert.equal((await round.close()).ballots, 1);
});
