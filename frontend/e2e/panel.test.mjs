// A panel of parents looks at an idea on their phones: each on their own first, one of them too close to it. The one in
// the chair decides, and the parent whose idea it is reads why.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { comeAs, follow, heading, press, signInByMail, useSlip } from "./rig/acts.mjs";
import { journey, launch, newPage, phone } from "./rig/browser.mjs";
import { frame, small } from "./rig/look.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
const panel = ["Zawadi", "Piotr", "Salma"];
const sessions = {};
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
  const visit = async (options) => newPage(await browser.newContext(options));
  const staff = await comeAs("coordinator", program, visit);
  for (const name of panel) {
    await staff.goto(`${program.address}/councils/${program.council}/members`);
    await staff.getByLabel("Name", { exact: true }).fill(name);
    await staff.getByLabel("E-mail address").fill(`${name.toLowerCase()}@example.org`);
    await press(staff, "Add");
    await staff.getByText("Added.").waitFor();
    const page = await visit(phone);
    await signInByMail(page, program, `${name.toLowerCase()}@example.org`);
    sessions[name] = await page.context().storageState();
    await page.context().close();
  }
  await staff.context().close();
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

const move = (round, to) => program.api("POST", `${round.path}/moves`, { to });

/** A round in review with one idea, which a parent sent with a slip; gives back the parent's page of it. */
async function withIdea(visit) {
  const round = await program.makeRound({ list: [], guidelines: ["For families of the estate."], checklist: ["Parents lead it.", "The costs make sense."] });
  await move(round, "applications");
  const author = await visit({ ...phone, javaScriptEnabled: false });
  await useSlip(author, program.address, round.slips[0]);
  await author.goto(round.at("apply"));
  await press(author, "Begin");
  const idea = new URL(author.url()).pathname.match(/\/ideas\/([^/]+)/)[1];
  for (const [step, field, text] of [
    ["title", "title", "Toddler mornings"],
    ["about", "about", "For toddlers and their parents, on Tuesdays."],
    ["leads", "lead", "Amina"],
  ]) {
    await author.goto(round.at(`ideas/${idea}/${step}`));
    await author.locator(`[name="${field}"]`).fill(text);
    await press(author, "Go on");
  }
  await author.goto(round.at(`ideas/${idea}/costs/hall-hire-1`));
  await author.getByLabel("What is it?").fill("Hire of the hall");
  await author.getByLabel("How much do you need at least?").fill("60");
  await author.getByLabel("How much would be best?").fill("100");
  await press(author, "Add it");
  await author.goto(round.at(`ideas/${idea}/check`));
  await press(author, "Send my idea");
  await author.getByText("Your idea is sent.").waitFor();
  await move(round, "review");
  return { round, author, idea };
}

async function namePanel(visit, round) {
  const staff = await comeAs("advocate", program, visit);
  await staff.goto(round.at("panel/members"));
  for (const name of panel) await staff.getByRole("checkbox", { name, exact: true }).check();
  await staff.getByLabel("In the chair").selectOption({ label: "Zawadi" });
  await press(staff, "Keep this panel");
  await staff.getByText("Zawadi decides, or those who look after the round.").waitFor();
  return staff;
}

/** Answers each line of the checklist, and says what should happen. */
async function look(page, answers, advice, why) {
  for (const [i, answer] of answers.entries()) await page.locator(`[name="ticks.${i + 1}"][value="${answer}"]`).check();
  await page.locator(`[name="advice"][value="${advice}"]`).check();
  await page.getByLabel("Why do you think so?").fill(why);
  await press(page, "Keep what I think");
  await page.getByText("Saved.").waitFor();
}

for (const javaScriptEnabled of [true, false])
  journey(browsing, `a panel looks at an idea and its parent reads why it was decided, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({ visit, expected }) => {
    expected(/status of 404/);
    const { round, author, idea } = await withIdea(visit);
    const staff = await namePanel(visit, round);
    const [zawadi, piotr, salma] = await Promise.all(panel.map((name) => visit({ ...phone, javaScriptEnabled, storageState: sessions[name] })));

    for (const page of [zawadi, piotr, salma]) {
      await page.goto(`${program.address}/`);
      await page.locator(`a[href="${round.path}/panel"]`).click();
      await page.getByText("1 idea waits for you").waitFor();
      await follow(page, "Toddler mornings");
      await heading(page, "Toddler mornings");
      await page.getByText("£60 to £100").waitFor();
    }
    assert.deepEqual([...(await frame(zawadi)), ...(await small(zawadi))], []);
    await look(zawadi, ["yes", "unsure"], "ballot", "A warm hall.");
    assert.equal(await piotr.reload().then(() => piotr.getByText("A warm hall.").count()), 0, "nobody follows the first");

    await follow(salma, "I am too close to this idea");
    await salma.getByLabel("Why are you too close?").fill("My sister leads it.");
    await press(salma, "Yes, leave it to the others");
    await salma.getByText("You are not shown 1 idea, because you are too close to it.").waitFor();
    for (const page of [`panel/ideas/${idea}`, `ideas/${idea}`]) assert.equal((await salma.goto(round.at(page))).status(), 404);

    await look(piotr, ["yes", "no"], "unsure", "Is £60 enough?");
    for (const text of ["A warm hall.", "2 yes, 0 no, 0 not sure", "0 yes, 1 no, 1 not sure", "Too close to it, so they do not look: Salma"]) await piotr.getByText(text).waitFor();
    assert.equal(await piotr.getByText("My sister leads it.").count(), 0, "why is for staff alone");
    await staff.goto(round.at("panel/members"));
    await staff.getByText("My sister leads it.").waitFor();

    await zawadi.goto(round.at(`panel/ideas/${idea}`));
    await follow(zawadi, "Decide about this idea");
    await zawadi.getByRole("radio", { name: "It goes on the ballot" }).check();
    await zawadi.getByLabel("with how much money?").fill("80");
    await zawadi.getByLabel("Why?", { exact: true }).fill("We all want a warm place in winter.");
    await press(zawadi, "Decide, and tell them");
    await zawadi.getByText("1 idea is decided").waitFor();

    await author.goto(round.at(`ideas/${idea}`));
    await author.getByText("We all want a warm place in winter.").waitFor();
    assert.equal(await author.getByText("A warm hall.").count(), 0, "what the panel says to each other stays there");
    await staff.goto(round.at("manage"));
    await staff.getByText("1 of 1 idea looked at, 1 decided").waitFor();
    assert.deepEqual((await program.api("GET", round.path)).projects.map((one) => [one.title, one.cost]), [["Toddler mornings", 80_00]]);
  });

journey(browsing, "an answer that is missing is named, what was typed stays, and it reads from right to left", async ({ visit, expected }) => {
  expected(/status of 422/);
  const { round, idea } = await withIdea(visit);
  await namePanel(visit, round);
  const page = await visit({ ...phone, storageState: sessions.Piotr });
  await page.goto(round.at(`panel/ideas/${idea}`));
  await page.locator('[name="ticks.1"][value="no"]').check();
  await page.getByRole("radio", { name: "Send it back" }).check();
  await press(page, "Keep what I think");
  const problems = page.locator("#problems");
  await problems.waitFor();
  assert.equal(await problems.getByRole("link").count(), 2, "the second line and the reason");
  assert.ok(await page.locator('[name="ticks.1"][value="no"]').isChecked());
  await page.locator('[name="ticks.2"][value="yes"]').check();
  await page.getByRole("checkbox", { name: "For families of the estate." }).check();
  await press(page, "Keep what I think");
  await page.getByText("Saved.").waitFor();

  const arabic = await visit({ ...phone, locale: "ar", storageState: { ...sessions.Zawadi, cookies: sessions.Zawadi.cookies.filter((one) => !one.name.includes("lang")) } });
  for (const part of ["panel", `panel/ideas/${idea}`, `panel/ideas/${idea}/aside`]) {
    await arabic.goto(round.at(part));
    assert.equal(await arabic.locator("html").getAttribute("dir"), "rtl");
    assert.deepEqual([...(await frame(arabic)), ...(await small(arabic))], []);
  }
});
