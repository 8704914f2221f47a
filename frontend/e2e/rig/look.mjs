// Looks at a page as a careful person would, and says in words what is wrong with it.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { results } from "./browser.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What is wrong with the page's frame: its language, direction, title, heading and width. */
export const frame = (page) =>
  page.evaluate(() => {
    const wrong = [];
    const say = (ok, text) => ok || wrong.push(text);
    const { lang, dir, scrollWidth } = document.documentElement;
    say(lang && dir === (lang === "ar" ? "rtl" : "ltr"), `lang "${lang}" goes ${dir}`);
    say(document.title.includes(" · "), `title "${document.title}"`);
    say(document.querySelectorAll("h1").length === 1, `${document.querySelectorAll("h1").length} h1`);
    say(scrollWidth <= innerWidth, `${scrollWidth - innerWidth} px wider than the screen`);
    return wrong;
  });

/** What cannot be hit with a thumb: things to press that are lower than 44 px. */
export const small = (page) =>
  page.evaluate(() => {
    const wanted = "button, .button, nav a, header a, select, summary, input:not([type=hidden], [type=checkbox], [type=radio])";
    return [...document.querySelectorAll(wanted)]
      .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .map((one) => [one, one.getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 1 && Math.round(height) < 44)
      .map(([one, { height }]) => `${Math.round(height)} px to press: ${one.outerHTML.slice(0, 120)}`);
  });

/** What axe finds. */
export async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: values }), rules);
  return found.map((one) => `${one.id}: ${one.nodes.slice(0, 2).map((node) => node.html).join(" | ")}`);
}

/** Keeps pictures of a page, as wide as a phone and as a desk. */
export async function picture(page, name) {
  for (const width of [360, 1280]) {
    const dir = `${results}/shots/${width}`;
    await mkdir(dir, { recursive: true });
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: `${dir}/${name}.png`, fullPage: true });
  }
}
