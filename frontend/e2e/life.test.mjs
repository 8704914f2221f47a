// The life of a round: an advocate starts from last year's, moves it from phase to phase and once back with a reason,
// opens it, lets the clock close it, and ends it; a parent reads on a phone what is now and what comes, all along.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { comeAs, follow, heading, press } from "./rig/acts.mjs";
import { journey, launch, phone } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

const day = 24 * 60 * 60 * 1000;
const inDays = (n) => new Date(Date.now() + n * day).toISOString();
const calendar = () => ({ applications: inDays(2), review: inDays(9), pitches: inDays(12), opens: inDays(14), closes: inDays(15), reports: inDays(200) });
const move = (round, to, why) => program.api("POST", `${round.path}/moves`, { to, ...(why && { why }) });

journey(browsing, "an advocate copies last year's round, moves it forth and back, and takes it to its end", async ({ visit, expected }) => {
  expected(/status of 422.*\/move/);
  const old = await program.makeRound({ title: "£900 for last winter", ...calendar(), guidelines: ["For parents of the estate."], open: true });
  await old.vote(old.slips[0], [1]);
  await old.close();

  const page = await comeAs("advocate", program, visit);
  const started = Date.now();
  await page.goto(`${program.address}/councils/${program.council}`);
  await follow(page, "New funding round");
  await page.getByLabel("Title", { exact: true }).fill("£900 for this winter");
  await page.getByLabel("Money to give").fill("2000");
  await page.getByLabel("Start from an earlier round").selectOption({ label: "£900 for last winter" });
  await press(page, "Make this round");
  await page.getByText("These are the dates of the earlier round, a year later.").waitFor();
  const opens = await page.getByLabel("Voting opens").inputValue();
  assert.ok(new Date(opens) - Date.now() > 370 * day, `voting is offered to open at ${opens}`);
  assert.equal(await page.getByLabel("What an idea must meet").inputValue(), "For parents of the estate.");
  await press(page, "Keep these rules");
  await heading(page, "£900 for this winter");
  const path = new URL(page.url()).pathname.replace("/manage", "");
  assert.equal((await program.api("GET", path)).settings.opens, new Date(opens).toISOString().replace(".000", ""), "dates are kept once they are confirmed");

  await onTo(page, "Ask parents for ideas", "Yes, ask for ideas", "Parents are putting ideas forward");
  assert.equal(await page.getByRole("button", { name: "Throw this round away" }).count(), 0, "parents have been shown it");
  await onTo(page, "Look at the ideas", "Yes, look at the ideas", "The ideas are being looked at");
  await follow(page, "Take ideas again");
  await heading(page, "Take ideas again?");
  await press(page, "Yes, take ideas again");
  await page.locator("#problems").getByText("Say why. Everybody can read it.").waitFor();
  await page.getByLabel("Why does it go back?").fill("Half-term: many were away");
  await press(page, "Yes, take ideas again");
  await page.getByRole("heading", { name: "Parents are putting ideas forward" }).waitFor();
  await page.getByText("“Half-term: many were away”").waitFor();
  await onTo(page, "Look at the ideas", "Yes, look at the ideas", "The ideas are being looked at");
  await onTo(page, "Show the projects", "Yes, show the projects", "Everybody can read about the projects");

  const { settings } = await program.api("GET", path);
  await program.api("PUT", path, { ...settings, opens: "", closes: new Date(Date.now() + 10_000).toISOString() });
  await page.reload();
  await press(page, "Open voting");
  await press(page, "Yes, open voting");
  assert.ok(Date.now() - started < 5 * 60 * 1000, "from the copy to an open vote in five minutes");
  await page.getByRole("heading", { name: "It is decided" }).waitFor(); // the clock closes it, and the page goes on by itself

  await onTo(page, "Go on to the projects' news", "Yes, go on", "The projects are under way");
  await onTo(page, "End this round", "Yes, end it", "This round is over");
  const { moves } = await program.api("GET", `${path}/moves`);
  assert.deepEqual(
    moves.map((one) => `${one.to}${one.hand ? "" : " by itself"}`),
    ["applications", "review", "applications", "review", "pitches", "voting", "counting by itself", "awarded by itself", "reporting", "closed"],
  );
});

/** Follows a way on, says yes, and waits for what the round says of itself then. */
async function onTo(page, link, yes, then) {
  await follow(page, link);
  await press(page, yes);
  await page.getByText("The round has moved on.").waitFor();
  await page.getByRole("heading", { name: then }).waitFor();
}

const words = {
  en: {
    applications: ["Put an idea forward", "Parents can put ideas forward now.", "What an idea must meet"],
    review: ["Parents look at the ideas", "A group of parents is looking at the ideas."],
    pitches: ["Read about the projects", "You can read about the projects now. The vote comes next."],
    voting: ["Vote", "You can vote now."],
    awarded: ["See the result", "It is decided."],
    reporting: ["Hear how the projects go", "The projects that won are under way."],
    why: ["What has happened so far", "Moved by hand"],
  },
  ar: {
    applications: ["تقديم فكرة", "يستطيع الأهل الآن أن يقدّموا أفكارهم.", "ما الذي يجب أن تحققه الفكرة"],
    review: ["الأهل ينظرون في الأفكار", "تنظر مجموعة من الأهل في الأفكار."],
    pitches: ["القراءة عن المشاريع", "يمكنكم الآن القراءة عن المشاريع. بعد ذلك يأتي التصويت."],
    voting: ["التصويت", "يمكنكم التصويت الآن."],
    awarded: ["رؤية النتيجة", "تم القرار."],
    reporting: ["معرفة كيف تسير المشاريع", "المشاريع الفائزة قيد التنفيذ."],
    why: ["ماذا حدث حتى الآن", "بقرار من المشرفين"],
  },
};

for (const [locale, javaScriptEnabled] of [["en", true], ["en", false], ["ar", true], ["ar", false]])
  journey(browsing, `a parent reads on a phone what is now and what comes, in ${locale} ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({ visit, expected }) => {
    expected(/status of 404/);
    const round = await program.makeRound({ ...calendar(), guidelines: ["For parents of the estate."] });
    const said = words[locale];
    const parent = await visit({ ...phone, locale, javaScriptEnabled });
    const reads = async (phase) => {
      await parent.goto(round.at(""));
      const [now, sentence, ...more] = said[phase];
      assert.equal(await parent.locator("[aria-current=step] strong").textContent(), now);
      for (const text of [sentence, ...more]) await parent.getByText(text, { exact: true }).first().waitFor();
      const wide = await parent.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 360, `the page is ${wide} wide in ${phase}`);
    };
    assert.equal((await parent.goto(round.at(""))).status(), 404, "a draft is nobody else's yet");
    await move(round, "applications");
    await reads("applications");
    await move(round, "review");
    await reads("review");
    await move(round, "applications", "Half-term: many were away");
    await parent.goto(round.at(""));
    await parent.getByText(said.why[0]).click();
    await parent.getByText("Half-term: many were away").waitFor();
    await parent.getByText(said.why[1]).first().waitFor();
    assert.equal(await parent.getByText("Joy").count(), 0, "nobody who looks after it is named");
    await move(round, "pitches");
    await reads("pitches");
    await round.open();
    await reads("voting");
    await round.vote(round.slips[0], [1]);
    await round.close();
    await reads("awarded");
    await move(round, "reporting");
    await reads("reporting");
    await move(round, "closed");
    await parent.goto(round.at(""));
    assert.equal(await parent.locator("[aria-current=step]").count(), 0, "all of it is over");
  });
