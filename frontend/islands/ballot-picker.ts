import { BallotForm, type Field, type Trouble } from "./ballot-form";
import { count, fill, money } from "./words";

/**
 * Counts along while somebody picks: the budget bar in the order picked, how many, how much, and in words
 * what is too much.
 */
class BallotPicker extends BallotForm {
  private order: HTMLInputElement[] = [];

  protected begin(): void {
    this.order = [...this.querySelectorAll<HTMLInputElement>("input[name=pick]:checked")];
  }

  protected take(box: Field): void {
    this.order = this.order.filter((other) => other !== box);
    if (box instanceof HTMLInputElement && box.checked) this.order.push(box);
  }

  protected clear(): void {
    for (const box of this.order) box.checked = false;
    this.order = [];
  }

  protected chosen(): number {
    return this.order.length;
  }

  private budget(): number {
    return Number(this.getAttribute("budget"));
  }

  private spent(): number {
    return this.order.reduce((sum, box) => sum + Number(box.dataset["cost"]), 0);
  }

  protected trouble(): Trouble | undefined {
    const kind = this.getAttribute("kind");
    const values = { over: money(this.spent() - this.budget()) };
    if (kind === "within-budget" && this.spent() > this.budget())
      return { stop: "over", button: fill(this.words("over"), values), line: fill(this.dataset["over"] ?? "", values) };
    const many = this.order.length - Number(this.getAttribute("max"));
    if (kind === "approve-up-to" && many > 0)
      return { stop: "many", button: count(this.words("many"), many), line: count(this.dataset["many"] ?? "{}", many) };
    if (this.order.length > 0 || this.none()?.checked) return undefined;
    return { stop: "empty", button: this.words("empty"), line: "" };
  }

  protected draw(): void {
    const picked = this.querySelector<HTMLElement>("[data-picked]");
    if (picked) picked.textContent = count(picked.dataset["picked"] ?? "{}", this.order.length);
    const spent = this.querySelector("[data-spent]");
    if (spent) spent.textContent = money(this.spent());
    this.drawBar(
      this.budget(),
      this.order.map((box) => ({ width: Number(box.dataset["cost"]), colour: box.dataset["colour"] ?? "" })),
    );
  }
}

customElements.define("ballot-picker", BallotPicker);
