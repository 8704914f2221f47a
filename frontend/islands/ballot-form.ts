import { draft, read, write } from "./storage";

export type Field = HTMLInputElement | HTMLSelectElement;

/** Why a ballot cannot be checked yet: what the button says, and a line above it. */
export interface Trouble {
  stop: "empty" | "over" | "many";
  button: string;
  line: string;
}

/** A piece of the ballot's bar. */
export interface Piece {
  width: number;
  colour: string;
}

/**
 * What ballots of every kind have in common: what was chosen is kept through a reload, "none of these" takes the rest
 * out, and the button says what is wrong. The server checks it all again.
 */
export abstract class BallotForm extends HTMLElement {
  private said = "";

  connectedCallback(): void {
    const form = this.querySelector("form");
    if (!form) return;
    this.restore();
    this.begin();
    form.addEventListener("input", (event) => this.changed(event.target as Field));
    form.addEventListener("submit", (event) => {
      if (this.trouble()) event.preventDefault();
    });
    this.drawAll();
  }

  /** Takes in what is on the ballot already. */
  protected abstract begin(): void;
  /** Takes in that a project's field changed. */
  protected abstract take(field: Field): void;
  /** Takes all projects out. */
  protected abstract clear(): void;
  /** How many projects are chosen. */
  protected abstract chosen(): number;
  protected abstract trouble(): Trouble | undefined;
  protected abstract draw(): void;

  protected none(): HTMLInputElement | null {
    return this.querySelector("input[name=none]");
  }

  protected words(name: string): string {
    return this.querySelector<HTMLElement>("button[data-check]")?.dataset[name] ?? "";
  }

  protected changed(field: Field): void {
    const none = this.none();
    if (field === none) {
      if (none.checked) this.clear();
    } else {
      this.take(field);
      if (none && this.chosen() > 0) none.checked = false;
    }
    this.keep();
    this.drawAll();
  }

  private drawAll(): void {
    this.draw();
    const button = this.querySelector<HTMLButtonElement>("button[data-check]");
    if (!button) return;
    const trouble = this.trouble();
    button.textContent = trouble?.button ?? this.words("check");
    button.dataset["stop"] = trouble?.stop ?? "";
    if (trouble) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
    this.say(trouble?.line ?? "");
  }

  /** Says something above the button, politely, until something else changes. */
  protected say(text: string): void {
    const line = this.querySelector(".meter-over");
    if (line && text !== this.said) line.textContent = text;
    this.said = text;
  }

  protected drawBar(whole: number, pieces: Piece[]): void {
    const bar = this.querySelector("svg.bar");
    const well = bar?.querySelector(".well");
    if (!bar || !well) return;
    const width = Math.max(whole, pieces.reduce((sum, piece) => sum + piece.width, 0));
    let at = 0;
    const drawn = pieces.map((piece) => {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [name, value] of Object.entries({ x: at, width: piece.width, height: 10, class: `c${piece.colour}` }))
        rect.setAttribute(name, String(value));
      at += piece.width;
      return rect;
    });
    bar.setAttribute("viewBox", `0 0 ${width} 10`);
    bar.setAttribute("aria-label", this.querySelector(".meter-words")?.textContent?.trim().replace(/\s+/g, " ") ?? "");
    well.setAttribute("width", String(width));
    bar.replaceChildren(well, ...drawn);
  }

  private fields(): Field[] {
    return [...this.querySelectorAll<Field>("input:not([type=hidden]), select")];
  }

  // At a helper's desk nothing stays on the device.
  private draftKey(): string {
    const keep = this.getAttribute("keep");
    return keep === null ? "" : draft(`pick-${keep}`);
  }

  private keep(): void {
    const key = this.draftKey();
    if (key) write(sessionStorage, key, this.fields().filter(isOn).map((field) => [field.name, field.value]));
  }

  private restore(): void {
    const key = this.draftKey();
    const kept = key && !this.hasAttribute("filled") ? read<[string, string][]>(sessionStorage, key) : undefined;
    if (!kept) return;
    for (const field of this.fields()) {
      if (isBox(field)) field.checked = kept.some(([name, value]) => name === field.name && value === field.value);
      else field.value = kept.find(([name]) => name === field.name)?.[1] ?? "";
    }
  }
}

const isBox = (field: Field): field is HTMLInputElement => field.type === "checkbox";
const isOn = (field: Field): boolean => (isBox(field) ? field.checked : field.value !== "");
