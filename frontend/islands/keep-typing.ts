import { draft, keys, read, write } from "./storage";

interface Draft {
  values: Record<string, string[]>;
  sent: boolean;
}

const fields = "input:not([type=hidden], [type=file]), textarea, select";

/** Keeps what is typed through reloads and lost signal, in this tab, until it has arrived. */
class KeepTyping extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form");
    if (!form) return;
    const key = draft(this.getAttribute("name") ?? "");
    // A form that came back with errors has what was typed already, and newer.
    if (!document.querySelector(".problems")) this.restore(form, read<Draft>(sessionStorage, key));
    const keep = (sent: boolean): void => void write(sessionStorage, key, { values: this.values(form), sent });
    form.addEventListener("input", () => keep(false));
    form.addEventListener("submit", () => keep(true));
  }

  private values(form: HTMLFormElement): Record<string, string[]> {
    const values: Record<string, string[]> = {};
    for (const field of form.querySelectorAll<HTMLInputElement>(fields)) {
      const off = (field.type === "radio" || field.type === "checkbox") && !field.checked;
      values[field.name] = [...(values[field.name] ?? []), ...(off ? [] : [field.value])];
    }
    return values;
  }

  private restore(form: HTMLFormElement, kept: Draft | undefined): void {
    if (!kept) return;
    for (const field of form.querySelectorAll<HTMLInputElement>(fields)) {
      const values = kept.values[field.name];
      if (!values) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
  }
}

// A draft that was sent, and whose form is not on this page, has arrived: the server has shown the next page.
for (const key of keys(sessionStorage, draft(""))) {
  const here = [...document.querySelectorAll("keep-typing")].some((one) => draft(one.getAttribute("name") ?? "") === key);
  if (!here && read<Draft>(sessionStorage, key)?.sent) sessionStorage.removeItem(key);
}

customElements.define("keep-typing", KeepTyping);
