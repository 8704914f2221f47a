// What we write to people: they choose it, they get it, and one press in a letter stops it. The demonstration's mailbox
// page stands for the parent's own.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { comeAs, follow, heading, press, signInByMail } from "./rig/acts.mjs";
import { journey, launch, phone } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

const choice = (page, of, what) => page.getByRole("group", { name: of }).getByRole("radio", { name: what });

/** A parent with an address of her own, signed in on a phone. */
async function joined(name, visit, options) {
  const coordinator = await comeAs("coordinator", program, visit);
  await coordinator.goto(`${program.address}/councils/${program.council}/members`);
  await coordinator.getByLabel("Name", { exact: true }).fill(name);
  const email = `${name.toLowerCase()}@example.org`;
  await coordinator.getByLabel("E-mail address").fill(email);
  await press(coordinator, "Add");
  await coordinator.getByText("Added.").waitFor();
  const page = await visit(options);
  await signInByMail(page, program, email);
  return { page, email };
}

const lines = (page, email, subject) => page.locator("li", { hasText: subject }).filter({ hasText: email });

/** Waits for a letter and opens it; letters go out on their own, a moment later. */
async function openLetter(page, email, subject) {
  const line = lines(page, email, subject);
  do await page.goto(`${program.address}/mailbox`);
  while ((await line.count()) === 0);
  await line.first().getByRole("link").click();
  await heading(page, subject);
}

for (const [name, javaScriptEnabled] of [["Zainab", true], ["Orla", false]])
  journey(browsing, `a parent chooses her letters, gets one and stops it ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({ visit }) => {
    const { page, email } = await joined(name, visit, { ...phone, javaScriptEnabled });
    await page.goto(`${program.address}/me`);
    await follow(page, "What we write to you");
    await heading(page, "What we write to you");
    await choice(page, "When the votes are counted", "Later, with other news").check();
    await choice(page, "When should the e-mail with several pieces of news come?", "Every morning at 8").check();
    await press(page, "Save my choices");
    await page.getByText("Saved.").waitFor();
    assert.ok(await choice(page, "When the votes are counted", "Later, with other news").isChecked());
    assert.ok(await choice(page, "When a vote opens for you", "At once").isChecked());

    const title = `${name}'s vote`;
    await program.makeRound({ title, open: true });
    const letter = await visit({ ...phone, javaScriptEnabled }); // her mail program: nobody is signed in there
    await openLetter(letter, email, "You can vote now");
    await letter.getByText(title).waitFor();
    await letter.getByRole("link", { name: /letters\/stop\?t=stop_opening/ }).click();
    await heading(letter, "Stop these e-mails?");
    await letter.reload(); // looking stops nothing
    await press(letter, "Yes, stop them");
    await heading(letter, "These e-mails have stopped");
    await letter.getByText("No more e-mails when a vote opens for you.").waitFor();

    await page.goto(`${program.address}/me/letters`);
    assert.ok(await choice(page, "When a vote opens for you", "Never").isChecked());
    assert.ok(await choice(page, "On the last day of a vote, if you have not voted", "At once").isChecked());

    const other = await joined(`${name}s-friend`, visit);
    await program.makeRound({ title: `${name}'s second vote`, open: true });
    await openLetter(letter, other.email, "You can vote now");
    await letter.goto(`${program.address}/mailbox`);
    assert.equal(await lines(letter, `${name.toLowerCase()}@`, "You can vote now").count(), 1, "she was written to again");
  });

journey(browsing, "a link that somebody changed stops nothing and says what to do", async ({ visit, expected }) => {
  expected(/status of 404/);
  const page = await visit();
  await page.goto(`${program.address}/letters/stop?t=stop_all.somebody.else`);
  await page.getByText("This link does not work.").waitFor();
});
