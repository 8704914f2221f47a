import { draft, read, write } from "./storage";
import { count, fill, money } from "./words";

/**
 * Counts along while somebody picks: the budget bar in the order picked, how many, how much, and in words
 * what is too much. The server checks it all again.
 */
class BallotPicker extends HTMLElement {
  private order: HTMLInputElement[] = [];
  private said = "";

  connectedCallback(): void {
    const form = this.querySelector("form");
    if (!form) return;
    this.restore();
    this.order = this.boxes().filter((box) => box.checked);
    form.addEventListener("change", (event) => this.changed(event.target as HTMLInputElement));
    form.addEventListener("submit", (event) => {
      if (this.trouble() !== "") event.preventDefault();
    });
    this.draw();
  }

  private boxes(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>("input[name=pick]")];
  }

  private none(): HTMLInputElement | null {
    return this.querySelector("input[name=none]");
  }

  private restore(): void {
    if (!this.hasAttribute("keep")) return; // at a helper's desk nothing stays on the device
    const kept = read<string[]>(sessionStorage, draft(`pick-${this.getAttribute("keep")}`));
    if (!kept || this.querySelector(".pick-box:checked")) return;
    for (const box of this.boxes()) box.checked = kept.includes(box.value);
  }

  private changed(box: HTMLInputElement): void {
    const none = this.none();
    if (box.name === "none" && box.checked) {
      for (const other of this.order) other.checked = false;
      this.order = [];
    } else if (box.name === "pick") {
      this.order = this.order.filter((other) => other !== box);
      if (box.checked) this.order.push(box);
      if (none && box.checked) none.checked = false;
    }
    if (this.hasAttribute("keep")) write(sessionStorage, draft(`pick-${this.getAttribute("keep")}`), this.order.map((one) => one.value));
    this.draw();
  }

  private spent(): number {
    return this.order.reduce((sum, box) => sum + Number(box.dataset["cost"]), 0);
  }

  // What is wrong with the ballot: "over", "many", "empty", or nothing.
  private trouble(): "" | "over" | "many" | "empty" {
    const kind = this.getAttribute("kind");
    if (kind === "within-budget" && this.spent() > Number(this.getAttribute("budget"))) return "over";
    if (kind === "approve-up-to" && this.order.length > Number(this.getAttribute("max"))) return "many";
    return this.order.length === 0 && !this.none()?.checked ? "empty" : "";
  }

  private draw(): void {
    const picked = this.querySelector<HTMLElement>("[data-picked]");
    if (picked) picked.textContent = count(picked.dataset["picked"] ?? "{}", this.order.length);
    const spent = this.querySelector("[data-spent]");
    if (spent) spent.textContent = money(this.spent());
    this.drawBar();
    this.drawButton();
  }

  private drawButton(): void {
    const button = this.querySelector<HTMLButtonElement>("button[data-check]");
    if (!button) return;
    const trouble = this.trouble();
    const over = { over: money(this.spent() - Number(this.getAttribute("budget"))) };
    const many = this.order.length - Number(this.getAttribute("max"));
    const words = {
      "": () => [button.dataset["check"] ?? "", ""],
      empty: () => [button.dataset["empty"] ?? "", ""],
      over: () => [fill(button.dataset["over"] ?? "", over), fill(this.dataset["over"] ?? "", over)],
      many: () => [count(button.dataset["many"] ?? "{}", many), count(this.dataset["many"] ?? "{}", many)],
    }[trouble]();
    button.textContent = words[0] ?? "";
    button.dataset["stop"] = trouble;
    if (trouble === "") button.removeAttribute("aria-disabled");
    else button.setAttribute("aria-disabled", "true");
    this.say(words[1] ?? "");
  }

  private say(text: string): void {
    const line = this.querySelector(".meter-over");
    if (line && text !== this.said) line.textContent = text;
    this.said = text;
  }

  private drawBar(): void {
    const bar = this.querySelector("svg.bar");
    const well = bar?.querySelector(".well");
    if (!bar || !well) return;
    const whole = Math.max(Number(this.getAttribute("budget")), this.spent());
    let at = 0;
    const pieces = this.order.map((box) => {
      const piece = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const cost = Number(box.dataset["cost"]);
      for (const [name, value] of Object.entries({ x: at, width: cost, height: 10, class: `c${box.dataset["colour"]}` }))
        piece.setAttribute(name, String(value));
      at += cost;
      return piece;
    });
    bar.setAttribute("viewBox", `0 0 ${whole} 10`);
    bar.setAttribute("aria-label", this.querySelector(".meter-words span")?.textContent?.trim() ?? "");
    well.setAttribute("width", String(whole));
    bar.replaceChildren(well, ...pieces);
  }
}

customElements.define("ballot-picker", BallotPicker);
