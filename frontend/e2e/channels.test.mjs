// All ways to one roll: the helper's desk, and ballot papers that two people type in. The result says how many came
// which way.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { comeAs, follow, heading, pick, press, putIn, useSlip } from "./rig/acts.mjs";
import { desk, journey, launch, phone } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

/** Finds somebody at the desk and hands the device over to them. */
async function handOver(page, round, name) {
  await page.goto(round.at("manage"));
  await follow(page, "Helper's desk");
  await page.getByLabel("Who wants to vote?").fill(name);
  await press(page, "Find them");
  await follow(page, name);
  await page.getByRole("radio", { name: "Reading or writing" }).check();
  await press(page, "Hand over to the voter");
  await heading(page, "Which projects should we pay for?");
}

for (const [device, options] of [["a phone", phone], ["a laptop", desk]])
  for (const javaScriptEnabled of [true, false])
    journey(browsing, `on ${device} at the desk a voter votes, writes the receipt down, and leaves nothing behind, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({ visit }) => {
      const round = await program.makeRound({ open: true });
      const helper = await comeAs("advocate", program, visit, { ...options, javaScriptEnabled });
      await handOver(helper, round, "Tom");
      assert.equal(await helper.getByText("Sara").count(), 0, "the helper's name is not on the voter's page");
      await pick(helper, /Bike repair/);
      const receipt = await putIn(helper);
      assert.match(receipt.replace(/[\s·]+/g, " "), /^[a-z]+ [a-z]+ [a-z]+ \d\d$/);
      assert.equal(await round.voted(), 1);
      await follow(helper, "I have written them down");
      await heading(helper, "Helper's desk");
      await helper.getByRole("cell", { name: "Reading or writing" }).waitFor();
      await helper.goto(round.at("desk/vote"));
      await helper.getByText("That vote is finished, or took too long.").waitFor();
      const kept = await helper.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])).catch(() => "");
      assert.ok(!kept.includes("pick") && !kept.includes("ballot"), `on the helper's device is ${kept}`);

      await handOver(helper, round, "Tom");
      assert.equal(await helper.locator("main input:checked").count(), 0, "what was picked before does not show");
      await pick(helper, /Sensory den/);
      await press(helper, "Put in my new vote");
      await heading(helper, "Your vote is in");
      assert.equal(await round.voted(), 1, "one voter, one vote");
    });

journey(browsing, "two people type papers in, differ, agree and put them in; the result says who came which way", async ({ visit }) => {
  const round = await program.makeRound({ open: true });
  const one = await comeAs("advocate", program, visit);
  const two = await comeAs("coordinator", program, visit);
  await one.goto(round.at("papers"));
  await one.getByLabel("How many?").fill("3");
  await press(one, "Make them");
  await one.getByText("The papers are ready to print.").waitFor();
  await follow(one, "Print the papers");
  await one.getByRole("checkbox", { name: "العربية" }).check();
  await press(one, "Show in these languages");
  await one.locator(".paper [lang=ar]").first().waitFor();
  const marks = (await one.locator(".paper-mark").allTextContents()).map((mark) => mark.trim());
  assert.equal(marks.length, 3);
  assert.ok((await one.pdf({ format: "A4" })).length > 10_000);

  await one.goto(round.at("papers"));
  await one.getByLabel("New batch").fill("Saturday, table 1");
  await press(one, "Open this batch");
  await heading(one, "Saturday, table 1");
  await two.goto(one.url());
  const type = async (page, mark, project) => {
    await page.getByLabel("On the paper").fill(mark);
    if (project) await page.getByRole("checkbox", { name: project }).check();
    else await page.getByLabel("Can it not be counted?").selectOption("unclear");
    await press(page, "Note this paper");
    await page.getByText("Noted. The next paper, please.").waitFor();
  };
  for (const page of [one, two]) {
    await type(page, marks[0], /Bike repair/);
    await type(page, marks[1].toLowerCase(), page === one ? /Sensory den/ : /Story time|story time/);
    await type(page, marks[2], null);
    await press(page, "I have typed in all of them");
  }
  for (const page of [one, two]) {
    await page.reload();
    await page.locator("#again", { hasText: marks[1].split("-")[0] }).waitFor();
    await type(page, marks[1], /Sensory den/);
    await press(page, "I have typed in all of them");
  }
  await two.getByText("2 papers count. 1 cannot be counted.").waitFor();
  await two.goto(round.at("manage"));
  await two.getByText("1 batch of papers is not in the box.").waitFor();
  await one.reload();
  await press(one, "Put them in the box");
  await press(one, "Yes, put them in the box");
  await one.getByText("The batch is in the box.").waitFor();

  const parent = await visit();
  await useSlip(parent, program.address, round.slips[0]);
  await pick(parent, /Bike repair/);
  await putIn(parent);
  await handOver(one, round, "Tom");
  await pick(one, /Bike repair/);
  await putIn(one);
  assert.deepEqual((await round.close()).voted, { member: 0, slip: 1, desk: 1, paper: 2 });
  await parent.goto(round.at("result"));
  for (const [line, number] of [["Voted with a slip", "1"], ["Voted with a helper", "1"], ["Voted on paper", "2"], ["Papers that could not be counted", "1"]])
    await parent.getByRole("row", { name: `${line} ${number}` }).waitFor();
});
