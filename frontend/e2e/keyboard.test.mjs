// The whole vote by keyboard alone. At every stop the focus can be seen, and nothing lies over it.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { heading } from "./rig/acts.mjs";
import { journey, launch, phone } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

/** Presses Tab until something with these words has the focus; looks at every stop on the way. */
async function tabTo(page, words) {
  for (let stops = 0; stops < 40; stops++) {
    await page.keyboard.press("Tab");
    // The page may have to scroll first, which takes a frame or two.
    await page.waitForFunction(`(${look})().wrong === ""`, undefined, { timeout: 2_000 }).catch(() => undefined);
    const stop = await page.evaluate(look);
    assert.equal(stop.wrong, "", `${page.url()}: ${stop.words}`);
    if (words.test(stop.words)) return;
  }
  assert.fail(`${page.url()}: the keyboard does not come to ${words}`);
}

/** What has the focus: its words, and what is wrong with how it shows. Runs in the page. */
function look() {
  const at = document.activeElement;
  const label = at.labels?.[0] ?? at;
  const named = (at.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const words = at.ariaLabel ?? (named.trim() || label.textContent.trim());
  // A box that is drawn as a card shows its focus on the card.
  const drawn = [at, label, at.parentElement, at.nextElementSibling].filter(Boolean).map((one) => getComputedStyle(one));
  const seen = drawn.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const { left, top, width, height } = label.getBoundingClientRect();
  const over = document.elementFromPoint(left + width / 2, top + height / 2);
  const bare = over && (label.contains(over) || over.contains(label) || at.parentElement.contains(over));
  return { words, wrong: !seen ? "the focus cannot be seen" : !bare ? `it lies under ${over?.outerHTML.slice(0, 100)}` : "" };
}

journey(browsing, "the keyboard alone is enough to come with a slip, vote, change the vote and find it in the count", async ({ visit }) => {
  const round = await program.makeRound();
  const page = await visit({ ...phone, reducedMotion: "reduce" });
  await page.goto(round.room.address);
  await page.keyboard.press("Tab");
  assert.match((await page.evaluate(look)).words, /Skip to the page/);
  await page.keyboard.press("Enter");
  await tabTo(page, /I have a paper slip/);
  await page.keyboard.press("Enter");
  await heading(page, "Type the code on your slip");
  await tabTo(page, /Code on the slip/);
  await page.keyboard.type(round.slips[0]);
  await page.keyboard.press("Enter");
  await page.getByText("You are in").waitFor();

  await round.open();
  await heading(page, "Which projects should we pay for?");
  for (const name of [/Sensory den/, /Summer trip/]) {
    await tabTo(page, name);
    if (!(await page.evaluate(() => document.activeElement.matches("input")))) await tabTo(page, name);
    await page.keyboard.press("Space");
  }
  await tabTo(page, /Check my vote/);
  await page.keyboard.press("Enter");
  await heading(page, "Is this your vote?");
  await page.getByText("You picked 2 projects.").waitFor();
  await tabTo(page, /Put in my vote/);
  await page.keyboard.press("Enter");
  await heading(page, "Your vote is in");
  const words = await page.locator(".receipt").textContent();

  await tabTo(page, /Change my vote/);
  await page.keyboard.press("Enter");
  await heading(page, "Which projects should we pay for?");
  await tabTo(page, /Pick.*Sensory den/);
  await page.keyboard.press("Space");
  await tabTo(page, /Check my vote/);
  await page.keyboard.press("Enter");
  await heading(page, "Is this your vote?");
  await page.getByText("You picked one project.").waitFor();
  await tabTo(page, /Put in my new vote/);
  await page.keyboard.press("Enter");
  await heading(page, "Your vote is in");

  await round.close();
  await heading(page, "One project is funded");
  await tabTo(page, /The words of your receipt/);
  await page.keyboard.type(words.trim());
  await page.keyboard.press("Enter");
  await heading(page, "Your vote was counted");
});
