// Every page that each kind of person can reach, in a community whose every text tries to run: nothing runs, no rule of
// the page's policy is broken, no link is dead, and axe, thumbs and narrow screens find nothing to complain of.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { comeAs, signInByMail, useSlip } from "./rig/acts.mjs";
import { journey, launch } from "./rig/browser.mjs";
import { attack, settle } from "./rig/hostile.mjs";
import { frame, picture, small, violations } from "./rig/look.mjs";
import { startProgram } from "./rig/program.mjs";

let browser;
let program;
let places;
before(async () => {
  [browser, program] = await Promise.all([launch(), startProgram("--community", attack.slice(0, 60))]);
});
after(() => Promise.all([browser.close(), program.stop()]));
const browsing = () => browser;

const narrow = { viewport: { width: 320, height: 640 } };
const fromLetters = /^\/(me\/letters$|rounds\/.*\/vote$)/; // where letters lead: their readers may have to sign in first
const drawnAlone = /\/mailbox\/.*\/html$/; // a letter, as a mail program would draw it

journey(browsing, "the community's every text can be typed in and kept", async ({ visit }) => {
  places = await settle(program, visit);
});

for (const [who, parents, come, options, starts] of [
  ["somebody who is not signed in", true, (open) => open(), {}, (p) => ["/", "/join", "/slip", p.rounds.open.lobby, p.rounds.open.path, `/s/${p.rounds.open.slips[0]}`, `${p.rounds.closed.path}/result`]],
  ["somebody with a slip", true, (open, p) => bySlip(open, p.rounds.open.slips[0]), {}, (p) => ["/", p.rounds.open.lobby, `${p.rounds.open.path}/vote`]],
  ["somebody who has voted", true, (open, p) => bySlip(open, p.rounds.open.slips[1]), { lang: "ar" }, (p) => ["/", p.rounds.open.lobby, `${p.rounds.open.path}/voted`]],
  ["somebody who waits in the lobby", true, (open, p) => bySlip(open, p.rounds.draft.slips[0]), { lang: "ar", colorScheme: "dark" }, (p) => ["/", p.rounds.draft.lobby]],
  ["a parent", true, (open) => byMail(open, "parent@example.org"), { colorScheme: "dark" }, (p) => ["/", p.council, `${p.rounds.open.path}/vote`, `${p.rounds.closed.path}/result`]],
  ["an advocate", false, (open) => byMail(open, "advocate@example.org"), { lang: "ar" }, staffStarts],
  ["a coordinator", false, (open) => comeAs("coordinator", program, open), { forcedColors: "active" }, staffStarts],
])
  journey(browsing, `every page that ${who} can reach is whole`, async ({ visit }) => {
    const { lang, ...more } = options;
    const page = await come((session) => visit({ ...session, ...narrow, ...more }), places);
    await page.addInitScript(() => {
      globalThis.xss = () => console.error("a text of the community ran");
    });
    if (lang) await speak(page, lang);
    const wrong = await crawl(page, starts(places), { parents, folder: who.replaceAll(" ", "-") });
    assert.deepEqual(wrong, []);
  });

function staffStarts(p) {
  const sheets = Object.values(p.rounds).flatMap(({ path }) => ["manage", "settings", "slips", "scrutineers", "poster", "screen"].map((page) => `${path}/${page}`));
  return ["/", p.council, "/me/tokens", ...sheets];
}

async function bySlip(open, code) {
  const page = await open();
  await useSlip(page, program.address, code);
  return page;
}

async function byMail(open, email) {
  const page = await open();
  await signInByMail(page, program, email);
  return page;
}

async function speak(page, lang) {
  await page.goto(`${program.address}/me`);
  await page.locator(`main button[name=lang][value=${lang}]`).click();
  await page.locator(`html[lang=${lang}]`).waitFor();
}

/** Follows every link of every page, one page of each kind, and says what is wrong where. */
async function crawl(page, starts, { parents, folder }) {
  const queue = [...starts];
  const seen = new Set();
  const wrong = [];
  for (let path = queue.shift(); path; path = queue.shift()) {
    const kind = kindOf(path);
    if (seen.has(kind)) continue;
    seen.add(kind);
    await page.setViewportSize(narrow.viewport);
    const answer = await page.goto(program.address + path);
    const say = (text) => wrong.push(`${path}: ${text}`);
    if (answer.status() >= 400) say(`answers ${answer.status()}`);
    if (page.url().includes("/sign-in?back=") && !fromLetters.test(path)) say("asks who it is");
    if (drawnAlone.test(path)) continue;
    for (const text of await frame(page)) if (!kind.endsWith("/screen") || !/wider/.test(text)) say(text);
    for (const text of await violations(page)) say(text);
    if (parents) for (const text of await small(page)) say(text);
    await picture(page, `${folder}${kind.replaceAll("/", "_").replaceAll(":", "")}`);
    queue.push(...(await links(page)));
  }
  return wrong;
}

/** The addresses that a page leads to, of those that are pages of this site. */
async function links(page) {
  const found = await page.locator("a[href]:not([download])").evaluateAll((all) => all.map((one) => one.href));
  return found
    .map((href) => new URL(href))
    .filter((url) => url.origin === program.address && !url.pathname.startsWith("/assets/") && url.pathname !== "/sign-in/link")
    .map((url) => url.pathname + url.search);
}

/** Pages that differ by what they are about alone are of one kind; those of rounds in other states are not. */
function kindOf(path) {
  const state = Object.keys(places.rounds).find((name) => path.includes(places.rounds[name].path.split("/").pop()) || path.startsWith(places.rounds[name].lobby));
  return path
    .replace(/\/rounds\/[a-z0-9]+/, `/rounds/:${state ?? "other"}`)
    .replace(/^\/r\/.*/, `/r/:${state}`)
    .replace(/^\/s\/.*/, "/s/:code")
    .replace(/\/councils\/[a-z0-9]{10,}/, "/councils/:council")
    .replace(/\/projects\/\d+/, "/projects/:project")
    .replace(/^\/mailbox\/[^/]+/, "/mailbox/:mail")
    .replace(/\?.*/, "");
}

journey(browsing, "what is typed into a form that is refused, or into an address, does not run either", async ({ visit, expected }) => {
  expected(/status of 4\d\d/);
  const page = await comeAs("coordinator", program, visit, narrow);
  await page.addInitScript(() => {
    globalThis.xss = () => console.error("what was typed ran");
  });
  for (const path of ["/join", "/slip", "/sign-in"]) {
    await page.goto(program.address + path);
    await page.locator("main input:not([type=hidden])").fill(attack.slice(0, 200));
    await page.locator("main form button").last().click();
    await page.locator("#problems").waitFor();
    assert.deepEqual([...(await frame(page)), ...(await violations(page)), ...(await small(page))], [], path);
  }
  await page.goto(`${program.address}${places.rounds.draft.path}/settings`);
  for (const field of await page.locator("main input[type=text], main textarea").all()) await field.fill(attack.slice(0, 200));
  await page.locator("main form button").last().click();
  await page.locator("#problems").waitFor();
  assert.deepEqual([...(await frame(page)), ...(await violations(page))], []);
  await page.goto(`${program.address}${places.rounds.draft.path}/projects/1/edit`);
  await page.locator("form[action$='/remove'] button").click();
  await page.locator("form input[name=confirm]").waitFor({ state: "attached" });
  assert.deepEqual([...(await frame(page)), ...(await violations(page))], []);

  const typed = encodeURIComponent(attack);
  for (const path of [`/s/${typed}`, `/r/${typed}`, `/nothing/${typed}`, `/sign-in?back=${encodeURIComponent("javascript:xss()")}`, `${places.rounds.closed.path}/receipt?words=${typed}`, `/sign-in/link?t=${typed}`]) {
    await page.goto(program.address + path);
    assert.deepEqual([...(await frame(page)), ...(await violations(page))], [], path);
  }
});
