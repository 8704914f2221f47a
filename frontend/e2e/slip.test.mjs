// Journey 2: no e-mail. A slip from the advocate is a vote, by its QR code or by typing what is printed on it.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { comeAs, heading, pick, press, putIn, scan, useSlip } from "./rig/acts.mjs";
import { journey, launch, phone } from "./rig/browser.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

for (const javaScriptEnabled of [true, false])
  journey(browsing, `the QR code of a printed slip leads to the vote ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({ visit }) => {
    const round = await program.makeRound({ open: true });
    const advocate = await comeAs("advocate", program, visit);
    await advocate.goto(round.at("slips/print"));
    assert.equal(await advocate.locator("svg.qr").count(), round.slips.length);
    const address = await scan(advocate);

    const parent = await visit({ ...phone, javaScriptEnabled });
    await parent.goto(address);
    await parent.getByText("We do not ask for your name.").waitFor();
    await parent.reload();
    assert.equal(await round.voted(), 0, "looking changes nothing");
    await press(parent, "Use this slip");
    await heading(parent, "Which projects should we pay for?");
    await pick(parent, /Bike repair/);
    await putIn(parent);
    assert.equal(await round.voted(), 1);
  });

journey(browsing, "a code is understood however it is typed, and a wrong one loses nothing", async ({ visit, expected }) => {
  expected(/status of 422.*\/slip/);
  const round = await program.makeRound({ open: true, slips: 40 });
  const parent = await visit();
  await parent.goto(`${program.address}/slip`);
  const field = parent.getByLabel("Code on the slip");

  await field.fill("hello");
  await press(parent, "Use this slip");
  const problems = parent.locator("#problems");
  await problems.getByText("A slip's code has 14 letters and numbers. Look at the paper again.").waitFor();
  assert.ok(await problems.evaluate((node) => node === document.activeElement), "what is wrong has the focus");
  assert.equal(await field.inputValue(), "hello");
  await problems.getByRole("link").click();
  assert.ok(await field.evaluate((node) => node === document.activeElement), "the message leads to its field");

  const code = round.slips.find((one) => one.includes("0")) ?? round.slips[0];
  const swapped = swapTwo(code);
  await field.fill(swapped);
  await press(parent, "Use this slip");
  await problems.getByText("One of the letters is not right. Look at the paper again.").waitFor();
  assert.equal(await field.inputValue(), swapped);

  await field.fill(`  ${code.toLowerCase().replaceAll("0", "o").replaceAll("-", "  ")} `);
  await press(parent, "Use this slip");
  await heading(parent, "Which projects should we pay for?");
});

journey(browsing, "the same slip on a second phone changes the vote, and never adds one", async ({ visit }) => {
  const round = await program.makeRound({ open: true });
  const [first, second] = [await visit(), await visit()];
  await useSlip(first, program.address, round.slips[0]);
  await pick(first, /Bike repair/);
  await putIn(first);
  await useSlip(second, program.address, round.slips[0]);
  await second.goto(round.at("vote"));
  await pick(second, /Sensory den/);
  await press(second, "Put in my new vote");
  await heading(second, "Your vote is in");
  assert.equal(await round.voted(), 1);
  const { projects } = await round.close();
  assert.deepEqual(projects.map((one) => [one.project, one.votes]).sort(), [[1, 0], [2, 0], [3, 1], [4, 1], [5, 0], [6, 0]]);
});

journey(browsing, "a slip that was taken back says so, and its replacement works", async ({ visit, expected }) => {
  expected(/status of 4\d\d/);
  const round = await program.makeRound({ open: true, slips: 1 });
  const advocate = await comeAs("advocate", program, visit);
  await advocate.goto(round.at("slips"));
  await press(advocate, "Make anew: slip 1");
  await advocate.getByText("A new one is ready to print.").waitFor();
  await advocate.goto(round.at("slips/print"));
  const code = (await advocate.locator(".slip-code").textContent()).trim();
  assert.notEqual(code, round.slips[0]);

  const parent = await visit();
  await useSlip(parent, program.address, code);
  await heading(parent, "Which projects should we pay for?");
  const late = await visit();
  await late.goto(`${program.address}/slip`);
  await late.getByLabel("Code on the slip").fill(round.slips[0]);
  await press(late, "Use this slip");
  await late.getByText("This slip was taken back. Ask the person who looks after the vote.").first().waitFor();
});

/** Swaps the first two neighbours that differ: the slip of a finger that a check letter is for. */
function swapTwo(code) {
  const at = [...code].findIndex((letter, i) => code[i + 1] !== letter && code[i + 1] !== "-" && letter !== "-");
  return code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2);
}
