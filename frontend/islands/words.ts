// Says messages that the server put on the page: the catalogue stays on the server, and only the forms that
// a page counts with travel. A message is JSON of its plural forms, as Translator.Forms writes it.

const lang = document.documentElement.lang;
const plurals = new Intl.PluralRules(lang);
const numbers = new Intl.NumberFormat(`${lang}-u-nu-latn`);

/** Says a whole number as the server would. */
export const number = (n: number): string => (lang === "en" ? numbers.format(n) : group(n));

// Every catalogue groups by commas so far; Intl differs by browser for the others.
const group = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/** Says pence as the server would: "£480", "£1.60". */
export function money(pence: number): string {
  const pounds = number(Math.floor(pence / 100));
  const rest = pence % 100;
  const amount = `£${pounds}${rest === 0 ? "" : `.${String(rest).padStart(2, "0")}`}`;
  // Set apart, or a line from right to left would put the sign behind the number.
  return document.dir === "rtl" ? `\u2066${amount}\u2069` : amount;
}

/** Says a message that counts n; values fill its other places. */
export function count(forms: string, n: number, values: Record<string, string> = {}): string {
  const texts = JSON.parse(forms) as Record<string, string>;
  const text = texts[`=${n}`] ?? texts[plurals.select(n)] ?? texts["other"] ?? "";
  return fill(text, { n: number(n), ...values });
}

/** Puts values in the places of a message. */
export const fill = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)(?::\w+)?\}/g, (place, name: string) => values[name] ?? place);

/** Shows a message in an element; *stars* mark what is strong. Leaves the page alone when nothing changed. */
export function show(element: Element, text: string): void {
  if (element.textContent === text.replaceAll("*", "")) return;
  element.replaceChildren(
    ...text.split("*").map((part, i) => {
      if (i % 2 === 0) return part;
      const strong = document.createElement("strong");
      strong.textContent = part;
      return strong;
    }),
  );
}
