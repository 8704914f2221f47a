// A community whose every text tries to run, to break out of where it stands, or to be too long for its place. What
// people can type is typed on the pages themselves, by a coordinator.
import { comeAs } from "./acts.mjs";

/** What tries to run; xss() is defined in every page of the crawl and says so when it is called. */
const attacks = [
  `"><script>xss()</script>`,
  `'><img src=x onerror=xss()>`,
  `</title><svg/onload=xss()>`,
  `</textarea><script>xss()</script>`,
  `<a href="javascript:xss()">win</a>`,
  `\${xss()}{{.Who}}{x}*{n}*`,
];
export const attack = attacks.join(" ");
const word = "Aufmerksamkeitsdefizithyperaktivitätsstörungselternselbsthilfegruppe";

/** Fills a form by its fields' names, and sends it. */
async function send(page, action, values) {
  const form = page.locator(`form[action="${action}"]`);
  for (const [name, value] of Object.entries(values)) await form.locator(`[name="${name}"]`).fill(value);
  await Promise.all([page.waitForResponse((one) => one.request().method() === "POST"), form.getByRole("button").last().click()]);
}

/** Sets the community up; gives back its council, and a round in draft, open and closed. */
export async function settle(program, visit) {
  const page = await comeAs("coordinator", program, visit);
  await page.goto(`${program.address}/councils/new`);
  await send(page, "/councils/new", { name: `${attacks[0]} ${attacks[3]} Leys` });
  await page.waitForURL(/\/councils\/[a-z0-9]{10,}$/);
  const council = new URL(page.url()).pathname;
  for (const [name, email, role] of [
    [attacks[1], "advocate@example.org", "advocate"],
    [`${attacks[2]} ${attacks[4]}`, "parent@example.org", "member"],
    [word, "", "member"],
  ]) {
    await page.goto(`${program.address}${council}/members`);
    await page.getByRole("combobox").first().selectOption(role);
    await send(page, `${council}/members`, { name, email });
    await page.locator("p.flash").waitFor();
  }
  await page.goto(`${program.address}/me/tokens`);
  await send(page, "/me/tokens", { name: `${attacks[0]} ${attacks[1]}` });
  const token = (await page.locator(".receipt").textContent()).trim();
  const rounds = {};
  for (const state of ["draft", "open", "closed"]) rounds[state] = await makeRound({ program, page, council, state, token });
  return { council, rounds };
}

async function makeRound({ program, page, council, state, token }) {
  await page.goto(`${program.address}${council}/rounds/new`);
  await send(page, `${council}/rounds/new`, { title: `${state} ${attacks[0]} ${attacks[1]}`, budget: "20000" });
  await page.waitForURL(/\/manage$/);
  const path = new URL(page.url()).pathname.replace("/manage", "");
  await page.goto(`${program.address}${path}/settings`);
  await page.getByRole("radio", { name: "All the time" }).check();
  await send(page, `${path}/settings`, { purpose: `${attack}\n\n${attack}`, minimum: "5" });
  await page.waitForURL(/\/manage$/);
  for (const [title, cost] of [[attack, "1"], [`${word} ${word}`, "20000"], [attacks[5], "99.50"]]) {
    await page.goto(`${program.address}${path}/projects/new`);
    await send(page, `${path}/projects/new`, { title, about: `${attack}\n\n${attack}`, lead: attack.slice(0, 200), cost });
    await page.waitForURL(/\/manage$/);
  }
  const { address } = await program.api("POST", `${path}/room`, {}, token);
  const made = await program.api("POST", `${path}/slips`, { number: 8 }, token);
  const slips = made.slips.map((slip) => slip.code);
  if (state !== "draft") await program.api("POST", `${path}/open`, {}, token);
  for (const slip of state === "draft" ? [] : slips.slice(1))
    await program.api("PUT", `${path}/ballot`, { picks: [1, 3], key: `hostile-${slip}` }, slip);
  if (state === "closed") await program.api("POST", `${path}/close`, {}, token);
  return { path, slips, lobby: new URL(address).pathname };
}
