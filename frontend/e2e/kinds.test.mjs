// Ballots that share out points and ballots that are an order: voting, changing one's mind and reading the result, by
// thumb, by keyboard, from right to left, without JavaScript and without signal.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { box, follow, heading, press, putIn, useSlip } from "./rig/acts.mjs";
import { journey, launch, phone } from "./rig/browser.mjs";
import { loseSignal, noSignal } from "./rig/signal.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

const points = { ballot: "points", points: 10, rule: "most-votes", open: true };
const order = { ballot: "rank", most: 3, rule: "most-votes", open: true };
const field = (page, name) => page.getByRole("textbox", { name });
const place = (page, name) => page.getByRole("combobox", { name });
const check = async (page) => {
  await press(page, "Check my vote");
  await heading(page, "Is this your vote?");
};

/** What a page says of each project that was chosen, in its order. */
const said = async (page) => (await page.locator("main .project-line").allTextContents()).map((line) => line.replace(/\s+/g, " ").trim());
const score = async (round, number) => (await round.close()).projects.find((one) => one.project === number).score;

/** Presses a button so many times. */
async function times(page, n, name) {
  for (let i = 0; i < n; i++) await press(page, name);
}

journey(browsing, "points are shared out with plus and minus, changed, and counted", async ({ visit }) => {
  const round = await program.makeRound(points);
  const page = await visit();
  await useSlip(page, program.address, round.slips[0]);
  await page.getByText("10 points left").waitFor();
  await page.getByRole("button", { name: "Give at least one point" }).waitFor();
  await times(page, 7, "One point more: Bike repair");
  await times(page, 3, "One point more: Sensory den");
  await page.getByText("All points given").waitFor();
  await press(page, "One point more: Summer trip");
  await page.getByText("You have no points left.").waitFor();
  assert.equal(await field(page, /Summer trip/).inputValue(), "");
  await page.reload();
  assert.equal(await field(page, /Bike repair/).inputValue(), "7", "what was given is kept through a reload");
  await field(page, /Summer trip/).fill("2");
  await page.getByText("That is 2 points too many. Take some back.").waitFor();
  await times(page, 2, "One point less: Bike repair");
  await check(page);
  await page.getByText("You shared out 10 points.").waitFor();
  assert.deepEqual(await said(page), ["C Sensory den 3 points", "D Bike repair 5 points", "F Summer trip 2 points"]);
  const words = await putIn(page);

  await follow(page, "Change my vote");
  assert.equal(await field(page, /Sensory den/).inputValue(), "3", "the ballot opens as it is in the box");
  await field(page, /Sensory den/).fill("");
  await check(page);
  await page.getByText("You did not use 3 points. That is fine.").waitFor();
  assert.equal(await putIn(page), words);
  await page.getByText("What I picked").click();
  assert.deepEqual(await said(page), ["D Bike repair 5 points", "F Summer trip 2 points"]);
  assert.equal(await score(round, 4), 5);
  await heading(page, /funded$/);
  await page.getByText("· 5 points").first().waitFor();
});

journey(browsing, "projects are put in order by pressing, moved up and down, and counted", async ({ visit }) => {
  const round = await program.makeRound(order);
  const page = await visit();
  await useSlip(page, program.address, round.slips[0]);
  await press(page, /^Make it 1st Bike repair/);
  await press(page, /^Make it 2nd Summer trip/);
  await press(page, /^Make it 3rd Sensory den/);
  await page.getByText("3 chosen").waitFor();
  await page.getByRole("button", { name: /^Take one out first Driving theory/ }).click({ force: true });
  await page.locator(".meter-over", { hasText: "Take one out first" }).waitFor();
  await press(page, "Move up: Sensory den");
  await press(page, "Move up: Sensory den");
  await page.getByText("Sensory den is 1st.").waitFor({ state: "attached" });
  await press(page, /^✓ 3rd Summer trip/);
  await page.reload();
  await page.getByRole("button", { name: /^✓ 1st Sensory den/ }).waitFor();
  await check(page);
  assert.deepEqual(await said(page), ["C Sensory den 1st", "D Bike repair 2nd"]);
  await putIn(page);
  await follow(page, "Change my vote");
  await press(page, "Move down: Sensory den");
  await check(page);
  assert.deepEqual(await said(page), ["D Bike repair 1st", "C Sensory den 2nd"]);
  await putIn(page);
  assert.equal(await score(round, 4), 2);
  await heading(page, /funded$/);
  await page.getByText("· 2 points").first().waitFor();
});

journey(browsing, "without JavaScript points are typed and places chosen, and a mistake keeps what was typed", async ({ visit, expected }) => {
  expected(/status of 422.*vote\/check/);
  const [shared, placed] = [await program.makeRound(points), await program.makeRound(order)];
  const page = await visit({ ...phone, javaScriptEnabled: false });
  await useSlip(page, program.address, shared.slips[0]);
  await field(page, /Bike repair/).fill("8");
  await field(page, /Sensory den/).fill("4");
  await press(page, "Check my vote");
  await page.getByText("That is 2 over. You have 10 points in all.").first().waitFor();
  assert.equal(await field(page, /Bike repair/).inputValue(), "8");
  await field(page, /Sensory den/).fill("2");
  await check(page);
  await press(page, "Go back and change it");
  assert.equal(await field(page, /Sensory den/).inputValue(), "2");
  await check(page);
  await putIn(page);
  assert.equal(await score(shared, 4), 8);

  await useSlip(page, program.address, placed.slips[0]);
  await place(page, /Bike repair/).selectOption("1st");
  await place(page, /Sensory den/).selectOption("1st");
  await press(page, "Check my vote");
  await page.getByText("Another project has this place already.").first().waitFor();
  await place(page, /Bike repair/).selectOption("2nd");
  await check(page);
  assert.deepEqual(await said(page), ["C Sensory den 1st", "D Bike repair 2nd"]);
  await putIn(page);
  assert.equal(await score(placed, 3), 2);
});

journey(browsing, "the keyboard alone shares out points and puts projects in order", async ({ visit }) => {
  const [shared, placed] = [await program.makeRound(points), await program.makeRound(order)];
  const page = await visit();
  await useSlip(page, program.address, shared.slips[0]);
  await page.getByRole("button", { name: "One point more: Saturday breakfast club" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Space");
  assert.equal(await field(page, /Saturday breakfast/).inputValue(), "2");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.type("9");
  await page.keyboard.press("Enter");
  await heading(page, "Is this your vote?");
  assert.deepEqual(await said(page), ["A Saturday breakfast club 9 points"]);

  await useSlip(page, program.address, placed.slips[0]);
  await page.getByRole("button", { name: /^Make it 1st Saturday/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Make it 2nd Driving/ }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  assert.equal(await focused(), "✓ 1st", "the focus stays with the project that cannot go further up");
  await check(page);
  assert.deepEqual(await said(page), ["B Driving theory group 1st", "A Saturday breakfast club 2nd"]);
});

journey(browsing, "from right to left, in Arabic, both ballots are as good", async ({ visit }) => {
  const [shared, placed] = [await program.makeRound(points), await program.makeRound(order)];
  const page = await visit({ ...phone, locale: "ar" });
  for (const [round, choose, line] of [
    [shared, "أكثر بنقطة: Bike repair", "D Bike repair نقطة واحدة"],
    [placed, /^اجعله الأول Bike repair/, "D Bike repair الأول"],
  ]) {
    await page.goto(`${program.address}/s/${round.slips[0]}`);
    await page.locator("main form button").first().click();
    await page.waitForURL(/\/vote$/);
    await press(page, choose);
    await press(page, "مراجعة صوتي");
    await page.waitForURL(/\/vote\/check$/);
    assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
    assert.deepEqual(await said(page), [line]);
    await page.locator("#put button").first().click();
    await page.waitForURL(/\/voted$/);
    assert.equal(await round.voted(), 1);
  }
});

journey(browsing, "points that find no signal are kept on the phone, and go in once", async ({ visit, expected }) => {
  expected(noSignal);
  const round = await program.makeRound(points);
  const page = await visit();
  await useSlip(page, program.address, round.slips[0]);
  await times(page, 4, "One point more: Bike repair");
  await check(page);
  const signalBack = await loseSignal(page, round);
  await press(page, "Put in my vote");
  await page.getByText(/Your vote is kept on this phone/).waitFor();
  assert.equal(await round.voted(), 0);
  await signalBack();
  await heading(page, "Your vote is in");
  assert.equal(await score(round, 4), 4);
});

journey(browsing, "none of these takes points back, and places too", async ({ visit }) => {
  for (const [settings, choose] of [[points, "One point more: Bike repair"], [order, /^Make it 1st Bike repair/]]) {
    const round = await program.makeRound(settings);
    const page = await visit();
    await useSlip(page, program.address, round.slips[0]);
    await press(page, choose);
    await box(page, /I do not like any of these/).check();
    await check(page);
    await page.getByText("That is a vote too.").waitFor();
    await putIn(page);
    assert.equal((await round.close()).ballots, 1);
  }
});
