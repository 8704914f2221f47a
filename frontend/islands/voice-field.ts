import { megabytes, put } from "./send";

// What browsers record, the one that most others play first.
const kinds = ["audio/mp4;codecs=mp4a.40.2", "audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

const pace = 32_000; // bits a second: plain speech, and under a megabyte in three minutes

/** Records a voice note, plays it back, and puts it into the form's field. Without it a recording can be chosen. */
class VoiceField extends HTMLElement {
  private recorder?: MediaRecorder;
  private timer = 0;
  private address = "";

  connectedCallback(): void {
    this.input.addEventListener("change", () => this.chosen());
    const kind = "MediaRecorder" in window && kinds.find((k) => MediaRecorder.isTypeSupported(k));
    if (!kind || !navigator.mediaDevices) return; // the field to choose one is there
    this.one(".recorder").hidden = false;
    this.one("[data-record]").addEventListener("click", () => void this.record(kind));
    this.one("[data-stop]").addEventListener("click", () => this.recorder?.stop());
    this.one("[data-clear]").addEventListener("click", () => {
      put(this.input);
      this.play();
      this.one("[data-record]").focus();
    });
  }

  disconnectedCallback(): void {
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  private one(selector: string): HTMLElement {
    return this.querySelector(selector)!;
  }

  private get input(): HTMLInputElement {
    return this.querySelector("input[type=file]")!;
  }

  private say(what: string): void {
    const status = this.one("[role=status]");
    status.textContent = status.dataset[what] ?? "";
  }

  private async record(kind: string): Promise<void> {
    let sound: MediaStream;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      this.say(error instanceof DOMException && error.name === "NotFoundError" ? "none" : "denied");
      this.input.focus();
      return;
    }
    this.play();
    const parts: Blob[] = [];
    this.recorder = new MediaRecorder(sound, { mimeType: kind, audioBitsPerSecond: pace });
    this.recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    this.recorder.addEventListener("stop", () => {
      for (const track of sound.getTracks()) track.stop();
      this.stopped(new File(parts, "voice", { type: kind.split(";")[0] ?? "" }));
    });
    this.recorder.start();
    this.running(true);
    this.say("on");
    this.one("[data-stop]").focus();
  }

  /** Shows what can be pressed while it records, and counts. */
  private running(on: boolean): void {
    this.one("[data-record]").hidden = on;
    this.one("[data-stop]").hidden = !on;
    this.one("[data-clock]").hidden = !on;
    clearInterval(this.timer);
    if (!on) return;
    const [began, most] = [Date.now(), Number(this.dataset["seconds"])];
    const count = (): void => {
      const lasts = Math.floor((Date.now() - began) / 1000);
      this.one("[data-clock]").textContent = `${time(lasts)} / ${time(most)}`;
      if (lasts >= most) this.recorder?.stop();
    };
    count();
    this.timer = window.setInterval(count, 250);
  }

  private stopped(file: File): void {
    this.running(false);
    put(this.input, file);
    this.chosen();
    this.one(".recorder audio").focus();
  }

  private chosen(): void {
    const file = this.input.files?.[0];
    if (file && file.size > Number(this.dataset["most"]) * megabytes) {
      put(this.input);
      this.play();
      this.one("[role=status]").textContent = this.dataset["tooLarge"]!;
      return;
    }
    this.play(file);
  }

  /** Offers to play what would be sent, if there is anything. */
  private play(file?: File): void {
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = file ? URL.createObjectURL(file) : "";
    const player = this.querySelector<HTMLAudioElement>(".recorder audio")!;
    player.hidden = this.one("[data-clear]").hidden = !file;
    if (file) player.src = this.address;
    else player.removeAttribute("src");
    const again = this.one("[data-record]");
    if (file && again.dataset["again"]) again.textContent = again.dataset["again"];
    this.say(file ? "ready" : "");
  }
}

const time = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

customElements.define("voice-field", VoiceField);
