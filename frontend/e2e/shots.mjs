// Draws pictures of every previewed page, for a person to look at, into e2e/results/shots; with --axe it checks each
// instead. `make previews` writes the previews. Run: node e2e/shots.mjs [--only=<regular expression of names>] [--axe].
import { mkdir, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const pages = join(here, "results/pages");
const dist = join(here, "../dist");
const shots = join(here, "results/shots");
const only = process.argv.find((a) => a.startsWith("--only="))?.slice(7);
const check = process.argv.includes("--axe");
const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'";
const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json" };

// Stands for every picture that somebody sent.
const photo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3" preserveAspectRatio="xMidYMid slice"><rect width="4" height="3" fill="#0f6b6b"/><circle cx="3" cy="1" r=".6" fill="#fbf7f0"/></svg>`;

const server = createServer(async (request, response) => {
  const path = new URL(request.url, "http://x").pathname;
  if (path.includes("/files/")) return void response.writeHead(200, { "Content-Type": "image/svg+xml" }).end(photo);
  const file = path.startsWith("/assets/") ? join(dist, path.slice(8)) : join(pages, path);
  try {
    const body = await readFile(file);
    response.writeHead(200, { "Content-Type": `${types[extname(file)]}; charset=utf-8`, "Content-Security-Policy": policy });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const origin = `http://127.0.0.1:${server.address().port}`;

const modes = [
  { name: "phone", lang: "en", width: 360, height: 740 },
  { name: "desk", lang: "en", width: 1280, height: 800 },
  { name: "dark", lang: "en", width: 360, height: 740, colorScheme: "dark" },
  { name: "rtl", lang: "ar", width: 360, height: 740 },
  { name: "narrow", lang: "en", width: 320, height: 640 },
  { name: "large", lang: "en", width: 360, height: 740, text: "225%" },
  { name: "plain", lang: "en", width: 360, height: 740, javaScriptEnabled: false },
];
const wanted = process.argv.find((a) => a.startsWith("--modes="))?.slice(8).split(",");

const axe = check ? await readFile(join(here, "../node_modules/axe-core/axe.min.js"), "utf8") : "";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
let wrong = 0;
const tell = (where, what) => {
  wrong++;
  console.error(`${where}: ${what}`);
};

// Two modes at a time, each in a browser window of its own.
const queue = modes.filter((m) => !wanted || wanted.includes(m.name));
const windows = [1, 2].map(async () => {
  for (let mode = queue.shift(); mode; mode = queue.shift()) await look(mode);
});
await Promise.all(windows);
await browser.close();
server.close();
process.exit(wrong ? 1 : 0);

async function look(mode) {
  const { javaScriptEnabled = true, colorScheme = "light" } = mode;
  const viewport = { width: mode.width, height: mode.height };
  const context = await browser.newContext({ viewport, colorScheme, javaScriptEnabled, bypassCSP: check, serviceWorkers: "block", reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security/.test(message.text())) tell(`${page.url()}`, message.text());
  });
  page.on("pageerror", (error) => tell(page.url(), error.message));
  await mkdir(join(shots, mode.name), { recursive: true });
  for (const file of await readdir(join(pages, mode.lang))) {
    const name = file.replace(".html", "");
    if (only && !new RegExp(`^(${only})$`).test(name)) continue;
    const where = `${mode.name}/${name}`;
    await page.goto(`${origin}/${mode.lang}/${file}`);
    if (mode.text) await page.evaluate((size) => document.documentElement.style.setProperty("font-size", size), mode.text);
    const wide = javaScriptEnabled && (await page.evaluate(() => document.documentElement.scrollWidth - innerWidth));
    if (wide > 0) tell(where, `is ${wide}px wider than the screen`);
    if (check && javaScriptEnabled) {
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() =>
        globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
      );
      for (const v of violations) tell(where, `${v.id}: ${v.nodes.map((n) => n.html).slice(0, 2).join(" | ")}`);
    } else if (!check) {
      await page.screenshot({ path: join(shots, mode.name, `${name}.png`), fullPage: !name.startsWith("screen") });
    }
  }
  await context.close();
}
