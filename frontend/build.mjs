// Builds what browsers are given: styles and islands, minified and named by their content, and a manifest from
// plain names to built ones. The server compresses them when it starts. Nothing else writes to dist.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const manifest = {};

async function keep(name, content) {
  const hash = createHash("sha256").update(content).digest("base64url").replace(/[-_]/g, "").slice(0, 10);
  const built = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  await writeFile(join(dist, built), content);
  manifest[name] = built;
  return built;
}

await mkdir(dist, { recursive: true });
for (const file of await readdir(dist)) if (file !== ".gitkeep") await rm(join(dist, file));

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: ["islands/app.ts", "islands/media.ts", "islands/screen.ts", "islands/worker.ts", "styles/app.css", "styles/screen.css"],
  outdir: "dist",
  entryNames: "[name]",
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  target: ["chrome90", "firefox90", "safari15"],
  legalComments: "none",
});
// The worker's address must not change, or a phone would keep an old one for ever.
const worker = outputFiles.find((file) => basename(file.path) === "worker.js");
for (const file of outputFiles) if (file !== worker) await keep(basename(file.path), Buffer.from(file.contents));

const icon = await keep("icon.svg", await readFile(join(here, "static/icon.svg")));
const app = await readFile(join(here, "static/app.webmanifest"), "utf8");
await keep("app.webmanifest", Buffer.from(app.replace("ICON", `/assets/${icon}`)));
const kept = [manifest["app.css"], manifest["app.js"], icon].map((file) => `/assets/${file}`);
await writeFile(join(dist, "worker.js"), Buffer.from(worker.text.replace('"KEPT"', kept.map((path) => JSON.stringify(path)).join())));
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
