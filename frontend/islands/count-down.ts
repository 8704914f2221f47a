/** Shows the time left, by the server's clock: set closes (seconds) and skew (server minus phone, milliseconds). */
export class CountDown extends HTMLElement {
  closes = 0;
  skew = 0;
  private timer = 0;

  connectedCallback(): void {
    this.closes = Number(this.getAttribute("closes"));
    this.skew = Number(this.getAttribute("now")) - Date.now();
    this.timer = window.setInterval(() => this.draw(), 250);
    this.draw();
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
  }

  private draw(): void {
    const left = this.closes === 0 ? Infinity : Math.max(0, Math.ceil(this.closes - (Date.now() + this.skew) / 1000));
    const text = left >= 86_400 ? "" : clock(left);
    if (this.textContent !== text) this.textContent = text;
  }
}

function clock(seconds: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  const short = `${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? short : `${Math.floor(seconds / 3600)}:${short}`;
}

customElements.define("count-down", CountDown);
