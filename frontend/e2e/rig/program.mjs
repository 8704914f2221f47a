// Starts the real program with a community of its own, and sets rounds up in it through the JSON API, so that a
// journey begins where it matters. Nothing is shared between two programs: each has its own port and directory.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The program under test. */
export const binary = process.env.PARENTPOWER ?? fileURLToPath(new URL("../../../bin/parentpower", import.meta.url));

/** What a journey plays in where it does not say otherwise: numbers show at once, and anyone with a slip may vote. */
const settings = {
  title: "£2,000 for our own projects",
  purpose: "The council's micro-grants: parents put in projects, and parents decide.",
  budget: 2_000_00,
  voters: "both",
  ballot: "within-budget",
  rule: "equal-shares",
  standings: "live",
  minimum: 5,
};
const projects = [
  { title: "Saturday breakfast club", about: "Breakfast and play", lead: "Grace", cost: 480_00 },
  { title: "Driving theory group", about: "Books, fees and childcare", lead: "Farah", cost: 620_00 },
  { title: "Sensory den", about: "A quiet corner at the library", lead: "Siobhán", cost: 350_00 },
  { title: "Bike repair", about: "Tools, and a mechanic", lead: "Tom", cost: 300_00 },
  { title: "Swahili story time", about: "Books and a storyteller", lead: "Blessing", cost: 400_00 },
  { title: "Summer trip", about: "A coach for 48", lead: "Lucy", cost: 900_00 },
];

/** Starts a program; flags are further ones of `parentpower demo`. */
export async function startProgram(...flags) {
  const data = await mkdtemp(join(tmpdir(), "parentpower-e2e-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const child = spawn(binary, ["demo", "--listen", listen, "--data", data, "--json", ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const said = [];
  child.stderr.on("data", (text) => said.push(text));
  const line = await Promise.race([new Promise((resolve) => createInterface(child.stdout).once("line", resolve)), ended]);
  if (typeof line !== "string") throw new Error(`the program ended before it was ready:\n${said.join("")}`);
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  return new Program(JSON.parse(line), stop);
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

class Program {
  constructor(tour, stop) {
    Object.assign(this, tour); // address, links, council, round, slips … as `demo --json` says them
    this.stop = stop;
    this.sessions = {};
  }

  /** Asks the JSON API, as the advocate unless a slip's code is given. A refusal is an error. */
  async api(method, path, body, who = this.token) {
    const headers = { authorization: `Bearer ${who}`, "content-type": "application/json" };
    const answer = await fetch(`${this.address}/api/v1${path}`, { method, headers, body: method === "GET" ? undefined : JSON.stringify(body ?? {}) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  }

  /** Makes a round: its settings where they differ, its projects, so many slips, its room open. */
  async makeRound({ slips = 12, list = projects, open = false, ...more } = {}) {
    const { id } = await this.api("POST", `/councils/${this.council}/rounds`, { ...settings, ...more });
    for (const project of list) await this.api("POST", `/rounds/${id}/projects`, project);
    const made = await this.api("POST", `/rounds/${id}/slips`, { number: slips });
    const room = await this.api("POST", `/rounds/${id}/room`);
    const round = new Round(this, id, made.slips.map((slip) => slip.code), room);
    if (open) await round.open();
    return round;
  }
}

class Round {
  constructor(program, id, slips, room) {
    Object.assign(this, { program, id, slips, room });
    this.path = `/rounds/${id}`;
    this.at = (page) => `${program.address}${this.path}${page ? `/${page}` : ""}`;
  }

  open() {
    return this.program.api("POST", `${this.path}/open`);
  }

  /** Puts a ballot in with a slip. */
  vote(slip, picks) {
    return this.program.api("PUT", `${this.path}/ballot`, { picks, key: `journey-${slip}-${picks.join("-")}` }, slip);
  }

  /** Closes the vote, and waits until it is counted. */
  async close() {
    await this.program.api("POST", `${this.path}/close`);
    return this.result();
  }

  async result() {
    for (;;) {
      const found = await this.program.api("GET", `${this.path}/result`).catch((error) => {
        if (!/ 404 | 409 /.test(error.message)) throw error;
      });
      if (found) return found;
    }
  }

  /** How many ballots are in the box. */
  async voted() {
    return (await this.program.api("GET", this.path)).turnout.voted;
  }
}
