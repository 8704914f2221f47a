// What the people of a whole round do, without a browser: through the JSON API where it has the act, and otherwise by
// sending the pages' own forms, as a browser without JavaScript would. Every answer that is not what was wanted is an
// error that says what the page said.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { binary } from "./program.mjs";

export const asked = { requests: 0 };

/** One person at one device: known by the cookies of a session, or by nothing but the code on a slip or a token. */
export class Visitor {
  constructor(program, bearer) {
    Object.assign(this, { program, bearer, cookies: new Map() });
  }

  async ask(method, path, { type, body, wanted }) {
    const headers = this.bearer ? { authorization: `Bearer ${this.bearer}` } : { "sec-fetch-site": "same-origin" };
    if (type) headers["content-type"] = type;
    if (this.cookies.size > 0) headers.cookie = [...this.cookies].map((one) => one.join("=")).join("; ");
    asked.requests++;
    const answer = await fetch(this.program.address + path, { method, headers, body, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    const text = await answer.text();
    if (wanted ? answer.status !== wanted : !answer.ok) throw new Refused(method, path, answer.status, text);
    return { text, location: answer.headers.get("location") };
  }

  /** Reads a page. */
  async page(path) {
    return (await this.ask("GET", path, { wanted: 200 })).text;
  }

  /** Sends a form and gives back where it leads. A field that is a list is sent once for each of its values. */
  async send(path, fields = {}) {
    return (await this.ask("POST", path, { ...form(fields), wanted: 303 })).location;
  }

  /** Sends a form that answers with a page, such as one that asks once more. */
  async sendFor(path, fields = {}) {
    return (await this.ask("POST", path, { ...form(fields), wanted: 200 })).text;
  }

  /** Asks the JSON API. */
  async api(method, path, body = {}) {
    const json = method === "GET" ? {} : { type: "application/json", body: JSON.stringify(body) };
    const { text } = await this.ask(method, `/api/v1${path}`, json);
    return text && JSON.parse(text);
  }
}

class Refused extends Error {
  constructor(method, path, status, text) {
    const said = text.startsWith("{") ? text : text.match(/id="problems"[^]*?<\/div>/)?.[0].replace(/<[^>]+>|\s+/g, " ");
    super(`${method} ${path}: ${status} ${said ?? text.match(/<h1>[^]*?<\/h1>/)?.[0] ?? ""}`);
    this.status = status;
  }
}

function form(fields) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  return { type: "application/x-www-form-urlencoded", body: body.toString() };
}

/** Lets many people act at a time, as many as most; gives back what came of each, in their order. */
export async function crowd(people, act, most = 32) {
  const results = [];
  const waiting = people.entries();
  const one = async () => {
    for (const [i, person] of waiting) results[i] = await act(person, i);
  };
  await Promise.all(Array.from({ length: Math.min(most, people.length) }, one));
  return results;
}

/** A die that falls the same way each time (mulberry32). */
export class Die {
  constructor(seed) {
    this.state = seed;
  }

  /** A whole number from least to most. */
  throw(least, most) {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let n = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    n = (n + Math.imul(n ^ (n >>> 7), 61 | n)) ^ n;
    return least + (((n ^ (n >>> 14)) >>> 0) % (most - least + 1));
  }

  shuffle(list) {
    const left = [...list];
    return list.map(() => left.splice(this.throw(0, left.length - 1), 1)[0]);
  }
}

/** Signs in with a link from a letter or from the tour. */
export async function byLink(program, link) {
  const visitor = new Visitor(program);
  await visitor.page(new URL(link).pathname + new URL(link).search);
  await visitor.send("/sign-in/link", { t: new URL(link).searchParams.get("t") });
  return visitor;
}

/** Signs people in by the letters that they ask for, each on a device of their own. */
export async function byMail(program, emails) {
  const people = await crowd(emails, async (email) => {
    const visitor = new Visitor(program);
    await visitor.sendFor("/sign-in", { email, back: "" });
    return visitor;
  });
  const reader = new Visitor(program);
  const line = /href="(\/mailbox\/[^"]+)"><bdi>Your link[^]*?<p class="soft"><bdi>([^<]+)/g;
  let letters;
  do letters = new Map([...(await reader.page("/mailbox")).matchAll(line)].map(([, at, to]) => [to, at]));
  while (!emails.every((email) => letters.has(email)));
  await crowd(people, async (visitor, i) => {
    const [, token] = /\/sign-in\/link\?t=([^"<\s]+)/.exec(await reader.page(letters.get(emails[i])));
    await visitor.send("/sign-in/link", { t: decodeURIComponent(token) });
  });
  return people;
}

/** Comes with a slip, as somebody does who has no e-mail. */
export async function bySlip(program, code) {
  const visitor = new Visitor(program);
  await visitor.send("/slip", { code });
  return visitor;
}

/** Puts an idea forward, one step after the other; gives back its id. Money is in pounds. */
export async function putForward(author, round, { title, about, lead, items }) {
  const id = /name="id" value="([^"]+)"/.exec(await author.page(`${round}/apply`))[1];
  await author.send(`${round}/apply`, { id });
  await author.send(`${round}/ideas/${id}/title`, { title });
  await author.send(`${round}/ideas/${id}/about`, { about });
  for (const [i, item] of items.entries()) await author.send(`${round}/ideas/${id}/costs/${id}-${i}`, item);
  await author.send(`${round}/ideas/${id}/costs`);
  await author.send(`${round}/ideas/${id}/leads`, { lead });
  await author.send(`${round}/ideas/${id}/send`);
  return id;
}

/** Votes on the pages; gives back the receipt. */
export async function voteOnPages(voter, round, picks) {
  const choice = picks.length > 0 ? { pick: picks } : { none: "yes" };
  const check = await voter.sendFor(`${round}/vote/check`, choice);
  await voter.send(`${round}/vote`, { ...choice, key: keyOf(check) });
  return receiptOn(await voter.page(`${round}/voted`));
}

/** Finds somebody at the helper's desk and hands the device over; gives back the receipt that they write down. */
export async function voteAtDesk(helper, round, name, picks) {
  const found = await helper.sendFor(`${round}/desk/find`, { find: name });
  const at = new RegExp(`href="(${round}/desk/voters/[^"]+)"[^>]*><bdi>${name}</bdi>`).exec(found)[1];
  await helper.send(at, { reason: "reading", words: "", lang: "en" });
  const check = await helper.sendFor(`${round}/desk/vote/check`, { pick: picks });
  return receiptOn(await helper.sendFor(`${round}/desk/vote`, { pick: picks, key: keyOf(check) }));
}

const keyOf = (page) => /name="key" value="([^"]+)"/.exec(page)[1];
const receiptOn = (page) => /class="receipt"[^>]*><bdi>([^<]+)/.exec(page)[1].match(/[a-z]+|[0-9]+/g).join("-");

/** Makes so many ballot papers; gives back the marks that are printed on them. */
export async function makePapers(staff, round, number) {
  await staff.send(`${round}/papers`, { number });
  return [...(await staff.page(`${round}/papers/print`)).matchAll(/class="paper-mark"[^>]*><bdi>([^<]+)/g)].map(([, mark]) => mark);
}

/** Types in what papers say, as one of a batch's two clerks, and says that these are all. Papers are entered one by one. */
export async function enterPapers(clerk, batch, papers) {
  for (const { mark, picks } of papers)
    await clerk.send(`${batch}/papers`, { paper: mark, ...(picks ? { pick: picks, spoilt: "" } : { spoilt: "unclear" }) });
  await clerk.send(`${batch}/finish`);
}

/** Runs a command of the program on this machine and reads the JSON that it prints. */
export async function command(...args) {
  return JSON.parse((await promisify(execFile)(binary, [...args, "--json"])).stdout);
}
