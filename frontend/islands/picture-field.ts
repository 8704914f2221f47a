import { megabytes, put } from "./send";

// What the server keeps at most, so that a phone sends no more than that.
const side = 1600;
const quality = 0.85;

/** Shows the picture that was chosen, and makes it smaller before it is sent. Without it the server does. */
class PictureField extends HTMLElement {
  private input!: HTMLInputElement;
  private preview!: HTMLCanvasElement;
  private status!: HTMLElement;
  private clear!: HTMLButtonElement;

  connectedCallback(): void {
    this.input = this.querySelector("input[type=file]")!;
    this.preview = this.querySelector("canvas")!;
    this.status = this.querySelector("[role=status]")!;
    this.clear = this.querySelector("[data-clear]")!;
    this.input.addEventListener("change", () => void this.take(this.input.files?.[0]));
    this.clear.addEventListener("click", () => {
      put(this.input);
      void this.take();
      this.input.focus();
    });
  }

  private async take(file?: File): Promise<void> {
    this.show(false, "");
    if (!file) return;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const smaller = await this.draw(picture);
      picture.close();
      if (this.input.files?.[0] !== file) return; // another was chosen meanwhile
      if (smaller && smaller.size < file.size) put(this.input, smaller);
      this.show(true, this.status.dataset["ready"]!);
    } catch {
      // Not one that this browser opens: the server says what to do.
    }
    const large = (this.input.files?.[0]?.size ?? 0) > Number(this.dataset["most"]) * megabytes;
    if (large) this.refuse();
  }

  private async draw(picture: ImageBitmap): Promise<File | undefined> {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    this.preview.width = Math.max(1, Math.round(picture.width * scale));
    this.preview.height = Math.max(1, Math.round(picture.height * scale));
    const pen = this.preview.getContext("2d")!;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, this.preview.width, this.preview.height);
    pen.drawImage(picture, 0, 0, this.preview.width, this.preview.height);
    const data = await new Promise<Blob | null>((made) => this.preview.toBlob(made, "image/jpeg", quality));
    return data ? new File([data], "picture.jpg", { type: data.type }) : undefined;
  }

  private refuse(): void {
    put(this.input);
    this.show(false, this.dataset["tooLarge"]!);
  }

  private show(shown: boolean, words: string): void {
    this.preview.hidden = !shown;
    this.clear.hidden = !shown;
    this.status.textContent = words;
  }
}

customElements.define("picture-field", PictureField);
