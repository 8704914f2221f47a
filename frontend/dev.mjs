// Builds and starts a demonstration, and does so again whenever a file changes. Run by `make dev`; what is given
// on the command line goes on to the server. What does not build is said, and the last that did stays up.
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = /\.(go|ts|css|svg|html|json|yaml|webmanifest)$/;
let server;
let waiting;
let building = false;
let again = false;

function run(command, ...args) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    child.on("close", (code) => done(code === 0));
    child.on("error", () => done(false));
  });
}

async function stop() {
  if (!server || server.exitCode !== null) return;
  const gone = new Promise((done) => server.once("exit", done));
  server.kill("SIGTERM");
  await gone;
}

function start() {
  const args = ["demo", ...process.argv.slice(2)];
  const env = { ...process.env, PARENTPOWER_DEVELOPMENT: "true" };
  server = spawn(join(root, "bin/parentpower"), args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
}

async function rebuild() {
  if (building) {
    again = true;
    return;
  }
  building = true;
  do {
    again = false;
    if (await run("make", "--no-print-directory", "build")) {
      await stop();
      start();
    }
  } while (again);
  building = false;
}

function changed(_event, file) {
  if (!file || !source.test(file)) return;
  clearTimeout(waiting);
  waiting = setTimeout(rebuild, 150); // an editor saves in several steps
}

for (const folder of ["cmd", "internal", "frontend/islands", "frontend/locales", "frontend/static", "frontend/styles", "frontend/templates"]) {
  watch(join(root, folder), { recursive: true }, changed);
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, async () => {
    await stop();
    process.exit(0);
  });
}
await rebuild();
