// Coming in by e-mail, and going again. The demonstration's mailbox page stands for the parent's own.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { askForLink, comeAs, findLink, heading, press } from "./rig/acts.mjs";
import { journey, launch } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

/** Adds a parent with an address of her own to the council, so that journeys do not meet in one mailbox. */
async function joined(name, visit) {
  const coordinator = await comeAs("coordinator", program, visit);
  await coordinator.goto(`${program.address}/councils/${program.council}/members`);
  await coordinator.getByLabel("Name", { exact: true }).fill(name);
  const email = `${name.toLowerCase()}@example.org`;
  await coordinator.getByLabel("E-mail address").fill(email);
  await press(coordinator, "Add");
  await coordinator.getByText("Added.").waitFor();
  return email;
}

journey(browsing, "a link that is opened where it was asked for needs one press, and works once", async ({ visit, expected }) => {
  expected(/status of 410/);
  const email = await joined("Rukhsana", visit);
  const page = await visit();
  await askForLink(page, program, email);
  const link = await findLink(page, program, email);
  await page.goto(link);
  await page.reload();
  await press(page, "Sign me in");
  await heading(page, "Hello Rukhsana");

  const other = await visit();
  await other.goto(link);
  await heading(other, "This has ended");
  await other.getByText("This link was used already, or it is too old. Ask for a new one.").waitFor();
});

journey(browsing, "on another phone the letters of the first screen are asked for, and wrong ones change nothing", async ({ visit, expected }) => {
  expected(/status of 422/);
  const email = await joined("Danuta", visit);
  const asked = await visit();
  const letters = await askForLink(asked, program, email);
  const other = await visit();
  await other.goto(await findLink(asked, program, email));
  const field = other.getByLabel("Letters on the other screen");
  await field.fill("AAAA");
  await press(other, "Sign me in");
  await other.locator("#problems").getByText("These letters do not match. Look at the other screen again.").waitFor();
  assert.equal(await field.inputValue(), "AAAA");
  await field.fill(letters.toLowerCase());
  await press(other, "Sign me in");
  await heading(other, "Hello Danuta");
});

journey(browsing, "asking with an address that nobody has looks just the same", async ({ visit }) => {
  const page = await visit();
  await askForLink(page, program, "nobody@example.org");
  await page.goto(`${program.address}/mailbox`);
  assert.equal(await page.getByText("nobody@example.org").count(), 0);
});

journey(browsing, "signing in leads back to where somebody was going", async ({ visit }) => {
  const email = await joined("Precious", visit);
  const page = await visit();
  await page.goto(`${program.address}/me`);
  await heading(page, "Sign in");
  await page.getByLabel("Your e-mail address").fill(email);
  await press(page, "Send me the link");
  await heading(page, "Look in your e-mail");
  await page.goto(await findLink(page, program, email));
  await press(page, "Sign me in");
  await heading(page, "Precious");
  assert.equal(new URL(page.url()).pathname, "/me");
});

journey(browsing, "signing out everywhere ends the other browser's session, and its open line within a second", async ({ visit }) => {
  const email = await joined("Chidi", visit);
  const round = await program.makeRound();
  const here = await visit();
  const there = await visit();
  for (const page of [here, there]) {
    await askForLink(page, program, email);
    await page.goto(await findLink(page, program, email));
    await press(page, "Sign me in");
    await heading(page, "Hello Chidi");
  }
  const opened = there.waitForEvent("websocket");
  await there.goto(round.room.address);
  const socket = await opened;
  await socket.waitForEvent("framereceived");
  const closed = socket.waitForEvent("close").then(() => Date.now());

  await here.goto(`${program.address}/me`);
  assert.equal(await here.locator("section", { hasText: "Where you are signed in" }).getByRole("listitem").count(), 2);
  await press(here, "Sign out everywhere");
  await here.getByText("You are signed out. Nothing of yours is left on this phone.").waitFor();
  const said = Date.now();
  const late = (await closed) - said;
  assert.ok(late < 1_000, `the line was still open ${late} ms after the page said so`);
  await there.goto(`${program.address}/me`);
  await heading(there, "Sign in");
});

journey(browsing, "signing out of this phone ends its session alone", async ({ visit }) => {
  const email = await joined("Wioletta", visit);
  const page = await visit();
  await askForLink(page, program, email);
  await page.goto(await findLink(page, program, email));
  await press(page, "Sign me in");
  await heading(page, "Hello Wioletta");
  const session = await page.context().storageState();
  await page.goto(`${program.address}/me`);
  await press(page, "Sign out of this phone");
  await page.getByText("You are signed out.").waitFor();
  const thief = await visit({ storageState: session });
  await thief.goto(`${program.address}/me`);
  await heading(thief, "Sign in");
});
