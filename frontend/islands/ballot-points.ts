import { BallotForm, type Field, type Trouble } from "./ballot-form";
import { count } from "./words";

/** Shares out points: buttons give and take one at a time, numbers can be typed, and words say how many are left. */
class BallotPoints extends BallotForm {
  private inputs: HTMLInputElement[] = [];

  protected begin(): void {
    this.inputs = [...this.querySelectorAll<HTMLInputElement>(".stepper input")];
    for (const button of this.querySelectorAll<HTMLButtonElement>("[data-step]"))
      button.addEventListener("click", () => this.step(button));
  }

  protected take(): void {
    // The fields are all there is.
  }

  protected clear(): void {
    for (const input of this.inputs) input.value = "";
  }

  protected chosen(): number {
    return this.inputs.filter((input) => points(input) > 0).length;
  }

  private all(): number {
    return Number(this.getAttribute("points"));
  }

  private left(): number {
    return this.inputs.reduce((left, input) => left - points(input), this.all());
  }

  private step(button: HTMLButtonElement): void {
    const input = button.parentElement?.querySelector("input");
    if (!input) return;
    const by = Number(button.dataset["step"]);
    // More than there are cannot be given; the line says where to take them from.
    if (by > 0 && this.left() < 1) return this.say(this.dataset["noneLeft"] ?? "");
    input.value = String(Math.max(0, points(input) + by) || "");
    this.changed(input as Field);
  }

  protected trouble(): Trouble | undefined {
    const over = -this.left();
    if (over > 0)
      return { stop: "over", button: count(this.words("over"), over), line: count(this.dataset["over"] ?? "{}", over) };
    if (this.inputs.some((input) => !/^\d*$/.test(input.value.trim()))) return undefined; // the server says what is wrong
    if (this.chosen() > 0 || this.none()?.checked) return undefined;
    return { stop: "empty", button: this.words("empty"), line: "" };
  }

  protected draw(): void {
    const left = this.querySelector<HTMLElement>("[data-left]");
    if (left) left.textContent = count(left.dataset["left"] ?? "{}", Math.max(0, this.left()));
    for (const input of this.inputs) input.closest(".card")?.classList.toggle("chosen", points(input) > 0);
    this.drawBar(
      this.all(),
      this.inputs.map((input) => ({ width: points(input), colour: input.dataset["colour"] ?? "" })),
    );
  }
}

const points = (input: HTMLInputElement): number => (/^\d+$/.test(input.value.trim()) ? Number(input.value) : 0);

customElements.define("ballot-points", BallotPoints);
