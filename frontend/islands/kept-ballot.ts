import { fields, send, tryAgain } from "./sending";
import { ballot, draft, keys, read, write } from "./storage";

interface Kept {
  action: string;
  body: string; // the form as it was, with the key that makes sending it twice harmless
  done: string; // where a ballot that arrived leads
}

type Outcome = "in" | "refused" | "no-signal";

async function arrive(kept: Kept): Promise<Outcome> {
  const fate = await send(kept.action, kept.body);
  if (fate.what !== "in") return fate.what;
  return new URL(fate.at).pathname === kept.done ? "in" : "refused";
}

/** Sends a ballot; one that finds no signal stays on this phone and goes, once, when the signal is back. */
class KeptBallot extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    if (!this.hasAttribute("round")) return; // at a helper's desk nothing stays on the device
    this.querySelector("form")?.addEventListener("submit", (event) => {
      const button = event.submitter as HTMLButtonElement | null;
      if (button?.hasAttribute("formaction")) return;
      event.preventDefault();
      this.put(event.target as HTMLFormElement);
    });
    window.addEventListener("online", this.retry);
    if (read<Kept>(localStorage, this.name())) this.say("kept", this.retry);
  }

  disconnectedCallback(): void {
    window.removeEventListener("online", this.retry);
    clearTimeout(this.timer);
  }

  private name(): string {
    return ballot(this.getAttribute("round") ?? "");
  }

  private put(form: HTMLFormElement): void {
    const kept: Kept = { action: form.action, body: fields(form).toString(), done: this.getAttribute("done") ?? "/" };
    write(localStorage, this.name(), kept);
    void this.go(kept, form);
  }

  private retry = (): void => {
    const kept = read<Kept>(localStorage, this.name());
    if (kept) void this.go(kept);
  };

  private async go(kept: Kept, form?: HTMLFormElement): Promise<void> {
    clearTimeout(this.timer);
    const fate = await arrive(kept);
    if (fate === "no-signal") return this.say("kept", this.retry);
    localStorage.removeItem(this.name());
    if (fate === "in") {
      sessionStorage.removeItem(draft(`pick-${this.getAttribute("round")}`));
      return location.assign(kept.done);
    }
    // The server says no: let it say why, in a page.
    if (form) return form.submit();
    this.say("refused");
  }

  private say(what: "kept" | "refused", next?: () => void): void {
    const line = this.querySelector<HTMLElement>(".kept");
    if (line) {
      line.hidden = false;
      line.textContent = line.dataset[what] ?? "";
    }
    if (next) this.timer = window.setTimeout(next, tryAgain);
  }
}

customElements.define("kept-ballot", KeptBallot);

// A ballot that was kept before the page was left goes from whatever page is open when the signal is back. Where it
// leads says what came of it.
async function sendLeft(): Promise<void> {
  for (const key of keys(localStorage, ballot(""))) {
    const kept = read<Kept>(localStorage, key);
    if (!kept) continue;
    if ((await arrive(kept)) === "no-signal") return void window.setTimeout(() => void sendLeft(), tryAgain);
    localStorage.removeItem(key);
    location.assign(kept.done);
  }
}

if (!document.querySelector("kept-ballot")) void sendLeft();
