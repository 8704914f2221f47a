// Sends a form as the browser would, and says what became of it, so that what finds no signal can wait for it.

export const tryAgain = 4_000; // milliseconds

/** in: it has arrived, and leads on to an address. refused: the server says no. no-signal: try again. */
export type Fate = { what: "in"; at: string } | { what: "refused" | "no-signal" };

/** Sends a form's fields to where it goes. A form that was done leads on to another page. */
export async function send(action: string, body: string): Promise<Fate> {
  try {
    const headers = { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" };
    const answer = await fetch(action, { method: "POST", headers, body });
    const json = answer.headers.get("Content-Type")?.startsWith("application/json") ?? false;
    const told = answer.ok && json ? ((await answer.json()) as { to?: string }) : {};
    if (told.to) return { what: "in", at: new URL(told.to, location.href).href };
    if (answer.ok && answer.redirected) return { what: "in", at: answer.url }; // the page itself came, after all
    return { what: answer.status >= 500 || answer.status === 429 ? "no-signal" : "refused" };
  } catch {
    return { what: "no-signal" };
  }
}

/** The fields of a form as they are sent, with the button that was pressed. */
export function fields(form: HTMLFormElement, button?: HTMLElement | null): URLSearchParams {
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  if (button instanceof HTMLButtonElement && button.name) body.append(button.name, button.value);
  return body;
}
