// Journey 3: an advocate starts a live vote from last year's, runs it on the big screen, closes it, reads out the
// result and prints it. Presses and fields are counted: the set-up has to fit into five minutes of anybody's evening.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { comeAs, follow, heading, pick, press, putIn, useSlip } from "./rig/acts.mjs";
import { journey, launch } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

/** Counts what a person does: every press, and every field that is filled in. */
function counted(page) {
  const done = { presses: 0, fields: 0 };
  return {
    done,
    press: (name) => (done.presses++, press(page, name)),
    follow: (name) => (done.presses++, follow(page, name)),
    fill: (label, text) => (done.fields++, page.getByLabel(label, { exact: true }).fill(text)),
  };
}

journey(browsing, "an advocate copies last year's round, runs the vote, and prints the result", async ({ visit }) => {
  const page = await comeAs("advocate", program, visit);
  await page.goto(`${program.address}/`);
  const { done, ...her } = counted(page);

  await her.follow("Leys parent council");
  await her.follow("New funding round");
  await her.fill("Title", "£1,200 for this winter");
  await her.fill("Money to give", "1200");
  done.fields++;
  await page.getByLabel("Start from an earlier round").selectOption({ label: "£1,500 for last summer" });
  await her.press("Make this round");
  await page.getByText("Copied from the earlier round.").waitFor();
  assert.equal(await page.getByLabel("Title", { exact: true }).inputValue(), "£1,200 for this winter");
  assert.ok(await page.getByRole("radio", { name: "Equal shares", exact: true }).isChecked(), "the rules are last year's");
  await her.press("Keep these rules");
  await heading(page, "£1,200 for this winter");
  const round = new URL(page.url()).pathname.replace("/manage", "");
  const projects = [["Toy library", "600"], ["Walking bus", "450"], ["Choir", "300"]];
  for (const [title, cost] of projects) {
    await her.follow("Add a project");
    await her.fill("What is it called?", title);
    await her.fill("What, and for whom?", `${title} for everybody`);
    await her.fill("What does it cost?", cost);
    await her.press("Keep this project");
    await page.getByText("Saved.").waitFor();
  }
  await her.follow("Slips");
  await her.fill("How many?", "8");
  await her.press("Make them");
  await page.getByText("The slips are ready to print.").waitFor();
  await her.follow("Print the new slips");
  await heading(page, "Slips to print");
  assert.equal(await page.locator(".slip-code").count(), 8);
  const slips = (await page.locator(".slip-code").allTextContents()).map((code) => code.trim());
  await page.goto(`${program.address}${round}/manage`);
  await her.press("Open the room");
  await page.getByText("The room is open.").waitFor();
  // Five seconds for a press and twelve for a field is a slow evening.
  assert.ok(done.presses * 5 + done.fields * 12 < 300, `${done.presses} presses and ${done.fields} fields`);

  await follow(page, "Poster to print");
  await page.locator(".room-code").waitFor();
  await page.goBack();
  const screen = await comeAs("advocate", program, visit);
  await screen.goto(`${program.address}${round}/screen`);
  await screen.getByText("Voting opens soon").waitFor();
  await press(page, "Open voting");
  await heading(page, "Open voting now?");
  await press(page, "Yes, open voting");
  await page.getByText("Ready to open").waitFor({ state: "detached" });

  for (const slip of slips.slice(1)) await program.api("PUT", `${round}/ballot`, { picks: [1, 3], key: `key-of-${slip}` }, slip);
  const parent = await visit();
  await useSlip(parent, program.address, slips[0]);
  await pick(parent, /Walking bus/);
  await putIn(parent);
  await page.getByText(/^8 of \d+ have voted$/).first().waitFor();
  await screen.getByText(/^8 of \d+ have voted$/).waitFor();

  await press(page, "Close voting");
  await heading(page, "Close voting now?");
  await press(page, "Yes, close voting");
  await page.getByText("It is decided").waitFor();
  await screen.getByText(/projects are funded$/).waitFor();
  await follow(page, "See the result");
  await heading(page, /projects are funded$/);
  assert.equal(await page.locator("[data-outcome] .well").count(), 5 + projects.length, "each project has its reason");

  await page.emulateMedia({ media: "print" });
  assert.ok(await page.getByText("Was my vote counted?").isHidden(), "what cannot be pressed is not printed");
  assert.ok(await page.locator("header.top nav, nav.tabs").first().isHidden());
  assert.ok((await page.pdf({ format: "A4" })).length > 10_000);
});

journey(browsing, "rules that cannot be kept name their fields, and keep what was typed", async ({ visit, expected }) => {
  expected(/status of 422/);
  const round = await program.makeRound({ slips: 1 });
  const page = await comeAs("advocate", program, visit);
  await page.goto(round.at("settings"));
  await page.getByLabel("Title", { exact: true }).fill("£");
  await page.getByLabel("Money to give").fill("lots");
  await page.getByLabel("How many must vote").fill("many");
  await page.getByLabel("What the money is for").fill("Kept through it all");
  await press(page, "Keep these rules");
  const problems = page.locator("#problems");
  await problems.waitFor();
  assert.ok(await problems.evaluate((node) => node === document.activeElement), "what is wrong has the focus");
  for (const [label, typed, said] of [
    ["Money to give", "lots", "Write an amount, like 250 or 99.50."],
    ["How many must vote", "many", "Write a whole number, like 12."],
  ]) {
    const field = page.getByLabel(label);
    assert.equal(await field.inputValue(), typed);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await problems.getByRole("link", { name: said }).first().waitFor();
  }
  assert.equal(await page.getByLabel("What the money is for").inputValue(), "Kept through it all");

  await page.getByLabel("Money to give").fill("1500");
  await page.getByLabel("How many must vote").fill("3");
  await press(page, "Keep these rules");
  await problems.getByText("Give it a title of 3 to 120 characters.").waitFor();
  await page.getByLabel("Title", { exact: true }).fill("£1,500 for us");
  await press(page, "Keep these rules");
  await heading(page, "£1,500 for us");
  assert.equal((await program.api("GET", round.path)).settings.purpose, "Kept through it all");
});

journey(browsing, "projects are changed and removed until voting opens, and never after", async ({ visit, expected }) => {
  expected(/status of 4\d\d/);
  const round = await program.makeRound();
  const page = await comeAs("advocate", program, visit);
  await page.goto(round.at("projects/new"));
  await page.getByLabel("What is it called?").fill("Gardening");
  await page.getByLabel("What does it cost?").fill("99999");
  await press(page, "Keep this project");
  await page.locator("#problems").getByText("It must cost something, and no more than £2,000.").waitFor();
  assert.equal(await page.getByLabel("What is it called?").inputValue(), "Gardening");
  await page.getByLabel("What does it cost?").fill("99.50");
  await press(page, "Keep this project");
  await page.getByText("£99.50").waitFor();
  await follow(page, "Gardening");
  await page.getByLabel("What does it cost?").fill("120");
  await press(page, "Keep this project");
  await page.getByText("£120").waitFor();
  await follow(page, "Gardening");
  await press(page, "Remove this project");
  await heading(page, "Remove Gardening?");
  await press(page, "Yes, remove it");
  await page.getByText("Removed.").waitFor();
  assert.equal(await page.getByText("Gardening").count(), 0);

  await round.open();
  await page.goto(round.at("projects/1/edit"));
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByLabel("What does it cost?").fill("1");
  await press(page, "Keep this project");
  assert.equal((await answer).status(), 409);
  assert.equal((await program.api("GET", round.path)).projects[0].cost, 480_00);
});

journey(browsing, "somebody added by e-mail is invited, comes in, and is gone when removed", async ({ visit }) => {
  const page = await comeAs("coordinator", program, visit);
  await page.goto(`${program.address}/councils/${program.council}/members`);
  await page.getByLabel("Name", { exact: true }).fill("Zawadi");
  await page.getByLabel("E-mail address").fill("zawadi@example.org");
  await press(page, "Add");
  await page.getByText("Added.").waitFor();
  await page.getByRole("combobox", { name: "Role of Zawadi" }).selectOption({ label: "Parent advocate" });
  await press(page, "Change the role of Zawadi");
  await page.getByText("Saved.").waitFor();
  do await page.goto(`${program.address}/mailbox`);
  while ((await page.getByText("zawadi@example.org").count()) === 0);
  await page.locator("li", { hasText: "zawadi@example.org" }).getByRole("link", { name: "You are invited" }).waitFor();
  await page.goto(`${program.address}/councils/${program.council}/members`);
  await press(page, "Remove Zawadi");
  await press(page, "Yes, remove them");
  await page.getByText("Removed.").waitFor();
  assert.equal(await page.getByText("Zawadi").count(), 0);
});
