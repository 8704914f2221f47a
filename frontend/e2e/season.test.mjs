// A whole round of two hundred parents and thirty projects, from the rules to the last story, played by a script through
// HTTP alone. What people choose is thrown with a die that falls the same way each time; what they do at once, they do at
// once. The chapters follow one another in one community.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startProgram } from "./rig/program.mjs";
import { Die, Visitor, asked, byLink, byMail, bySlip, command, crowd, enterPapers, makePapers, putForward, voteAtDesk, voteOnPages } from "./rig/season.mjs";

const started = Date.now();
const die = new Die(2026);
const inDays = (n) => new Date(Date.now() + n * 24 * 60 * 60 * 1000).toISOString();
const today = inDays(0).slice(0, 10);
const budget = 8_000_00;
const guidelines = ["It is for parents and children of Blackbird Leys.", "Anybody may come along.", "Parents run it themselves."];
const settings = {
  title: "£8,000 for the year to come", purpose: "Parents put ideas forward, and parents decide.", budget, smallest: 100_00, largest: 1_000_00,
  voters: "both", ballot: "within-budget", rule: "equal-shares", standings: "after-close", minimum: 10, quorum: 50,
  guidelines, checklist: ["It meets the guidelines.", "The costs are real.", "Somebody will run it."],
  applications: inDays(1), review: inDays(8), pitches: inDays(15), opens: inDays(20), closes: inDays(27), reports: inDays(200),
};
const whats = "Breakfast club|Driving theory|Sensory den|Bike repair|Story time|Seaside trip|Film nights|Football kit|English lessons|Buggy walks|Cooking together|Swimming|Music lessons|Garden beds|Homework help|Chess club|Sewing circle";
const ideas = whats.split("|").flatMap((what) => ["on Cuddesdon Way", "by the library"].map((where) => ({ title: `${what} ${where}`, what })));
const deskNames = ["Tom", "Grace", "Yusuf", "Maria", "Dwayne", "Farah", "Kasia", "João", "Nadia", "Ben", "Blessing", "Imran"];

let program, advocate, coordinator, members, slips, papers, round, projects, shelf;
let winners;
const box = new Map(); // what each voter put in last: way, picks and receipt
const author = (number) => ideas.find((one) => one.title === projects[number - 1].title).author;
const move = (to) => advocate.api("POST", `${round}/moves`, { to });

before(async () => {
  [program, shelf] = await Promise.all([startProgram(), mkdtemp(join(tmpdir(), "parentpower-season-"))]);
  [advocate, coordinator] = await crowd([program.links.advocate, program.links.coordinator], (link) => byLink(program, link));
});
after(async () => {
  await Promise.all([program.stop(), rm(shelf, { recursive: true })]);
  console.log(`a whole round in ${Math.round((Date.now() - started) / 1000)} s, by ${asked.requests} requests`);
});

test("parents with an account and parents with a slip put 34 ideas forward, withdraw one and join two", async () => {
  round = `/rounds/${(await advocate.api("POST", `/councils/${program.council}/rounds`, settings)).id}`;
  const emails = Array.from({ length: 40 }, (_, i) => `parent${i + 1}@example.org`);
  await crowd(emails, (email, i) => advocate.send(`/councils/${program.council}/members`, { name: `Parent ${i + 1}`, email, role: "member" }));
  [members, { slips }, papers] = await Promise.all([
    byMail(program, emails), advocate.api("POST", `${round}/slips`, { number: 129 }), makePapers(advocate, round, 13),
  ]);
  await move("applications");

  await crowd(ideas, async (idea, i) => {
    idea.author = i % 2 === 0 ? members[i / 2] : await bySlip(program, slips[(i - 1) / 2].code);
    const least = 100 + ((i * 37) % 400);
    const items = [{ what: "What it needs", min: `${least}`, wanted: `${least + 150}` }, { what: "Tea", min: "20", wanted: "" }];
    idea.least = (least + 20) * 100;
    idea.id = await putForward(idea.author, round, { title: idea.title, about: `${idea.what}, every week until July.`, lead: `Lead ${i + 1}`, items });
  });
  const [gone, asks, agrees] = [ideas[33], ideas[31], ideas[30]];
  assert.match(await gone.author.sendFor(`${round}/ideas/${gone.id}/withdraw`), /name="confirm"/, "it asks once more");
  await gone.author.send(`${round}/ideas/${gone.id}/withdraw`, { confirm: "yes" });
  await asks.author.send(`${round}/ideas/${asks.id}/join/${agrees.id}`, { do: "ask", keep: agrees.id });
  await agrees.author.send(`${round}/ideas/${agrees.id}/join/${asks.id}`, { do: "agree", keep: agrees.id });
});

test("a panel of three reviews them; some come back with a guideline and are mended, and thirty go on the ballot", async () => {
  const panel = members.slice(30, 33);
  const [chair] = panel;
  const persons = await crowd(panel, async (one) => (await one.api("GET", "/me")).person);
  await advocate.api("PUT", `${round}/panel`, { panel: persons, chair: persons[0] });
  await move("review");
  const waiting = (await chair.api("GET", `${round}/panel`)).ideas.map(({ id }) => ideas.find((one) => one.id === id));
  assert.equal(waiting.length, 32);

  const at = (idea) => `${round}/panel/ideas/${idea.id}`;
  const near = waiting[5];
  const [weak, mended] = [waiting.filter((_, i) => i % 7 === 3), waiting.filter((_, i) => i % 7 === 3).slice(2)];
  await panel[2].api("PUT", `${at(near)}/aside`, { why: "My sister leads it." });
  await assert.rejects(panel[2].api("GET", at(near)), { status: 404 }, "who stepped aside reads it nowhere");
  await assert.rejects(decide(near, { decision: "accept", cost: near.least }), { status: 409 }, "nobody has reviewed it");
  const review = (list, opinion) =>
    crowd(list.flatMap((idea) => panel.slice(0, idea === near ? 2 : 3).map((one) => [one, idea])), ([one, idea]) =>
      one.api("PUT", `${at(idea)}/review`, { ticks: ["yes", "yes", "unsure"], comment: "", guidelines: [], ...opinion(idea) }));
  await review(waiting, (idea) => (weak.includes(idea) ? { advice: "send-back", guidelines: [2] } : { advice: "ballot" }));

  for (const idea of waiting)
    await decide(idea, weak.includes(idea) ? { decision: "send-back", guidelines: [2], reason: "Say who may come." } : { decision: "accept", cost: idea.least + die.throw(0, 150) * 100 });
  await crowd(mended, async ({ author, id, what }) => {
    const page = await author.page(`${round}/ideas/${id}`);
    for (const said of [guidelines[1], "Say who may come."]) assert.ok(page.includes(said), `its author reads: ${said}`);
    await author.send(`${round}/ideas/${id}/about`, { about: `${what}, every week until July. Anybody may come.` });
    await author.send(`${round}/ideas/${id}/send`);
  });
  await review(mended, () => ({ advice: "ballot" }));
  for (const idea of mended) await decide(idea, { decision: "accept", cost: idea.least });
  await move("pitches");
  ({ projects } = await advocate.api("GET", round));
  assert.equal(projects.length, 30);
  const anybody = new Visitor(program);
  await crowd(projects, async ({ number, title }) => assert.ok((await anybody.page(`${round}/projects/${number}`)).includes(title)));

  function decide(idea, verdict) {
    return chair.api("POST", `${at(idea)}/decision`, verdict);
  }
});

test("two hundred are on the roll and vote with an account, a slip, a helper or on paper; some change their mind", async () => {
  await advocate.api("POST", `${round}/open`);
  const late = (await advocate.api("POST", `${round}/slips`, { number: 1 })).slips[0];
  assert.deepEqual((await advocate.api("GET", round)).turnout, { voted: 0, roll: 200 });

  const put = async (voter, way, vote, none = false) => {
    const picks = none ? [] : choose();
    box.set(voter, { way, picks, receipt: await vote(picks) });
  };
  const byPage = (voter) => put(voter, "member", (picks) => voteOnPages(voter, round, picks));
  const byCode = (voter, code, i = 0) => {
    const holder = new Visitor(program, code);
    return put(voter, "slip", async (picks) => {
      const ballot = { picks, key: `season-${code}-${picks.join("-")}` };
      const answers = await Promise.all(Array.from({ length: i % 12 === 5 ? 3 : 1 }, () => holder.api("PUT", `${round}/ballot`, ballot)));
      assert.equal(new Set(answers.map((one) => one.receipt)).size, 1, "a resend is the same ballot");
      return answers[0].receipt;
    }, i % 20 === 19);
  };
  await Promise.all([
    crowd(members.slice(0, 37), byPage, 12), crowd(slips.slice(0, 120), ({ id, code }, i) => byCode(id, code, i), 16), atDesk(), onPaper(),
  ]);
  await Promise.all([crowd(members.slice(0, 8), byPage), crowd(slips.slice(20, 40), ({ id, code }) => byCode(id, code))]);
  for (const { id, code } of [slips[50], slips[125]]) {
    const fresh = await advocate.api("POST", `${round}/slips/${id}/reissue`);
    await assert.rejects(new Visitor(program, code).api("GET", `${round}/ballot`), { status: 410 }, "the lost slip is over");
    await byCode(id, fresh.code);
  }
  await byCode(late.id, late.code);

  async function atDesk() {
    const table = (helper, names) => crowd(names, (name) => put(name, "desk", (picks) => voteAtDesk(helper, round, name, picks)), 1);
    await Promise.all([table(advocate, deskNames.slice(0, 6)), table(coordinator, deskNames.slice(6))]);
  }

  async function onPaper() {
    const batch = await advocate.send(`${round}/batches`, { name: "Coffee morning" });
    const read = papers.map((mark, i) => ({ mark, picks: i < 12 ? choose() : undefined }));
    const misread = read.map((paper, i) => (i === 4 ? { ...paper, picks: paper.picks.slice(1) } : paper));
    await Promise.all([enterPapers(advocate, batch, read), enterPapers(coordinator, batch, misread)]);
    await assert.rejects(advocate.send(`${batch}/put`, { confirm: "yes" }), { status: 409 }, "they differ about one");
    await crowd([advocate, coordinator], (clerk) => enterPapers(clerk, batch, [read[4]]));
    await advocate.send(`${batch}/put`, { confirm: "yes" });
    for (const { mark, picks } of read.slice(0, 12)) box.set(mark, { way: "paper", picks });
  }
});

/** Some projects that the money is enough for, those of one's own street first. */
function choose() {
  const street = die.throw(0, 2);
  const liked = die.shuffle(projects).sort((a, b) => (b.number % 3 === street) - (a.number % 3 === street)).slice(0, die.throw(2, 8));
  let left = budget;
  return liked.filter(({ cost }) => cost <= left && (left -= cost) >= 0).map(({ number }) => number).sort((a, b) => a - b);
}

test("it is counted by equal shares: one ballot for each who voted, by every way in, and anybody can count it again", async () => {
  await advocate.api("POST", `${round}/close`);
  let result;
  while (!result) result = await advocate.api("GET", `${round}/result`).catch((error) => assert.match(String(error.status), /404|409/));
  ({ winners } = result);
  const byWay = (way) => [...box.values()].filter((one) => one.way === way).length;
  assert.deepEqual(result.voted, { member: byWay("member"), slip: byWay("slip"), desk: byWay("desk"), paper: byWay("paper") });
  assert.deepEqual([result.ballots, result.roll, result.late, result.reissued, result.spoilt, result.quorum_met], [box.size, 200, 1, 2, 1, true]);

  const anybody = new Visitor(program);
  const { text } = await anybody.ask("GET", `${round}/audit.json`, { wanted: 200 });
  const counted = new Map(JSON.parse(text).box.ballots.map(({ receipt, picks }) => [receipt, picks]));
  assert.equal(counted.size, box.size, "no receipt is there twice");
  const [withReceipt, onPaper] = [true, false].map((has) => [...box.values()].filter((one) => Boolean(one.receipt) === has));
  for (const { receipt, picks } of withReceipt) {
    assert.deepEqual(counted.get(receipt), picks, "what was put in last is what was counted");
    counted.delete(receipt);
  }
  assert.deepEqual([...counted.values()].map(String).sort(), onPaper.map(({ picks }) => String(picks)).sort(), "the others are those on paper");
  await crowd(withReceipt, async ({ receipt }) =>
    assert.equal((await anybody.api("GET", `${round}/receipts/${receipt}`)).state, "counted"));

  const files = { bundle: join(shelf, "audit.json"), ballots: join(shelf, "ballots.pb") };
  await writeFile(files.bundle, text);
  await writeFile(files.ballots, await anybody.page(`${round}/ballots.pb`));
  assert.equal((await command("verify", files.bundle)).ok, true);
  const again = await command("tally", files.ballots, "--rule", "equal-shares", "--ties", "cost-votes-lot", "--seed", result.lot.seed);
  assert.deepEqual(again.winners.map(Number), winners);
  assert.ok(winners.length >= 5 && result.cost <= budget, `${winners.length} projects for ${result.cost}`);
});

test("the winners are paid, account for it and give back; it is awarded again, and the ledger balances at every step", async () => {
  const award = (number, act, body, method = "POST", who = author(number)) => who.api(method, `${round}/awards/${number}/${act}`, body);
  const byStaff = (number, act, body, method) => award(number, act, body, method, advocate);
  while ((await balance()).awarded === 0);
  const [declines, returns, ...rest] = winners;
  await award(declines, "answer", { accept: false }, "PUT");
  await balance();
  await crowd([returns, ...rest], (number) => take(number));
  const [{ awarded }] = (await advocate.api("GET", `${round}/awards`)).awards.filter((one) => one.project === returns);
  await award(returns, "returns", { amount: 50_00 });
  assert.equal((await balance()).returned, projects[declines - 1].cost, "what is on its way back has not arrived");
  await byStaff(returns, "arrivals", { amount: 50_00, reference: "back" });
  const before = await balance();
  assert.equal(before.returned, projects[declines - 1].cost + 50_00);
  assert.equal((await advocate.api("GET", `${round}/awards/${returns}`)).awarded, awarded - 50_00);

  const again = projects.find(({ number, title }) => !winners.includes(number) && ideas.find((one) => one.title === title).least <= before.returned);
  const amount = ideas.find((one) => one.title === again.title).least;
  await advocate.api("POST", `${round}/awards`, { project: again.number, amount, reason: "From what came back." });
  assert.equal((await balance()).returned, before.returned - amount);
  await take(again.number);

  await move("reporting");
  const told = [returns, ...rest, again.number];
  await crowd(told, async (number) => {
    await award(number, "news", { text: "We have begun, and all places are taken." });
    await award(number, "story", { text: "Forty families came, week after week, and it goes on next year." }, "PUT");
    await byStaff(number, "finish", { short: number === returns ? "It cost less than we thought." : "" });
  });
  const { entries } = await advocate.api("GET", `${round}/ledger`);
  assert.equal((await advocate.page(`${round}/ledger.csv`)).trim().split("\n").length, entries.length + 1);
  assert.match(await advocate.page(`${round}/ledger.xlsx`), /^PK/);
  assert.match(await new Visitor(program).page(`${round}/after/${returns}`), /Forty families came/);
  await move("closed");
  await assert.rejects(award(returns, "story", { text: "One more word, when it is all over already." }, "PUT"), { status: 409 });
  assert.equal((await balance()).awarded, (await advocate.api("GET", `${round}/awards`)).awards.reduce((sum, one) => sum + one.awarded, 0));

  /** Takes an award, is paid in two parts and accounts for it, all but the last £50. */
  async function take(number) {
    const { awarded } = await award(number, "answer", { accept: true }, "PUT");
    for (const [amount, tranche] of [[Math.floor(awarded / 2), 1], [Math.ceil(awarded / 2), 2]]) {
      await byStaff(number, "tranches", { amount, due: today, for: "" });
      await byStaff(number, `tranches/${tranche}/payment`, { on: today, reference: `BACS ${number}-${tranche}` });
      await balance();
    }
    await award(number, "receipts", { amount: number === returns ? awarded - 60_00 : awarded, on: today, what: "All of it" });
  }
});

/** Where the money stands, once its ledger has been added up by hand. */
async function balance() {
  const { balance: told, entries } = await advocate.api("GET", `${round}/ledger`);
  for (const [name, sum] of Object.entries(told)) assert.equal(entries.reduce((all, { effect }) => all + effect[name], 0), sum, name);
  if (entries.length > 0) assert.equal(told.awarded + told.returned + told.left, budget);
  return told;
}
