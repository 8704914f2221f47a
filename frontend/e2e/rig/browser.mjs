// Chromium, and journeys in it. Each visitor is a browser of its own: cookies and storage are not shared. Whatever a
// page complains of (an error, a refused script, a file that is not there) fails the journey, and a journey that fails
// leaves pictures and markup of all its pages in e2e/results.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const results = fileURLToPath(new URL("../results", import.meta.url));
export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const quietly = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
export const phone = { viewport: { width: 360, height: 740 } };
export const desk = { viewport: { width: 1280, height: 800 } };

export const launch = (...more) => chromium.launch({ executablePath, args: [...quietly, ...more] });

// A machine of CI has good and bad minutes, and a browser on it too: there a journey that fails is told of and played
// once more, by new visitors. One that holds only sometimes shows in the log as just that.
const tries = process.env.CI ? 2 : 1;

/**
 * A test named by what it holds. It is given visit(options), which opens a page for a new visitor; a page's
 * trouble is a list of what it complained of, and expected(…patterns) says which complaints belong to the journey.
 * The second argument is the test's own context.
 */
export function journey(browser, name, play) {
  test(name, { timeout: 180_000 }, async (t) => {
    for (let left = tries; left > 0; left--) {
      try {
        return await once(browser, name, play, t);
      } catch (error) {
        if (left === 1) throw error;
        console.log(`failed the first time: ${name}\n${error.stack}`);
      }
    }
  });
}

async function once(browser, name, play, t) {
  const visitors = [];
  const patterns = [];
  const visit = async (options = phone) => {
    const page = await newPage(await browser().newContext(options));
    visitors.push(page);
    return page;
  };
  try {
    await play({ visit, expected: (...more) => patterns.push(...more) }, t);
    for (const page of visitors) {
      const trouble = page.trouble.filter((line) => !patterns.some((pattern) => pattern.test(line)));
      assert.deepEqual(trouble, [], `${page.url()} complained`);
    }
  } catch (error) {
    await keep(name, visitors);
    throw error;
  } finally {
    for (const page of visitors) await page.context().close();
  }
}

/** A page of a context that collects what it complains of. */
export async function newPage(context) {
  const page = await context.newPage();
  page.trouble = [];
  page.setDefaultTimeout(20_000);
  page.on("console", (message) => {
    if (message.type() === "error") page.trouble.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => page.trouble.push(error.message));
  page.on("dialog", (dialog) => {
    page.trouble.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return page;
}

async function keep(name, visitors) {
  const dir = `${results}/failed/${name.replace(/[^a-z0-9]+/gi, "-")}`;
  await mkdir(dir, { recursive: true });
  for (const [i, page] of visitors.flatMap((one) => one.context().pages()).entries()) {
    await page.screenshot({ path: `${dir}/${i}.png`, fullPage: true }).catch(() => undefined);
    await writeFile(`${dir}/${i}.html`, `<!-- ${page.url()} -->\n${await page.content().catch(String)}`);
  }
}
