// After the vote: a parent takes the money by phone without JavaScript, spends it, gives back what is left and tells the
// story; the advocate pays and awards what came back to another; everybody who voted can read what came of it, and the
// ledger opens in a spreadsheet program.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before } from "node:test";
import { inflateRawSync } from "node:zlib";
import { comeAs, follow, heading, press } from "./rig/acts.mjs";
import { desk, journey, launch, phone } from "./rig/browser.mjs";
import { violations } from "./rig/look.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram()]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

const paper = { name: "receipt.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\ntrailer<<>>\n%%EOF\n") };
const seen = (page, name) => page.getByRole("img", { name }).evaluate((image) => image.decode().then(() => image.naturalWidth > 0));

/** A round in which Bike repair (£300) and the breakfast club (£480) won, of £2,000. */
async function counted() {
  const round = await program.makeRound({ open: true });
  for (const slip of round.slips.slice(0, 10)) await round.vote(slip, [1, 4]);
  await round.close();
  while ((await program.api("GET", `${round.path}/awards`)).awards.length === 0);
  return round;
}

const clean = async (page) => assert.deepEqual(await violations(page), []);
const money = async (round) => (await program.api("GET", `${round.path}/awards`)).balance;

journey(browsing, "money is accepted by phone without JavaScript, paid, spent, given back, awarded again, and its story told", async ({ visit, expected }) => {
  expected(/status of 422.*\/receipt/);
  const round = await counted();
  const advocate = await comeAs("advocate", program, visit, desk);
  await advocate.goto(round.at("manage"));
  await follow(advocate, "Money");
  await heading(advocate, "Money");
  await clean(advocate);
  await follow(advocate, "Bike repair");
  await follow(advocate, "Choose");
  await advocate.getByRole("checkbox", { name: "Amina" }).check();
  await press(advocate, "Keep");

  const parent = await comeAs("parent", program, visit, { ...phone, javaScriptEnabled: false });
  await parent.goto(program.address);
  await parent.getByText("You have £300").waitFor();
  await follow(parent, "Say yes or no");
  await heading(parent, "You have £300");
  await press(parent, "Yes, we will do it");
  await parent.getByText("You said yes. The hub will pay you.").waitFor();

  await advocate.goto(round.at("money/4"));
  await follow(advocate, "Plan a payment");
  assert.equal(await advocate.getByLabel("How much").inputValue(), "300");
  await advocate.getByLabel("What for").fill("=Tools");
  await press(advocate, "Keep");
  await follow(advocate, "£300 was paid");
  await advocate.getByLabel("Reference").fill("Transfer 7");
  await press(advocate, "Note it");
  await advocate.getByText("All of it is planned or paid").waitFor();
  await clean(advocate);

  await parent.goto(round.at("award/4"));
  await follow(parent, "Add a receipt");
  await press(parent, "Put it in");
  await parent.getByRole("alert").getByRole("link", { name: "Give the amount on the receipt." }).waitFor();
  await parent.getByLabel("How much was it?").fill("£220.50");
  await parent.getByLabel("What was it for?").fill("Spanners and grease");
  await parent.getByLabel("Take a photo of it, or choose a PDF").setInputFiles(paper);
  await press(parent, "Put it in");
  await parent.getByText("£220.50 of £300 spent").waitFor();
  await parent.getByRole("link", { name: "The receipt itself" }).waitFor();
  await follow(parent, "Give back what is left");
  await parent.getByLabel("How much?").fill("79.50");
  await press(parent, "Give it back");
  await parent.getByText("£79.50 is on its way back from you.").waitFor();
  await follow(parent, "Add news");
  await parent.getByLabel("Your news").fill("Nine bikes on the first evening.");
  await press(parent, "Show it to everybody");
  await follow(parent, "Tell the story");
  await parent.getByLabel("Your story").fill("Sixty bikes ride again.\n\nTwo lads now mend them on their own.");
  const first = parent.getByRole("group", { name: "A picture (if you have one)" });
  await first.getByLabel("Take or choose a photo").setInputFiles({ name: "IMG_0002.png", mimeType: "image/png", buffer: await parent.screenshot() });
  await first.getByLabel("What can be seen in it?").fill("Our form on a phone");
  await press(parent, "Tell it to everybody");
  await parent.getByText("Your story is told.").waitFor();

  await advocate.goto(round.at("money/4"));
  await follow(advocate, "Money came back");
  assert.equal(await advocate.getByLabel("How much").inputValue(), "79.50");
  await press(advocate, "Note it");
  await follow(advocate, "Finish it");
  await press(advocate, "Finish it");
  await advocate.goto(round.at("money"));
  await follow(advocate, "Award what is free");
  await advocate.getByRole("radio", { name: "Sensory den" }).check();
  await advocate.getByLabel("How much").fill("350");
  await advocate.getByLabel("Why?").fill("Next by votes at the open evening");
  await press(advocate, "Promise it");
  await heading(advocate, "Money");
  assert.deepEqual(await money(round), { awarded: 1_050_50, returned: 0, left: 949_50, paid: 220_50, spent: 220_50 });

  const voter = await visit(phone);
  await voter.goto(round.at("result"));
  await follow(voter, "See what came of it");
  await heading(voter, "What came of it");
  await clean(voter);
  await follow(voter, "Read the story: Bike repair");
  await voter.getByText("Two lads now mend them on their own.").waitFor();
  await voter.getByText("Spanners and grease").waitFor();
  assert.ok(await seen(voter, "Our form on a phone"));
  assert.equal(await voter.getByRole("link", { name: "The receipt itself" }).count(), 0);
  await clean(voter);
});

journey(browsing, "the ledger opens as a workbook in which nothing is a formula and the columns add up to the balance", async ({ visit }) => {
  const round = await counted();
  const award = `${round.path}/awards/4`;
  await program.api("PUT", `${award}/answer`, { accept: true, said_by: "Tom, by phone" });
  await program.api("POST", `${award}/tranches`, { amount: 120_10, due: "2026-05-01", for: "=1+1" });
  await program.api("POST", `${award}/tranches/1/payment`, { on: "2026-05-01", reference: "+44 7" });
  const advocate = await comeAs("advocate", program, visit, desk);
  await advocate.goto(round.at("ledger"));
  const [download] = await Promise.all([advocate.waitForEvent("download"), follow(advocate, "As a workbook (XLSX)")]);
  const sheet = unzip(await readFile(await download.path()), "xl/worksheets/sheet1.xml");
  assert.ok(!sheet.includes("<f>"), "no cell is a formula");
  assert.ok(sheet.includes("&#39;=1+1") || sheet.includes("'=1+1"), "what began like one has an apostrophe");
  const column = (letter) => [...sheet.matchAll(new RegExp(`<c r="${letter}\\d+"[^>]*><v>([-.\\d]+)</v>`, "g"))].reduce((sum, [, n]) => sum + Math.round(n * 100), 0);
  const balance = await money(round);
  assert.deepEqual({ awarded: column("F"), returned: column("G"), left: column("H"), paid: column("I"), spent: column("J") }, balance);
});

journey(browsing, "what came of it reads from right to left", async ({ visit }) => {
  const round = await counted();
  const reader = await visit({ ...phone, locale: "ar" });
  await reader.goto(round.at("after"));
  assert.equal(await reader.locator("html").getAttribute("dir"), "rtl");
  await heading(reader, "ما الذي حدث");
  await clean(reader);
  await reader.getByRole("link", { name: "تابعوه: Bike repair" }).click();
  await reader.getByText("صوّت له 10 أشخاص").waitFor();
  await clean(reader);
});

/** One file of a zip, found by its central directory. */
function unzip(zip, name) {
  for (let at = zip.lastIndexOf(Buffer.from("PK\x05\x06")), next = zip.readUInt32LE(at + 16); zip.readUInt32LE(next) === 0x02014b50; ) {
    const [size, long, extra, comment, start] = [zip.readUInt32LE(next + 20), ...[28, 30, 32].map((o) => zip.readUInt16LE(next + o)), zip.readUInt32LE(next + 42)];
    if (zip.toString("utf8", next + 46, next + 46 + long) === name) {
      const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
      return inflateRawSync(zip.subarray(from, from + size)).toString();
    }
    next += 46 + long + extra + comment;
  }
  throw new Error(`no ${name} in the workbook`);
}
