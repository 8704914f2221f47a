import { fields, send, tryAgain } from "./sending";
import { answer, keys, read, write } from "./storage";

interface Kept {
  action: string;
  body: string; // the form as it was; the server does the same twice as once
  page: string; // where it was typed
}

/** Sends a form; one that finds no signal stays on this phone and goes, once, when the signal is back. */
class KeptForm extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    const form = this.querySelector("form");
    if (!form) return;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = fields(form, event.submitter).toString();
      const kept: Kept = { action: form.action, body, page: location.href };
      write(localStorage, this.key(), kept);
      void this.go(kept, form);
    });
    window.addEventListener("online", this.retry);
    const kept = read<Kept>(localStorage, this.key());
    if (!kept) return;
    fill(form, new URLSearchParams(kept.body));
    this.say("kept");
    void this.go(kept);
  }

  disconnectedCallback(): void {
    window.removeEventListener("online", this.retry);
    clearTimeout(this.timer);
  }

  private key(): string {
    return answer(this.getAttribute("name") ?? "");
  }

  private retry = (): void => {
    const kept = read<Kept>(localStorage, this.key());
    if (kept) void this.go(kept);
  };

  private async go(kept: Kept, form?: HTMLFormElement): Promise<void> {
    clearTimeout(this.timer);
    const fate = await send(kept.action, kept.body);
    // What was typed since is newer, and on its way.
    if (read<Kept>(localStorage, this.key())?.body !== kept.body) return;
    if (fate.what === "no-signal") {
      this.timer = window.setTimeout(this.retry, tryAgain);
      return this.say("kept");
    }
    localStorage.removeItem(this.key());
    if (fate.what === "in") return location.assign(fate.at);
    // The server says no: let it say why, in a page; or leave what was typed to be looked at.
    if (form) return form.submit();
    this.say("refused");
  }

  private say(what: "kept" | "refused"): void {
    const line = this.querySelector<HTMLElement>(".kept");
    if (!line) return;
    line.hidden = false;
    line.textContent = line.dataset[what] ?? "";
  }
}

function fill(form: HTMLFormElement, values: URLSearchParams): void {
  for (const [name, value] of values) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type !== "hidden")) field.value = value;
  }
}

customElements.define("kept-form", KeptForm);

// What was kept before its page was left goes from whatever page is open when the signal is back. What is refused is
// shown where it was typed.
async function sendLeft(): Promise<void> {
  for (const key of keys(localStorage, answer(""))) {
    const kept = read<Kept>(localStorage, key);
    if (!kept || document.querySelector(`kept-form[name="${CSS.escape(key.slice(answer("").length))}"]`)) continue;
    const fate = await send(kept.action, kept.body);
    if (fate.what === "no-signal") return void window.setTimeout(() => void sendLeft(), tryAgain);
    if (fate.what === "refused" && kept.page !== location.href) return location.assign(kept.page);
    localStorage.removeItem(key); // also where its page has no such form any more
  }
}

void sendLeft();
