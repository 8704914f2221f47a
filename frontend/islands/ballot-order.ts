import { BallotForm, type Trouble } from "./ballot-form";
import { count, fill } from "./words";

/**
 * Puts projects in order by pressing: the first that is pressed is 1st, the next 2nd; up and down change places, and
 * pressing again takes out. Cards stay where they are. What is sent are the lists that are there without it.
 */
class BallotOrder extends BallotForm {
  private order: HTMLSelectElement[] = []; // the best first

  protected begin(): void {
    const placed = this.lists().filter((list) => list.value !== "");
    this.order = placed.sort((a, b) => Number(a.value) - Number(b.value));
    this.take(); // a place that nobody took is closed up
    for (const list of this.lists()) {
      list.hidden = true;
      this.button(list)?.addEventListener("click", () => this.press(list));
      for (const move of this.moves(list)) move.addEventListener("click", () => this.move(list, move));
    }
  }

  protected take(): void {
    for (const list of this.lists()) list.value = String(this.order.indexOf(list) + 1 || "");
  }

  protected clear(): void {
    this.order = [];
    this.take();
  }

  protected chosen(): number {
    return this.order.length;
  }

  private lists(): HTMLSelectElement[] {
    return [...this.querySelectorAll<HTMLSelectElement>(".placer select")];
  }

  private button(list: HTMLSelectElement): HTMLButtonElement | null {
    return list.parentElement?.querySelector<HTMLButtonElement>("[data-press]") ?? null;
  }

  private moves(list: HTMLSelectElement): HTMLButtonElement[] {
    return [...(list.parentElement?.querySelectorAll<HTMLButtonElement>("[data-move]") ?? [])];
  }

  private full(): boolean {
    return this.order.length >= Number(this.getAttribute("most"));
  }

  private press(list: HTMLSelectElement): void {
    const out = this.order.includes(list);
    if (!out && this.full()) return this.say(this.dataset["full"] ?? "");
    this.order = out ? this.order.filter((other) => other !== list) : [...this.order, list];
    this.changed(list);
    this.tell(list);
  }

  private move(list: HTMLSelectElement, button: HTMLButtonElement): void {
    const by = Number(button.dataset["move"]);
    const from = this.order.indexOf(list);
    const other = this.order[from + by];
    if (from < 0 || !other) return;
    [this.order[from], this.order[from + by]] = [other, list];
    this.changed(list);
    if (button.hidden) this.button(list)?.focus(); // it is first or last now
    this.tell(list);
  }

  // For those who do not see the number change.
  private tell(list: HTMLSelectElement): void {
    const line = this.querySelector("[data-told]");
    if (!line) return;
    const name = { name: list.dataset["name"] ?? "" };
    const place = this.order.indexOf(list) + 1;
    line.textContent = place > 0 ? count(this.dataset["is"] ?? "{}", place, name) : fill(this.dataset["out"] ?? "", name);
  }

  protected trouble(): Trouble | undefined {
    if (this.order.length > 0 || this.none()?.checked) return undefined;
    return { stop: "empty", button: this.words("empty"), line: "" };
  }

  protected draw(): void {
    const words = this.querySelector<HTMLElement>("[data-count]");
    if (words) words.textContent = count(words.dataset["count"] ?? "{}", this.order.length);
    for (const list of this.lists()) this.drawLine(list);
    const tiles = this.order.map((list) => list.closest(".card")?.querySelector(".tile")?.cloneNode(true) ?? "");
    this.querySelector("[data-tiles]")?.replaceChildren(...tiles);
  }

  private drawLine(list: HTMLSelectElement): void {
    const place = this.order.indexOf(list) + 1;
    list.closest(".card")?.classList.toggle("chosen", place > 0);
    const button = this.button(list);
    if (!button) return;
    const next = this.full() ? this.dataset["full"] : count(this.dataset["choose"] ?? "{}", this.order.length + 1);
    button.hidden = false;
    button.textContent = place > 0 ? count(this.dataset["chosen"] ?? "{}", place) : (next ?? "");
    button.setAttribute("aria-disabled", String(place === 0 && this.full()));
    const [up, down] = this.moves(list);
    if (up) up.hidden = place < 2;
    if (down) down.hidden = place === 0 || place === this.order.length;
  }
}

customElements.define("ballot-order", BallotOrder);
