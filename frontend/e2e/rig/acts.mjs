// What people do on the pages, in their words: by what they read on buttons and fields, never by how a page is built.
import { createRequire } from "node:module";
import { desk } from "./browser.mjs";

const reader = createRequire(import.meta.url).resolve("jsqr");

export const press = (page, name) => page.getByRole("button", { name }).first().click();
export const follow = (page, name) => page.getByRole("link", { name }).first().click();
export const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
export const box = (page, name) => page.getByRole("checkbox", { name });

/** A new visitor who is signed in: a parent, an advocate or a coordinator. A link works once, its session for a file. */
export async function comeAs(kind, program, visit, options = desk) {
  const page = await visit({ ...options, storageState: program.sessions[kind] });
  if (program.sessions[kind]) return page;
  await page.goto(program.links[kind]);
  await press(page, "Sign me in");
  await page.getByText("You are signed in.").waitFor();
  program.sessions[kind] = await page.context().storageState();
  return page;
}

/** Asks for a link, and gives back the letters that the other phone would need. */
export async function askForLink(page, program, email) {
  await page.goto(`${program.address}/sign-in`);
  await page.getByLabel("Your e-mail address").fill(email);
  await press(page, "Send me the link");
  await heading(page, "Look in your e-mail");
  return (await page.locator(".receipt").textContent()).trim();
}

/** Finds the newest letter with a sign-in link to an address; letters go out on their own, a moment later. */
export async function findLink(page, program, email) {
  const line = page.locator("li", { hasText: "Your link" }).filter({ hasText: email });
  do await page.goto(`${program.address}/mailbox`);
  while ((await line.count()) === 0);
  await line.first().getByRole("link").click();
  return page.locator("main a.button").getAttribute("href");
}

/** Signs somebody in by e-mail. */
export async function signInByMail(page, program, email) {
  await askForLink(page, program, email);
  await page.goto(await findLink(page, program, email));
  await press(page, "Sign me in");
  await page.waitForURL((url) => url.pathname === "/");
}

/** Comes with a slip, by typing its code. */
export async function useSlip(page, address, code) {
  await page.goto(`${address}/slip`);
  await page.getByLabel("Code on the slip").fill(code);
  await press(page, "Use this slip");
  await page.waitForURL((url) => url.pathname !== "/slip");
}

/** Picks projects on the ballot and presses on to the page that asks once more. */
export async function pick(page, ...names) {
  for (const name of names) await box(page, name).check();
  await press(page, "Check my vote");
  await heading(page, "Is this your vote?");
}

/** Puts the vote in and reads the receipt. */
export async function putIn(page) {
  await press(page, /^Put in my (new )?vote$/);
  await heading(page, "Your vote is in");
  return receipt(page);
}

export const receipt = async (page) => (await page.locator(".receipt").textContent()).trim();

/** Reads the QR code of a page as a camera would: from a picture of it. */
export async function scan(page) {
  const picture = (await page.locator("svg.qr").first().screenshot()).toString("base64");
  const camera = await page.context().browser().newPage();
  try {
    await camera.addScriptTag({ path: reader });
    return await camera.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      const pen = canvas.getContext("2d");
      pen.drawImage(image, 0, 0);
      const { data: pixels } = pen.getImageData(0, 0, image.width, image.height);
      return globalThis.jsQR(pixels, image.width, image.height)?.data;
    }, picture);
  } finally {
    await camera.close();
  }
}
